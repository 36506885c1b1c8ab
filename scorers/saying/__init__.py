"""What is said outward of a case, in records and in words."""
