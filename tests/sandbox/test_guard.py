"""Who may use the emulator's port: its page and its bot, and no other page in the same browser."""

import itertools
import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from sandbox.api.server import NAMES
from sandbox.app import create_app
from sandbox.guard import TOKEN_HEADER, Guard, new_token
from sandbox.state.telegram import Telegram
from tests.sandbox.conftest import TOKEN, URL
from tests.sandbox.foreign_requests import ATTACKS, OWN, PAGES, STRANGE_HOSTS, ask, requests_of

ADMIN = 9001


def paths(app, token=TOKEN):
    """Every path of the port that something answers, from the application itself."""
    for route in app.routes:
        if isinstance(route, Mount):
            yield f"{route.path}/main.js"
        else:
            filled = route.path.replace("{person_id:int}", str(ADMIN)).replace("{path:path}", "x")
            assert "{" not in filled
            yield filled.replace(TOKEN, token)
    for name in NAMES.values():
        yield f"/bot{token}/{name}"


@pytest.fixture
def unguarded(monkeypatch):
    monkeypatch.setattr(Guard, "refusal", lambda *_: None)


def traces(telegram):
    """What an attack would change."""
    return (
        *(telegram.rev, telegram.updates.last_id, telegram.webhook, telegram.offset, telegram.down),
        *(telegram.last_call, telegram.flood.limit, telegram.reset_rev, len(telegram.people.by_id)),
        *(len(telegram.calls.since(0)), len(telegram.messages(ADMIN))),
    )


def is_open(path):
    return path == "/" or path.startswith("/static/")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_other_pages_are_refused_on_every_path(app, telegram, attack):
    before, tried = traces(telegram), 0
    for path, headers in itertools.product(paths(app, "1000000001:guess"), requests_of(attack)):
        status, told, body = await ask(app, path, headers, method=attack.method, body=b"{}")

        tried += 1
        assert not [name for name in told if name.startswith("access-control")]
        if is_open(path) and status == 200:  # an old browser's image: no page can read the answer
            assert headers == [("host", OWN)]
            assert told["cross-origin-resource-policy"] == "same-origin"
        elif is_open(path) and status == 405:
            assert dict(headers).keys() <= {"host"}
        else:
            assert status in {401, 403}, (path, headers)
            assert b"sandbox-token" not in body
    assert tried > 1000
    assert traces(telegram) == before


async def test_the_known_token_does_not_help_another_page(app, telegram):
    """Every check counts by itself: with the token a page is refused for where it comes from."""
    before = traces(telegram)
    for attack, path in itertools.product(ATTACKS, paths(app)):
        if attack.names_origin:
            for headers in requests_of(attack):
                shown = [*headers, (TOKEN_HEADER, TOKEN)]
                assert (await ask(app, path, shown, method=attack.method))[0] == 403, headers
    assert traces(telegram) == before


def hosts():
    """The strange ones, mutations of ours, and anything."""
    letters = st.text("0127.:8localhost[]@#%/, x", max_size=24)
    cuts = st.tuples(st.sampled_from([OWN, "localhost:8080"]), st.integers(0, 14), letters)
    mutated = cuts.map(lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] :])
    return st.sampled_from([OWN, "localhost:8080", *STRANGE_HOSTS]) | mutated | letters


SITES = ("same-origin", "none", "same-site", "cross-site", "", "x")
TOKENS = (TOKEN, "", TOKEN[:-1], f"{TOKEN} ", "1000000001:guess")
IGNORED = ("x-forwarded-host", "forwarded", "x-original-host", "referer")


def lists_of(values):
    return st.lists(values, max_size=2)


@example([OWN], [], [], [TOKEN], [], "/sandbox/state")
@example(["localhost:8080"], ["http://localhost:8080"], ["same-origin"], [TOKEN], [], "/new")
@given(
    hosts=lists_of(hosts()) | st.just([OWN]),
    origins=st.just([]) | lists_of(st.sampled_from([URL, "http://localhost:8080", *PAGES, ""])),
    sites=st.just([]) | lists_of(st.sampled_from(SITES)),
    tokens=st.just([TOKEN]) | lists_of(st.sampled_from(TOKENS)),
    more=lists_of(st.sampled_from(IGNORED)),
    path=st.sampled_from(["/sandbox/state", "/sandbox/calls", "/sandbox/chats/1001", "/new"]),
)
async def test_only_the_own_page_gets_in(hosts, origins, sites, tokens, more, path):
    """Whatever the headers, said once more in other words."""
    own_page = (
        (hosts in ([OWN], ["localhost:8080"]))
        and set(origins) <= {f"http://{hosts[0]}"}
        and set(sites) <= {"same-origin", "none"}
        and tokens[:1] == [TOKEN]
    )
    named = [*(("host", one) for one in hosts), *(("origin", one) for one in origins)]
    named += [*(("sec-fetch-site", one) for one in sites), *((TOKEN_HEADER, one) for one in tokens)]
    app = create_app(Telegram(), token=TOKEN)

    status, _, _ = await ask(app, path, [*named, *((name, OWN) for name in more)])

    assert (status == 403) == (not own_page)


