"""The second one of two quick taps on a button that makes something: the result of the first is
shown, and nothing is made again.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from handlers.context import Context
from handlers.ui.screen import Screen

DOUBLE_TAP = timedelta(seconds=5)
"""From the first tap; a later one is meant."""
MAX_CHATS = 1000


class _Result(NamedTuple):
    data: str | None
    at: datetime
    screen: Screen


class LastTaps:
    """What the last such tap of each person showed, in this process."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, _Result] = OrderedDict()

    async def once(
        self, context: Context, data: str | None, tapped: Callable[[], Awaitable[Screen]]
    ) -> Screen:
        """Run the tap and return its screen; if the same button was tapped within DOUBLE_TAP,
        return that screen again.
        """
        last = self._last.pop(context.telegram, None)
        if last is None or last.data != data or context.view.now > last.at + DOUBLE_TAP:
            last = _Result(data, context.view.now, await tapped())
        self._last[context.telegram] = last
        if len(self._last) > MAX_CHATS:
            self._last.popitem(last=False)
        return last.screen

    def forget(self, context: Context) -> None:
        """Forget it: the person did something else."""
        self._last.pop(context.telegram, None)
