"""What people are told of what is stored, and how they take consent back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.model import Consent
from domain.ports.people import NOT_COLLECTED, PersonalRecords
from domain.rules import Rules
from handlers.texts import Wording
from handlers.ui.buttons import Agree, CommitWithdraw, Confirm, PickSlot
from tests.handlers.talk import TODAY, ZONE, World, open_world
from tests.storage.personal_columns import personal_columns

DAY = TODAY + timedelta(days=10)


def untold(text: str, language: str) -> set[PersonalRecords]:
    """Kinds of stored columns that the text does not name."""
    words = Wording(language)
    return {kind for kind in PersonalRecords if words.plain(f"personal.{kind}") not in text}


async def consents(world, telegram=1001):
    """Who agreed to what: version, and whether it stands."""
    person = await world.read(lambda tx: tx.people.by_telegram(telegram))
    rows = await world.read(lambda tx: tx.records.of_person(person.id, actors=("", "")))
    return [(r["consent"], r["version"], r["ended_at"] is None) for r in rows["consent"]]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_kind_of_column_is_named_to_strangers_too(world, language):
    shown = await world.phone(language=language).say("/privacy")

    assert untold(shown.text, language) == NOT_COLLECTED
    assert len(shown.labels) == 1
    assert await world.read(lambda tx: tx.people.by_telegram(1001)) is None


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_kind_that_is_not_named_would_be_found(world, language):
    shown = await world.phone(language=language).say("/privacy")
    word = Wording(language).plain("personal.reachable")

    named = untold(shown.text.replace(word, ""), language) - NOT_COLLECTED
    assert named == {PersonalRecords.REACHABLE}


async def test_what_is_not_named_is_not_stored_either(world):
    phone = await world.guest()
    booked = await world.booked(phone, await world.hospital())
    await phone.say(f"/cancel {booked.code}")
    await phone.say("네")

    person = await world.read(lambda tx: tx.people.by_telegram(1001))
    rows = await world.read(lambda tx: tx.records.of_person(person.id, actors=("", "")))
    held = {f"{table}.{name}" for table in rows for row in rows[table] for name in row if row[name]}
    not_named = {name for name, kind in personal_columns().items() if kind in NOT_COLLECTED}

    assert {"patient.sealed_name", "booking.code"} <= held
    assert held.isdisjoint(not_named)


async def test_how_long_is_what_the_rules_say(tmp_path):
    async with open_world(tmp_path, rules=Rules(zone=ZONE, keep_days=77)) as world:
        await world.hospital()
        told = await world.phone().say("/privacy")
        card = await world.phone().say(f"/book 한빛병원 {DAY}")

    assert "77일" in told.text
    assert "77일" in card.text
    assert "/deletemydata" in told.text
    assert "/deletemydata" in card.text


async def test_consent_is_taken_back_with_one_tap_on_one_card(world):
    phone = await world.guest()
    await phone.say("/privacy")

    card = await phone.tap("동의 철회")
    before = await consents(world)
    done = await phone.tap("🚫 동의 철회하기")

    assert "동의를 철회할까요?" in card.text
    assert before == [("basic", 1, True), ("health", 1, True)]
    assert "동의를 철회했어요" in done.text
    assert await consents(world) == [("basic", 1, False), ("health", 1, False)]


async def test_bookings_stand_and_are_listed_with_a_way_to_cancel_them(world):
    phone = await world.guest()
    booking = await world.booked(phone, await world.hospital())
    await phone.say("/privacy")

    card = await phone.tap("동의 철회")
    done = await phone.tap("🚫 동의 철회하기")
    cancel = await phone.tap("예약 취소")

    assert booking.code in card.text
    assert booking.code in done.text
    assert "알림도 계속" in done.text
    assert "🗑 내 정보 삭제" in done.labels
    assert "이 예약을 취소할까요?" in cancel.text
    assert await world.booking(booking.id) == booking


async def test_who_withdrew_is_asked_again_before_the_next_booking(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())
    await phone.press(CommitWithdraw().pack())

    shown = [await phone.press(button.pack()) for button in (PickSlot(slot), Confirm(slot))]
    told = await phone.say("/privacy")

    assert [each.labels[0] for each in shown] == ["✅ 동의해요", "✅ 동의해요"]
    assert "동의 철회" not in told.labels
    assert "📄 내 정보 받기" in told.labels


async def test_who_agrees_again_goes_on_and_both_times_are_kept(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())
    await phone.press(CommitWithdraw().pack())
    await phone.press(PickSlot(slot).pack())

    await phone.tap("✅ 동의해요")
    shown = await phone.tap("✅ 동의해요")

    assert "이대로 예약할까요?" in shown.text
    assert await consents(world) == [
        *(("basic", 1, False), ("health", 1, False)),
        *(("basic", 1, True), ("health", 1, True)),
    ]


async def test_withdrawing_ends_an_open_question(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())
    await phone.press(PickSlot(slot).pack())
    await phone.tap("✏️ 이름 바꾸기")

    await phone.press(CommitWithdraw().pack())
    said = await phone.say("한가람")

    assert "한가람" not in said.text
    assert (await world.read(lambda tx: tx.people.by_telegram(1001))).name == "남궁민수"


async def test_a_stranger_has_nothing_to_take_back(world, phone):
    shown = await phone.press(CommitWithdraw().pack())

    assert "저장된 내 정보가 없어요" in shown.text
    assert await world.read(lambda tx: tx.people.by_telegram(1001)) is None


@pytest.fixture
async def renewed(tmp_path: Path) -> AsyncIterator[World]:
    """A world whose consent cards have changed since somebody agreed and saw the old card."""
    async with open_world(tmp_path) as before:
        await before.guest()
        await before.hospital()
    async with open_world(tmp_path, rules=Rules(zone=ZONE, consent_version=2)) as world:
        yield world


@pytest.mark.parametrize("button", [PickSlot(1), Confirm(1)])
async def test_a_new_version_asks_again_from_the_first_card(renewed, button):
    shown = await renewed.phone().press(button.pack())

    assert shown.labels[0] == "✅ 동의해요"
    assert "(1/2)" in shown.text


async def test_the_old_consents_stay_recorded_beside_the_new(renewed):
    phone = renewed.phone()
    await phone.press(PickSlot(1).pack())

    await phone.tap("✅ 동의해요")
    shown = await phone.tap("✅ 동의해요")

    assert "이대로 예약할까요?" in shown.text
    assert await consents(renewed) == [
        *(("basic", 1, True), ("health", 1, True)),
        *(("basic", 2, True), ("health", 2, True)),
    ]


async def test_agreeing_on_an_old_card_shows_the_new_one(renewed):
    shown = await renewed.phone().press(Agree(Consent.BASIC, 1, version=1).pack())

    assert shown.labels[0] == "✅ 동의해요"
    assert len(await consents(renewed)) == 2


async def test_what_was_agreed_to_before_the_cards_changed_can_be_taken_back(renewed):
    phone = renewed.phone()
    await phone.say("/privacy")
    await phone.tap("동의 철회")
    await phone.tap("🚫 동의 철회하기")

    assert await consents(renewed) == [("basic", 1, False), ("health", 1, False)]


async def test_without_a_new_version_nobody_is_asked_again(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())

    shown = await phone.press(PickSlot(slot).pack())

    assert "이대로 예약할까요?" in shown.text
