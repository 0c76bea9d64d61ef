"""Stores and a follower that write at the wrong moment, for the variants of the state machine."""

from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.policies import MYPAGE, Step
from domain.ports.store import Command
from jobs.consumer import Consumer
from tests.gates.state_machine.system import Mortal, Stumbled


class Notebook:
    """Stands where the outbox is and only remembers."""

    def __init__(self, outbox: Any) -> None:
        self._outbox = outbox
        self.noted: list[tuple[Any, Any]] = []

    def append(self, event: Any, *, at: Any) -> int:
        self.noted.append((event, at))
        return 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)


def noting(operation: Any, args: tuple[Any, ...], noted: list[tuple[Any, Any]]) -> Any:
    """The operation, whose events are noted instead of written."""

    def act(tx: Any, **given: Any) -> Any:
        outbox = getattr(tx, "events", None)
        tx.events = notebook = Notebook(outbox)
        try:
            return operation(tx, *args, **given)
        finally:
            tx.events, noted[:] = outbox, notebook.noted

    return act


class Careless(Mortal):
    """Tells of events when the command has ended, well or not."""

    async def run(self, operation: Any, command: Command, *args: Any, **facts: Any) -> Any:
        noted: list[tuple[Any, Any]] = []
        try:
            return await super().run(noting(operation, args, noted), command, **facts)
        finally:
            await self.tell(noted, command)

    async def tell(self, noted: list[tuple[Any, Any]], command: Command) -> None:
        if noted:
            at = Command(command.now)
            await self.store.run(lambda tx: [tx.events.append(e, at=t) for e, t in noted], at)


class Forgetful(Careless):
    """Tells of events after the commit, if it lives; what was undone is not told of."""

    async def run(self, operation: Any, command: Command, *args: Any, **facts: Any) -> Any:
        key, noted = command.key, list[tuple[Any, Any]]()
        if key is not None and await self.read(lambda tx: tx.keys.find(key), command.now):
            return await Mortal.run(self, operation, command, *args, **facts)
        done = await Mortal.run(self, noting(operation, args, noted), command, **facts)
        await self.tell(noted, command)
        return done


class Ahead(Mortal):
    """Takes the place first; gives it back when the booking is refused."""

    async def run(self, operation: Any, command: Command, *args: Any, **facts: Any) -> Any:
        if operation.__name__ != "book":
            return await super().run(operation, command, *args, **facts)
        slot, at = facts["slot"], Command(command.now)
        taken, used = await super().run(lambda tx: tx.slots.take_place(slot), at), []

        def act(tx: Any, **given: Any) -> Any:
            real, tx.slots = tx.slots, _Taken(tx.slots, used, taken=taken)
            try:
                used.clear()
                return operation(tx, **given)
            finally:
                tx.slots = real

        try:
            return await super().run(act, command, **facts)
        except Refused:
            used.clear()
            raise
        finally:
            if taken and not used:
                await super().run(lambda tx: tx.slots.return_place(slot), at)


class _Taken:
    """The slots, in one of which a place is ours already."""

    def __init__(self, slots: Any, used: list[int], *, taken: bool) -> None:
        self._slots, self._used, self._taken = slots, used, taken

    def take_place(self, slot: int) -> bool:
        self._used.append(slot)
        return self._taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._slots, name)


class Swallowing(Consumer):
    """Of the read model every error counts as done."""

    def __init__(self, subscriber: Any, **more: Any) -> None:
        if subscriber.name == MYPAGE.name:
            subscriber = replace(subscriber, react=_quietly(subscriber.react))
        super().__init__(subscriber, **more)


def _quietly(react: Any) -> Any:
    def done(tx: Any, recorded: Any) -> Step:
        try:
            return react(tx, recorded)
        except Stumbled:
            return Step.DONE

    return done
