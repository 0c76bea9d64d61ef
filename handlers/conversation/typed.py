"""Typed text, resolved in this order: the open card's labels, a card that asks a yes of its own,
the way out of a question, the open dialogue, what the open card asks, an intent, then names, codes
and days that mean one thing.
"""

import re
from dataclasses import replace
from datetime import date

from domain import queries
from handlers import parsing
from handlers.booking import answers_screens, intents, line_screens, search_screens
from handlers.context import Context
from handlers.conversation import card_replies, labels, remarks
from handlers.conversation.entries import MenuEntries, hospital_names
from handlers.conversation.open_cards import ShownCard, ShownCards
from handlers.parsing import Intent, ParseError, PartKind, Reading
from handlers.ui import home
from handlers.ui import system as frames
from handlers.ui.buttons import ListDelete, ShowBooking
from handlers.ui.callback_data import number_of_code
from handlers.ui.screen import Screen, joined
from handlers.view import View

_ANSWERS = (None, Intent.YES, Intent.NO)
_OF_DESK = frozenset({Intent.OPEN, Intent.CLOSE, Intent.CAPACITY, Intent.ROSTER, Intent.FIND})
MAX_NAME_CHARS = 50
"""In a hospital's name; longer words that were not read are none."""
_SMALL_WORD = re.compile(
    "[가-힣]{1,3}|부탁[가-힣]{1,5}|please|pls|for|on|the|at|in|to|and|or|an?|i|it|is|ok|then|me|my|works"
)
"""Particles and politeness beside a day or a hospital."""
MISSES_UNTIL_CALL = 3
"""Lines in a row that were not understood, until a telephone number is shown."""


