"""Names of alerts: an alert is the same for the same criterion, subject, case and limb, for ever (S16)."""

import xxhash

from scorers.contract.verdict import Judged
from scorers.state.keys import SEP


def alert_id(criterion: str, subject_kind: str, subject_id: str, case: str, limb: str) -> str:
    """Name of an alert."""
    return xxhash.xxh3_128_hexdigest(SEP.join((criterion, subject_kind, subject_id, case, limb)).encode())


def name_of(hit: Judged, key: str) -> str:
    """Name of the alert of a hit on the case `key`."""
    return alert_id(hit.criterion, hit.subject_kind, hit.subject_id, key, hit.verdict.limb)
