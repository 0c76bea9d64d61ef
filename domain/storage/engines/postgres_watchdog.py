"""Ends waits for a server that took a connection and says nothing more. It knows no SQL.

What is slow the server itself ends (its timeouts), and a host that is gone the network does; a
server that stands still, or a way that swallows everything, ends nothing. So one thread shuts the
socket down on which somebody waits too long: they find their connection lost, as if it had been
cut.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

PATIENCE = 12.0
"""Seconds one statement may take; more than the server's own limits, so that those come first."""
LOOK = 0.5
"""Seconds between two looks."""

Connection = psycopg.Connection[tuple[object, ...]]


class Watch:
    """Knows who waits since when; it looks only inside of `looking`."""

    def __init__(self) -> None:
        self._since: dict[Connection, float] = {}
        self._door = threading.Lock()

    def begins(self, connection: Connection) -> None:
        """From now on somebody waits there."""
        self._since[connection] = time.monotonic()

    def ends(self, connection: Connection) -> None:
        """Not any more; nothing of theirs is cut after that."""
        with self._door:
            self._since.pop(connection, None)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """In here nobody waits longer than that."""
        ended = threading.Event()
        thread = threading.Thread(target=self._look, args=(ended,), name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _look(self, ended: threading.Event) -> None:
        while not ended.wait(min(LOOK, PATIENCE / 2)):
            with self._door:
                now = time.monotonic()
                for connection, since in list(self._since.items()):
                    if now - since > PATIENCE:
                        hang_up(connection)


def hang_up(connection: Connection) -> None:
    """Whoever waits on it, in whatever thread, finds it lost. It is theirs to close."""
    with suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=connection.fileno())
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()
