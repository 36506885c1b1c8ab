"""Criterion 33 of decision 8/7: information on possible breaches of prohibitions or of IP rights."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec

from schemas.normalise import normal_id
from scorers.contract.arguments import filled, terms
from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown, missing
from scorers.ledgers.findings import FINDINGS_OF_PARTICIPANT, KEEP_DAYS, Observed, restored
from scorers.parameters.units import Confidence, Days, means


class Parameters(Params, frozen=True):
    """How long information is believed, and from which confidence on."""

    valid_days: Annotated[Days, means("How long information holds when it does not say so itself.")] = 180
    min_confidence: Annotated[Confidence, means("Least confidence of information; without one it is certain.")] = 0.3


class Informed(Ask, frozen=True):
    """What information on the participant holds."""

    learns: ClassVar[str] = "information_33"


class UnlawfulActInformation(Criterion[Parameters, Informed]):
    """A body or an officer reported something about the participant that still holds."""

    code = "33"
    group = "01"
    title = "Information on possible breaches of prohibitions or of IP rights"
    kind = "finding"
    subject = "participant"
    inputs = (
        "finding.raised.criterion",
        "finding.raised.participant_id",
        "finding.raised.observer_kind",
        "finding.raised.law_area",
        "finding.raised.valid_until",
        "finding.cancelled.finding_id",
        "declaration.participant_id",
    )
    forms = ("inspection", "documentary_check", "expert_examination")
    cases = ("declaration",)
    texts = """
        .information =
            { $count ->
                [one] A piece of information on possible breaches by the participant holds
               *[other] { $count } pieces of information on possible breaches by the participant hold
            }; reported by: { $bodies }.
        .not_stated = not stated
    """
    parameters = Parameters
    ask = Informed
    reads = (FINDINGS_OF_PARTICIPANT,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, Informed] | Unknown]:
        """Ask the participant at the registration."""
        yield subject_key("participant", case.content.participant_id), Informed(self.code, case.t, case.trigger)

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Information that does not say itself how long it holds."""
        yield Reach(FINDINGS_OF_PARTICIPANT, ("valid_days",), params.valid_days)

    def answer(self, ask: Informed, history: History, params: Parameters) -> dict[str, Any]:
        """Findings that hold at t, and whether a whole validity was seen."""
        found = [
            finding
            for finding in history.window(FINDINGS_OF_PARTICIPANT, ask.t, KEEP_DAYS)
            if finding.criterion == self.code
            and finding.confidence >= params.min_confidence
            and ask.t < finding.ends(params.valid_days)
        ]
        return {"found": msgspec.to_builtins(found), "covered": history.covers(ask.t, params.valid_days)}

    def lasts(self, said: Any, params: Parameters) -> int:
        """As long as the findings hold."""
        return max((one.ends(params.valid_days) for one in restored(said["found"])), default=0)

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """Hit while some information holds: on an open declaration until it expires."""
        who = normal_id(case.content.participant_id)
        answer = case.learned(f"participant:{who}", Informed.learns)
        if answer is None:
            return
        found = [one for one in restored(answer["found"]) if case.still(one.ends(params.valid_days))]
        if found:
            yield who, self._hit(found, params)
        elif not answer["covered"]:
            yield who, missing("coverage")

    def _hit(self, found: list[Observed], params: Parameters) -> Hit:
        """One piece of evidence for each reference: two bodies that report the same count once, as the surer one.

        The area of law is that of the surest body that states one, since it may lift an exemption.
        """
        pieces: dict[str, list[Observed]] = {}
        for one in sorted(found, key=lambda one: (-one.confidence, one.at, one.ref)):
            pieces.setdefault(one.evidence_ref or f"finding {one.ref}", []).append(one)
        areas = {piece[0].ref: next((one.law_area for one in piece if one.law_area), "") for piece in pieces.values()}
        told = sorted((piece[0] for piece in pieces.values()), key=lambda one: (one.at, one.ref))
        bodies = sorted({one.observer_kind for one in found})
        return Hit(
            "information",
            tuple(one.evidence(law_area=areas[one.ref]) for one in told),
            confidence=max(one.confidence for one in told),
            arguments=filled(count=len(told), bodies=terms(map(_body, bodies))),
            deadline=max(one.ends(params.valid_days) for one in found),
        )


def _body(kind: str) -> str:
    """Template of what a body that reports is called; `kind` is empty where it is not stated."""
    return f"code-observer_kind-{kind}" if kind else "not_stated"
