"""Settings come from the environment or a file, and say what is wrong without repeating secrets."""

from pathlib import Path

import pytest

from streams import settings
from streams.settings import SettingsError


@pytest.fixture(autouse=True)
def _no_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own environment counts."""
    for name in ("KORDON_CONFIG", "KORDON_PARAMS_FILE", "KORDON_DEMO", "KORDON_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)


def test_defaults() -> None:
    """Without any setting a process would talk to this machine and know everything since ever."""
    found = settings.load()
    assert (found.partitions, found.coverage_start, found.web_host) == (4, None, "127.0.0.1")


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2020-01-01", 1_577_836_800_000),
        ("2020-01-01T06:00:00+06:00", 1_577_836_800_000),
        ("1577836800000", 1_577_836_800_000),
    ],
)
def test_coverage_start_forms(monkeypatch: pytest.MonkeyPatch, text: str, ms: int) -> None:
    """A date is its first moment in UTC, a time keeps its zone, a number is ms."""
    monkeypatch.setenv("KORDON_COVERAGE_START", text)
    assert settings.load().coverage_start == ms


def test_environment_before_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file gives what the environment does not."""
    file = tmp_path / "kordon.toml"
    file.write_text('bootstrap = "file:9092"\npartitions = 8\n')
    monkeypatch.setenv("KORDON_CONFIG", str(file))
    monkeypatch.setenv("KORDON_BOOTSTRAP", "env:9092")
    found = settings.load()
    assert (found.bootstrap, found.partitions) == ("env:9092", 8)


@pytest.mark.parametrize("content", ["partitions = 0\n", "unheard_of = 1\n", "not toml"])
def test_bad_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    """A wrong value, an unknown name and a broken file are all refused."""
    file = tmp_path / "kordon.toml"
    file.write_text(content)
    monkeypatch.setenv("KORDON_CONFIG", str(file))
    with pytest.raises(SettingsError):
        settings.load()


def test_missing_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is named must be there."""
    monkeypatch.setenv("KORDON_CONFIG", str(tmp_path / "gone.toml"))
    with pytest.raises(SettingsError, match="KORDON_CONFIG"):
        settings.load()


def test_wrong_value_names_the_variable_and_hides_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value may be a secret put into the wrong variable."""
    monkeypatch.setenv("KORDON_WEB_PORT", "secret-word")
    with pytest.raises(SettingsError, match="KORDON_WEB_PORT") as raised:
        settings.load()
    assert "secret-word" not in str(raised.value)


def test_no_parameters_no_start() -> None:
    """Without the confidential document a process starts only as a demonstration that says so (R-15)."""
    with pytest.raises(SettingsError, match="KORDON_PARAMS_FILE"):
        settings.parameter_document(settings.load())
    assert b"demo" in settings.parameter_document(settings.load(demo=True))


def test_parameter_document_is_read(tmp_path: Path) -> None:
    """The named file is used, also when a demonstration is allowed."""
    file = tmp_path / "params.toml"
    file.write_bytes(b'note = "mine"\n')
    assert settings.parameter_document(settings.load(demo=True, params_file=file)) == b'note = "mine"\n'


def test_unreadable_parameter_document(tmp_path: Path) -> None:
    """A named file that is not there stops the start, even of a demonstration."""
    with pytest.raises(SettingsError, match="KORDON_PARAMS_FILE"):
        settings.parameter_document(settings.load(demo=True, params_file=tmp_path / "gone"))
