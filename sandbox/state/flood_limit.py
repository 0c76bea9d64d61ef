"""Flood limits of Telegram: messages per second overall, messages and edits of each chat.

Telegram names 30 messages a second for all chats and 20 a minute for a group (Bots FAQ, "My bot is
hitting limits"). For a private chat it names no figure; bots meet a 429 at the twenty-first message
or edit in quick succession (python-telegram-bot issue 939), then one each three seconds passes.
What a refusal asks for is reported as 30 to 245 s for a chat (python-telegram-bot 939,
m1guelpf/chatgpt-telegram 22, 58 and 63, rubenlagus/TelegramBots 132) and as 2 to 34 s for
the overall limit, rarely far more (tdlib/td 1331, flathunters/flathunter 88).
"""

import math
import zlib
from collections import Counter, deque
from collections.abc import Callable

from sandbox.errors import ApiError, too_many_requests

WINDOW_S = 1.0
CHAT_BURST = 20
CHAT_REFILL_S = 3.0
GROUP_LIMIT = 20
GROUP_WINDOW_S = 60.0
CHAT_RETRY_S = (30, 240)
OVERALL_RETRY_S = (5, 35)
ALL_CHATS = 0
"""No chat has this id."""
_ROUNDING_S = 1e-6


class FloodLimit:
    """Counts messages and edits; answers to taps and chat actions are free.

    `limit`: messages per second over all chats, 0 for no such limit; edits do not count here.
    `chats`: whether each chat has a limit. `long_retry_after`: a refusal is drawn from the ranges
    above and stands for its chat (or for all) until it has passed; otherwise it lasts only until
    there is room again. The draw depends on the chat and the number of its refusals alone, so that
    each run meets the same.
    """

    def __init__(
        self,
        *,
        limit: int,
        chats: bool = True,
        long_retry_after: bool = True,
        monotonic: Callable[[], float],
    ) -> None:
        self.limit = limit
        self.chats = chats
        self.long_retry_after = long_retry_after
        self._monotonic = monotonic
        self._sent: deque[float] = deque()
        self._full_at: dict[int, float] = {}
        self._of_group: dict[int, deque[float]] = {}
        self._refused_until: dict[int, float] = {}
        self._refusals: Counter[int] = Counter()

    def admit(self, chat_id: int, *, edit: bool = False) -> None:
        """Count a message or an edit. Raises a 429 above a limit."""
        now = self._monotonic()
        if (left := self.refused_for_s(chat_id)) > 0:
            raise too_many_requests(math.ceil(left))
        if self.chats and (room_in := self._room_in_chat_s(chat_id, now)) > 0:
            raise self._refuse(chat_id, room_in, CHAT_RETRY_S)
        if self.limit and not edit and (room_in := self._room_overall_s(now)) > 0:
            raise self._refuse(ALL_CHATS, room_in, OVERALL_RETRY_S)
        self._count(chat_id, now, edit=edit)

    def refused_for_s(self, chat_id: int) -> float:
        """Seconds for which the chat, or every chat, is still refused; 0.0 if it is not."""
        of = self._refused_until.get
        until = max(of(chat_id, -math.inf) if self.chats else -math.inf, of(ALL_CHATS, -math.inf))
        return max(0.0, until - self._monotonic())

    def clear(self) -> None:
        """Forget all messages and refusals."""
        for kept in (self._sent, self._full_at, self._of_group, self._refused_until):
            kept.clear()
        self._refusals.clear()

    def _refuse(self, key: int, room_in_s: float, retry_s: tuple[int, int]) -> ApiError:
        seconds = math.ceil(room_in_s)
        if self.long_retry_after:
            self._refusals[key] += 1
            least, most = retry_s
            draw = zlib.crc32(f"{key}:{self._refusals[key]}".encode())
            seconds = max(seconds, least + draw % (most - least + 1))
            self._refused_until[key] = self._monotonic() + seconds
        return too_many_requests(seconds)

    def _room_overall_s(self, now: float) -> float:
        _forget(self._sent, now - WINDOW_S)
        return self._sent[0] + WINDOW_S - now if len(self._sent) >= self.limit else 0.0

    def _room_in_chat_s(self, chat_id: int, now: float) -> float:
        if chat_id < 0:
            recent = self._of_group.setdefault(chat_id, deque())
            _forget(recent, now - GROUP_WINDOW_S)
            return recent[0] + GROUP_WINDOW_S - now if len(recent) >= GROUP_LIMIT else 0.0
        room_at = self._full_at.get(chat_id, now) - (CHAT_BURST - 1) * CHAT_REFILL_S
        return max(0.0, room_at - now - _ROUNDING_S)

    def _count(self, chat_id: int, now: float, *, edit: bool) -> None:
        if self.limit and not edit:
            self._sent.append(now)
        if not self.chats:
            return
        if chat_id < 0:
            self._of_group.setdefault(chat_id, deque()).append(now)
        else:
            self._full_at[chat_id] = max(now, self._full_at.get(chat_id, now)) + CHAT_REFILL_S


def _forget(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
