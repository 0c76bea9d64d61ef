"""Turns of a dialogue: new state and effect in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.answer import Answer
from domain.errors import OutOfDate
from domain.model import Dialogue
from domain.operations.people import known_or_new
from domain.ports.store import Transaction

Act = Callable[[Transaction], Answer]
ASKED = Answer("asked")
"""Answer of a turn without an effect: the next question is to be shown."""


def begin(
    tx: Transaction,
    *,
    telegram: int,
    language: str,
    topic: str,
    state: str,
    facts: dict[str, object],
) -> Answer:
    """Open a dialogue for the person behind the account, in place of any other."""
    person = known_or_new(tx, telegram=telegram, language=language)
    version = int(tx.now.timestamp() * 1000)  # so that no button of an older dialogue fits
    tx.dialogues.put(
        _fresh(tx, Dialogue(person.id, topic, state, facts, version, tx.now, tx.update))
    )
    return ASKED


def turn(
    tx: Transaction,
    *,
    before: Dialogue,
    after: Dialogue | None,
    act: Act | None = None,
) -> Answer:
    """Run the act and move the dialogue from `before` to `after` (None: ended).

    Raises OutOfDate if the dialogue has moved on meanwhile, and what the act raises; the dialogue
    then stays unchanged.
    """
    current = tx.dialogues.get(before.person)
    if current is None or current.version != before.version:
        raise OutOfDate
    answer = act(tx) if act is not None else ASKED
    if after is None:
        tx.dialogues.end(before.person)
    else:
        tx.dialogues.put(_fresh(tx, replace(after, version=before.version + 1)))
    return answer


def leave(tx: Transaction, *, person: int, act: Act | None = None) -> Answer:
    """End the person's open dialogue, if any, and run the act. Raises what the act raises."""
    stopped = tx.dialogues.end(person)
    return act(tx) if act is not None else Answer("stopped", {"was_open": int(stopped)})


def _fresh(tx: Transaction, dialogue: Dialogue) -> Dialogue:
    return replace(dialogue, expires_at=tx.now + timedelta(minutes=tx.rules.dialogue_minutes))
