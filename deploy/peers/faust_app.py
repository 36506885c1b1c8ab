# mypy: disable-error-code="call-arg, misc, untyped-decorator"
# Faust builds its public names at run time, where mypy can not follow.
"""The job as a Faust application: an agent and a table for each kind of party, in RocksDB as its documentation advises.

Run by `./deploy/dev bench --peers`.
"""

import os
from typing import Any

import faust

from deploy.peers.rules import ALERTS, CARRIERS, PARTITIONS, TRADERS, Alert, carrier, moment, trader

app = faust.App(
    "faust-peer",
    broker=os.environ["PEER_BROKER"],
    datadir=os.environ["PEER_STATE"],
    store="rocksdb://",
    topic_partitions=PARTITIONS,
    web_enabled=False,
)


class Event(faust.Record, serializer="json"):
    """A CloudEvent: what of it is read."""

    type: str
    time: str
    data: dict[str, Any]


of_traders = app.topic(*TRADERS, key_type=str, value_type=Event)
of_carriers = app.topic(*CARRIERS, key_type=str, value_type=Event)
alerts = app.topic(ALERTS, key_type=str, value_serializer="json")
traders = app.Table("traders", default=dict)
carriers = app.Table("carriers", default=dict)


@app.agent(of_traders)
async def watch_traders(stream: faust.StreamT[Event]) -> None:
    """Criteria 8, 35 and 62."""
    async for key, event in stream.items():
        state = traders[key]
        await tell(list(trader(state, event.type, moment(event.time), event.data)))
        traders[key] = state


@app.agent(of_carriers)
async def watch_carriers(stream: faust.StreamT[Event]) -> None:
    """Criterion 1."""
    async for key, event in stream.items():
        state = carriers[key]
        await tell(list(carrier(state, event.type, moment(event.time), event.data)))
        carriers[key] = state


async def tell(found: list[Alert]) -> None:
    """Publish alerts."""
    for alert in found:
        await alerts.send(key=alert["case"], value=alert)


if __name__ == "__main__":
    app.main()
