"""A process that begins where this one stands, with everything imported, and may be killed at any
moment: what it wrote into its journal until then is known. What it does is not known here.
"""

import fcntl
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import NamedTuple

Line = list[object]
Work = Callable[["Pen"], None]
ROOM = 1 << 20
"""Bytes that may wait in a journal: a process must never wait for its reader."""


class Pen:
    """The end at which the process writes. A line is one write: it is there or it is not."""

    def __init__(self, end: int) -> None:
        self._end = end

    def write(self, *line: object) -> None:
        os.write(self._end, json.dumps(line).encode() + b"\n")


class Death(NamedTuple):
    """How it ended: `signal` 0 means by itself, with `code`."""

    signal: int
    code: int


class Life:
    """A process that does the work and ends. Its threads begin with it, so we must have none."""

    def __init__(self, work: Work) -> None:
        self._read, end = os.pipe()
        fcntl.fcntl(self._read, fcntl.F_SETPIPE_SZ, ROOM)
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._read)
            _live(work, Pen(end))
        os.close(end)
        self._left = b""

    def said(self, *, within: float) -> bool:
        """Whether it has written anything by then (seconds), or ended."""
        return bool(select.select([self._read], [], [], within)[0])

    def kill(self) -> None:
        """Nothing is finished."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> tuple[Death, list[Line]]:
        """Waits until it has ended; all that it wrote."""
        while some := os.read(self._read, ROOM):
            self._left += some
        os.close(self._read)
        _, status = os.waitpid(self.pid, 0)
        code = 0 if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
        death = Death(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, code)
        whole, _, _ = self._left.rpartition(b"\n")
        return death, [json.loads(line) for line in whole.splitlines()]

    def end_within(self, seconds: float) -> tuple[Death, list[Line]]:
        """The same, but if it does not end by itself by then it is killed."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._read], [], [], left)[0]:
                some = os.read(self._read, ROOM)
                self._left += some
                if not some:
                    return self.end()
        self.kill()
        return self.end()


def _live(work: Work, pen: Pen) -> None:
    """Never returns to what our parent was doing."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        work(pen)
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)
