"""Typed text, resolved in this order: the open card's labels, the way out of a question, the open
dialogue, what the open card asks, an intent, then names, codes and days that mean one thing.
"""

from dataclasses import replace

from handlers import parsing
from handlers.booking import intents, search_screens
from handlers.context import Context
from handlers.conversation import labels, remarks
from handlers.conversation.entries import MenuEntries, hospital_names
from handlers.conversation.open_cards import ShownCard, ShownCards
from handlers.parsing import Intent, ParseError, PartKind, Reading
from handlers.ui import home
from handlers.ui import system as frames
from handlers.ui.buttons import Confirm, ShowBooking
from handlers.ui.callback_data import StaleButton, number_of_code, unpack
from handlers.ui.screen import Screen
from handlers.view import View

MISSES_UNTIL_CALL = 3
"""Lines in a row that were not understood, until a telephone number is shown."""


class TypedText:
    """Answers typed text."""

    def __init__(self, entries: MenuEntries, cards: ShownCards) -> None:
        self._entries = entries
        self._cards = cards

    async def answer(self, context: Context, text: str) -> Screen:
        """The screen that the text leads to. Raises ParseError and Refused."""
        card = await self._cards.of(context)
        if card is not None and context.view.person is None and card.language:
            context.speak(card.language)
        expired = card is not None and card.expired(context.view)
        fresh = None if expired else card
        pressed = None if fresh is None else labels.pressed(text, fresh.buttons)
        if pressed is not None:
            return await self._entries.press_typed(context, pressed)
        reading = _read(context.view, text)
        taken = await self._question(context, text, reading, fresh)
        if taken is not None:
            return taken
        late = self._late(context.view, text, reading, card) if fresh is None else None
        if late is not None:
            return late
        if reading is not None:
            understood = await self._understood(context, text, reading, fresh)
            if understood is not None:
                return understood
        if (command := parsing.command_of(text)) is not None:
            return await self._entries.command(context, command, "")
        return await self._missed(context, text, card)

    async def answer_caption(self, context: Context, caption: str) -> Screen:
        """A photo or the like: its caption may mean an intent, but answers no question."""
        view, dialogues = context.view, self._entries.dialogues
        is_text = bool(caption) and not caption.startswith("/")
        reading = _read(view, caption) if is_text else None
        if reading is None or dialogues.is_open(view) or dialogues.is_foreign(view):
            return await self._entries.again(context, frames.words_please(view))
        if reading.intent is None:
            return frames.words_please(view)
        full = await search_screens.read_line(view, caption, desk=view.admin)
        understood = await self._run(context, full)
        return understood or frames.words_please(view)

    def _late(
        self, view: View, text: str, reading: Reading | None, card: ShownCard | None
    ) -> Screen | None:
        """An answer to a question that was open too long: it says so and offers to go on. A wish
        is none.
        """
        answers = (None, Intent.YES, Intent.NO)
        if reading is not None and reading.intent not in answers:
            return None
        if (closed := self._entries.dialogues.expired(view)) is not None:
            return closed
        late = card is not None and _answers(card, text, reading)
        return remarks.expired(view, card.source) if card is not None and late else None

    async def _question(
        self, context: Context, text: str, reading: Reading | None, card: ShownCard | None
    ) -> Screen | None:
        """The open question left or answered, None if the text does neither."""
        view, dialogues = context.view, self._entries.dialogues
        foreign, leaves = dialogues.is_foreign(view), _leaves(text, reading)
        if leaves and (foreign or dialogues.is_open(view)):
            return await self._entries.command(context, "cancel", "")
        meant = parsing.command_of(text)
        if not leaves and dialogues.takes(view, command=meant):
            return await self._entries.take(context, text)
        if foreign:
            return None if meant else frames.asked_elsewhere(view)
        return None if card is None else await self._card(context, text, reading, card)

    async def _card(
        self, context: Context, text: str, reading: Reading | None, card: ShownCard
    ) -> Screen | None:
        """The open card's question, answered by yes, no or a number on its list."""
        pressed = _answer_on(card, text, reading)
        return None if pressed is None else await self._entries.press_typed(context, pressed)

    async def _understood(
        self, context: Context, text: str, reading: Reading, card: ShownCard | None
    ) -> Screen | None:
        """An intent, or parts that the card asks for or that mean one thing."""
        view = context.view
        if reading.negated is not None and reading.intent is None:
            return await intents.denied(context, reading)
        if reading.intent in (Intent.THANKS, Intent.STOP):
            return await self._remark(context, reading.intent, card)
        full = await search_screens.read_line(view, text, desk=view.admin, first=reading)
        return await self._run(context, await _filled(view, full, card))

    async def _remark(self, context: Context, intent: Intent, card: ShownCard | None) -> Screen:
        if intent is Intent.STOP:
            return await home.nothing_open(context.view)
        context.misses = 0 if card is None else card.misses
        return remarks.thanks(context.view)

    async def _run(self, context: Context, reading: Reading) -> Screen | None:
        """Run the intent of the line, or show the one thing that its parts mean."""
        view = context.view
        if reading.intent is None and reading.code is not None:
            return await self._by_code(context, reading.code)
        if reading.intent is None and not _names_days_or_hospitals(reading):
            return None
        line = reading if reading.intent else replace(reading, intent=_implied(view, reading))
        if _askable(line):
            return remarks.which(view, line, intent=str(line.intent))
        if PartKind.DAYS in line.ambiguous and not line.days and line.doubts:
            return remarks.doubtful(view, line)
        screen = await self._entries.run_reading(context, line)
        if screen is None:
            return None
        return replace(screen, text=remarks.with_unread(view, line, screen))

    async def _by_code(self, context: Context, code: str) -> Screen:
        if context.view.admin:
            return await self._entries.command(context, "status", code)
        data = ShowBooking(number_of_code(code)).pack()
        return await self._entries.press_typed(context, data)

    async def _missed(self, context: Context, text: str, card: ShownCard | None) -> Screen:
        """Text that answers no question and means nothing known."""
        view = context.view
        if (closed := self._entries.dialogues.expired(view)) is not None:
            return closed
        context.misses = 1 + (0 if card is None else card.misses)
        if len(text) > parsing.MAX_LINE_CHARS:
            return frames.long_text(view, most=parsing.MAX_LINE_CHARS)
        if context.misses >= MISSES_UNTIL_CALL:
            return await remarks.call(view) or frames.free_text(view)
        return frames.free_text(view)


