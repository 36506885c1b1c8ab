"""What criteria of one kind have in common: the loop, the coverage, the identity of what is hit, and the evidence."""
