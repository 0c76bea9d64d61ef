"""The read model and the ledger under events that come late, twice or out of order."""

from datetime import timedelta

import pytest

from domain.events import BookingCancelled, BookingMade, PlaceReturned
from domain.model import Status
from domain.ports.store import Command
from tests.storage.desk import MONDAY

FACTS = {"booking": 1, "code": "HS-000001", "person": 5, "slot": 2, "hospital": 3, "day": MONDAY}
MADE = BookingMade(version=1, **FACTS)
CANCELLED = BookingCancelled(version=2, **FACTS)
RETURNED = PlaceReturned(version=2, **FACTS)
STATUS = {MADE: Status.BOOKED, CANCELLED: Status.CANCELLED, RETURNED: Status.CANCELLED}


@pytest.fixture
def view(desk):
    """Runs on the read model's view."""

    async def on_it(operation):
        return await desk.mypage.run(lambda tx: operation(tx.view), Command(desk.clock.now()))

    return on_it


@pytest.mark.parametrize(
    "order",
    [
        (CANCELLED, RETURNED, MADE),
        (MADE, CANCELLED, RETURNED),
        (CANCELLED, MADE, RETURNED),
        (MADE,) * 2 + (CANCELLED,),
    ],
)
async def test_the_newest_version_stands_in_whatever_order_events_come(desk, view, order):
    at = desk.clock.now()
    for event in order:
        await view(lambda v, e=event: v.record(e, status=STATUS[e], at=at))
        await desk.run(lambda tx, e=event: tx.ledger.record(e, status=STATUS[e], at=at))

    page = await view(lambda v: v.page(5, code="HS-000001"))
    line = await desk.read(lambda tx: tx.ledger.line(1))

    assert (page.status, page.version) == (Status.CANCELLED, 2)
    assert (line.status, line.version) == ("cancelled", 2)
    kinds = [moment.kind for moment in page.history]
    assert kinds == [e.kind for e in (MADE, CANCELLED, RETURNED) if e in order]


async def test_nobody_sees_anybody_elses_page(desk, view):
    await view(lambda v: v.record(MADE, status=Status.BOOKED, at=desk.clock.now()))

    assert await view(lambda v: v.page(6, code="HS-000001")) is None
    assert await view(lambda v: v.pages(6, limit=9)) == []
    assert await view(lambda v: v.versions(5)) == {1: 1}


async def test_pages_come_latest_date_first_and_no_more_than_asked(desk, view):
    for number in range(4):
        facts = FACTS | {"booking": number + 1, "code": f"HS-00000{number}"}
        event = BookingMade(version=1, **(facts | {"day": MONDAY + timedelta(days=number)}))
        await view(lambda v, e=event: v.record(e, status=Status.BOOKED, at=desk.clock.now()))

    pages = await view(lambda v: v.pages(5, limit=3))

    assert [page.booking for page in pages] == [4, 3, 2]


async def test_a_page_follows_its_hospitals_phone(desk, view):
    await view(lambda v: v.record(MADE, status=Status.BOOKED, at=desk.clock.now()))
    nameless = await view(lambda v: v.page(5, code="HS-000001"))

    for phone in (None, "02-123-4567"):
        await view(lambda v, p=phone: v.hospital(3, name="한빛병원", phone=p))

    page = await view(lambda v: v.page(5, code="HS-000001"))
    assert (nameless.hospital, nameless.phone) == ("", None)
    assert (page.hospital, page.phone) == ("한빛병원", "02-123-4567")


async def test_it_can_be_emptied_and_built_again(desk, view):
    slot, person = await desk.slot(), await desk.person()
    await desk.booking(person=person, slot=slot.id)
    await desk.settle()
    before = await view(lambda v: v.pages(person, limit=9))

    await view(lambda v: v.clear())
    emptied = await view(lambda v: v.pages(person, limit=9))
    await desk.settle()

    assert emptied == []
    assert await view(lambda v: v.pages(person, limit=9)) == before
