"""The event that a person became an admin, and a consumer that marks them as reachable."""

from tests.tooling.drill.edits import after, before, each
from tests.tooling.drill.follow import Feature

EVENT = Feature(
    "an event",
    {
        "domain/events.py": before(
            "class PersonErased(Event):\n",
            '''\
class AdminMade(Event):
    """Signals that a person became an admin."""

    person: int
    """Who it is: a random number."""
    invite: int
    """By which invitation."""

    @property
    def lane(self) -> str:
        """One lane a person."""
        return f"person:{self.person}"


''',
        ),
        "domain/operations/admins.py": each(
            after(
                "from domain.errors import AlreadyRevoked, LinkGone, NotAdmin\n",
                "from domain.events import AdminMade\n",
            ),
            before(
                '    return Answer("admin_made", ',
                "    made = AdminMade(person=person.id, invite=found.id)\n"
                "    tx.events.append(made, at=tx.now)\n",
            ),
        ),
        "domain/policies.py": each(
            after("from domain.events import (\n", "    AdminMade,\n"),
            before(
                "        case PersonErased() as event:\n            tx.notices",
                "        case AdminMade() as event:\n"
                "            tx.people.set_reachable(event.person, reachable=True)\n",
            ),
        ),
        "bot/cli/events_page.py": after(
            "EXAMPLES: Mapping[str, object] = {\n", '    "invite": 2,\n'
        ),
        "tests/bot/cli/test_events_page.py": after(
            "PROMISED = {\n",
            '    "AdminMade": {"person": "integer", "invite": "integer"},\n',
        ),
    },
    printed={"docs/events.md": "events"},
    test=(
        "tests/domain/test_admin_made.py",
        """\
from domain.events import AdminMade
from domain.operations.admins import accept_invite, invite, open_invite
from domain.operations.people import set_reachable


async def test_the_event_reaches_a_consumer(desk):
    who, owners = "alias", frozenset({9})
    await desk.run(invite, by=9, token="hash")
    await desk.run(open_invite, token="hash", who=who, owners=owners)
    await desk.run(accept_invite, telegram=77, language="ko", invite=1, who=who, owners=owners)
    person = (await desk.read(lambda tx: tx.people.by_telegram(77))).id
    await desk.run(set_reachable, person=person, reachable=False)

    await desk.settle()

    assert [e.person for e in await desk.events() if isinstance(e, AdminMade)] == [person]
    assert (await desk.read(lambda tx: tx.people.get(person))).reachable
""",
    ),
    tests=(
        "tests/bot/cli/test_events_page.py",
        "tests/domain/test_policies.py",
        "tests/releases/test_expand_contract.py::test_the_words_of_a_release_are_still_known",
        "tests/storage/test_invariants.py",
        "tests/handlers/frontdesk/test_admins.py",
    ),
)
