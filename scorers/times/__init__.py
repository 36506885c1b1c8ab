"""Lengths of time, and local days."""
