"""Consents before anything is stored, and the language of everything."""

from datetime import timedelta

from domain.model import CONSENT_VERSION, Consent
from handlers.ui.buttons import Agree, ChangeName, Confirm, SetLanguage
from tests.handlers.talk import ADMIN, TODAY

DAY = TODAY + timedelta(days=10)


async def known(world, telegram=1001):
    return await world.read(lambda tx: tx.people.by_telegram(telegram))


async def test_two_cards_in_turn_tell_what_why_and_how_long(world, phone):
    await world.hospital()

    basic = await phone.say(f"/book 한빛병원 {DAY}")
    health = await phone.tap("✅ 동의해요")

    for card in (basic, health):
        assert all(word in card.text for word in ("수집 항목", "이용 목적", "보관 기간"))
    assert basic.labels == ["✅ 동의해요", "동의하지 않음"]
    assert health.labels == ["✅ 동의해요", "동의하지 않음"]


async def test_nobody_is_stored_before_the_first_consent(world, phone):
    await world.hospital()
    await phone.say("/start")
    await phone.tap("🌐 English")
    await phone.say("/book")
    await phone.tap("Thu 11 Mar · 한빛병원")
    card = await phone.tap("11")

    assert card.labels == ["✅ I agree", "I don't agree"]
    assert await known(world) is None


async def test_a_stranger_keeps_the_language_chosen_for_commands_typed_later(world, phone):
    await world.hospital("Hanbit Clinic")
    await phone.say("/start")
    await phone.tap("🌐 English")

    later = await phone.say("/hospitals")
    other = await world.phone(1002).say("/hospitals")

    assert "Book · Hanbit Clinic" in later.labels
    assert "Book · Hanbit Clinic" not in other.labels


async def test_each_consent_is_kept_with_its_version(world, phone):
    slot = await world.slot(await world.hospital())

    await phone.press(Agree(Consent.BASIC, slot).pack())
    person = await known(world)
    after_one = await world.read(lambda tx: tx.people.consents(person.id))
    await phone.tap("✅ 동의해요")
    after_both = await world.read(lambda tx: tx.people.consents(person.id))

    assert after_one == {Consent.BASIC: CONSENT_VERSION}
    assert after_both == dict.fromkeys(Consent, CONSENT_VERSION)


async def test_a_confirm_button_without_consent_leads_to_the_card(world, phone):
    slot = await world.slot(await world.hospital())

    for button in (Confirm(slot), ChangeName(slot)):
        shown = await phone.press(button.pack())

        assert shown.labels[0] == "✅ 동의해요"
    assert await known(world) is None


async def test_agreeing_again_later_goes_on_to_the_booking(world):
    phone = await world.guest()
    slot = await world.slot(await world.hospital())

    shown = await phone.press(Agree(Consent.HEALTH, slot).pack())

    assert "이대로 예약할까요?" in shown.text


async def test_a_strangers_buttons_remember_the_language(world, phone):
    await world.hospital()
    await phone.say("/start")

    menu = await phone.tap("🌐 English")
    await phone.tap("📅 Book")
    calendar = await phone.tap("Thu 11 Mar · 한빛병원")
    card = await phone.tap("11")
    question = await phone.tap("✅ I agree")

    assert "This chat is now in English. I'll remember that once you give consent." in menu.text
    assert "March 2027" in calendar.labels
    assert "Consent: personal data (1/2)" in card.text
    assert "health data" in question.text
    assert (await known(world)).language == "en"


async def test_a_known_persons_language_is_kept(world):
    phone = await world.guest()
    await phone.say("/language")

    changed = await phone.tap("English")
    later = await phone.say("/start")

    assert "Language set to English" in changed.text
    assert "What would you like to do?" in later.text
    assert (await known(world)).language == "en"


async def test_an_admins_language_is_kept_without_consent(world):
    admin = world.phone(ADMIN)
    await admin.say("/language")

    changed = await admin.tap("English")
    later = await admin.say("/help")

    assert "Language set to English" in changed.text
    assert "Admin" in later.text
    assert (await known(world, ADMIN)).language == "en"


async def test_a_strangers_next_words_are_in_the_language_of_their_telegram(world, phone):
    await phone.say("/language")
    await phone.tap("English")

    back = await phone.tap("🌐 한국어")

    assert "지금부터 한국어로 안내해요. 개인정보에 동의하시면 다음에도 기억해요." in back.text
    assert await known(world) is None


async def test_a_language_nobody_speaks_is_a_stale_button(phone):
    shown = await phone.press(SetLanguage("tlh").pack())

    assert "예전 버튼이라 이제 쓸 수 없어요" in shown.text
