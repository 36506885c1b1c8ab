"""Criterion 54 of decision 8/7: seals missing, broken, or not those that the papers name."""

from collections.abc import Iterator

import msgspec

from schemas.normalise import normal_id
from scorers.criterion import Ask, Criterion, Params
from scorers.ledgers.non_deliveries import version_at
from scorers.links import FindingLink
from scorers.verdict import Evidence, Hit, Unknown
from scorers.view import Case, Said


class Parameters(Params, frozen=True):
    """How seals found are compared with those in the papers."""

    allow_extra_seals: bool = False
    """Whether seals that the papers do not name are passed over when all that they name are intact."""
    seal_formats: tuple[str, ...] = ()
    """Formats of seal numbers: `A` a letter, `9` a digit, anything else itself; they decide the letter O against 0."""


class Compared(msgspec.Struct, frozen=True):
    """What an arrival shows; `illegible`: intact seals whose number could not be read."""

    missing: tuple[str, ...]
    broken: tuple[str, ...]
    extra: tuple[str, ...]
    illegible: int

    @property
    def certain(self) -> bool:
        """Whether there is an irregularity that no illegible number can explain."""
        return bool(self.broken or self.extra) or len(self.missing) > self.illegible


def seal_number(number: str, formats: tuple[str, ...]) -> str:
    """Normal form of a seal number, with O and 0 as the first format that fits wants them."""
    normal = normal_id(number)
    for form in formats:
        fitted = [_fit(letter, want) for letter, want in zip(normal, form, strict=False)]
        if len(normal) == len(form) and all(fitted):
            return "".join(fitted)
    return normal


def _fit(letter: str, want: str) -> str:
    """The letter as its place in the format wants it; empty when it does not fit."""
    if want == "9":
        return "0" if letter == "O" else letter if letter.isdigit() else ""
    if want == "A":
        return "O" if letter == "0" else letter if letter.isalpha() else ""
    return letter if letter == want else ""


class SealIrregularity(Criterion[Parameters, Ask]):
    """On arrival a seal of the papers is missing or broken, or a seal is found that they do not name."""

    code = "54"
    group = "03"
    title = "Seals missing, broken or not those in the papers"
    kind = "stream"
    subject = "vehicle"
    inputs = (
        "transit.seals[].number",
        "transit.vehicle_ids[]",
        "transit.amended.change_kind",
        "transit.arrived.seals_found[].number",
        "transit.arrived.seals_found[].state",
        "transit.arrived.transit_id",
        "finding.raised.criterion",
    )
    forms = ("seal_check", "inspection", "xray_scan")
    parameters = Parameters

    def judge(self, case: Case, params: Parameters) -> Iterator[tuple[str, Hit | Unknown]]:
        """The first arrival with an irregularity, else a finding; unknown when no arrival could be judged."""
        hit = next((hit for arrival in case.arrivals if (hit := self._seen(case, arrival, params))), None)
        unsure = next((unsure for arrival in case.arrivals if (unsure := self._unsure(case, arrival, params))), None)
        found = self._found(case)
        looked_at = any(arrival.data.seals_found is not None for arrival in case.arrivals)
        if hit is not None:
            yield hit
        elif found is not None:
            yield found
        elif unsure is not None and (unsure.missing != ("transit.arrived.seals_found",) or not looked_at):
            yield self._vehicle(case, case.t), unsure

    def _seen(self, case: Case, arrival: Said, params: Parameters) -> tuple[str, Hit] | None:
        seals, source = expected(case, arrival.at)
        compared = compare(seals, arrival, params) if seals else None
        if compared is None or not compared.certain:
            return None
        words = [
            f"{len(numbers)} {what} ({', '.join(numbers)})"
            for what, numbers in (
                ("missing", compared.missing),
                ("broken", compared.broken),
                ("not in the papers", compared.extra),
            )
            if numbers
        ]
        office = arrival.data.office_id
        hit = Hit(
            f"Of {len(seals or ())} seals in the papers, on arrival{f' at office {office}' if office else ''}:"
            f" {'; '.join(words)}.",
            (
                Evidence(
                    "transit.arrived",
                    case.id,
                    arrival.at,
                    arrival.event_id,
                    {name: ", ".join(getattr(compared, name)) for name in ("missing", "broken", "extra")},
                ),
                Evidence("transit", case.id, source.at, source.event_id, {"seals": ", ".join(seals or ())}),
            ),
        )
        return self._vehicle(case, arrival.at), hit

    def _unsure(self, case: Case, arrival: Said, params: Parameters) -> Unknown | None:
        seals, _ = expected(case, arrival.at)
        if seals is None:
            return Unknown(("transit.seals[].number",))
        if not seals:
            return None
        if arrival.data.seals_found is None:
            return Unknown(("transit.arrived.seals_found",))
        compared = compare(seals, arrival, params)
        illegible = compared is not None and compared.missing and not compared.certain
        return Unknown(("transit.arrived.seals_found[].number",)) if illegible else None

    def _found(self, case: Case) -> tuple[str, Hit] | None:
        links = [link for link in case.linked(FindingLink) if link.finding.criterion == self.code]
        if not links:
            return None
        evidence = tuple(Evidence("finding", link.ref, link.finding.observed_at, link.event_id) for link in links)
        first = links[0]
        who = self._vehicle(case, first.finding.observed_at) or normal_id(first.finding.vehicle_id or "")
        return who, Hit(f"Finding {first.ref} says that the seals of the vehicle are not in order.", evidence)

    def _vehicle(self, case: Case, at: int) -> str:
        version = version_at(case, at)
        units = version.data.vehicle_ids or version.data.container_ids if version else None
        return normal_id(units[0]) if units else ""


def expected(case: Case, at: int) -> tuple[tuple[str, ...] | None, Said]:
    """Seals in force at a time (ms UTC), as published, and the version that set them; None: not stated.

    Only an authorised amendment of kind seal_change moves them.
    """
    setting = case.snapshots[0]
    for version in case.snapshots[1:]:
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
    unread = [seal.state for seal in found if not seal.number]
    if params.allow_extra_seals and not broken and not missing:
        extra = set()
    return Compared(
        tuple(sorted(missing)),
        tuple(sorted(broken)) + ("illegible",) * unread.count("broken"),
        tuple(sorted(extra)),
        unread.count("intact"),
    )
