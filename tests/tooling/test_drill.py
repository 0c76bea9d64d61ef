"""The table "To add ..., touch ..." is complete: who follows a row gets what works.

Each feature is added to a copy of the tree in the files that its row names; then tests, style,
imports and types are checked there. Left out of a row, a file is missed.
"""

import pytest

from tests.tooling.drill.__main__ import FEATURES
from tests.tooling.drill.follow import PAGE, TEXTS, copy_to, follow, is_named, places, table

NEEDED = {
    "a command": "handlers/command_menu.py",
    "a button": "tests/handlers/test_entitlement_bookings.py",
    "an event": "bot/cli/events_page.py",
    "a setting": "README.md",
    "a column": "domain/model/places.py",
}
"""A file of each row; without it the feature is not complete."""
SMALL = """\
## To add ..., touch ...

| to add | touch |
|---|---|
| a door | `house/doors.py`; a key in `house/<floor>/`; `*_rooms.py` (next row) |
| a window | `python -m glass > docs/glass.md`; texts |
| a lock | the row above, with `Lock` |

## Other

| a roof | `house/roof.py` |
"""


@pytest.fixture
def tree(tmp_path):
    copy_to(tmp_path / "tree")
    return tmp_path / "tree"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.row)
def test_who_follows_a_row_gets_what_works(tree, feature):
    found = follow(feature, tree)

    assert found.left_out == ()
    assert found.failed == (), found.output


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.row)
def test_a_file_that_a_row_leaves_out_is_missed(tree, feature):
    page, gone = (tree / PAGE).read_text(), NEEDED[feature.row]
    row = table(page)[feature.row]
    (tree / PAGE).write_text(page.replace(row, row.replace(f"`{gone}`", "it")))

    found = follow(feature, tree)

    assert found.left_out == (gone,)
    assert found.failed != ()


def test_a_row_is_read_with_the_one_it_points_to():
    assert table(SMALL).keys() == {"a door", "a window", "a lock"}
    assert places("a window", SMALL) == [*TEXTS, "docs/glass.md"]
    assert places("a lock", SMALL) == [*TEXTS, "docs/glass.md"]
    assert places("a door", SMALL) == [
        *TEXTS,
        *("house/doors.py", "house/*/", "*_rooms.py", "docs/glass.md"),
    ]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("house/doors.py", True),
        ("house/attic/key.py", True),
        ("house/attic/bed_rooms.py", True),
        ("docs/glass.md", True),
        ("house/key.py", False),
        ("house/roof.py", False),
        ("other/doors.py", False),
    ],
)
def test_a_path_is_named_by_itself_its_folder_or_its_pattern(path, named):
    assert is_named(path, places("a door", SMALL)) is named
