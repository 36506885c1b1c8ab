"""`kordon sources`: who was heard of, and what is blind without them."""

import asyncio
import json
import uuid

import pytest
from redis.asyncio import Redis

from schemas import topics
from schemas.envelope import encode_structured
from streams.__main__ import main
from streams.cli import exits
from streams.read_model import Keys, project
from tests import factories as make

pytestmark = pytest.mark.usefixtures("nobody_there")


def _beats(redis_url: str, prefix: str, *beats: bytes) -> None:
    async def keep() -> None:
        async with Redis.from_url(redis_url) as redis, redis.pipeline() as batch:
            for number, beat in enumerate(beats):
                project(batch, Keys(prefix), topics.REFERENCE_FACTS, b"ref.source_heartbeat|%d" % number, beat)
            await batch.execute()

    asyncio.run(keep())


def test_sources(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    """Each source with its last sign of life, its registers and what is blind while it is silent (R-08)."""
    prefix = f"t{uuid.uuid4().hex[:8]}-"
    monkeypatch.setenv("KORDON_DEMO", "1")
    monkeypatch.setenv("KORDON_REDIS_URL", redis_url)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", prefix)
    undated = json.loads(encode_structured(make.fact("ref.source_heartbeat", "TREASURY", t="2026-03-02T00:00")))
    del undated["data"]["published_at"]
    _beats(redis_url, prefix, json.dumps(undated).encode(), b"[]", b'{"data": [], "time": "soon"}')
    courts = {
        "source": "courts",
        "last_sign_of_life": None,
        "silent": True,
        "registers": ["ref.case"],
        "criteria": ["category", "7", "9"],
    }
    treasury = {
        "source": "treasury",
        "last_sign_of_life": "2026-03-02T00:00:00Z",
        "registers": ["ref.debt"],
        "criteria": ["category", "13", "27"],
    }
    for at, silent in (("2026-03-04T00:00", False), ("1772582400001", True)):
        assert main(["sources", "--json", "--at", at]) == exits.OK
        assert json.loads(capsys.readouterr().out) == [courts, {**treasury, "silent": silent}]
    assert main(["sources"]) == exits.OK
    rows = {line.split()[1]: line for line in capsys.readouterr().out.splitlines() if "ref." in line}
    assert "never" in rows["courts"]
    assert all("silent" in row for row in rows.values())
    assert "category, 13, 27" in rows["treasury"]
