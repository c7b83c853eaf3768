"""Batch: a room of agreements read and judged in one run, into one store."""
