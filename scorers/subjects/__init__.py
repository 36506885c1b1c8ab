"""The step of a subject."""
