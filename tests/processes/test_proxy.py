"""The proxy of deploy/, as it is, before two replicas that only count what comes."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.bot.bot_process import free_port, http, until
from tests.tooling.source_tree import ROOT

SECRET = "X-Telegram-Bot-Api-Secret-Token"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Caddy comes without Windows")


class Replica(ThreadingHTTPServer):
    """Ready or not; hangs up in the middle of a request if it is `dying`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ready = True
        self.dying = False
        self.asked = 0
        self.came: list[tuple[str, str, str, bytes]] = []


class Handler(BaseHTTPRequestHandler):
    server: Replica

    def do_GET(self) -> None:
        if self.path == "/readyz":
            self.server.asked += 1
            self._answer(200 if self.server.ready else 503)
        else:
            self._took()

    def do_POST(self) -> None:
        self._took()

    do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_POST  # noqa: N815 -- as the library wants it

    def _took(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        told = self.headers.get(SECRET, "")
        self.server.came.append((self.command, self.path, told, body))
        if self.server.dying:
            self.close_connection = True
        else:
            self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quietly."""


@contextmanager
def replica() -> Iterator[Replica]:
    with Replica() as made:
        Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def replicas() -> Iterator[tuple[Replica, Replica]]:
    with ExitStack() as held:
        yield held.enter_context(replica()), held.enter_context(replica())


@pytest.fixture
def front(replicas: tuple[Replica, Replica], tmp_path: Path) -> Iterator[str]:
    beside = Path(sys.executable).with_name("caddy")
    caddy = str(beside) if beside.exists() else shutil.which("caddy")
    front = f"http://127.0.0.1:{free_port()}"
    backs = " ".join(f"127.0.0.1:{each.server_port}" for each in replicas)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [caddy, "run", "--adapter", "caddyfile", "--config", ROOT / "deploy/Caddyfile"],
            env={"SITE": front, "REPLICAS": backs, "HOME": str(tmp_path)},
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: is_up(front) and all(each.asked for each in replicas))
        yield front
    finally:
        process.kill()
        process.wait()


def is_up(front: str) -> bool:
    with suppress(httpx.TransportError):
        return http.get(front).status_code == 404
    return False


def post(front: str) -> int:
    return http.post(f"{front}/telegram", content=b"{}", headers={SECRET: "word"}).status_code


def test_an_update_comes_through_as_it_is(front, replicas):
    assert post(front) == 200

    came = [one for each in replicas for one in each.came]
    assert came == [("POST", "/telegram", "word", b"{}")]


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/healthz",
        "/readyz",
        "/",
        "/sandbox/clock",
        "/telegram/",
        "/telegram/x",
        "/Telegram",
    ],
)
def test_nothing_else_does(front, replicas, path):
    for method in ("GET", "POST", "PUT", "HEAD"):
        assert http.request(method, front + path).status_code == 404
    for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS"):
        assert http.request(method, f"{front}/telegram").status_code == 404

    assert [one for each in replicas for one in each.came] == []


def test_a_replica_that_is_not_ready_is_left_out(front, replicas):
    first, second = replicas
    first.ready, first.asked = False, 0
    until(lambda: first.asked > 1)  # the second look begins after the first is judged

    assert {post(front) for _ in range(20)} == {200}

    assert len(second.came) == 20


def test_what_a_replica_dies_of_goes_to_the_other(front, replicas):
    first, second = replicas
    first.dying = True

    assert {post(front) for _ in range(20)} == {200}

    assert first.came
    assert len(second.came) == 20


def test_a_replica_that_is_gone_is_not_waited_for(front, replicas):
    first, second = replicas
    first.shutdown()
    first.server_close()

    assert {post(front) for _ in range(20)} == {200}

    assert len(second.came) == 20
