"""People: account, name, language, reachability."""

from collections.abc import Callable
from datetime import datetime

from domain.answer import Answer
from domain.errors import NotAdmin, NotFound
from domain.model import Person
from domain.ports.store import Transaction

Act = Callable[[Transaction], Answer]


def known_or_new(tx: Transaction, *, telegram: int, language: str) -> Person:
    """Person behind the account, added if unknown."""
    person = tx.people.by_telegram(telegram)
    if person is not None:
        return person
    return tx.people.add(telegram=telegram, language=language, at=tx.now)


def name_examinee(tx: Transaction, *, person: int, name: str, slot: int | None) -> Answer:
    """Set the examinee's name. Raises NotFound."""
    if tx.people.get(person) is None:
        raise NotFound
    tx.people.rename(person, name, at=tx.now)
    return Answer("named", {"slot": slot})


def set_language(tx: Transaction, *, person: int, language: str) -> Answer:
    """Set the language of everything sent to the person."""
    tx.people.set_language(person, language)
    return Answer("language_set", {})


def set_language_of_account(tx: Transaction, *, telegram: int, language: str) -> Answer:
    """As `set_language`, for an account; adds an admin who is not stored yet."""
    person = known_or_new(tx, telegram=telegram, language=language)
    return set_language(tx, person=person.id, language=language)


def set_reachable(
    tx: Transaction,
    *,
    person: int,
    reachable: bool,
    hospital: int | None = None,
    not_before: datetime | None = None,
) -> Answer:
    """Store whether the person can be reached; one who is back gets the missed notices.

    They are sent not before `not_before` (wall time), if given. `hospital` is the one in the link
    they used: the answer leads there.
    """
    tx.people.set_reachable(person, reachable=reachable)
    missed = tx.notices.revive(person, not_before=not_before) if reachable else 0
    link = {} if hospital is None else {"hospital": hospital}
    return Answer("reachable", {"missed": missed, **link})


def come_back(tx: Transaction, *, person: int, act: Act) -> Answer:
    """Mark the person as reachable and run the act. Raises what the act raises."""
    set_reachable(tx, person=person, reachable=True)
    return act(tx)


def refuse_stranger(_tx: Transaction) -> Answer:
    """Refuse a sender who is no admin; the audit row of the command records it. Raises NotAdmin."""
    raise NotAdmin
