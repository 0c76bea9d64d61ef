"""The dialogue that registers a hospital: name, dates, places, phone, note, preview, register.

Takes the answers; how the questions look is drawn in screens.wizard.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from functools import partial

from domain import queries
from domain.errors import OutOfDate
from domain.model import Dialogue, Hospital, Slot, hospital_key
from domain.operations import hospitals
from domain.operations.dialogues import Act
from handlers import dialogue as dialogues
from handlers import parsing
from handlers.context import Context
from handlers.dialogue import Said, State, Topic, Turn, tapped, typed
from handlers.hospitals import register_screens
from handlers.hospitals.draft import STEPS, TOPIC_NAME, Draft, draft_of, steps_for
from handlers.parsing import Misunderstood, PartialHospital
from handlers.view import View


def refuse_late(view: View, days: Sequence[date]) -> None:
    """Raises Misunderstood for a day that nobody could book any more."""
    rules = view.services.rules
    for day in days:
        until = rules.book_until.before(day, rules.zone)
        if view.now >= until:
            moment = view.words.instant(until, rules.zone)
            raise Misunderstood("register.too_late", day=day, until=moment)


async def there_already(view: View, name: str) -> Mapping[date, Slot] | None:
    """The dates the hospital of that name has; None if there is no such hospital."""
    known = await view.read(queries.hospital_by_key, key=hospital_key(name))
    if known is None:
        return None
    return {slot.day: slot for slot in await view.read(queries.slots, hospital=known.id)}


async def take_days(view: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    """More dates, fewer dates, another month, or done with them; what is asked next."""
    tap = tapped(said)
    if tap is None:
        return await _with_typed(view, draft, typed(said)), "days"
    if tap == "skip":
        return await _without(view, draft)
    if tap == "ok":
        if not draft.days:
            raise Misunderstood("wizard.no_days")
        return draft, draft.after("days")
    if tap[0] == "m":
        return draft.having(month=_date(tap[1:] + "01")), "days"
    return await _with_tapped(view, draft, _date(tap[1:])), "days"


async def _without(view: View, draft: Draft) -> tuple[Draft, str]:
    """A hospital there is may get a new phone number or note alone."""
    if await there_already(view, draft.name) is None:
        raise Misunderstood("wizard.no_days")
    return draft.asking("phone").asking("note").having(days=()), "phone"


async def _with_typed(view: View, draft: Draft, text: str) -> Draft:
    days = _read(text, today=view.today)
    refuse_late(view, days)
    there = await there_already(view, draft.name) or {}
    if all(day in there for day in days):
        raise _exists(there[days[0]])
    chosen = tuple(sorted({*draft.days, *days}))
    return draft.having(days=chosen, month=min(days).replace(day=1))


async def _with_tapped(view: View, draft: Draft, day: date) -> Draft:
    shown = draft.having(month=day.replace(day=1))
    if day in draft.days:
        return shown.having(days=tuple(each for each in draft.days if each != day))
    refuse_late(view, [day])
    there = await there_already(view, draft.name) or {}
    if day in there:
        raise _exists(there[day])
    return shown.having(days=tuple(sorted({*draft.days, day})))


def _read(text: str, *, today: date) -> Sequence[date]:
    """One date, a range, or several of them one after the other."""
    line = parsing.add_hospital_line(text, today=today)
    if line.days and not (line.name or line.capacity or line.phone):
        return line.days
    return parsing.days(text, today=today)


def _date(packed: str) -> date:
    try:
        return date.fromisoformat(f"{packed[:4]}-{packed[4:6]}-{packed[6:]}")
    except ValueError:
        raise OutOfDate from None


def _exists(slot: Slot) -> Misunderstood:
    day, places, booked = slot.day, slot.capacity, slot.booked
    return Misunderstood("wizard.exists", day=day, capacity=places, booked=booked)


Take = Callable[[View, Draft, Said], Awaitable[tuple[Draft, str]]]
"""Answers the draft with what was said, and the next question."""


async def begin_from(context: Context, line: PartialHospital) -> None:
    """Opens the dialogue with what an incomplete line said; asks for the rest."""
    refuse_late(context.view, line.days)
    held = {"name": line.name, "days": line.days, "places": line.capacity}
    draft = Draft(
        steps=steps_for([step for step, value in held.items() if not value]),
        name=line.name or "",
        days=line.days,
        capacity=line.capacity or 0,
        phone=line.phone,
    )
    await _begin(context, draft)


async def begin_for(context: Context, hospital: Hospital) -> None:
    """Opens the dialogue for more dates of a hospital there is."""
    await _begin(context, Draft(steps=STEPS[1:], name=hospital.name))


async def _begin(context: Context, draft: Draft) -> None:
    await dialogues.begin(context, topic=TOPIC_NAME, state=draft.steps[0], facts=draft.facts())


async def _take_name(view: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    name = parsing.hospital_name(typed(said))
    known = await view.read(queries.hospital_by_key, key=hospital_key(name))
    return draft.having(name=known.name if known else name), draft.after("name")


async def _take_places(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    return draft.having(capacity=parsing.capacity(said.tap or typed(said))), draft.after("places")


async def _take_phone(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    if tapped(said) != "skip":
        draft = draft.having(phone=parsing.phone(typed(said)))
    return draft, draft.after("phone")


async def _take_note(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    if tapped(said) != "skip":
        draft = draft.having(note=parsing.note(typed(said)))
    return draft, draft.after("note")


async def _take_preview(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    if said.tap not in {"phone", "note"}:
        raise Misunderstood("wizard.press")
    return draft.asking(said.tap).having(revising=True), said.tap


async def _preview(view: View, dialogue: Dialogue, said: Said) -> Turn:
    if said.tap != "register":
        return await _turn("preview", _take_preview, view, dialogue, said)
    return Turn(None, act=await _act(view, draft_of(dialogue)))


async def _act(view: View, draft: Draft) -> Act:
    """Without new dates only phone and note are set, of the hospital there is."""
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
        raise Misunderstood("wizard.nothing")
    return partial(hospitals.change_hospital, hospital=known.id, phone=phone, note=note)


async def _turn(name: str, take: Take, view: View, dialogue: Dialogue, said: Said) -> Turn:
    draft = draft_of(dialogue)
    if name != "name" and tapped(said) == "back":
        return _next(draft, draft.before(name))
    return _next(*await take(view, draft, said))


def _next(draft: Draft, state: str) -> Turn:
    """Back at the preview nothing is asked again any more."""
    return Turn(state, (draft.having(revising=False) if state == STEPS[-1] else draft).facts())


_TAKES: dict[str, Take] = {
    "name": _take_name,
    "days": take_days,
    "places": _take_places,
    "phone": _take_phone,
    "note": _take_note,
}

TOPIC = Topic(
    TOPIC_NAME,
    {
        **{
            name: State(register_screens.QUESTIONS[name], partial(_turn, name, take))
            for name, take in _TAKES.items()
        },
        "preview": State(register_screens.QUESTIONS["preview"], _preview),
    },
    admins=True,
)
