"""/admins: owners invite by a link that works once, and revoke; every step is audited."""

import hashlib
import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.operations import people
from domain.operations.privacy import erase_person
from domain.storage.schema.tables import audit
from domain.storage.sql.statements import Query
from handlers.context import SERVICES
from handlers.ui import buttons
from handlers.ui.callback_data import unpack
from tests.handlers.post import Post
from tests.handlers.rights import audited, grant, person
from tests.handlers.talk import ADMIN

MENU = "예약하기"


@pytest.fixture
def owner(world):
    return world.phone(ADMIN)


@pytest.fixture
def other_owner(world):
    services = world.application.bot_data[SERVICES]
    world.application.bot_data[SERVICES] = replace(services, owners=frozenset({ADMIN, 9001}))
    return world.phone(9001)


@pytest.fixture
async def link(owner):
    """What follows /start."""
    return await invite(owner)


async def invite(owner):
    await owner.say("/admins")
    shown = await owner.tap("🔗 초대 링크 만들기")
    found = re.search(r"https://t\.me/checkup_bot\?start=(adm_[A-Za-z0-9_-]{22})\n", shown.text)
    assert found, shown.text
    return found[1]


async def join(phone, link):
    await phone.say(f"/start {link}")
    return await phone.tap("✅ 초대 수락")


async def noted(world):
    return [(r.deed.role, r.deed.action, r.outcome) for r in await audited(world)]


async def test_whoever_opens_the_link_becomes_an_admin_with_one_tap(world, phone, link):
    card = await phone.say(f"/start {link}")
    assert "관리자로 초대받았어요" in card.text
    assert (
        "수락하면 텔레그램 계정 ID를 저장하고, 관리자 명령을 쓸 때마다 ID와 함께 기록해요"
        in card.text
    )

    shown = await phone.tap("✅ 초대 수락")

    assert "이제 관리자예요" in shown.text
    assert any("병원 등록" in label for label in shown.labels)
    assert "처리하지 못한 작업이 없어요" in (await phone.say("/park")).text
    assert await noted(world) == [
        ("owner", "InviteAdmin", "done"),
        ("invited", "open_invite", "done"),
        ("invited", "accept_invite", "done"),
    ]
    who = hashlib.sha256(str(phone.telegram).encode()).hexdigest()
    assert [row.deed.actor for row in await audited(world)] == ["9000", who, who]


async def test_a_link_opened_again_and_again_is_one_row_of_the_audit(world, phone, link):
    for _ in range(5):
        card = await phone.say(f"/start {link}")
    assert "관리자로 초대받았어요" in card.text

    await phone.tap("✅ 초대 수락")

    assert [action for _, action, _ in await noted(world)] == [
        *("InviteAdmin", "open_invite", "accept_invite"),
    ]


async def test_nobody_is_known_by_opening_a_link_alone(world, phone, link):
    await phone.say(f"/start {link}")

    assert await world.read(lambda tx: tx.people.by_telegram(phone.telegram)) is None


async def test_the_second_to_open_the_link_finds_it_expired(world, phone, link):
    second = world.phone(1002)
    await phone.say(f"/start {link}")

    shown = await second.say(f"/start {link}")
    forged = await second.press(buttons.AcceptInvite(1).pack())

    assert shown == await second.say("/start adm_" + "A" * 22)
    assert "쓸 수 없는 링크예요" in shown.text
    assert "쓸 수 없는 링크예요" in forged.text
    assert "이제 관리자예요" in (await phone.tap("✅ 초대 수락")).text
    assert ("invited", "accept_invite", "LinkGone") in await noted(world)


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn", "unknown", "no owner any more"])
async def test_a_link_that_does_not_count_any_more_leads_to_the_menu(world, owner, link, how):
    await _spoil(world, owner, link, how)
    phone = world.phone(1002)

    shown = await phone.say(f"/start {'adm_' + 'A' * 22 if how == 'unknown' else link}")

    assert "쓸 수 없는 링크예요" in shown.text
    assert any(MENU in label for label in shown.labels)
    assert (await noted(world))[-1] == ("invited", "open_invite", "LinkGone")


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn", "no owner any more"])
async def test_a_card_that_lies_around_makes_nobody_an_admin_later(world, owner, phone, link, how):
    await phone.say(f"/start {link}")
    if how == "used":
        await phone.tap("✅ 초대 수락")
        await world.run(lambda tx: tx.admins.revoke(1, by=ADMIN, at=tx.now))
    else:
        await _spoil(world, owner, link, how)

    shown = await phone.press(buttons.AcceptInvite(1).pack())

    assert "쓸 수 없는 링크예요" in shown.text
    assert "없는 명령어예요" in (await phone.say("/park")).text
    assert (await noted(world))[-2:] == [
        ("invited", "accept_invite", "LinkGone"),
        ("stranger", "park", "NotAdmin"),
    ]


