"""The drill: `python -m tests.tooling.drill [ROW ...]`; all rows if none is named."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.tooling.drill.button import BUTTON
from tests.tooling.drill.column import COLUMN
from tests.tooling.drill.command import COMMAND
from tests.tooling.drill.event import EVENT
from tests.tooling.drill.follow import copy_to, follow
from tests.tooling.drill.setting import SETTING

FEATURES = (COMMAND, BUTTON, EVENT, SETTING, COLUMN)


def main(rows: Sequence[str]) -> int:
    """0 if each feature works with green tests, else 1."""
    code = 0
    for feature in FEATURES:
        if rows and feature.row not in rows:
            continue
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            copy_to(tree)
            found = follow(feature, tree)
        print(f"{feature.row}: {f'{found.failed} fail' if found.failed else 'ok'}", flush=True)
        if found.left_out:
            print(f"  the row does not name {', '.join(found.left_out)}")
        if found.failed:
            code = 1
            print(found.output)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
