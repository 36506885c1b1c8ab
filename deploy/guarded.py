"""Start a server behind `guard.py`, signal it, end it, read its log."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deploy import guard
from deploy.errors import ServiceFailed

POLL_SECONDS = 0.02
STOP_SECONDS = guard.GRACE_SECONDS + 150
"""A broker of a long test run leaves tens of thousands of files to remove, which a busy disk takes its time for."""


class Guarded:
    """A command that ends with this process, however this process ends.

    Attributes:
        folder: everything the command writes; removed by `stop`, kept by `kill`.
        log: its standard output and error, appended over restarts.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.log = folder / f"{name}.log"
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the command runs (a frozen one does)."""
        return self._guard is not None and self._guard.poll() is None

    @property
    def pid(self) -> int:
        """The guard's process, the parent of the command's. Raises ServiceFailed when neither runs."""
        if self._guard is None or not self.running:
            raise ServiceFailed(f"{self.name} does not run; its log ends:\n{self.log_tail()}")
        return self._guard.pid

    def start(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start the command; `env` replaces the environment. The previous one must have ended."""
        if self.running:
            raise ServiceFailed(f"{self.name} runs already: stop or kill it before starting it again")
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._guard = subprocess.Popen(
                # Isolated and without site, for a start of milliseconds.
                [sys.executable, "-I", "-S", guard.__file__, str(self.folder), *command],
                stdin=subprocess.PIPE,
                bufsize=0,  # what a dead guard did not read must not be written again when the pipe is closed
                stdout=subprocess.PIPE,  # the guard's answers
                stderr=output,  # the command's output
                env=env,
                cwd=self.folder,
                # Ctrl-C on the terminal must reach us alone: we end the command in order.
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for `ready`.

        Raises:
            ServiceFailed: if the command ends first, or is not ready after `seconds`; with its last log lines.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise ServiceFailed(f"{self.name} ended while starting; its log ends:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{self.name} not ready after {seconds:g} s; its log ends:\n{self.log_tail()}")
            time.sleep(POLL_SECONDS)

    def finish(self, seconds: float) -> None:
        """Wait until the command has ended by itself.

        Raises:
            ServiceFailed: if it fails, or takes longer than `seconds`; with its last log lines.
        """
        try:
            code = self._guard.wait(seconds) if self._guard else 0
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise ServiceFailed(
                f"{self.name} took more than {seconds:g} s; its log ends:\n{self.log_tail()}"
            ) from error
        self._let_go()
        if code:
            raise ServiceFailed(f"{self.name} failed with code {code}; its log ends:\n{self.log_tail()}")

    def log_tail(self, lines: int = 40) -> str:
        """Return the last lines of the log, or an empty text before the first start."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def freeze(self) -> None:
        """Stop the command's clock: its connections stay open, nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """End a `freeze`."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the command at once, as a power cut would, and keep its folder: `start` goes on from there."""
        self._end_by(signal.SIGKILL)

    def halt(self) -> None:
        """End the command in order, and keep its folder: `start` goes on from there."""
        self._end_by(signal.SIGTERM)

    def stop(self) -> None:
        """End the command in order, and remove its folder. May be called twice."""
        self._let_go()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        if self._guard is None or self._guard.stdin is None or self._guard.stdout is None or not self.running:
            return
        try:
            self._guard.stdin.write(b"%d\n" % number)
            self._guard.stdout.read(1)  # passed on, or the guard has ended
        except BrokenPipeError:  # it ended meanwhile
            return

    def _end_by(self, number: signal.Signals) -> None:
        self._signal(number)
        if self._guard is not None:
            try:
                self._guard.wait(guard.GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
        self._let_go()

    def _let_go(self) -> None:
        """End the guard's input, which ends the command if it still runs, and wait for both."""
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait(STOP_SECONDS)
            if self._guard.stdout:
                self._guard.stdout.close()
            self._guard = None
