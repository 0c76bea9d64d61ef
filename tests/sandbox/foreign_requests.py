"""Requests of other pages in the same browser, as they arrive at the emulator."""

import itertools
from dataclasses import dataclass

from sandbox.guard import TOKEN_HEADER

OWN = "127.0.0.1:8080"
PAGES = (
    *(
        "http://127.0.0.1:9000",
        "http://localhost:9000",
        "http://127.0.0.1",
        "https://127.0.0.1:8080",
    ),
    *("https://elsewhere.example", "http://127.0.0.1.nip.io:8080", "http://127.0.0.1:80800"),
    *("http://127.0.0.1:8080.elsewhere.example", "http://u@127.0.0.1:8080", "null", "file://"),
)
"""Origins of other pages."""
STRANGE_HOSTS = (
    *("127.0.0.1", "127.0.0.1:80", "127.0.0.1:8081", "127.0.0.1:08080", "127.0.0.1.:8080"),
    *("localhost", "localhost.:8080", "LOCALHOST:8080", "localhost:8080.", "localhost.localdomain"),
    *("elsewhere.example:8080", "127.0.0.1.nip.io:8080", "127.0.0.1:8080.elsewhere.example", ""),
    *("0.0.0.0:8080", "[::1]:8080", "[::ffff:127.0.0.1]:8080", "127.0.0.2:8080", "127.1:8080"),
    *("2130706433:8080", "0x7f000001:8080", "017700000001:8080", f"user@{OWN}", f"{OWN}@x.example"),
    *(f"{OWN}, x.example", f"x.example, {OWN}", f"x.example#{OWN}", f"{OWN}/", f"http://{OWN}"),
)


@dataclass(frozen=True)
class Attack:
    """A request as a browser sends it for another page."""

    name: str
    method: str
    kind: str = ""
    names_origin: bool = True


ATTACKS = (
    Attack("form", "POST", "application/x-www-form-urlencoded"),
    Attack("file form", "POST", "multipart/form-data; boundary=x"),
    Attack("text form", "POST", "text/plain"),
    Attack("beacon", "POST", "text/plain;charset=UTF-8"),
    Attack("fetch", "GET"),
    Attack("fetch json after its preflight", "POST", "application/json"),
    Attack("fetch delete after its preflight", "DELETE"),
    Attack("preflight", "OPTIONS"),
    Attack("image, script, style, fetch without CORS", "GET", names_origin=False),
    Attack("link, iframe, new window", "GET", names_origin=False),
    Attack("head", "HEAD", names_origin=False),
)


def headers_of(attack, page, *, host, site):
    """What the browser sends; `site`: Sec-Fetch-Site, None before browsers had it."""
    found = [("host", host)]
    found += [("origin", page)] if attack.names_origin else []
    found += [("sec-fetch-site", site)] if site else []
    found += [("content-type", attack.kind)] if attack.kind else []
    if attack.method == "OPTIONS":
        found += [("access-control-request-headers", TOKEN_HEADER)]
        found += [("access-control-request-private-network", "true")]
    return found


def requests_of(attack):
    """From each other page, by a current browser and an old one, and after DNS rebinding."""
    pages = PAGES if attack.names_origin else PAGES[:1]
    for page, site in itertools.product(pages, ("cross-site", "same-site", None)):
        yield headers_of(attack, page, host=OWN, site=site)
    for host, site in itertools.product(STRANGE_HOSTS, ("same-origin", "none", None)):
        yield headers_of(attack, f"http://{host}", host=host, site=site)


async def ask(app, path, headers, *, method="GET", body=b"", query=b""):
    """The status, the headers and the body of the answer to exactly these headers."""
    sent, raw = [], [(name.lower().encode(), text.encode("latin-1")) for name, text in headers]

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"spec_version": "2.4"},
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": query,
        "headers": raw,
        "server": ("127.0.0.1", 8080),
    }
    await app(scope, receive, send)
    told = {name.decode().lower(): text.decode() for name, text in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(each.get("body", b"") for each in sent[1:])
