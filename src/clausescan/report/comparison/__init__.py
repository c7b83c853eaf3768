"""What changed between versions, in every form: terminal, JSON, HTML, a Word redline and a list in a workbook."""
