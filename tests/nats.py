"""A NATS server of the tests' own, on loopback, from the wheel that the test lock names."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import nats
from nats.aio.client import Client

from tests.bot.bot_process import answers, free_port, until

PROGRAM = Path(sys.executable).with_name("nats-server")
STREAM = "CHECKUP"


class Stored(NamedTuple):
    """A message as the stream holds it."""

    subject: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, object]:
        """The envelope."""
        told: dict[str, object] = json.loads(self.body)
        return told


class Server:
    """JetStream on files in a folder, which outlive it; `start` again after `kill`."""

    def __init__(self, folder: Path, *, config: str = "") -> None:
        self._folder = folder
        self._config = config
        self._port, self._monitor = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Returns when it takes messages. Harmless when it runs."""
        if self._process is not None:
            return
        config = self._folder / "nats.conf"
        config.write_text(
            f"listen: 127.0.0.1:{self._port}\nhttp: 127.0.0.1:{self._monitor}\n"
            f"jetstream: {{store_dir: '{self._folder}'}}\n{self._config}\n"
        )
        with (self._folder / "nats.log").open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "-c", config], stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: answers(f"http://127.0.0.1:{self._monitor}/healthz"))

    def kill(self) -> None:
        """As a power cut does. Harmless when it does not run."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def stall(self) -> None:
        """Nothing comes of what it is asked, until it may go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)
            os.waitpid(self._process.pid, os.WUNTRACED)  # it may go on for a moment

    def go_on(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        """A connection of the tests' own."""
        client = await nats.connect(self.url, allow_reconnect=False)
        try:
            yield client
        finally:
            await client.close()

    async def clear(self) -> None:
        """No stream is left."""
        async with self.client() as client:
            stream = client.jetstream()
            for found in await stream.streams_info():
                await stream.delete_stream(found.config.name or "")

    async def stored(self) -> list[Stored]:
        """All that is in the stream, in its order."""
        async with self.client() as client:
            stream = client.jetstream()
            last = (await stream.stream_info(STREAM)).state.last_seq
            found = [await stream.get_msg(STREAM, number) for number in range(1, last + 1)]
        return [Stored(each.subject or "", each.headers or {}, each.data or b"") for each in found]


@contextmanager
def server(folder: Path, *, config: str = "") -> Iterator[Server]:
    """A running server, gone afterwards."""
    folder.mkdir(exist_ok=True)
    made = Server(folder, config=config)
    try:
        made.start()
        yield made
    finally:
        made.kill()
