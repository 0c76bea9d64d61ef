"""The route of one booking tap, traced at run time: webhook, SQLite, a known person who confirms.

Run as `python -m tests.tooling.route`; `test_route` holds the figures to their limits.
"""

import asyncio
import base64
import json
import sqlite3.dbapi2
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from benchmarks.load.databases import KEY, on_files
from bot.config.load import Config
from bot.config.settings import SANDBOX_TOKEN, DatabaseSettings, MyPageSettings, PrivacySettings
from bot.tasks import BackgroundTasks
from bot.telegram.request import requests
from bot.telegram.webhook import SECRET, UpdateHandler, Webhook
from bot.wiring import wire
from domain.storage.writer import Writer
from handlers.ui.buttons import Confirm

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "domain", "jobs")
APART = {"bot/background_jobs.py", "bot/tasks.py", "jobs/dispatcher.py", "jobs/work_loop.py"}
"""Not on the route: they wake the subscribers after the commit."""
HOST, WEBHOOK_SECRET = "127.0.0.1", "a-secret-for-the-webhook"
CUSTOMER, WARM_UP_SLOTS, SLOT = 1, (1, 2), 3
TIMEOUT_S = 30.0
FRAMING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
"""Statements that only frame a transaction: printed, but not counted."""


@dataclass
class Route:
    """What one tap entered, in order."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    """File and function of each call in the event loop's thread."""
    store_calls: list[tuple[str, str]] = field(default_factory=list)
    """The same in the store's threads."""
    sql: list[str] = field(default_factory=list)
    hops: list[str] = field(default_factory=list)
    """Where work was handed to another thread."""

    @property
    def files(self) -> list[str]:
        """Files of ours, in the order they were first entered: the event loop's, the store's."""
        return list(dict.fromkeys(file for file, _ in (*self.calls, *self.store_calls)))

    @property
    def functions(self) -> int:
        """Different functions in the event loop's thread."""
        return len(set(self.calls))

    @property
    def changes(self) -> int:
        """How often the next call in the event loop's thread was in another file."""
        return sum(one != other for (one, _), (other, _) in pairwise(self.calls))

    @property
    def statements(self) -> list[str]:
        """SQL without what frames a transaction."""
        return [each for each in self.sql if not each.startswith(FRAMING)]


class Tracer:
    """Notes calls, statements and hops of every thread while it is on."""

    def __init__(self) -> None:
        self.route: Route | None = None
        self._known: dict[str, str | None] = {}

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Hooks what is started from now on: threads, connections."""
        connect, submit, put = sqlite3.dbapi2.connect, ThreadPoolExecutor.submit, Writer.put

        def connecting(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            connection = connect(*args, **kwargs)
            connection.set_trace_callback(self._note_sql)
            return connection

        sqlite3.dbapi2.connect = connecting
        ThreadPoolExecutor.submit = self._hopping("reader", submit)
        Writer.put = self._hopping("writer", put)
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
            sqlite3.dbapi2.connect = connect
            ThreadPoolExecutor.submit, Writer.put = submit, put

    @contextmanager
    def on(self) -> Iterator[Route]:
        """Notes what happens inside."""
        self.route = route = Route()
        try:
            yield route
        finally:
            self.route = None

    def _hopping(self, to: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(plain)
        def hop(*args: Any, **kwargs: Any) -> Any:
            if self.route is not None:
                self.route.hops.append(to)
            return plain(*args, **kwargs)

        return hop

    def _note_sql(self, statement: str) -> None:
        if self.route is not None:
            self.route.sql.append(" ".join(statement.split()))

    def _profile(self, frame: FrameType, event: str, _: object) -> None:
        route = self.route
        if route is None or event != "call" or _is_resumption(frame):
            return
        file, function = self._ours(frame.f_code.co_filename), frame.f_code.co_qualname
        if file is None or function.endswith(">"):
            return  # of lambdas and comprehensions the function around them is enough
        in_loop = threading.current_thread() is threading.main_thread()
        (route.calls if in_loop else route.store_calls).append((file, function))

    def _ours(self, filename: str) -> str | None:
        if filename not in self._known:
            path = Path(filename)
            name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""
            ours = name.partition("/")[0] in OURS and name not in APART
            self._known[filename] = name if ours else None
        return self._known[filename]


def _is_resumption(frame: FrameType) -> bool:
    """Whether a coroutine or generator only goes on: RESUME has 0 at a function's start."""
    return frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti + 1] & 3 != 0


