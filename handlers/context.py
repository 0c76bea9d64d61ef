"""The one seam from the conversation into the core: `run`, `read`, `show`. Knows no topic."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, cast

from structlog.contextvars import bind_contextvars
from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from domain.answer import Answer
from domain.errors import Refused
from domain.model import AuditEntry, Dialogue, Role
from domain.operations import admins, dialogues
from domain.ports.bookings import BookingCard
from domain.ports.store import Arrival, Command, IdempotencyKey, PrefetchHint, Transaction
from handlers.texts import language_of, wording_in
from handlers.ui.callback_data import spoken_in
from handlers.view import Services, View


def bind_booking(found: BookingCard | None) -> None:
    """Names the booking in the log from now on, as long as this update or notice is worked on."""
    if found is not None:
        bind_contextvars(booking=found.booking.code)


P = ParamSpec("P")
SERVICES = "services"
ARRIVED: ContextVar[float | None] = ContextVar("arrived", default=None)
"""The loop's time when the update at hand came in, before it waited for its turn."""
HASTY: ContextVar[bool] = ContextVar("hasty", default=False)
"""Whether its sender is ahead of what a chat can be answered: nobody waits for the reply."""
FAILURE: ContextVar[Exception | None] = ContextVar("failure", default=None)
"""What the handler of the update at hand raised: the library itself swallows it."""
LEFT_IN_PASSING = Answer("left")
"""What is kept of an update that asked for a screen and so ended a dialogue: when it comes again,
it asks again.
"""
ANSWER_WITHIN = 3.0
"""Seconds from the arrival of an update within which it is acknowledged, answered or not."""


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context of one update, with who it is from and what it may do once: run a command."""

    incoming: Update
    key: IdempotencyKey
    view: View
    stored: Answer | None = None
    answer: Answer | None = None
    deed: AuditEntry | None = None
    wish: PrefetchHint | None = None
    as_role: Role | None = None
    """What the sender must still be when the command runs; None: anybody may."""
    leaving: bool = False
    answer_by: float = 0.0
    spoken: str | None = None

    @property
    def services(self) -> Services:
        """The parts the conversation works with."""
        return cast(Services, self.bot_data[SERVICES])

    @property
    def telegram(self) -> int:
        """The numeric id of whoever sent the update."""
        user = self.incoming.effective_user
        if user is None:
            raise LookupError("an update from nobody reached a handler")
        return user.id

    async def arrive(self, update: Update) -> None:
        """Looks up the key and the sender, before anything else."""
        self.incoming = update
        self.key = IdempotencyKey(self.bot.id, update.update_id)
        arrived = ARRIVED.get() or asyncio.get_running_loop().time()
        self.answer_by = arrived + ANSWER_WITHIN
        now = self.services.clock.now()
        self._meet(await self.services.store.read(self._read_arrival, now), now)

    def _read_arrival(self, tx: Transaction, *, booking: int | None = None) -> Arrival:
        return tx.arrivals.read(key=self.key, telegram=self.telegram, booking=booking)

    def _meet(self, found: Arrival, now: datetime) -> None:
        """Goes on with the sender as found, on arrival or as the command's commit left them."""
        bind_booking(found.booking)
        language = "" if found.person is not None else self._strangers_language()
        self.stored = found.answer
        self.view = View.of(self.services, now, found, telegram=self.telegram, language=language)

    def _strangers_language(self) -> str:
        """What they chose, which the tapped button may remember, or what their Telegram speaks."""
        query, user = self.incoming.callback_query, self.incoming.effective_user
        self.spoken = self.spoken or (spoken_in(query.data) if query is not None else None)
        return self.spoken or language_of(user.language_code if user is not None else None)

    def speak(self, language: str) -> None:
        """Goes on in that language with a stranger, whose buttons remember it."""
        self.spoken = language
        self.view = replace(self.view, words=wording_in(language))

    async def run(
        self,
        operation: Callable[Concatenate[Transaction, P], Answer],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Answer:
        """Runs the update's one command; effect, key, audit row and dialogue commit together.

        Raises Refused and Unavailable; RuntimeError on a second run, which is a bug.
        """

        def act(tx: Transaction) -> Answer:
            return operation(tx, *args, **kwargs)

        open_dialogue = self._to_leave()
        if open_dialogue is not None:
            left = partial(dialogues.leave, person=open_dialogue.person, act=act)
            return await self._commit(left, target=_target(kwargs))
        return await self._commit(act, target=_target(kwargs))

    async def turn(
        self, *, before: Dialogue, after: Dialogue | None, act: dialogues.Act | None = None
    ) -> Answer:
        """Runs one turn of the person's dialogue, with at most one command in it."""
        turned = partial(dialogues.turn, before=before, after=after, act=act)
        return await self._commit(turned, target=before.topic)

    async def leave(self, *, act: dialogues.Act | None = None) -> bool:
        """Ends an open dialogue if the command that came in ends it and ran nothing itself; whether
        there was one.
        """
        found = self._to_leave()
        if found is None or self.answer is not None:
            return False
        await self._commit(partial(dialogues.leave, person=found.person, act=act), target="")
        return True

    async def leave_in_passing(self) -> None:
        """Does so behind a screen that was only asked for: that screen is what is owed, and not
        that the dialogue ended.
        """
        await self.leave(act=lambda _: LEFT_IN_PASSING)

    def _to_leave(self) -> Dialogue | None:
        """The open dialogue that this update ends: none that began after it, for then it came once
        more, and late. (Numbers of updates begin anew only after a week of silence.)
        """
        found = self.view.dialogue
        if not self.leaving or found is None:
            return None
        late = found.begun_by is not None and self.key.update < found.begun_by
        return None if late else found

    async def _commit(self, act: dialogues.Act, *, target: str) -> Answer:
        if self.answer is not None:
            raise RuntimeError("an update makes at most one run")
        self.answer = Answer("running")
        deed = self.deed and replace(self.deed, target=target)
        if self.as_role is not None:
            act = partial(admins.entitled, telegram=self.telegram, role=self.as_role, act=act)
        found: list[Arrival] = []

        def read_back(tx: Transaction, answer: Answer) -> None:
            """In the command's transaction: no second look is needed to show what it did."""
            found.append(self._read_arrival(tx, booking=answer.booking))

        now = self.view.now
        command = Command(now, key=self.key, deed=deed, wish=self.wish, read_back=read_back)
        try:
            self.answer = await self.services.store.run(act, command)
        except Refused:
            self._meet(found[-1], now)
            raise
        self._meet(found[-1], now)
        return self.answer


def _target(arguments: dict[str, Any]) -> str:
    ids = {k: v for k, v in arguments.items() if isinstance(v, (int, date))}
    return " ".join(f"{name}={value}" for name, value in ids.items())
