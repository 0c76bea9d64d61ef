"""A walk over the screens of the menu, each kept with the databases as they were then."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from handlers.ui.callback_data import Button, NoOp, unpack
from tests.handlers.phone import Heard, Phone
from tests.handlers.talk import ADMIN, World, open_world

LATER = 10_000
"""The first update number of a copy: after all of the walk."""


@dataclass(frozen=True)
class Visit:
    """A screen on a phone. `again`, a command or callback data, draws it for a stranger."""

    name: str
    folder: Path
    telegram: int
    language: str
    screen: Heard
    again: str | None

    @property
    def buttons(self) -> dict[str, Button]:
        """What each label stands for; labels that several buttons have are left out."""
        return {label: unpack(data) for label, data in self.typed.items()}

    @property
    def typed(self) -> dict[str, str]:
        """Callback data by label, without buttons that only copy or do nothing."""
        keys = {label: key.get("callback_data") for label, key in self.screen.keys.items()}
        return {
            label: data
            for label, data in keys.items()
            if data is not None and unpack(data) != NoOp() and label != "✕"
        }

    @asynccontextmanager
    async def reopened(self, to: Path) -> AsyncIterator[Phone]:
        """The phone before that screen, with another process behind it."""
        shutil.copytree(self.folder, to)
        async with open_world(to) as world:
            world.numbers = count(LATER)
            phone = world.phone(self.telegram, language=self.language)
            if self.again is not None:
                await (phone.say if self.again.startswith("/") else phone.press)(self.again)
            phone.screen = self.screen
            yield phone
        shutil.rmtree(to)


class Walk:
    """Goes from screen to screen and keeps each."""

    def __init__(self, world: World, folder: Path, to: Path, language: str) -> None:
        self.world, self.visits = world, []
        self._folder, self._to, self._language = folder, to, language

    async def keep(self, phone: Phone, drawn_by: str) -> None:
        """Keep the screen that the phone shows."""
        known = await self.world.read(lambda tx: tx.people.by_telegram(phone.telegram))
        again = drawn_by if known is None else None
        name = f"{len(self.visits):02}"
        copy = self._to / name
        shutil.copytree(self._folder, copy)
        shown = Visit(name, copy, phone.telegram, self._language, phone.screen, again)
        self.visits.append(shown)

    async def says(self, phone: Phone, *lines: str) -> None:
        for line in lines:
            await phone.say(line)
            await self.keep(phone, line)

    async def presses(self, phone: Phone, kind: type[Button], *more: type[Button]) -> None:
        """Presses the first button of each kind in turn."""
        for each in (kind, *more):
            data = next(
                key["callback_data"]
                for key in phone.screen.keys.values()
                if "callback_data" in key and isinstance(unpack(key["callback_data"]), each)
            )
            await phone.press(data)
            await self.keep(phone, data)


__all__ = ["ADMIN", "Visit", "Walk"]
