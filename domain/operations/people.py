"""Name, language, coming back; and what an admin looks up."""

from collections.abc import Callable
from datetime import datetime

from domain.answer import Answer
from domain.errors import NotAdmin, NotFound
from domain.model import Person
from domain.ports.store import Transaction

Act = Callable[[Transaction], Answer]


def known_or_new(tx: Transaction, *, telegram: int, language: str) -> Person:
    """This will give the person behind the account, adding one if need be."""
    person = tx.people.by_telegram(telegram)
    if person is not None:
        return person
    return tx.people.add(telegram=telegram, language=language, at=tx.now)


def name_examinee(tx: Transaction, *, person: int, name: str, slot: int | None) -> Answer:
    """This will set the examinee's name. Raises NotFound."""
    if tx.people.get(person) is None:
        raise NotFound
    tx.people.rename(person, name)
    return Answer("named", {"slot": slot})


def set_language(tx: Transaction, *, person: int, language: str) -> Answer:
    """This will set the language of everything written to the person."""
    tx.people.set_language(person, language)
    return Answer("language_set", {})


def speak_to(tx: Transaction, *, telegram: int, language: str) -> Answer:
    """This will do the same for whoever is behind the account, adding an admin not yet known."""
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
    """This will note whether the person can be reached; one who comes back gets what was missed,
    not before that time (wall time) if one is given.

    `hospital` is whose link they came by: the answer leads there.
    """
    tx.people.set_reachable(person, reachable=reachable)
    missed = tx.notices.revive(person, not_before=not_before) if reachable else 0
    link = {} if hospital is None else {"hospital": hospital}
    return Answer("reachable", {"missed": missed, **link})


def come_back(tx: Transaction, *, person: int, act: Act) -> Answer:
    """This will do the same for who comes back by running the act; its answer. Raises what the act
    raises.
    """
    set_reachable(tx, person=person, reachable=True)
    return act(tx)


def refuse_stranger(_tx: Transaction) -> Answer:
    """This will refuse somebody who is no admin; the frame's audit row keeps it. Raises
    NotAdmin.
    """
    raise NotAdmin
