"""From an answer or a refusal to its screen: the table of contents of what the bot can say."""

from collections.abc import Awaitable, Callable, Mapping

from domain.facts import Answer
from handlers.screen import Screen
from handlers.screens import (
    admin,
    admins,
    arriving,
    booking,
    cancelling,
    deleting,
    erasing,
    frame,
    home,
    privacy,
    refused,
    registering,
)
from handlers.view import View

Render = Callable[[View, Answer], Awaitable[Screen]]

ADMINS: Mapping[str, Render] = {
    **registering.ANSWERS,
    **deleting.ANSWERS,
    **admin.ANSWERS,
    **admins.ANSWERS,
}
"""What only admins get to see, also when it is drawn again later."""
ANSWERS: Mapping[str, Render] = {
    **home.ANSWERS,
    **arriving.ANSWERS,
    **admins.TO_ANYBODY,
    **booking.ANSWERS,
    **cancelling.ANSWERS,
    **privacy.ANSWERS,
    **erasing.ANSWERS,
    **refused.ANSWERS,
    **ADMINS,
}
"""Results by the name an operation gives them, refusals by their class name."""


def hidden(view: View, answer: Answer) -> bool:
    """Whether the reader may not see it, or not any more."""
    return answer.name in ADMINS and not view.admin


async def screen_of(view: View, answer: Answer) -> Screen:
    """Draws an answer, the first time and whenever its update comes again, here or elsewhere."""
    if hidden(view, answer):
        return frame.stale(view)
    if answer.name not in ANSWERS:
        return frame.answered_elsewhere(view, refused=answer.refused)
    return await ANSWERS[answer.name](view, answer)
