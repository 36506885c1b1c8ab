"""Records what no release has written yet: the bytes of each tag and a state record of each kind. Never writes anew."""

import json
from pathlib import Path

from scorers.delivery.wire import encode_frame
from tests.scorers.test_travelling import RECORDS, TAGGED, message_with, unrecorded
from tests.scorers.travelling import KINDS

HERE = Path(__file__).parent

tags = {tag: encode_frame([message_with(tag)]).hex() for tag in KINDS if tag not in TAGGED}
for name, known, new in (("tagged", TAGGED, tags), ("records", RECORDS, unrecorded())):
    lines = json.dumps({**known, **new}, indent=1, sort_keys=True)
    (HERE / f"{name}.json").write_text(f"{lines}\n")
