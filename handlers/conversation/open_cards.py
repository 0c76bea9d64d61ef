"""The open card of each chat: the last screen with buttons, whose question typed words answer.

It is kept in memory, and for people with a row also there, so that any process goes on with it.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from domain.errors import Unavailable
from domain.model import OpenCard
from domain.operations import open_cards
from domain.ports.store import Command
from handlers.context import LEFT_IN_PASSING, Context
from handlers.parsing import Intent
from handlers.ui.buttons import (
    AcceptInvite,
    Agree,
    Answered,
    CommitCancel,
    CommitCancelFor,
    CommitDelete,
    Confirm,
    StopDialogue,
)
from handlers.ui.callback_data import Button, StaleButton, active_keys, language_in, unpack
from handlers.ui.screen import Asks, Screen
from handlers.view import Services, View

MAX_CHATS = 2000
"""Cards kept in memory; the one not used for longest goes first."""
log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A screen as it was shown: the labels and callback data of its buttons, what it asks.

    `yes`, `no` and `source` are callback data; `source` is that of the button that drew it, if
    pressing it again only draws it. `misses` counts the lines since that were not understood.
    `message` is the number of the message that shows it, None until it is delivered.
    """

    update: int
    shown_at: datetime
    buttons: tuple[tuple[str, str], ...] = ()
    intent: str | None = None
    hospital: int | None = None
    day: str | None = None
    yes: str | None = None
    no: str | None = None
    source: str | None = None
    misses: int = 0
    message: int | None = None

    def was_seen(self, typed: int) -> bool:
        """Whether it was there when the message of that number was typed."""
        return self.message is not None and self.message < typed

    def expired(self, view: View) -> bool:
        """Whether it is older than a question stays open."""
        minutes = view.services.rules.dialogue_minutes
        return view.now >= self.shown_at + timedelta(minutes=minutes)

    @property
    def asks(self) -> bool:
        """Whether it asks for something, be it a yes."""
        return self.intent is not None or self.yes is not None

    @property
    def way_out(self) -> str | None:
        """Callback data that leaves its question, None if it asks none."""
        stops = (data for _, data in self.buttons if isinstance(_unpacked(data), StopDialogue))
        return self.no or next(stops, None)

    @property
    def yes_to(self) -> str:
        """What its yes does, as `parsing.says_yes` names it."""
        if self.intent == Intent.OPEN:
            return "register"
        return _YES_TO.get(type(_unpacked(self.yes or "")), "")

    @property
    def asks_beside(self) -> bool:
        """Whether it asks a yes of its own, which is not the answer to an open dialogue."""
        return self.yes is not None and not isinstance(_unpacked(self.yes), Answered)

    @property
    def choices(self) -> list[str]:
        """Callback data of its list, from the top: buttons of one kind. Empty where a number could
        mean something else, as a day of a calendar.
        """
        days = any(label.strip("●✓✕ ").partition("·")[0].isdecimal() for label, _ in self.buttons)
        if self.yes is not None or self.intent is None or days:
            return []
        kinds = [(type(_unpacked(data)), data) for _, data in self.buttons]
        listed = [data for kind, data in kinds if kind is kinds[0][0]]
        return listed if [data for _, data in kinds[: len(listed)]] == listed else []

    @property
    def language(self) -> str | None:
        """The language that a stranger's buttons carry."""
        return next((found for _, data in self.buttons if (found := language_in(data))), None)

    def to_row(self, person: int) -> OpenCard:
        """As it is stored."""
        facts = {
            "buttons": [list(each) for each in self.buttons],
            **{name: getattr(self, name) for name in _FACTS},
        }
        return OpenCard(person, self.update, self.shown_at, facts)

    @classmethod
    def of_row(cls, row: OpenCard) -> "ShownCard":
        """As it was stored, perhaps by another release."""
        facts: Mapping[str, Any] = row.facts
        buttons = tuple((str(label), str(data)) for label, data in facts.get("buttons") or ())
        known = {name: facts[name] for name in _FACTS if name in facts}
        return cls(row.update, row.shown_at, buttons, **known)


_YES_TO = {
    Confirm: "book",
    Agree: "agree",
    AcceptInvite: "agree",
    CommitCancel: "cancel",
    CommitCancelFor: "cancel",
    CommitDelete: "delete",
}
_FACTS = ("intent", "hospital", "day", "yes", "no", "source", "misses", "message")