async def _spoil(world, owner, link, how):
    if how == "used":
        await join(world.phone(1003), link)
    elif how == "expired":
        world.clock.forward(hours=24)
    elif how == "withdrawn":
        await owner.say("/admins")
        assert "1개를 취소했어요" in (await owner.tap("쓰지 않은 초대 1개 취소")).text
    elif how == "no owner any more":
        services = world.application.bot_data[SERVICES]
        world.application.bot_data[SERVICES] = replace(services, owners=frozenset({9001}))


async def test_a_minute_before_its_end_the_link_still_works(world, phone, link):
    world.clock.forward(hours=23, minutes=59)

    assert "이제 관리자예요" in (await join(phone, link)).text


async def test_only_the_hash_of_the_token_is_stored(world, owner, tmp_path, link):
    token = link.removeprefix("adm_").encode()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("main.db*"))

    assert token not in stored
    assert hashlib.sha256(token).hexdigest().encode() in stored


async def test_the_link_is_shown_once_and_its_update_makes_one(world, owner, link):
    shown = await owner.again()

    assert "adm_" not in shown.text
    assert "한 번만 보여" in shown.text
    assert await world.read(lambda tx: tx.admins.open_invites(now=tx.now)) == 1


async def test_who_is_an_admin_already_uses_up_nothing(world, owner, link):
    assert "이미 관리자예요" in (await owner.say(f"/start {link}")).text

    assert await world.read(lambda tx: tx.admins.open_invites(now=tx.now)) == 1


async def test_accepting_twice_makes_one_admin(world, phone, link):
    await join(phone, link)
    again = await phone.again()
    tapped = await phone.press(buttons.AcceptInvite(1).pack())

    assert "이제 관리자예요" in again.text
    assert tapped.text == again.text
    assert len(await world.read(lambda tx: tx.admins.live())) == 1


async def test_who_was_unreachable_is_reachable_when_the_link_brings_them_back(world, link):
    phone = await world.guest()
    who = await person(world, phone.telegram)
    await world.run(people.set_reachable, person=who, reachable=False)

    await join(phone, link)

    assert (await world.read(lambda tx: tx.people.get(who))).reachable


async def test_the_list_tells_owners_from_invited_admins(world, owner, phone, link):
    await join(phone, link)

    to_owner, to_admin = await owner.say("/admins"), await phone.say("/admins")

    assert "👑 9000 · 설정 파일에서만 바꿀 수 있어요" in to_owner.text
    assert "👤 1001 · 3월 1일(월)부터 (초대: 9000)" in to_owner.text
    assert to_owner.labels == ["권한 회수 1001", "🔗 초대 링크 만들기", "처음으로"]
    assert to_admin.labels == ["처음으로"]
    assert "최고 관리자만 할 수 있어요" in to_admin.text


