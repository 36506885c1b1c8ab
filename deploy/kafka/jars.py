"""Kafka's jars: exactly those of `jars.txt`, each checked by its SHA-256, downloaded once."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext

from deploy.cache import cache_folder
from deploy.errors import DownloadFailed

KAFKA_VERSION = "4.3.0"
LOCK = Path(__file__).with_name("jars.txt")
AT_ONCE = 8
WAY_OUT = (
    "Check the network. Behind a proxy set HTTPS_PROXY, with a private certificate authority set SSL_CERT_FILE, "
    "and with a Maven mirror name it under [repositories] in ~/.config/jgo.conf."
)


class Jar(NamedTuple):
    """One line of the lock: Maven coordinates and the SHA-256 of the file, in hex."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name of the file, as Maven has it."""
        return f"{self.artifact}-{self.version}.jar"


def locked() -> list[Jar]:
    """Return the jars of the lock, in its order, which is that of the class path."""
    lines = (line.split() for line in LOCK.read_text().splitlines() if not line.startswith("#"))
    return [_jar(coordinates, sha256) for coordinates, sha256 in lines]


def class_path(progress: Callable[[int, int], None] = lambda *_: None) -> str:
    """Return Kafka's class path, downloading what is missing; `progress` hears how many of how many are there.

    Raises:
        DownloadFailed: if a jar cannot be had or is not the one we know.
    """
    folder = cache_folder() / f"kafka-{KAFKA_VERSION}"
    jars = locked()
    download([jar for jar in jars if not (folder / jar.file_name).exists()], folder, progress)
    return os.pathsep.join(str(folder / jar.file_name) for jar in jars)


def download(jars: Iterable[Jar], folder: Path, progress: Callable[[int, int], None]) -> None:
    """Download jars into the folder.

    A file appears in the folder whole and checked, or not at all: an interrupted run goes on where it was.
    """
    wanted = list(jars)
    if not wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=folder))
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = [pool.submit(_fetch, jar, staging, folder) for jar in wanted]
            try:
                for count, done in enumerate(as_completed(running), start=1):
                    done.result()
                    progress(count, len(wanted))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fetch(jar: Jar, staging: Path, folder: Path) -> None:
    coordinates = f"{jar.group}:{jar.artifact}:{jar.version}"
    try:
        path = maven_context(staging).project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except (OSError, RuntimeError) as error:  # what requests and jgo raise
        raise DownloadFailed(f"cannot download {coordinates}: {error}\n{WAY_OUT}") from error
    found = sha256_of(path)
    if found != jar.sha256:
        raise DownloadFailed(f"{coordinates} has SHA-256 {found}, {LOCK.name} says {jar.sha256}: not used.\n{WAY_OUT}")
    path.replace(folder / jar.file_name)


def maven_context(folder: Path) -> MavenContext:
    """Return access to Maven repositories, which downloads into the folder."""
    settings = GlobalSettings.load()
    # The user's own repositories first: a mirror is there because the public one may not be reached.
    remotes = {**settings.repositories, "central": MAVEN_CENTRAL_URL}
    return MavenContext(repo_cache=folder, remote_repos=remotes, timeout=60)


def _jar(coordinates: str, sha256: str) -> Jar:
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _report(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(
            f"\rkordon: Kafka, {done} of {total} jars", end="\n" if done == total else "", file=sys.stderr, flush=True
        )
    elif done == total:
        print(f"kordon: Kafka, {total} jars downloaded", file=sys.stderr)


if __name__ == "__main__":
    try:
        class_path(_report)
    except DownloadFailed as error:
        sys.exit(f"kordon: {error}")
