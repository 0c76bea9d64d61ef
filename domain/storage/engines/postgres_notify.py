"""Listener for the signals of other processes' commits (LISTEN/NOTIFY), in place of polling."""

import threading
from collections.abc import Callable
from contextlib import closing

import psycopg

from domain.ports.store import CommitSignal
from domain.storage.engines.base import OnNotify
from domain.storage.engines.postgres_watchdog import shutdown_socket

Connect = Callable[[], psycopg.Connection[tuple[object, ...]]]
STOP_CHECK_INTERVAL_S = 0.5
"""Interval at which the thread checks whether it is to stop."""
RECONNECT_PAUSE_S = 1.0
"""Seconds before a lost connection is tried again."""


class NotifyListener:
    """A thread that listens from construction until `stop`, and skips the signals of `own`.

    After each reconnect it reports all signals: those sent meanwhile were missed.
    """

    def __init__(self, connect: Connect, *, channel: str, own: str, heard: OnNotify) -> None:
        self._connect = connect
        self._channel = channel
        self._own = own
        self._heard = heard
        self._stopped = threading.Event()
        self._line: psycopg.Connection[tuple[object, ...]] | None = None
        self._thread = threading.Thread(target=self._work, name="listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening. Blocks for a moment."""
        self._stopped.set()
        line = self._line
        if line is not None:
            shutdown_socket(line)
        self._thread.join()

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                with closing(self._connect()) as connection:
                    self._listen(connection)
            except psycopg.Error:
                self._stopped.wait(RECONNECT_PAUSE_S)

    def _listen(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._line = connection
        connection.execute(f"LISTEN {self._channel}".encode())
        self._heard(frozenset(CommitSignal))
        while not self._stopped.is_set():
            for said in connection.notifies(timeout=STOP_CHECK_INTERVAL_S, stop_after=1):
                speaker, *words = said.payload.split()
                if speaker != self._own:
                    self._heard(frozenset(news for news in CommitSignal if news in words))
