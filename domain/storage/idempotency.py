"""Idempotency keys and audit rows of commands: the log around every operation.

Results and refusals are stored alike, so that a redelivered update gets the same answer.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from domain.answer import Answer
from domain.errors import Refused
from domain.ports.store import STRANGER, Command, CommitSignal, ReadBack
from domain.storage.transaction import SqlMyPageTransaction, SqlTransaction


class TimedTransaction(Protocol):
    """A transaction as far as the writer needs it."""

    now: datetime
    update: int | None


T_contra = TypeVar("T_contra", bound=TimedTransaction, contravariant=True)


class CommandLog(Protocol[T_contra]):
    """Storage of the results of a store's commands."""

    def prefetch(self, tx: T_contra, commands: Sequence[Command]) -> None:
        """Read what the commands will read, for all of them at once; see `sql.batch`."""
        ...

    def find_result(self, tx: T_contra, command: Command) -> Answer | None:
        """The stored answer of a command that had its effect before."""
        ...

    def save_result(self, tx: T_contra, command: Command, result: object) -> bool:
        """Store the result beside the effect; False: there is one already."""
        ...

    def read_back(self, tx: T_contra, done: Sequence[tuple[Command, object]]) -> None:
        """Read what the commands' callers show, once all is written; each with its result."""
        ...

    def signals(self, tx: T_contra) -> frozenset[CommitSignal]:
        """The signals since the last call."""
        ...


class MainCommandLog:
    """Idempotency keys and audit log of the main store."""

    def prefetch(self, tx: SqlTransaction, commands: Sequence[Command]) -> None:
        """For bookings, where there are at least two."""
        hints = [each.prefetch for each in commands if each.prefetch is not None]
        if len(hints) > 1:
            tx.now = max(each.now for each in commands)
            tx.prefetch(hints)

    def find_result(self, tx: SqlTransaction, command: Command) -> Answer | None:
        """The answer under the command's key."""
        return None if command.key is None else tx.keys.find(command.key)

    def save_result(self, tx: SqlTransaction, command: Command, result: object) -> bool:
        """Store it under the command's key, and in the audit if it is an admin's action. TypeError:
        not an `Answer`.
        """
        if command.key is None and command.deed is None:
            return True
        if not isinstance(result, Answer):
            raise TypeError("a command with a key or a deed gives an Answer")
        kept = command.key is None or tx.keys.keep(command.key, result, at=command.now)
        if command.deed is not None:
            tx.audit.note_once(
                command.deed,
                outcome=result.name if result.refused else "done",
                facts=result.facts,
                update=tx.update,
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

    def signals(self, tx: SqlTransaction) -> frozenset[CommitSignal]:
        found = frozenset(tx.signals)
        tx.signals.clear()
        return found


class MyPageCommandLog:
    """The read model keeps nothing: its position in the outbox is its key."""

    def prefetch(self, _tx: SqlMyPageTransaction, _commands: Sequence[Command]) -> None:
        """Do nothing: commands come one at a time."""

    def find_result(self, _tx: SqlMyPageTransaction, _command: Command) -> Answer | None:
        return None

    def save_result(self, _tx: SqlMyPageTransaction, _command: Command, _result: object) -> bool:
        return True

    def read_back(self, _tx: SqlMyPageTransaction, _done: Sequence[tuple[Command, object]]) -> None:
        """Do nothing: the commands of the read model's consumer show nothing."""

    def signals(self, _tx: SqlMyPageTransaction) -> frozenset[CommitSignal]:
        return frozenset()


def as_answer(refusal: Refused) -> Answer:
    """The refusal in the form that is stored."""
    return Answer(refusal.name, refusal.facts, refused=True)


def as_refusal(answer: Answer) -> Refused:
    """The refusal as an exception of its class; a plain Refused if that class is gone."""
    found = next((kind for kind in _kinds(Refused) if kind.__name__ == answer.name), Refused)
    return found(**answer.facts)


def _kinds(base: type[Refused]) -> Iterator[type[Refused]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)
