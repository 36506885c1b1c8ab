"""The shape of the read side in Redis: which keys there are, how a record becomes them, how a question is answered.

    assessment:<case>           current assessment, as published
    alert:<alert id>            last word on an alert, as published
    alerts:case:<case>          set of the case's alert ids
    alerts:criterion:<code>     set of the alert ids that stand by this criterion
    alerts:latest               the newest alerts that stand, by event time
    subject:<kind>:<id>         its alert ids, by event time
    category:<participant>      last change of a participant's category
    disposition:<case>          what to do with the case, as published
    worklist:<office>           open cases that the office has to control, by registration or opening; no office: empty
    ref:<fact type>             hash of the register's records by key, each with the time it was published

Every write is an upsert by key, so applying the topics again from the beginning gives the same.
"""

from typing import Any

import orjson
from aiokafka import TopicPartition
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from schemas import topics
from schemas.facts import SourceHeartbeat
from schemas.facts.fact import fact_type_of
from schemas.normalise import normal_id, normal_key
from scorers.catalogue.counts import Counts, counted
from scorers.catalogue.discovery import CATALOGUE
from scorers.contract.case import case_key
from streams.settings import millis_of

LATEST = 10_000
"""How many alerts `alerts:latest` keeps."""
STANDING = "raised"
SUMMED_MS = 730 * 86_400_000
"""How far back a subject's summary looks."""


class Keys:
    """Names of the keys of one deployment."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix

    def of(self, *parts: str) -> str:
        """A key of this deployment."""
        return self._prefix + ":".join(parts)

    def offset(self, place: TopicPartition) -> str:
        """Where the next offset of a partition is kept."""
        return self.of("offset", place.topic, str(place.partition))


def project(batch: Pipeline, keys: Keys, topic: str, key: bytes, value: bytes | None) -> None:
    """Queue the writes that one record of a followed topic means."""
    if topic == topics.REFERENCE_FACTS:
        _fact(batch, keys, key, value)
    elif topic == topics.ALERTS:
        _alert(batch, keys, key.decode(), value)
    elif topic == topics.CATEGORY_CHANGES:
        _category(batch, keys, value)
    elif topic == topics.ASSESSMENTS:
        _keep(batch, keys.of("assessment", key.decode()), value)
    elif topic == topics.DISPOSITIONS:
        _disposition(batch, keys, key.decode(), value)


def _keep(batch: Pipeline, key: str, value: bytes | None) -> None:
    if value is None:
        batch.delete(key)
    else:
        batch.set(key, value)


def _alert(batch: Pipeline, keys: Keys, alert_id: str, value: bytes | None) -> None:
    _keep(batch, keys.of("alert", alert_id), value)
    if value is None:
        batch.zrem(keys.of("alerts", "latest"), alert_id)
        for code in CATALOGUE.by_code:
            batch.srem(keys.of("alerts", "criterion", code), alert_id)
        return
    alert = orjson.loads(value)
    batch.sadd(keys.of("alerts", "case", alert["case"]), alert_id)
    subject = keys.of("subject", alert["subject_kind"], alert["subject_id"])
    by_criterion = keys.of("alerts", "criterion", alert["criterion"])
    if alert["status"] == STANDING:
        batch.sadd(by_criterion, alert_id)
        batch.zadd(keys.of("alerts", "latest"), {alert_id: alert["event_time"]})
        batch.zremrangebyrank(keys.of("alerts", "latest"), 0, -LATEST - 1)
    else:
        batch.srem(by_criterion, alert_id)
        batch.zrem(keys.of("alerts", "latest"), alert_id)
    batch.zadd(subject, {alert_id: alert["event_time"]})


_LEAVE_WORKLIST = """
local before = redis.call('GET', KEYS[1])
if before then
    local office = cjson.decode(before)['office']
    redis.call('ZREM', ARGV[1] .. (type(office) == 'string' and office or ''), ARGV[2])
