"""`python -m clausescan` is the same as `clausescan`."""

from clausescan.cli import main

main()
