"""All criteria, and what follows from knowing them all: checked parameters, meanings, counts."""
