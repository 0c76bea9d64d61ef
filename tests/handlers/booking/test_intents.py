"""What typed lines of customers do, from their readings on: each row is a sentence, its parts, and
the texts of its answer.
"""

import re
import tomllib
from dataclasses import replace
from datetime import time, timedelta
from functools import cache

import pytest

from domain.model import Consent, Status
from handlers import parsing, responses
from handlers.booking import intents
from handlers.menu import MENU
from handlers.parsing import HospitalName, Intent, PartKind, Reading
from handlers.parsing.line_parts import PartOfDay, TimeRange
from handlers.router import Router
from handlers.ui.buttons import Agree
from tests.handlers.catalogue import TEXTS
from tests.handlers.talk import TODAY

DAY, NEXT, LATER = (TODAY + timedelta(days=n) for n in (10, 11, 17))
HANBIT, HANEUL = "한빛병원", "하늘의원"


@cache
def texts(language):
    return tomllib.loads((TEXTS.parent / f"{language}.toml").read_text("utf-8"))


def has(key, heard, language="ko"):
    """Whether the text of that key is in what was heard, whatever its values."""
    section, _, name = key.partition(".")
    bare = re.sub(r"<[^>]*>", "", texts(language)[section][name])
    parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", bare)]
    return re.search(".*".join(parts), heard, re.DOTALL) is not None


@pytest.fixture
async def at(world):
    """Two hospitals: one with two days, a number and a note; one with neither."""
    days = [10, 11, 17]
    return {
        HANBIT: await world.hospital(HANBIT, days=days, note="아침을 드시지 마세요"),
        HANEUL: await world.hospital(HANEUL, days=[10, 12], phone=None),
    }


@pytest.fixture
def line(at, monkeypatch):
    """Say a line that is read as the parts given."""

    async def say(phone, text, *names, denied=False, **parts):
        hospitals = tuple(HospitalName(at[name], (name,)) for name in names)
        reading = Reading(text, hospitals=hospitals, **parts)

        async def answered(_, context):
            handler = intents.denied if denied else MENU.intents[reading.intent].on_intent
            screen = await handler(context, reading)
            return screen or await responses.screen_of(context.view, context.answer)

        monkeypatch.setattr(Router, "_message", answered)
        return await phone.say(text)

    return say


BOOKINGS = [
    ("건강검진 예약하고 싶어요", (), {}, ["booking.openings"]),
    ("예약하고싶습니다", (), {}, ["booking.openings"]),
    ("I'd like to book a screening", (), {}, ["booking.openings"]),
    ("예약 한빛병원", (HANBIT,), {}, ["booking.calendar"]),
    ("한빛병원 3월 11일 예약", (HANBIT,), {"days": (DAY,)}, ["booking.confirm"]),
    ("3월 11일에 되나요?", (), {"days": (DAY,)}, ["booking.hospitals_on"]),
    ("한빛병원 3/12, 3/18", (HANBIT,), {"days": (NEXT, LATER)}, ["line.free_at"]),
    ("3/11이나 3/13", (), {"days": (DAY, DAY + timedelta(days=2))}, ["line.free"]),
    ("이번 주말", (), {"days": (TODAY + timedelta(days=5),) * 2}, ["line.none_free"]),
    ("한빛병원 목요일마다", (HANBIT,), {"weekly": frozenset({4})}, ["line.free_at"]),
    ("한빛병원 일요일마다", (HANBIT,), {"weekly": frozenset({7})}, ["line.none_free_at"]),
    (
        "토요일 오전 되나요?",
        (),
        {"days": (TODAY + timedelta(days=5),), "part_of_day": PartOfDay.MORNING},
        ["line.no_times", "line.ask_hospital", "booking.none_on"],
    ),
    (
        "한빛병원 3월 11일 9시",
        (HANBIT,),
        {"days": (DAY,), "time": TimeRange(time(9), time(9))},
        ["line.no_times", "line.call_hospital", "booking.confirm"],
    ),
    ("한빛병원 두 명", (HANBIT,), {"places": 2}, ["line.one_patient", "line.call_hospital"]),
    (
        "부모님 것도 예약하려고요",
        (),
        {"unread": ("부모님 것도",)},
        ["line.one_patient", "booking.openings"],
    ),
    (
        "대장내시경도 되나요?",
        (),
        {"unread": ("대장내시경도",)},
        ["line.no_program", "booking.openings"],
    ),
    (
        "한빛병원 김가명 이름으로",
        (HANBIT,),
        {"person": "김가명"},
        ["line.no_person", "booking.calendar"],
    ),
    ("한빛병원 뿅뿅 예약", (HANBIT,), {"unread": ("뿅뿅",)}, ["parse.unread", "booking.calendar"]),
    (
        "한빛병원 3/11 아니면 3/12?",
        (HANBIT,),
        {"days": (DAY, NEXT), "ambiguous": frozenset({PartKind.DAYS})},
        ["frame.which_day"],
    ),
    (
        "한빛 아니면 하늘",
        (HANBIT, HANEUL),
        {"ambiguous": frozenset({PartKind.HOSPITAL})},
        ["booking.several"],
    ),
]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_wish_to_book_leads_to_the_step_that_its_parts_answer(world, line, language):
    phone = await world.guest(language=language)
    for text, names, parts, keys in BOOKINGS:
        shown = await line(phone, text, *names, intent=Intent.BOOK, **parts)

        assert [key for key in keys if not has(key, shown.text, language)] == [], (text, shown)
    person = await world.read(lambda tx: tx.people.by_telegram(1001))
    assert await world.read(lambda tx: tx.bookings.upcoming(person.id, first=TODAY)) == []


