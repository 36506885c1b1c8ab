"""Apache Kafka: one broker, its jars from Maven Central, its Java runtime from PyPI."""
