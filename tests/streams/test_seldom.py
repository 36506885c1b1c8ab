"""What happens often is told seldom, and all of it."""

import io
import json

from schemas.errors import Reason
from streams.letter_counts import LetterCounts
from streams.metrics import Metrics
from streams.seldom import Seldom


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_at_once_and_then_once_a_minute() -> None:
    """Each kind has its own minute, and what is told adds up."""
    clock = _Clock()
    seldom: Seldom[str] = Seldom(60, clock)
    assert [seldom.count("one"), seldom.count("two"), seldom.count("one"), seldom.count("one", 5)] == [1, 1, 0, 0]
    clock.now += 59
    assert seldom.count("one") == 0
    clock.now += 1
    assert seldom.count("one", 0) == 7
    assert seldom.count("two", 0) == 0
    assert [seldom.count("one", 3), seldom.count("one", 0, last=True), seldom.count("two", 0, last=True)] == [0, 3, 0]


def test_dead_letters_are_told_by_reason(written: io.StringIO) -> None:
    """At once, once a minute, and the rest at the end: how many came since the line before."""
    clock, metrics = _Clock(), Metrics()
    counts = LetterCounts(metrics, Seldom(60, clock))

    def told(*refused: Reason, last: bool = False) -> list[tuple[str, int]]:
        for reason in refused:
            metrics.dead_letters.labels(reason.value).inc()
        counts.tell(last)
        lines = [json.loads(line) for line in written.getvalue().splitlines()]
        written.truncate(written.seek(0))
        assert all(line["event"] == "dead_letters" for line in lines)
        return [(line["reason"], line["count"]) for line in lines]

    assert told() == []
    assert told(Reason.not_json, Reason.not_json, Reason.too_large) == [("not_json", 2), ("too_large", 1)]
    assert told(Reason.not_json) == []
    clock.now += 60
    assert told(Reason.not_json) == [("not_json", 2)]
    assert told(Reason.not_json, Reason.not_json) == []
    assert told(last=True) == [("not_json", 2)]
