"""Turns the sources of the sample agreements into Word files, PDFs and lists of answers."""
