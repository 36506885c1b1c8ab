"""The health pages."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from streams.health import Health, PageRefused, Web
from streams.metrics import Metrics


async def _get(web: Web, path: str) -> tuple[int, Any]:
    url = f"http://127.0.0.1:{web.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_ready_when_every_need_is_met() -> None:
    """Not ready names what is waited for; a need may be lost again."""
    health = Health(needed=("broker", "partitions"))
    web = Web(Metrics(), health)
    await web.start()
    try:
        assert await _get(web, "/health/ready") == (503, '{"ok": false, "waiting_for": ["broker", "partitions"]}')
        health.met("broker")
        health.met("partitions")
        assert (await _get(web, "/health/ready"))[0] == 200
        health.met("broker", value=False)
        assert (await _get(web, "/health/ready"))[0] == 503
    finally:
        await web.stop()


async def test_live_until_work_is_stuck() -> None:
    """Work in hand for too long means a deadlock, and ends with the work."""
    health = Health(stuck_after_s=0.01)
    web = Web(Metrics(), health)
    await web.start()
    try:
        with health.working("checkpoint"):
            assert (await _get(web, "/health/live"))[0] in (200, 503)
            await asyncio.sleep(0.02)
            assert await _get(web, "/health/live") == (503, '{"ok": false, "stuck": ["checkpoint"]}')
        assert (await _get(web, "/health/live"))[0] == 200
    finally:
        await web.stop()


def test_ready_is_logged_when_it_changes() -> None:
    """Once every need is met, and once one is lost, which is named; reporting the same again says nothing."""
    health = Health(needed=("broker", "partitions"))
    with capture_logs() as lines:
        for need, value in (("broker", True), ("partitions", True), ("broker", True), ("broker", False)):
            health.met(need, value)
            health.met(need, value)
    assert [(line["event"], line.get("waiting_for")) for line in lines] == [("ready", None), ("not_ready", ["broker"])]


def test_several_of_one_stage_are_told_apart() -> None:
    """One that has ended does not hide one that hangs, and work that goes on is not stuck however long it takes."""
    health = Health(stuck_after_s=0)
    with health.working("checkpoint"):
        with health.working("checkpoint"):
            pass
        assert health.stuck() == ["checkpoint"]
    assert health.stuck() == []
    patient = Health(stuck_after_s=0.05)
    with patient.working("restore") as goes_on:
        for _ in range(4):
            time.sleep(0.02)
            goes_on()
        assert patient.stuck() == []
        time.sleep(0.06)
        assert patient.stuck() == ["restore"]


def test_not_ready_is_not_dead() -> None:
    """What is away outside makes a process not ready; to start it again would bring nothing back."""
    health = Health()
    assert (health.missing(), health.stuck()) == (["broker", "parameters", "partitions"], [])


async def test_metrics_page() -> None:
    """The page is in the text format."""
    web = Web(Metrics(), Health())
    await web.start()
    try:
        status, text = await _get(web, "/metrics")
        assert status == 200
        assert "kordon_event_to_alert_seconds_bucket" in text
    finally:
        await web.stop()


async def test_port_taken() -> None:
    """The setting to change is named, and nothing is left open."""
    first = Web(Metrics(), Health())
    await first.start()
    second = Web(Metrics(), Health(), port=first.port)
    with pytest.raises(PageRefused, match=f"port {first.port} of 127.0.0.1 is in use: set KORDON_WEB_PORT to another"):
        await second.start()
    await first.stop()
    await second.start()
    await second.stop()


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
async def test_an_address_of_another_machine(host: str) -> None:
    """What to set is said, whether it is an address or a name."""
    with pytest.raises(PageRefused, match=rf"^{host} is no address of this machine: set KORDON_WEB_HOST to 127"):
        await Web(Metrics(), Health(), host=host).start()


async def test_stop_without_start() -> None:
    """Stopping twice, or before the start, does no harm."""
    web = Web(Metrics(), Health())
    await web.stop()
    await web.start()
    await web.stop()
    await web.stop()
