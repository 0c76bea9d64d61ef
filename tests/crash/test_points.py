"""The gates that watch system calls: what they say without their tool, and that a step which is
not killed leaves nothing wrong. In full: `prove syscalls`.
"""

import pytest

from tests.gates.crashes import strace
from tests.gates.crashes.database_copies import OfFiles
from tests.gates.crashes.kill_points import STEPS, Notebook, again, prepare, put_right, wrong


def test_where_strace_is_missing_a_gate_fails_with_a_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit) as ended:
        strace.needed()

    assert ended.value.code == 2
    assert "apt-get install strace" in capsys.readouterr().err


@pytest.fixture
def cancelling(tmp_path):
    """Somebody is about to cancel, and did not come to it."""
    copies = OfFiles(tmp_path)
    step = next(each for each in STEPS if each.name == "cancel")
    prepared = prepare(step, copies.first(migrated=True))
    copies.fresh()
    return copies, prepared


def test_what_was_not_acknowledged_comes_again_and_all_is_well(cancelling):
    copies, prepared = cancelling

    put_right(prepared, copies.files(), [])

    assert wrong(prepared, copies.files()) == []
    assert prepared.history.told[4].name == "cancelled"


def test_what_was_acknowledged_and_is_not_there_is_seen(cancelling):
    copies, prepared = cancelling
    lost = Notebook()
    lost.write("told", 4, "cancelled", False, 1, "cancelled")

    put_right(again(prepared), copies.files(), [])
    copies.fresh()
    put_right(prepared, copies.files(), lost.lines)

    assert "update 4 was answered, and that is lost" in wrong(prepared, copies.files())
