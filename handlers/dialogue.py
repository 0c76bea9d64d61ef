"""Conversation handler whose state is a database row, so that any process can go on with it.

It has the shape of PTB's ConversationHandler (states, steps) without its memory: a step says what
the dialogue becomes and at most one command; both commit in one transaction.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from domain.answer import Answer
from domain.errors import OutOfDate
from domain.model import Dialogue
from domain.operations import dialogues
from handlers.context import Context
from handlers.parsing import Reading
from handlers.permissions import audit_entry
from handlers.ui.buttons import ResumeDialogue
from handlers.ui.callback_data import key
from handlers.ui.screen import Screen, home_row
from handlers.view import View

CLOCKS_APART = timedelta(seconds=2)
"""Between Telegram's clock and ours, at most; no person types an answer in less."""


@dataclass(frozen=True, slots=True)
class ReplyInput:
    """An answer: typed text, or the value of a tapped button. Exactly one of them. `reading`: of
    the text, where it can be read as a line.
    """

    text: str | None = None
    tap: str | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class StepResult:
    """The outcome of a step: the next state (None: the dialogue is over), facts, one command."""

    state: str | None
    facts: Mapping[str, object] = field(default_factory=dict)
    act: dialogues.Act | None = None


Step = Callable[[View, Dialogue, ReplyInput], Awaitable[StepResult]]
Question = Callable[[View, Dialogue], Awaitable[Screen]]


@dataclass(frozen=True, slots=True)
class DialogueState:
    """A question of a dialogue, and the step that takes its answer (or raises ParseError)."""

    ask: Question
    step: Step


def _never(_state: str, _reading: Reading) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Topic:
    """A dialogue: its states by name. `admins`: only they may answer, and what it does is
    audited. `is_command`: whether a line is a command at the question of that state, and no answer;
    `is_question`: whether it asks something itself, which is answered above the question.
    `resume`: the text of the button that asks its question again once it has expired. `kept`: also
    once another command has left it.
    """

    name: str
    states: Mapping[str, DialogueState]
    resume: str
    kept: bool = False
    admins: bool = False
    is_command: Callable[[str, Reading], bool] = _never
    is_question: Callable[[str, Reading], bool] = _never


