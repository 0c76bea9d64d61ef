"""Ways of the front desk by buttons."""

import pytest

from tests.handlers.talk import ADMIN

HOME = {"ko": ("📋 명단", "한빛병원"), "en": ("📋 Rosters", "한빛병원")}
KEPT = {"ko": "아무것도 삭제하지 않았어요.", "en": "Nothing was deleted."}


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_rosters_are_on_an_admins_home(world, language):
    await world.hospital(days=1)
    admin, customer = world.phone(ADMIN, language=language), world.phone(language=language)
    label, hospital = HOME[language]

    home = await admin.say("/start")
    shown = await admin.tap(label)

    assert label in home.labels
    assert any(hospital in each for each in shown.labels)
    assert label not in (await customer.say("/start")).labels


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_declining_a_deletion_says_so_and_leads_back(world, language):
    hospital = await world.hospital(days=[4, 5])
    admin = world.phone(ADMIN, language=language)
    dates = await admin.say("/deletehospital 한빛병원 2027-03-05")
    keep = next(each for each in dates.labels if each in ("삭제하지 않음", "Don't delete"))

    kept = await admin.tap(keep)

    assert kept.text.startswith(KEPT[language])
    assert len(await world.read(lambda tx: tx.slots.live(hospital=hospital, first=tx.today))) == 2
    assert any("3/6" in each or "6 Mar" in each for each in kept.labels)
