"""Where promtool comes from: the system, the cache, or a package that is unpacked and not installed."""

from pathlib import Path

import pytest

from deploy.errors import DownloadFailed, UnsupportedPlatform
from deploy.prometheus.promtool import promtool

APT = """#!/bin/sh
case "$*" in *download*) : > prometheus_1_all.deb ;; esac
"""
DPKG = """#!/bin/sh
mkdir -p "$3/usr/bin" && echo unpacked > "$3/usr/bin/promtool"
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has all the programs there are, beside a cache that is empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for needed in ("sh", "mkdir"):
        (folder / needed).symlink_to(f"/bin/{needed}")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def put(path: Path, name: str, text: str) -> Path:
    """Put a program there."""
    file = path / name
    file.write_text(text)
    file.chmod(0o755)
    return file


def test_the_system_has_one(path: Path) -> None:
    own = put(path, "promtool", "#!/bin/sh\n")
    assert promtool() == own


def test_the_package_is_unpacked_once(path: Path, tmp_path: Path) -> None:
    """The second time neither apt nor dpkg is asked, and nothing else is left in the cache."""
    programs = [put(path, "apt-get", APT), put(path, "dpkg-deb", DPKG)]
    found = promtool()
    assert (found.parent, found.read_text()) == (tmp_path / "cache" / "kordon", "unpacked\n")
    for program in programs:
        program.unlink()
    assert promtool() == found
    assert list(found.parent.iterdir()) == [found]


def test_a_failure_says_why_and_leaves_nothing(path: Path, tmp_path: Path) -> None:
    put(path, "dpkg-deb", DPKG)
    put(path, "apt-get", "#!/bin/sh\necho no network >&2\nexit 100\n")
    with pytest.raises(DownloadFailed, match=r"no network.*install promtool"):
        promtool()
    assert list((tmp_path / "cache" / "kordon").iterdir()) == []


def test_no_apt_says_what_to_install(path: Path) -> None:
    put(path, "apt-get", APT)
    with pytest.raises(UnsupportedPlatform, match="install promtool"):
        promtool()
