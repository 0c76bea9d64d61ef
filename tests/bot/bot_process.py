"""Bot and emulator as processes of their own, for tests that start, stop and kill them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.config.settings import SANDBOX_TOKEN
from sandbox.guard import TOKEN_HEADER

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
Json = dict[str, object]
http = httpx.Client(trust_env=False, timeout=5)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def until(happened: Callable[[], bool], *, within: float = PATIENCE) -> None:
    """Waits; AssertionError if it does not happen."""
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


class Program:
    """A process, what it wrote so far in `out`."""

    def __init__(self, module: str, *args: str, folder: Path, **settings: str) -> None:
        plain = {name: v for name, v in os.environ.items() if not name.startswith("CHECKUP_")}
        paths = os.pathsep.join(filter(None, (str(ROOT), plain.get("PYTHONPATH"))))
        environment = {f"CHECKUP_{name}": value for name, value in settings.items()}
        self._log = folder / f"{module}-{time.monotonic_ns()}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *args],
                cwd=folder,
                env=plain | environment | {"PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def out(self) -> str:
        """All it has written."""
        return self._log.read_text("utf-8")

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def ends(self, *, within: float = PATIENCE) -> int:
        """Waits for its end; the exit code."""
        return self._process.wait(within)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal and waits; the exit code."""
        self._process.send_signal(how)
        return self.ends()

    def kill(self) -> None:
        """As a power cut does; harmless if it has ended."""
        self._process.kill()
        self._process.wait()


class Emulated:
    """Telegram in a process of its own; it lets in who shows the token."""

    def __init__(self, url: str, token: str = SANDBOX_TOKEN) -> None:
        self.url = url
        self.token = token
        self._headers = {TOKEN_HEADER: token}

    def post(self, path: str, **wish: object) -> Json:
        """A wish to the emulator."""
        answer = http.post(f"{self.url}/sandbox/{path}", json=wish, headers=self._headers)
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    def says(self, person: int, text: str) -> None:
        """Somebody writes."""
        self.post(f"chats/{person}/send", text=text)

    def heard(self, person: int) -> list[str]:
        """What the bot has written to somebody."""
        told = self.get(f"chats/{person}?since=0")
        return [each["text"] for each in told["messages"] if each["from"] == "bot"]

    def get(self, path: str) -> Any:
        """What the emulator says there."""
        return http.get(f"{self.url}/sandbox/{path}", headers=self._headers).json()

    def api(self, method: str, **given: object) -> Json:
        """A call of the Bot API; its result."""
        told: Json = http.post(f"{self.url}/bot{self.token}/{method}", data=given).json()
        return told


@contextmanager
def emulator(folder: Path, *args: str, token: str = SANDBOX_TOKEN) -> Iterator[Emulated]:
    """Telegram, until the end of the block."""
    port = free_port()
    program = Program("sandbox", "--port", str(port), "--token", token, *args, folder=folder)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(url))
        yield Emulated(url, token)
    finally:
        program.kill()


@contextmanager
def bot(folder: Path, *args: str, module: str = "bot", **settings: str) -> Iterator[Program]:
    """`python -m bot` with these settings (SECTION__KEY), killed at the end of the block."""
    (folder / "config.toml").write_bytes((ROOT / "config.toml").read_bytes())
    program = Program(module, *(args or ("run",)), folder=folder, **settings)
    try:
        yield program
    finally:
        program.kill()


def page_token(url: str) -> str:
    """The token of a sandbox that a bot has started, from its page."""
    found = re.search(r'name="sandbox-token" content="([^"]+)"', http.get(url).text)
    assert found is not None
    return found[1]


def answers(url: str) -> bool:
    """Whether something answers there."""
    try:
        return http.get(url).status_code == 200
    except httpx.TransportError:
        return False
