"""The demonstration: four stories from the border, then public declarations, on a real Kafka and a real Redis.

Run by `./deploy/dev demo`. It starts Kafka, Redis, an intake and a worker, publishes the events of each story and shows
what is said of them. Everything it starts ends with it.
"""

import argparse
import asyncio
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from deploy import showing
from deploy.errors import DeployError
from deploy.play import Play
from deploy.ports import HOST
from deploy.processes import Process, environment, make_topics
from deploy.services import Kafka, Redis
from deploy.showing import console
from deploy.stories import STORIES
from schemas.errors import KordonError
from streams import settings

HERE = Path(__file__).parent
DECLARATIONS, MOST = 1_000, 2_000
"""How many public declarations are scored, and how many there are."""


def run(options: argparse.Namespace) -> int:
    """The whole demonstration; returns its exit code. Raises DeployError or KordonError with what to do."""
    with ExitStack() as stack:
        console.print("Starting Kafka, Redis, an intake and a worker ...")
        kafka, redis = stack.enter_context(Kafka()), stack.enter_context(Redis())
        told = environment(kafka, redis, HERE / "params.example.toml")
        make_topics(told)
        processes = [Process(name, told) for name in ("intake", "worker")]
        for process in processes:
            stack.callback(process.stop)
        for process in processes:
            process.wait_ready()
        intake, worker = processes
        worker.wait_restored()
        console.print("Ready. Judged by example values, which are no authority's.")
        found = settings.load(bootstrap=kafka.bootstrap, redis_url=redis.url)
        play = Play(found, processes, options.patience)
        asyncio.run(play.run(STORIES, options.declarations))
        if play.missed:
            showing.failed(play.missed)
            return 1
        if not options.keep:
            showing.go_on()
            return 0
        showing.field("metrics", f"http://{HOST}:{worker.port}/metrics, http://{HOST}:{intake.port}/metrics")
        showing.ask(told, play.standing[0])
        while True:
            time.sleep(3600)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the person asked for."""
    parser = argparse.ArgumentParser(prog="deploy/dev demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave everything running at the end")
    parser.add_argument(
        "--declarations",
        type=int,
        default=DECLARATIONS,
        choices=range(MOST + 1),
        metavar="N",
        help="public ones, 0 to 2,000",
    )
    parser.add_argument("--patience", type=float, default=30.0, help="seconds to wait for an alert")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Exit code: 0 shown to the end or interrupted, 1 an alert did not come or something is missing."""
    try:
        return run(arguments(given))
    except KeyboardInterrupt:
        console.print("Stopping.")
    except (DeployError, KordonError) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    # The caller's own settings are about another deployment.
    for setting in [name for name in os.environ if name.startswith("KORDON_")]:
        del os.environ[setting]
    sys.exit(main())
