"""Events and notices of a newer release, beside which this one may run, hold up nobody else."""

import pytest

from domain.events import PersonErased
from domain.ports.notices import Delivery, Notice, SendResult
from jobs.delivery import Deliverer
from jobs.dispatcher import Dispatcher
from tests.jobs.world import World
from tests.storage.raw import raw


@pytest.fixture
def run(ready):
    """Plain SQL beside the bot, as another release writes."""
    with raw(f"sqlite:///{ready}/main.db") as run:
        yield run


def tell(run, kind: str, body: str) -> None:
    run("INSERT INTO event (at, kind, body) VALUES (0, :kind, :body)", kind=kind, body=body)


@pytest.mark.spoilt("nothing-put-aside")
async def test_an_event_in_words_of_a_newer_release_is_put_aside_and_later_ones_are_handled(
    world: World, run
):
    slot = await world.slot()
    before = await world.book(slot)
    tell(run, "PersonErased", '{"person":11,"reason":"moved"}')
    after = await world.book(slot)

    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()

    for booking in (before, after):
        line = await world.read(lambda tx, id_=booking.id: tx.ledger.line(id_))
        page = await world.read_page(lambda tx, of=booking: tx.view.pages(of.person, limit=1))
        assert line is not None
        assert page
    aside = await world.read(lambda tx: tx.progress.parked(limit=9))
    assert {(each.subscriber, each.error) for each in aside} == {
        ("ledger", "UnsupportedEvent"),
        ("notices", "UnsupportedEvent"),
    }


async def test_a_release_that_has_the_words_goes_on_with_what_was_put_aside(world: World, run):
    await world.slot()
    tell(run, "PersonErased", '{"person":11,"reason":"moved"}')
    dispatcher = Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock)
    await dispatcher.drain()
    parked = await dispatcher.parked()

    known = PersonErased(person=11, reason="asked").model_dump_json()
    run("UPDATE event SET body = :body WHERE kind = 'PersonErased'", body=known)
    world.clock.forward(seconds=10)
    await dispatcher.drain()

    assert parked == 3
    assert await dispatcher.parked() == 0


@pytest.mark.spoilt("notice-of-a-change")
async def test_a_notice_of_a_newer_release_waits_for_it_and_others_are_sent(world: World, run):
    slot = await world.slot()
    one, other = await world.book(slot), await world.book(slot)
    await world.delete(slot, by=one.person, expected=2)
    await Dispatcher(main=world.main, mypage=world.mypage, clock=world.clock).drain()
    for n, person in enumerate((one.person, other.person, other.person)):
        owe_an_offer(run, n, person)
    sent: list[Notice] = []

    async def send(notice: Notice) -> SendResult:
        sent.append(notice)
        return SendResult(Delivery.SENT, len(sent))

    await Deliverer(store=world.main, send=send, clock=world.clock).drain()

    assert {notice.person for notice in sent} >= {one.person, other.person}
    assert run("SELECT DISTINCT state, attempts FROM notice WHERE kind = 'offer'") == [
        ("pending", 0)
    ]


def owe_an_offer(run, number: int, person: int) -> None:
    """Long due, so that it would come before all others."""
    run(
        "INSERT INTO notice (key, person, kind, facts, due_at, state, attempts, ambiguous,"
        " not_before) VALUES (:key, :person, 'offer', '{}', 0, 'pending', 0, 0, 0)",
        key=f"offer:{number}",
        person=person,
    )
