"""A way to PostgreSQL that can be cut at the worst moment: around a COMMIT.

In front of a server on this machine, with threads of its own. It never changes what is said, and
what else goes wrong on a way is here too: nobody answers, nothing gets through, it takes long.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum

from tests.gates.processes.postgres_wire import Client, Frames, has_committed

HOST = "127.0.0.1"
PIECE = 65_536
GREETINGS = {80877103, 80877104}
"""The client asks for TLS or GSSAPI first; we say no."""
Choose = Callable[[int], "Cut | None"]


class Cut(Enum):
    """Where a COMMIT is lost. The client cannot tell which."""

    BEFORE = "it never reaches the server"
    AFTER = "its reply never reaches the client"


class Way:
    """`port` is where clients connect. `marked`: only connections that sent this are cut.

    `choose(n)` says what happens to the n-th COMMIT, from 1 on.
    """

    def __init__(self, server: int, *, marked: bytes = b"", choose: Choose | None = None) -> None:
        self.choose: Choose = choose or (lambda _: None)
        self.marked = marked
        self.delay = 0.0
        """Seconds that each of the server's answers takes longer."""
        self.commits = 0
        self.cuts = {Cut.BEFORE: 0, Cut.AFTER: 0}
        self._server = server
        self._open = threading.Event()
        self._open.set()
        self._counting = threading.Lock()
        self._links: set[_Link] = set()
        self._listener: socket.socket | None = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self._accept()

    def close(self) -> None:
        """Nobody gets through any more."""
        self.refuse()
        self._open.set()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """In here connections are taken, but nothing gets through in either direction."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """In here nobody gets through, and all who were there are thrown out."""
        self.refuse()
        try:
            yield
        finally:
            self._listener = socket.create_server((HOST, self.port))
            self._accept()

    def refuse(self) -> None:
        """Nobody listens any more, and all are thrown out."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
            listener.close()
        self.cut_all()

    def cut_all(self) -> None:
        """Whoever is connected is not any more."""
        while self._links:
            self._links.pop().cut()

    def forget(self, link: "_Link") -> None:
        """This one has ended."""
        self._links.discard(link)

    def fate(self) -> Cut | None:
        """One more COMMIT; what happens to it."""
        with self._counting:
            self.commits += 1
            cut = self.choose(self.commits)
            if cut is not None:
                self.cuts[cut] += 1
            return cut

    def pass_on(self, to: socket.socket, message: bytes) -> None:
        """When it is let through."""
        self._open.wait()
        to.sendall(message)

    def _accept(self) -> None:
        threading.Thread(target=self._welcome, daemon=True).start()

    def _welcome(self) -> None:
        listener = self._listener
        assert listener is not None
        while True:
            try:
                client, _ = listener.accept()
                link = _Link(self, client, socket.create_connection((HOST, self._server)))
            except OSError:
                return
            self._links.add(link)
            link.go()
            if self._listener is not listener:
                link.cut()  # all were thrown out while this one came in


class _Link:
    """One client and its connection to the server, a thread for each direction."""

    def __init__(self, way: Way, client: socket.socket, server: socket.socket) -> None:
        self._way = way
        self._client = client
        self._server = server
        self._is_marked = not way.marked
        self._cut_reply = False
        for each in (client, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def go(self) -> None:
        """To be called once it is known, so that it can be cut from its first byte on."""
        for act in (self._ask, self._answer):
            threading.Thread(target=self._until_the_end, args=(act,), daemon=True).start()

    def cut(self) -> None:
        """At once, both ends; who waits in recv wakes."""
        for each in (self._client, self._server):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _until_the_end(self, act: Callable[[], None]) -> None:
        with suppress(OSError):
            act()
        self._way.forget(self)
        self.cut()

    def _ask(self) -> None:
        frames, client = Frames(greeting=True), Client()
        while piece := self._client.recv(PIECE):
            self._is_marked |= self._way.marked in piece
            passed = b""
            for kind, message in frames.feed(piece):
                if frames.greeting and int.from_bytes(message[4:8], "big") in GREETINGS:
                    self._client.sendall(b"N")
                    continue
                frames.greeting = False
                if client.commits(kind, message) and self._loses():
                    self._way.pass_on(self._server, passed)
                    return
                passed += message
            self._way.pass_on(self._server, passed)

    def _loses(self) -> bool:
        """A COMMIT is to go out: whether it is lost on its way."""
        cut = self._way.fate() if self._is_marked else None
        self._cut_reply = cut is Cut.AFTER
        return cut is Cut.BEFORE

    def _answer(self) -> None:
        frames = Frames(greeting=False)
        while piece := self._server.recv(PIECE):
            for kind, message in frames.feed(piece):
                if self._cut_reply and has_committed(kind, message):
                    return
            if self._way.delay:
                time.sleep(self._way.delay)
            self._way.pass_on(self._client, piece)
