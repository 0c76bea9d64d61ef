"""Web application of the emulator: Bot API, page and its JSON API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from sandbox.api.get_updates import UpdatePolling
from sandbox.api.server import BotApi
from sandbox.errors import SandboxError
from sandbox.guard import PAGE_POLICY, Guard, hardened
from sandbox.http_client import HttpClient, Post
from sandbox.params import as_integer
from sandbox.phones.bot_client import BotClient
from sandbox.phones.controls import Controls
from sandbox.phones.long_poll import LongPoll
from sandbox.phones.phone import Phones
from sandbox.state.telegram import Telegram
from sandbox.webhook_delivery import Deliveries

PAGE = Path(__file__).parent / "page"
PAGE_HEADERS = {"content-security-policy": PAGE_POLICY, "cache-control": "no-store"}


class SandboxApp(Starlette):
    """ASGI application; `hang_up` ends all long polls, so that the server can stop."""

    def __init__(
        self, telegram: Telegram, *, token: str, bot_url: str | None, post: Post | None
    ) -> None:
        outgoing = HttpClient()
        self._outgoing = outgoing
        self._token = token
        self._guard = Guard(token)
        self._telegram = telegram
        self._polling = UpdatePolling(telegram)
        self._waiters = LongPoll(telegram)
        self._deliveries = Deliveries(telegram, post or outgoing.post)
        self._bot_api = BotApi(telegram, token=token, polling=self._polling)
        link = BotClient(outgoing, bot_url=bot_url, token=token, monotonic=telegram.monotonic)
        super().__init__(
            routes=[
                *Phones(telegram, self._waiters, token=token).routes(),
                *Controls(telegram, self._polling, link).routes(),
                Route(f"/file/bot{token}/{{path:path}}", self._file),
                Route("/", self._page),
                Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
            ],
            exception_handlers={SandboxError: _refused},
            lifespan=_lifespan,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
        elif scope["type"] != "http":
            await WebSocketClose()(scope, receive, send)
        elif refusal := self._guard.refusal(scope):
            await refusal(scope, receive, hardened(send))
        elif scope["path"].startswith("/bot"):
            await self._bot_api(scope, receive, send)
        else:
            await super().__call__(scope, receive, hardened(send))

    def hang_up(self) -> None:
        """End all long polls."""
        self._polling.close()
        self._waiters.close()

    async def close(self) -> None:
        """Stop deliveries and close connections; only needed if no server runs the lifespan."""
        self.hang_up()
        self._deliveries.stop()
        await self._outgoing.close()

    async def _file(self, request: Request) -> Response:
        stored = self._telegram.files.at(request.path_params["path"])
        if stored is None or self._telegram.down:
            return JSONResponse({"ok": False, "error_code": 404}, status_code=404)
        picture = stored.width > 0
        kind = stored.mime if picture else "application/octet-stream"
        return Response(stored.content, media_type=kind)

    async def _page(self, _: Request) -> Response:
        index = PAGE / "index.html"
        if not index.exists():
            raise SandboxError(404, "the page is not there")
        page = index.read_text("utf-8").replace("{token}", escape(self._token))
        return HTMLResponse(page, headers=PAGE_HEADERS)


def create_app(
    telegram: Telegram, *, token: str, bot_url: str | None = None, post: Post | None = None
) -> SandboxApp:
    """Create the emulator for one bot; `post` replaces the HTTP client of webhooks (for tests)."""
    telegram.bot = replace(telegram.bot, id=as_integer(token.partition(":")[0], telegram.bot.id))
    return SandboxApp(telegram, token=token, bot_url=bot_url, post=post)


@asynccontextmanager
async def _lifespan(app: SandboxApp) -> AsyncIterator[None]:
    yield
    await app.close()


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, SandboxError):
        raise error
    return JSONResponse({"error": error.words}, status_code=error.status)
