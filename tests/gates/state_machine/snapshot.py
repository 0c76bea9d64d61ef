"""All of the databases that the books speak of, in plain rows, and what may be said against it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from domain.ports.notices import Notice, NoticeKind
from tests.gates.state_machine.reference_model import Books, Wrong, civil
from tests.gates.state_machine.system import House, Phones

FINAL = {"sent", "blocked", "superseded"}


class Seen(NamedTuple):
    """One moment's rows."""

    bookings: dict[int, tuple[str, int, bool]]
    slots: dict[int, tuple[int, int, bool]]
    notices: dict[str, tuple[int, str, int]]
    unreachable: set[int]
    deletions: dict[int, int]
    ledger: dict[int, tuple[str, int]]


_RETURNED = """b.status = 'cancelled' AND h.id IS NULL FROM booking b LEFT JOIN hold h
  ON h.booking = b.id AND h.reason = 'undo' AND h.ended_at IS NULL"""
"""Whether the place of a cancelled booking has come back: no hold keeps it."""


def seen(tx: Any) -> Seen:
    """As the engine has them."""

    def rows(what: str) -> list[tuple[Any, ...]]:
        tx.driver._cursor.execute(f"SELECT {what}")
        return tx.driver._cursor.fetchall()

    return Seen(
        {i: (s, v, bool(r)) for i, s, v, r in rows(f"b.id, status, b.version, {_RETURNED}")},
        {i: (c, t, s == "deleted") for i, c, t, s in rows("id, capacity, taken, state FROM slot")},
        {k: (p, s, d) for k, p, s, d in rows("key, person, state, due_at FROM notice")},
        {i for (i,) in rows("id FROM person WHERE reachable = 0")},
        dict(
            rows(
                "s.deletion, count(*) FROM booking b JOIN slot s ON s.id = b.slot"
                " WHERE b.status = 'force_cancelled' GROUP BY s.deletion"
            )
        ),
        {b: (s, v) for b, s, v in rows("booking, status, version FROM ledger")},
    )


def pages(tx: Any) -> dict[int, tuple[str, int]]:
    """The read model's bookings."""
    tx.view._driver._cursor.execute("SELECT booking, status, version FROM shown_booking")
    return {b: (s, v) for b, s, v in tx.view._driver._cursor.fetchall()}


def always(books: Books, now: Seen, phones: Phones) -> None:
    """What must be so after every step. Raises Wrong."""
    books.observe(now.bookings)
    slots = {i: (s.capacity, books.taken(i), s.gone) for i, s in books.slots.items()}
    if slots != now.slots:
        raise Wrong(f"slots (capacity, taken, deleted) {now.slots}, not {slots}")
    owed = books.owed()
    for key, (person, _, _) in now.notices.items():
        if not key.startswith("deletion:") and owed.get(key) != person:
            raise Wrong(f"notice {key} is owed to {person}")
    for key, copies in phones.accepted.items():
        if copies > 1 + phones.doubtful[key]:
            raise Wrong(f"notice {key} came {copies} times, {phones.doubtful[key]} in doubt")
    for person in {each.person for each in phones.heard}:
        firsts = list(dict.fromkeys(_place(n) for n in phones.heard if n.person == person))
        if firsts != sorted(firsts):
            raise Wrong(f"messages to {person} out of order")


def _place(notice: Notice) -> tuple[datetime, int]:
    return notice.due_at, notice.id


def at_rest(house: House, books: Books, now: Seen) -> Iterator[str]:
    """What is not as it must be once nothing is left to do."""
    as_told = {i: (b.status, b.version) for i, b in books.bookings.items()}
    for name, shown in {"ledger": now.ledger, "read model": house.see(pages, shown=True)}.items():
        if shown != as_told:
            yield f"{name} {shown}, not {as_told}"
    for id_, each in books.bookings.items():
        if each.status == "booked" and books.slots[each.slot].gone:
            yield f"booking {id_} stands at a deleted date"
        if each.status == "cancelled" and not each.returned:
            yield f"the place of booking {id_} did not come back"
    sums = {f"deletion:{each}:sum" for each in now.deletions}
    if set(now.notices) != set(books.owed()) | sums:
        yield f"owed {sorted(now.notices)}, not {sorted(set(books.owed()) | sums)}"
    yield from _post_at_rest(house, now)


def _post_at_rest(house: House, now: Seen) -> Iterator[str]:
    """What is due was told, or could not be; nothing is lost and nothing was told unnoticed."""
    due = {k: (p, s) for k, (p, s, d) in now.notices.items() if d <= ms(house.clock.at)}
    for key, (person, state) in due.items():
        copies, doubt = house.phones.accepted[key], house.phones.doubtful[key]
        wrong = {
            "not settled": state not in FINAL,
            "lost": state == "sent" and copies == 0,
            "told": state != "sent" and copies > doubt,
            "kept from somebody who is there": state == "blocked" and person not in now.unreachable,
        }
        yield from (
            f"notice {key} is {state}, but {what}" for what, is_so in wrong.items() if is_so
        )


def ms(at: datetime) -> int:
    """As it is stored."""
    return int(at.timestamp() * 1000)


def true_reminder(books: Books, notice: Notice, at: datetime) -> bool:
    """Whether it may be told now, if it is a reminder."""
    if notice.kind is not NoticeKind.REMINDER:
        return True
    booking = books.bookings[int(str(notice.facts["booking"]))]
    return booking.status == "booked" and notice.due_at <= at < civil(booking.day, hour=6, at=at)
