"""What is asked like a criterion and is none: the category, the transit that brought the goods."""
