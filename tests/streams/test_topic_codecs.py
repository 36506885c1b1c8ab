"""Topics that the broker compresses, each with each codec of Kafka: the whole way, and the state from its changelog."""

from pathlib import Path

import msgspec
import pytest

from deploy.services import Kafka
from schemas import topics
from streams.replay import replay
from streams.settings import DEMO_PARAMETERS, Settings
from streams.topics import CHANGELOGS, FRAMES, Topic, needed
from tests import factories as make
from tests.streams.damage import codecs, segment
from tests.streams.running import Deployment, settings

CARRIER = {"carrier_id": "C-1"}
FIRST = [
    make.transit("T-100", make.T0, **CARRIER),
    make.notice("N-1", make.T0 + make.HOUR, transit_id="T-100"),
    make.transit("T-200", make.T0 + make.DAY, **CARRIER),
]
SECOND = [make.transit("T-300", make.T0 + make.DAY + make.HOUR, **CARRIER)]


@pytest.mark.parametrize(("codec", "number"), [("gzip", 1), ("snappy", 2), ("lz4", 3), ("zstd", 4)])
async def test_every_topic_may_be_compressed(
    broker: Kafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str, number: int
) -> None:
    """What is published, what goes between rooms, the changelogs and what goes outward, whatever producers send."""

    def compressed(found: Settings) -> list[Topic]:
        config = {"compression.type": codec}
        return [msgspec.structs.replace(one, config=one.config | config) for one in needed(found)]

    monkeypatch.setattr("streams.topics.needed", compressed)
    async with Deployment(settings(broker.bootstrap, tmp_path), tmp_path) as kordon:
        kordon.start("intake", "intake")
        kordon.start("worker", "one")
        await kordon.publish(FIRST)
        wanted = replay(FIRST, parameters=DEMO_PARAMETERS).of(topics.ALERTS)
        assert wanted
        assert await kordon.becomes(topics.ALERTS, wanted, 60) == wanted
        assert kordon.stop("one") == 0
        for name in (topics.TRANSITS, FRAMES["subjects"], CHANGELOGS["cases"], topics.ALERTS):
            logs = [segment(broker.folder, kordon.settings.topic_prefix + name, one) for one in range(4)]
            assert number in set().union(*map(codecs, logs)), name
        kordon.start("worker", "another")  # which restores all from the changelogs
        await kordon.publish(SECOND)
        wanted = replay([*FIRST, *SECOND], parameters=DEMO_PARAMETERS).of(topics.ALERTS)
        assert len(wanted) > 1
        assert await kordon.becomes(topics.ALERTS, wanted, 60) == wanted
