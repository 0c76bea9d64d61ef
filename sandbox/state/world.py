"""State of the emulated Telegram, and the operations of the bot on it; no HTTP.

People act through `sandbox.state.telegram`; the Bot API's own words are in `sandbox.api.methods`.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import count

from sandbox.errors import ApiError
from sandbox.state.call_log import CallLog
from sandbox.state.callback_queries import CallbackQueries
from sandbox.state.chats import Chat
from sandbox.state.command_menus import CommandMenus
from sandbox.state.faults import Faults
from sandbox.state.files import Files
from sandbox.state.flood_limit import FloodLimit
from sandbox.state.messages import Markup, Message
from sandbox.state.people import Account, Accounts, BotAccount, BotProfile
from sandbox.state.updates import UpdateQueue
from sandbox.state.webhook import WebhookError, WebhookState
from sandbox.text.entities import Text

KST = timezone(timedelta(hours=9))
NEWER_THAN = 1_735_689_600  # the start of 2025: ids counted from it fit into 32 bits
IDS_PER_SECOND = 10  # so that ids of a later start are higher than all before it
QUOTES = frozenset({"reply_to_message", "pinned_message"})
Seconds = Callable[[], float]


class World:
    """Telegram with one bot; `wall` and `monotonic` are clocks in seconds.

    `flood_limit`, `chat_limits` and `long_retry_after` are those of `FloodLimit`.
    """

    def __init__(
        self,
        *,
        flood_limit: int = 30,
        chat_limits: bool = True,
        long_retry_after: bool = True,
        wall: Seconds = time.time,
        monotonic: Seconds = time.monotonic,
    ) -> None:
        self.wall, self.monotonic = wall, monotonic
        self.offset, self.down = 0, False
        self.last_call = float("-inf")
        self.bot = BotAccount()
        self.people = Accounts()
        self.chats: dict[int, Chat] = {}
        self.menus = CommandMenus()
        self.profile = BotProfile()
        self.files = Files()
        self.calls = CallLog()
        self.faults = Faults()
        self.flood = FloodLimit(
            limit=flood_limit,
            chats=chat_limits,
            long_retry_after=long_retry_after,
            monotonic=monotonic,
        )
        self.webhook = WebhookState()
        self.trouble = WebhookError()
        self.webhook_set_at = float("-inf")
        self.menu_button: dict[int, dict[str, object]] = {}
        born = int(wall()) - NEWER_THAN
        self.updates = UpdateQueue(monotonic=monotonic, first_id=born * IDS_PER_SECOND)
        self.taps = CallbackQueries(monotonic=monotonic, first_id=born << 32)
        self._message_ids = count(born)
        self._revs = count(int(wall() * 1000))
        self.rev = next(self._revs)
        self.reset_rev = self.menu_rev = self.rev
        self.on_change: list[Callable[[int | None], None]] = []
        self.on_switch: list[Callable[[], None]] = []
        self.settle()

    def settle(self) -> None:
        """Open a private chat for every person."""
        for person in self.people.by_id.values():
            self.open_private(person)

    def open_private(self, person: Account) -> Chat:
        """Return the person's chat with the bot; open it if need be."""
        facts: dict[str, object] = {
            "id": person.id,
            "first_name": person.first_name,
            "type": "private",
        }
        fresh = Chat(person.id, facts, rev=self.rev)
        return self.chats.setdefault(person.id, fresh)

    def now(self) -> int:
        """Telegram's time (Unix seconds), with the offset of the sandbox's clock."""
        return int(self.wall()) + self.offset

    def today(self) -> datetime:
        """Telegram's time as a date and time in Korea."""
        return datetime.fromtimestamp(self.now(), KST)

    def next_rev(self) -> int:
        """Return the next revision."""
        self.rev = next(self._revs)
        return self.rev

    def next_message_id(self) -> int:
        """Return the next message id."""
        return next(self._message_ids)

    def post(
        self, chat: Chat, body: Text, markup: Markup, extra: dict[str, object] | None = None
    ) -> Message:
        """Send a message of the bot. Raises a 429 above the flood limits."""
        self.count(chat)
        message = Message(
            message_id=self.next_message_id(),
            chat_id=chat.id,
            author="bot",
            date=self.now(),
            body=body,
            keyboard=markup.inline,
            reply_keyboard=markup.reply,
            extra=extra or {},
        )
        self.changed(chat, message)
        return message

    def count(self, chat: Chat, *, edit: bool = False) -> None:
        """Count a message or an edit. Raises a 429 above the flood limits, and shows it."""
        try:
            self.flood.admit(chat.id, edit=edit)
        except ApiError:
            chat.rev = self.next_rev()
            self.tell(chat.id)
            raise

    def changed(self, chat: Chat, message: Message) -> None:
        """Record a new or edited message."""
        chat.put(message, self.next_rev())
        self.tell(chat.id)

    def tell(self, chat_id: int | None) -> None:
        """Wake the long polls of the chat; None: of all chats."""
        for listener in self.on_change:
            listener(chat_id)

    def switch(self) -> None:
        """Tell listeners that an outage began or ended, or the webhook changed."""
        for listener in self.on_switch:
            listener()

    def wire(self, message: Message) -> dict[str, object]:
        """Return the Message object."""
        by_bot = message.author == "bot"
        sender = self.bot.user() if by_bot else self.people.by_id[message.chat_id].user()
        return message.wire(chat=self.chats[message.chat_id].facts, sender=sender)

    def quoted(self, message: Message) -> dict[str, object]:
        """Return the Message object inside another one: without what it answers or pins itself."""
        wire = self.wire(message)
        return {name: wire[name] for name in wire if name not in QUOTES}