class TypedText:
    """Answers typed text."""

    def __init__(self, entries: MenuEntries, cards: ShownCards) -> None:
        self._entries = entries
        self._cards = cards

    async def answer(
        self, context: Context, text: str, *, edited: ShownCard | None = None
    ) -> Screen:
        """The screen that the text leads to; `edited`: the card that it was typed to before.

        Raises ParseError and Refused.
        """
        card = edited or await self._cards.of(context)
        if card is not None and context.view.person is None and card.language:
            context.speak(card.language)
        fresh = card if card is not None and await _is_on_screen(context, card) else None
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
        return await self._missed(context, text, card, fresh)

    def is_wish(self, view: View, text: str) -> bool:
        """Whether the text is a wish and nothing else."""
        reading = _read(view, text)
        return reading is not None and reading.only_intent

    async def answer_caption(self, context: Context, caption: str) -> Screen:
        """A photo or the like: its caption may mean an intent, but answers no question."""
        view, dialogues = context.view, self._entries.dialogues
        is_text = bool(caption) and not caption.startswith("/")
        reading = _read(view, caption) if is_text else None
        asked = dialogues.is_open(view) or dialogues.is_foreign(view)
        if reading is not None and reading.intent not in _ANSWERS and not asked:
            full = await search_screens.read_line(view, caption, desk=view.admin)
            understood = await self._run(context, full)
            if understood is not None:
                return understood
        await self._cards.stays(context)
        return await self._entries.again(context, frames.words_please(view))

    def _late(
        self, view: View, text: str, reading: Reading | None, card: ShownCard | None
    ) -> Screen | None:
        """An answer to a question that was open too long: it says so and offers to go on. A wish
        is none.
        """
        if reading is not None and reading.intent not in _ANSWERS:
            return None
        if (closed := self._entries.dialogues.expired(view)) is not None:
            return closed
        if card is None or not card_replies.answers(card, text, reading):
            return None
        return remarks.expired(view, card.source) if card.expired(view) else None

    async def _question(
        self, context: Context, text: str, reading: Reading | None, card: ShownCard | None
    ) -> Screen | None:
        """The open question left or answered, None if the text does neither."""
        view, dialogues = context.view, self._entries.dialogues
        foreign, is_open = dialogues.is_foreign(view), dialogues.is_open(view)
        if card is not None and card.asks_beside:
            return await self._card(context, text, reading, card)
        if (foreign or is_open) and reading is not None and card_replies.stops(reading):
            return await self._entries.command(context, "cancel", "")
        if foreign:
            wish = reading is not None and reading.only_intent
            replies = reading is not None and reading.intent in (Intent.YES, Intent.NO)
            return None if wish and not replies else frames.asked_elsewhere(view)
        if is_open:
            return await self._dialogue(context, text, reading, card)
        return None if card is None else await self._card(context, text, reading, card)

    async def _dialogue(
        self, context: Context, text: str, reading: Reading | None, card: ShownCard | None
    ) -> Screen | None:
        """The open question answered, None for a line that is a command instead. Its yes and no are
        those of the card that was on the screen.
        """
        view, dialogues = context.view, self._entries.dialogues
        line = reading
        if reading is not None and _may_name_hospital(reading):
            line = await search_screens.read_line(view, text, desk=view.admin, first=reading)
        if line is not None and dialogues.is_command(view, line):
            return None
        if line is not None and dialogues.is_question(view, line):
            answered = await self._above_question(context, line)
            if answered is not None:
                return answered
        if card is not None and line is not None and line.only_intent:
            pressed = card_replies.pressed_by(card, line)
            if pressed is not None:
                return await self._entries.press_typed(context, pressed)
        return await self._entries.take(context, text, reading)

    async def _above_question(self, context: Context, reading: Reading) -> Screen | None:
        """The answer to a question of the reader's, with the open one below it."""
        answer = await self._run(context, reading)
        asked = await self._entries.dialogues.question(context.view)
        if answer is None or asked is None:
            return None
        return replace(asked, text=joined(answer.text, asked.text))

    async def _card(
        self, context: Context, text: str, reading: Reading | None, card: ShownCard
    ) -> Screen | None:
        """The open card's question, answered by yes, no or a number on its list."""
        pressed = card_replies.answer_on(card, text, reading)
        if pressed is not None:
            return await self._entries.press_typed(context, pressed)
        if card.yes is None or reading is None:
            return None
        says_yes = reading.intent is Intent.YES and not card_replies.has_parts(reading)
        return self._unclear(context, card) if says_yes or card_replies.denies(reading) else None

    def _unclear(self, context: Context, card: ShownCard) -> Screen:
        """That the text was not taken as the answer to the card, which stays open."""
        context.misses = card.misses
        return remarks.unclear(context.view)

    async def _understood(
        self, context: Context, text: str, reading: Reading, card: ShownCard | None
    ) -> Screen | None:
        """An intent, or parts that the card asks for or that mean one thing."""
        view = context.view
        if reading.intent in (Intent.YES, Intent.NO) and card_replies.has_parts(reading):
            reading = replace(reading, intent=None)  # "no, the 12th": the day is what is said
        if (replied := await self._replied(context, reading, card)) is not None:
            return replied
        if reading.intent in (Intent.YES, Intent.NO) and card is not None and card.asks:
            return None
        if reading.intent is Intent.OPEN and not card_replies.has_parts(reading):
            kept = self._entries.dialogues.expired(view)  # a new one would take its place
            if kept is not None:
                return kept
        full = await search_screens.read_line(view, text, desk=view.admin, first=reading)
        if reading.intent in answers_screens.QUESTIONS and card is not None and card.asks:
            return await self._beside(context, full, card)
        return await self._run(context, await _filled(view, full, card))

    async def _replied(
        self, context: Context, reading: Reading, card: ShownCard | None
    ) -> Screen | None:
        """The answer to a denial, to thanks, to a wish to stop; None to other lines."""
        view = context.view
        if card_replies.denies(reading) and view.admin and reading.negated in _OF_DESK:
            return remarks.left_as_is(view)
        if card_replies.denies(reading):
            return await intents.denied(context, reading)
        if reading.intent in (Intent.THANKS, Intent.STOP):
            return await self._remark(context, reading.intent, card)
        return None

    async def _beside(self, context: Context, reading: Reading, card: ShownCard) -> Screen | None:
        """The answer to a question of the reader's, below which the open card stays open."""
        if not reading.hospitals and card.hospital is not None:
            there = await hospital_names(context.view, card.hospital)
            reading = replace(reading, hospitals=there)
        answer = await self._run(context, reading)
        if answer is None:
            return None
        context.misses = card.misses
        return replace(answer, text=joined(answer.text, context.view.say("frame.still_open")))

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
        if view.person is not None:
            reading = await intents.cannot_come(view, reading)
        unsure = view.admin and PartKind.INTENT in reading.ambiguous
        if unsure or (reading.intent is None and not _names_days_or_hospitals(reading)):
            return None
        if not _is_plain(view, reading):
            return await line_screens.without_wish(view, reading)
        line = reading if reading.intent else replace(reading, intent=_implied(view, reading))
        asked = await self._asked_first(context, line)
        if asked is not None:
            return asked
        screen = await self._entries.run_reading(context, line)
        if screen is None:
            return None
        return replace(screen, text=remarks.with_unread(view, line, screen))

    async def _asked_first(self, context: Context, line: Reading) -> Screen | None:
        """What is to be asked about the line before it leads on, if anything."""
        if (asked := line_screens.which(context.view, line)) is not None:
            return asked
        if line.intent is Intent.CLOSE and line.hospital and not _names_days(line):
            data = ListDelete(hospital=line.hospital.id).pack()
            return await self._entries.press_typed(context, data)
        if PartKind.DAYS in line.ambiguous and not line.days and line.doubts:
            return remarks.doubtful(context.view, line)
        return None

    async def _by_code(self, context: Context, code: str) -> Screen:
        if context.view.admin:
            return await self._entries.command(context, "status", code)
        data = ShowBooking(number_of_code(code)).pack()
        return await self._entries.press_typed(context, data)

    async def _missed(
        self, context: Context, text: str, card: ShownCard | None, fresh: ShownCard | None
    ) -> Screen:
        """Text that answers no question and means nothing known."""
        view = context.view
        if (closed := self._entries.dialogues.expired(view)) is not None:
            return closed
        context.misses = 1 + (0 if card is None else card.misses)
        most = parsing.MAX_DESK_LINE_CHARS if view.admin else parsing.MAX_LINE_CHARS
        if len(text) > most:
            return frames.long_text(view, most=most)
        if context.misses >= MISSES_UNTIL_CALL:
            return await remarks.call(view) or frames.free_text(view)
        if fresh is not None and fresh.yes is not None:
            return remarks.unclear(view)
        if fresh is not None and fresh.asks:
            return await self._asked_again(context, fresh)
        return await remarks.not_understood(view)

    async def _asked_again(self, context: Context, card: ShownCard) -> Screen:
        """The open card's question below the remark that the text was not understood."""
        if card.source is None:
            return remarks.not_an_answer(context.view, card.buttons)
        drawn = await self._entries.press(context, card.source)
        said = context.view.say("frame.not_an_answer")
        return replace(drawn, text=joined(said, drawn.text), alert=None)