async def test_words_that_were_not_read_are_named_and_no_hospital(world, line):
    phone = await world.guest()

    shown = await line(phone, "예약 뿅뿅의원", intent=Intent.BOOK, unread=("뿅뿅의원",))

    assert "«뿅뿅의원»" in shown.text


async def test_full_days_are_not_offered_among_several(world, line, at):
    at["작은병원"] = await world.hospital("작은병원", days=[10, 11], capacity=1)
    await world.booked(await world.guest(1002), at["작은병원"])
    phone = await world.guest()

    there = await line(phone, "-", "작은병원", intent=Intent.BOOK, days=(DAY, NEXT))
    card = await phone.press(there.keys[there.labels[0]]["callback_data"])

    assert len(there.labels) == 3
    assert "📅 3월 12일(금)" in card.text


QUESTIONS = [
    (Intent.WHEN, "언제예요?", ["answers.note"]),
    (Intent.WHEN, "몇 시까지 가야 돼요?", ["answers.note"]),
    (Intent.WHERE, "주소가 어디예요?", ["answers.note"]),
    (Intent.PRICE, "얼마예요?", ["answers.no_price"]),
    (Intent.CALL, "전화번호 알려줘", []),
    (Intent.PERSON, "상담원", ["answers.person"]),
    (Intent.PREPARE, "뭐 가져가요?", []),
]
UNWRITTEN = {
    Intent.WHEN: "answers.no_time",
    Intent.WHERE: "answers.no_address",
    Intent.PREPARE: "answers.no_note",
}
"""What is said of a hospital without a note; with one, the note may hold the answer."""


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("intent", "text", "keys"), QUESTIONS)
async def test_a_question_is_answered_for_the_next_visit(
    world, at, line, language, intent, text, keys
):
    phone = await world.guest(language=language)
    await world.booked(phone, at[HANBIT])

    shown = await line(phone, text, intent=intent)

    for key in ["answers.visit", *keys]:
        assert has(key, shown.text, language), (key, shown.text)
    assert HANBIT in shown.text
    assert "☎ 02-123-4567" in shown.text
    noted = intent in (Intent.WHEN, Intent.WHERE, Intent.PREPARE)
    assert ("아침을 드시지 마세요" in shown.text) is noted


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("intent", "text", "keys"), QUESTIONS)
async def test_a_question_names_the_hospital_it_asks_about(
    world, at, line, language, intent, text, keys
):
    phone = await world.guest(language=language)
    await world.booked(phone, at[HANBIT])

    shown = await line(phone, text, HANEUL, intent=intent)

    assert HANEUL in shown.text
    assert HANBIT not in shown.text
    missing = "answers.no_phone" if intent is Intent.CALL else "answers.ask_there"
    assert has(missing, shown.text, language)
    if intent in UNWRITTEN:
        assert has(UNWRITTEN[intent], shown.text, language)


async def test_a_question_of_a_stranger_lists_the_hospitals_with_their_numbers(phone, line):
    for intent, text, _ in QUESTIONS:
        shown = await line(phone, text, intent=intent)
        if intent is Intent.WHEN:  # of a visit that there is not
            assert has("mine.empty", shown.text)
            continue

        assert has("answers.which", shown.text)
        assert {HANBIT, HANEUL} <= set(re.findall(r"한빛병원|하늘의원", shown.text))
        assert "02-123-4567" in shown.text


