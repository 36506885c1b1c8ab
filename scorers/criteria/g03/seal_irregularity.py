"""Criterion 54 of decision 8/7: seals missing, broken, or not those that the papers name."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

import msgspec

from schemas.outcomes import Sentence
from scorers.contract.arguments import filled, sentence, sentences
from scorers.contract.case import Case, Said
from scorers.contract.criterion import Ask, Criterion, Params, Reach
from scorers.contract.history import History
from scorers.contract.inputs import of
from scorers.contract.learned import Learned
from scorers.contract.links import FindingLink
from scorers.contract.verdict import Evidence, Hit, Scalar, Unknown, missing
from scorers.ledgers.findings import Observed, findings_of_vehicle, observed
from scorers.ledgers.non_deliveries import version_at
from scorers.ledgers.trip_span import aboard, trip_end
from scorers.parameters.units import Hours, Switch, means

SEALS = findings_of_vehicle("54", of_no_case=True)


class Parameters(Params, frozen=True):
    """How seals found are compared with those in the papers."""

    allow_extra_seals: Annotated[
        Switch, means("Whether seals that the papers do not name are passed over when all that they name are intact.")
    ] = False
    seal_formats: Annotated[
        tuple[str, ...],
        means(
            "Formats of seal numbers, which decide the letter O against 0.",
            unit="list of formats: `A` a letter, `9` a digit, anything else itself",
        ),
    ] = ()
    trip_window_h: Annotated[
        Hours,
        means("How long after its beginning a trip lasts at least that is still open and states no later deadline."),
    ] = 72


class Compared(msgspec.Struct, frozen=True):
    """What an arrival shows; `illegible`: intact seals whose number could not be read.

    `broken_illegible` and `extra_illegible` are seals broken, or beside those of the papers, whose number could not.
    """

    missing: tuple[str, ...]
    broken: tuple[str, ...]
    extra: tuple[str, ...]
    illegible: int
    broken_illegible: int
    extra_illegible: int

    @property
    def certain(self) -> bool:
        """Whether there is an irregularity that no illegible number can explain."""
        found = self.broken or self.extra or self.broken_illegible or self.extra_illegible
        return bool(found) or len(self.missing) > self.illegible

    def figures(self) -> dict[str, Scalar]:
        """What is wrong with which seals, and with how many that nobody could read."""
        numbers = {name: ", ".join(getattr(self, name)) for name in ("missing", "broken", "extra")}
        unread = {name: getattr(self, name) for name in ("broken_illegible", "extra_illegible")}
        return {**numbers, **{name: count for name, count in unread.items() if count}}

    def words(self) -> Iterator[Sentence]:
        """The same in words."""
        for template, numbers, unread in (
            ("missing", self.missing, 0),
            ("broken", self.broken, self.broken_illegible),
            ("extra", self.extra, self.extra_illegible),
        ):
            if numbers:
                yield sentence(template, count=len(numbers), numbers=numbers)
            if unread:
                yield sentence(f"{template}_illegible", count=unread)


def seal_number(number: str, formats: tuple[str, ...]) -> str:
    """A seal number with O and 0 as the first format that fits wants them."""
    for form in formats:
        fitted = [_fit(letter, want) for letter, want in zip(number, form, strict=False)]
        if len(number) == len(form) and all(fitted):
            return "".join(fitted)
    return number


def _fit(letter: str, want: str) -> str:
    """The letter as its place in the format wants it; empty when it does not fit."""
    if want == "9":
        return "0" if letter == "O" else letter if letter.isdigit() else ""
    if want == "A":
        return "O" if letter == "0" else letter if letter.isalpha() else ""
    return letter if letter == want else ""


class SealFindings(Learned, frozen=True, tag="told.seal_findings"):
    """Findings made while the vehicle was on the trip."""

    found: tuple[Observed, ...] = ()


class OnTheWay(Ask, frozen=True, tag="ask.seals"):
    """Findings on the seals of a vehicle by the `end` of a trip (ms UTC)."""

    learns: ClassVar[tuple[type[Learned], ...]] = (SealFindings,)

    end: int


class SealIrregularity(Criterion[Parameters, OnTheWay]):
    """On arrival a seal of the papers is missing or broken, or a seal is found that they do not name."""

    code = "54"
    group = "03"
    title = "Seals missing, broken or not those in the papers"
    kind = "stream"
    subject = "vehicle"
    inputs = (
        *of("transit", "seals[].number", "vehicle_ids[]"),
        "transit.amended.change_kind",
        *of("transit.arrived", "seals_found[].number", "seals_found[].state", "transit_id"),
        *of("finding.raised", "criterion", "vehicle_id"),
    )
    forms = ("seal_check", "inspection", "xray_scan")
    texts = """
        .arrived =
            Of { $seals ->
                [one] one seal
               *[other] { $seals } seals
            } in the papers, on arrival at office { $office }: { $found }.
        .arrived_somewhere =
            Of { $seals ->
                [one] one seal
               *[other] { $seals } seals
            } in the papers, on arrival: { $found }.
        .missing = { $count } missing ({ $numbers })
        .broken = { $count } broken ({ $numbers })
        .broken_illegible = { $count } broken, illegible
        .extra = { $count } not in the papers ({ $numbers })
        .extra_illegible = { $count } not in the papers, illegible
        .reported = Finding { $finding } says that the seals of the vehicle are not in order.
    """
    reads = (SEALS,)

    def asks(self, case: Case, params: Parameters) -> Iterator[tuple[str, OnTheWay] | Unknown]:
        """Ask every unit of a transit for findings on it alone, made while it was on the trip (ruling 40)."""
        if case.kind == "transit":
            for unit, (start, end) in aboard(case, trip_end(case, params.trip_window_h)).items():
                yield f"vehicle:{unit}", OnTheWay(self.code, start, case.trigger, end)

    def reaches(self, params: Parameters) -> Iterator[Reach]:
        """Until the end of a trip that states none."""
        yield Reach(SEALS, ("trip_window_h",), params.trip_window_h / 24, ahead=True)

    def answer(self, ask: OnTheWay, history: History, params: Parameters) -> SealFindings:
        """Findings made while the vehicle was on the trip."""
        return SealFindings(tuple(history.span(SEALS, ask.t - 1, ask.end)))

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The first arrival with an irregularity, else a finding; unknown when an arrival that counts says too little.

        An arrival at which nobody looked counts only after the last at which somebody did.
        """
        hit = next((hit for arrival in case.arrivals if (hit := self._seen(case, arrival, params))), None)
        said = hit or self._found(case)
        if said is not None:
            yield said
            return
        looked_at = [place for place, arrival in enumerate(case.arrivals) if arrival.data.seals_found is not None]
        last = looked_at[-1] if looked_at else -1
        counting = [arrival for place, arrival in enumerate(case.arrivals) if place in looked_at or place > last]
        lacking = {path for arrival in counting for path in self._missing(case, arrival, params)}
        if lacking:
            yield self._vehicle(case, case.t), missing(*lacking)

    def _seen(self, case: Case, arrival: Said, params: Parameters) -> tuple[str, Hit] | None:
        seals, source = expected(case, arrival.at)
        compared = compare(seals, arrival, params) if seals else None
        if compared is None or not compared.certain:
            return None
        office = arrival.published.office_id
        named = [seal.number for seal in source.published.seals]
        hit = Hit(
            "arrived" if office else "arrived_somewhere",
            (
                Evidence("transit.arrived", case.id, arrival.at, arrival.name, compared.figures()),
                Evidence("transit", case.id, source.at, source.name, {"seals": ", ".join(named)}),
            ),
            arguments=filled(seals=len(named), office=office or "", found=sentences(compared.words())),
        )
        return self._vehicle(case, arrival.at), hit

    def _missing(self, case: Case, arrival: Said, params: Parameters) -> tuple[str, ...]:
        """What an arrival without a certain irregularity does not say, and would have to."""
        seals, _ = expected(case, arrival.at)
        if seals is None:
            return ("transit.seals[].number",)
        compared = compare(seals, arrival, params)
        if not seals or (compared is not None and not compared.missing):
            return ()
        return ("transit.arrived.seals_found[].number",)

    def _found(self, case: Case) -> tuple[str, Hit] | None:
        found = {
            link.ref: (link.finding.vehicle_id or "", observed(link.ref, link.event_id, link.finding))
            for link in case.linked(FindingLink)
            if link.finding.criterion == self.code
        }
        for unit in aboard(case, case.t) if case.kind == "transit" else ():
            for one in (case.learned(f"vehicle:{unit}", SealFindings, self.code) or SealFindings()).found:
                found.setdefault(one.ref, (unit, one))
        if not found:
            return None
        findings = [found[ref] for ref in sorted(found)]
        unit, first = findings[0]
        evidence = tuple(one.shown("finding") for _, one in findings)
        who = self._vehicle(case, first.at) or unit
        return who, Hit("reported", evidence, arguments=filled(finding=first.ref))

    def _vehicle(self, case: Case, at: int) -> str:
        version = version_at(case, at)
        units = version.data.vehicle_ids or version.data.container_ids if version else None
        return units[0] if units else ""


