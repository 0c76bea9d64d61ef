"""The bot as it must not be: updates are acknowledged when they arrive, handled afterwards.

Only for the control of the kill gate: `python -m tests.gates.controls.early_ack run`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from telegram import Update

from bot.__main__ import main
from bot.telegram.polling import Poller
from bot.telegram.webhook import UpdateHandler, Webhook

Handle = Callable[[Update], Awaitable[bool]]
_waiting: asyncio.Queue[tuple[Handle, Update]] = asyncio.Queue()
_working: list[asyncio.Task[None]] = []


def at_once(handle: Handle) -> Handle:
    """Says «handled» and puts it behind the others, as the library's own updater does."""

    async def take(update: Update) -> bool:
        if not _working:
            _working.append(asyncio.create_task(_work()))
        _waiting.put_nowait((handle, update))
        return True

    return take


async def _work() -> None:
    while True:
        handle, update = await _waiting.get()
        await handle(update)


def spoil_polling() -> None:
    """The next fetch confirms what came, wherever it is by then."""
    make = Poller.__init__

    @wraps(make)
    def spoiled(self: Poller, *args: Any, handle: Handle, **kwargs: Any) -> None:
        make(self, *args, handle=at_once(handle), **kwargs)

    Poller.__init__ = spoiled


def spoil_webhook() -> None:
    """200 for whatever arrives."""
    make = Webhook.__init__

    @wraps(make)
    def spoiled(self: Webhook, *, secret: str, handler: Callable[[], UpdateHandler | None]) -> None:
        def early() -> UpdateHandler | None:
            found = handler()
            return None if found is None else UpdateHandler(found.bot, at_once(found.handle))

        make(self, secret=secret, handler=early)

    Webhook.__init__ = spoiled


if __name__ == "__main__":
    spoil_polling()
    spoil_webhook()
    sys.exit(main(sys.argv[1:]))
