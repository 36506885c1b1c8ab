"""The step of a case."""
