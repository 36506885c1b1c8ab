"""What cases and subjects tell one another, what may come in and what goes out."""
