"""One-process judging for the tests of criteria: events in, verdicts out."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import msgspec
import orjson

from schemas.codec import encode_outward
from schemas.envelope import Event
from schemas.outcomes import Argument
from schemas.topics import ALERTS, ASSESSMENTS, INTERNAL_SECURITY
from scorers.cases.judging import verdicts
from scorers.catalogue.discovery import CATALOGUE, slug_of
from scorers.contract.verdict import Hit, Judged, Unknown
from scorers.delivery.engine import Engine
from scorers.exchange.messages import Counted, Message, Output, Outward
from scorers.exchange.routing import case_of
from scorers.parameters.document import version_of
from scorers.saying.bodies import evidence_of
from scorers.saying.endings import speaks_of
from scorers.saying.wording import LANGUAGES, known, say, why
from scorers.saying.wording import said as in_words
from scorers.state.store import MemoryStore, Store
from scorers.weighing.alert_ids import name_of
from tests.factories import DAY, T0, fact
from tests.scorers.watched import Watched


class Judging:
    """Feeds events to both rooms and reads the verdicts of a case."""

    def __init__(self, parameters: str = "", coverage_start: int = 0) -> None:
        self.outward: list[Outward] = []
        self.counted: list[Counted] = []
        self.engine = Engine(self._emit, Watched(), Watched())
        document = parameters.encode()
        self.engine.parameters(version_of(document), document, coverage_start)

    def _emit(self, output: Output) -> None:
        if isinstance(output, Outward):
            self.outward.append(output)
        elif isinstance(output, Counted):
            self.counted.append(output)

    def feed(self, *events: Event) -> "Judging":
        """Apply events in the order given."""
        for event in events:
            self.engine.event(event)
        return self

    def put_back(self, message: Message) -> "Judging":
        """Deliver a message between the rooms again."""
        self.engine.deliver(message)
        return self

    def until(self, watermark: int) -> "Judging":
        """Let event time (ms UTC) pass."""
        self.engine.watermark(watermark)
        return self

    def verdicts(self, key: str, criterion: str) -> list[Judged]:
        """What a criterion says of a case, worked out anew; what was published of it must say the same."""
        found = [item for item in verdicts(self.engine.cases, key) or () if item.criterion == criterion]
        fresh = {name_of(item, key): item.verdict for item in found if isinstance(item.verdict, Hit)}
        said = {name: alert for name, alert in self.standing(criterion).items() if alert["case"] == key}
        for name, verdict in fresh.items():
            assert name in said, f"criterion {criterion} hits on {key}, but no alert stands"
            assert said[name]["severity"] == verdict.severity
            assert said[name]["evidence"] == published(criterion, verdict)
            assert said[name]["reason"] == sentence(criterion, verdict)
            assert_sayable(said[name])
        unknown = [item for item in found if isinstance(item.verdict, Unknown)]
        for name in said.keys() - fresh.keys():
            alert: Any = SimpleNamespace(**said[name])
            assert any(speaks_of(item, alert) for item in unknown), (
                f"an alert of {criterion} stands on {key} without a hit"
            )
        return found

    def hit(self, key: str, criterion: str, limb: str | None = None) -> Hit | None:
        """The hit of a criterion on a case, None for a miss or unknown."""
        for item in self.verdicts(key, criterion):
            if isinstance(item.verdict, Hit) and limb in (None, item.verdict.limb):
                return item.verdict
        return None

    def said(self, *topics: str) -> dict[str, dict[str, Any]]:
        """The last record of each key of some topics."""
        return {record.key: orjson.loads(record.value) for record in self.outward if record.topic in topics}

    def all_alerts(self) -> list[dict[str, Any]]:
        """Every alert, as last said."""
        return list(self.said(ALERTS, INTERNAL_SECURITY).values())

    def alerts(self, criterion: str) -> list[dict[str, Any]]:
        """The alerts of a criterion, each as last said."""
        return [alert for alert in self.all_alerts() if alert["criterion"] == criterion]

    def standing(self, criterion: str) -> dict[str, dict[str, Any]]:
        """The alerts of a criterion that stand, by id."""
        return {alert["alert_id"]: alert for alert in self.alerts(criterion) if alert["status"] == "raised"}

    def assessments(self) -> dict[str, dict[str, Any]]:
        """The assessment of each case, as last said."""
        return self.said(ASSESSMENTS)

    def statuses(self, criterion: str) -> list[str]:
        """The status of each alert of a criterion, as last said."""
        return [alert["status"] for alert in self.alerts(criterion)]

    def unknown(self, key: str, criterion: str) -> Unknown | None:
        """The unknown verdict of a criterion on a case, None when it is a hit or a miss."""
        for item in self.verdicts(key, criterion):
            if isinstance(item.verdict, Unknown):
                return item.verdict
        return None


def judged(events: Iterable[Event], parameters: str = "", coverage_start: int = 0) -> Judging:
    """A judging fed with events in the order given."""
    return Judging(parameters, coverage_start).feed(*events)


def kept(store: Store, prefix: str = "") -> list[tuple[str, Any]]:
    """Records of a store in memory whose key begins with `prefix`, in key order."""
    assert isinstance(store, MemoryStore)
    return sorted((key, record) for key, record in store.data.items() if key.startswith(prefix))


def vouched(events: Iterable[Event], parameters: str = "", coverage_start: int = 0) -> Judging:
    """As `judged`, with registers of debts and of cases that are alive."""
    beats = (fact("ref.source_heartbeat", source, t=T0 + 3650 * DAY) for source in ("treasury", "courts"))
    return Judging(parameters, coverage_start).feed(*beats, *events)


def backwards(events: Iterable[Event]) -> list[Event]:
    """The events with the last entity first; each entity keeps its own order, as a partition does."""
    rows: dict[str, list[Event]] = {}
    for event in events:
        rows.setdefault(case_of(event), []).append(event)
    return [event for row in reversed(rows.values()) for event in row]


def alone(code: str) -> str:
    """The beginning of a parameter document that judges by one criterion only, for tests of long histories."""
    return f"disabled = {[other.code for other in CATALOGUE if other.code != code]}\n"


def published(criterion: str, hit: Hit) -> Any:
    """Evidence of a hit of a criterion as JSON has it."""
    found: list[Any] = list(evidence_of(hit.evidence, slug_of(CATALOGUE.by_code[criterion])))
    return [orjson.loads(encode_outward(one)) for one in found]


def sentence(criterion: str, hit: Hit) -> str:
    """What a hit of a criterion says, in English."""
    return why(Judged(criterion, "", "", 0, "", hit))


def assert_sayable(alert: dict[str, Any]) -> None:
    """What an alert says has a template in every language, and its own arguments leave no gap in any."""
    arguments = msgspec.convert(alert["arguments"], dict[str, Argument])
    figures = [msgspec.convert(found["said"], dict[str, Argument]) for found in alert["evidence"]]
    for language in LANGUAGES:
        assert known(alert["template"], language), (language, alert["template"], alert["reason"])
        told = [say(alert["template"], arguments, language)]
        told += [in_words(one, alert["slug"], language) for found in figures for one in found.values()]
        assert not any(set("{}$") & set(text) or "code-" in text for text in told), (language, told)
        assert all(told), (language, alert["template"], told)
