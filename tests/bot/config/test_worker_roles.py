"""How the work is divided on the command line, and what is refused."""

import pytest

from bot.config.worker_roles import ALL_WORKERS, WorkerRolesRefused, parse_only, parse_without
from jobs.leadership import WORKERS
from tests.bot.bot_process import bot


def test_only_these_parts_and_no_updates():
    share = parse_only("ledger, mypage", shared=True)

    assert share.parts == {"ledger", "mypage"}
    assert not share.updates
    assert not share.delivers


def test_all_but_these_parts():
    share = parse_without("ledger,deliver", shared=True)

    assert share.parts == set(WORKERS) - {"ledger", "deliver"}
    assert share.updates
    assert not share.delivers


def test_all_of_it_unless_something_is_said():
    assert parse_without(None, shared=False) is ALL_WORKERS


@pytest.mark.parametrize("ask", [parse_only, parse_without])
@pytest.mark.parametrize("names", ["", "ledgers", "ledger,", "ledger,LEDGER"])
def test_a_name_that_is_no_part_is_refused_with_those_there_are(ask, names):
    with pytest.raises(WorkerRolesRefused) as refused:
        ask(names, shared=True)

    assert all(part in str(refused.value) for part in WORKERS)


@pytest.mark.parametrize("ask", [parse_only, parse_without])
def test_a_file_cannot_be_shared(ask):
    with pytest.raises(WorkerRolesRefused, match="needs PostgreSQL"):
        ask("ledger", shared=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["work", "--only", "ledger"], "--only: needs PostgreSQL"),
        (["run", "--without", "tea"], "--without: unknown worker 'tea'; choose from places"),
    ],
)
def test_a_process_that_cannot_do_what_it_is_asked_ends_before_it_begins(tmp_path, arguments, said):
    with bot(tmp_path, *arguments) as program:
        assert program.ends() == 2

    assert program.out.splitlines()[-1].startswith(said)
    assert not (tmp_path / "var").exists()
