"""Records what no release has written yet: the bytes of each tag and a state record of each kind. Never writes anew."""

import json
from pathlib import Path

from scorers.delivery.wire import encode_frame
from scorers.state.keys import SEP
from tests.scorers.test_travelling import RECORDS, TAGGED, message_with
from tests.scorers.travelling import KINDS, Written, played

HERE = Path(__file__).parent


def records() -> dict[str, str]:
    """A short state record of each kind, out of the story."""
    rooms = (Written(), Written())
    played(rooms, wired=True)
    found: dict[str, str] = {}
    known = {_kind(key) for key in RECORDS}
    written = [record for room in rooms for record in room.data.items()]
    for key, data in sorted(written, key=lambda record: len(record[1])):
        if _kind(key) not in known:
            known.add(_kind(key))
            found[key] = data.hex()
    return found


def _kind(key: str) -> tuple[str, ...]:
    """Place and number of parts, which tell records apart; of a case also what it is."""
    place, *rest = key.split(SEP)
    return (place, str(len(rest)), rest[0].partition(":")[0] if place == "S" else "")


tags = {tag: encode_frame([message_with(tag)]).hex() for tag in KINDS if tag not in TAGGED}
for name, known, new in (("tagged", TAGGED, tags), ("records", RECORDS, records())):
    lines = json.dumps({**known, **new}, indent=1, sort_keys=True)
    (HERE / f"{name}.json").write_text(f"{lines}\n")
