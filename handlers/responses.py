"""Answers and refusals by name, with the screen of each."""

from collections.abc import Awaitable, Callable, Mapping

from domain.answer import Answer
from handlers import refusals, start
from handlers.booking import cancel_screens, confirm_screens
from handlers.frontdesk import admins_screens, lookup_screens
from handlers.hospitals import delete_screens, registered_screens
from handlers.privacy import screens
from handlers.ui import home, system
from handlers.ui.screen import Screen
from handlers.view import View

Render = Callable[[View, Answer], Awaitable[Screen]]

ADMINS: Mapping[str, Render] = {
    **registered_screens.ANSWERS,
    **delete_screens.ANSWERS,
    **lookup_screens.ANSWERS,
    **admins_screens.ANSWERS,
}
"""Answers shown to admins only, also when they are drawn again later."""
ANSWERS: Mapping[str, Render] = {
    **home.ANSWERS,
    **start.ANSWERS,
    **admins_screens.TO_ANYBODY,
    **confirm_screens.ANSWERS,
    **cancel_screens.ANSWERS,
    **screens.ANSWERS,
    **screens.ERASURE_ANSWERS,
    **refusals.ANSWERS,
    **ADMINS,
}
"""Results by the name that the operation gives them, refusals by their class name."""


def hidden(view: View, answer: Answer) -> bool:
    """Whether the reader may not see it (any more)."""
    return answer.name in ADMINS and not view.admin


async def screen_of(view: View, answer: Answer) -> Screen:
    """Draw an answer, the first time and whenever its update is redelivered, to any process."""
    if hidden(view, answer):
        return system.stale(view)
    if answer.name not in ANSWERS:
        return system.answered_elsewhere(view, refused=answer.refused)
    return await ANSWERS[answer.name](view, answer)
