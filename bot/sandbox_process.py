"""Starts, finds again and stops the Telegram emulator: a process that outlives a killed bot."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import aiohttp

from sandbox.guard import TOKEN_HEADER, new_token

LOOPBACK_ADDRESS = "127.0.0.1"
START_TIMEOUT_S = 15.0
STOP_TIMEOUT_S = 3.0
PID_FILE = Path("var/sandbox.pid")
LOG = Path("var/sandbox.log")


class SandboxUnusable(Exception):
    """It cannot be started, or its port is taken; the text says which."""


class EmulatorProcess(NamedTuple):
    """The emulator that a bot has started, as PID_FILE keeps it."""

    pid: int
    port: int
    token: str


class SandboxProcess:
    """The emulator at `url`: one that an earlier bot left there, or a new process.

    `token`: random for each start of the emulator; it opens the Bot API, the page's own requests
    and the bot's sandbox controls.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://{LOOPBACK_ADDRESS}:{port}"
        left = _left(port)
        self.token = left.token if left else new_token()
        self._pid = left.pid if left else None
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self, *, bot_url: str) -> None:
        """Start it unless it runs already. Raises SandboxUnusable."""
        if await self._is_ours():
            return
        self._child = _spawn(self.port, token=self.token, bot_url=bot_url)
        self._pid = self._child.pid
        end = asyncio.get_running_loop().time() + START_TIMEOUT_S
        while not await self._is_ours():
            if self._child.poll() is not None or asyncio.get_running_loop().time() > end:
                raise SandboxUnusable(f"sandbox.port: the sandbox did not start, see {LOG}")
            await asyncio.sleep(0.05)

    async def tell_offset(self, offset: timedelta) -> None:
        """Set the clock it stamps messages with."""
        seconds = int(offset.total_seconds())
        where = f"{self.url}/sandbox/clock/offset"
        headers = {TOKEN_HEADER: self.token}
        wish = {"offset": seconds}
        async with _session() as session, session.post(where, json=wish, headers=headers):
            pass

    async def stop(self) -> None:
        """End the process, if there is one."""
        if self._pid is None or not _end(self._pid):
            return
        for _ in range(round(STOP_TIMEOUT_S / 0.05)):
            if not self._stands(self._pid):
                return
            await asyncio.sleep(0.05)

    def _stands(self, pid: int) -> bool:
        return self._child.poll() is None if self._child is not None else _is_alive(pid)

    async def _is_ours(self) -> bool:
        """Whether an emulator with our token answers. SandboxUnusable: something else does."""
        try:
            async with (
                _session() as session,
                session.get(f"{self.url}/bot{self.token}/getMe") as answer,
            ):
                known = answer.status in {200, 502}  # 502: it plays «Telegram is down»
        except aiohttp.ClientConnectorError:
            return False
        except (aiohttp.ClientError, TimeoutError):
            known = False
        if not known:
            raise SandboxUnusable(f"sandbox.port: {self.port} is taken by something else")
        return True


def free_port() -> int:
    """A port that is free at the moment."""
    with socket.create_server((LOOPBACK_ADDRESS, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2), trust_env=False)


def _spawn(port: int, *, token: str, bot_url: str) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C goes to the bot alone."""
    PID_FILE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = ("--port", str(port), "--token", token, "--bot-url", bot_url)
    with LOG.open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "sandbox", *given],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    PID_FILE.unlink(missing_ok=True)  # touch() leaves the mode of an existing file as it is
    PID_FILE.touch(mode=0o600)
    PID_FILE.write_text(f"{child.pid} {port} {token}", "ascii")
    return child


def _end(pid: int) -> bool:
    """Send SIGTERM; False if the process is gone."""
    PID_FILE.unlink(missing_ok=True)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        return True
    return False


def _left(port: int) -> EmulatorProcess | None:
    """The emulator that an earlier bot started at that port, if it is still that process."""
    try:
        pid, noted, token = PID_FILE.read_text("ascii").split()
        left = EmulatorProcess(int(pid), int(noted), token)
    except (OSError, ValueError):
        return None
    return left if left.port == port and _is_alive(left.pid) and _is_sandbox(left.pid) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _is_sandbox(pid: int) -> bool:
    """Whether the process is an emulator, where the system shows it: numbers are used again."""
    try:
        return b"sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return not Path("/proc/self").exists()
