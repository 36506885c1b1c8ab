# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["quixstreams==3.28.1"]
# ///
"""The job as a Quix Streams application: the topics of a party concatenated in order of event time, one stateful step.

Run by `./deploy/dev bench --peers`, in an environment of its own: together with ours its requirements would hold back
versions of packages that production uses.
"""

import os
from collections.abc import Sequence
from functools import reduce
from typing import Any

from quixstreams import Application, State
from quixstreams.dataframe import StreamingDataFrame

from deploy.peers.rules import ALERTS, CARRIERS, TRADERS, Alert, Rule, carrier, moment, trader


def event_time(event: dict[str, Any], *_: object) -> int:
    """By what the topics are put in order."""
    return moment(event["time"])


def watch(app: Application, topics: Sequence[str], rule: Rule) -> StreamingDataFrame:
    """The alerts of one kind of party."""

    def judge(event: dict[str, Any], state: State) -> list[Alert]:
        party = state.get("party", {})
        alerts = list(rule(party, event["type"], moment(event["time"]), event["data"]))
        state.set("party", party)
        return alerts

    sources = (app.topic(name, key_deserializer="str", timestamp_extractor=event_time) for name in topics)
    frames = (app.dataframe(source) for source in sources)
    return reduce(StreamingDataFrame.concat, frames).apply(judge, stateful=True, expand=True)


def main() -> None:
    """Run until it is told to stop."""
    app = Application(
        broker_address=os.environ["PEER_BROKER"],
        consumer_group="quix-peer",
        auto_offset_reset="earliest",
        state_dir=os.environ["PEER_STATE"],
    )
    alerts = app.topic(ALERTS, key_serializer="str")
    for topics, rule in ((TRADERS, trader), (CARRIERS, carrier)):
        watch(app, topics, rule).to_topic(alerts, key=lambda alert: alert["case"])
    app.run()


if __name__ == "__main__":
    main()
