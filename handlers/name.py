"""The dialogue that asks for the examinee's name, once, or again to change it."""

from functools import partial

from domain.model import Dialogue
from domain.operations import people
from domain.operations.privacy import NAME_TOPIC
from handlers import parsing
from handlers.booking import consent_screens
from handlers.dialogue import Said, State, Topic, Turn
from handlers.view import View


async def _named(view: View, dialogue: Dialogue, said: Said) -> Turn:
    name = parsing.person_name(said.text or "")
    slot = dialogue.facts.get("slot")
    act = partial(
        people.name_examinee,
        person=view.me,
        name=name,
        slot=slot if isinstance(slot, int) else None,
    )
    return Turn(state=None, act=act)


TOPIC = Topic(
    NAME_TOPIC, {"asked": State(ask=consent_screens.ask_name, step=_named)}, commanded=True
)
