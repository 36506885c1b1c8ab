"""`python -m deploy.stories`: the events of the stories as JSON Lines, for `kordon replay` or `kordon publish`."""

import sys

from deploy.stories import STORIES
from schemas.envelope import encode_structured

for story in STORIES:
    for event in story.events:
        sys.stdout.buffer.write(encode_structured(event) + b"\n")
