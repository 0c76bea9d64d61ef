"""Types of the menu's entries; the menu itself is `handlers.menu`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.booking.intents import OnCommand, OnIntent
from handlers.context import Context
from handlers.dialogue import DialogueTopics
from handlers.parsing import Intent
from handlers.ui.callback_data import Button
from handlers.ui.screen import Screen

OnTap = Callable[[Context, Any], Awaitable[Screen | None]]
"""Gets the tapped button."""


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """A command. `admins`: unknown to others. `stays`: an open dialogue goes on."""

    command: str
    on_command: OnCommand
    admins: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class ButtonRoute:
    """A button. `admins`, `owners`: stale to others. `stays`: an open dialogue goes on. `makes`: of
    two quick taps the second one shows what the first one made.
    """

    on_tap: OnTap
    admins: bool = False
    owners: bool = False
    stays: bool = False
    makes: bool = False


@dataclass(frozen=True, slots=True)
class IntentRoute:
    """A typed line with an intent. `admins`: unread to others. `stays`: the dialogue goes on."""

    on_intent: OnIntent
    admins: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """All commands, buttons, intents and dialogues."""

    commands: Sequence[CommandRoute]
    taps: Mapping[type[Button], ButtonRoute]
    dialogues: DialogueTopics
    intents: Mapping[Intent, IntentRoute] = field(default_factory=dict)
