"""The process between a server and whoever started it: it ends the server when its starter is gone.

Usage: guard.py FOLDER COMMAND...

It reads signal numbers from standard input, one a line, passes each on, and then writes a byte to standard output, so
that its starter knows when it is done. The command's own output goes to standard error. At the end of the input, which
comes even if the starter was killed, it ends the command and removes FOLDER. Only the standard library, so that it
starts in milliseconds.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

GRACE_SECONDS = 10.0


class Guard:
    """One command and the folder it writes to."""

    def __init__(self, folder: Path, command: list[str]) -> None:
        self.folder = folder
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        self.starter_is_gone = threading.Event()

    def obey(self) -> None:
        """Pass signals on until the input ends, then end the command."""
        # Unbuffered: a buffer's lock held by this thread would abort the interpreter when the main thread leaves first.
        with open(0, "rb", buffering=0) as signals:
            for number in signals:
                self.process.send_signal(int(number))
                # A starter killed while it waits for the answer: its end of the input is what comes next.
                with contextlib.suppress(BrokenPipeError):
                    os.write(1, b".")
        self.starter_is_gone.set()
        self.end()

    def end(self) -> None:
        """End the command, by force if it does not obey, and remove what it wrote."""
        self.process.terminate()
        self.process.send_signal(signal.SIGCONT)  # a frozen one would never see it
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def main() -> int:
    """Run the command to its end; return its exit code, 128 + N for signal N."""
    guard = Guard(Path(sys.argv[1]), sys.argv[2:])
    obeying = threading.Thread(target=guard.obey, daemon=True)
    obeying.start()
    code = guard.process.wait()
    if guard.starter_is_gone.is_set():
        obeying.join()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
