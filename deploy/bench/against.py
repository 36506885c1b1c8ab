"""Two commits in turn on one machine: the same events through `replay`, and as a backlog through the pipeline."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rich.console import Console

from deploy.bench.figures import Figures, rate
from deploy.bench.runs import FOUR, Cost, document, flowed, replayed
from deploy.bench.sides import Side, checked_out, here

JOBS, CRITERIA = ("replay", "pipeline"), ("all", "four")
SEED = 1

console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Job:
    """What each side does in each round, with the parameters of either side."""

    name: str
    what: str
    params: dict[Side, Path]


def compare(
    commit: str, events: int, rounds: int, jobs: Sequence[str] = JOBS, criteria: Sequence[str] = CRITERIA
) -> None:
    """Measure the commit and this folder in turn, and print medians, spread and ratios. Raises DeployError."""
    with checked_out(commit) as then, tempfile.TemporaryDirectory(prefix="kordon-bench-") as name:
        folder, sides = Path(name), (then, here())
        made, first = folder / "events.jsonl", folder / "first.jsonl"
        then.run("generate", str(made), "--seed", str(SEED), "--count", str(events))
        with made.open("rb") as lines:
            first.write_bytes(lines.readline())
        codes = {side: set(side.codes()) for side in sides}
        common = set.intersection(*codes.values())
        console.print(
            f"{then.name} and {sides[1].name}, in turn, {rounds} rounds; {events:,} events made by {then.name};"
            f" all criteria are the {len(common)} that both have, four are {', '.join(FOUR)}",
            markup=False,
        )
        if sides[1].name.endswith("+"):
            console.print("+: with what is not committed")
        planned = [*_jobs(codes, folder, product(jobs, criteria))]
        figures, said = Figures(), dict[tuple[str, Side], Cost]()
        for _ in range(rounds):
            for job in planned:
                for side in sides:
                    measure = _replay if job.what == "replay" else _pipeline
                    said[job.name, side] = measure(figures, job, side, folder, events)
        for line in figures.lines():
            console.print(line, markup=False)
        _compare_alerts(sides, said)


def _jobs(codes: dict[Side, set[str]], folder: Path, wanted: Iterable[tuple[str, str]]) -> Iterator[Job]:
    enabled = {"all": set.intersection(*codes.values()), "four": set(FOUR)}
    for what, name in wanted:
        # A document of each side's own: to switch off what a release does not know is an error.
        yield Job(
            f"{what}, {name} criteria",
            what,
            {
                side: document(folder / f"{name}-{number}.toml", sorted(known - enabled[name]))
                for number, (side, known) in enumerate(codes.items())
            },
        )


def _replay(figures: Figures, job: Job, side: Side, folder: Path, events: int) -> Cost:
    """The replay without what it costs to start, which is measured by that of a single event."""
    start = replayed(side, folder / "first.jsonl", job.params[side], folder)
    cost = replayed(side, folder / "events.jsonl", job.params[side], folder)
    cpu, wall = max(0.0, cost.cpu_s - start.cpu_s), cost.wall_s - start.wall_s
    figures.add(f"{job.name}: CPU s per 1,000 events", side.name, cpu * 1_000 / events)
    figures.add(f"{job.name}: events/s", side.name, rate(events, wall), more_is_better=True)
    figures.add(f"{job.name}: CPU s of its start alone, left out above", side.name, start.cpu_s)
    return cost


def _pipeline(figures: Figures, job: Job, side: Side, folder: Path, events: int) -> Cost:
    cost = flowed(side, folder / "events.jsonl", job.params[side])
    figures.add(f"{job.name}: CPU s of intake and worker per 1,000 events", side.name, cost.cpu_s * 1_000 / events)
    figures.add(f"{job.name}: events/s", side.name, rate(events, cost.wall_s), more_is_better=True)
    return cost


def _compare_alerts(sides: tuple[Side, Side], said: dict[tuple[str, Side], Cost]) -> None:
    """Whether both did the same work."""
    for job in dict.fromkeys(name for name, _ in said):
        then, now = (said[job, side] for side in sides)
        both = then.alerts.keys() & now.alerts.keys()
        refused = f"; events refused: {then.refused} and {now.refused}" if then.refused or now.refused else ""
        console.print(
            f"{job}: {len(both):,} alerts of both, {len(then.alerts) - len(both):,} of {sides[0].name} only,"
            f" {len(now.alerts) - len(both):,} of {sides[1].name} only{refused}"
        )
