"""The column hospital.website."""

from tests.tooling.drill.edits import after, before, each, matching, new, replacing
from tests.tooling.drill.follow import Feature
from tests.tooling.source_tree import ROOT

VERSIONS = "domain/storage/migrations/main/versions"
NEWEST = max(path.stem.partition("_")[0] for path in (ROOT / VERSIONS).glob("0*.py"))
NEXT = f"{int(NEWEST) + 1:04}"

COLUMN = Feature(
    "a column",
    {
        "domain/storage/schema/places_tables.py": after(
            '    words("cancel_until", null=True),\n', '    words("website", null=True),\n'
        ),
        f"{VERSIONS}/{NEXT}_website.py": new(f'''\
"""Add hospital.website."""

from alembic import op

from domain.storage.migrations.operations import number_is, words

revision = "{NEXT}"
down_revision = "{NEWEST}"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 8
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    for column in words("website", null=True):
        op.add_column("hospital", column)
    number_is(revision, oldest=OLDEST_RUNNABLE)
'''),
        "domain/storage/repositories/places/hospitals.py": each(
            replacing("_H.note, _H.state)", "_H.note, _H.state, _H.website)"),
            matching(r"^(_Row = tuple\[.*)\]$", r"\1, str | None]"),
            replacing(
                "id_, name, key, phone, note, state = row",
                "id_, name, key, phone, note, state, website = row",
            ),
            replacing("note, _STATES[state])", "note, _STATES[state], website)"),
            after(
                "_ADD = Insertion(hospital)\n",
                "_WEBSITE = Change(update(hospital).where(_H.id == given(_H.id))"
                ".values(website=given(_H.website)))\n",
            ),
            before(
                "    def mark_deleted(self, hospital: int) -> bool:\n",
                "    def set_website(self, hospital: int, website: str) -> None:\n"
                '        """Where people have to go."""\n'
                "        self._driver.run(_WEBSITE, id=hospital, website=website)\n\n",
            ),
        ),
        "domain/ports/hospitals.py": before(
            "    def mark_deleted(self, hospital: int) -> bool:\n",
            "    def set_website(self, hospital: int, website: str) -> None:\n"
            '        """Where people have to go."""\n'
            "        ...\n\n",
        ),
        "domain/model/places.py": matching(
            r"(class Hospital:\n(?:.*\n)*?    state: HospitalState\n)",
            r"\1    website: str | None = None\n",
        ),
    },
    test=(
        "tests/storage/test_website.py",
        """\
async def test_the_column_is_stored(desk):
    hospital = (await desk.slot()).hospital

    fresh = await desk.read(lambda tx: tx.hospitals.get(hospital))
    await desk.run(lambda tx: tx.hospitals.set_website(hospital, "https://example.com"))

    assert fresh.website is None
    assert (await desk.read(lambda tx: tx.hospitals.get(hospital))).website == "https://example.com"
    assert [h.website for h in await desk.read(lambda tx: tx.hospitals.live())] == ["https://example.com"]
""",
    ),
    tests=(
        "tests/storage/test_schema.py",
        "tests/storage/test_invariants.py",
        "tests/releases",
        "tests/domain/test_hospitals.py",
    ),
)
