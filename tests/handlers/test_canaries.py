"""A name and an account that cannot be anywhere by chance: after an erasure they are nowhere.

Every search has its control, which plants the canary and must find it.
"""

import logging

import pytest

from tests.handlers.post import Post
from tests.handlers.talk import ADMIN, TODAY

NAME, ACCOUNT = "남궁카나리아", 7_600_123_457
FORMS = (
    *(NAME.encode(), NAME.encode("unicode-escape"), NAME.encode("utf-16-le")),
    *(str(ACCOUNT).encode(), ACCOUNT.to_bytes(6, "big")),
)


def hits(*places: bytes) -> int:
    return sum(form in place for form in FORMS for place in places)


def files_of(folder) -> list[bytes]:
    """Both databases, their logs and whatever else lies beside them."""
    names = sorted(path.name for path in folder.iterdir())
    assert {"main.db", "main.db-wal", "main.db-shm", "mypage.db", "mypage.db-wal"} <= set(names)
    return [path.read_bytes() for path in folder.iterdir()]


def told(world, first, last) -> list[bytes]:
    """What left for Telegram between two calls, files too."""
    calls = world.request.calls[first:last]
    files = [content for _, said in calls for content in said.get("files", [])]
    return [str(calls).encode(), *files]


@pytest.fixture
async def canary(world, caplog):
    """Somebody who has typed the name, booked, was told something, and asked for the file."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("telegram").setLevel(logging.WARNING)  # as in the process
    await world.hospital(days=[4, 10])
    phone = world.phone(ACCOUNT)
    await phone.say("/book 한빛병원")
    for label in ("11", "✅ 동의해요", "✅ 동의해요"):
        await phone.tap(label)
    await phone.say(NAME)
    card = await phone.tap("✅ 예약 확정")
    assert "예약이 확정됐어요" in card.text
    await world.phone(ADMIN).say(f"/roster 한빛병원 {TODAY}")
    await phone.say("/deletehospital 한빛병원")
    await phone.say("/mydata")
    world.clock.forward(days=9, hours=4)
    await Post(world).deliver()
    return phone


async def erase(phone):
    await phone.say("/deletemydata")
    done = await phone.tap("🗑 모두 삭제")
    assert "내 정보를 모두 삭제했어요" in done.text
    await phone.world.settle()


async def test_no_file_holds_the_name_or_the_account_any_more(world, canary, tmp_path):
    before = hits(*files_of(tmp_path))

    await erase(canary)

    assert before > 0
    assert hits(*files_of(tmp_path)) == 0


async def test_the_name_was_never_there_in_clear(canary, tmp_path):
    assert not any(NAME.encode() in held for held in files_of(tmp_path))


@pytest.mark.parametrize("planted", [NAME, str(ACCOUNT)])
async def test_a_canary_planted_in_clear_would_be_found(world, canary, tmp_path, planted):
    await erase(canary)
    await world.run(lambda tx: tx.hospitals.change(1, phone=None, note=planted))

    assert hits(*files_of(tmp_path)) > 0


async def test_no_log_line_tells_of_them(world, canary, caplog):
    await erase(canary)
    told = caplog.text.encode()
    logging.getLogger("planted").debug("%s %d", NAME, ACCOUNT)

    assert (hits(told), hits(caplog.text.encode())) == (0, 2)


async def test_nothing_that_is_said_or_handed_out_afterwards_tells_of_them(world, canary):
    before = len(world.request.calls)
    await erase(canary)
    erased = len(world.request.calls)
    other = await world.guest(1001)
    await other.say("/mydata")
    admin = world.phone(ADMIN)
    await admin.say(f"/roster 한빛병원 {TODAY}")
    for row in await world.read(lambda tx: tx.bookings.guests(2)):
        await admin.say(f"/status {row.booking.code}")
    await Post(world).deliver()

    assert [name for name, _ in world.request.calls[erased:]] == [
        *("sendDocument", "sendMessage", "sendMessage")
    ]
    assert hits(*told(world, erased, None)) == 0
    assert hits(*told(world, before, erased)) > 0
