"""What a partition keeps, as records under keys."""
