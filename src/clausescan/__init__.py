"""clausescan reads joint-venture and alliance agreements. Importing it loads nothing heavy."""

__version__ = "0.1.0"
