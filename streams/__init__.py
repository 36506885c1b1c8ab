"""What is moved: Kafka, Faust, Redis and Prometheus around the pure scoring of `scorers`."""
