"""Buttons of bookings: another's are nobody's, one's own keep their sense however old they are."""

import pytest

from domain.model import Status
from domain.operations import bookings, hospitals
from handlers.ui import buttons as taps
from handlers.ui.callback_data import _VERBS, number_of_code
from tests.handlers.rights import CANARY, VICTIM, cast_of, fields_of, person, told

OF_A_BOOKING = (
    taps.ShowBooking,
    taps.ShowCancelConfirmation,
    taps.CommitCancel,
    taps.AddToCalendar,
)
NOBODYS = 999_999


@pytest.fixture
async def cast(world, tmp_path):
    """The victim has a booking of every kind: the ids 1 to 4."""
    made = await cast_of(world, tmp_path)
    elsewhere, victim = await world.hospital("새봄의원", days=[2, 12, 13]), world.phone(VICTIM)
    cut = await world.booked(victim, elsewhere, days=12)
    await world.run(hospitals.delete_date, slot=cut.slot, by=1, expected=1)
    await world.settle()
    given_up = await world.booked(victim, elsewhere, days=13)
    await world.run(bookings.cancel, person=given_up.person, booking=given_up.id)
    await world.booked(victim, elsewhere, days=2)
    await world.settle()
    world.clock.forward(days=3)
    statuses = [(await world.booking(n)).status for n in range(1, 5)]
    assert statuses == [Status.BOOKED, Status.FORCE_CANCELLED, Status.CANCELLED, Status.BOOKED]
    return made


def buttons(booking):
    """All a customer can tap about a booking, in every version it may have had."""
    cancels = [taps.CommitCancel(booking, version) for version in range(4)]
    others = [*cancels, taps.AddToCalendar(booking)]
    return [taps.ShowBooking(booking), taps.ShowCancelConfirmation(booking), *others]


def test_all_buttons_of_bookings_are_known_here():
    ours = [each for each in _VERBS.values() if each.__module__ == "handlers.ui.buttons"]

    found = {each for each in ours if "booking" in fields_of(each)}
    assert found == {*OF_A_BOOKING, taps.AskCancelFor, taps.CommitCancelFor}
    assert {type(button) for button in buttons(1)} == {*OF_A_BOOKING}


@pytest.mark.parametrize("role", ["stranger", "customer", "former admin"])
async def test_anothers_booking_looks_like_one_that_never_was(cast, role):
    phone, before = cast.phones[role], cast.digest()

    for booking in (*range(1, 5), number_of_code(cast.booking.code)):
        for mine, none in zip(buttons(booking), buttons(NOBODYS), strict=True):
            assert await phone.press(mine.pack()) == await phone.press(none.pack()), mine
            assert await phone.press(mine.pack()) == await phone.press(none.pack()), mine

    assert cast.digest() == before
    said = told(cast.world.request.calls)
    assert CANARY not in said
    assert cast.booking.code not in said


async def test_its_owner_sees_it_with_the_same_buttons(cast):
    named = [*buttons(1)[:2], *buttons(number_of_code(cast.booking.code))]
    shown = [(await cast.world.phone(VICTIM).press(b.pack())).text for b in named]

    assert all(cast.booking.code in text for text in shown)
    await cast.world.phone(VICTIM).press(taps.ShowMyData().pack())
    assert CANARY in told(cast.world.request.calls[-1:])


@pytest.mark.spoilt("each-change-is-told", "places-add-up", "place-returns-once")
async def test_a_booking_is_closed_only_by_its_owner_whoever_asks(cast):
    world, owner = cast.world, cast.booking.person
    for telegram in (1001, 1003, 1004):
        stranger = await person(world, telegram)

        assert not await world.run(lambda tx, who=stranger: tx.bookings.close_own(1, person=who))
    assert await world.run(lambda tx: tx.bookings.close_own(1, person=owner))


STATES = {
    "as it was": "취소했어요",
    "too late": "기한이 지났어요",
    "weeks later": "검진일이 지난 예약이에요",
    "deleted": "병원 사정으로 이미 취소된",
    "cancelled": "취소했어요",
}


@pytest.mark.parametrize("state", STATES)
async def test_ones_own_old_buttons_say_how_it_stands(world, state):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await _bring_about(world, mine, state)
    before = (await world.booking(1)).status

    texts = [(await phone.press(each.pack())).text for each in buttons(1)[:2]]
    first = await phone.press(taps.CommitCancel(1, 1).pack())
    await phone.press(taps.SetLanguage("en").pack())
    second = await phone.press(taps.CommitCancel(1, 1).pack())

    after = (await world.booking(1)).status
    assert after is (Status.CANCELLED if state == "as it was" else before)
    assert all(mine.code in each for each in (*texts, first.text, second.text))
    assert STATES[state] in first.text + (first.alert or "")
    told = second.alert or second.text
    assert told
    assert not {*told} & {*"예약취소된"}


async def _bring_about(world, mine, state):
    match state:
        case "too late":
            world.clock.forward(days=9, hours=9)
        case "weeks later":
            world.clock.forward(days=30)
        case "deleted":
            await world.run(hospitals.delete_date, slot=mine.slot, by=1, expected=1)
        case "cancelled":
            await world.run(bookings.cancel, person=mine.person, booking=1)
    await world.settle()


async def test_a_button_of_an_older_version_redraws_the_card_and_cancels_nothing(world):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())

    shown = await phone.press(taps.CommitCancel(1, 0).pack())

    assert "다시 확인" in (shown.alert or "")
    assert (await world.booking(1)).status is Status.BOOKED
