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
ENDED = "ended"
"""State of a dialogue whose last question a button answered: its row keeps the answer, for a second
tap on that button, until it is deleted like an expired one.
"""
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
    tapped: bool = False,
) -> Answer:
    """Run the act and move the dialogue from `before` to `after` (None: ended). After a tap the row
    of an ended one keeps the answer.

    Raises OutOfDate if the dialogue has moved on meanwhile, and what the act raises; the dialogue
    then stays unchanged.
    """
    current = tx.dialogues.get(before.person)
    if current is None or current.version != before.version:
        raise OutOfDate
    answer = act(tx) if act is not None else ASKED
    if after is None and tapped:
        kept: dict[str, object] = {"answer": answer.to_json()}
        tx.dialogues.put(replace(before, state=ENDED, facts=kept, expires_at=tx.now))
    elif after is None:
        tx.dialogues.end(before.person)
    else:
        tx.dialogues.put(_fresh(tx, replace(after, version=before.version + 1)))
    return answer


def resume(tx: Transaction, *, person: int, version: int) -> Answer:
    """Ask the question of that version again, as it was left. Raises OutOfDate."""
    current = tx.dialogues.get(person)
    if current is None or current.version != version or current.state == ENDED:
        raise OutOfDate
    tx.dialogues.put(_fresh(tx, replace(current, version=version + 1)))
    return ASKED


def leave(tx: Transaction, *, person: int, act: Act | None = None, keep: bool = False) -> Answer:
    """End the person's open dialogue, if any, and run the act. With `keep` its row stays like an
    expired one, to be resumed. Raises what the act raises.
    """
    current = tx.dialogues.get(person) if keep else None
    if current is not None:
        tx.dialogues.put(replace(current, expires_at=tx.now))
    stopped = current is not None or tx.dialogues.end(person)
    return act(tx) if act is not None else Answer("stopped", {"was_open": int(stopped)})


def _fresh(tx: Transaction, dialogue: Dialogue) -> Dialogue:
    return replace(dialogue, expires_at=tx.now + timedelta(minutes=tx.rules.dialogue_minutes))
