"""Every line of a process is JSON of ours, whoever says it."""

import ast
import asyncio
import gc
import io
import json
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
from mode.utils.logging import CompositeLogger

from streams import beginning, foreign_lines, logs
from streams.settings import Settings

ROOT = Path(__file__).parents[2]
SEED = "ZQX7731"
ALWAYS = {"event", "level", "logger", "timestamp"}
ADDED = {"exception", "said", "withheld"}
"""Keys that no call names: what is found out on the way."""


def _calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a method of `log`, with where it stands. Fails where one is used in another way."""
    for package in logs.OURS:
        for file in sorted((ROOT / package).rglob("*.py")):
            nodes = list(ast.walk(ast.parse(file.read_text())))
            calls = {node.func: node for node in nodes if isinstance(node, ast.Call)}
            for node in nodes:
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "log":
                    place = f"{file.relative_to(ROOT)}:{node.lineno}"
                    assert node in calls, place
                    yield place, calls[node]


def test_keys_that_are_used_are_those_that_are_allowed() -> None:
    """One that is not would be withheld; one that nobody uses would let something through unseen one day."""
    used = {keyword.arg for _, call in _calls() for keyword in call.keywords} - {"exc_info"}
    assert used | ALWAYS | ADDED == logs.ALLOWED


def test_event_names_are_constant() -> None:
    """They are what one searches for, and nothing can be filled into them."""
    for place, call in _calls():
        [said] = call.args
        assert isinstance(said, ast.Constant), place
        assert str(said.value).isidentifier(), place


def _lines(written: io.StringIO) -> list[Any]:
    """What was written, line by line; each has our fields, and nobody's words."""
    assert SEED not in written.getvalue()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    for line in lines:
        assert line.keys() >= ALWAYS
        assert line.keys() <= logs.ALLOWED
    return lines


def test_a_library_keeps_its_words_and_loses_what_it_fills_in(written: io.StringIO) -> None:
    """Words are kept if they stand so in the code: what is filled in may be a key or a value of a record."""
    log = logging.getLogger("somebody")
    log.warning("bad record %s", SEED)
    log.error(f"bad record {SEED}")  # noqa: G004  # as some do
    log.info("not heard")
    kept, lost = _lines(written)
    assert (kept["event"], kept["said"], kept["count"]) == (foreign_lines.LINE, "bad record %s", 1)
    assert (lost["event"], lost["level"], lost.get("said")) == (foreign_lines.LINE, "error", None)
    for line in (kept, lost):
        assert line["logger"] == "somebody"
        assert line["place"].endswith(":test_a_library_keeps_its_words_and_loses_what_it_fills_in")


def test_a_service_of_mode_keeps_its_words(written: io.StringIO) -> None:
    """Mode puts the name of the service before them."""
    service = CompositeLogger(logging.getLogger("mode"), lambda _, message, *__, **___: f"[^--Some: one]: {message}")
    service.warning("slow %r", SEED)
    [line] = _lines(written)
    assert (line["said"], line["place"].split(":")[-1]) == ("slow %r", "test_a_service_of_mode_keeps_its_words")


def test_a_library_that_repeats_itself_is_told_once(written: io.StringIO) -> None:
    """Another place is another line."""
    for _ in range(50):
        logging.getLogger("somebody").warning("again")
    logging.getLogger("somebody").warning("other")
    assert [line["said"] for line in _lines(written)] == ["again", "other"]


def test_prints_are_told_without_their_words(written: io.StringIO) -> None:
    """Mode prints when a thread of its own crashes."""
    foreign_lines.take_over()  # the test runner put its own streams back
    print(f"said {SEED}")  # noqa: T201  # what a library would do
    print(f"said {SEED}", file=sys.stderr)  # noqa: T201  # as above
    try:
        _fail()
    except ValueError:
        traceback.print_exc()
    sys.stdout.flush()
    out, error, trace = (line for line in _lines(written))
    assert (out["logger"], error["logger"], out["event"]) == ("stdout", "stderr", foreign_lines.LINE)
    assert out["place"].endswith(":test_prints_are_told_without_their_words")
    assert trace["place"].startswith(traceback.__file__)


def test_warnings_are_told_by_kind_and_place(written: io.StringIO) -> None:
    """Their texts may quote anything."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        foreign_lines.take_over()  # catching put Python's own back
        warnings.warn(SEED, RuntimeWarning, stacklevel=1)
    [line] = _lines(written)
    assert (line["event"], line["kind"]) == ("warned", "RuntimeWarning")
    assert Path(__file__).name in line["place"]


def _fail(*_: object) -> None:
    raise ValueError(SEED)


class _Failing:
    __del__ = _fail


def _in_process() -> None:
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


def _in_thread() -> None:
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()


def _in_destructor() -> None:
    _Failing()
    gc.collect()


def _in_task() -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(foreign_lines.in_loop)
        loop.call_soon(_fail)
        await asyncio.sleep(0)

    asyncio.run(run())


@pytest.mark.parametrize("fail", [_in_process, _in_thread, _in_destructor, _in_task])
def test_what_nobody_caught_is_told(written: io.StringIO, fail: Callable[[], None]) -> None:
    """Wherever it went up to the top: by type and places."""
    fail()
    [line] = _lines(written)
    assert (line["event"], line["kind"]) == ("uncaught", fail.__name__.removeprefix("_in_"))
    assert line["exception"]["type"] == "ValueError"
    assert any(place.endswith(":_fail") for place in line["exception"]["places"])


async def test_what_nobody_closed_is_told_by_its_kind(written: io.StringIO) -> None:
    """A loop is told of it with the thing itself, which may show what it holds."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(foreign_lines.in_loop)
    loop.call_exception_handler({"message": SEED, "client_session": SEED, "source_traceback": SEED})
    loop.call_exception_handler({"message": SEED})
    assert [(line["event"], line["kind"]) for line in _lines(written)] == [
        ("left_open", "client_session"),
        ("left_open", "loop"),
    ]


async def test_a_process_has_its_loop_tell(found: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """From before anything is done in it."""
    monkeypatch.setattr(beginning, "collect_seldom", lambda: None)  # this process goes on
    async with AsyncExitStack() as stack:
        await beginning.begin(found.model_copy(update={"web_port": 0}), stack, "intake")
        assert asyncio.get_running_loop().get_exception_handler() is foreign_lines.in_loop


class _Telling:
    def __repr__(self) -> str:
        return SEED


def test_an_object_is_told_by_its_type(written: io.StringIO) -> None:
    """How it shows itself may quote anything."""
    structlog.get_logger("streams.test").info("event_applied", reason=_Telling())
    [line] = _lines(written)
    assert line["reason"] == "_Telling"


def test_a_line_that_can_not_be_written_is_told_of(written: io.StringIO) -> None:
    """Python would print the record, with everything that was filled in."""
    structlog.get_logger("streams.test").info("event_applied", reason={1: SEED, "one": SEED})
    [line] = _lines(written)
    assert (line["event"], line["error"]) == ("line_lost", "TypeError")


def test_a_log_that_nobody_reads_stops_nobody(written: io.StringIO) -> None:
    """Where it went to may be closed before the process ends."""
    written.close()
    structlog.get_logger("streams.test").info("event_applied")