def _read(view: View, text: str) -> Reading | None:
    try:
        return parsing.read(text, today=view.today, language=view.language, desk=view.admin)
    except ParseError:
        return None


def _leaves(text: str, reading: Reading | None) -> bool:
    """Whether the text says to stop, and names no booking to cancel."""
    if reading is None or not reading.certain or _has_parts(reading):
        return False
    return reading.intent is Intent.STOP or parsing.says_stop(text)


def _answer_on(card: ShownCard, text: str, reading: Reading | None) -> str | None:
    """Callback data of the button that the text means on the card."""
    if _leaves(text, reading):
        return card.way_out
    if reading is not None and _means_yes(card, reading):
        return card.yes
    if reading is not None and _means_no(reading):
        return card.way_out
    return labels.nth_choice(text, card.choices)


def _means_yes(card: ShownCard, reading: Reading) -> bool:
    """A yes, or the wish to have booked what the confirm card offers. The words that open booking
    anywhere, as `예약` and `예약하고 싶어요`, are neither.
    """
    if card.yes is None or not reading.certain or _has_parts(reading):
        return False
    if reading.intent is Intent.YES:
        return True
    books = reading.intent is Intent.BOOK and _books(card.yes)
    return books and labels.asks_for_it(reading.text)


def _means_no(reading: Reading) -> bool:
    said = reading.intent is Intent.NO or (reading.intent is None and reading.negated is not None)
    return said and reading.certain and not _has_parts(reading)


def _books(data: str) -> bool:
    try:
        return isinstance(unpack(data), Confirm)
    except StaleButton:
        return False


def _answers(card: ShownCard, text: str, reading: Reading | None) -> bool:
    """Whether the text would answer the card, were it not too old."""
    return (
        labels.pressed(text, card.buttons) is not None
        or _answer_on(card, text, reading) is not None
        or (reading is not None and reading.intent in (Intent.YES, Intent.NO))
    )


def _implied(view: View, reading: Reading) -> Intent:
    """What days or hospitals alone ask for: an admin's "today" the rosters, others a booking."""
    bare = reading.certain and len(reading.parts) == 1 and reading.days == (view.today,)
    return Intent.TODAY if view.admin and bare else Intent.BOOK


def _names_days_or_hospitals(reading: Reading) -> bool:
    """Whether it has one of what a booking is asked by, certain or not."""
    doubted = {doubt.kind for doubt in reading.doubts} & {PartKind.DAYS, PartKind.HOSPITAL}
    return bool(reading.days or reading.weekly or reading.hospitals or doubted)


def _has_parts(reading: Reading) -> bool:
    """Whether it has parts besides the intent."""
    return any(part.kind is not PartKind.INTENT for part in reading.parts)


def _askable(line: Reading) -> bool:
    """Whether buttons can say which of its hospitals and days are meant."""
    open_days = PartKind.DAYS in line.ambiguous
    open_hospital = PartKind.HOSPITAL in line.ambiguous
    if not (open_days and line.days) and not (open_hospital and line.hospitals):
        return False
    carried = open_days or len(line.days) <= 1
    return carried and not (line.weekly or line.excluded or line.person or line.phone)


async def _filled(view: View, reading: Reading, card: ShownCard | None) -> Reading:
    """The line with what the card asks: its intent where parts stand alone, its hospital."""
    asked = None if card is None or card.intent is None else _intent(card.intent)
    if card is None or asked is None or not _fits(reading, asked):
        return reading
    line = replace(reading, intent=asked)
    if reading.hospitals or card.hospital is None:
        return line
    return replace(line, hospitals=await hospital_names(view, card.hospital))


def _fits(reading: Reading, asked: Intent) -> bool:
    """Whether a line without an intent, or with the one asked for, answers the card."""
    if reading.intent is not None:
        return reading.intent is asked and _has_parts(reading)
    others = {PartKind.UNREAD, PartKind.CODE}
    if asked is Intent.BOOK:
        others.add(PartKind.PERSON)  # a booking is asked for by hospital or day
    return any(part.kind not in others for part in reading.parts)


def _intent(name: str) -> Intent | None:
    return Intent(name) if name in tuple(Intent) else None
