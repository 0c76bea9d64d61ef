"""A reply to COMMIT that is lost on its way: done once all the same. In full: `prove ambiguity`."""

import pytest

from tests.gates.ambiguity import impatient, nobody_looks, run
from tests.gates.oracles.sqlite_copy import Shared
from tests.postgres import Server

CUTS = 14


@pytest.fixture
def shared(server: Server, tmp_path, empty) -> Shared:
    return Shared(tmp_path, empty("main"), empty("mypage"))


@pytest.fixture
def engine() -> str:
    return "postgresql"


async def test_a_command_is_done_once_though_the_reply_to_its_commit_is_lost(shared, server):
    with impatient():
        outcome = await run("keys", shared, server, seed=1, cuts=CUTS)

    assert outcome.is_clean
    assert sum(outcome.cuts.values()) >= CUTS
    assert outcome.tally.repeated > 0


async def test_without_its_key_a_command_that_is_sent_again_is_done_twice(shared, server):
    with impatient():
        outcome = await run("no keys", shared, server, seed=1, cuts=CUTS, keyed=False)

    assert outcome.doubled > 0


async def test_a_writer_that_does_not_look_what_became_of_a_commit_does_it_twice(shared, server):
    with impatient(), nobody_looks():
        outcome = await run("nobody looks", shared, server, seed=1, cuts=CUTS, keyed=False)

    assert outcome.doubled > 0