class DialogueTopics:
    """All topics: asks their questions and takes the answers."""

    def __init__(self, *topics: Topic) -> None:
        self._topics = {topic.name: topic for topic in topics}

    @property
    def topics(self) -> Mapping[str, Topic]:
        """Every topic by its name."""
        return self._topics

    def of(self, view: View) -> Dialogue | None:
        """The reader's dialogue, expired or not; an admin's is gone with the right, and a newer
        release's cannot be gone on with.
        """
        dialogue = view.dialogue
        if dialogue is None or not self._knows(dialogue):
            return None
        return None if self._topics[dialogue.topic].admins and not view.admin else dialogue

    def is_foreign(self, view: View) -> bool:
        """Whether the reader's open question is one that only a newer release asks."""
        dialogue = view.dialogue
        if dialogue is None or view.now >= dialogue.expires_at:
            return False
        return not self._knows(dialogue)

    def is_open(self, view: View) -> bool:
        """Whether the reader has a dialogue that has not expired."""
        dialogue = self.of(view)
        return dialogue is not None and view.now < dialogue.expires_at

    def asked_before(self, view: View, sent: datetime) -> bool:
        """Whether the open question was asked before a message was sent, by Telegram's clock."""
        if view.dialogue is None or not self.is_open(view):
            return False
        lives = timedelta(minutes=view.services.rules.dialogue_minutes)
        return view.dialogue.expires_at - lives + CLOCKS_APART < sent

    def is_command(self, view: View, reading: Reading) -> bool:
        """Whether the line is a command, and no answer to the reader's question."""
        dialogue = self.of(view)
        if dialogue is None:
            return False
        return self._topics[dialogue.topic].is_command(dialogue.state, reading)

    def is_question(self, view: View, reading: Reading) -> bool:
        """Whether the line asks something, and is no answer to the reader's question."""
        dialogue = self.of(view)
        if dialogue is None:
            return False
        return self._topics[dialogue.topic].is_question(dialogue.state, reading)

    async def question(self, view: View) -> Screen | None:
        """The current question of the reader's dialogue, None without one."""
        dialogue = self.of(view)
        if dialogue is None:
            return None
        return await self._state(dialogue).ask(view, dialogue)

    def result(self, view: View, *, version: int) -> Answer | None:
        """The answer to the tap that ended the reader's dialogue at that version, if any did."""
        dialogue = view.dialogue
        if dialogue is None or dialogue.state != dialogues.ENDED or dialogue.version != version:
            return None
        return Answer.from_json(str(dialogue.facts["answer"]))

    def is_kept(self, view: View) -> bool:
        """Whether the open dialogue can be gone on with once another command has left it."""
        dialogue = self.of(view)
        return dialogue is not None and self.is_open(view) and self._topics[dialogue.topic].kept

    def offered(self, view: View, screen: Screen) -> Screen:
        """The screen with the button that goes on with the dialogue just left."""
        dialogue = self.of(view)
        if dialogue is None or view.now < dialogue.expires_at or screen.text is None:
            return screen
        resume = view.plain(self._topics[dialogue.topic].resume)
        return replace(screen, rows=[*screen.rows, [key(resume, ResumeDialogue(dialogue.version))]])

    def expired(self, view: View) -> Screen | None:
        """That the reader's question closed, with the button that asks it again; None without."""
        dialogue = self.of(view)
        if dialogue is None or view.now < dialogue.expires_at:
            return None
        resume = view.plain(self._topics[dialogue.topic].resume)
        rows = [[key(resume, ResumeDialogue(dialogue.version), "primary")], home_row(view)]
        return Screen(view.say("frame.question_closed"), rows)

    async def take(self, context: Context, said: ReplyInput, *, version: int | None = None) -> None:
        """Run the step for the answer, in one transaction with the row.

        Raises ParseError and Refused (the dialogue stays where it was), OutOfDate when the
        button belongs to an earlier question.
        """
        dialogue = self.of(context.view)
        if dialogue is None or (version is not None and version != dialogue.version):
            raise OutOfDate
        turn = await self._state(dialogue).step(context.view, dialogue, said)
        if self._topics[dialogue.topic].admins:
            context.as_role = context.view.role
            context.deed = audit_entry(context, dialogue.topic) if turn.act is not None else None
        after = None
        if turn.state is not None:
            after = replace(dialogue, state=turn.state, facts=dict(turn.facts))
        tapped = said.tap is not None
        await context.turn(before=dialogue, after=after, act=turn.act, tapped=tapped)

    def _knows(self, dialogue: Dialogue) -> bool:
        topic = self._topics.get(dialogue.topic)
        return topic is not None and dialogue.state in topic.states

    def _state(self, dialogue: Dialogue) -> DialogueState:
        return self._topics[dialogue.topic].states[dialogue.state]


async def begin(context: Context, *, topic: str, state: str, facts: Mapping[str, object]) -> None:
    """Open a dialogue with the sender, in place of any other."""
    begun = partial(
        dialogues.begin,
        telegram=context.telegram,
        language=context.view.language,
        topic=topic,
        state=state,
        facts=dict(facts),
    )
    await context.run(begun)


_WORDS = {
    "완료": "ok",
    "선택 완료": "ok",
    "done": "ok",
    "건너뛰기": "skip",
    "skip": "skip",
    "이전": "back",
    "back": "back",
}
"""Words for buttons, beside their labels."""


def button_value(said: ReplyInput, *typed: str) -> str | None:
    """The value of the button, also where the word for one of `typed` was written; None for other
    text.
    """
    value = _WORDS.get((said.text or "").strip().casefold())
    return said.tap or (value if value in typed else None)


def text_value(said: ReplyInput) -> str:
    """The typed text. Raises OutOfDate for a button that the question does not have."""
    if said.text is None:
        raise OutOfDate
    return said.text