@asynccontextmanager
async def _telegram() -> AsyncIterator[str]:
    """Answers every call with success; its URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(_length(head))
                body = json.dumps({"ok": True, "result": _result(head)}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    async with server:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"


def _result(head: bytes) -> object:
    me = {"id": 77, "is_bot": True, "first_name": "bot", "username": "checkup_bot"}
    return me if b"/getMe" in head.split(b"\r\n", 1)[0] else True


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(each.split(b":")[1]) for each in lines if each.startswith(b"content-l")), 0)


def _request(update: dict[str, object]) -> Request:
    """What Telegram posts, as the server hands it to the webhook."""
    body = json.dumps(update).encode()
    headers = {
        SECRET.lower(): WEBHOOK_SECRET,
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "headers": raw}, receive)


def _tap(update: int, slot: int) -> dict[str, object]:
    user = {"id": CUSTOMER, "is_bot": False, "first_name": "x", "language_code": "ko"}
    chat = {"id": CUSTOMER, "type": "private"}
    sender = {"id": 77, "is_bot": True, "first_name": "bot", "username": "checkup_bot"}
    message = {"message_id": 50, "date": 1, "chat": chat, "from": sender, "text": "-"}
    query = {"id": str(update), "from": user, "chat_instance": "1", "message": message}
    return {"update_id": update, "callback_query": {**query, "data": Confirm(slot).pack()}}


def _config(folder: Path, api_root: str) -> Config:
    ground = on_files(folder, people=CUSTOMER)
    config = Config().in_sandbox()
    telegram = {"token": SecretStr(SANDBOX_TOKEN), "api_root": api_root, "mode": "webhook"}
    return config.model_copy(
        update={
            "telegram": config.telegram.model_copy(update=telegram),
            "database": DatabaseSettings(url=ground.main),
            "mypage": MyPageSettings(url=ground.mypage),
            "privacy": PrivacySettings(key=_key()),
        }
    )


def _key() -> SecretStr:
    return SecretStr(base64.b64encode(KEY).decode())


def _fail(why: str) -> None:
    raise AssertionError(why)


async def trace_booking_tap(folder: Path) -> Route:
    """Taps of the same kind go before it, so that nothing is compiled or imported in it."""
    tracer = Tracer()
    with tracer.installed():
        async with _telegram() as api_root:
            config = _config(folder, api_root)
            parts = await wire(config, transports=requests("aiohttp"), on_fatal=_fail)
            try:
                await parts.application.initialize()
                handler = UpdateHandler(parts.application.bot, parts.updates.handle)
                webhook = Webhook(secret=WEBHOOK_SECRET, handler=lambda: handler)
                async with asyncio.timeout(TIMEOUT_S):
                    return await _traced(tracer, webhook, parts.background)
            finally:
                await parts.close()


async def _traced(tracer: Tracer, webhook: Webhook, background: BackgroundTasks) -> Route:
    for update, slot in enumerate(WARM_UP_SLOTS, 1):
        _must_be_handled(await webhook(_request(_tap(update, slot))))
    await background.settle()  # what follows a reply belongs to no other tap
    request = _request(_tap(len(WARM_UP_SLOTS) + 1, SLOT))
    with tracer.on() as route:
        response = await webhook(request)
    _must_be_handled(response)
    return route


def _must_be_handled(response: Response) -> None:
    if response.status_code != HTTPStatus.OK:
        raise RuntimeError(f"the tap was not handled: {response.status_code}")


def main() -> None:
    """Prints the route."""
    with tempfile.TemporaryDirectory() as made:
        route = asyncio.run(trace_booking_tap(Path(made)))
    calls = (" ".join(each) for each in route.calls)
    print("calls in the event loop's thread:", *calls, sep="\n  ")
    print("files, in the order they are entered:", *route.files, sep="\n  ")
    print("statements:", *route.sql, sep="\n  ")
    print(
        f"files {len(route.files)}, changes of file {route.changes}, functions {route.functions},"
        f" statements {len(route.statements)} (with BEGIN, COMMIT and ROLLBACK {len(route.sql)}),"
        f" thread hops {len(route.hops)} ({', '.join(route.hops)})"
    )


if __name__ == "__main__":
    main()
