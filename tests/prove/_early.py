"""The bot as it must not be: updates are acknowledged when they arrive, handled afterwards.

Only for the control of the kill gate: `python -m tests.prove._early run`.
"""

import asyncio
import sys
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from telegram import Update

from bot import webhook
from bot.__main__ import main
from bot.polling import Poller
from bot.webhook import Webhook

_tasks: set[asyncio.Task[bool]] = set()


async def take(self: Poller, batch: Sequence[Update]) -> None:
    """The next fetch confirms the batch, wherever its updates are by then."""
    self._offset = batch[-1].update_id + 1
    for update in batch:
        _later(self._handle(update))


async def answer(self: Webhook, request: Request) -> Response:
    """200 for whatever arrives."""
    self._check_sender(request)
    update = await webhook._read(request)
    door = self._door()
    if door is None:
        return webhook._again()
    _later(door.handle(webhook._parsed(update, door.bot)))
    return PlainTextResponse("ok")


def _later(handling) -> None:
    task = asyncio.ensure_future(handling)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


if __name__ == "__main__":
    Poller._take = take
    Webhook.__call__ = answer
    sys.exit(main(sys.argv[1:]))
