"""What Kordon says: alerts, assessments, dispositions and its notes on what it could not read or use.

The bytes of an outcome follow from the input log and the parameters alone. What depends on the order of arrival travels
in the record's headers: `change` (raised, updated, withdrawn, superseded) against what was published before, and
`version`, which rises with gaps: not every word is published.
Times are ms since the epoch, UTC. Lists are published in a fixed order that their producer chooses.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec

from schemas.errors import Reason
from schemas.fields import ControlForm, Share, SubjectKind, doc
from schemas.topics import (
    ALERTS,
    ASSESSMENTS,
    CATEGORY_CHANGES,
    DEAD_LETTERS,
    DISPOSITIONS,
    INTERNAL_SECURITY,
    LATE_EVENTS,
)

Severity = Literal["low", "medium", "high"]
Category = Literal["low", "medium", "high"]
AlertStatus = Literal["raised", "withdrawn", "superseded"]
CaseKind = Literal["declaration", "transit"]
CaseStatus = Literal["open", "closed", "cancelled"]
Phase = Literal["pre_release", "post_release"]
Direction = Literal["import", "export", "transit"]
Judgement = Literal["awaited", "escalated", "confirmed", "rejected"]
EndReason = Literal[
    "case_cancelled",
    "cancelled",
    "deleted",
    "amended",
    "cured",
    "told",
    "register",
    "expired",
    "parameters",
    "unknown",
]
Scalar = str | int | float | bool | None
ArgumentType = Literal["number", "share", "date", "id", "ids", "term", "terms", "sentences"]


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Root of everything that Kordon publishes. Every field is always present; null means that it does not apply."""


class Argument(Outcome, frozen=True, kw_only=True):
    """What a sentence is filled in with, so that it can be said in another language."""

    type: Annotated[
        ArgumentType,
        doc(
            "share: 0..1; id, ids: said as they are; term, terms: names of templates; sentences: said one after another"
        ),
    ]
    value: Annotated[
        "int | float | str | tuple[str | Sentence, ...]",
        doc("a list for ids, terms and sentences; a date is YYYY-MM-DD"),
    ]


class Sentence(Outcome, frozen=True, kw_only=True):
    """A sentence within another."""

    template: Annotated[str, doc("what is said: a template beside that of the sentence it stands in")]
    arguments: Annotated[dict[str, Argument], doc("what it is filled in with, by name")] = msgspec.field(
        default_factory=dict
    )


class Evidence(Outcome, frozen=True, kw_only=True):
    """One thing that a hit rests on."""

    kind: Annotated[str, doc("what it is: declaration, notice, control, debt, cured_by_amendment ...")]
    source: Annotated[str | None, doc("source of the event that says so, as its attribute `source`")] = None
    event_id: Annotated[str | None, doc("event that says so; null: a figure over several events")] = None
    ref: Annotated[str | None, doc("what to look up: number of a document, key of a fact ...")] = None
    at: Annotated[int | None, doc("when it happened, ms UTC")] = None
    values: Annotated[dict[str, Scalar], doc("figures by name; the name says the unit")] = msgspec.field(
        default_factory=dict
    )
    said: Annotated[dict[str, Argument], doc("those of the figures that each language has its own words for")] = (
        msgspec.field(default_factory=dict)
    )


class Window(Outcome, frozen=True, kw_only=True):
    """The span of event time that was looked at: after `from`, up to and including `to`."""

    from_: Annotated[int, doc("ms UTC, excluded")] = msgspec.field(name="from")
    to: Annotated[int, doc("ms UTC, included")]


class SuppressedForm(Outcome, frozen=True, kw_only=True):
    """A form of control that a hit asked for and that is not suggested."""

    form: Annotated[ControlForm, doc("form of control")]
    reason: Annotated[str, doc("why it is not suggested, a sentence, in English")]
    template: Annotated[str, doc("the sentence as a template, so that it can be said in another language")] = ""


class End(Outcome, frozen=True, kw_only=True):
    """Why an alert does not stand any more, and which event ended it."""

    reason: Annotated[EndReason, doc("what became of that which it rested on")]
    text: Annotated[str, doc("the reason as a sentence, in English")]
    template: Annotated[str, doc("the sentence as a template, so that it can be said in another language")]
    missing: Annotated[tuple[str, ...], doc("inputs without which it can not be told any more, sorted")] = ()
    source: Annotated[str | None, doc("source of the event that ended it; null: none did, as when time passes")] = None
    event_id: Annotated[str | None, doc("event that ended it")] = None
    at: Annotated[int | None, doc("time of that event, ms UTC")] = None


