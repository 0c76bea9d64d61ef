"""A button on a booking that shows where to go."""

from tests.tooling.drill.edits import after, appended, before, each, matching
from tests.tooling.drill.follow import Feature

BUTTON = Feature(
    "a button",
    {
        "handlers/ui/buttons.py": appended('''


@dataclass(frozen=True)
class ShowDoor(Button, verb="dr"):
    """Where to go for a booking."""

    booking: int
'''),
        "handlers/booking/my_bookings_screens.py": each(
            matching(
                r"^(from handlers\.ui\.buttons import ShowBooking), ",
                r"\1, ShowDoor, ",
            ),
            matching(
                r"^(    keys = booking_card\.cancel_keys\(view, shown\) .*)$",
                r"\1\n    door = ShowDoor(number_of_code(shown.code))"
                r'\n    keys += [key(view.plain("button.door"), door)]',
            ),
            appended('''


def door(view: View, mine: BookingCard) -> Screen:
    """Where the hospital of the booking is."""
    said = view.say("mine.door", at=mine.hospital.name, code=mine.booking.code)
    return Screen(said, [mine_row(view)])
'''),
        ),
        "handlers/booking/my_bookings.py": appended('''


async def on_door(context: Context, button: buttons.ShowDoor) -> Screen:
    """Where to go for a booking of one's own."""
    view = context.view
    found = await booking_card.pressed(view, button.booking)
    if found is None:
        return my_bookings_screens.gone(view)
    return my_bookings_screens.door(view, found)
'''),
        "handlers/menu.py": after(
            "buttons.ShowBooking: ButtonRoute(my_bookings.on_booking),\n",
            "        buttons.ShowDoor: ButtonRoute(my_bookings.on_door),\n",
        ),
        "handlers/texts/ko.toml": each(
            after("[button]\n", 'door = "🚪 가는 곳"\n'),
            after("[mine]\n", 'door = "{at} 정문 ({code})"\n'),
        ),
        "handlers/texts/en.toml": each(
            after("[button]\n", 'door = "🚪 Where to go"\n'),
            after("[mine]\n", 'door = "Main entrance of {at} ({code})"\n'),
        ),
        "tests/handlers/test_entitlement_taps.py": before(
            "    buttons.ShowMyBookings: (OWN,",
            "    buttons.ShowDoor: (OWN, lambda cast: buttons.ShowDoor(cast.booking.id)),\n",
        ),
        "tests/handlers/test_entitlement_bookings.py": each(
            after("OF_A_BOOKING = (\n", "    taps.ShowDoor,\n"),
            before("    return [taps.ShowB", "    others.append(taps.ShowDoor(booking))\n"),
        ),
    },
    test=(
        "tests/handlers/booking/test_door.py",
        """\
async def test_the_button_is_shown_and_works(world):
    phone = await world.guest()
    mine = await world.booked(phone, await world.hospital())
    await world.settle()

    shown = await phone.say(f"/mystatus {mine.code}")
    told = await phone.tap("🚪 가는 곳")

    assert "🚪 가는 곳" in shown.labels
    assert told.text == f"한빛병원 정문 ({mine.code})"
""",
    ),
    tests=(
        "tests/handlers/test_entitlement_taps.py",
        "tests/handlers/test_entitlement_bookings.py",
        "tests/handlers/booking/test_my_bookings.py",
        "tests/handlers/texts",
        "tests/handlers/ui",
    ),
)
