"""Every button and every question, tapped and answered by somebody of every role."""

from datetime import timedelta

import pytest

from domain import queries
from domain.model import Consent, Dialogue
from handlers import permissions
from handlers.dialogue import DialogueTopics
from handlers.frontdesk.parked_screens import DecideHeldNotices
from handlers.hospitals.draft import STEPS, HospitalDraft
from handlers.menu import MENU
from handlers.ui import buttons
from handlers.ui.callback_data import _VERBS, NoOp, number_of_code
from tests.handlers.rights import (
    ADMINS,
    CANARY,
    EVERYBODY,
    OWN,
    OWNERS,
    ROLES,
    audited,
    cast_of,
    offences,
    only_own_card,
    person,
    tapped,
)
from tests.handlers.talk import TODAY

BUTTONS = {
    buttons.ShowHome: (EVERYBODY, lambda _: buttons.ShowHome()),
    buttons.ShowHelp: (EVERYBODY, lambda _: buttons.ShowHelp()),
    buttons.ShowPrivacy: (EVERYBODY, lambda _: buttons.ShowPrivacy()),
    buttons.KeepData: (EVERYBODY, lambda _: buttons.KeepData(erasure=True)),
    buttons.SetLanguage: (EVERYBODY, lambda _: buttons.SetLanguage("ko")),
    buttons.ShowOpenings: (EVERYBODY, lambda _: buttons.ShowOpenings()),
    buttons.ShowHospitals: (EVERYBODY, lambda _: buttons.ShowHospitals()),
    buttons.ShowMonth: (EVERYBODY, lambda cast: buttons.ShowMonth(cast.hospital)),
    buttons.PickSlot: (EVERYBODY, lambda cast: buttons.PickSlot(cast.slot)),
    buttons.FullDay: (EVERYBODY, lambda cast: buttons.FullDay(cast.slot)),
    buttons.Agree: (EVERYBODY, lambda cast: buttons.Agree(Consent.BASIC, cast.slot)),
    buttons.ChangeName: (EVERYBODY, lambda cast: buttons.ChangeName(cast.slot)),
    buttons.Confirm: (EVERYBODY, lambda cast: buttons.Confirm(cast.slot)),
    buttons.ShowMyBookings: (OWN, lambda _: buttons.ShowMyBookings()),
    buttons.ShowBooking: (OWN, lambda cast: buttons.ShowBooking(cast.booking.id)),
    buttons.AddToCalendar: (OWN, lambda cast: buttons.AddToCalendar(cast.booking.id)),
    buttons.ShowCancelConfirmation: (
        OWN,
        lambda cast: buttons.ShowCancelConfirmation(cast.booking.id),
    ),
    buttons.CommitCancel: (OWN, lambda cast: buttons.CommitCancel(cast.booking.id, 1)),
    buttons.StopDialogue: (EVERYBODY, lambda _: buttons.StopDialogue()),
    buttons.ResumeDialogue: (EVERYBODY, lambda _: buttons.ResumeDialogue(1)),
    buttons.AcceptInvite: (OWN, lambda cast: buttons.AcceptInvite(cast.invite)),
    buttons.StartAddHospital: (ADMINS, lambda cast: buttons.StartAddHospital(cast.hospital)),
    buttons.ListDelete: (ADMINS, lambda _: buttons.ListDelete()),
    buttons.AskDelete: (ADMINS, lambda cast: buttons.AskDelete(cast.hospital, None)),
    buttons.DeclineDelete: (ADMINS, lambda _: buttons.DeclineDelete(None)),
    buttons.ShowRosters: (ADMINS, lambda _: buttons.ShowRosters()),
    buttons.ChooseRoster: (ADMINS, lambda _: buttons.ChooseRoster(0, None, TODAY)),
    buttons.ShowRoster: (ADMINS, lambda cast: buttons.ShowRoster(cast.slot)),
    buttons.AskCancelFor: (
        ADMINS,
        lambda cast: buttons.AskCancelFor(number_of_code(cast.booking.code)),
    ),
    buttons.CommitCancelFor: (ADMINS, lambda cast: buttons.CommitCancelFor(cast.booking.id, 1)),
    buttons.RetryParked: (ADMINS, lambda _: buttons.RetryParked()),
    DecideHeldNotices: (ADMINS, lambda _: DecideHeldNotices(send=True)),
    buttons.CommitDelete: (ADMINS, lambda cast: buttons.CommitDelete(cast.hospital, cast.slot, 0)),
    buttons.ListAdmins: (ADMINS, lambda _: buttons.ListAdmins()),
    buttons.ShowMyData: (OWN, lambda _: buttons.ShowMyData()),
    buttons.AskWithdraw: (OWN, lambda _: buttons.AskWithdraw()),
    buttons.AskErase: (OWN, lambda _: buttons.AskErase()),
    buttons.InviteAdmin: (OWNERS, lambda _: buttons.InviteAdmin()),
    buttons.WithdrawInvites: (OWNERS, lambda _: buttons.WithdrawInvites()),
    buttons.AskRevoke: (OWNERS, lambda cast: buttons.AskRevoke(cast.right)),
    buttons.CommitRevoke: (OWNERS, lambda cast: buttons.CommitRevoke(cast.right)),
    buttons.CommitWithdraw: (OWN, lambda _: buttons.CommitWithdraw()),
    buttons.CommitErase: (OWN, lambda _: buttons.CommitErase(0)),
}
"""Whoever adds a button says here whose it is."""
KNOWN = HospitalDraft(name="새봄의원", days=(TODAY + timedelta(days=20),), capacity=5).facts()
QUESTIONS = {
    "name": (EVERYBODY, {"asked": {"slot": None}, "doubted": {"slot": None}}),
    "hospital": (ADMINS, dict.fromkeys(STEPS, KNOWN)),
}
"""Whoever adds a dialogue says here whose it is, and what it knows in each state."""
HELD = ("hospital", "slot", "booking", "person", "admin_right", "event", "outbox")
"""What words could change in a question of the desk; a day that is typed closes the question."""