async def test_cancelling_leads_to_the_card_of_the_booking_meant(world, at, line):
    phone = await world.guest()
    mine = await world.booked(phone, at[HANBIT], days=10)
    other = await world.booked(phone, at[HANEUL], days=12)

    by_day = await line(phone, "3/11 취소", intent=Intent.CANCEL, days=(DAY,))
    by_name = await line(phone, "하늘의원 취소", HANEUL, intent=Intent.CANCEL)
    by_code = await line(phone, "취소", intent=Intent.CANCEL, code=mine.code)
    any_ = await line(phone, "취소하고 싶습니다", intent=Intent.CANCEL)
    none = await line(phone, "3/18 취소", intent=Intent.CANCEL, days=(LATER,))

    for shown, booking in ((by_day, mine), (by_name, other), (by_code, mine)):
        assert has("booking.ask_cancel", shown.text)
        assert booking.code in shown.text
    assert has("booking.which_cancel", any_.text)
    assert has("answers.no_such_booking", none.text)
    assert has("booking.which_cancel", none.text)
    assert (await world.booking(mine.id)).status is Status.BOOKED


async def test_showing_leads_to_the_booking_meant_else_to_all(world, at, line):
    phone = await world.guest()
    mine = await world.booked(phone, at[HANBIT], days=10)
    other = await world.booked(phone, at[HANEUL], days=12)

    one = await line(phone, "한빛병원 예약 확인", HANBIT, intent=Intent.SHOW)
    every = await line(phone, "내 예약 확인", intent=Intent.SHOW)
    both = await line(phone, "", HANBIT, HANEUL, intent=Intent.SHOW)
    none = await line(phone, "3/18 예약", intent=Intent.SHOW, days=(LATER,))
    unknown = await line(phone, "HS-000000", intent=Intent.SHOW, code="HS-000000")

    assert mine.code in one.text
    assert other.code not in one.text
    for shown in (every, both, none, unknown):
        assert mine.code in shown.text
        assert other.code in shown.text
    assert has("answers.no_such_booking", none.text)
    assert has("mine.unknown_code", unknown.text)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_what_is_denied_is_not_done(world, at, line, language):
    phone = await world.guest(language=language)
    before = await line(phone, "취소하지 마세요", denied=True, negated=Intent.CANCEL)
    mine = await world.booked(phone, at[HANBIT])

    shown = await line(phone, "취소하지 마세요", denied=True, negated=Intent.CANCEL)

    assert has("answers.nothing_changed", before.text, language)
    assert has("booking.kept", shown.text, language)
    assert mine.code in shown.text
    assert (await world.booking(mine.id)).status is Status.BOOKED


async def test_another_date_is_booked_first_and_the_old_one_cancelled_then(world, at, line):
    phone = await world.guest()
    mine = await world.booked(phone, at[HANBIT])

    asked = await line(phone, "예약 변경할게요", intent=Intent.CHANGE)
    free = await line(phone, "3/12로 바꿔주세요", intent=Intent.CHANGE, days=(NEXT,))
    both = await line(phone, "3/11을 3/12로", intent=Intent.CHANGE, days=(DAY, NEXT))
    full = await line(phone, "3/20으로", intent=Intent.CHANGE, days=(DAY + timedelta(days=9),))
    card = await phone.press(both.keys[both.labels[0]]["callback_data"])

    for shown in (asked, free, both, full):
        assert has("change.book_first", shown.text)
        assert mine.code in shown.text
        assert "☎ 02-123-4567" in shown.text
    assert has("change.free", free.text)
    assert has("change.free", both.text)
    assert has("change.not_free", full.text)
    assert has("booking.confirm", card.text)
    assert has("booking.ask_cancel", (await phone.press(_cancel(asked))).text)


def _cancel(shown):
    return shown.keys[shown.labels[1]]["callback_data"]


async def test_at_the_limit_the_old_booking_is_cancelled_first(world, at, line):
    phone = await world.guest()
    for days in (10, 11):
        await world.booked(phone, at[HANBIT], days=days)
    await world.booked(phone, at[HANEUL], days=12)

    shown = await line(phone, "하늘의원 날짜 변경", HANEUL, intent=Intent.CHANGE)
    several = await line(phone, "날짜 변경", intent=Intent.CHANGE)

    assert has("change.cancel_first", shown.text)
    assert has("change.which", several.text)
    assert has("change.cancel_first", several.text)


async def test_without_a_booking_or_too_late_there_is_no_change(world, at, line):
    phone = await world.guest()
    nothing = await line(phone, "날짜 변경", intent=Intent.CHANGE)
    await world.booked(phone, at[HANBIT])
    world.clock.forward(days=9, hours=9)

    late = await line(phone, "날짜 변경", intent=Intent.CHANGE)

    assert has("change.nothing", nothing.text)
    assert has("change.too_late", late.text)
    assert "☎ 02-123-4567" in late.text


