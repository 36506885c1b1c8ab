"""Prometheus: what it scrapes, whom it wakes, and `promtool`, which tests that."""
