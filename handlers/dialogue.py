"""Our conversation handler: typed answers whose state is a row, so that any process may go on.

It has the shape of PTB's ConversationHandler (states, steps) without its memory: a step says what
the dialogue becomes and at most one command; the frame runs and saves both in one transaction.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from domain.errors import NotAdmin, OutOfDate
from domain.model import Deed, Dialogue
from domain.operations import dialogues
from handlers.context import Context
from handlers.screen import Screen
from handlers.view import View


@dataclass(frozen=True, slots=True)
class Said:
    """What came in: typed text, or the value of a tapped button. Exactly one of them."""

    text: str | None = None
    tap: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step makes of it: the next state (None: the dialogue is over), facts, one command."""

    state: str | None
    facts: Mapping[str, object] = field(default_factory=dict)
    act: dialogues.Act | None = None


Step = Callable[[View, Dialogue, Said], Awaitable[Turn]]
Question = Callable[[View, Dialogue], Awaitable[Screen]]


@dataclass(frozen=True, slots=True)
class State:
    """One question of a dialogue, and the step that takes its answer (or raises Misunderstood)."""

    ask: Question
    step: Step


@dataclass(frozen=True, slots=True)
class Topic:
    """A dialogue: its states by name. `admins`: nobody else may take a turn, and what it does is
    audited.
    """

    name: str
    states: Mapping[str, State]
    admins: bool = False


class Dialogues:
    """The topics there are. Asks and takes turns; renders nothing itself."""

    def __init__(self, *topics: Topic) -> None:
        self._topics = {topic.name: topic for topic in topics}

    def is_open(self, view: View) -> bool:
        """Whether the reader has a dialogue that has not run out."""
        return view.dialogue is not None and view.now < view.dialogue.expires_at

    async def question(self, view: View) -> Screen | None:
        """The current question of the reader's dialogue, None without one."""
        dialogue = view.dialogue
        if dialogue is None:
            return None
        return await self._state(dialogue).ask(view, dialogue)

    async def take(self, context: Context, said: Said, *, version: int | None = None) -> None:
        """Runs the step for what was said, in one transaction with the row.

        Raises Misunderstood and Refused (the dialogue stays where it was), OutOfDate when the
        button belongs to an earlier question.
        """
        dialogue = context.view.dialogue
        if dialogue is None or (version is not None and version != dialogue.version):
            raise OutOfDate
        admins = self._topics[dialogue.topic].admins
        if admins and not context.view.admin:
            raise NotAdmin
        turn = await self._state(dialogue).step(context.view, dialogue, said)
        if admins and turn.act is not None:
            context.deed = Deed(str(context.telegram), "admin", dialogue.topic, "")
        after = None
        if turn.state is not None:
            after = replace(dialogue, state=turn.state, facts=dict(turn.facts))
        await context.turn(before=dialogue, after=after, act=turn.act)

    def _state(self, dialogue: Dialogue) -> State:
        return self._topics[dialogue.topic].states[dialogue.state]


async def begin(context: Context, *, topic: str, state: str, facts: Mapping[str, object]) -> None:
    """Opens a dialogue for whoever sent the update, in place of any other."""
    begun = partial(
        dialogues.begin,
        telegram=context.telegram,
        language=context.view.language,
        topic=topic,
        state=state,
        facts=dict(facts),
    )
    await context.run(begun)
