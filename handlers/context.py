"""The context of an update: its sender, and the seam into the core, `run`."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Concatenate, ParamSpec, cast

from structlog.contextvars import bind_contextvars
from telegram import Update
from telegram.error import RetryAfter, TelegramError
from telegram.ext import CallbackContext, ExtBot

from domain.answer import Answer
from domain.errors import Refused
from domain.model import AuditEntry, Dialogue, Role
from domain.operations import admins, dialogues
from domain.ports.bookings import BookingCard
from domain.ports.store import Arrival, Command, IdempotencyKey, PrefetchHint, ReadBack, Transaction
from handlers.texts import language_of, wording_in
from handlers.ui.callback_data import language_in
from handlers.view import Services, View


def bind_booking(found: BookingCard | None) -> None:
    """Bind the booking's code to the log context of this update or notice."""
    if found is not None:
        bind_contextvars(booking=found.booking.code)


async def _attempts(call: Callable[[], Awaitable[object]], tries: int) -> None:
    with suppress(TelegramError):
        for left in reversed(range(tries)):
            try:
                await call()
            except RetryAfter as pause:
                if not left:
                    return
                after = pause.retry_after
                await asyncio.sleep(
                    after.total_seconds() if isinstance(after, timedelta) else after
                )
            else:
                return


