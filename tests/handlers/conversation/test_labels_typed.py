"""A button's label, typed, does what the button does: on every screen, in both languages."""

import re

import pytest

from handlers.conversation import labels
from handlers.conversation.open_cards import ShownCards
from handlers.frontdesk.parked_screens import DecideHeldNotices
from handlers.menu import MENU
from handlers.ui import buttons
from handlers.ui.callback_data import unpack
from tests.handlers.conversation.visits import ADMIN, Visit, Walk
from tests.handlers.talk import World, open_world

NOT_WALKED = {
    *(DecideHeldNotices, buttons.RetryParked, buttons.ResumeDialogue, buttons.ChooseRoster)
}
"""They are on a screen only while the delivery of notices has failed, a question expired, or a list
has more than one page.
"""
COMMITS = (buttons.Confirm, buttons.CommitCancel, buttons.CommitErase, buttons.CommitDelete)
DRAWN_BY_LOT = re.compile(r"HS-[0-9A-Z]{6}|adm_\S+")
SAMPLE = 9
"""Every so many buttons in the default run; all of them when slow tests run."""


async def _customer(world: World, walk: Walk, hospital: int, language: str) -> None:
    stranger = world.phone(2000, language=language)
    await walk.says(stranger, "/book", "/language")
    phone = world.phone(1001, language=language)
    await phone.say("/book")
    await walk.presses(phone, buttons.ShowMonth, buttons.PickSlot, buttons.Agree, buttons.Agree)
    await walk.says(phone, "홍길동")
    await walk.presses(phone, buttons.ChangeName)
    await walk.says(phone, "홍길동")
    await walk.presses(phone, buttons.Confirm, buttons.ShowCancelConfirmation)
    await walk.presses(phone, buttons.ShowBooking)
    await walk.says(phone, "/start", "/mystatus", "/hospitals", "/language", "/privacy")
    await walk.presses(phone, buttons.AskWithdraw)
    await phone.say("/privacy")
    await walk.presses(phone, buttons.AskErase)
    month = buttons.ShowMonth(hospital).pack()
    await phone.press(month)
    await walk.keep(phone, month)


async def _desk(world: World, walk: Walk, hospital: int, language: str) -> None:
    token = (await _invited(world, walk, language)).partition("adm_")[2].split()[0]
    await walk.says(world.phone(1002, language=language), f"/start adm_{token}")
    phone = world.phone(1002, language=language)
    await phone.say(f"/start adm_{token}")
    await walk.presses(phone, buttons.AcceptInvite)
    owner = world.phone(ADMIN, language=language)
    await walk.says(owner, "/admins")
    await walk.presses(owner, buttons.AskRevoke)
    await walk.says(owner, "/start")
    await walk.presses(owner, buttons.ListDelete, buttons.AskDelete)
    dates = buttons.ListDelete(hospital=hospital).pack()
    await owner.press(dates)
    await walk.keep(owner, dates)
    await walk.says(owner, "/roster")
    await walk.says(owner, "/roster 한빛병원 2027-03-11")
    booked = await world.booking(1)
    await walk.says(owner, f"/status {booked.code}")
    await walk.presses(owner, buttons.AskCancelFor)
    await walk.says(owner, "/addhospital", "새봄의원", "2027-04-01")
    await walk.says(owner, "30", "02-123-4567")


async def _invited(world: World, walk: Walk, language: str) -> str:
    owner = world.phone(ADMIN, language=language)
    await walk.says(owner, "/admins")
    await walk.presses(owner, buttons.InviteAdmin)
    link = owner.screen.text
    await walk.says(owner, "/admins")
    return link


@pytest.fixture(params=["ko", "en"])
async def walked(request, tmp_path) -> list[Visit]:
    """Every screen of the walk."""
    folder, copies = tmp_path / "now", tmp_path / "then"
    folder.mkdir()
    copies.mkdir()
    async with open_world(folder) as world:
        hospital = await world.hospital(days=[10, 11, 40], capacity=1)
        await world.hospital("새빛의원", days=[10, 12])
        walk = Walk(world, folder, copies, request.param)
        await world.guest(ADMIN, language=request.param)
        full = await world.guest(1003)
        await world.booked(full, hospital, days=11)
        await _customer(world, walk, hospital, request.param)
        await _desk(world, walk, hospital, request.param)
        return walk.visits


def _pairs(visits: list[Visit]) -> list[tuple[Visit, str, str]]:
    return [(visit, label, data) for visit in visits for label, data in visit.typed.items()]


async def _differing(pairs, tmp_path) -> list[tuple[str, str, str]]:
    """Labels whose screen, typed, is not that of the tap."""
    found = []
    for visit, label, data in pairs:
        async with visit.reopened(tmp_path / "copy") as phone:
            tapped = await phone.press(data)
        for typed in {label, labels.bare(label) or label}:
            async with visit.reopened(tmp_path / "copy") as phone:
                said = await phone.say(typed)
            if not _same(tapped, said):
                found.append((visit.name, typed, said.text[:60]))
    return found


def _same(tapped, said) -> bool:
    if tapped.alert is not None and said.text.startswith(tapped.alert):
        return True
    return _settled(said) == _settled(tapped)


def _settled(screen) -> tuple[str, list[str], list[type]]:
    """Its text and buttons, without what is drawn by lot: codes and invitations."""
    text = DRAWN_BY_LOT.sub("?", screen.text)
    data = (key["callback_data"] for key in screen.keys.values() if "callback_data" in key)
    return text, screen.labels, [type(unpack(each)) for each in data]


async def test_every_button_of_the_menu_is_on_a_screen_of_the_walk(walked):
    pressable = [key for visit in walked for key in visit.screen.keys.values()]
    seen = {type(unpack(key["callback_data"])) for key in pressable if "callback_data" in key}

    assert {*MENU.taps, buttons.Answered} - seen == NOT_WALKED


async def test_labels_of_a_sample_do_what_the_buttons_do(walked, tmp_path):
    assert await _differing(_pairs(walked)[::SAMPLE], tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_every_label_does_what_the_button_does(walked, tmp_path):
    assert await _differing(_pairs(walked), tmp_path) == []


async def test_with_the_open_card_off_no_label_commits(walked, tmp_path, monkeypatch):
    async def none(*_):
        return None

    monkeypatch.setattr(ShownCards, "of", none)
    commits = [pair for pair in _pairs(walked) if isinstance(pair[0].buttons[pair[1]], COMMITS)]
    kinds = {type(visit.buttons[label]) for visit, label, _ in commits}

    found = await _differing(commits, tmp_path)

    assert kinds == {*COMMITS}
    assert {(visit.name, label) for visit, label, _ in commits} <= {each[:2] for each in found}
