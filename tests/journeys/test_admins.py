"""An owner invites a colleague, who works at the desk, and goes."""

import re

from domain.ports.store import Command
from handlers.menu import set_menus
from sandbox.state.faults import Fault
from tests.journeys.test_menus import commands


async def invited(world, admin, customer):
    """The customer follows the link that the owner was given."""
    await admin.says("/admins")
    await admin.taps("🔗 초대 링크 만들기")
    link = re.search(r"start=(adm_\S+)", admin.sees())[1]
    await customer.says(f"/start {link}")
    await customer.taps("✅ 초대 수락")


async def test_the_menu_comes_with_the_right_and_goes_with_it(world, admin, customer, english):
    await set_menus(world.parts.application.bot, world.parts.services)
    await admin.says("/start")
    await invited(world, admin, customer)
    customer.hears("이제 관리자예요")
    assert commands(world, customer)["roster"] == "하루 명단 보기"
    assert commands(world, customer, "en")["roster"] == "Show a day's roster"

    await admin.says("/admins")
    await admin.taps(f"권한 회수 {customer.id}")
    await admin.taps("🚫 권한 회수")

    assert "roster" not in commands(world, customer)
    assert "roster" not in commands(world, customer, "en")
    assert commands(world, customer)["book"] == "건강검진 예약하기"
    assert "roster" in commands(world, admin)
    await customer.says("/roster")
    customer.hears("없는 명령어예요")


async def test_menus_that_were_missed_are_made_right_at_the_next_start(world, admin, customer):
    await admin.says("/start")
    await invited(world, admin, customer)
    await admin.says("/admins")
    await world.parts.services.store.run(_revoke_quietly, _command(world))
    assert "roster" in commands(world, customer)

    await world.restart()
    await set_menus(world.parts.application.bot, world.parts.services)

    assert "roster" not in commands(world, customer)
    assert "roster" in commands(world, admin)


async def test_a_colleague_keeps_the_right_over_a_restart(world, admin, customer):
    await admin.says("/start")
    await invited(world, admin, customer)

    await world.restart()
    await customer.says(f"/addhospital 새봄의원 {world.day(4)} 5")
    await customer.taps("✅ 등록")

    customer.hears("등록했어요", "새봄의원")


def _revoke_quietly(tx):
    [right] = tx.admins.live()
    tx.admins.revoke(right.id, by=9001, at=tx.now)


def _command(world):
    return Command(world.clock.now())


def lose_one(world):
    """The next message does not get through."""
    world.telegram.faults.add(Fault("sendMessage", "status", code=502))


async def test_a_refusal_that_did_not_get_through_is_told_as_it_was(world, admin, customer):
    await admin.says("/start")
    await invited(world, admin, customer)
    lose_one(world)

    await customer.says("/status HS-7K3QX2")

    customer.hears("예약을 찾지 못했어요")


async def test_what_is_not_for_a_customer_comes_late_as_what_does_not_exist(world, admin, customer):
    await admin.says("/start")
    await invited(world, admin, customer)
    await world.parts.services.store.run(_revoke_quietly, _command(world))
    before = len(customer.all_heard())

    for unknown in ("/roster", "/nothing"):
        lose_one(world)
        await customer.says(unknown)

    hidden, missing = customer.all_heard()[before:]
    assert hidden == missing.replace("/nothing", "/roster")


async def test_what_was_answered_before_the_right_ended_is_not_told_after_it(
    world, admin, customer
):
    await admin.says("/start")
    await invited(world, admin, customer)
    lose_one(world)
    await customer.says(f"/addhospital 새봄의원 {world.day(4)} 5", wait=False)
    await world.handle_updates()

    await world.parts.services.store.run(_revoke_quietly, _command(world))
    await world.settle()

    assert not [heard for heard in customer.all_heard() if "등록했어요" in heard]


async def test_who_deletes_their_data_loses_right_and_menu(world, admin, customer):
    await set_menus(world.parts.application.bot, world.parts.services)
    await admin.says("/start")
    await invited(world, admin, customer)

    await customer.says("/deletemydata")
    await customer.taps("🗑 모두 삭제")

    assert "roster" not in commands(world, customer)
    await customer.says("/roster")
    customer.hears("없는 명령어예요")
