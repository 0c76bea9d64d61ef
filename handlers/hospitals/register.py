"""Dialogue that registers a hospital: name, dates, capacity, phone, note, preview.

Takes the answers; the questions are drawn in `register_screens`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from domain import queries
from domain.errors import OutOfDate
from domain.model import Dialogue, Hospital, Slot, hospital_key
from domain.operations import hospitals
from domain.operations.dialogues import Act
from handlers import dialogue as dialogues
from handlers import parsing
from handlers.booking import desk_lines, search_screens
from handlers.booking.desk_lines import DeskLine
from handlers.context import Context
from handlers.dialogue import DialogueState, ReplyInput, StepResult, Topic, button_value, text_value
from handlers.hospitals import doubts, register_screens
from handlers.hospitals.draft import STEPS, TOPIC_NAME, HospitalDraft, draft_of, steps_for
from handlers.hospitals.register_screens import REGISTER
from handlers.parsing import Intent, ParseError, PartKind, Reading, UnreadWords
from handlers.view import View

READINGS_OF_A_DATE = 2
"""Days of a date that may be read in two orders: each gets a button."""


def refuse_late(view: View, days: Sequence[date]) -> None:
    """Raise ParseError for a day whose booking deadline has passed."""
    rules = view.services.rules
    for day in days:
        until = rules.book_until.before(day, rules.zone)
        if view.now >= until:
            moment = view.words.instant(until, rules.zone)
            raise ParseError("register.too_late", day=day, until=moment)


async def existing_days(view: View, name: str) -> Mapping[date, Slot] | None:
    """Open dates of the hospital with that name; None if there is no such hospital."""
    known = await view.read(queries.hospital_by_key, key=hospital_key(name))
    if known is None:
        return None
    return {slot.day: slot for slot in await view.read(queries.slots, hospital=known.id)}


async def take_days(
    view: View, draft: HospitalDraft, said: ReplyInput
) -> tuple[HospitalDraft, str]:
    """Add or remove dates, turn the month, or finish; returns the draft and the next question."""
    tap = button_value(said, "ok")
    if tap is None:
        return await _with_typed(view, draft, said), "days"
    if tap == "skip":
        return await _without(view, draft)
    if tap == "ok":
        if not draft.days:
            raise ParseError("wizard.no_days")
        return draft, draft.after("days")
    if tap[0] == "m":
        return draft.having(month=_date(tap[1:] + "01")), "days"
    return await _with_tapped(view, draft, _date(tap[1:])), "days"


async def _without(view: View, draft: HospitalDraft) -> tuple[HospitalDraft, str]:
    """For an existing hospital phone and note can change without new dates."""
    if await existing_days(view, draft.name) is None:
        raise ParseError("wizard.no_days")
    return draft.asking("phone").asking("note").having(days=()), "phone"


async def _with_typed(view: View, draft: HospitalDraft, said: ReplyInput) -> HospitalDraft:
    read = _read_days(view, said)
    if PartKind.DAYS in read.ambiguous and len(read.days) == READINGS_OF_A_DATE:
        return draft.having(which=read.days)
    DeskLine(read, None, None, ()).refuse_doubts(today=view.today)
    days = read.days
    refuse_late(view, days)
    there = await existing_days(view, draft.name) or {}
    if all(day in there for day in days):
        raise _exists(there[days[0]])
    chosen = tuple(sorted({*draft.days, *days}))
    return draft.having(days=chosen, month=min(days).replace(day=1), which=())


async def _with_tapped(view: View, draft: HospitalDraft, day: date) -> HospitalDraft:
    shown = draft.having(month=day.replace(day=1), which=())
    if day in draft.days:
        return shown.having(days=tuple(each for each in draft.days if each != day))
    refuse_late(view, [day])
    there = await existing_days(view, draft.name) or {}
    if day in there:
        raise _exists(there[day])
    return shown.having(days=tuple(sorted({*draft.days, day})))


def _read(view: View, text: str) -> Reading:
    return parsing.read(text, today=view.today, language=view.language, desk=True)


def _read_days(view: View, said: ReplyInput) -> Reading:
    """The days of a line that names no more; its doubts are those about them.

    Raises ParseError.
    """
    typed = parsing.visible(text_value(said))
    read = said.reading or _read(view, typed)
    rules = tuple(each for each in read.doubts if each.kind is PartKind.DAYS)
    unclear = [each for each in rules if each.rule == "parse.day_order"]
    if rules and not unclear:
        return replace(read, doubts=rules)
    own = {PartKind.DAYS, *([PartKind.INTENT] if read.intent is Intent.OPEN else [])}
    other = [read.text[each.start : each.end] for each in read.parts if each.kind not in own]
    if read.unread or other:
        raise UnreadWords([*read.unread, *other])
    if not read.days or (unclear and len(read.days) != READINGS_OF_A_DATE):
        until = (view.today + timedelta(weeks=3)).isoformat()
        raise ParseError("parse.days", example=search_screens.example(view), until=until)
    return read


def _date(packed: str) -> date:
    try:
        return date.fromisoformat(f"{packed[:4]}-{packed[4:6]}-{packed[6:]}")
    except ValueError:
        raise OutOfDate from None


def _exists(slot: Slot) -> ParseError:
    day, places, booked = slot.day, slot.capacity, slot.taken
    return ParseError("wizard.exists", day=day, capacity=places, booked=booked)


Take = Callable[[View, HospitalDraft, ReplyInput], Awaitable[tuple[HospitalDraft, str]]]
"""Apply an answer to the draft; returns the draft and the next question."""


async def begin_from(context: Context, line: DeskLine) -> None:
    """Start the dialogue with what a command line contained: at its card, where that is all."""
    read = line.reading
    sure = PartKind.PLACES not in read.ambiguous
    days, places = read.days, read.places if sure else None
    refuse_late(context.view, days)
    name = line.hospital.name if line.hospital else line.name
    held = {"name": name, "days": days, "places": places}
    used = (PartKind.PLACES, PartKind.PHONE, *([PartKind.DAYS] if days else []))
    draft = HospitalDraft(
        steps=steps_for([step for step, value in held.items() if not value]),
        name=name or "",
        days=days,
        capacity=places or 0,
        phone=read.phone,
        unread=(*line.unread, *line.unused(*used)),
    )
    await _begin(context, draft)


async def begin_for(context: Context, hospital: Hospital) -> None:
    """Start the dialogue for more dates of an existing hospital."""
    await _begin(context, HospitalDraft(steps=STEPS[1:], name=hospital.name))


async def _begin(context: Context, draft: HospitalDraft) -> None:
    await dialogues.begin(context, topic=TOPIC_NAME, state=draft.steps[0], facts=draft.facts())


async def _take_name(
    view: View, draft: HospitalDraft, said: ReplyInput
) -> tuple[HospitalDraft, str]:
    name = parsing.hospital_name(text_value(said))
    if parsing.says_yes(name):
        raise ParseError("parse.hospital_name_word", words=name)
    known = await view.read(queries.hospital_by_key, key=hospital_key(name))
    return draft.having(name=known.name if known else name), draft.after("name")


async def _take_places(
    view: View, draft: HospitalDraft, said: ReplyInput
) -> tuple[HospitalDraft, str]:
    places = parsing.capacity(said.tap) if said.tap else _read_places(view, text_value(said))
    return draft.having(capacity=places), draft.after("places")


def _read_places(view: View, text: str) -> int:
    """A number by itself, or as the command says it: `정원 30명`. Raises ParseError."""
    try:
        return parsing.capacity(text)
    except ParseError as refused:
        with suppress(ParseError):
            read = _read(view, text)
            kinds = {each.kind for each in read.parts}
            if read.places and read.certain and kinds == {PartKind.INTENT, PartKind.PLACES}:
                return read.places
        raise refused from None


async def _take_phone(_: View, draft: HospitalDraft, said: ReplyInput) -> tuple[HospitalDraft, str]:
    if button_value(said, "skip") != "skip":
        draft = draft.having(phone=parsing.phone(text_value(said)))
    return draft, draft.after("phone")


async def _take_note(_: View, draft: HospitalDraft, said: ReplyInput) -> tuple[HospitalDraft, str]:
    if button_value(said, "skip") != "skip":
        draft = draft.having(note=parsing.note(text_value(said)))
    return draft, draft.after("note")


async def _take_preview(
    view: View, draft: HospitalDraft, said: ReplyInput
) -> tuple[HospitalDraft, str]:
    if said.text is not None:
        return await _with_line(view, draft, said.text), "preview"
    if said.tap == "new":
        return draft.having(fresh=True), "preview"
    if said.tap in {"phone", "note"}:
        return draft.asking(said.tap).having(revising=True), said.tap
    known = await view.read(queries.hospital, hospital=_number(said.tap))
    if known is None:
        raise OutOfDate
    return draft.having(name=known.name), "preview"


def _number(tap: str | None) -> int:
    """The hospital of a button. Raises OutOfDate for another one."""
    if tap is None or tap[:1] != "h" or not tap[1:].isdecimal():
        raise OutOfDate
    return int(tap[1:])


async def _with_line(view: View, draft: HospitalDraft, text: str) -> HospitalDraft:
    """Dates, places or a phone number typed on the card. Raises ParseError."""
    line = await desk_lines.read_line(view, text)
    read = line.reading
    line.refuse_doubts(today=view.today)
    unread = (*line.unread, *([line.name] if line.name else []))
    if not (read.days or read.places or read.phone) or not line.certain or unread:
        raise ParseError("wizard.press")
    refuse_late(view, read.days)
    return draft.having(
        days=tuple(sorted({*draft.days, *read.days})),
        capacity=read.places or draft.capacity,
        phone=read.phone or draft.phone,
    )


async def _preview(view: View, dialogue: Dialogue, said: ReplyInput) -> StepResult:
    tap = said.tap or ""
    if not tap.startswith(REGISTER):
        return await _turn("preview", _take_preview, view, dialogue, said)
    draft, shown = draft_of(dialogue), tap.removeprefix(REGISTER)
    run_if_as_shown = partial(
        hospitals.run_if_as_shown,
        name=draft.name,
        hospital=int(shown) if shown.isdecimal() else None,
        act=await _act(view, draft),
    )
    return StepResult(None, act=run_if_as_shown)


async def _act(view: View, draft: HospitalDraft) -> Act:
    """Without new dates only phone and note of the existing hospital change."""
    phone, note = draft.phone, draft.note
    if draft.days:
        return partial(
            hospitals.register_hospital,
            name=draft.name,
            days=draft.days,
            capacity=draft.capacity,
            phone=phone,
            note=note,
        )
    known = await view.read(queries.hospital_by_key, key=hospital_key(draft.name))
    if known is None or draft.nothing_for(known):
        raise ParseError("wizard.nothing")
    return partial(hospitals.change_hospital, hospital=known.id, phone=phone, note=note)


async def _turn(
    name: str, take: Take, view: View, dialogue: Dialogue, said: ReplyInput
) -> StepResult:
    draft = draft_of(dialogue)
    if name != "name" and button_value(said, "back") == "back":
        return _next(draft.having(doubted="", which=()), draft.before(name))
    return _next(*await take(view, draft, said))


def _next(draft: HospitalDraft, state: str) -> StepResult:
    """Next question; from the preview, back to the preview."""
    return StepResult(
        state, (draft.having(revising=False) if state == STEPS[-1] else draft).facts()
    )


async def _unless_doubtful(
    state: str, take: Take, view: View, draft: HospitalDraft, said: ReplyInput
) -> tuple[HospitalDraft, str]:
    """Take free text; what may have been meant as something else is asked first."""
    plain = draft.having(doubted="")
    if said.tap == doubts.AGAIN:
        return plain, state
    if said.tap == doubts.YES and draft.doubted:
        return await take(view, plain, ReplyInput(text=draft.doubted))
    taken = await take(view, plain, said)
    if said.text is None or button_value(said, "skip") is not None:
        return taken
    asked = await doubts.is_doubtful(view, state, said.text)
    return (draft.having(doubted=said.text), state) if asked else taken


_TAKES: dict[str, Take] = {
    "name": partial(_unless_doubtful, "name", _take_name),
    "days": take_days,
    "places": _take_places,
    "phone": _take_phone,
    "note": partial(_unless_doubtful, "note", _take_note),
}

TOPIC = Topic(
    TOPIC_NAME,
    {
        **{
            name: DialogueState(register_screens.QUESTIONS[name], partial(_turn, name, take))
            for name, take in _TAKES.items()
        },
        "preview": DialogueState(register_screens.QUESTIONS["preview"], _preview),
    },
    resume="wizard.resume",
    kept=True,
    admins=True,
    is_command=doubts.is_command,
)
