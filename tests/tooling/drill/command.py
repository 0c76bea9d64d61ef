"""The command /visits: how many bookings are ahead."""

from tests.tooling.drill.edits import after, appended, each, matching
from tests.tooling.drill.follow import Feature

COMMAND = Feature(
    "a command",
    {
        "domain/operations/bookings.py": appended('''


def count_upcoming(tx: Transaction, *, person: int) -> Answer:
    """Count the person's bookings from today on."""
    return Answer("counted", {"n": len(tx.bookings.upcoming(person, first=tx.today))})
'''),
        "handlers/booking/my_bookings.py": each(
            after("from domain.model import Status\n", "from domain.operations import bookings\n"),
            appended('''


async def visits(context: Context, _: str) -> Screen | None:
    """`/visits`"""
    await context.run(bookings.count_upcoming, person=context.view.me)
    return None
'''),
        ),
        "handlers/menu.py": each(
            after(
                'CommandRoute("mystatus", my_bookings.mystatus),\n',
                '        CommandRoute("visits", my_bookings.visits),\n',
            ),
            after(
                "Intent.HOSPITALS: IntentRoute(intents.hospitals),\n",
                "        Intent.VISITS: IntentRoute(intents.command(my_bookings.visits)),\n",
            ),
        ),
        "handlers/parsing/line_parts.py": after(
            '    ANNOUNCE = "announce"\n', '    VISITS = "visits"\n'
        ),
        "handlers/parsing/words/korean.py": after("MEANINGS = {\n", '    "visits": "몇번가요",\n'),
        "handlers/command_menu.py": after('    "mystatus",\n', '    "visits",\n'),
        "handlers/booking/my_bookings_screens.py": each(
            after("from domain import queries\n", "from domain.answer import Answer\n"),
            appended("""


async def _counted(view: View, answer: Answer) -> Screen:
    return Screen(view.say("mine.counted", n=answer.number("n")), [mine_row(view)])


ANSWERS = {"counted": _counted}
"""),
        ),
        "handlers/responses.py": each(
            matching(r"^(from handlers\.booking import [\w, ]+)$", r"\1, my_bookings_screens"),
            after("    **cancel_screens.ANSWERS,\n", "    **my_bookings_screens.ANSWERS,\n"),
        ),
        "handlers/texts/ko.toml": each(
            after("[menu]\n", 'visits = "예정된 예약 수"\n'),
            after("[mine]\n", 'counted = "예정된 예약 {n}건"\n'),
        ),
        "handlers/texts/en.toml": each(
            after("[menu]\n", 'visits = "How many visits are ahead"\n'),
            after("[mine]\n", 'counted = "Visits ahead: {n}"\n'),
        ),
        "tests/handlers/test_entitlement.py": after(
            '    "mystatus": (OWN, "/mystatus {code}"),\n', '    "visits": (OWN, "/visits"),\n'
        ),
        "README.md": after("`/mystatus` ", "`/visits` "),
        "README.ko.md": after("`/mystatus` ", "`/visits` "),
    },
    test=(
        "tests/handlers/booking/test_visits.py",
        """\
import pytest


@pytest.mark.parametrize("text", ["/visits", "몇 번 가요"])
async def test_the_command_answers_in_chat(world, text):
    phone = await world.guest()
    await world.booked(phone, await world.hospital())

    assert (await phone.say(text)).text == "예정된 예약 1건"
""",
    ),
    tests=(
        "tests/handlers/test_entitlement.py",
        "tests/handlers/test_command_menu.py",
        "tests/handlers/texts",
        "tests/tooling/test_readme_pages.py",
        "tests/tooling/test_source_tree.py",
    ),
)
