"""Where a transit is bound: only an authorised amendment moves its destination."""

from collections.abc import Iterator
from itertools import pairwise

from schemas.events.transit import Transit, TransitAmended
from schemas.normal_form import normal_form
from scorers.contract.links import Snapshot, TransitLink


def destination(versions: tuple[Snapshot, ...], t: int) -> Snapshot | None:
    """The version that set the destination in force at t (ms UTC).

    None: not known, since the first one known is itself an amendment that nobody authorised.
    """
    setting = None if _own_reroute(versions[0].transit) else versions[0]
    for before, version in pairwise(versions):
        if version.at <= t and _authorised(version.transit, before.transit):
            setting = version
    return setting


def delivered_at(link: TransitLink) -> Iterator[str]:
    """Offices where a part of the load was delivered while the transit was bound there, so that it may be lodged there.

    The rest may have been sent elsewhere since.
    """
    for part in map(normal_form, link.parts):
        bound = destination(link.versions, part.completed_at)
        if bound is not None and part.office_id and part.office_id == bound.transit.destination_office_id:
            yield part.office_id


def _authorised(data: Transit, before: Transit) -> bool:
    """Whether a version is an authorised reroute: to another office, or to the one named without leave before."""
    if not isinstance(data, TransitAmended) or not data.authorised_by_office_id:
        return False
    return data.destination_office_id != before.destination_office_id or data.change_kind == "reroute"


def _own_reroute(data: Transit) -> bool:
    """Whether a version says that it changed the destination, and nobody authorised it."""
    if not isinstance(data, TransitAmended) or data.authorised_by_office_id:
        return False
    changed = data.changed_fields or ()
    return "destination_office_id" in changed if changed else data.change_kind == "reroute"
