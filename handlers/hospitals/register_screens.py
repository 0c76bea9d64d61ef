"""Questions of the registration dialogue, one screen each."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from telegram import InlineKeyboardButton

from domain import queries
from domain.model import Dialogue, Hospital
from handlers.booking import line_screens
from handlers.booking.search_screens import example, hospital_called, nearest
from handlers.dialogue import Question
from handlers.hospitals import doubts
from handlers.hospitals.draft import TOPIC_NAME, HospitalDraft, draft_of
from handlers.parsing import Intent
from handlers.ui import calendar
from handlers.ui.buttons import Answered, StopDialogue
from handlers.ui.calendar import DayMark
from handlers.ui.callback_data import Style, key
from handlers.ui.screen import Asks, Rows, Screen, joined
from handlers.view import View

CAPACITY_CHOICES = (10, 20, 30, 50)
REGISTER = "register"
"""Value of the button that registers, followed by the id of the hospital that its card shows."""
MAX_NAMED_DAYS = 10
"""Chosen dates that are named besides the last one; the rest are counted."""
MIN_HIDDEN_DAYS = 2
"""Fewer hidden dates than this are not worth an ellipsis."""


async def open_question(view: View) -> Screen | None:
    """Current question of an open registration, or None."""
    dialogue = view.dialogue
    if dialogue is None or dialogue.topic != TOPIC_NAME or not view.admin:
        return None
    if view.now >= dialogue.expires_at:
        return None
    ask = QUESTIONS.get(dialogue.state)
    return None if ask is None else await ask(view, dialogue)


async def ask_name(view: View, dialogue: Dialogue) -> Screen:
    """Question for the name; earlier answers stay visible."""
    draft = draft_of(dialogue)
    if draft.doubted:
        return await doubts.ask(view, dialogue, draft)
    chosen = _unread(view, draft), _chosen(view, draft), _places(view, draft)
    held = [line for line in (*chosen[0], *chosen[1:]) if line]
    return Screen(joined("\n".join(held), view.say("wizard.name")), [[_stop(view)]])


async def ask_days(view: View, dialogue: Dialogue) -> Screen:
    """Question for the dates; the calendar shows those chosen."""
    draft = draft_of(dialogue)
    known = await hospital_called(view, draft.name)
    first = await view.read(queries.first_bookable)
    last = view.today + timedelta(days=view.services.rules.max_days_ahead)
    chosen = {day: DayMark(mark="✓") for day in draft.days}
    there = await _there(view, known)
    days = {**_marks(first, last), **there, **chosen}
    legend = [
        view.say("wizard.days_chosen") if chosen else "",
        view.say("wizard.days_open") if there.keys() - chosen.keys() else "",
    ]
    which = [_answer(dialogue, view.words.day(day), f"d{day:%Y%m%d}") for day in draft.which]
    ask = view.say("frame.which_day") if which else _ask_days(view)
    asked = "\n".join(line for line in [ask, *legend] if line)
    shown = draft.month or (draft.days[0] if draft.days else first)
    month = calendar.month(
        year=shown.year,
        month=shown.month,
        days=days,
        words=view.words,
        on_day=lambda day: Answered(dialogue.version, f"d{day:%Y%m%d}").pack(),
        on_month=lambda year, month: Answered(dialogue.version, f"m{year}{month:02}").pack(),
        first=min([first, *draft.days]),
        last=last,
    )
    return Screen(
        joined(await _heading(view, draft), asked, _chosen(view, draft)),
        [*([each] for each in which), *month, *_after_calendar(view, dialogue, draft, known)],
    )


async def ask_places(view: View, dialogue: Dialogue) -> Screen:
    """Question for the capacity of each date."""
    said = joined(await _heading(view, draft_of(dialogue)), view.say("wizard.places"))
    numbers = [_answer(dialogue, str(n), str(n)) for n in CAPACITY_CHOICES]
    return Screen(said, [numbers, _ways_out(view, dialogue)])


async def ask_phone(view: View, dialogue: Dialogue) -> Screen:
    """Question for the phone number; can be skipped."""
    draft = draft_of(dialogue)
    known = await hospital_called(view, draft.name)
    held = draft.phone or (known.phone if known else None)
    now = held and view.say("wizard.phone_now", phone=held)
    said = joined(await _heading(view, draft), view.say("wizard.phone"), now)
    return Screen(said, [[_skip(view, dialogue, held)], _ways_out(view, dialogue)])


async def ask_note(view: View, dialogue: Dialogue) -> Screen:
    """Question for the preparation note; can be skipped."""
    draft = draft_of(dialogue)
    if draft.doubted:
        return await doubts.ask(view, dialogue, draft)
    known = await hospital_called(view, draft.name)
    held = draft.note or (known.note if known else None)
    now = held and view.say("wizard.note_now", note=held)
    said = joined(await _heading(view, draft), view.say("wizard.note"), now)
    return Screen(said, [[_skip(view, dialogue, held)], _ways_out(view, dialogue)])


async def preview(view: View, dialogue: Dialogue) -> Screen:
    """All answers; its button is the only one that registers."""
    draft = draft_of(dialogue)
    known = await hospital_called(view, draft.name)
    phone = draft.phone or (known.phone if known else None)
    note = draft.note or (known.note if known else None)
    lines = [
        await _heading(view, draft),
        _chosen(view, draft) or view.say("wizard.no_new_days"),
        await _open_already(view, known, draft),
        _places(view, draft) if draft.days else None,
        view.say("register.phone", phone=phone) if phone else view.say("wizard.no_phone"),
        view.say("booking.note", note=note) if note else view.say("wizard.no_note"),
    ]
    nothing = draft.nothing_for(known)
    near = [] if known or draft.fresh else await nearest(view, draft.name)
    more = [_answer(dialogue, view.plain(f"wizard.set_{each}"), each) for each in ("phone", "note")]
    ask = view.say("wizard.nothing" if nothing else "wizard.preview")
    text = joined(ask, "\n".join(line for line in lines if line))
    rows = [more, _ways_out(view, dialogue)]
    if nothing:
        return Screen(text, rows)
    value = REGISTER if known is None else f"{REGISTER}{known.id}"
    yes = None if near else Answered(dialogue.version, value)
    asks = Asks(intent=Intent.OPEN, yes=yes, no=StopDialogue())
    return Screen(text, [*_makes(view, dialogue, known, near), *rows], asks=asks)


def _makes(
    view: View, dialogue: Dialogue, known: Hospital | None, near: Sequence[Hospital]
) -> Rows:
    """The button that registers, with the hospital shown, if there is one; where hospitals have a
    name like it, the choice between them.
    """
    if not near:
        value = REGISTER if known is None else f"{REGISTER}{known.id}"
        return [[_answer(dialogue, view.plain("wizard.register"), value, "success")]]
    labels = [(view.plain("wizard.add_to", hospital=each.name), f"h{each.id}") for each in near]
    return [
        *([_answer(dialogue, label, value)] for label, value in labels),
        [_answer(dialogue, view.plain("wizard.make_new"), "new")],
    ]


def _marks(first: date, last: date) -> dict[date, DayMark]:
    return {first + timedelta(days=n): DayMark() for n in range((last - first).days + 1)}


async def _there(view: View, known: Hospital | None) -> Mapping[date, DayMark]:
    """Mark dates that are open already; a tap shows their capacity."""
    if known is None:
        return {}
    slots = await view.read(queries.slots, hospital=known.id)
    return {slot.day: DayMark(mark="●") for slot in slots}


async def _heading(view: View, draft: HospitalDraft) -> str:
    known = await hospital_called(view, draft.name)
    name = view.say("wizard.known" if known else "register.hospital", name=draft.name)
    return "\n".join([*_unread(view, draft), name])


def _unread(view: View, draft: HospitalDraft) -> list[str]:
    return [line_screens.unread(view, draft.unread)] if draft.unread else []


def _ask_days(view: View) -> str:
    until = (view.today + timedelta(weeks=4)).isoformat()
    return view.say("wizard.days", example=example(view), until=until)


def _chosen(view: View, draft: HospitalDraft) -> str | None:
    if not draft.days:
        return None
    few = len(draft.days) <= MAX_NAMED_DAYS + MIN_HIDDEN_DAYS
    shown = draft.days if few else draft.days[:MAX_NAMED_DAYS]
    named = ", ".join(view.words.day(day) for day in shown)
    if not few:
        last = view.words.day(draft.days[-1])
        return view.say("wizard.chosen_many", n=len(draft.days), named=named, last=last)
    return view.say("wizard.chosen", n=len(draft.days), named=named)


async def _open_already(view: View, known: Hospital | None, draft: HospitalDraft) -> str | None:
    there = await _there(view, known)
    both = [day for day in draft.days if day in there]
    return view.say("wizard.open_already", named=named_days(view, both)) if both else None


def named_days(view: View, days: Sequence[date], *, of: int | None = None) -> str:
    """The days, ten at most, and how many more of them there are."""
    shown = ", ".join(view.words.day(day) for day in days[:MAX_NAMED_DAYS])
    more = (len(days) if of is None else of) - min(len(days), MAX_NAMED_DAYS)
    return view.plain("wizard.and_more", named=shown, n=more) if more > 0 else shown


def _places(view: View, draft: HospitalDraft) -> str | None:
    return view.say("wizard.capacity", capacity=draft.capacity) if draft.capacity else None


def _after_calendar(
    view: View, dialogue: Dialogue, draft: HospitalDraft, known: Hospital | None
) -> Rows:
    rows: list[list[InlineKeyboardButton]] = []
    if draft.days:
        label = view.plain("wizard.done", n=len(draft.days))
        rows.append([_answer(dialogue, label, "ok", "primary")])
    elif known is not None:
        rows.append([_answer(dialogue, view.plain("wizard.no_more_days"), "skip")])
    return [*rows, _ways_out(view, dialogue)]


def _skip(view: View, dialogue: Dialogue, held: str | None) -> InlineKeyboardButton:
    label = "wizard.skip" if held is None else "wizard.keep"
    return _answer(dialogue, view.plain(label), "skip")


def _ways_out(view: View, dialogue: Dialogue) -> list[InlineKeyboardButton]:
    draft = draft_of(dialogue)
    if draft.steps[0] == dialogue.state and not draft.revising:
        return [_stop(view)]
    return [_answer(dialogue, view.plain("wizard.back"), "back"), _stop(view)]


def _stop(view: View) -> InlineKeyboardButton:
    return key(view.plain("button.stop"), StopDialogue())


def _answer(
    dialogue: Dialogue, label: str, value: str, style: Style | None = None
) -> InlineKeyboardButton:
    return key(label, Answered(dialogue.version, value), style)


QUESTIONS: Mapping[str, Question] = {
    "name": ask_name,
    "days": ask_days,
    "places": ask_places,
    "phone": ask_phone,
    "note": ask_note,
    "preview": preview,
}
