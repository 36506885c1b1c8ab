"""Benchmarks: what one commit costs, two commits against each other, and Kordon against its peers."""