class Hit(Outcome, frozen=True, kw_only=True):
    """What an alert says: one criterion holds for one subject of one case."""

    alert_id: Annotated[str, doc("the same for the same criterion, subject, case and limb, for ever")]
    status: Annotated[AlertStatus, doc("withdrawn: no longer holds; superseded: the case had been closed before")]
    criterion: Annotated[str, doc("1..119, or a national code such as KZ-001")]
    group: Annotated[str, doc("group of the criterion, 01..11")]
    slug: Annotated[str, doc("name of the criterion")]
    limb: Annotated[str, doc("which alternative of the criterion; empty: it has one only")] = ""
    subject_kind: Annotated[SubjectKind, doc("kind of the subject")]
    subject_id: Annotated[str, doc("subject, in its normal form")]
    case: Annotated[str, doc("what was judged, such as declaration:ID, transit:ID or warehouse_day:ID|date")]
    declaration_id: Annotated[str | None, doc("declaration judged, in normal form")] = None
    transit_id: Annotated[str | None, doc("transit judged, in normal form")] = None
    member_state: Annotated[str, doc("ISO 3166-1 alpha-2")]
    office: Annotated[
        str | None,
        doc("of a declaration; of a transit, where it arrived last, else departed; that supervises the warehouse"),
    ] = None
    direction: Annotated[Direction | None, doc("import, export or transit")] = None
    trigger_source: Annotated[str | None, doc("source of the event that was judged")] = None
    trigger_event_id: Annotated[str, doc("event that was judged")]
    trigger_extensions: Annotated[
        dict[str, str | int | bool], doc("attributes that its publisher added to that event, 2,000 characters at most")
    ] = msgspec.field(default_factory=dict)
    event_time: Annotated[int, doc("time of that event, ms UTC")]
    raised_at: Annotated[int | None, doc("event time when all that the hit rests on had happened, ms UTC")] = None
    changed_at: Annotated[int | None, doc("latest event time of all that the alert rests on, ms UTC")] = None
    deadline: Annotated[
        int | None,
        doc("event time until which an officer is to conclude, else until which the ground holds, ms UTC; null: none"),
    ] = None
    severity: Annotated[Severity, doc("how grave the hit is")]
    score: Annotated[Share | None, doc("risk of the case as a whole, 0..1, 4 decimals; null: it does not stand")] = None
    profiles: Annotated[tuple[str, ...], doc("risk profiles that the hit matches, sorted")] = ()
    confidence: Annotated[Share, doc("0..1, 4 decimals")]
    correlation_group: Annotated[str | None, doc("hits of one group count once, by the strongest")] = None
    evidence: Annotated[tuple[Evidence, ...], doc("what the hit rests on")] = ()
    evidence_event_ids: Annotated[tuple[str, ...], doc("events among the evidence, sorted")] = ()
    window: Annotated[Window | None, doc("span looked at; null: none")] = None
    params_version: Annotated[str, doc("version of the parameters that were used")]
    category: Annotated[Category | None, doc("category of the participant; null: nobody to categorise")] = None
    category_grounds: Annotated[tuple[str, ...], doc("grounds of the category")] = ()
    category_provisional: Annotated[bool, doc("a register needed for the category was stale or missing")] = False
    suggested_forms: Annotated[tuple[ControlForm, ...], doc("forms of control suggested")] = ()
    suppressed_forms: Annotated[tuple[SuppressedForm, ...], doc("forms asked for but not suggested")] = ()
    requires_judgement: Annotated[bool, doc("an officer must conclude before any form is suggested")] = False
    judgement: Annotated[
        Judgement | None, doc("escalated: undecided, or silent for too long; null: nothing for an officer to conclude")
    ] = None
    phase: Annotated[Phase, doc("post_release: the case was already closed")] = "pre_release"
    end: Annotated[End | None, doc("why it does not stand any more; null: it stands")] = None
    title: Annotated[str, doc("what the criterion is about, in English")] = ""
    reason: Annotated[str, doc("why it is a hit, a sentence for people, in English")]
    template: Annotated[str, doc("the sentence as a template, so that it can be said in another language")] = ""
    arguments: Annotated[dict[str, Argument], doc("what the template is filled in with, by name")] = msgspec.field(
        default_factory=dict
    )


