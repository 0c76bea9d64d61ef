"""Webhook delivery: in each lane in order, one update at a time, retried until accepted.

A lane is the messages of a chat or the taps of a person; lanes are independent.
"""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass

from sandbox.http_client import Post, UnreachableError
from sandbox.state.updates import Update
from sandbox.state.webhook import WebhookError, WebhookState
from sandbox.state.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_BACKOFF_S = 60.0
MAX_RETRY_AFTER_S = 3600.0


@dataclass(slots=True)
class PendingUpdate:
    """Update with the state of its retries; `delay` in seconds."""

    update: Update
    failures: int = 0
    delay: float = 1.0

    def put_off(self, asked: float) -> float:
        """Return the seconds until the next attempt: 0, 2, 4, 8 ..., or the bot's retry-after."""
        wait = min(asked, MAX_RETRY_AFTER_S)
        if not asked and self.failures:
            longest = MAX_BACKOFF_S + secrets.randbelow(int(MAX_BACKOFF_S) + 1)
            wait = self.delay = min(longest, self.delay * 2)
        self.failures += 1
        return wait


class Deliveries:
    """Delivery workers, as many as the `max_connections` of the webhook."""

    def __init__(self, world: World, post: Post) -> None:
        self._world = world
        self._post = post
        self._serving = world.webhook
        self._lanes: dict[int, deque[PendingUpdate]] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._up = asyncio.Event()
        self._up.set()
        world.updates.listeners.append(self._added)
        world.on_switch.append(self._switched)

    def stop(self) -> None:
        """Stop the workers; updates in flight are sent again after the next start."""
        for worker in self._workers:
            worker.cancel()
        self._workers = []
        self._lanes = {}
        self._ready = asyncio.Queue()

    def _switched(self) -> None:
        (self._up.clear if self._world.down else self._up.set)()
        if self._serving == self._world.webhook:
            return
        self.stop()
        self._serving = self._world.webhook
        if self._serving.url:
            self._start(self._serving)

    def _start(self, webhook: WebhookState) -> None:
        for update in self._world.updates.waiting():
            self._added(update)
        self._workers = [
            asyncio.ensure_future(self._work(webhook, self._ready))
            for _ in range(webhook.max_connections)
        ]

    def _added(self, update: Update) -> None:
        if not self._serving.url:
            return
        lane = self._lanes.setdefault(update.lane, deque())
        lane.append(PendingUpdate(update))
        if len(lane) == 1:
            self._ready.put_nowait(update.lane)

    async def _work(self, webhook: WebhookState, ready: asyncio.Queue[int]) -> None:
        while True:
            key = await ready.get()
            await self._up.wait()
            delivery = self._lanes[key][0]
            wait = await self._try(webhook, delivery)
            if wait is None:
                self._done(key, ready)
            elif wait == 0:
                ready.put_nowait(key)
            else:
                asyncio.get_running_loop().call_later(wait, ready.put_nowait, key)

    def _done(self, key: int, ready: asyncio.Queue[int]) -> None:
        lane = self._lanes[key]
        self._world.updates.forget(lane.popleft().update.id)
        if lane:
            ready.put_nowait(key)
        else:
            del self._lanes[key]

    async def _try(self, webhook: WebhookState, delivery: PendingUpdate) -> float | None:
        """Return the seconds until the next attempt; None if the update is done with."""
        update, world = delivery.update, self._world
        if update.expires <= world.monotonic() or update.id not in world.updates:
            return None
        words, asked = await self._send(webhook, update)
        if not words:
            return None
        world.trouble = WebhookError(int(world.wall()), words)
        wait = delivery.put_off(asked)
        return None if world.monotonic() + wait > update.expires else wait

    async def _send(self, webhook: WebhookState, update: Update) -> tuple[str, float]:
        """Return the error, "" if there was none, and the bot's retry-after in seconds."""
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        try:
            reply = await self._post(webhook.url, update.body.encode(), headers)
        except UnreachableError as error:
            return str(error), 0
        if 200 <= reply.status < 300:
            return "", 0
        return f"Wrong response from the webhook: {reply.status}", reply.retry_after
