"""Agreeing to what is stored, and taking it back. The first consent makes the person known."""

from domain.answer import Answer
from domain.model import Consent
from domain.operations.dialogues import begin
from domain.operations.people import known_or_new
from domain.ports.store import Transaction

NAME_TOPIC = "name"
"""The dialogue that asks for the examinee's name; its fact `slot` is where the person was."""


def agree(
    tx: Transaction, *, telegram: int, language: str, consent: Consent, slot: int | None
) -> Answer:
    """This will keep the consent with its version and time, and the person, if not known before.

    Once everything is agreed to and there is no name yet, the dialogue that asks for it is open.
    """
    person = known_or_new(tx, telegram=telegram, language=language)
    tx.people.agree(person.id, consent, version=tx.rules.consent_version, at=tx.now)
    versions = tx.people.consents(person.id)
    complete = all(versions.get(each, 0) >= tx.rules.consent_version for each in Consent)
    if complete and person.name is None:
        return ask_name(tx, telegram=telegram, language=language, slot=slot)
    return Answer("agreed", {"consent": consent.value, "slot": slot})


def withdraw(tx: Transaction, *, person: int) -> Answer:
    """This will end all the person's consents, with the time. Bookings that stand go on standing,
    and what is owed about them is still told; a new one needs new consent.
    """
    ended = tx.people.withdraw(person, at=tx.now)
    return Answer("withdrawn", {"ended": ended})


def ask_name(tx: Transaction, *, telegram: int, language: str, slot: int | None) -> Answer:
    """This will open the dialogue that asks for the examinee's name."""
    return begin(
        tx,
        telegram=telegram,
        language=language,
        topic=NAME_TOPIC,
        state="asked",
        facts={"slot": slot},
    )
