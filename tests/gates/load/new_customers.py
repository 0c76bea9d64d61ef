"""Strangers who go through the whole talk once: consent, name, card, booked. Five updates each.

They wait for each answer and send nothing again: what is lost stays lost, and is seen.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tests.gates.load import phrases as spoken
from tests.gates.load.customers import Command, Journal
from tests.gates.load.phone import Json, Phone, has

STEPS = 5
NAME = "한가람"
HESITATION = 8.0
QUESTIONS = {
    spoken.ASK_BASIC: spoken.AGREE,
    spoken.ASK_HEALTH: spoken.AGREE_HEALTH,
    spoken.TELL_NAME: spoken.TELL_NAME,
    spoken.ASK_NAME: None,
    spoken.CONFIRM: spoken.CONFIRM,
}
"""Each question by words or a label of its own, with the button to tap; None: a name is typed."""
LAST = len(QUESTIONS) - 1


class Guest:
    """One of them. `shown` are the codes that their phone has shown as booked.

    `tries`: how often they begin again from the start while they have confirmed nothing; for a
    stage on which a command may come once more long after it was answered, and end a later talk.
    """

    def __init__(
        self,
        phone: Phone,
        journal: Journal,
        *,
        hospital: str,
        day: date,
        patience: float,
        tries: int = 1,
    ) -> None:
        self.shown: set[str] = set()
        self.began_again = 0
        self._phone = phone
        self._journal = journal
        self._wish = f"/book {hospital} {day}"
        self._patience = patience
        self._tries = tries

    async def come(self) -> None:
        """Books; gives up when an answer does not come."""
        try:
            await self._confirm(await self._card())
        except TimeoutError:
            self._journal.gave_up += 1

    async def _card(self) -> Json:
        """Answers all questions up to the last one. TimeoutError."""
        for left in reversed(range(self._tries)):
            try:
                return await self._answer_all(HESITATION if left else self._patience)
            except TimeoutError:
                self.began_again += bool(left)
        raise TimeoutError

    async def _answer_all(self, patience: float) -> Json:
        """A question that was answered is not answered again, however often it is drawn."""
        await self._phone.say(self._wish)
        asked = -1
        while True:
            before = asked
            message = await self._until(lambda m, before=before: _asks(m) > before, patience)
            asked = _asks(message)
            if asked == LAST:
                return message
            await self._answer(message, list(QUESTIONS.values())[asked])

    async def _answer(self, message: Json, label: str | None) -> None:
        if label is None:
            await self._phone.say(NAME)
        else:
            await self._phone.tap(message, label)

    async def _confirm(self, card: Json) -> None:
        update = await self._phone.tap(card, spoken.CONFIRM)
        command = self._journal.sent(Command("book", self._phone.id, update))
        await self._until(self._is_booked, self._patience)
        (code,) = self.shown
        self._journal.answered(command, told="booked", code=code)

    async def look_again(self) -> None:
        """Reads whatever has come since."""
        for message in await self._phone.read():
            self._is_booked(message)

    def _is_booked(self, message: Json) -> bool:
        found = spoken.CODE.search(message["text"])
        if not found or spoken.BOOKED not in message["text"]:
            return False
        self.shown.add(found[0])
        return True

    async def _until(self, wanted: Callable[[Json], bool], patience: float) -> Json:
        return await self._phone.until(wanted, within=patience)


def _asks(message: Json) -> int:
    """Which question it is; -1: none."""
    found = (n for n, each in enumerate(QUESTIONS) if has(message, each) or each in message["text"])
    return next(found, -1)


async def together(guests: Sequence[Guest]) -> None:
    """All at once."""
    await asyncio.gather(*(guest.come() for guest in guests))


async def in_turn(guests: Iterable[Guest], *, at_once: int) -> None:
    """As many at once, the next one when one has gone."""
    waiting = iter(guests)

    async def one_after_the_other() -> None:
        for guest in waiting:
            await guest.come()

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
