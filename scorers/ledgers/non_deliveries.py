"""Effective non-delivery notices in the history of the carrier, the drivers and the consignee of the load.

The transit's case enters them, since it knows both the notice and who carried what when: a notice that names nobody is
resolved through the versions of the transit, and one whose transit is still unknown waits as a link at its case.
"""

from collections.abc import Iterator

from schemas.normalise import name_key
from scorers.contract.case import Case, Said
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import NoticeLink

KEEP_DAYS = 400


class Notice(Entry, frozen=True, tag="notice"):
    """A notice on a load: `ref` is the notice, `transit_id` the load; `replaced`: by an earlier driver.

    `waited` is how long (ms) it stood open who was meant: until the transit was opened through which that is known.
    """

    transit_id: str
    replaced: bool = False
    waited: int = 0


def version_at(case: Case, at: int) -> Said | None:
    """The version of the transit's content that held at a time (ms UTC); the first one when it was later."""
    held = [version for version in case.snapshots if version.at <= at]
    return held[-1] if held else (case.snapshots[0] if case.snapshots else None)


def _entry(link: NoticeLink, *, replaced: bool = False, waited: int = 0) -> Notice:
    return Notice(link.notice.raised_at, link.ref, link.event_id, link.notice.transit_id, replaced, waited)


def _carriers(case: Case) -> Iterator[tuple[str, Notice]]:
    for link in case.linked(NoticeLink):
        version = version_at(case, link.notice.raised_at)
        carrier = link.notice.carrier_id or (version.data.carrier_id if version else None)
        if carrier:
            waited = 0 if link.notice.carrier_id else max(0, case.t - link.notice.raised_at)
            yield carrier, _entry(link, waited=waited)


def _drivers(case: Case) -> Iterator[tuple[str, Notice]]:
    for link in case.linked(NoticeLink):
        version = version_at(case, link.notice.raised_at)
        last = link.notice.driver_id or (version.data.driver_id if version else None)
        if last:
            yield last, _entry(link)
        earlier = {
            other.data.driver_id
            for other in case.snapshots
            if other.at <= link.notice.raised_at and other.data.driver_id
        }
        for driver in sorted(earlier - {last}):
            yield driver, _entry(link, replaced=True)


def consignee_key(identity: str | None, name: str | None, country: str | None, by_name: bool = True) -> str | None:
    """Id of a consignee as a subject: its number, else its normalised name with its country (S12); None: unknown."""
    if identity:
        return identity
    if by_name and name and country and name_key(name):
        return f"{name_key(name)}@{country}"
    return None


def _consignees(case: Case) -> Iterator[tuple[str, Notice]]:
    for link in case.linked(NoticeLink):
        version = version_at(case, link.notice.raised_at)
        data = version.data if version else None
        carried = consignee_key(data.consignee_id, None, None) if data else None
        meant = consignee_key(link.notice.consignee_id, None, None) or carried
        keys = {meant}
        # The transit's name is not that of somebody else whom the notice names.
        if data and carried in (meant, None):
            keys.add(consignee_key(None, data.consignee_name, data.consignee_country))
        for key in sorted(key for key in keys if key):
            yield key, _entry(link)


NOTICES_OF_CARRIER = Ledger(
    "notices_of_carrier", subject="carrier", kinds=("transit",), entry=Notice, put=_carriers, keep_days=KEEP_DAYS
)
NOTICES_OF_DRIVER = Ledger(
    "notices_of_driver", subject="driver", kinds=("transit",), entry=Notice, put=_drivers, keep_days=KEEP_DAYS
)
NOTICES_OF_CONSIGNEE = Ledger(
    "notices_of_consignee", subject="consignee", kinds=("transit",), entry=Notice, put=_consignees, keep_days=KEEP_DAYS
)
