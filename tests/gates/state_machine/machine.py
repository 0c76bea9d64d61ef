"""The state machine: commands, reactions, sends, deaths and time in any order, against the books.

Each step is judged by the books, many and every rest by the SQL that must find nothing. How many
steps and runs there are, and what is spoilt, is said by whoever starts it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from domain.events import OfBooking, Recorded
from domain.operations import bookings, hospitals, people
from domain.ports.notices import Delivery, SendResult
from tests.gates.state_machine.reference_model import Verdict, Wrong, civil, today
from tests.gates.state_machine.run import DAYS, HOSPITALS, Asked, Play
from tests.gates.state_machine.snapshot import always, seen
from tests.gates.state_machine.system import NAMES, Died

PICK = st.integers(0, 59)
NAME = st.sampled_from(NAMES)
ENOUGH = 4
"""Commits and sends of a process that make it worth while to end it, or to wait for its rest."""
OUTCOMES = [
    *(SendResult(Delivery.SENT), SendResult(Delivery.BLOCKED), SendResult(Delivery.UNKNOWN)),
    SendResult(Delivery.UNKNOWN, message=1),  # it arrived, but nobody was told so
    SendResult(Delivery.NOT_SENT, retry_after=30.0),
]


class Machine(Play):
    """The steps there are."""

    @rule(who=st.booleans(), n=PICK)
    def book(self, who: bool, n: int) -> None:
        self.book_one(self.people[who], self.pick(self.books.slots, n))

    @rule(n=PICK)
    def both_book(self, n: int) -> None:
        slot = self.pick(self.books.slots, n)
        updates = [next(self.updates), next(self.updates)]
        wishes = [{"person": person, "slot": slot} for person in self.people[:2]]
        with self.watched():
            try:
                self.at_once(updates, bookings.book, *wishes)
            except Died:
                self.die()
            for update, wish in zip(updates, wishes, strict=True):
                verdict = self.books.book(**wish, at=self.now)
                answer = self.insist(bookings.book, update, wish)
                self.judge(update, verdict, Asked(bookings.book, wish, answer))

    @rule(who=st.booleans(), n=PICK)
    def go_on(self, who: bool, n: int) -> None:
        """What leads further from here, lest all runs stay at the surface."""
        standing = {i for i, each in self.books.bookings.items() if each.status == "booked"}
        ended = set(self.books.bookings) - standing
        free = [i for i, each in self.books.slots.items() if self.books.taken(i) < each.capacity]
        free = [i for i in free if not self.books.slots[i].gone]
        if not free:
            self.open(HOSPITALS[n % 2], DAYS[-1 - n % 3], 2)
        elif not standing:
            self.book_one(self.people[who], self.pick(free, n))
        else:
            self._end(self.pick(standing, n), self.pick(ended or standing, n), how=n % 5)

    def _end(self, standing: int, ended: int, *, how: int) -> None:
        """Of a booking that stands, or once more of one that does not."""
        booking = self.books.bookings[standing if how else ended]
        if how == 1:
            self._delete(booking.slot, off=0)
        elif how == 2:
            noon = civil(booking.day - timedelta(days=1), hour=12, at=self.now)
            self.house.clock.at = max(self.now, noon)
        else:
            self.cancel_one(standing if how else ended, by=booking.person)

    @precondition(lambda self: self.books.bookings)
    @rule(n=PICK, stranger=st.integers(0, 3))
    def cancel(self, n: int, stranger: int) -> None:
        booking = self.pick(self.books.bookings, n)
        owner = self.people.index(self.books.bookings[booking].person)
        self.cancel_one(booking, by=self.people[1 - owner if stranger == 0 else owner])

    @precondition(lambda self: self.books.bookings)
    @rule(n=PICK)
    def cancel_for_person(self, n: int) -> None:
        booking = self.pick(self.books.bookings, n)
        verdict = self.books.cancel(None, booking, self.now)
        self.ask(verdict, bookings.cancel_for_person, {"booking": booking})

    @rule(name=st.sampled_from(HOSPITALS), day=st.sampled_from(DAYS), capacity=st.integers(1, 2))
    def register(self, name: str, day: date, capacity: int) -> None:
        self.open(name, day, capacity)

    @rule(n=PICK, capacity=st.integers(1, 3))
    def change_capacity(self, n: int, capacity: int) -> None:
        slot = self.books.slots[self.pick(self.books.slots, n)]
        at = {"hospital": slot.hospital, "day": slot.day, "capacity": capacity}
        self.ask(self.books.change_capacity(**at), hospitals.change_capacity, at)

    @rule(n=PICK, off=st.sampled_from([0, 0, 0, 1]))
    def delete_date(self, n: int, off: int) -> None:
        self._delete(self.pick(self.books.slots, n), off=off)

    def _delete(self, slot: int, *, off: int) -> None:
        on = self.books.slots[slot]
        expected = self.books.hit(on.hospital, lambda day: day == on.day) + off
        verdict = self.books.delete_date(slot, expected, self.now)
        facts = {"slot": slot, "by": self.people[2], "expected": expected}
        self.ask(verdict, hospitals.delete_date, facts)

    @rule(n=PICK, off=st.sampled_from([0, 0, 0, 1]))
    def delete_hospital(self, n: int, off: int) -> None:
        hospital = self.books.slots[self.pick(self.books.slots, n)].hospital
        first = today(self.now)
        expected = self.books.hit(hospital, lambda day: day >= first) + off
        verdict = self.books.delete_hospital(hospital, expected, self.now)
        facts = {"hospital": hospital, "by": self.people[2], "expected": expected}
        self.ask(verdict, hospitals.delete_hospital, facts)

    @precondition(lambda self: self.asked)
    @rule(n=PICK)
    def redeliver(self, n: int) -> None:
        update = self.pick(self.asked, n)
        operation, facts, before = self.asked[update]
        with self.watched():
            self.happened["update again"] += 1
            again = self.insist(operation, update, facts)
            if again != before:
                raise Wrong(f"update {update} answered {again}, not {before}")

    @precondition(lambda self: self.books.bookings)
    @rule(n=PICK)
    def tell_again(self, n: int) -> None:
        """What a booking's event told comes once more to each subscriber that has handled it.

        Deletions are left out: who finishes one says so each time it is told.
        """
        with self.watched():
            told = self.house.see(lambda tx: tx.events.after(0, limit=10_000))
            of = [each for each in told if isinstance(each.event, OfBooking)]
            event = self.pick(self._superseded(of) or of, n)
            for name, follower in self.house.followers.items():
                while self.house.turn(name):
                    pass
                if self.house.do(follower.parked()) == 0:
                    self.happened["event again"] += 1
                    self.house.react(name, event)

    def _superseded(self, of: Sequence[Recorded]) -> list[Recorded]:
        """Of bookings that have ended: what is told of these again does most harm."""
        ended = {i for i, each in self.books.bookings.items() if each.status != "booked"}
        return [each for each in of if each.event.booking in ended]

    @precondition(lambda self: not self.house.stumbling)
    @rule(name=NAME)
    def stumble(self, name: str) -> None:
        self.house.stumbling.add(name)

    @precondition(lambda self: not self.spoilt)
    @rule()
    def spoil(self) -> None:
        self.spoilt = True

    @precondition(lambda self: self.house.life.left is None)
    @rule(after=st.sampled_from([1, 1, 2, 3, 4]))
    def doom(self, after: int) -> None:
        self.house.life.left = after

    @precondition(lambda self: self.house.life.spent > ENOUGH)
    @rule()
    def crash(self) -> None:
        self.die()

    @rule(name=NAME, turns=st.integers(1, 3))
    def turn(self, name: str, turns: int) -> None:
        with self.watched():
            for _ in range(turns):
                self.house.turn(name)

    @rule(script=st.lists(st.sampled_from(OUTCOMES), max_size=4))
    def deliver(self, script: list[SendResult]) -> None:
        with self.watched():
            self.post(script)

    @rule(who=st.booleans())
    def come_back(self, who: bool) -> None:
        facts = {"person": self.people[who], "reachable": True}
        self.ask(Verdict("reachable"), people.set_reachable, facts)

    @precondition(lambda self: self.now.date() < DAYS[-1])
    @rule(hours=st.sampled_from([1, 1, 5, 20]))
    def forward(self, hours: int) -> None:
        self.house.clock.forward(hours=hours)

    @precondition(lambda self: self.house.life.spent > ENOUGH)
    @rule()
    def rest(self) -> None:
        with self.watched():
            self.come_to_rest()

    @invariant()
    def all_is_well(self) -> None:
        if not self.wrong:
            with self.watched():
                always(self.books, self.house.see(seen), self.house.phones)
                self.ground.judge(drained=False)
