"""The dialogue that asks for the examinee's name, once, or again to change it."""

from functools import partial

from domain.model import Dialogue
from domain.operations import people
from domain.operations.consent import NAME_TOPIC
from handlers import parse
from handlers.dialogue import Said, State, Topic, Turn
from handlers.screens import consent
from handlers.view import View


async def _named(view: View, dialogue: Dialogue, said: Said) -> Turn:
    name = parse.person_name(said.text or "")
    slot = dialogue.facts.get("slot")
    act = partial(
        people.name_examinee,
        person=view.me,
        name=name,
        slot=slot if isinstance(slot, int) else None,
    )
    return Turn(state=None, act=act)


TOPIC = Topic(NAME_TOPIC, {"asked": State(ask=consent.ask_name, step=_named)}, commanded=True)
