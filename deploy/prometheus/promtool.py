"""Find a `promtool`, or get the one of Debian's package `prometheus`, without installing the package."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.cache import cache_folder
from deploy.errors import DownloadFailed, UnsupportedPlatform

PACKAGE = "prometheus"
INSIDE_PACKAGE = Path("usr/bin/promtool")
NEEDED = ("apt-get", "dpkg-deb")
WAY_OUT = "check the network, or install promtool"


def promtool() -> Path:
    """Return the path of `promtool`: the system's, else the one in the cache, downloaded once.

    No version is pinned: apt refuses what the distribution has not signed, and takes an older one out of reach as soon
    as there is a newer one.

    Raises:
        DownloadFailed: if the package cannot be had.
        UnsupportedPlatform: if this machine has no apt.
    """
    if system := shutil.which("promtool"):
        return Path(system)
    cached = cache_folder() / "promtool"
    if not cached.exists():
        if not all(map(shutil.which, NEEDED)):
            raise UnsupportedPlatform(f"no promtool on PATH, and no {' and '.join(NEEDED)} to get it: install promtool")
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".staging-", dir=cached.parent) as staging:
            _download(Path(staging)).replace(cached)
    return cached


def _download(folder: Path) -> Path:
    # Package lists of our own: the system's may be empty or old, and only root may renew them.
    for needed in ("lists/partial", "archives/partial"):
        (folder / needed).mkdir(parents=True)
    places = {"State::Lists": folder / "lists", "Cache::Archives": folder / "archives", "Cache": folder}
    options = [word for name, place in places.items() for word in ("-o", f"Dir::{name}={place}")]
    # As root apt would read and write as a user of its own, who may not enter the cache.
    apt = ["apt-get", "-qq", *options, "-o", "APT::Sandbox::User=root", "-o", "Acquire::Languages=none"]
    _run([*apt, "update"], folder)
    _run([*apt, "download", PACKAGE], folder)
    [package] = folder.glob(f"{PACKAGE}_*.deb")
    _run(["dpkg-deb", "--extract", str(package), str(folder)], folder)
    return folder / INSIDE_PACKAGE


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DownloadFailed(f"cannot download Debian's {PACKAGE} ({done.stderr.strip()}): {WAY_OUT}")
