"""Make `.venv` exactly as `uv.lock` says, then hand over to `deploy/__main__.py` in it.

Only the standard library, and no other module of ours: nothing is installed yet when this runs.
"""

import configparser
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kordon-stamp"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kordon"
UV = "uv==0.13.9"
MACHINES = {"Linux": ("x86_64", "aarch64"), "Darwin": ("x86_64", "arm64")}
FROM_PIP = {"cert": "SSL_CERT_FILE", "proxy": "HTTPS_PROXY", "index-url": "UV_DEFAULT_INDEX"}
NETWORK = (
    "If it was the network: behind a proxy set HTTPS_PROXY, with a private certificate authority set SSL_CERT_FILE, "
    "with a mirror of PyPI set UV_DEFAULT_INDEX. What pip's settings say is used already."
)


class Failed(Exception):
    """Setting up did not work; the text says what to do."""


def main() -> NoReturn:
    """Set up if anything changed since the last time, then become the command."""
    require_platform()
    env = with_pip_settings(dict(os.environ))
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        # Two commands started at once must not set up the same folder.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not PYTHON.exists() or not STAMP.exists() or STAMP.read_text() != wanted_stamp():
            set_up(env)
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "deploy", *sys.argv[1:]], env)


def require_platform() -> None:
    """Check that a Java runtime is published for this machine."""
    system, machine, libc = platform.system(), platform.machine(), platform.libc_ver()[0]
    if machine not in MACHINES.get(system, ()) or (system == "Linux" and libc != "glibc"):
        known = "Linux with glibc on x86_64 or aarch64, and macOS"
        found = " ".join(filter(None, (system, machine, libc)))
        way_out = "With Docker: docker compose -f deploy/compose.yaml up"
        raise Failed(f"PyPI has a Java runtime for {known}, but not for {found}.\n{way_out}")


def wanted_stamp() -> str:
    """Return everything the setup depends on, as one hash."""
    files = [ROOT / "uv.lock", ROOT / "pyproject.toml", ROOT / "deploy" / "kafka" / "jars.txt"]
    inputs = [sys.version.encode(), bytes(ROOT), UV.encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"\0".join(inputs)).hexdigest()


def set_up(env: dict[str, str]) -> None:
    """Install uv, the locked packages and Kafka, in this order."""
    STAMP.unlink(missing_ok=True)
    say(f"1/3 {UV} in {CACHE}")
    uv = private_uv(env)
    say(f"2/3 the locked packages in {VENV}, Python {platform.python_version()}")
    install_packages(str(uv), env)
    say(f"3/3 Kafka and Redis in {CACHE}")
    run([str(PYTHON), "-m", "deploy.kafka.jars"], env)
    run([str(PYTHON), "-m", "deploy.redis.binary"], env)
    STAMP.write_text(wanted_stamp())


def private_uv(env: dict[str, str]) -> Path:
    """Return our own uv, installed by pip, or by the pip that Python brings along."""
    folder = CACHE / UV
    if (folder / "bin" / "uv").exists():
        return folder / "bin" / "uv"
    staging, borrowed = CACHE / "uv.staging", CACHE / "pip.staging"
    for leftover in (staging, borrowed):
        shutil.rmtree(leftover, ignore_errors=True)
    pip = [sys.executable, "-m", "pip"]
    if not succeeds([*pip, "--version"]):
        if not succeeds([sys.executable, "-m", "venv", str(borrowed)]):
            raise Failed(f"{sys.executable} has neither pip nor ensurepip: install python3-pip or python3-venv.")
        pip = [str(borrowed / "bin" / "python"), "-m", "pip"]
    install = [*pip, "install", "--quiet", "--disable-pip-version-check", "--target", str(staging), UV]
    # The warning is about the system's packages, which a folder of our own does not touch.
    run(install, env | {"PIP_ROOT_USER_ACTION": "ignore"})
    shutil.rmtree(borrowed, ignore_errors=True)
    staging.rename(folder)
    return folder / "bin" / "uv"


def install_packages(uv: str, env: dict[str, str]) -> None:
    """Make `.venv` as the lock says."""
    python = ["--python", sys.executable, "--no-python-downloads"]
    if "UV_DEFAULT_INDEX" not in env:
        run([uv, "sync", "--frozen", "--group", "dev", *python], env | {"UV_PROJECT_ENVIRONMENT": str(VENV)})
        return
    # `uv sync` would load from the addresses in the lock, past the mirror; the hashes hold for both.
    env = env | {"VIRTUAL_ENV": str(VENV)}
    requirements = CACHE / "requirements.txt"
    export = ["--frozen", "--group", "dev", "--no-emit-project", "--quiet", "--output-file", str(requirements)]
    run([uv, "export", *export], env)
    run([uv, "venv", "--quiet", "--clear", *python, str(VENV)], env)
    run([uv, "pip", "sync", "--require-hashes", str(requirements)], env)
    run([uv, "pip", "install", "--no-deps", "--editable", "."], env)


def with_pip_settings(env: dict[str, str]) -> dict[str, str]:
    """Return the environment with what pip's settings say, for uv and for our downloads, unless it says it itself."""
    # Read as files: there may be no pip to ask.
    home, config = Path.home(), Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"), home / ".pip" / "pip.conf"]
    places += [home / "Library" / "Application Support" / "pip" / "pip.conf", config / "pip" / "pip.conf"]
    files = configparser.RawConfigParser(strict=False)
    files.read([*places, env.get("PIP_CONFIG_FILE", "")])
    merged = dict(env)
    for pip_name, name in FROM_PIP.items():
        variable = f"PIP_{pip_name.upper().replace('-', '_')}"
        if value := env.get(variable) or files.get("global", pip_name, fallback=""):
            merged.setdefault(name, value)
    if "SSL_CERT_FILE" in merged:
        merged.setdefault("REQUESTS_CA_BUNDLE", merged["SSL_CERT_FILE"])
    return merged


def run(command: list[str], env: dict[str, str]) -> None:
    """Run a command, its output on the terminal."""
    # Standard output belongs to what the person asked for.
    if subprocess.run(command, env=env, cwd=ROOT, stdout=sys.stderr, check=False).returncode:
        raise Failed(f"`{' '.join(command)}` failed; see above.\n{NETWORK}")


def succeeds(command: list[str]) -> bool:
    """Run a command silently; return whether it worked."""
    return not subprocess.run(command, capture_output=True, check=False).returncode


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(f"kordon: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"kordon: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
