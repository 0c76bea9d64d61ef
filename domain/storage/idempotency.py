"""What is around every operation inside its transaction: its key, its answer, its audit row.

The same for a result and for a refusal, so that a redelivery shows either again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from domain.answer import Answer
from domain.errors import Refused
from domain.ports.store import STRANGER, Command, CommitSignal, ReadBack
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction


class TimedTransaction(Protocol):
    """A transaction as far as the writer looks into it."""

    now: datetime
    update: int | None


T_contra = TypeVar("T_contra", bound=TimedTransaction, contravariant=True)


class CommandLog(Protocol[T_contra]):
    """How a store keeps what its commands did."""

    def look_ahead(self, tx: T_contra, commands: Sequence[Command]) -> None:
        """Read what they will ask first, for all of them at once; they are run as one."""
        ...

    def stored(self, tx: T_contra, command: Command) -> Answer | None:
        """What the command answered when it had its effect."""
        ...

    def keep(self, tx: T_contra, command: Command, result: object) -> bool:
        """Keep the result beside the effect; False: it had its effect before."""
        ...

    def read_back(self, tx: T_contra, done: Sequence[tuple[Command, object]]) -> None:
        """Read what the commands' callers show, once all is written; each with its result."""
        ...

    def news(self, tx: T_contra) -> frozenset[CommitSignal]:
        """What may have happened since this was last asked."""
        ...


class MainCommandLog:
    """Keys and audit of the main store."""

    def look_ahead(self, tx: SqlTransaction, commands: Sequence[Command]) -> None:
        """What bookings need, where there are more than one."""
        wishes = [each.wish for each in commands if each.wish is not None]
        if len(wishes) > 1:
            tx.now = max(each.now for each in commands)
            tx.look_ahead(wishes)

    def stored(self, tx: SqlTransaction, command: Command) -> Answer | None:
        """The answer under the command's key."""
        return None if command.key is None else tx.keys.find(command.key)

    def keep(self, tx: SqlTransaction, command: Command, result: object) -> bool:
        """Under its key, and in the audit if it is an admin's deed. TypeError: not an `Answer`."""
        if command.key is None and command.deed is None:
            return True
        if not isinstance(result, Answer):
            raise TypeError("a command with a key or a deed gives an Answer")
        kept = command.key is None or tx.keys.keep(command.key, result, at=command.now)
        if command.deed is not None:
            tx.audit.note(
                command.deed,
                outcome=result.name if result.refused else "done",
                facts=result.facts,
                update=command.update,
            )
        return kept

    def read_back(self, tx: SqlTransaction, done: Sequence[tuple[Command, object]]) -> None:
        """One statement for one command, two for any number of them: they hold up all that wait."""
        asked = [
            (command.key, command.read_back, result)
            for command, result in done
            if command.read_back is not None and isinstance(result, Answer)
        ]
        if len(asked) == 1:
            [(key, wanted, answer)] = asked
            read = tx.arrivals.read
            wanted.found = read(key=key, telegram=wanted.telegram, booking=answer.booking)
        elif asked:
            self._read_all_back(tx, [(wanted, answer) for _, wanted, answer in asked])

    def _read_all_back(self, tx: SqlTransaction, asked: Sequence[tuple[ReadBack, Answer]]) -> None:
        senders = tx.arrivals.senders({wanted.telegram for wanted, _ in asked})
        ids = {answer.booking for _, answer in asked if answer.booking is not None}
        cards = {card.booking.id: card for card in tx.bookings.cards(ids)}
        for wanted, answer in asked:
            found = senders.get(wanted.telegram, STRANGER)
            card = None if answer.booking is None else cards.get(answer.booking)
            wanted.found = found._replace(answer=answer, booking=card)

    def news(self, tx: SqlTransaction) -> frozenset[CommitSignal]:
        """What the facets noted; it is asked for once."""
        found = frozenset(tx.news)
        tx.news.clear()
        return found


class MyPageCommandLog:
    """The read model keeps nothing: its position in the outbox is its key."""

    def look_ahead(self, _tx: SqlMyPageTransaction, _commands: Sequence[Command]) -> None:
        """Nothing: it has one command at a time."""

    def stored(self, _tx: SqlMyPageTransaction, _command: Command) -> Answer | None:
        """Nothing."""
        return None

    def keep(self, _tx: SqlMyPageTransaction, _command: Command, _result: object) -> bool:
        """Keep nothing."""
        return True

    def read_back(self, _tx: SqlMyPageTransaction, _done: Sequence[tuple[Command, object]]) -> None:
        """Nothing: nobody waits for what it does."""

    def news(self, _tx: SqlMyPageTransaction) -> frozenset[CommitSignal]:
        """Nobody waits for what it does."""
        return frozenset()


def as_answer(refusal: Refused) -> Answer:
    """A refusal as it is kept."""
    return Answer(refusal.name, refusal.facts, refused=True)


def as_refusal(answer: Answer) -> Refused:
    """The refusal again, of its own class; a plain Refused of a class that is gone."""
    found = next((kind for kind in _kinds(Refused) if kind.__name__ == answer.name), Refused)
    return found(**answer.facts)


def _kinds(base: type[Refused]) -> Iterator[type[Refused]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)
