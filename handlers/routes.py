"""The shape of the menu: what may come in, and who may use it. The menu itself is
handlers/__init__.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.context import Context
from handlers.dialogue import DialogueTopics
from handlers.ui.callback_data import Button
from handlers.ui.screen import Screen

OnCommand = Callable[[Context, str], Awaitable[Screen | None]]
"""Takes the text behind the command. None: the answer of the command it ran is to be shown."""
OnTap = Callable[[Context, Any], Awaitable[Screen | None]]
"""Takes the button tapped."""


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """A command. `admins`: to anybody else it does not exist. `stays`: an open dialogue goes on."""

    command: str
    on_command: OnCommand
    admins: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class ButtonRoute:
    """A button. `admins`, `owners`: to anybody else it is a stale one. `stays`: an open dialogue
    goes on.
    """

    on_tap: OnTap
    admins: bool = False
    owners: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Everything that people can say or tap."""

    commands: Sequence[CommandRoute]
    taps: Mapping[type[Button], ButtonRoute]
    dialogues: DialogueTopics
