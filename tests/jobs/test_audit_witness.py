"""The audit's head is noted outside of the database: log, metrics, other systems."""

import json

from structlog.testing import capture_logs

from bot.background_jobs import RelayConnection
from domain.errors import Unavailable
from domain.model import AuditEntry
from domain.ports.store import AuditHead, Command
from jobs.housekeeping import AuditWitness
from jobs.leadership import Leadership
from tests.storage.desk import says

DEED = AuditEntry("900", "owner", "park", "")


class Nowhere(Leadership):
    """Another process does the upkeep."""

    def guard_for(self, _worker):
        return None


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
        first = await act(world)
        await witness.tick()
        second = await act(world)
        await witness.tick()

    assert nothing is None
    assert heads(logged) == [str(first), str(second)]
    assert witness.head == second
    assert str(first) == f"{first.row}:{first.hash}"


async def test_only_the_process_that_does_the_upkeep_notes_it(world):
    witness = AuditWitness(store=world.main, clock=world.clock, leadership=Nowhere())
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
