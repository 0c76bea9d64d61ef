"""From an answer or a refusal to its screen: the table of contents of what the bot can say."""

from collections.abc import Awaitable, Callable, Mapping

from domain.facts import Answer
from handlers.screen import Screen
from handlers.screens import admin, booking, cancelling, deleting, home, refused, registering
from handlers.view import View

Render = Callable[[View, Answer], Awaitable[Screen]]

ANSWERS: Mapping[str, Render] = {
    **home.ANSWERS,
    **booking.ANSWERS,
    **cancelling.ANSWERS,
    **refused.ANSWERS,
    **registering.ANSWERS,
    **deleting.ANSWERS,
    **admin.ANSWERS,
}
"""Results by the name an operation gives them, refusals by their class name."""


async def screen_of(view: View, answer: Answer) -> Screen:
    """Draws an answer, the first time and whenever its update comes again."""
    return await ANSWERS[answer.name](view, answer)
