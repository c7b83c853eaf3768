"""What a run ends with. 0 means clean and complete; an incomplete run never ends with 0. 1 is kept for findings."""

USAGE = 2
"""Wrong usage, configuration or model, or an output that cannot be written."""
UNREADABLE = 3
"""At least one input could not be read; the others were reported."""
INTERNAL = 70
"""A fault of clausescan itself; the traceback is on standard error."""
INTERRUPTED = 130
"""Ctrl-C."""
BROKEN_PIPE = 141
"""Whoever read standard output stopped reading before the end."""
