"""The bad-input table of buttons: forged, broken, somebody else's, of another time; each is
answered and does nothing.
"""

import asyncio

import pytest

from handlers.menu import MENU
from handlers.ui import buttons
from tests.handlers.catalogue import says, stored
from tests.handlers.phone import BOT, heard, message_of
from tests.handlers.talk import ADMIN

LARGEST = "1y2p0ij32e8e7"
BROKEN = [
    *((102, data) for data in (None, "", " ", "|", "v1", "v1|", "x" * 64, "가" * 21)),
    *((106, data) for data in ("v2|b|1", "v0|m", "1|b|1", "v1k", "V1|m", "v1e|zz|1")),
    *((113, data) for data in ("cancel:1 OR 1=1", "v1|b|1 OR 1=1", "v1|kk|1;--|1", "v1|b|' ")),
    *((114, data) for data in ("v1|b|-1", "v1|b|1y2p0ij32e8e8", "v1|b|" + "z" * 13, "v1|b|00")),
    *((114, data) for data in ("v1|b|", "v1|b", "v1|b|1|1", "v1|b|1.5", "v1|b|A", "v1|b|１")),
    *((114, data) for data in ("v1|c|1|20271301", "v1|c|1|00000000", "v1|hl|0|x", "v1|a|x|1")),
    (114, "v1|b|\x00"),
    (114, "v1|b|\ud83d"),
    (116, "v1|o|-1"),
]
"""Data that no button of ours has."""
NOWHERE = [
    *((116, f"v1|{verb}|{LARGEST}") for verb in ("o", "al")),
    *((116, f"v1|hl|{LARGEST}|{day}") for day in ("", "20270311", "99991231")),
    *((114, f"v1|{verb}|{LARGEST}") for verb in ("d", "x", "b", "v", "k")),
    (114, f"v1|c|{LARGEST}|"),
    (114, "v1|c|1|00010101"),
    (114, "v1|c|1|99991231"),
    (114, f"v1|kk|{LARGEST}|{LARGEST}"),
]
"""Buttons that lead to what there is not, or to a page far behind the last."""


def query(phone, data, **place):
    """A tap with anything in it."""
    sender = {"id": phone.telegram, "is_bot": False, "first_name": "x", "language_code": "ko"}
    made = {"id": "9", "from": sender, "chat_instance": "1", **place}
    return made | ({"game_short_name": "x"} if data is None else {"data": data})


async def tapped(world, phone, data, **place):
    """What the tap led to, and how often it was answered."""
    before = len(world.request.calls)
    shown = await phone._update({"callback_query": query(phone, data, **place)})
    calls = world.request.calls[before:]
    return shown, [name for name, _ in calls].count("answerCallbackQuery")


def card(phone):
    return {"message": {**message_of(phone.telegram, 50), "from": BOT, "text": "-"}}


async def judged(world, folder, rows, phone):
    """The rows that do not say so, are not answered once, or change something."""
    before, wrong = stored(folder), []
    for number, data in rows:
        shown, answers = await tapped(world, phone, data, **card(phone))
        if answers != 1 or not shown.text:
            wrong.append((number, data, answers, shown.text))
        if stored(folder) != before:
            wrong.append((number, data, "changed something"))
    return wrong


async def test_data_that_no_button_has_says_that_the_screen_is_old(world, tmp_path):
    await world.hospital()
    phone, wrong = await world.guest(), []

    for number, data in BROKEN:
        shown, answers = await tapped(world, phone, data, **card(phone))
        if answers != 1 or not says("frame.stale", shown.text) or not shown.alert:
            wrong.append((number, data, answers, shown))

    assert wrong == []
    assert await judged(world, tmp_path, BROKEN, phone) == []


@pytest.mark.parametrize("telegram", [1001, 5005, ADMIN])
async def test_buttons_that_lead_nowhere_do_nothing(world, tmp_path, telegram):
    await world.hospital()
    phone = await world.guest() if telegram == 1001 else world.phone(telegram)

    assert await judged(world, tmp_path, NOWHERE, phone) == []


async def test_every_button_of_the_menu_with_numbers_of_nothing_is_answered(world):
    await world.hospital()
    phone, admin, wrong = await world.guest(), world.phone(ADMIN), []

    for button in MENU.taps:
        for count in range(4):
            data = "|".join(["v1", button.verb, *[LARGEST] * count])
            for who in (phone, admin):
                shown, answers = await tapped(world, who, data, **card(who))
                if answers != 1 or not shown.text:
                    wrong.append((data, answers, shown))

    assert wrong == []


async def test_on_a_message_that_is_gone_or_of_an_inline_one_a_new_message_answers(world):
    await world.hospital()
    phone = world.phone()
    gone = {"chat": {"id": phone.telegram, "type": "private"}, "message_id": 1, "date": 0}

    for place in ({"message": gone}, {"inline_message_id": "AAAA"}, {}):
        shown, answers = await tapped(world, phone, buttons.ShowOpenings().pack(), **place)

        assert answers == 1
        assert says("booking.openings", shown.text)


async def test_somebody_elses_booking_is_nowhere_and_the_attempt_changes_nothing(world, tmp_path):
    mine = await world.booked(await world.guest(1002), await world.hospital())
    other = await world.guest(1001)
    before = stored(tmp_path)

    for button in (
        *(buttons.ShowBooking(mine.id), buttons.ShowCancelConfirmation(mine.id)),
        buttons.CommitCancel(mine.id, mine.version),
    ):
        shown, answers = await tapped(world, other, button.pack(), **card(other))

        assert answers == 1
        assert mine.code not in shown.text
    assert stored(tmp_path) == before


async def test_in_a_group_a_button_does_nothing_for_anybody(world, tmp_path):
    slot = await world.slot(await world.hospital())
    phone = await world.guest()
    group = {"message_id": 5, "date": 1, "chat": {"id": -5, "type": "supergroup", "title": "x"}}
    before, calls = stored(tmp_path), len(world.request.calls)

    for button in (buttons.Confirm(slot), buttons.ShowMyBookings(), buttons.StartAddHospital(None)):
        for who in (phone, world.phone(ADMIN)):
            shown, answers = await tapped(world, who, button.pack(), message=group)
            assert answers == 1
            assert says("frame.private_only", shown.alert or "")

    assert {name for name, _ in world.request.calls[calls:]} == {"answerCallbackQuery"}
    assert stored(tmp_path) == before


async def test_a_button_tapped_twice_within_a_moment_has_one_effect(world):
    slot = await world.slot(await world.hospital())
    phone = await world.guest()
    data = buttons.Confirm(slot).pack()

    await asyncio.gather(phone.press(data), phone.press(data))

    rows = await world.read(lambda tx: tx.slots.get(slot))
    assert rows.taken == 1
    told = [
        heard([call], None).text for call in world.request.calls if call[0] == "editMessageText"
    ]
    assert any(says("booking.booked", text) for text in told)
