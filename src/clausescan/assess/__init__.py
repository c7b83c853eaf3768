"""From clauses to verdicts: what each checklist item finds, how each party can leave, where the text errs."""