async def test_for_the_wait_list_the_nearest_free_days_are_shown(world, line):
    phone = await world.guest()

    there = await line(phone, "자리 나면", HANBIT, intent=Intent.WAITLIST, days=(LATER,))
    anywhere = await line(phone, "자리 나면 알려 주세요", intent=Intent.WAITLIST)

    for shown in (there, anywhere):
        assert has("waitlist.none", shown.text)
    assert has("waitlist.nearest", there.text)
    assert "☎ 02-123-4567" in there.text
    assert has("booking.openings", anywhere.text)


async def test_the_language_that_a_line_names_is_kept_also_with_a_stranger(world, phone, line):
    known = await world.guest(1002)

    for reader in (phone, known):
        english = await line(reader, "영어로", intent=Intent.LANGUAGE)
        still = await reader.say("/hospitals")
        korean = await line(reader, "한국어로 해 주세요", intent=Intent.LANGUAGE)
        either = await line(reader, "언어", intent=Intent.LANGUAGE)

        assert english.labels[-1] != korean.labels[-1]
        assert has("booking.hospitals", still.text, "en")
        assert has("home.language", either.text)


async def test_without_an_open_question_it_is_said_what_can_be_done(world, line):
    phone = await world.guest()

    for intent in (Intent.YES, Intent.NO):
        assert has("answers.nothing_asked", (await line(phone, "네", intent=intent)).text)
    assert has("answers.thanks", (await line(phone, "감사합니다", intent=Intent.THANKS)).text)
    assert (await line(phone, "그만", intent=Intent.STOP)).labels
    assert has("home.help", (await line(phone, "도움말", intent=Intent.HELP)).text)


async def test_every_intent_of_a_customer_has_an_entry():
    desk = {*(Intent.OPEN, Intent.CLOSE, Intent.ROSTER, Intent.CAPACITY, Intent.TODAY)}
    desk |= {Intent.FIND, Intent.BOOK_FOR, Intent.MOVE, Intent.ANNOUNCE}

    assert set(Intent) - desk <= set(MENU.intents)


@pytest.fixture
async def asked(world, at, phone, monkeypatch):
    """Asked for the name on the way to a day, by a reader that knows a day, a wish and a name."""
    readings = {
        "내일": Reading("내일", (parsing.line_parts.Part(PartKind.DAYS, 0, 2),), days=(NEXT,)),
        "홍길동": Reading("홍길동", person="홍길동"),
        "제 이름은 홍길동이에요": Reading("제 이름은 홍길동이에요", person="홍길동"),
    }

    def read(text, **_):
        return replace(readings.get(text, Reading(text, unread=(text,))))

    monkeypatch.setattr(parsing, "read", read)
    slot = await world.slot(at[HANBIT])
    for consent in Consent:
        await phone.press(Agree(consent, slot).pack())
    return phone


async def name(world):
    return (await world.read(lambda tx: tx.people.by_telegram(1001))).name


async def test_what_reads_like_a_day_is_asked_back(world, asked):
    doubt = await asked.say("내일")
    kept_back = await name(world)
    again = await asked.tap("다시 적기")
    await asked.say("내일")
    card = await asked.tap("네")

    assert has("name.is_name", doubt.text)
    assert "«내일»" in doubt.text
    assert kept_back is None
    assert has("consent.ask_name", again.text)
    assert has("booking.confirm", card.text)
    assert await name(world) == "내일"


async def test_a_doubted_name_is_stored_sealed_only(world, asked):
    await asked.say("내일")
    person = await world.read(lambda tx: tx.people.by_telegram(1001))

    stored = await world.read(lambda tx: tx.dialogues.get(person.id))

    assert "내일" not in str(stored.facts)
    assert await world.read(lambda tx: tx.people.unseal(person.id, stored.facts["name"])) == "내일"


