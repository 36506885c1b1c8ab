"""Whether two declarations are of the same consignment."""
