"""The local state of a partition: what is read is what was said last, wherever it is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.local import POSITION, LocalState, StateInUse, StateUnreadable

Opened = Callable[[], LocalState]


def _decode(_key: str, data: bytes) -> Any:
    return msgspec.msgpack.decode(data)


def _open(path: Path, cached: int = 4) -> LocalState:
    return LocalState(path / "cases" / "0", msgspec.msgpack.encode, _decode, cached)


KEYS = [f"A{number}" for number in range(12)]
ACTS = st.lists(
    st.tuples(st.sampled_from(["put", "delete", "take", "write", "reopen"]), st.sampled_from(KEYS), st.integers(1, 99))
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_order_of_acts_reads_like_a_dict(acts: list[tuple[str, str, int]], tmp_path_factory: Any) -> None:
    """Cache, changes, changes on their way and RocksDB together are one mapping."""
    folder = tmp_path_factory.mktemp("local")
    store, naive = _open(folder), dict[str, Any]()
    leaving: dict[bytes, bytes | None] = {}
    for act, key, value in acts:
        if act == "put":
            record = store.get(key) or {}
            record["n"] = value
            store.put(key, record)
            naive[key] = {"n": value}
        elif act == "delete":
            store.delete(key)
            naive.pop(key, None)
        elif act == "take" and not leaving:
            leaving = store.take_changes()
        elif act in ("write", "reopen"):
            store.write(leaving, 0)
            leaving = {}
            if act == "reopen":
                store.write(store.take_changes(), 0)
                store.close()
                store = _open(folder)
        assert store.get(key) == naive.get(key)
    assert {key: store.get(key) for key in KEYS if store.get(key) is not None} == naive
    store.close()


def test_position_and_offset_are_kept_with_the_records(tmp_path: Path) -> None:
    """One write batch holds all three."""
    store = _open(tmp_path)
    store.put("A1", {"n": 1})
    store.write(store.take_changes() | {POSITION: b"7"}, 55)
    store.close()
    store = _open(tmp_path)
    assert (store.position, store.offset, store.get("A1")) == (7, 55, {"n": 1})
    store.close()


def test_a_state_that_can_not_be_opened_begins_anew(tmp_path: Path) -> None:
    """The changelog has it all."""
    store = _open(tmp_path)
    store.write({b"A1": b"\x01", POSITION: b"7"}, 55)
    store.close()
    for file in (tmp_path / "cases" / "0").glob("[CM]*"):
        file.write_bytes(b"rubbish")
    store = _open(tmp_path)
    assert (store.position, store.offset, store.get("A1")) == (0, 0, None)
    store.close()


def test_a_state_that_can_not_be_read_begins_anew_at_the_next_start(tmp_path: Path) -> None:
    """This process has to end, since it may already have acted on half of it."""
    store = _open(tmp_path)
    store.close()
    with pytest.raises(StateUnreadable):
        store.get("A1")
    store = _open(tmp_path)
    assert store.offset == 0
    store.close()


def test_a_state_held_by_another_process_is_left_alone(tmp_path: Path) -> None:
    """It says what to do instead of throwing the other's state away."""
    store = _open(tmp_path)
    store.write({b"A1": b"\x01"}, 55)
    with pytest.raises(StateInUse, match="KORDON_STATE_DIR"):
        _open(tmp_path)
    assert store.offset == 55
    store.close()
