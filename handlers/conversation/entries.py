"""Entries of the menu, run for one update: each gives the screen of its outcome."""

import html
from dataclasses import replace

from domain import queries
from domain.answer import Answer
from domain.errors import NotAdmin
from handlers import permissions, responses
from handlers.booking import search_screens
from handlers.context import Context
from handlers.conversation.double_taps import LastTaps
from handlers.dialogue import DialogueTopics, ReplyInput
from handlers.parsing import HospitalName, Intent, ParseError, Reading
from handlers.routes import IntentRoute, Menu
from handlers.ui import system as frames
from handlers.ui.buttons import Answered, ReadAs, StopDialogue
from handlers.ui.callback_data import Button, NoOp, StaleButton, unpack
from handlers.ui.screen import Screen, joined
from handlers.view import View

MAKING = frozenset({Intent.OPEN, Intent.CAPACITY})
"""Intents that a chosen reading carries out at once."""


class MenuEntries:
    """Commands, buttons, intents and dialogues of the menu."""

    def __init__(self, menu: Menu) -> None:
        self._menu = menu
        self._commands = {entry.command: entry for entry in menu.commands}
        self._taps = LastTaps()

    @property
    def dialogues(self) -> DialogueTopics:
        """The menu's dialogues."""
        return self._menu.dialogues

    async def command(self, context: Context, name: str, rest: str) -> Screen:
        """Run a command with the text behind it."""
        self._taps.forget(context)
        entry = self._commands[name]
        self._leave(context, stays=entry.stays, stops=name == "cancel" and not rest)
        if entry.admins:
            await permissions.require_admin(context, entry.command)
        return await entry.on_command(context, rest) or await self.answered(context)

    async def press(self, context: Context, data: str | None) -> Screen:
        """Run the button of that callback data, tapped or typed."""
        try:
            button = unpack(data)
        except StaleButton:
            return frames.stale(context.view)
        if isinstance(button, NoOp):
            return Screen(None)
        context.pressed = data
        if isinstance(button, Answered):
            if self.dialogues.is_foreign(context.view):
                return frames.asked_elsewhere(context.view)
            return await self._answer_tapped(context, button)
        if isinstance(button, ReadAs):
            return await self._chosen(context, button, data)
        return await self._run_tap(context, button, data)

    async def _run_tap(self, context: Context, button: Button, data: str | None) -> Screen:
        tap = self._menu.taps[type(button)]
        self._leave(context, stays=tap.stays, stops=isinstance(button, StopDialogue))
        if tap.admins or tap.owners:
            await permissions.require_admin(context, type(button).__name__, owners=tap.owners)

        async def shown() -> Screen:
            return await tap.on_tap(context, button) or await self.answered(context)

        if tap.makes:
            return await self._taps.once(context, data, shown)
        self._taps.forget(context)
        return await shown()

    async def _answer_tapped(self, context: Context, button: Answered) -> Screen:
        repeated = self.dialogues.result(context.view, version=button.version)
        if repeated is not None:
            return await self.screen_of(context, repeated)
        said = ReplyInput(tap=button.value)
        await self.dialogues.take(context, said, version=button.version)
        return await self.answered(context)

    async def press_typed(self, context: Context, data: str) -> Screen:
        """The same for a button whose label or meaning was typed: what would be an alert is said in
        the message.
        """
        screen = await self.press(context, data)
        if screen.alert is None:
            return screen
        alert = html.escape(screen.alert, quote=False)
        said = alert if screen.text is None else screen.text
        if alert not in said and screen.text is not None:
            said = joined(alert, said)
        return replace(screen, text=said, alert=None)

    async def run_reading(self, context: Context, reading: Reading) -> Screen | None:
        """Run the entry of the line's intent; None: there is none for the sender."""
        route = self._route(context.view, reading.intent)
        return None if route is None else await self._run(context, route, reading)

    def _route(self, view: View, intent: Intent | None) -> IntentRoute | None:
        route = None if intent is None else self._menu.intents.get(intent)
        return None if route is None or (route.admins and not view.admin) else route

    async def _run(self, context: Context, route: IntentRoute, reading: Reading) -> Screen:
        self._taps.forget(context)
        self._leave(context, stays=route.stays, stops=False)
        if route.admins:
            await permissions.require_admin(context, str(reading.intent))
        return await route.on_intent(context, reading) or await self.answered(context)

    def _leave(self, context: Context, *, stays: bool, stops: bool) -> None:
        context.leaving = not stays
        context.keeping = not stays and not stops and self.dialogues.is_kept(context.view)

    async def _chosen(self, context: Context, button: ReadAs, data: str | None) -> Screen:
        """Run the intent with the hospital and the day that were chosen."""
        try:
            intent = Intent(button.intent)
        except ValueError:
            return frames.stale(context.view)
        at = await hospital_names(context.view, button.hospital)
        days = () if button.day is None else (button.day,)
        line = Reading("", (), intent, hospitals=at, days=days, places=button.places)
        makes = intent in MAKING and self._route(context.view, intent) is not None

        async def shown() -> Screen:
            return await self.run_reading(context, line) or frames.stale(context.view)

        return await self._taps.once(context, data, shown) if makes else await shown()

    async def take(self, context: Context, text: str, reading: Reading | None) -> Screen:
        """Take the text as the answer to the open dialogue's question."""
        self._taps.forget(context)
        await self.dialogues.take(context, ReplyInput(text=text, reading=reading))
        return await self.answered(context)

    async def answered(self, context: Context) -> Screen:
        """The screen of what the command answered."""
        if context.answer is None:
            raise LookupError("a handler neither ran a command nor gave a screen")
        return await self.screen_of(context, context.answer)

    async def screen_of(self, context: Context, answer: Answer) -> Screen:
        """The screen of an answer, stored or just given."""
        if answer.name == NotAdmin.__name__ or responses.hidden(context.view, answer):
            return self.unknown(context)
        if answer.name in ("asked", "OutOfDate") and not answer.facts:
            question = await self.dialogues.question(context.view)
            if question is not None:
                return question
        return await responses.screen_of(context.view, answer)

    async def misread(self, context: Context, misunderstood: ParseError) -> Screen:
        """The rule that the input broke."""
        values = search_screens.with_example(context.view, misunderstood.values)
        said = context.view.say(misunderstood.rule, **values)
        return await self.again(context, frames.misread(context.view, said))

    async def again(self, context: Context, screen: Screen) -> Screen:
        """The screen, and the open question with its buttons below it."""
        if not self.dialogues.is_open(context.view):
            return screen
        question = await self.dialogues.question(context.view)
        if question is None:
            return screen
        return replace(question, text=joined(screen.text, question.text), alert=screen.alert)

    def unknown(self, context: Context) -> Screen:
        """Show what the sender may not use like what does not exist."""
        message = context.incoming.message
        if message is None:
            return frames.stale(context.view)
        text = message.text or ""
        if not text.startswith("/"):
            return frames.free_text(context.view)
        return frames.unknown_command(context.view, text, self._known(context))

    def _known(self, context: Context) -> list[str]:
        """The commands of the sender, an admin's first."""
        own = [entry for entry in self._menu.commands if context.view.admin or not entry.admins]
        return [entry.command for entry in sorted(own, key=lambda entry: not entry.admins)]


async def hospital_names(view: View, hospital: int | None) -> tuple[HospitalName, ...]:
    """The live hospital of that id as a reading has it, empty without one."""
    at = None if hospital is None else await view.read(queries.hospital, hospital=hospital)
    return () if at is None else (HospitalName(at.id, (at.name,)),)
