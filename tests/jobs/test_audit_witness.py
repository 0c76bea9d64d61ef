"""The audit's head is noted outside of the database: log, metrics, other systems."""

import json

import pytest
from structlog.testing import capture_logs

from bot.background_jobs import RelayConnection
from domain.errors import Unavailable
from domain.model import AuditEntry
from domain.ports.store import AuditHead, Command
from jobs.housekeeping import AuditWitness
from jobs.leadership import FencingToken, Leadership
from tests.storage.desk import says

DEED = AuditEntry("900", "owner", "park", "")


class Elsewhere(Leadership):
    """Another process does the upkeep, as long as this one has no token."""

    token: int | None = None

    def guard_for(self, worker):
        return None if self.token is None else FencingToken(worker, self.token)


async def act(world) -> AuditHead:
    await world.main.run(says("done"), Command(world.clock.now(), deed=DEED))
    head = await world.read(lambda tx: tx.audit.head())
    assert head is not None
    return head


def heads(logged) -> list[str]:
    return [line["head"] for line in logged if line["event"] == "audit head"]


async def test_the_head_goes_into_the_log_and_is_kept_for_the_metrics(world):
    witness = AuditWitness(store=world.main, clock=world.clock)

    with capture_logs() as logged:
        await witness.tick()
        nothing = witness.head
        world.clock.forward(hours=1)
        first = await act(world)
        await witness.tick()
        second = await act(world)
        await witness.tick()
        between = witness.head
        world.clock.forward(hours=1)
        await witness.tick()

    assert nothing is None
    assert between == first
    assert heads(logged) == [str(first), str(second)]
    assert witness.head == second
    assert str(first) == f"{first.row}:{first.hash}"


async def test_a_process_that_takes_over_the_upkeep_notes_it_at_once(world):
    leadership = Elsewhere()
    witness = AuditWitness(store=world.main, clock=world.clock, leadership=leadership)
    head = await act(world)

    with capture_logs() as logged:
        for token in (None, 1, 1, 3, None, 5):
            leadership.token = token
            await witness.tick()

    assert heads(logged) == [str(head)] * 3


async def test_the_head_stays_while_the_store_cannot_be_read(world, monkeypatch):
    witness = AuditWitness(store=world.main, clock=world.clock)
    head = await act(world)
    await witness.tick()
    world.clock.forward(hours=1)

    async def away(*_):
        raise Unavailable

    monkeypatch.setattr(world.main, "read", away)
    with pytest.raises(Unavailable):
        await witness.tick()

    assert witness.head == head


async def test_only_the_process_that_does_the_upkeep_notes_it(world):
    witness = AuditWitness(store=world.main, clock=world.clock, leadership=Elsewhere())
    await act(world)

    with capture_logs() as logged:
        await witness.tick()

    assert logged == []
    assert witness.head is None


async def test_other_systems_hear_of_it(world):
    heard = []

    async def publish(messages):
        heard.extend(messages)
        return [None for _ in messages]

    witness = RelayConnection(publish, "/checkup").witness
    head = await act(world)
    await AuditWitness(store=world.main, clock=world.clock, witness=witness).tick()

    [message] = heard
    told = json.loads(message.body)
    assert (message.kind, message.id) == ("audit-head", f"audit-{head}")
    assert told["data"] == {"row": head.row, "hash": head.hash}
    assert (told["type"], told["source"]) == ("checkup.audit-head", "/checkup")


async def test_that_they_do_not_is_said_and_the_log_has_it_all_the_same(world):
    async def refuse(_messages):
        return ["no room"]

    async def away(_messages):
        raise Unavailable

    head = await act(world)
    for publish in (refuse, away):
        witness = RelayConnection(publish, "/checkup").witness
        with capture_logs() as logged:
            await AuditWitness(store=world.main, clock=world.clock, witness=witness).tick()

        assert heads(logged) == [str(head)]
        assert logged[-1]["event"] == "audit head not published"
