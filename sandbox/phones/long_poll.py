"""Long polls for changes of a chat."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from sandbox.state.world import World


class LongPoll:
    """Waiting requests by chat; any number for the same chat."""

    def __init__(self, world: World) -> None:
        self._events: defaultdict[int, set[asyncio.Event]] = defaultdict(set)
        self._closed = False
        world.on_change.append(self.wake)

    def close(self) -> None:
        """End all waits, and let none begin."""
        self._closed = True
        self.wake()

    def wake(self, chat_id: int | None = None) -> None:
        """Wake those that wait for the chat; None: for any chat."""
        looking = self._events.values() if chat_id is None else [self._events.get(chat_id, set())]
        for events in looking:
            for event in events:
                event.set()

    async def wait(self, chat_id: int, seconds: float, ready: Callable[[], bool]) -> None:
        """Wait until `ready`, until all are woken, or for the seconds."""
        event = asyncio.Event()
        self._events[chat_id].add(event)
        try:
            async with asyncio.timeout(seconds):
                while not (ready() or self._closed):
                    event.clear()
                    await event.wait()
        except TimeoutError:
            return
        finally:
            self._events[chat_id].discard(event)
            if not self._events[chat_id]:
                del self._events[chat_id]
