"""One question of registering a hospital: its dates, tapped on a calendar or typed.

Looks up which dates there are already; opens none.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from domain import queries
from domain.errors import OutOfDate
from domain.model import Slot, hospital_key
from handlers import parsing
from handlers.dialogue import Said
from handlers.hospitals.draft import Draft
from handlers.parsing import Misunderstood
from handlers.pressed import tapped, typed
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
