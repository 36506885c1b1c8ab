"""The process behind `up`: it keeps Kafka and Redis running until SIGTERM.

Usage: python -m deploy.keeper STATE [--kafka-port N] [--redis-port N]

STATE is locked as long as it runs, and holds its process id and the addresses, as JSON, once they can be used.
"""

import argparse
import fcntl
import json
import os
import signal
import sys
from pathlib import Path

from deploy.errors import DeployError
from deploy.services import Kafka, Redis


def main() -> int:
    """Serve until told to stop; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("state", type=Path)
    parser.add_argument("--kafka-port", type=int)
    parser.add_argument("--redis-port", type=int)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with arguments.state.open("a+") as state:
        fcntl.flock(state, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            with Kafka(arguments.kafka_port) as kafka, Redis(arguments.redis_port) as redis:
                addresses = {"KORDON_BOOTSTRAP": kafka.bootstrap, "KORDON_REDIS_URL": redis.url}
                state.truncate(0)
                state.write(json.dumps({"pid": os.getpid(), "addresses": addresses}))
                state.flush()
                signal.pause()
        except DeployError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            arguments.state.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
