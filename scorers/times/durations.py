"""Lengths of time, in milliseconds."""

HOUR = 3_600_000
DAY = 24 * HOUR
EVER = 1 << 48
"""A time (ms UTC) later than anything may happen or begin."""