@pytest.mark.parametrize(
    "typed",
    [
        *("홍길동", "Müller, Hans", "Jean–Luc", "Maria da Conceição dos Santos Silva"),
        *("남궁민수", "D'Arcy", "제 이름은 홍길동이에요"),
    ],
)
async def test_real_names_pass_at_once(world, asked, typed):
    shown = await asked.say(typed)

    assert has("booking.confirm", shown.text)
    expected = {"제 이름은 홍길동이에요": "홍길동", "Jean–Luc": "Jean-Luc"}
    assert await name(world) == expected.get(typed, typed)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *(
            ("남편", "name.relation"),
            ("우리 엄마요", "name.relation"),
            ("my wife", "name.relation"),
        ),
        *(("ㄱㄱ", "parse.person_name_jamo"), ("김1", "parse.person_name_digit")),
    ],
)
async def test_what_is_no_name_says_the_right_reason(world, asked, typed, key):
    shown = await asked.say(typed)

    assert has(key, shown.text)
    assert has("consent.ask_name", shown.text)
    assert await name(world) is None


async def test_giving_up_a_rename_leads_back_to_the_confirm_card(world, at):
    phone = await world.guest()
    await phone.say(f"/book {HANBIT} {DAY}")
    renaming = next(label for label in phone.screen.labels if label.startswith("✏️"))
    await phone.tap(renaming)

    card = await phone.tap("이름 그대로")

    assert has("name.kept", card.text)
    assert has("booking.confirm", card.text)
    assert "남궁민수" in card.text


SENTENCES = [
    ("건강검진 예약하고 싶어요", "booking.openings"),
    ("예약하고싶습니다", "booking.openings"),
    ("예약 한빛병원", "booking.calendar"),
    ("한빛병원 3/11 예약", "booking.confirm"),
    ("/book 한빛병원 3.11", "booking.confirm"),
    ("/book 한빛병원 모레", "booking.calendar"),
    ("부모님 것도 예약하려고요", "line.one_patient"),
    ("대장내시경도 되나요?", "line.no_program"),
    ("토요일 오전 되나요?", "line.no_times"),
    ("날짜 변경", "change.nothing"),
    ("취소하고 싶습니다", "booking.nothing_to_cancel"),
    ("내 예약 확인", "mine.empty"),
    ("언제예요?", "mine.empty"),
    ("주소가 어디예요?", "answers.which"),
    ("몇 시까지 가야 돼요?", "mine.empty"),
    ("전화번호 알려줘", "answers.which"),
    ("상담원", "answers.person"),
    ("취소하지 마세요", "answers.nothing_changed"),
]


async def test_everyday_sentences_get_their_answers(world, at):
    phone = await world.guest()
    wrong = [
        (text, shown.text[:80])
        for text, key in SENTENCES
        if not has(key, (shown := await phone.say(text)).text)
    ]

    assert wrong == []


ENGLISH = [
    ("I'd like to book a screening", "booking.openings"),
    ("change the date", "change.nothing"),
    ("cancel my booking", "booking.nothing_to_cancel"),
    ("where is it?", "answers.which"),
    ("when is it?", "mine.empty"),
    ("how much is it?", "answers.which"),
    ("don't cancel", "answers.nothing_changed"),
    ("한국어로", "home.language_set"),
]


async def test_everyday_english_sentences_get_their_answers(world, at):
    phone = await world.guest(language="en")
    wrong = []
    for text, key in ENGLISH:
        shown = await phone.say(text)
        if not has(key, shown.text, "ko" if text == "한국어로" else "en"):
            wrong.append((text, shown.text[:80]))

    assert wrong == []


@pytest.mark.parametrize("said", ["I can't come", "I changed my mind", "sorry, I won't make it"])
async def test_an_examinee_that_cannot_come_is_shown_the_booking_to_cancel(world, said):
    phone = await world.guest(1001, language="en")
    booked = await world.booked(phone, await world.hospital(days=4), days=4)

    assert "Cancel this booking?" in (await phone.say(said)).text
    assert (await world.booking(booked.id)).status is Status.BOOKED


async def test_a_changed_mind_leaves_the_card_of_a_cancellation(world):
    phone = await world.guest(1001, language="en")
    booked = await world.booked(phone, await world.hospital(days=4), days=4)
    await phone.say("cancel")

    assert "Nothing was cancelled" in (await phone.say("I changed my mind")).text
    assert (await world.booking(booked.id)).status is Status.BOOKED


@pytest.mark.parametrize(
    "said", ["11일은 취소하고 12일은 유지", "cancel the 11th and keep the 12th"]
)
async def test_of_two_wishes_for_two_days_the_day_is_asked_first(world, at, said):
    phone = await world.guest()
    booked = [await world.booked(phone, at[HANBIT], days=days) for days in (10, 11)]

    assert list((await phone.say(said)).keys)[:2] == ["3월 11일(목)", "3월 12일(금)"]
    assert "3월 11일(목)" in (await phone.tap("3월 11일(목)")).text
    assert {(await world.booking(each.id)).status for each in booked} == {Status.BOOKED}
