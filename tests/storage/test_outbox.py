"""What the outbox hands out: events, and the words in which they were written."""

from domain.events import BookingMade, Event, Unknown, read_event


class KioskOpened(Event):
    """A newer release knows it; this one does not."""

    stored = False
    kiosk: int


class BookingHeld(Event):
    """One that happens to a booking."""

    stored = False
    booking: int
    until: str


async def recorded(desk):
    return await desk.read(lambda tx: tx.events.after(0, limit=100))


async def test_an_event_comes_with_its_body_as_it_was_written(desk):
    slot = await desk.slot()
    await desk.booking(person=await desk.person(), slot=slot.id)

    found = await recorded(desk)

    kinds = [each.event.kind for each in found]
    assert kinds == ["HospitalRegistered", "SlotOpened", "BookingMade"]
    assert [read_event(each.event.kind, each.body) for each in found] == [
        each.event for each in found
    ]


async def test_a_kind_that_this_release_does_not_know_stands_in_nobodys_way(desk):
    slot = await desk.slot()
    await desk.run(lambda tx: tx.events.append(KioskOpened(kiosk=4), at=tx.now))
    await desk.run(lambda tx: tx.events.append(BookingHeld(booking=7, until="noon"), at=tx.now))
    await desk.booking(person=await desk.person(), slot=slot.id)

    kiosk, held, made = (await recorded(desk))[-3:]

    assert isinstance(made.event, BookingMade)
    assert kiosk.event == Unknown(of="KioskOpened", booking=None)
    assert held.event == Unknown(of="BookingHeld", booking=7)
    assert (kiosk.body, held.body) == ('{"kiosk":4}', '{"booking":7,"until":"noon"}')
    assert await desk.read(lambda tx: tx.events.get(held.id)) == held
