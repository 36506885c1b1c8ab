"""A real Kafka and a real Redis on a machine that has only Python: for the demo, the tests and manual work."""
