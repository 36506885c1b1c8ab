"""What of the words on one key is published, when a checkpoint publishes several of them at once."""

import msgspec

from scorers.exchange.messages import Outward

STANDS = (b"raised", b"updated")


def in_one(first: Outward, last: Outward) -> Outward | None:
    """The record that stands for all words on a key from `first` to `last`; None: there is nothing to be told.

    Whoever reads is told `raised` before all else of an alert, and `updated` of one that he knows to stand. What was
    raised and withdrawn meanwhile he is not told of; what was superseded meanwhile he is, since it is kept for audit.
    """
    was, now = _change(first), _change(last)
    unheard = was == b"raised"
    if now in STANDS:
        change = b"raised" if unheard else b"updated"
        return last if change == now else _with_change(last, change)
    return None if unheard and now == b"withdrawn" else last


def _change(record: Outward) -> bytes:
    """What a word on an alert changes; empty for other records."""
    return next((value for name, value in record.headers if name == "change"), b"")


def _with_change(record: Outward, change: bytes) -> Outward:
    headers = tuple((name, change if name == "change" else value) for name, value in record.headers)
    return msgspec.structs.replace(record, headers=headers)
