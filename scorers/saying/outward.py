"""What a case says to the outside: alerts, an assessment, a disposition; and notes on records that were not applied.

Bodies follow from what is effective now and from the parameters. What depends on the order of arrival (`change`, the
number of what was sent, `late`) travels in headers. A body that would be the same as the last one is not sent again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import xxhash

from schemas.codec import decode_outward, encode_outward
from schemas.errors import BadInput
from schemas.event import Event
from schemas.outcomes import (
    Alert,
    AlertStatus,
    CaseStatus,
    InternalSecurityAlert,
    LateEvent,
)
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS, INTERNAL_SECURITY, LATE_EVENTS
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract import verdict as verdicts
from scorers.contract.case import Case
from scorers.contract.event_names import named
from scorers.contract.verdict import Hit, Judged, Unknown
from scorers.exchange import dead_letters
from scorers.exchange.intake_rules import allowed_days
from scorers.exchange.messages import Cause, Counted, Output, Outward, Published
from scorers.indicators.category import learned_category
from scorers.parameters.document import ParameterSet
from scorers.parameters.engine import Engine
from scorers.saying.bodies import alert_body, assessment_of, disposition_of
from scorers.saying.endings import AnyAlert, ended, speaks_of
from scorers.saying.situation import Situation, place_of
from scorers.saying.telling import Told, hinted_of, told_of
from scorers.weighing.alert_ids import name_of
from scorers.weighing.assessment import Assessed, assess, by_code
from scorers.weighing.selectivity import class_of

_encode = msgspec.msgpack.Encoder().encode
STANDING: AlertStatus = "raised"


class SpokenAlert(msgspec.Struct, array_like=True):
    """The last word on an alert: its status, how many were sent, its bytes, and a digest of what they were made of.

    `until` (ms UTC): what the hit rests on holds until then; None: for ever. `doubtful`: an officer has to judge it.
    """

    status: AlertStatus
    version: int
    value: bytes
    digest: int = 0
    internal: bool = False
    until: int | None = None
    doubtful: bool = False


class Spoken(msgspec.Struct, array_like=True):
    """What was said of a case: its alerts by id, and digests of its assessment and its disposition."""

    alerts: dict[str, SpokenAlert] = {}
    assessment: bytes = b""
    disposition: bytes = b""
    made_of: int = 0
    """Digest of everything that the last records were made of."""
    judged: tuple[str, ...] = ()
    """Ids of the alerts that an officer has to judge, or has judged."""
    news: bool = False
    """Whether anything was said since the case was last judged: of itself, by a link, a register or a history."""
    selected: str = ""
    """What controls the case meets, as `scorers.weighing.selectivity` names it; empty: it is not counted."""
    cause: Cause | None = None
    """What the case is judged anew for, until it has been."""
    version: int = 0
    """How many assessments and dispositions were sent."""


def speak(spoken: Spoken, case: Case, judged: list[Judged], params: ParameterSet, since: int) -> list[Output]:
    """The records of a case that changed, given its verdicts, each criterion, subject and limb once."""
    here = _situation(case, params)
    effective = judged if here.status != "cancelled" else []
    hits = [item for item in effective if isinstance(item.verdict, Hit)]
    unknown = [item for item in effective if isinstance(item.verdict, Unknown)]
    if not spoken.news:
        hits.extend(_kept(spoken, case, hits, unknown))
    spoken.news = False
    hits.sort(key=by_code)
    common = [item for item in hits if not _internal(item.criterion)]
    assessed = assess(case, common, here.category, params)
    spoken.judged = tuple(
        name_of(hit, case.key) for hit, forms in zip(common, assessed.forms, strict=True) if forms.judgement
    )
    spoken.selected = class_of(case, assessed.suggested, here.category)
    told = told_of(case, assessed, params)
    made_of = _digest((told, hits, unknown, here))
    if made_of == spoken.made_of:
        return []
    spoken.made_of = made_of
    says = _Says(spoken, here, since, case.late)
    says.alerts(told)
    says.internal(hinted_of(case, [item for item in hits if _internal(item.criterion)], params))
    says.gone(case, unknown)
    if case.kind in ("declaration", "transit"):
        _conclude(says, case, assessed, [item for item in unknown if not _internal(item.criterion)], params)
    return says.outputs


def _internal(criterion: str) -> bool:
    found = CATALOGUE.by_code.get(criterion)
    return found is not None and found.internal_security


def _digest(value: Any) -> int:
    return xxhash.xxh3_64_intdigest(_encode(value))


def _situation(case: Case, params: ParameterSet) -> Situation:
    status: CaseStatus = "open"
    if case.current is None and case.kind in ("declaration", "transit"):
        status = "cancelled"
    elif case.closed_at is not None:
        status = "closed"
    known = case if case.current is not None else case.before_cancelling()
    office, direction = place_of(known) if known.current is not None or case.kind == "warehouse_day" else (None, None)
    return Situation(
        case.key,
        case.id if case.kind == "declaration" else None,
        case.id if case.kind == "transit" else None,
        known.member_state,
        office,
        direction,
        status,
        learned_category(case),
        params.version,
        known.t if known.current is not None else min((event.at for event in known.events), default=0),
    )


# -- what stands although nobody can tell (ruling 2) ------------------------------------------------------------------


def _kept(spoken: Spoken, case: Case, hits: list[Judged], unknown: list[Judged]) -> Iterator[Judged]:
    """Hits said before that have become unknown with time or by other parameters, nothing having been said since.

    Not when what a hit rested on held until a time that has come, such as the validity of a finding.
    What is cancelled, amended, added or deleted is judged as if it had been so from the beginning. Kept on it, an alert
    would depend on what arrived first.
    """
    standing = [(name, said) for name, said in spoken.alerts.items() if said.status == STANDING]
    if not standing or not unknown:
        return
    present = {name_of(hit, case.key) for hit in hits}
    for name, said in standing:
        if name not in present and (said.until is None or case.still(said.until)):
            alert = _said(said)
            if any(speaks_of(item, alert) for item in unknown):
                yield _judged(alert, said)


def _said(said: SpokenAlert) -> AnyAlert:
    if said.internal:
        return decode_outward(said.value, InternalSecurityAlert)
    return decode_outward(said.value, Alert)


def _judged(alert: AnyAlert, said: SpokenAlert) -> Judged:
    window = (alert.window.from_, alert.window.to) if alert.window else None
    evidence = tuple(
        verdicts.Evidence(
            found.kind,
            found.ref or "",
            found.at,
            named(found.source or "", found.event_id) if found.event_id else None,
            found.values,
            found.said,
        )
        for found in alert.evidence
    )
    return Judged(
        alert.criterion,
        alert.subject_kind,
        alert.subject_id,
        alert.event_time,
        named(alert.trigger_source or "", alert.trigger_event_id),
        Hit(
            alert.template.partition(".")[2] or alert.reason,
            evidence,
            alert.severity,
            alert.limb,
            alert.confidence,
            window,
            alert.raised_at,
            alert.arguments,
            said.until,
            said.doubtful,
        ),
    )


# -- saying ----------------------------------------------------------------------------------------------------------


class _Says:
    """Gathers the records of one case that differ from what was said before."""

    def __init__(self, spoken: Spoken, here: Situation, since: int, late: bool) -> None:
        self.spoken, self.here, self.since = spoken, here, since
        self.marks = (("late", b"true"),) if late else ()
        self.outputs: list[Output] = []
        self._present: set[str] = set()

    def alerts(self, told: Iterable[Told]) -> None:
        """The alerts of the hits that count."""
        for one in told:
            self._alert(Alert, one)

    def internal(self, told: Iterable[Told]) -> None:
        """The alerts for internal security."""
        for one in told:
            self._alert(InternalSecurityAlert, one)

    def gone(self, case: Case, unknown: list[Judged]) -> None:
        """What was said before and holds no longer; a closed case keeps it for audit, superseded (ruling 8)."""
        status: AlertStatus = "superseded" if self.here.post_release else "withdrawn"
        for name, before in self.spoken.alerts.items():
            if name in self._present or before.status == "withdrawn":
                continue
            if before.status == STANDING or self.here.status == "cancelled":
                last = ended(_said(before), status, case, self.spoken.cause, unknown, self.here.params)
                said = SpokenAlert(status, before.version, encode_outward(last), 0, before.internal)
                self._send(name, said, status)

    def record(self, topic: str, value: bytes, before: bytes) -> bytes:
        """Send an assessment or a disposition that changed; returns its digest."""
        digest = xxhash.xxh3_64_digest(value)
        if digest != before:
            self.spoken.version += 1
            headers = (_version(self.spoken.version), *self.marks)
            self.outputs.append(Outward(topic, self.here.key, self.here.key, value, headers, self.since))
        return digest

    def _alert(self, kind: type[Alert] | type[InternalSecurityAlert], told: Told) -> None:
        name = name_of(told.hit, self.here.key)
        self._present.add(name)
        digest = _digest((told, self.here))
        before = self.spoken.alerts.get(name)
        if before is not None and before.status == STANDING and before.digest == digest:
            return
        body = alert_body(kind, name, told, self.here)
        value = encode_outward(body)
        change = "updated" if before is not None and before.status == STANDING else "raised"
        hit = told.hit.verdict if isinstance(told.hit.verdict, Hit) else None
        until, doubtful = (hit.deadline, hit.doubtful) if hit else (None, False)
        said = SpokenAlert(STANDING, before.version if before else 0, value, digest, kind is not Alert, until, doubtful)
        if before is None or before.value != value:
            self._send(name, said, change)
        else:
            self.spoken.alerts[name] = said

    def _send(self, name: str, said: SpokenAlert, change: str) -> None:
        said.version += 1
        self.spoken.alerts[name] = said
        headers = (("change", change.encode()), _version(said.version), *self.marks)
        topic = INTERNAL_SECURITY if said.internal else ALERTS
        self.outputs.append(Outward(topic, name, self.here.key, said.value, headers, self.since))
        self.outputs.append(Counted("alert", change))


def _version(number: int) -> tuple[str, bytes]:
    """The header that tells words on one key apart, also where they are the same words."""
    return "version", b"%d" % number


def _conclude(says: _Says, case: Case, assessed: Assessed, unknown: list[Judged], params: ParameterSet) -> None:
    """The assessment and what is to be done. Of a case that nothing is known of, nothing is said."""
    spoken = says.spoken
    if case.current is None and not case.events and not spoken.assessment:
        return
    assessment = assessment_of(says.here, assessed, unknown, params)
    spoken.assessment = says.record(ASSESSMENTS, encode_outward(assessment), spoken.assessment)
    disposition = encode_outward(disposition_of(says.here, assessed))
    spoken.disposition = says.record(DISPOSITIONS, disposition, spoken.disposition)


# -- records that were not applied -----------------------------------------------------------------------------------


def dead_letter(error: BadInput, event: Event, published: Published) -> Outward:
    """A record that may not be applied, with why, where it stood and its bytes."""
    return dead_letters.dead_letter(error, published.origin, published.since, event.id, published.case)


def late_event(event: Event, published: Published, watermark: int, engine: Engine) -> Outward:
    """An event so late that it counts only where something of its time is still kept."""
    kind, _, identity = published.case.partition(":")
    note = LateEvent(
        event_id=event.id,
        event_type=event.type,
        case=published.case,
        subject_kind=kind,
        subject_id=identity,
        event_time=event.time,
        newest_time=watermark,
        allowed_days=allowed_days(event, engine),
    )
    return Outward(LATE_EVENTS, event.id, published.case, encode_outward(note), since=published.since)
