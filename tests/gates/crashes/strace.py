"""strace, which kills a process or fails one of its calls at the n-th system call of a kind, or
writes down all of them. Linux only; the gates that need it say so where it is missing.
"""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

MISSING = "this gate needs strace. Debian, Ubuntu: apt-get install strace"
PR_SET_PTRACER = 0x59616D61
ANYBODY = -1


def needed() -> None:
    """Ends this process with a sentence if there is no strace."""
    if shutil.which("strace") is None:
        print(MISSING, file=sys.stderr)
        sys.exit(2)


def let_watch() -> None:
    """From now on another process may trace this one, where that is not for parents only."""
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(ANYBODY), 0, 0, 0)


@contextmanager
def killing(pid: int, *, call: str, nth: int) -> Iterator[None]:
    """That process is killed when one of its threads makes that system call for the n-th time."""
    with _attached(pid, "-o", "/dev/null", *_at(call, f"signal=SIGKILL:when={nth}")):
        yield


@contextmanager
def failing(pid: int, *, call: str, error: str) -> Iterator[None]:
    """From now on that system call fails in that process."""
    with _attached(pid, "-o", "/dev/null", *_at(call, f"error={error}:when=1+")):
        yield


@contextmanager
def writing_down(pid: int, *, calls: Sequence[str], log: Path) -> Iterator[None]:
    """Those system calls of that process are written down with all their bytes."""
    whole = ("-y", "-xx", "-s", "1000000", "-e", f"trace={','.join(calls)}", "-o", str(log))
    with _attached(pid, *whole):
        yield


def _at(call: str, what: str) -> tuple[str, ...]:
    return ("-e", f"trace={call}", "-e", f"inject={call}:{what}")


@contextmanager
def _attached(pid: int, *options: str) -> Iterator[None]:
    """All threads are watched in here; it ends with the process that it watches."""
    command = ["strace", "-f", *options, "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        try:
            assert "attached" in said, f"strace cannot watch: {said}"
            yield
        finally:
            strace.terminate()
