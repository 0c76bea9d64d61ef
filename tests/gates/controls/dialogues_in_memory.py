"""The bot as it must not be: open dialogues live in the process's memory.

Only for a control of the replicas gate: `python -m tests.gates.controls.dialogues_in_memory run`.
"""

import sys

from bot.__main__ import main
from domain.model import Dialogue
from domain.storage.repositories.people import SqlDialogues

_open: dict[int, Dialogue] = {}


def get(self: SqlDialogues, person: int) -> Dialogue | None:
    return _open.get(person)


def put(self: SqlDialogues, dialogue: Dialogue) -> None:
    _open[dialogue.person] = dialogue


def end(self: SqlDialogues, person: int) -> bool:
    return _open.pop(person, None) is not None


if __name__ == "__main__":
    SqlDialogues.get, SqlDialogues.put, SqlDialogues.end = get, put, end
    sys.exit(main(sys.argv[1:]))
