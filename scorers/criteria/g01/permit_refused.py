"""Criterion 32 of decision 8/7: the participant was refused permits for import or export."""

from collections.abc import Iterable
from typing import Annotated

from schemas.facts import PermitFact, PermitRefusal
from scorers.contract.arguments import filled
from scorers.contract.case import Case
from scorers.contract.criterion import Params
from scorers.contract.inputs import of
from scorers.contract.verdict import Evidence, Hit, Severity, Unknown, missing
from scorers.families.registers import RegisterRecords
from scorers.ledgers.participant_facts import REFUSALS
from scorers.parameters.units import Days, Number, Switch, means
from scorers.times.durations import DAY


class Parameters(Params, frozen=True):
    """Which refusals count, and which goods are the same."""

    window_days: Annotated[Days, means("How far back refusals count.")] = 730
    code_digits: Annotated[Number, means("Leading digits in which goods codes of the same goods agree.")] = 4
    goods_match_required: Annotated[Switch, means("Whether only a refusal for the goods declared is a hit.")] = False


class PermitRefused(RegisterRecords[Parameters]):
    """Refusals in force, not older than the window; one for the goods declared weighs more.

    It weighs little where the declaration relies on a permit that the participant was given for these goods since.
    """

    code = "32"
    group = "01"
    title = "Participant was refused import or export permits"
    inputs = (
        *of("declaration", "participant_id", "items[].goods_code", "items[].permits[].number"),
        *of("ref.permit_refusal", "refused_at", "goods_codes[]", "status"),
        *of("ref.permit", "holder_id", "goods_codes[]", "valid_from", "status"),
    )
    forms = ("documentary_check", "inspection", "expert_examination")
    cases = ("declaration",)
    correlation_group = "permits"
    law_area = "prohibitions_restrictions"
    texts = """
        .refused =
            { in-days } { $count ->
                [one] a permit was
               *[other] { $count } permits were
            } refused to the participant.
        .same_goods =
            { in-days } { $count ->
                [one] a permit was
               *[other] { $count } permits were
            } refused to the participant for goods like those declared.
    """
    reads = (REFUSALS,)
    register = PermitRefusal
    decisive = ("status", "refused_at")

    def counts(self, record: PermitRefusal, t: int, params: Parameters) -> bool:
        """A refusal in the window that nobody overturned."""
        since = record.refused_at
        recent = since is None or t - params.window_days * DAY < since <= t
        return recent and record.status != "overturned"

    def evidence(self, record: PermitRefusal, event: str) -> Evidence:
        """The refusal, when it was, and for which goods as far as that is stated."""
        codes = None if record.goods_codes is None else " ".join(record.goods_codes)
        return Evidence("ref.permit_refusal", record.key, record.refused_at, event, {"goods_codes": codes})

    def verdict(self, case: Case, found: tuple[Evidence, ...], params: Parameters) -> Hit | Unknown | None:
        """The gravest decides; where the goods must match, only those for the goods declared count."""
        digits = params.code_digits
        declared = [item.goods_code for item in case.content.items or ()]
        same = [one for one in found if _agree(_codes(one), filter(None, declared), digits)]
        if params.goods_match_required and not same:
            lacking = {"ref.permit_refusal.goods_codes[]"} if any(map(_unstated, found)) else set()
            if case.content.items is None or None in declared:
                lacking.add("declaration.items[].goods_code")
            return missing(*lacking) if lacking else None
        counted = tuple(same) if params.goods_match_required else found
        return Hit(
            "same_goods" if same else "refused",
            counted,
            severity=max((_severity(case, one, one in same, digits) for one in counted), key=_SEVERITIES.index),
            window=case.window(params.window_days),
            arguments=filled(count=len(same or counted), days=params.window_days),
        )


_SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high")


def _severity(case: Case, refusal: Evidence, same_goods: bool, digits: int) -> Severity:
    if _granted_since(case, refusal, digits):
        return "low"
    return "high" if same_goods else "medium"


def _granted_since(case: Case, refusal: Evidence, digits: int) -> bool:
    """Whether the declaration relies on a permit that the participant was given for the goods after they were refused.

    Only a permit that the declaration names can be looked up.
    """
    numbers = [permit.number for item in case.content.items or () for permit in item.permits or ()]
    permits = (case.tables.at(PermitFact, number, case.t, case.member_state) for number in dict.fromkeys(numbers))
    return any(
        permit.holder_id == case.content.participant_id
        and permit.status == "valid"
        and (permit.valid_from or 0) > (refusal.at or 0)
        and _agree(_codes(refusal), permit.goods_codes or (), digits)
        for permit in permits
        if permit is not None
    )


def _codes(refusal: Evidence) -> list[str]:
    return str(refusal.values["goods_codes"] or "").split()


def _unstated(refusal: Evidence) -> bool:
    return refusal.values["goods_codes"] is None


def _agree(some: Iterable[str], others: Iterable[str], digits: int) -> bool:
    """Whether two codes agree in their leading digits, as far as both have them."""
    return any(
        one[:length] == other[:length]
        for other in others
        for one in some
        for length in [min(digits, len(one), len(other))]
    )
