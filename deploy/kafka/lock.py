"""Resolve Kafka anew and write `jars.txt`: `python -m deploy.kafka.lock`, after a change of version here."""

import tempfile
from pathlib import Path

import jgo

from deploy.kafka.jars import KAFKA_VERSION, LOCK, maven_context, sha256_of

ROOTS = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    # Kafka logs through SLF4J 1: without a binding its log is empty. The version of Kafka's own log4j-core.
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
)
HEADER = "# Written by `python -m deploy.kafka.lock`: coordinates and SHA-256, in the order of the class path.\n"


def main() -> None:
    """Resolve, download and write the lock."""
    # A dict keeps the order; both roots share jars.
    found = {f"{jar.groupId}:{jar.artifactId}:{jar.version}": jar for root in ROOTS for jar in jgo.resolve(root)}
    with tempfile.TemporaryDirectory() as folder:
        maven = maven_context(Path(folder))
        files = {
            name: maven.project(jar.groupId, jar.artifactId).at_version(jar.version).artifact().resolve()
            for name, jar in found.items()
        }
        lines = [f"{name} {sha256_of(path)}\n" for name, path in files.items()]
    LOCK.write_text(HEADER + "".join(lines))
    print(f"{LOCK}: {len(lines)} jars")


if __name__ == "__main__":
    main()
