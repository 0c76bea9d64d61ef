"""Types of the menu's entries; the menu itself is `handlers.menu`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.context import Context
from handlers.dialogue import DialogueTopics
from handlers.ui.callback_data import Button
from handlers.ui.screen import Screen

OnCommand = Callable[[Context, str], Awaitable[Screen | None]]
"""Gets the text behind the command. None: the answer of the operation it ran is shown."""
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
    """A button. `admins`, `owners`: stale to others. `stays`: an open dialogue goes on."""

    on_tap: OnTap
    admins: bool = False
    owners: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """All commands, buttons and dialogues."""

    commands: Sequence[CommandRoute]
    taps: Mapping[type[Button], ButtonRoute]
    dialogues: DialogueTopics
