"""What a power cut may leave of files, and how that is read from what strace wrote down. In full:
`prove power`.
"""

import random

import pytest

from tests.gates.crashes.disk_images import SECTOR, Disk
from tests.gates.crashes.strace_log import Cut, Removed, Said, Synced, Wrote, happenings

LOG = r"""
10 pwrite64(7</tmp/x/main.db-wal>, "\x61\x62", 2, 32 <unfinished ...>
11 fdatasync(8</tmp/x/main.db> <unfinished ...>
10 <... pwrite64 resumed>) = 2
10 fdatasync(7<\x2f\x78\x2f\x6d\x61\x69\x6e\x2e\x64\x62\x2d\x77\x61\x6c>) = 0
11 <... fdatasync resumed>) = 0
10 write(6<pipe:[1]>, "\x5b\x5d\x0a", 3) = 3
10 ftruncate(8</tmp/x/main.db>, 4096) = 0
--- SIGCHLD {si_signo=SIGCHLD} ---
10 unlink("\x2f\x78\x2f\x6d\x61\x69\x6e\x2e\x64\x62\x2d\x77\x61\x6c") = 0
10 +++ exited with 0 +++
"""


def test_what_was_written_down_is_read_in_its_order(tmp_path):
    log = tmp_path / "log"
    log.write_text(LOG)

    assert happenings(log) == [
        Wrote("main.db-wal", 32, b"ab"),
        Synced("main.db-wal", 1),
        Synced("main.db", 1),
        Said(b"[]\n"),
        Cut("main.db", 4096),
        Removed("main.db-wal"),
    ]


def test_a_call_that_failed_is_no_power_cut(tmp_path):
    log = tmp_path / "log"
    log.write_text("10 fdatasync(7</tmp/x/main.db>) = -1 EIO (Input/output error)\n")

    with pytest.raises(ValueError, match="fdatasync"):
        happenings(log)


def images(disk: Disk) -> list[dict[str, bytes]]:
    return [disk.image(random.Random(seed)) for seed in range(200)]


@pytest.fixture
def disk() -> Disk:
    return Disk({"log": b"old"}, folder="x")


def test_what_was_synced_is_in_every_image(disk):
    disk.happen(Wrote("log", 0, b"new"))
    disk.happen(Synced("log", 1))

    assert {image["log"] for image in images(disk)} == {b"new"}


def test_what_was_not_synced_may_be_there_or_not(disk):
    disk.happen(Wrote("log", 0, b"new"))

    assert {image["log"] for image in images(disk)} == {b"old", b"new"}


def test_a_sync_does_not_reach_what_was_written_while_it_went_on(disk):
    disk.happen(Wrote("log", 0, b"new"))
    disk.happen(Synced("log", 0))

    assert b"old" in {image["log"] for image in images(disk)}


def test_a_write_over_two_sectors_can_be_torn(disk):
    disk.happen(Wrote("log", 0, b"a" * SECTOR + b"b" * SECTOR))

    assert bytes(SECTOR) + b"b" * SECTOR in {
        image["log"].replace(b"old", b"\0\0\0") for image in images(disk)
    }


@pytest.mark.parametrize(("synced", "left"), [("log", True), ("x", False)])
def test_a_file_is_gone_for_sure_when_its_folder_was_synced(disk, synced, left):
    disk.happen(Removed("log"))
    disk.happen(Synced(synced, 1))

    assert any("log" in image for image in images(disk)) == left