async def _is_on_screen(context: Context, card: ShownCard) -> bool:
    """Whether the text can be meant for the card: it is not too old, was there when the text was
    typed, and no question or notice has come below it since. A question may have been asked by
    another process, whose card this one does not know yet.
    """
    message, view = context.incoming.effective_message, context.view
    typed = 0 if message is None else message.message_id
    asked = None if view.dialogue is None else view.dialogue.begun_by
    covered = asked is not None and card.update < asked
    if card.expired(view) or covered or not card.was_seen(typed):
        return False
    if card.yes is None or view.person is None:
        return True
    told = await view.read(queries.was_told, person=view.me, since=card.shown_at, before=typed)
    return not told


def _read(view: View, text: str) -> Reading | None:
    try:
        return parsing.read(text, today=view.today, language=view.language, desk=view.admin)
    except ParseError:
        return None


def _may_name_hospital(reading: Reading) -> bool:
    """Whether the words that were not read beside a wish are short enough for a hospital's name."""
    return reading.intent is not None and 0 < sum(map(len, reading.unread)) <= MAX_NAME_CHARS


def _implied(view: View, reading: Reading) -> Intent:
    """What days or hospitals alone ask for: an admin's "today" the rosters, others a booking."""
    bare = reading.certain and len(reading.parts) == 1 and reading.days == (view.today,)
    return Intent.TODAY if view.admin and bare else Intent.BOOK


def _is_plain(view: View, reading: Reading) -> bool:
    """Whether it has a wish, or nothing beside days and hospitals that could be one. A question is
    answered before anything is offered.
    """
    if reading.intent is not None:
        asks = "?" in reading.text and reading.hospital is not None and len(reading.days) == 1
        return reading.intent is not Intent.BOOK or not asks or view.admin
    name = reading.person
    is_name = name is None or parsing.name_doubt(name, today=view.today) is None
    others = [word for word in reading.other_words if not _SMALL_WORD.fullmatch(word)]
    unsure = reading.unread or "?" in reading.text or PartKind.INTENT in reading.ambiguous
    return not others and not unsure and is_name


def _names_days(reading: Reading) -> bool:
    """Whether words of it are days, read or not, or anything else may be one."""
    kinds = {part.kind for part in reading.parts} - {PartKind.INTENT, PartKind.HOSPITAL}
    return bool(kinds or reading.unread or reading.days or reading.weekly)


def _names_days_or_hospitals(reading: Reading) -> bool:
    """Whether it has one of what a booking is asked by, certain or not."""
    doubted = {doubt.kind for doubt in reading.doubts} & {PartKind.DAYS, PartKind.HOSPITAL}
    return bool(reading.days or reading.weekly or reading.hospitals or doubted)


async def _filled(view: View, reading: Reading, card: ShownCard | None) -> Reading:
    """The line with what the card asks: its intent where parts stand alone, its hospital or day."""
    asked = None if card is None or card.intent is None else _intent(card.intent)
    if card is None or asked is None or not _fits(reading, asked):
        return reading
    if card.yes is not None and not _is_plain(view, reading):
        return reading
    line = replace(reading, intent=asked)
    if asked is Intent.SHOW and not await intents.names_booking(view, line):
        return reading
    if card.day is not None and not (line.days or line.weekly or line.doubts):
        line = replace(line, days=(date.fromisoformat(card.day),))
    if reading.hospitals or card.hospital is None:
        return line
    return replace(line, hospitals=await hospital_names(view, card.hospital))


def _fits(reading: Reading, asked: Intent) -> bool:
    """Whether a line without an intent, or with the one asked for, answers the card."""
    if reading.intent is not None:
        return reading.intent is asked and card_replies.has_parts(reading)
    others = {PartKind.UNREAD, PartKind.CODE, PartKind.INTENT}
    if asked is Intent.BOOK:
        others.add(PartKind.PERSON)  # a booking is asked for by hospital or day
    return any(part.kind not in others for part in reading.parts)


def _intent(name: str) -> Intent | None:
    return Intent(name) if name in tuple(Intent) else None
