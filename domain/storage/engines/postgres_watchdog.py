"""Watchdog that shuts down the socket of a statement that takes too long.

Slow statements are ended by the server (its timeouts), a dead host by the network. A stalled server
or a network that drops every packet ends nothing: without this the caller would wait for ever. The
caller finds its connection lost.
"""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Self, cast

import psycopg
from psycopg.abc import Params, Query
from psycopg.rows import RowFactory, tuple_row

STATEMENT_TIMEOUT_S = 12.0
"""Longer than the server's own limits, so that those come first."""
CHECK_INTERVAL_S = 0.5
"""Interval between two checks."""

Connection = psycopg.Connection[tuple[object, ...]]


class SocketWatchdog:
    """Start times of running statements; their sockets are shut down inside `watching` only."""

    def __init__(self) -> None:
        self._since: dict[Connection, float] = {}
        self._door = threading.Lock()

    def begins(self, connection: Connection) -> None:
        """Note that a statement has started."""
        self._since[connection] = time.monotonic()

    def ends(self, connection: Connection) -> None:
        """Note its end; its socket is safe from then on."""
        with self._door:
            self._since.pop(connection, None)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Run the watchdog thread."""
        ended = threading.Event()
        thread = threading.Thread(target=self._look, args=(ended,), name="watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _look(self, ended: threading.Event) -> None:
        while not ended.wait(min(CHECK_INTERVAL_S, STATEMENT_TIMEOUT_S / 2)):
            with self._door:
                now = time.monotonic()
                for connection, since in list(self._since.items()):
                    if now - since > STATEMENT_TIMEOUT_S:
                        shutdown_socket(connection)


def shutdown_socket(connection: Connection) -> None:
    """Make the connection appear lost to the thread that waits on it. Its owner closes it."""
    with suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=connection.fileno())
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()


Rows = RowFactory[tuple[object, ...]]


class TimeoutCursor(psycopg.Cursor[tuple[object, ...]]):
    """A cursor that reports its statements to the watchdog."""

    def __init__(
        self, connection: Connection, *, watch: SocketWatchdog, row_factory: Rows | None = None
    ) -> None:
        super().__init__(connection, row_factory=row_factory or tuple_row)
        self._watch = watch

    def execute(
        self,
        query: Query,
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        """See psycopg."""
        text = cast("bytes", query)  # as far as the types know; it is passed on as it is
        with self._watched():
            return super().execute(text, params, prepare=prepare, binary=binary)

    def executemany(
        self, query: Query, params_seq: Iterable[Params], *, returning: bool = False
    ) -> None:
        """See psycopg: all rows are sent before the first answer is waited for."""
        with self._watched():
            super().executemany(cast("bytes", query), params_seq, returning=returning)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        self._watch.begins(self.connection)
        try:
            yield
        except psycopg.Error as error:
            if error.diag.message_primary:  # the detail below it quotes the row
                error.args = (error.diag.message_primary,)
            raise
        finally:
            self._watch.ends(self.connection)
