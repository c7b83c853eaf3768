"""What a run ends with. 0 means clean and complete; an incomplete run never ends with 0."""

FINDINGS = 1
"""Everything was read, and something as grave as --fail-on says is open."""
USAGE = 2
"""Wrong usage, configuration or model, or an output that cannot be written."""
UNREADABLE = 3
"""At least one input could not be read, or not be reported in a format that was asked for; all else was reported."""
INTERNAL = 70
"""A fault of clausescan itself; the traceback is on standard error."""
INTERRUPTED = 130
"""Ctrl-C."""
BROKEN_PIPE = 141
"""Whoever read standard output stopped reading before the end."""