async def test_many_admins_have_pages(world, owner):
    for n in range(12):
        await world.guest(2000 + n)
        await grant(world, 2000 + n)

    first = await owner.say("/admins")
    second = await owner.tap("▶")

    assert "권한 회수 2009" in first.labels
    assert "권한 회수 2010" not in first.labels
    assert [label for label in second.labels if "회수" in label] == [
        "권한 회수 2010",
        "권한 회수 2011",
    ]


async def test_a_revoked_admin_is_an_ordinary_customer_at_once(world, owner, phone, link):
    hospital = await world.hospital()
    await join(phone, link)
    await phone.say("/addhospital")
    await phone.say("새봄의원")
    await owner.say("/admins")
    card = await owner.tap("권한 회수 1001")
    assert "관리자 권한을 회수할까요" in card.text

    shown = await owner.tap("🚫 권한 회수")

    assert "권한을 회수했어요" in shown.text
    who = await person(world, phone.telegram)
    assert await world.read(lambda tx: tx.dialogues.get(who)) is None
    assert "초대받은 관리자가 아직 없어요" in shown.text
    assert "말씀을 이해하지 못했어요" in (await phone.say("새봄의원")).text
    assert (
        "예전 버튼이라 이제 쓸 수 없어요"
        in (await phone.press(buttons.AskDelete(hospital, None).pack())).text
    )
    assert "없는 명령어예요" in (await phone.say("/admins")).text
    assert not any("병원 등록" in label for label in (await phone.say("/start")).labels)
    assert "/addhospital" not in (await phone.say("/help")).text
    assert ("owner", "CommitRevoke", "done") in await noted(world)


async def test_revoking_twice_says_so(world, owner, phone, link):
    await join(phone, link)
    await owner.press(buttons.CommitRevoke(1).pack())

    again = await owner.press(buttons.CommitRevoke(1).pack())
    card = await owner.press(buttons.AskRevoke(1).pack())

    assert again.alert == "권한을 회수했어요."
    assert card.alert == "이미 권한을 회수했어요."
    assert (await noted(world))[-1] == ("owner", "CommitRevoke", "AlreadyRevoked")


async def test_who_was_revoked_can_be_invited_again(world, owner, phone, link):
    await join(phone, link)
    await owner.press(buttons.CommitRevoke(1).pack())

    assert "이제 관리자예요" in (await join(phone, await invite(owner))).text


async def test_an_owner_stays_one_whatever_is_revoked_in_chat(world, owner, other_owner):
    await world.guest(9001)
    right = await grant(world, 9001)

    await owner.press(buttons.CommitRevoke(right).pack())

    assert "처리하지 못한 작업" in (await other_owner.say("/park")).text
    assert "권한 회수 9001" not in (await owner.say("/admins")).labels


async def test_the_right_ends_with_the_persons_data_and_does_not_come_back(world, phone, link):
    await join(phone, link)
    await world.run(erase_person, person=await person(world, phone.telegram))

    assert "없는 명령어예요" in (await phone.say("/park")).text
    await world.guest(phone.telegram)
    assert "없는 명령어예요" in (await phone.say("/park")).text
    assert await world.read(lambda tx: tx.admins.live()) == []


@pytest.mark.parametrize("comes", [1001, 1002])
async def test_an_admin_who_erases_their_data_returns_by_no_link(world, owner, phone, link, comes):
    spare = await invite(owner)
    await join(phone, link)
    await Post(world).deliver()
    await phone.say("/deletemydata")
    await phone.tap("🗑 모두 삭제")

    shown = await world.phone(comes).say(f"/start {spare}")
    delivered = await Post(world).deliver()

    assert "쓸 수 없는 링크예요" in shown.text
    assert "관리자 한 분이 자기 정보를 삭제했어요" in delivered[ADMIN].text
    assert str(phone.telegram) not in delivered[ADMIN].text
    assert not any("쓰지 않은 초대" in label for label in (await owner.say("/admins")).labels)


async def test_a_customer_who_erases_their_data_ends_no_link(world, owner, phone, link):
    customer = await world.guest(1002)
    await customer.say("/deletemydata")
    await customer.tap("🗑 모두 삭제")

    assert ADMIN not in await Post(world).deliver()
    assert "이제 관리자예요" in (await join(phone, link)).text