class Alert(Hit, frozen=True, kw_only=True):
    """A risk alert, for control-assignment services only. The last record of an alert_id is the truth."""


class InternalSecurityAlert(Hit, frozen=True, kw_only=True):
    """An alert on an officer or a warehouse (criteria 115 and 116), for internal security only."""


class HitSummary(Outcome, frozen=True, kw_only=True):
    """One hit of an assessment."""

    alert_id: Annotated[str, doc("alert of the hit")]
    criterion: Annotated[str, doc("1..119, or a national code")]
    limb: Annotated[str, doc("which alternative of the criterion; empty: it has one only")] = ""
    severity: Annotated[Severity, doc("how grave the hit is")]
    correlation_group: Annotated[str | None, doc("hits of one group count once")] = None


class UnknownCriterion(Outcome, frozen=True, kw_only=True):
    """A criterion that could not be judged."""

    criterion: Annotated[str, doc("1..119, or a national code")]
    missing: Annotated[tuple[str, ...], doc("inputs that were missing or stale, sorted")]


class StrongestHit(Outcome, frozen=True, kw_only=True):
    """The hit that stands for its correlation group in the score."""

    group: Annotated[str, doc("correlation group")]
    alert_id: Annotated[str, doc("its strongest hit")]


class Assessment(Outcome, frozen=True, kw_only=True):
    """All that is known of one case, restricted. The last record of a case is the truth."""

    case: Annotated[str, doc("what was judged, such as declaration:ID or transit:ID")]
    declaration_id: Annotated[str | None, doc("declaration judged, in normal form")] = None
    transit_id: Annotated[str | None, doc("transit judged, in normal form")] = None
    member_state: Annotated[str, doc("ISO 3166-1 alpha-2")]
    status: Annotated[CaseStatus, doc("closed: released, refused, withdrawn or completed; cancelled: taken back")]
    event_time: Annotated[int, doc("registration or opening, ms UTC")]
    score: Annotated[Share, doc("risk, 0..1, 4 decimals")]
    hits: Annotated[tuple[HitSummary, ...], doc("by criterion, limb and alert_id")] = ()
    unknown: Annotated[tuple[UnknownCriterion, ...], doc("by criterion")] = ()
    correlation_groups: Annotated[tuple[StrongestHit, ...], doc("by group")] = ()
    category: Annotated[Category | None, doc("category of the participant")] = None
    category_grounds: Annotated[tuple[str, ...], doc("grounds of the category")] = ()
    category_provisional: Annotated[bool, doc("a register needed for the category was stale or missing")] = False
    profiles: Annotated[tuple[str, ...], doc("risk profiles that match, sorted")] = ()
    suggested_forms: Annotated[tuple[ControlForm, ...], doc("forms of control suggested")] = ()
    suppressed_forms: Annotated[tuple[SuppressedForm, ...], doc("forms asked for but not suggested")] = ()
    requires_judgement: Annotated[bool, doc("an officer must conclude before any form is suggested")] = False
    escalated: Annotated[bool, doc("an officer was undecided, or silent for too long")] = False
    phase: Annotated[Phase, doc("post_release: the case was already closed")] = "pre_release"
    params_version: Annotated[str, doc("version of the parameters that were used")]
    explanation: Annotated[tuple[str, ...], doc("sentences for people, in English, the weightiest first")] = ()
    explanation_templates: Annotated[
        tuple[Sentence, ...], doc("the same sentences as templates, so that they can be said in another language")
    ] = ()


class Disposition(Outcome, frozen=True, kw_only=True):
    """What to do with a case: the only message that may be shown at the post. It never says why."""

    case: Annotated[str, doc("what is meant, such as declaration:ID or transit:ID")]
    kind: Annotated[CaseKind, doc("what the case is")]
    id: Annotated[str, doc("its id, in normal form: upper case, no separators, Latin look-alikes")]
    declaration_id: Annotated[str | None, doc("declaration meant, in normal form")] = None
    transit_id: Annotated[str | None, doc("transit meant, in normal form")] = None
    office: Annotated[str | None, doc("office that is to act, in normal form; null: the case names none")] = None
    event_time: Annotated[int, doc("registration or opening, ms UTC")]
    status: Annotated[CaseStatus, doc("state of the case")]
    controls: Annotated[tuple[ControlForm, ...], doc("forms of control; empty: none")] = ()


class CategoryConflict(Outcome, frozen=True, kw_only=True):
    """A ground for the low category and a reason for the high one that hold at the same time."""

    low_ground: Annotated[str, doc("diplomatic, aeo, large_taxpayer, producer, investor")]
    high_reason: Annotated[str, doc("debt, offence, short")]


