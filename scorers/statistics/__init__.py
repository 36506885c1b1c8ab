"""Exact tests and robust figures that criteria use; pure functions of their arguments."""
