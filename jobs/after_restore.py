"""What is done once with a database that was restored, before anybody serves it: all that follows
from what happened before the backup. Sends nothing; what is owed then is held by others.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple, TypeVar

from domain.events import PersonErased
from domain.operations.privacy import erase_person
from domain.policies import SUBSCRIBERS
from domain.ports.clock import Clock
from domain.ports.store import Command, Store, Transaction
from jobs import delivery_steps
from jobs.consumer import Consumer
from jobs.consumer_steps import BatchResult
from jobs.housekeeping import Housekeeping

R = TypeVar("R")


class RecoveryResult(NamedTuple):
    """How many messages were just being sent, and how many people were erased again."""

    sending: int
    erased: int


async def replay_after_restore(
    store: Store[Transaction], clock: Clock, *, gone: Iterable[PersonErased]
) -> RecoveryResult:
    """Erases again who was erased since the backup, as far as that is known (`gone`); then has
    every reaction come to the end of the events: what they owe may have been sent since, too.

    Raises Unavailable.
    """

    async def run(operation: Callable[[Transaction], R]) -> R:
        return await store.run(operation, Command(clock.now()))

    sending = await run(lambda tx: tx.notices.release())
    erased = [await run(partial(_erase_again, event=each)) for each in gone]
    await _react(store, clock)
    while await run(delivery_steps.enqueue_deletion_reports):
        pass
    await Housekeeping(store=store, clock=clock).tick()
    return RecoveryResult(sending, sum(erased))


def _erase_again(tx: Transaction, *, event: PersonErased) -> int:
    known = tx.people.get(event.person)
    if known is None or known.telegram is None:
        return 0
    erase_person(tx, person=event.person, reason=event.reason)
    return 1


async def _react(store: Store[Transaction], clock: Clock) -> None:
    """The read model is not among them: it begins anew when the bot runs."""
    followers = [Consumer(each, store=store, outbox=store, clock=clock) for each in SUBSCRIBERS]
    while {await each.turn() for each in followers} != {BatchResult.NOTHING}:
        pass