class CategoryChange(Outcome, frozen=True, kw_only=True):
    """The category of a participant changed; restricted."""

    participant_id: Annotated[str, doc("participant, in its normal form")]
    member_state: Annotated[str, doc("ISO 3166-1 alpha-2")]
    at: Annotated[int, doc("event time of the change, ms UTC")]
    old: Annotated[Category | None, doc("category before; null: seen for the first time")] = None
    new: Annotated[Category, doc("category now")]
    old_grounds: Annotated[tuple[str, ...], doc("grounds before, sorted")] = ()
    new_grounds: Annotated[tuple[str, ...], doc("grounds now, sorted")] = ()
    provisional: Annotated[bool, doc("a register needed for the category was stale or missing")] = False
    conflicts: Annotated[tuple[CategoryConflict, ...], doc("contradicting grounds")] = ()
    params_version: Annotated[str, doc("version of the parameters that were used")]


class Header(Outcome, frozen=True, kw_only=True):
    """A header of a refused record."""

    name: Annotated[str, doc("name of the header")]
    value_base64: Annotated[str | None, doc("its bytes in base64")] = None


class DeadLetter(Outcome, frozen=True, kw_only=True):
    """A record that could not be read or may not be applied. Correct it at the publisher and publish it again."""

    reason: Annotated[Reason, doc("why, a code")]
    detail: Annotated[str, doc("why, a sentence that names the field and what to do")]
    source_topic: Annotated[str, doc("topic of the record")]
    source_partition: Annotated[int, doc("partition of the record")]
    source_offset: Annotated[int, doc("offset of the record")]
    source_timestamp: Annotated[int, doc("timestamp of the record, ms UTC")]
    event_id: Annotated[str | None, doc("id of the event, where it could be read")] = None
    event_source: Annotated[str | None, doc("its source, the sender, where it could be read; 200 characters")] = None
    event_type: Annotated[str | None, doc("its CloudEvents type, where it could be read; 200 characters")] = None
    event_subject: Annotated[str | None, doc("its subject, where it could be read; 200 characters")] = None
    key_base64: Annotated[str | None, doc("key of the record in base64")] = None
    headers: Annotated[tuple[Header, ...], doc("headers of the record, in their order")] = ()
    original_base64: Annotated[str | None, doc("value of the record in base64; null: it had none")] = None
    original_bytes: Annotated[int, doc("length of the value, bytes")] = 0
    truncated: Annotated[bool, doc("the end of the value, or key and headers, are left out")] = False


class LateEvent(Outcome, frozen=True, kw_only=True):
    """An event that came too late to be counted for a subject."""

    event_id: Annotated[str, doc("event that was late")]
    event_type: Annotated[str, doc("its CloudEvents type")]
    case: Annotated[str, doc("its entity, such as non_delivery:ID")]
    subject_kind: Annotated[str, doc("kind of the subject whose history it missed")]
    subject_id: Annotated[str, doc("that subject, in its normal form")]
    event_time: Annotated[int, doc("ms UTC")]
    newest_time: Annotated[int, doc("newest event time already applied for the subject, ms UTC")]
    allowed_days: Annotated[float, doc("how late an event of its type may be, days")]


class OutcomeType(msgspec.Struct, frozen=True, kw_only=True):
    """One published outcome: its struct, its topic and the field that keys it (None: not compacted)."""

    name: str
    struct: type[Outcome]
    topic: str
    key_field: str | None


OUTCOME_TYPES: Mapping[str, OutcomeType] = MappingProxyType(
    {
        name: OutcomeType(name=name, struct=struct, topic=topic, key_field=key_field)
        for name, struct, topic, key_field in (
            ("risk.alert.v1", Alert, ALERTS, "alert_id"),
            ("risk.assessment.v1", Assessment, ASSESSMENTS, "case"),
            ("risk.category_change.v1", CategoryChange, CATEGORY_CHANGES, None),
            ("risk.disposition.v1", Disposition, DISPOSITIONS, "case"),
            ("risk.internal_security_alert.v1", InternalSecurityAlert, INTERNAL_SECURITY, "alert_id"),
            ("customs.dead_letter.v1", DeadLetter, DEAD_LETTERS, None),
            ("customs.late_event.v1", LateEvent, LATE_EVENTS, None),
        )
    }
)
"""Outcomes by the name of their message."""
