"""A test that leaves something unsound behind is noticed, unless it says what it planted."""

import pytest

from tests.sound import must_be_sound


def oversell(tx):
    """Takes a place for nobody."""
    assert tx.slots.take_place(1)


async def test_a_sound_store_is_let_go(desk, request):
    await desk.booking(person=await desk.person(), slot=(await desk.slot()).id)

    await must_be_sound(request, desk.store)


@pytest.mark.spoilt("places-add-up")
async def test_what_was_planted_is_let_go(desk, request):
    await desk.slot()
    await desk.run(oversell)

    await must_be_sound(request, desk.store)


@pytest.mark.spoilt("places-add-up")
async def test_what_nobody_said_is_noticed(desk, request):
    await desk.slot()
    await desk.run(oversell)
    request.node.own_markers.clear()

    with pytest.raises(AssertionError, match="places-add-up: 1"):
        await must_be_sound(request, desk.store)

    request.node.own_markers.append(pytest.mark.spoilt("places-add-up").mark)
