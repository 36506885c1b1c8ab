"""A bar with the rate, on standard error, for a person who waits; nothing where nobody looks."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

_EVERY_S = 0.1


@contextmanager
def bar(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Call what is given once an event, with its bytes; `total` bytes, None where that is not known."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task(label, total=total or None, rate="")
        started = told = time.monotonic()
        events = done = 0

        def step(size: int) -> None:
            nonlocal events, done, told
            events, done = events + 1, done + size
            if (now := time.monotonic()) - told >= _EVERY_S:
                told = now
                shown.update(task, completed=done, rate=f"{events:,} events, {events / (now - started):,.0f}/s")

        yield step