class ShownCards:
    """The open cards of this process, and of the rows."""

    def __init__(self) -> None:
        self._cards: OrderedDict[int, ShownCard] = OrderedDict()
        self._lines: OrderedDict[int, tuple[int, ShownCard]] = OrderedDict()
        self._unsaved: dict[int, OpenCard] = {}
        self._saving = False

    async def of(self, context: Context) -> ShownCard | None:
        """The sender's open card: the newer of memory and row."""
        known, person = self._cards.get(context.telegram), context.view.person
        if person is None:
            return known
        try:
            row = await context.view.read(open_cards.read, person=person.id)
        except Unavailable:
            return known
        if row is not None and (known is None or row.update > known.update):
            known = ShownCard.of_row(row)
            self._keep(context.telegram, known)
        return known

    async def stays(self, context: Context) -> None:
        """Let the open card stay open above the reply, which asks nothing."""
        card = await self.of(context)
        context.misses = 0 if card is None else card.misses

    def card_of_line(self, context: Context, message: int) -> ShownCard | None:
        """The card that the sender's last line was typed to, if that is this message and nothing
        was tapped or committed since; None also where this process did not see it.
        """
        line = self._lines.get(context.telegram)
        if line is None or line[0] != message or line[1].expired(context.view):
            return None
        return line[1]

    def _note_line(self, context: Context, card: ShownCard | None) -> None:
        """Note the line typed to the card. After a tap or a committed answer, an edit of the line
        no longer answers it.
        """
        message, edited = context.incoming.message, context.incoming.edited_message
        tapped = message is None and edited is None
        if tapped or context.answer not in (None, LEFT_IN_PASSING):
            self._lines.pop(context.telegram, None)
        elif message is not None and message.text is not None and card is not None:
            self._lines[context.telegram] = (message.message_id, card)
            self._lines.move_to_end(context.telegram)
            if len(self._lines) > MAX_CHATS:
                self._lines.popitem(last=False)

    def note(self, context: Context, screen: Screen) -> None:
        """Note a screen that was shown. It is stored in the background, without the reply waiting
        for it.
        """
        known = self._cards.get(context.telegram)
        self._note_line(context, known)
        if known is not None and known.update > context.key.update:
            return
        card = _shown(context, screen)
        if context.misses is not None:
            card = _beside(known, card, misses=context.misses)
        elif not card.buttons:
            return
        self._keep(context.telegram, card)
        self._store(context, card)
        if context.shown is None and card.update == context.key.update:
            context.on_shown = partial(self._delivered, context)

    def _delivered(self, context: Context, message: int) -> None:
        """A reply that took its time has reached the person."""
        card = self._cards.get(context.telegram)
        if card is not None and card.update == context.key.update and card.message is None:
            card = replace(card, message=message)
            self._keep(context.telegram, card)
            self._store(context, card)

    def _store(self, context: Context, card: ShownCard) -> None:
        person = context.view.person
        if person is not None:
            self._unsaved[person.id] = card.to_row(person.id)
            if not self._saving:
                self._saving = True
                context.services.background(self._save(context.services))

    def _keep(self, telegram: int, card: ShownCard) -> None:
        self._cards[telegram] = card
        self._cards.move_to_end(telegram)
        if len(self._cards) > MAX_CHATS:
            self._cards.popitem(last=False)

    async def _save(self, services: Services) -> None:
        """Store what is not stored yet, many cards in one transaction under load."""
        try:
            while self._unsaved:
                some, self._unsaved = list(self._unsaved.values()), {}
                now = services.clock.now()
                await services.store.run(open_cards.keep, Command(now), cards=some)
        except Unavailable as failed:
            log.debug("open cards were not stored", kind=type(failed).__name__)
        finally:
            self._saving = False


def _shown(context: Context, screen: Screen) -> ShownCard:
    asks = screen.asks or Asks()
    spoken = context.spoken if context.view.person is None else None
    ran = context.answer not in (None, LEFT_IN_PASSING)
    return ShownCard(
        context.key.update,
        context.view.now,
        _buttons(screen, spoken),
        None if asks.intent is None else str(asks.intent),
        asks.hospital,
        None if asks.day is None else asks.day.isoformat(),
        None if asks.yes is None else asks.yes.pack(),
        None if asks.no is None else asks.no.pack(),
        None if ran else context.pressed,
        message=context.shown,
    )


def _beside(known: ShownCard | None, card: ShownCard, *, misses: int) -> ShownCard:
    """The card that stays open above a remark, with the remark's buttons."""
    if known is None:
        return replace(card, misses=misses)
    return replace(
        known,
        update=card.update,
        buttons=tuple(dict.fromkeys((*known.buttons, *card.buttons))),
        misses=misses,
    )


def _buttons(screen: Screen, spoken: str | None) -> tuple[tuple[str, str], ...]:
    markup = screen.markup(spoken=spoken)
    return () if markup is None else active_keys(markup.inline_keyboard)


def _unpacked(data: str) -> Button | None:
    try:
        return unpack(data)
    except StaleButton:
        return None
