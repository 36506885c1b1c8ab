"""Ledgers that several criteria read. One that only a single criterion needs stands beside it."""
