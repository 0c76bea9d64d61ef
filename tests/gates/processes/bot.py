"""The emulator and the bot as processes of their own, on ports of this machine only."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.gates.load.seed import PRIVACY_KEY, Place

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
TOKEN = "1000000001:SANDBOX"
SECRET = "a-secret-for-the-webhook"
ADMIN = 9001
UNHURRIED = 1_000_000
"""A `policy.burst` that no load reaches."""
Json = dict[str, object]


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def emulator(*arguments: str) -> AsyncIterator[str]:
    """Telegram; its URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", "0", "--token", TOKEN, *arguments),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    try:
        yield line.removeprefix("sandbox: ").strip()
    finally:
        process.terminate()
        await process.wait()


@dataclass
class BotProcess:
    """`python -m bot run`, which may be killed and started again.

    `module` is another launcher, which spoils the bot before it runs it; `verb` what it is told to
    do; `burst` what a person may send at once; `front` where the webhook leads if not to itself;
    `root` the folder of the release it is of, run by `python`.
    """

    telegram: str
    files: Place
    webhook: bool = False
    module: str = "bot"
    burst: int = UNHURRIED
    name: str = "bot"
    verb: tuple[str, ...] = ("run",)
    front: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    root: Path = ROOT
    python: Path = Path(sys.executable)
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the bot wrote, in all its lives."""
        return self.files.folder / f"{self.name}.log"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    @asynccontextmanager
    async def running(self, session: aiohttp.ClientSession) -> AsyncIterator["BotProcess"]:
        """At work in here; at the end it must stop as asked."""
        self.start()
        try:
            await self.work(session)
            yield self
        finally:
            code = await asyncio.to_thread(self.stop)
        assert code == 0, f"asked to stop, the bot ended with {code}: {self._tail()}"

    def start(self) -> None:
        """A new life."""
        self._process = self._spawn(*self.verb)

    async def work(self, session: aiohttp.ClientSession, *, within: float = 60.0) -> None:
        """Waits until updates can be handled."""
        async with asyncio.timeout(within):
            while (await self.health(session)).get("telegram") != "reachable":
                assert self._process is not None
                code = self._process.poll()
                assert code is None, f"the bot ended with {code}, see {self._tail()}"
                await asyncio.sleep(0.05)

    async def health(self, session: aiohttp.ClientSession) -> Json:
        """What /healthz says; nothing while nobody listens."""
        try:
            async with session.get(f"{self.url}/healthz") as answer:
                said: Json = await answer.json()
                return said
        except aiohttp.ClientError:
            return {}

    async def drained(self, session: aiohttp.ClientSession, *, within: float = 30.0) -> None:
        """Until no subscriber is behind."""
        behind: object = None
        for _ in range(round(within / 0.1)):
            behind = (await self.health(session)).get("behind")
            if isinstance(behind, dict) and not any(behind.values()):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"still behind: {behind}")

    async def kill(self, at: float) -> None:
        """Nothing is finished. `at` is when (monotonic seconds), however busy this process is."""

        def later() -> None:
            time.sleep(max(0.0, at - time.monotonic()))
            self._end(signal.SIGKILL)

        await asyncio.to_thread(later)

    def freeze(self) -> None:
        """It does nothing any more, and does not know it."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """At once, if there is anything to end."""
        self._end(signal.SIGKILL)

    def wait(self, *, within: float) -> int:
        """Until it ends by itself; the exit code."""
        process, self._process = self._process, None
        assert process is not None
        try:
            return process.wait(timeout=within)
        finally:
            process.kill()

    def stop(self) -> int:
        """As an operator does; the exit code."""
        return self._end(signal.SIGTERM)

    def set_webhook(self) -> None:
        """Tells Telegram where the bot listens."""
        self.do("set-webhook")

    def do(self, *verb: str) -> None:
        """Another verb, beside the life it may have; it must succeed."""
        code = self._spawn(*verb).wait(timeout=60)
        assert code == 0, self._tail()

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)
        return process.wait(timeout=15)

    def _spawn(self, *verb: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.python, "-m", self.module, *verb],
                cwd=self.root,
                env={**_cleaned(os.environ), **self._settings()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _settings(self) -> dict[str, str]:
        telegram = {
            "TOKEN": TOKEN,
            "API_ROOT": self.telegram,
            "MODE": "webhook" if self.webhook else "polling",
            "ADMINS": str(ADMIN),
            "WEBHOOK_URL": (self.front or f"{self.url}/telegram") if self.webhook else "",
            "SECRET_TOKEN": SECRET,
        }
        return {
            **{f"CHECKUP_TELEGRAM__{key}": value for key, value in telegram.items()},
            "CHECKUP_HTTP__PORT": str(self.port),
            "CHECKUP_DATABASE__URL": self.files.main_url,
            "CHECKUP_MYPAGE__URL": self.files.mypage_url,
            "CHECKUP_PRIVACY__KEY": PRIVACY_KEY,
            "CHECKUP_LOG__LEVEL": "warning",
            "CHECKUP_POLICY__BURST": str(self.burst),
            **self.more,
        }

    def _tail(self) -> str:
        return self.log.read_text("utf-8")[-1000:] if self.log.exists() else ""


def _cleaned(environment: Mapping[str, str]) -> dict[str, str]:
    """Without whatever bot is set up on this machine."""
    return {key: value for key, value in environment.items() if not key.startswith("CHECKUP_")}
