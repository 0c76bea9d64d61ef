"""A right that is taken away between a command's coming and its transaction is no right."""

from dataclasses import replace

import pytest

from domain.operations import admins
from handlers.context import SERVICES
from handlers.ui import buttons
from tests.handlers.rights import CANARY, audited, cast_of
from tests.handlers.talk import ADMIN, TODAY, Meanwhile

DAY = TODAY.replace(day=25)


@pytest.fixture
async def cast(world, tmp_path):
    made = await cast_of(world, tmp_path)
    services = world.application.bot_data[SERVICES]

    def revoke(tx):
        tx.admins.revoke(made.right, by=ADMIN, at=tx.now)

    world.application.bot_data[SERVICES] = replace(
        services, store=Meanwhile(services.store, revoke)
    )
    return made


DEEDS = {
    "addhospital": lambda p, _: p.say(f"/addhospital 새봄의원 {DAY} 5"),
    "addhospital by questions": lambda p, _: p.say("/addhospital 새봄의원"),
    "capacity": lambda p, _: p.say("/capacity 한빛병원 2027-03-11 7"),
    "roster": lambda p, _: p.say("/roster 한빛병원 2027-03-11"),
    "status": lambda p, cast: p.say(f"/status {cast.booking.code}"),
    "add": lambda p, cast: p.press(buttons.StartAddHospital(cast.hospital).pack()),
    "delete": lambda p, cast: p.press(buttons.CommitDelete(cast.hospital, cast.slot, 0).pack()),
    "list": lambda p, cast: p.press(buttons.ShowRoster(cast.slot).pack()),
    "cancel for": lambda p, cast: p.press(buttons.CommitCancelFor(cast.booking.id, 1).pack()),
    "retry": lambda p, _: p.press(buttons.RetryParked().pack()),
}
"""Everything an admin does that runs a command."""


@pytest.mark.parametrize("deed", DEEDS)
async def test_it_denies_and_looks_like_what_does_not_exist(cast, deed):
    before = cast.digest(*EFFECTS)

    shown = await DEEDS[deed](cast.phones["admin"], cast)

    assert "없는 명령어예요" in shown.text or "예전 버튼이라 이제 쓸 수 없어요" in shown.text
    assert cast.booking.code not in shown.text
    assert cast.digest(*EFFECTS) == before
    [last] = await audited(cast.world)
    assert (last.deed.actor, last.outcome) == ("1004", "NotAdmin")


@pytest.mark.parametrize("deed", DEEDS)
async def test_without_the_check_inside_it_would_be_done(cast, deed, monkeypatch):
    monkeypatch.setattr(admins, "entitled", lambda tx, *, act, **_: act(tx))

    await DEEDS[deed](cast.phones["admin"], cast)

    [last] = await audited(cast.world)
    assert last.outcome == "done"


async def test_also_in_the_last_turn_of_a_dialogue(cast):
    assert not await _registers(cast)


async def test_without_the_check_inside_the_last_turn_would_register(cast, monkeypatch):
    monkeypatch.setattr(admins, "entitled", lambda tx, *, act, **_: act(tx))

    assert await _registers(cast)


async def _registers(cast):
    world, phone = cast.world, cast.phones["admin"]
    services = world.application.bot_data[SERVICES]
    world.application.bot_data[SERVICES] = replace(services, store=services.store.store)
    await phone.say(f"/addhospital 새봄의원 {DAY}")
    await phone.tap("10")
    world.application.bot_data[SERVICES] = services
    await phone.tap("✅ 등록")
    return await world.read(lambda tx: tx.hospitals.by_key("새봄의원")) is not None


async def test_an_owners_right_needs_no_row(cast):
    shown = await cast.phones["owner"].say("/roster 한빛병원 2027-03-11")

    assert CANARY in shown.text


EFFECTS = ("hospital", "slot", "booking", "deletion", "event", "dialogue", "notice", "parked")


async def test_what_is_shown_after_a_customers_command_is_not_an_admins_any_more(cast):
    shown = await cast.phones["admin"].press(buttons.SetLanguage("ko").pack())

    assert "📅 예약하기" in shown.labels
    assert "🆕 병원 등록" not in shown.labels