@pytest.fixture
async def cast(world, tmp_path):
    return await cast_of(world, tmp_path)


@pytest.fixture
def calls(cast):
    return [tapped(who, make(cast), cast.stale()) for who, make in BUTTONS.values()]


def test_nobody_adds_a_button_or_a_dialogue_without_saying_whose_it_is():
    assert MENU.taps.keys() == BUTTONS.keys()
    assert {buttons.Answered, buttons.ReadAs, NoOp, *BUTTONS} == {*_every_button()}
    assert MENU.dialogues.topics.keys() == QUESTIONS.keys()
    for name, topic in MENU.dialogues.topics.items():
        assert topic.states.keys() == QUESTIONS[name][1].keys()


def test_a_card_of_another_or_with_a_name_would_be_an_offence():
    assert only_own_card({1, None}, {2: "a"}, {1: "b", 2: "a"})
    assert not only_own_card({1, None}, {2: "a"}, {2: "b"})
    assert not only_own_card({1, None}, {2: "a"}, {})
    assert not only_own_card({1, None}, {}, {1: f"[{CANARY}]"})


@pytest.mark.parametrize("role", ROLES)
async def test_each_button_does_what_the_role_may(cast, calls, role):
    assert await offences(cast, role, calls) == []


@pytest.mark.parametrize("role", ["stranger", "customer", "former admin", "admin"])
async def test_with_the_check_off_every_admin_button_is_an_offence(cast, calls, role, monkeypatch):
    monkeypatch.setattr(permissions, "require_admin", _let_everybody_in)
    denied = {OWNERS} if role == "admin" else {ADMINS, OWNERS}

    found = await offences(cast, role, calls)

    assert set(found) == {button.__name__ for button, (who, _) in BUTTONS.items() if who in denied}


async def test_each_question_is_asked_only_of_whom_it_is_for(cast):
    assert await _asked_of(cast) == {
        (topic, state, role)
        for topic, (who, states) in QUESTIONS.items()
        for state in states
        for role in ROLES[1:]
        if who == EVERYBODY or role in ("admin", "owner")
    }


async def test_with_the_check_off_every_question_is_asked_of_anybody(cast, monkeypatch):
    monkeypatch.setattr(DialogueTopics, "of", lambda _, view: view.dialogue)

    assert {role for topic, _, role in await _asked_of(cast) if topic == "hospital"} == {*ROLES[1:]}


@pytest.mark.parametrize("said", ["새봄의원", "2027-03-20", "10", "02-123-4567"])
async def test_what_a_former_admin_types_into_an_old_question_is_only_words(cast, said):
    phone = cast.phones["former admin"]
    plain = await phone.say(said)
    for state in STEPS:
        await _open(cast, "former admin", "hospital", state)
        before = cast.digest(*HELD)

        assert await phone.say(said) == plain, state
        assert await phone.press(buttons.Answered(7, "register").pack()) == await phone.press(
            buttons.Answered(8, "register").pack()
        )
        assert cast.digest(*HELD) == before


async def test_what_is_done_in_a_dialogue_is_audited_with_the_role(cast):
    for role in ("admin", "owner"):
        await _open(cast, role, "hospital", "preview", name=f"{role} 의원")
        await cast.phones[role].press(buttons.Answered(7, "register").pack())

    noted = [row for row in await audited(cast.world) if row.deed.action == "hospital"]
    assert [(row.deed.actor, row.deed.role, row.outcome) for row in noted] == [
        ("1004", "admin", "done"),
        ("9000", "owner", "done"),
    ]


async def _asked_of(cast):
    """(topic, state, role) of every question that is asked."""
    every = [(t, s, r) for t, (_, states) in QUESTIONS.items() for s in states for r in ROLES[1:]]
    return {(t, s, role) for t, s, role in every if await _is_asked(cast, role, t, s)}


async def _is_asked(cast, role, topic, state):
    """Whether a sticker brings the question back; it changes nothing."""
    phone = cast.phones[role]
    without = await phone.send(sticker=_sticker())
    await _open(cast, role, topic, state)
    before = cast.digest()
    with_it = await phone.send(sticker=_sticker())
    assert cast.digest() == before
    await cast.world.run(_end, person=await person(cast.world, phone.telegram))
    return with_it != without


async def _open(cast, role, topic, state, **known):
    world, phone = cast.world, cast.phones[role]
    if role == "owner":
        await phone.press(buttons.StartAddHospital(None).pack())
    facts = {**QUESTIONS[topic][1][state], **known}
    expires = world.clock.now() + timedelta(minutes=5)
    who = await person(world, phone.telegram)
    if state == "doubted":
        facts["name"] = await world.read(queries.sealed, person=who, text="홍가람")
    await world.run(_put, dialogue=Dialogue(who, topic, state, facts, 7, expires))


def _put(tx, *, dialogue):
    tx.dialogues.put(dialogue)


def _end(tx, *, person):
    tx.dialogues.end(person)


def _sticker():
    sizes = {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
    return {"file_id": "a", "file_unique_id": "b", **sizes}


def _every_button():
    """All that unpack takes, without those that other tests declare."""
    return [each for each in _VERBS.values() if each.__module__.startswith("handlers.")]


async def _let_everybody_in(*_, **__):
    """The check, planted off."""
