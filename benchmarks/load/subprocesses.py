"""Child processes that report their result as one line of JSON; ended with their parent."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, float]


class LineProcess:
    """A running module of ours that answers each input line with a line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, *numbers: int) -> None:
        """Send the next request."""
        _of(self._process.stdin).write(f"{' '.join(map(str, numbers))}\n")
        _of(self._process.stdin).flush()

    def found(self) -> Json:
        """Next answer. Raises RuntimeError if the process ended."""
        line = _of(self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"a program of ours ended with {self._process.wait()}")
        found: Json = json.loads(line)
        return found


@contextmanager
def programs(module: str, *each: Sequence[str]) -> Iterator[list[LineProcess]]:
    """One process for each list of arguments; all are ended afterwards."""
    begun: list[subprocess.Popen[str]] = []
    try:
        for arguments in each:
            begun.append(_begin(module, arguments))  # noqa: PERF401 - each is ended, come what may
        yield [LineProcess(process) for process in begun]
    finally:
        for process in begun:
            process.kill()
            process.wait()
            _of(process.stdin).close()
            _of(process.stdout).close()


def say(**found: float) -> None:
    """Print a result."""
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


def _begin(module: str, arguments: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own, without a shell
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _of(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise RuntimeError("no pipe")
    return stream
