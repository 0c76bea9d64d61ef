"""The column hospital.address."""

from tests.tooling.drill.edits import after, before, each, matching, new, replacing
from tests.tooling.drill.follow import Feature
from tests.tooling.source_tree import ROOT

VERSIONS = "domain/storage/migrations/main/versions"
NEWEST = max(path.stem.partition("_")[0] for path in (ROOT / VERSIONS).glob("0*.py"))
NEXT = f"{int(NEWEST) + 1:04}"

COLUMN = Feature(
    "a column",
    {
        "domain/storage/schema/tables.py": after(
            '    words("note", null=True),\n', '    words("address", null=True),\n'
        ),
        f"{VERSIONS}/{NEXT}_address.py": new(f'''\
"""Add hospital.address."""

from alembic import op

from domain.storage.migrations.operations import number_is, words

revision = "{NEXT}"
down_revision = "{NEWEST}"
branch_labels = None
depends_on = None

OLDEST_RUNNABLE = 5
"""The oldest schema number whose releases may still run on this one."""


def upgrade() -> None:
    for column in words("address", null=True):
        op.add_column("hospital", column)
    number_is(revision, oldest=OLDEST_RUNNABLE)
'''),
        "domain/storage/repositories/hospitals.py": each(
            replacing("_H.note, _H.deleted)", "_H.note, _H.deleted, _H.address)"),
            matching(r"^(_Row = tuple\[.*)\]$", r"\1, str | None]"),
            replacing(
                "id_, name, key, phone, note, deleted = row",
                "id_, name, key, phone, note, deleted, address = row",
            ),
            replacing(
                "phone, note, bool(deleted))", "phone, note, bool(deleted), address=address)"
            ),
            replacing(
                "_driver.add(_ADD, name=name,",
                "_driver.add(\n            _ADD, address=None, name=name,",
            ),
            replacing("note=note, deleted=0)\n", "note=note, deleted=0\n        )\n"),
            after(
                "_ADD = Insertion(hospital)\n",
                "_ADDRESS = Change(update(hospital).where(_H.id == given(_H.id))"
                ".values(address=given(_H.address)))\n",
            ),
            before(
                "    def mark_deleted(self, hospital: int) -> bool:\n",
                "    def set_address(self, hospital: int, address: str) -> None:\n"
                '        """Where people have to go."""\n'
                "        self._driver.run(_ADDRESS, id=hospital, address=address)\n\n",
            ),
        ),
        "domain/ports/hospitals.py": before(
            "    def mark_deleted(self, hospital: int) -> bool:\n",
            "    def set_address(self, hospital: int, address: str) -> None:\n"
            '        """Where people have to go."""\n'
            "        ...\n\n",
        ),
        "domain/model.py": matching(
            r"(class Hospital:\n(?:.*\n)*?    deleted: bool\n)",
            r"\1    address: str | None = None\n",
        ),
    },
    test=(
        "tests/storage/test_address.py",
        """\
async def test_the_column_is_stored(desk):
    hospital = (await desk.slot()).hospital

    fresh = await desk.read(lambda tx: tx.hospitals.get(hospital))
    await desk.run(lambda tx: tx.hospitals.set_address(hospital, "서울 중구"))

    assert fresh.address is None
    assert (await desk.read(lambda tx: tx.hospitals.get(hospital))).address == "서울 중구"
    assert [h.address for h in await desk.read(lambda tx: tx.hospitals.live())] == ["서울 중구"]
""",
    ),
    tests=(
        "tests/storage/test_schema.py",
        "tests/storage/test_invariants.py",
        "tests/releases",
        "tests/domain/test_hospitals.py",
    ),
)
