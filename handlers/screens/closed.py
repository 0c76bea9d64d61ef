"""A day that cannot be booked, why, and where else to go. Reads what is free, takes nothing."""

from collections.abc import Sequence

from domain import queries
from domain.queries import BookingCard, SlotCard
from handlers.texts import Value
from handlers.ui import booking_card
from handlers.ui.buttons import Month, Openings, PickSlot, ShowBooking
from handlers.ui.callback_data import key
from handlers.ui.home import home_row, mine_row
from handlers.ui.screen import Rows, Screen, joined
from handlers.view import View


async def sold_out(view: View, wanted: SlotCard, *, meanwhile: bool = False) -> Screen:
    """Full, or filled up `meanwhile`: the nearest dates there, other hospitals the same day."""
    why = "refused.sold_out" if meanwhile else "refused.full"
    full = view.say(why, hospital=wanted.hospital.name, day=wanted.slot.day)
    dates, elsewhere = await view.read(queries.nearby, slot=wanted.slot.id)
    offer = "refused.sold_out_offer" if dates or elsewhere else "refused.sold_out_nothing"
    rows = [*_choice(view, [*dates, *elsewhere]), *_around(view, wanted)]
    return Screen(joined(full, view.say(offer)), rows)


def gone(view: View, wanted: SlotCard | None) -> Screen:
    """A date that was deleted, perhaps with its hospital."""
    deleted = wanted is not None and wanted.hospital.deleted
    return _told(view, "refused.hospital_gone" if deleted else "refused.slot_gone", wanted)


def too_late(view: View, wanted: SlotCard) -> Screen:
    """Its book_until has passed."""
    day, rules = wanted.slot.day, view.services.rules
    if day < view.today:
        return _told(view, "refused.day_over", wanted)
    until = booking_card.instant(view, rules.book_until.before(day, rules.zone))
    said = view.say("refused.too_late_book", day=day, until=until)
    return Screen(said, _around(view, wanted))


def already_booked(view: View, mine: BookingCard) -> Screen:
    """One a day: the booking there is."""
    said = joined(
        view.say("refused.already_booked"), booking_card.text(view, booking_card.of_card(mine))
    )
    show = key(view.plain("button.show"), ShowBooking(mine.booking.id))
    other = key(view.plain("button.book_other_day"), Month(mine.hospital.id))
    return Screen(said, [[show], [other, *home_row(view)]])


def too_many(view: View, *, limit: int) -> Screen:
    """As many upcoming bookings as the policy allows."""
    return Screen(view.say("refused.too_many", limit=limit), [mine_row(view)])


def _told(view: View, sentence: str, wanted: SlotCard | None) -> Screen:
    values: dict[str, Value] = {} if wanted is None else {"day": wanted.slot.day}
    return Screen(view.say(sentence, **values), _around(view, wanted))


def _choice(view: View, cards: Sequence[SlotCard]) -> Rows:
    return [
        [
            key(
                view.plain("button.hospital_day", hospital=at.name, day=slot.day),
                PickSlot(slot.id),
            )
        ]
        for slot, at in cards
    ]


def _around(view: View, wanted: SlotCard | None) -> Rows:
    elsewhere = key(view.plain("button.other_hospital"), Openings())
    if wanted is None or wanted.hospital.deleted:
        return [[elsewhere, *home_row(view)]]
    other = key(view.plain("button.book_other_day"), Month(wanted.hospital.id))
    return [[other, elsewhere], home_row(view)]
