"""Benchmarks in one run on one machine: `./deploy/dev bench`. They print figures and judge nothing.

Compare figures of one run only: another machine, or the same one at another hour, gives others. With `--against` two
commits take turns over the same events, with `--peers` Kordon and what one might use instead.
"""

import argparse
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from deploy.bench import against, parts, peers, year
from deploy.errors import DeployError
from streams import generate

THROUGHPUT_EVENTS, TURN_EVENTS, YEAR_EVENTS, ROUNDS = 20_000, 10_000, 50_000, 5


def _throughput(options: argparse.Namespace) -> None:
    count = options.events or THROUGHPUT_EVENTS
    events = list(itertools.islice(generate.events(1, count, parts.START), count))
    parts.replayed(events)
    parts.pipeline(events)


def _latency(options: argparse.Namespace) -> None:
    for rate in options.rates:
        parts.latency(rate, options.seconds)


def _in_turn(options: argparse.Namespace) -> None:
    events = options.events or TURN_EVENTS
    if options.peers:
        peers.measure(events, options.rounds)
        return
    jobs = (options.only,) if options.only else against.JOBS
    against.compare(options.against, events, options.rounds, jobs, options.criteria)


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "history": lambda options: parts.histories(options.histories),
    "throughput": _throughput,
    "latency": _latency,
    "memory": lambda options: parts.memory(options.subjects),
    "year": lambda options: year.year(options.events or YEAR_EVENTS, options.jobs),
}


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the person asked for."""
    parser = argparse.ArgumentParser(prog="deploy/dev bench", description=__doc__)
    parser.add_argument("--events", type=int, help="for throughput (20,000), two in turn (10,000), a year (50,000)")
    parser.add_argument("--rates", type=float, nargs="+", default=parts.RATES, help="events a second, for latency")
    parser.add_argument("--seconds", type=float, default=20, help="how long latency is measured")
    parser.add_argument("--histories", type=int, nargs="+", default=parts.HISTORIES, help="events of history, for cost")
    parser.add_argument("--subjects", type=int, default=1_000_000, help="subjects for memory")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share a year")
    parser.add_argument("--against", metavar="COMMIT", help="measure this folder and a commit in turn")
    parser.add_argument("--peers", action="store_true", help="measure Kordon, a Faust and a Quix Streams app in turn")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often, in turn")
    parser.add_argument("--criteria", choices=against.CRITERIA, nargs="+", default=against.CRITERIA, help="in turn")
    parser.add_argument("--only", choices=(*PARTS, *against.JOBS), help="one part; with --against replay or pipeline")
    options = parser.parse_args(given)
    if options.peers and (options.against or options.only):
        parser.error("--peers goes without --against and --only")
    if options.only and (options.only in against.JOBS) != bool(options.against):
        parser.error(f"--only {options.only} goes {'without' if options.against else 'with'} --against")
    return options


def main(given: list[str] | None = None) -> int:
    """Exit code: 0 measured to the end, 1 something is missing or failed."""
    options = arguments(given)
    if options.against or options.peers:
        try:
            _in_turn(options)
        except DeployError as error:
            print(f"kordon: {error}", file=sys.stderr)
            return 1
        return 0
    if options.only:
        PARTS[options.only](options)
        return 0
    for name in PARTS:  # each in a process of its own, so that one's memory is not the other's
        subprocess.run([sys.executable, "-m", "deploy.bench", *(given or sys.argv[1:]), "--only", name], check=True)
    return 0


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    # As an exception, so that `with` blocks end what they started.
    signal.signal(signal.SIGTERM, _leave)
    # The caller's own settings are about another deployment.
    for setting in [name for name in os.environ if name.startswith("KORDON_")]:
        del os.environ[setting]
    sys.exit(main())
