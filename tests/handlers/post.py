"""Notices on their way: the sender over a bot of its own, whose Telegram refuses when told to."""

import json

from telegram.ext import ExtBot

from bot.telegram.send_errors import classify_error
from domain.ports.notices import Notice
from handlers import notices
from handlers.context import SERVICES
from jobs.delivery import Deliverer
from tests.handlers.talk import Kept, Unhurried, heard


class Telegram(Kept):
    """Refuses so many messages first."""

    def __init__(self):
        super().__init__()
        self.refusals = []

    async def do_request(self, url, **more):
        if url.endswith("sendMessage") and self.refusals:
            code, reason = self.refusals.pop(0)
            body = {"ok": False, "error_code": code, "description": reason}
            return code, json.dumps(body).encode()
        return await super().do_request(url, **more)


class Noting(Unhurried):
    """Notes as what each call was sent."""

    def __init__(self):
        self.sent_as = []

    async def process_request(self, callback, args, kwargs, rate_limit_args, **_):
        self.sent_as.append(rate_limit_args)
        return await callback(*args, **kwargs)


class Post:
    """The sender over a bot of its own."""

    def __init__(self, world):
        self.world, self.telegram, self.limiter = world, Telegram(), Noting()
        self.bot = ExtBot(
            "77:TOKEN",
            request=self.telegram,
            get_updates_request=self.telegram,
            rate_limiter=self.limiter,
        )
        services = world.application.bot_data[SERVICES]
        self.send = notices.sender(self.bot, services, classify=classify_error)

    async def deliver(self):
        """Everything owed by now; what each person has on the screen then."""
        clock = self.world.clock
        deliverer = Deliverer(store=self.world.main, send=self.send, clock=clock)
        before = len(self.telegram.calls)
        for _ in range(2):  # the sum of a deletion is owed once the last of its notices is settled
            await self.world.settle()
            await deliverer.drain()
        return {
            int(call[1]["chat_id"]): heard([call], None) for call in self.telegram.calls[before:]
        }

    async def tell(self, person, kind, **facts):
        return await self.send(
            Notice(1, "key", person, kind, facts, self.world.clock.now(), None, 0)
        )