@pytest.mark.parametrize("token", ["1000000001:guess", "", TOKEN[:-1], TOKEN.lower(), "낱말"])
async def test_a_wrong_token_in_the_path_opens_nothing(app, telegram, token):
    before = traces(telegram)
    for path in (f"/bot{token}/getMe", f"/file/bot{token}/documents/file_1", f"/bot{token}"):
        status, _, body = await ask(app, path, [("host", OWN)])
        assert (status, json.loads(body)["description"]) == (401, "Unauthorized")
    assert traces(telegram) == before


@pytest.mark.parametrize(
    "path",
    [
        *("//", "/.", "/..", "//sandbox/state", "/./sandbox/state", "/sandbox//state", "/x/../"),
        *("/%2e", "/Static/main.js", "/staticx", "/sandbox/state/", "/sandbox/state?", "\\", ""),
        *("/static/../sandbox/state", "/static/%2e%2e/sandbox/state", "/static//../app.py"),
        *("/static/../../config.toml", "/static/..\\app.py", "/static/index.html/../../app.py"),
    ],
)
async def test_no_spelling_of_a_path_gets_by(app, path):
    status, _, body = await ask(app, path, [("host", OWN)])

    assert status in {401, 403, 404}
    assert b"people" not in body
    assert b"import" not in body


async def test_a_route_that_comes_later_is_guarded_too(app):
    app.router.routes.append(Route("/new", lambda _: PlainTextResponse("in")))

    assert "/new" in paths(app)
    assert (await ask(app, "/new", [("host", OWN)]))[0] == 403
    assert (await ask(app, "/new", [("host", OWN), (TOKEN_HEADER, TOKEN)]))[2] == b"in"


async def test_the_sandbox_has_no_websockets(app):
    sent = []

    async def send(message):
        sent.append(message["type"])

    headers = [(b"host", OWN.encode()), (TOKEN_HEADER.lower().encode(), TOKEN.encode())]
    await app({"type": "websocket", "path": "/", "headers": headers}, None, send)

    assert sent == ["websocket.close"]


ENTRANCES = [
    ("/sandbox/chats/9001/send", "text/plain", b'{"text":"/addhospital"}', b""),
    (f"/bot{TOKEN}/setWebhook", "", b"", b"url=http://127.0.0.1:8081/sandbox/start-over"),
    (f"/bot{TOKEN}/getUpdates", "", b"", b"offset=99"),
    ("/sandbox/clock", "application/x-www-form-urlencoded", b'{"advance_seconds":60}', b""),
    ("/sandbox/start-over", "multipart/form-data; boundary=x", b"", b""),
]


async def intrude(app, entrance):
    path, kind, body, query = entrance
    headers = [("host", OWN), ("origin", PAGES[0]), ("content-type", kind)]
    return await ask(app, path, headers, method="POST", body=body, query=query)


@pytest.mark.parametrize("entrance", ENTRANCES, ids=lambda entrance: entrance[0].rpartition("/")[2])
async def test_an_attack_changes_nothing(app, telegram, started, entrance):
    before = traces(telegram)

    assert (await intrude(app, entrance))[0] == 403
    assert traces(telegram) == before


@pytest.mark.parametrize("entrance", ENTRANCES, ids=lambda entrance: entrance[0].rpartition("/")[2])
async def test_without_the_guard_the_same_attack_succeeds(
    app, telegram, started, unguarded, entrance
):
    """Control: what is tried above works on a port without guard."""
    before = traces(telegram)

    assert (await intrude(app, entrance))[0] == 200
    assert traces(telegram) != before


async def test_without_the_guard_a_rebound_name_reads_everything(app, unguarded):
    status, _, body = await ask(app, "/sandbox/state", [("host", "rebound.example:8080")])

    assert status == 200
    assert b"people" in body


async def test_the_page_holds_the_token_and_may_not_be_framed(app):
    status, told, body = await ask(app, "/", [("host", OWN), ("sec-fetch-site", "none")])

    assert status == 200
    assert f'<meta name="sandbox-token" content="{TOKEN}">' in body.decode()
    assert told["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert "unsafe" not in told["content-security-policy"]
    assert not re.search(rb"<script(?! type=\"module\" src=)|<style|\sstyle=|\son\w+=", body)


async def test_every_answer_has_the_headers_that_close_it(app, telegram):
    for down, path in itertools.product((False, True), [*paths(app), "/none", "/static/none"]):
        telegram.down = down
        for shown in ([("host", OWN), (TOKEN_HEADER, TOKEN)], []):
            _, told, _ = await ask(app, path, shown, method="PATCH")
            assert "frame-ancestors 'none'" in told["content-security-policy"]
            assert told["x-content-type-options"] == "nosniff"
            assert told["referrer-policy"] == "no-referrer"
            assert told["cross-origin-resource-policy"] == "same-origin"


def test_each_start_has_a_token_of_its_own():
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(re.fullmatch(r"1000000001:[A-Za-z0-9_-]{43}", token) for token in tokens)
