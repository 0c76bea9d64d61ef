"""The dialogue that registers a hospital: name, dates, places, phone, note, preview, register.

Takes the answers; how the questions look is drawn in screens.wizard.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from domain import queries
from domain.model import Dialogue, Hospital, hospital_key
from domain.operations import hospitals
from domain.operations.dialogues import Act
from handlers import dialogue as dialogues
from handlers import parsing
from handlers.context import Context
from handlers.dialogue import Said, State, Topic, Turn
from handlers.hospitals import register_screens
from handlers.hospitals.draft import STEPS, TOPIC_NAME, Draft, draft_of, steps_for
from handlers.parsing import Misunderstood, PartialHospital
from handlers.pick_days import refuse_late, take_days
from handlers.pressed import tapped, typed
from handlers.view import View

Take = Callable[[View, Draft, Said], Awaitable[tuple[Draft, str]]]
"""Answers the draft with what was said, and the next question."""


async def begin_from(context: Context, line: PartialHospital) -> None:
    """Opens the dialogue with what an incomplete line said; asks for the rest."""
    refuse_late(context.view, line.days)
    held = {"name": line.name, "days": line.days, "places": line.capacity}
    draft = Draft(
        steps=steps_for([step for step, value in held.items() if not value]),
        name=line.name or "",
        days=line.days,
        capacity=line.capacity or 0,
        phone=line.phone,
    )
    await _begin(context, draft)


async def begin_for(context: Context, hospital: Hospital) -> None:
    """Opens the dialogue for more dates of a hospital there is."""
    await _begin(context, Draft(steps=STEPS[1:], name=hospital.name))


async def _begin(context: Context, draft: Draft) -> None:
    await dialogues.begin(context, topic=TOPIC_NAME, state=draft.steps[0], facts=draft.facts())


async def _take_name(view: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    name = parsing.hospital_name(typed(said))
    known = await view.read(queries.hospital_by_key, key=hospital_key(name))
    return draft.having(name=known.name if known else name), draft.after("name")


async def _take_places(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    return draft.having(capacity=parsing.capacity(said.tap or typed(said))), draft.after("places")


async def _take_phone(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    if tapped(said) != "skip":
        draft = draft.having(phone=parsing.phone(typed(said)))
    return draft, draft.after("phone")


async def _take_note(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    if tapped(said) != "skip":
        draft = draft.having(note=parsing.note(typed(said)))
    return draft, draft.after("note")


async def _take_preview(_: View, draft: Draft, said: Said) -> tuple[Draft, str]:
    if said.tap not in {"phone", "note"}:
        raise Misunderstood("wizard.press")
    return draft.asking(said.tap).having(revising=True), said.tap


async def _preview(view: View, dialogue: Dialogue, said: Said) -> Turn:
    if said.tap != "register":
        return await _turn("preview", _take_preview, view, dialogue, said)
    return Turn(None, act=await _act(view, draft_of(dialogue)))


async def _act(view: View, draft: Draft) -> Act:
    """Without new dates only phone and note are set, of the hospital there is."""
    phone, note = draft.phone, draft.note
    if draft.days:
        return partial(
            hospitals.register_hospital,
            name=draft.name,
            days=draft.days,
            capacity=draft.capacity,
            phone=phone,
            note=note,
        )
    known = await view.read(queries.hospital_by_key, key=hospital_key(draft.name))
    if known is None or draft.nothing_for(known):
        raise Misunderstood("wizard.nothing")
    return partial(hospitals.change_hospital, hospital=known.id, phone=phone, note=note)


async def _turn(name: str, take: Take, view: View, dialogue: Dialogue, said: Said) -> Turn:
    draft = draft_of(dialogue)
    if name != "name" and tapped(said) == "back":
        return _next(draft, draft.before(name))
    return _next(*await take(view, draft, said))


def _next(draft: Draft, state: str) -> Turn:
    """Back at the preview nothing is asked again any more."""
    return Turn(state, (draft.having(revising=False) if state == STEPS[-1] else draft).facts())


_TAKES: dict[str, Take] = {
    "name": _take_name,
    "days": take_days,
    "places": _take_places,
    "phone": _take_phone,
    "note": _take_note,
}

TOPIC = Topic(
    TOPIC_NAME,
    {
        **{
            name: State(register_screens.QUESTIONS[name], partial(_turn, name, take))
            for name, take in _TAKES.items()
        },
        "preview": State(register_screens.QUESTIONS["preview"], _preview),
    },
    admins=True,
)