async def test_an_answer_for_admins_is_not_shown_again_to_who_is_none_any_more(
    world, owner, phone, link
):
    mine = await world.booked(await world.guest(1002), await world.hospital())
    await join(phone, link)
    assert mine.code in (await phone.say(f"/status {mine.code}")).text
    await owner.press(buttons.CommitRevoke(1).pack())

    again = await phone.again()

    assert mine.code not in again.text
    assert "없는 명령어예요" in again.text


async def test_a_name_taken_over_gives_no_right(world, owner, phone, link):
    await join(phone, link)
    card = {"is_bot": False, "first_name": "x", "language_code": "ko", "username": "desk"}
    park = {"text": "/park", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}

    real = await phone.send(**{"from": {**card, "id": phone.telegram}}, **park)
    taken_over = world.phone(1002)
    false = await taken_over.send(**{"from": {**card, "id": 1002}}, **park)

    assert "처리하지 못한 작업" in real.text
    assert "없는 명령어예요" in false.text


async def test_who_opened_two_links_does_not_come_back_by_the_second(world, owner, phone, link):
    await phone.say(f"/start {await invite(owner)}")
    second = phone.screen.keys["✅ 초대 수락"]["callback_data"]
    await join(phone, link)
    await owner.say("/admins")
    await owner.tap("권한 회수 1001")
    shown = await owner.tap("🚫 권한 회수")

    again = await phone.press(second)

    assert "쓰지 않은 초대 링크 1개도 취소했어요" in shown.text
    assert "쓸 수 없는 링크예요" in again.text
    assert "없는 명령어예요" in (await phone.say("/park")).text
    assert await world.read(lambda tx: tx.admins.live()) == []


async def test_a_revocation_without_links_says_nothing_of_links(world, owner, phone, link):
    await join(phone, link)
    await owner.say("/admins")
    await owner.tap("권한 회수 1001")

    assert "초대 링크" not in (await owner.tap("🚫 권한 회수")).text


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_owner_hears_who_accepted_whose_invitation(
    world, owner, other_owner, phone, link, language
):
    await world.guest(9001, language=language)
    await join(phone, link)

    told = await Post(world).deliver()

    line = {
        "ko": "👤 1001 · 3월 1일(월)부터 (초대: 9000)",
        "en": "👤 1001 · since Mon 1 Mar (invited by 9000)",
    }
    title = {"ko": "새 관리자가 생겼어요", "en": "A new admin has joined by an invitation link"}
    assert set(told) == {ADMIN, 9001}
    assert line["ko"] in told[ADMIN].text
    assert line[language] in told[9001].text
    assert title[language] in told[9001].text
    revoke = told[9001].keys[{"ko": "권한 회수 1001", "en": "Revoke 1001"}[language]]
    assert unpack(revoke["callback_data"]) == buttons.AskRevoke(1)


async def test_an_owner_who_hears_it_late_hears_that_it_has_ended(world, owner, phone, link):
    await join(phone, link)
    await owner.press(buttons.CommitRevoke(1).pack())

    told = await Post(world).deliver()

    assert "지금은 관리자가 아니에요" in told[ADMIN].text
    assert "1001" not in told[ADMIN].text


async def test_the_audit_names_the_right_and_not_the_person(world, owner, phone, link):
    await join(phone, link)
    await owner.press(buttons.CommitRevoke(1).pack())
    who = await person(world, phone.telegram)

    facts = await world.read(lambda tx: [row[0] for row in _facts(tx)])

    assert {"admin": 1, "invite": 1} in map(json.loads, facts)
    assert {"admin": 1, "invites": 0} in map(json.loads, facts)
    assert not any(str(who) in each for each in facts)


def _facts(tx):
    return tx.driver.rows(Query(select(audit.c.facts), str))
