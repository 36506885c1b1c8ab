"""What is let in from a public topic, live and when its history is replayed."""

from schemas.envelope import Event, decode, refuse_other_key, refuse_other_topic
from scorers.exchange.messages import Origin


def admitted(origin: Origin, timestamp: int, max_bytes: int) -> Event:
    """The event of a record. Raises BadInput. `timestamp` is the record's own, ms UTC."""
    event = decode(origin.value, origin.headers, origin.key, origin.topic, max_bytes=max_bytes, timestamp=timestamp)
    refuse_other_topic(event, origin.topic)
    refuse_other_key(event, origin.key)
    return event
