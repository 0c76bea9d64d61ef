"""Guard of the emulator's port: only its own page and clients that know its token get an answer.

The browser that shows the sandbox also opens other pages, and each of them can send requests
to 127.0.0.1. One check is not enough: an image carries no Origin, an old browser no Sec-Fetch-Site,
and a page whose name was made to resolve to 127.0.0.1 (DNS rebinding) is of one origin with us.
So every request must name our own Host, must not say that it comes from elsewhere, and must carry
the bot's token, which only the page that `/` serves and the bot know. Programs on this machine are
not kept out: they can open the page as its user does.
"""

import re
import secrets

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Message, Scope, Send

BOT_ID = 1_000_000_001
TOKEN_HEADER = "X-Sandbox-Token"  # noqa: S105 - a header's name
OWN_HOSTS = ("127.0.0.1", "localhost")
PATH_TOKEN = re.compile(r"/(?:file/)?bot([^/]*)")
"""Bot API calls and files carry the token in their path, as at Telegram."""
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CLOSED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SECURITY_HEADERS = (
    (b"content-security-policy", CLOSED_POLICY.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
UNAUTHORIZED = {"ok": False, "error_code": 401, "description": "Unauthorized"}


def new_token() -> str:
    """Return a random bot token, of Telegram's form."""
    return f"{BOT_ID}:{secrets.token_urlsafe(32)}"


class Guard:
    """Decides for every request, before its body is read; knows no routes but the page's."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def refusal(self, scope: Scope) -> JSONResponse | None:
        """Return the response that refuses the request; None if it may pass."""
        headers, hosts = Headers(scope=scope), _own_hosts(scope)
        named = headers.getlist("host")
        if len(named) != 1 or named[0] not in hosts:
            return _refused(f"the sandbox answers at http://{hosts[0]}/ only")
        if any(origin != f"http://{named[0]}" for origin in headers.getlist("origin")):
            return _refused("the sandbox does not answer other pages")
        if not {"same-origin", "none"}.issuperset(headers.getlist("sec-fetch-site")):
            return _refused(f"links of other pages do not lead here: type http://{hosts[0]}/")
        return self._unauthorized(scope["path"], headers)

    def _unauthorized(self, path: str, headers: Headers) -> JSONResponse | None:
        if path == "/" or path.startswith("/static/"):
            return None
        if found := PATH_TOKEN.match(path):
            return None if self._is_ours(found[1]) else JSONResponse(UNAUTHORIZED, 401)
        if self._is_ours(headers.get(TOKEN_HEADER, "")):
            return None
        return _refused(f"the token is missing or of an earlier start ({TOKEN_HEADER})")

    def _is_ours(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(errors="replace"), self._token)


def hardened(send: Send) -> Send:
    """Return a `send` that adds the security headers that a response does not set itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [*message.get("headers", ())]
            names = {name.lower() for name, _ in given}
            added = [header for header in SECURITY_HEADERS if header[0] not in names]
            message = {**message, "headers": given + added}
        await send(message)

    return sending


def _own_hosts(scope: Scope) -> tuple[str, ...]:
    """The Host headers that browsers send for our addresses; they leave port 80 out."""
    port = (scope.get("server") or ("", None))[1]
    suffix = "" if port in {None, 80} else f":{port}"
    return tuple(f"{host}{suffix}" for host in OWN_HOSTS)


def _refused(words: str) -> JSONResponse:
    return JSONResponse({"error": words}, 403)
