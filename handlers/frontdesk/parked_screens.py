"""Dead-lettered (parked) events of both databases with a retry button, and notices on hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from domain.answer import Answer
from domain.errors import Unavailable
from domain.ports.events import ParkedEvent, Progress
from domain.ports.store import Transaction
from handlers.ui.buttons import RetryParked
from handlers.ui.callback_data import Button, key
from handlers.ui.screen import Rows, Screen, home_row, joined
from handlers.view import View


@dataclass(frozen=True)
class DecideHeldNotices(Button, verb="ah"):
    """Admin: send all notices on hold, or discard them."""

    send: bool


class HeldSection(NamedTuple):
    """Text and buttons about notices on hold; empty if there are none."""

    notes: Sequence[str]
    rows: Rows


async def kept(view: View) -> HeldSection:
    """Count of notices on hold, with buttons to decide."""
    n = await view.read(_held)
    if not n:
        return HeldSection((), ())
    send = key(view.plain("park.send", n=n), DecideHeldNotices(send=True))
    drop = key(view.plain("park.drop", n=n), DecideHeldNotices(send=False))
    return HeldSection([view.say("park.held", n=n)], [[send], [drop]])


def _held(tx: Transaction) -> int:
    return tx.held.count()


MAX_SHOWN = 20


class _Tracked(Protocol):
    progress: Progress


async def listed(view: View) -> Screen:
    """Parked events: consumer, event, attempts, last error."""
    main = await view.read(_parked)
    notes: list[str] = []
    try:
        mypage = await view.read_mypage(_parked)
    except Unavailable:
        mypage = _Parked(0, ())
        notes.append(view.say("park.mypage_down"))
    count = main.total + mypage.total
    waits = await kept(view)
    notes += waits.notes
    if not count:
        return Screen(joined(view.say("park.empty"), *notes), [*waits.rows, home_row(view)])
    shown = sorted([*main.events, *mypage.events], key=lambda each: each.event)[:MAX_SHOWN]
    kinds = await view.read(_kinds, events=tuple(each.event for each in shown))
    lines = [_line(view, each, kinds[each.event]) for each in shown]
    if count > len(shown):
        lines.append(view.say("park.more", n=count - len(shown)))
    text = joined(view.say("park.head", n=count), "\n".join(lines), *notes)
    retry = [key(view.plain("park.retry"), RetryParked())]
    return Screen(text, [retry, *waits.rows, home_row(view)])


async def retried(view: View, _: Answer) -> Screen:
    """Retry scheduled; the current list."""
    return await _after(view, view.say("park.retried"))


async def held_sent(view: View, answer: Answer) -> Screen:
    """Notices released; the current list."""
    return await _after(view, view.say("park.held_sent", n=answer.number("n")))


async def held_dropped(view: View, answer: Answer) -> Screen:
    """Notices discarded; the current list."""
    return await _after(view, view.say("park.held_dropped", n=answer.number("n")))


async def _after(view: View, done: str) -> Screen:
    screen = await listed(view)
    return Screen(joined(done, screen.text), screen.rows)


class _Parked(NamedTuple):
    total: int
    events: Sequence[ParkedEvent]


def _parked(tx: _Tracked) -> _Parked:
    return _Parked(tx.progress.count_parked(), tx.progress.parked(limit=MAX_SHOWN))


def _kinds(tx: Transaction, *, events: Sequence[int]) -> dict[int, str]:
    return {event: _kind(tx, event) for event in events}


def _kind(tx: Transaction, event: int) -> str:
    """Kind of the event; ? if this release cannot parse it, which may be why it is parked."""
    try:
        recorded = tx.events.get(event)
    except ValueError:
        recorded = None
    return "?" if recorded is None else recorded.event.kind


def _line(view: View, each: ParkedEvent, kind: str) -> str:
    return view.say(
        "park.line",
        subscriber=each.subscriber,
        event=each.event,
        kind=kind,
        attempts=each.attempts,
        error=each.error,
    )


ANSWERS = {
    "parked_retried": retried,
    "held_sent": held_sent,
    "held_dropped": held_dropped,
}