end
"""
"""A case may have moved from one office to another since it was last spoken of."""


def _disposition(batch: Pipeline, keys: Keys, case: str, value: bytes | None) -> None:
    place = keys.of("disposition", case)
    batch.eval(_LEAVE_WORKLIST, 1, place, keys.of("worklist", ""), case)
    _keep(batch, place, value)
    if value is not None:
        said = orjson.loads(value)
        if said["status"] == "open" and said["controls"] not in ([], _NONE_FORMERLY):
            batch.zadd(keys.of("worklist", said.get("office") or ""), {case: said.get("event_time", 0)})


_NONE_FORMERLY = "none"
"""How records of earlier releases, which name no office either, say that there are no controls."""


def _category(batch: Pipeline, keys: Keys, value: bytes | None) -> None:
    if value is not None:
        batch.set(keys.of("category", orjson.loads(value)["participant_id"]), value)


def _fact(batch: Pipeline, keys: Keys, key: bytes, value: bytes | None) -> None:
    fact_type, _, rest = key.decode().partition("|")
    if value is None:
        batch.hdel(keys.of("ref", fact_type), rest)
        return
    try:
        event = orjson.loads(value)
        data = {**event["data"]}
        if data.get("published_at") is None:
            data["published_at"] = millis_of(event.get("time"))
        batch.hset(keys.of("ref", data["fact_type"]), data["key"], orjson.dumps(data))
    except (ValueError, KeyError, TypeError):
        return  # intake makes a dead letter of it; there is nothing to show


async def alert(redis: Redis, keys: Keys, alert_id: str) -> dict[str, Any] | None:
    """Last word on an alert; None when the read side has none."""
    found = await redis.get(keys.of("alert", alert_id))
    return orjson.loads(found) if found else None


async def assessment(redis: Redis, keys: Keys, case: str) -> dict[str, Any] | None:
    """Current assessment of a case, by its key or by `<life cycle>:<id>` with the id written as published."""
    found: Any = await redis.get(keys.of("assessment", case))
    if found is None:
        found = await redis.get(keys.of("assessment", case_key(*case.split(":", 1))))
    return orjson.loads(found) if found else None


async def worklist(redis: Redis, keys: Keys, office: str, count: int = 100) -> list[dict[str, Any]]:
    """Dispositions of open cases that an office has to control, the longest registered first."""
    cases: Any = await redis.zrange(keys.of("worklist", normal_id(office)), 0, count - 1)
    if not cases:
        return []
    found = await redis.mget([keys.of("disposition", case.decode()) for case in cases])
    return [orjson.loads(value) for value in found if value]


async def latest_alerts(redis: Redis, keys: Keys, count: int = 100) -> list[dict[str, Any]]:
    """The newest alerts that stand, newest first."""
    return await _alerts(redis, keys, await redis.zrevrange(keys.of("alerts", "latest"), 0, count - 1))


async def _alerts(redis: Redis, keys: Keys, ids: Any) -> list[dict[str, Any]]:
    if not ids:
        return []
    found = await redis.mget([keys.of("alert", alert_id.decode()) for alert_id in ids])
    return [orjson.loads(value) for value in found if value]


async def alert_counts(redis: Redis, keys: Keys) -> Counts:
    """How many alerts stand, by criterion and by group of criteria (R-02)."""
    async with redis.pipeline(transaction=False) as asked:
        for code in CATALOGUE.by_code:
            asked.scard(keys.of("alerts", "criterion", code))
        standing = await asked.execute()
    return counted(dict(zip(CATALOGUE.by_code, standing, strict=True)))


async def signs_of_life(redis: Redis, keys: Keys) -> dict[str, int]:
    """Last sign of life of every source that gave one, ms UTC, by its name in normal form."""
    found: Any = await redis.hgetall(keys.of("ref", fact_type_of(SourceHeartbeat)))
    heard: dict[str, int] = {}
    for key, value in found.items():
        name, at = normal_key(key.decode()), orjson.loads(value).get("published_at")
        if isinstance(at, int):
            heard[name] = max(at, heard.get(name, 0))
    return heard


async def summary(redis: Redis, keys: Keys, kind: str, subject_id: str, at: int) -> dict[str, Any]:
    """What stands against a subject as of `at` (ms UTC): counts by severity, and a level 0..1 that decays (R-09)."""
    of_subject = keys.of("subject", kind, subject_id)
    ids = await redis.zrangebyscore(of_subject, at - SUMMED_MS, at)
    standing = [found for found in await _alerts(redis, keys, ids) if found["status"] == STANDING]
    counts = {severity: sum(found["severity"] == severity for found in standing) for severity in _WEIGHT}
    category = await redis.get(keys.of("category", subject_id)) if kind == "participant" else None
    return {
        "kind": kind,
        "id": subject_id,
        "alerts": counts,
        "level": round(_level(standing, at), 4),
        "category": orjson.loads(category) if category else None,
    }


_WEIGHT = {"low": 0.1, "medium": 0.35, "high": 0.7}
_HALF_LIFE_MS = 90 * 86_400_000


def _level(standing: list[dict[str, Any]], at: int) -> float:
    """The strongest of each correlation group, halved every 90 days, put together as independent evidence."""
    strongest: dict[str, float] = {}
    for found in standing:
        weight = _WEIGHT[found["severity"]] * 0.5 ** ((at - found["event_time"]) / _HALF_LIFE_MS)
        group = found["correlation_group"] or found["criterion"]
        strongest[group] = max(strongest.get(group, 0.0), weight)
    spared = 1.0
    for weight in strongest.values():
        spared *= 1 - weight
    return 1 - spared
