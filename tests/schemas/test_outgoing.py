"""What Kordon says can be read by the public CloudEvents package, and each word has an id of its own."""

import json
from typing import Any

import jsonschema
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka
from cloudevents.core.formats.json import JSONFormat

from schemas.examples import examples
from schemas.outcomes import OUTCOME_TYPES
from schemas.outgoing import HEADERS, headers_of
from schemas.topics import ALERTS, ASSESSMENTS

OWN = (("change", b"raised"), ("version", b"3"))


def identity(*said: Any) -> bytes:
    return dict(headers_of(*said))["ce_id"]


@pytest.mark.parametrize("name", OUTCOME_TYPES)
def test_the_package_reads_every_outcome(name: str) -> None:
    [example] = examples()[name]
    headers = headers_of(OUTCOME_TYPES[name].topic, "Ключ|1", json.dumps(example).encode(), OWN, 1_772_431_200_007)
    event = from_kafka(KafkaMessage(dict(headers), "k", json.dumps(example).encode()), JSONFormat())
    assert (event.get_type(), event.get_source(), event.get_subject()) == (name, "/kordon", "Ключ|1")
    assert event.get_time().isoformat() == "2026-03-02T06:00:00.007000+00:00"  # type: ignore[union-attr]  # it has one
    assert (event.get_datacontenttype(), event.get_data()) == ("application/json", example)


def test_headers_are_as_the_contract_says() -> None:
    told = {name: content.decode() for name, content in headers_of(ALERTS, "a1", b"{}", OWN, 7)}
    jsonschema.Draft202012Validator(HEADERS).validate(told)
    assert told.keys() == HEADERS["properties"].keys()
    without = {name: content.decode() for name, content in headers_of(ALERTS, "a1", b"{}")}
    jsonschema.Draft202012Validator(HEADERS).validate(without)
    assert HEADERS["required"] == list(without)


def test_a_record_that_is_sent_twice_has_one_id() -> None:
    """Whenever it is sent: a consumer that forgets ids it has seen misses nothing."""
    assert identity(ALERTS, "a1", b"{}", OWN, 7) == identity(ALERTS, "a1", b"{}", OWN, 8)


def test_another_word_has_another_id() -> None:
    """Other words, another key or topic, or the same words said again after others."""
    said: list[tuple[Any, ...]] = [
        (ALERTS, "a1", b"{}", OWN),
        (ALERTS, "a1", b"{}", (("version", b"4"),)),
        (ALERTS, "a1", b"[]", OWN),
        (ALERTS, "a2", b"{}", OWN),
        (ASSESSMENTS, "a1", b"{}", OWN),
    ]
    assert len({identity(*one) for one in said}) == len(said)