P = ParamSpec("P")
SERVICES = "services"
ARRIVED: ContextVar[float | None] = ContextVar("arrived", default=None)
"""The event loop's time when the update arrived, before it waited for its turn."""
HASTY: ContextVar[bool] = ContextVar("hasty", default=False)
"""Whether replies to the sender have to wait: the update is acknowledged before its reply."""
FAILURE: ContextVar[Exception | None] = ContextVar("failure", default=None)
"""The exception of the handler of this update, which the library itself swallows."""
LEFT_IN_PASSING = Answer("left")
"""The stored answer of an update that asked for a screen and so ended a dialogue: redelivered, it
asks for the screen again.
"""
MAX_SPOKEN = 10_000
"""Strangers whose chosen language is remembered, in this process, until there is consent to store
it.
"""
SPOKEN = "spoken"
ACKNOWLEDGE_WITHIN_S = 3.0
"""From the arrival of an update; by then it is acknowledged, replied to or not."""


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context of one update, with its sender and the one command it may run."""

    incoming: Update
    key: IdempotencyKey
    view: View
    stored: Answer | None = None
    answer: Answer | None = None
    deed: AuditEntry | None = None
    prefetch: PrefetchHint | None = None
    as_role: Role | None = None
    """The role that the sender must still have when the command runs; None: no role is needed."""
    leaving: bool = False
    keeping: bool = False
    """Whether the dialogue that this update leaves can be gone on with."""
    answer_by: float = 0.0
    spoken: str | None = None
    pressed: str | None = None
    """Callback data of the button that was tapped or typed."""
    shown: int | None = None
    """The number of the message that shows the reply, once it is delivered."""
    on_shown: Callable[[int], None] | None = None
    misses: int | None = None
    """None: what is shown becomes the open card. Otherwise the open card stays, after so many lines
    in a row that were not understood.
    """

    @property
    def services(self) -> Services:
        """The dependencies of the handlers."""
        return cast(Services, self.bot_data[SERVICES])

    @property
    def telegram(self) -> int:
        """The sender's numeric id."""
        user = self.incoming.effective_user
        if user is None:
            raise LookupError("an update without a sender reached a handler")
        return user.id

    def call_in_background(self, call: Callable[[], Awaitable[object]], *, tries: int = 1) -> None:
        """Make a call to Telegram that is no reply: neither its wait nor its failure, which any
        person or group can cause, concerns the update. It is tried again after a pause that it met.
        """
        self.services.background(_attempts(call, tries))

    async def arrive(self, update: Update) -> None:
        """Look up the stored answer and the sender, before anything else."""
        self.incoming = update
        self.key = IdempotencyKey(self.bot.id, update.update_id)
        arrived = ARRIVED.get() or asyncio.get_running_loop().time()
        self.answer_by = arrived + ACKNOWLEDGE_WITHIN_S
        now = self.services.clock.now()
        self._meet(await self.services.store.read(self._read_arrival, now), now)

    def _read_arrival(self, tx: Transaction) -> Arrival:
        return tx.arrivals.read(key=self.key, telegram=self.telegram)

    def _meet(self, found: Arrival, now: datetime) -> None:
        """Set the view of the sender as found, on arrival or as the command's commit left them."""
        bind_booking(found.booking)
        language = "" if found.person is not None else self._strangers_language()
        self.stored = found.answer
        self.view = View.of(self.services, now, found, telegram=self.telegram, language=language)

    def _strangers_language(self) -> str:
        """The language chosen, which the tapped button may carry and this process may remember, or
        that of their Telegram.
        """
        query, user = self.incoming.callback_query, self.incoming.effective_user
        tapped = language_in(query.data) if query is not None else None
        self.spoken = self.spoken or tapped or self._remembered().get(self.telegram)
        return self.spoken or language_of(user.language_code if user is not None else None)

    def _remembered(self) -> OrderedDict[int, str]:
        """The languages that strangers chose, by account, the latest choice last."""
        return cast(OrderedDict[int, str], self.bot_data.setdefault(SPOKEN, OrderedDict()))

    def speak(self, language: str) -> None:
        """Switch to that language with a stranger, whose buttons carry it."""
        self.spoken = language
        remembered = self._remembered()
        remembered[self.telegram] = language
        remembered.move_to_end(self.telegram)
        if len(remembered) > MAX_SPOKEN:
            remembered.popitem(last=False)
        self.view = replace(self.view, words=wording_in(language))

    async def run(
        self,
        operation: Callable[Concatenate[Transaction, P], Answer],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Answer:
        """Run the update's one command; effect, key, audit row and dialogue commit together.

        Raises Refused and Unavailable; RuntimeError on a second run, which is a bug.
        """

        def act(tx: Transaction) -> Answer:
            return operation(tx, *args, **kwargs)

        open_dialogue = self._to_leave()
        if open_dialogue is not None:
            left = partial(dialogues.leave, person=open_dialogue.person, act=act, keep=self.keeping)
            return await self._commit(left, target=_target(kwargs))
        return await self._commit(act, target=_target(kwargs))

    async def turn(
        self,
        *,
        before: Dialogue,
        after: Dialogue | None,
        act: dialogues.Act | None = None,
        tapped: bool = False,
    ) -> Answer:
        """Run one turn of the person's dialogue, with at most one command in it."""
        turned = partial(dialogues.turn, before=before, after=after, act=act, tapped=tapped)
        return await self._commit(turned, target=before.topic)

    async def leave(self, *, act: dialogues.Act | None = None) -> bool:
        """End the open dialogue if this update ends it and ran no command; False: it does not."""
        found = self._to_leave()
        if found is None or self.answer is not None:
            return False
        left = partial(dialogues.leave, person=found.person, act=act, keep=self.keeping)
        await self._commit(left, target="")
        return True

    async def leave_in_passing(self) -> None:
        """The same for an update that only asked for a screen: the screen is what is owed, not that
        the dialogue ended.
        """
        await self.leave(act=lambda _: LEFT_IN_PASSING)

    def _to_leave(self) -> Dialogue | None:
        """The open dialogue that this update ends: none that began after it, for then it was
        redelivered late. (Telegram restarts the numbers of updates after a week of silence only.)
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
        now, sender = self.view.now, ReadBack(self.telegram)
        command = Command(now, key=self.key, deed=deed, prefetch=self.prefetch, read_back=sender)
        try:
            self.answer = await self.services.store.run(act, command)
        except Refused:
            self._meet(sender.found, now)
            raise
        self._meet(sender.found, now)
        return self.answer


def _target(arguments: dict[str, Any]) -> str:
    ids = {k: v for k, v in arguments.items() if isinstance(v, (int, date))}
    return " ".join(f"{name}={value}" for name, value in ids.items())
