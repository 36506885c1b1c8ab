"""What is thought: pure, synchronous scoring of customs cases. No clock, no I/O, no Kafka."""
