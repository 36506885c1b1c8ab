"""Reference tables, and how a case looks something up in them."""
