"""What a newer release stored, beside which this one may run: nobody gets an error for it."""

import json

import pytest

from domain.answer import Answer
from domain.model import Dialogue
from domain.ports.notices import Delivery, NewNotice, NoticeKind
from domain.ports.store import Command
from handlers.hospitals.draft import TOPIC_NAME, HospitalDraft
from handlers.ui.buttons import Answered
from tests.handlers.post import Post
from tests.handlers.talk import ADMIN
from tests.storage.raw import raw

ELSEWHERE = "지금은 답을 받을 수 없어요"


@pytest.fixture
def run(world, ready):
    """Plain SQL beside the bot, as another release writes."""
    with raw(f"sqlite:///{ready}/main.db") as run:
        yield run


@pytest.fixture(params=[("survey", "asked"), ("name", "asked_twice"), (TOPIC_NAME, "hours")])
def question(request):
    """A topic, and states of known topics, that only a newer release has."""
    return request.param


async def asked(world, phone, question, **facts):
    """The person's open question is that one."""
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))
    topic, state = question
    later = world.clock.now().replace(hour=23)
    await world.main.run(
        lambda tx: tx.dialogues.put(Dialogue(person.id, topic, state, facts, 5, later)),
        Command(world.clock.now()),
    )
    return person


async def test_an_answer_to_its_question_is_met_with_a_sentence_and_the_question_stays(
    world, question
):
    phone = await world.guest(ADMIN)
    person = await asked(world, phone, question)

    typed = await phone.say("09:30")
    tapped = await phone.press(Answered(5, "morning").pack())

    assert ELSEWHERE in typed.text
    assert ELSEWHERE in tapped.text
    assert ELSEWHERE in tapped.alert
    assert (await world.read(lambda tx: tx.dialogues.get(person.id))).version == 5


@pytest.mark.parametrize("said", ["/cancel", "취소", "/mystatus", "/start", "예약"])
async def test_whoever_says_something_else_leaves_its_question(world, question, said):
    phone = await world.guest(ADMIN)
    person = await asked(world, phone, question)

    shown = await phone.say(said)

    assert ELSEWHERE not in shown.text
    assert await world.read(lambda tx: tx.dialogues.get(person.id)) is None


async def test_a_photo_or_a_command_that_nobody_knows_is_answered_as_ever(world, question):
    phone = await world.guest(ADMIN)
    await asked(world, phone, question)

    photo = await phone.send(photo=[])
    unknown = await phone.say("/nonsense")

    assert "사진, 음성, 스티커는 읽지 못해요" in photo.text
    assert "없는 명령어예요" in unknown.text


async def test_an_open_question_that_has_run_out_is_no_question(world, question):
    phone = await world.guest(ADMIN)
    await asked(world, phone, question)
    world.clock.forward(days=1)

    assert "말씀을 이해하지 못했어요" in (await phone.say("09:30")).text


async def test_a_date_that_cannot_be_opened_is_refused_also_beside_its_question(world):
    admin = await world.guest(ADMIN)
    await asked(world, admin, (TOPIC_NAME, "hours"), steps=["name", "hours", "preview"])

    shown = await admin.say("/addhospital 한빛병원 2027-03-01 30")

    assert "한빛병원" in shown.text or "등록할 수 없어요" in shown.text


async def test_steps_of_a_newer_release_are_passed_over_and_what_it_asked_is_kept():
    draft = HospitalDraft.model_validate(
        {"steps": ["name", "hours", "days", "preview"], "hours": "9-12"}
    )

    assert (draft.after("name"), draft.before("days")) == ("days", "name")
    assert draft.having(name="한빛병원").facts()["hours"] == "9-12"


@pytest.mark.parametrize(("refused", "said"), [(False, "처리했어요"), (True, "처리하지 못했어요")])
async def test_an_update_that_a_newer_release_answered_is_told_what_became_of_it(
    world, run, refused, said
):
    phone = await world.guest()
    await phone.say("/mystatus")
    answer = {"name": "held", "facts": {"hold": 3}, "refused": refused, "shown": "soon"}
    update = {"update": phone.last_update["update_id"], "answer": json.dumps(answer)}
    run("INSERT INTO handled VALUES (77, :update, :answer, 0)", **update)

    assert said in (await phone.again()).text


async def test_a_late_reply_of_a_newer_release_is_told_what_became_of_it(world):
    post, phone = Post(world), await world.guest()
    person = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))

    outcome = await post.tell(
        person.id, NoticeKind.REPLY, answer=Answer("held", {"hold": 3}).to_json()
    )

    assert outcome.sending is Delivery.SENT
    assert "처리했어요" in post.telegram.calls[-1][1]["text"]


async def test_a_language_of_a_newer_release_is_answered_in_the_nearest(world, run):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    run("UPDATE person SET language = 'ja'")
    post = Post(world)

    shown = await phone.say("/mystatus")
    owed = NewNotice(
        "k", booking.person, NoticeKind.REMINDER, {"booking": booking.id}, world.clock.now()
    )
    await world.main.run(lambda tx: tx.notices.enqueue(owed), Command(world.clock.now()))
    told = await post.deliver()

    assert "My bookings" in shown.text
    assert booking.code in told[phone.telegram].text


@pytest.mark.parametrize(
    "data",
    ["v1|hold|3", "v2|b|3", "v1|b|3|soon", "v1|a|genetic|3|1", "v1k|wait|1", "v9", "[1,2]"],
)
async def test_a_button_of_a_newer_release_is_met_with_a_sentence(world, data):
    phone = await world.guest()

    shown = await phone.press(data)

    assert "'처음으로'를 눌러 주세요" in shown.text
    assert shown.alert


@pytest.mark.spoilt("status-as-told", "told-as-it-is", "places-add-up")
async def test_a_status_of_a_newer_release_is_shown_under_its_own_name(world, ready, run):
    phone, hospital = await world.guest(), await world.hospital()
    booking = await world.booked(phone, hospital)
    await world.settle()
    allow_any_status(run)
    run("UPDATE booking SET status = 'held'")
    with raw(f"sqlite:///{ready}/mypage.db") as shown:
        allow_any_status(shown)
        shown("UPDATE shown_booking SET status = 'held'")
    admin = world.phone(ADMIN)

    mine = await phone.say("/mystatus")
    roster = await admin.say("/roster 한빛병원 2027-03-11")
    card = await admin.say(f"/status {booking.code}")
    cancel = await phone.say(f"/cancel {booking.code}")
    told = json.loads((await phone.say("/mydata")).files[0])

    for screen in (mine, roster, card):
        assert "held" in screen.text
    assert booking.code in cancel.text
    assert told["예약·취소 기록"][0]["상태"] == "held"


def allow_any_status(run):
    run("PRAGMA ignore_check_constraints = ON")


async def test_mydata_calls_what_it_does_not_know_by_its_name(world, run):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    await world.settle()
    run("INSERT INTO ledger_entry VALUES (:booking, 2, 'BookingHeld', 0)", booking=booking.id)
    run("UPDATE notice SET kind = 'offer', key = 'offer'")
    run("UPDATE consent SET consent = 'genetic' WHERE consent = 'health'")
    await asked(world, phone, ("survey", "asked"))

    told = json.loads((await phone.say("/mydata")).files[0])

    assert "BookingHeld" in json.dumps(told["예약·취소 기록"])
    assert "offer" in json.dumps(told["알림 기록"])
    assert "genetic" in json.dumps(told["동의·철회 기록"])