def expected(case: Case, at: int) -> tuple[tuple[str, ...] | None, Said]:
    """Seals in force at a time (ms UTC), and the version that set them; None: not stated.

    Only an authorised amendment of kind seal_change moves them. A correction of the opening takes the opening's place,
    also when an amendment has a lower version.
    """
    setting, *later = case.snapshots
    for version in later:
        data = version.data
        changed = getattr(data, "change_kind", None) == "seal_change"
        if changed and version.at <= at and data.authorised_by_office_id:
            setting = version
    seals = setting.data.seals
    return (None if seals is None else tuple(seal.number for seal in seals)), setting


def compare(seals: tuple[str, ...], arrival: Said, params: Parameters) -> Compared | None:
    """The seals in the papers against those found; None when nobody looked."""
    found = arrival.data.seals_found
    if found is None:
        return None
    wanted = {seal_number(number, params.seal_formats) for number in seals}
    states: dict[str, set[str]] = {}
    for seal in found:
        if seal.number:
            states.setdefault(seal_number(seal.number, params.seal_formats), set()).add(seal.state)
    broken = {number for number in wanted if "broken" in states.get(number, ())}
    missing = {number for number in wanted if states.get(number, {"missing"}) == {"missing"}}
    extra = {number for number, seen in states.items() if number not in wanted and seen != {"missing"}}
    states_unread = [seal.state for seal in found if not seal.number]
    intact, torn = states_unread.count("intact"), states_unread.count("broken")
    # When every seal of the papers was read, one more that can not be read is none of them.
    surplus = 0 if missing else intact
    if params.allow_extra_seals and not broken and not missing:
        extra, surplus, torn = set(), 0, 0
    return Compared(tuple(sorted(missing)), tuple(sorted(broken)), tuple(sorted(extra)), intact, torn, surplus)
