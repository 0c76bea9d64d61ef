"""How the gates find an earlier release: in the history, or they say why not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.processes.old_release import NoRelease, commit_of, majors, python_for, unpacked

LOCK = "requirements-server.lock"


def git(folder, *asked):
    who = ("-c", "user.name=누군가", "-c", "user.email=nobody@example.org")
    done = subprocess.run(["git", *who, *asked], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


def release(folder, version, *, of="a_library==22.8"):
    """A commit that sets that version."""
    (folder / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    (folder / LOCK).write_text(f"{of} \\\n    --hash=sha256:00\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", version)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def history(tmp_path):
    """0.0.9, 0.1.0, and after it 0.2.0."""
    folder = tmp_path / "history"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder, [release(folder, each) for each in ("0.0.9", "0.1.0", "0.2.0")]


def test_it_is_the_commit_that_set_its_version(history, tmp_path):
    folder, (_, wanted, _) = history

    found = commit_of("0.1.0", root=folder)
    files = unpacked(found, tmp_path / "there", root=folder)

    assert found == wanted
    assert '"0.1.0"' in (files / "pyproject.toml").read_text()


def test_without_it_there_is_a_sentence(history, tmp_path):
    folder, _ = history
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", str(shallow))
    bare = tmp_path / "bare"
    bare.mkdir()

    with pytest.raises(NoRelease, match="no commit of this history sets version"):
        commit_of("9.9.9", root=folder)
    with pytest.raises(NoRelease, match="git fetch --unshallow"):
        commit_of("0.1.0", root=shallow)
    with pytest.raises(NoRelease, match="git has no commit 00ff"):
        unpacked("00ff", tmp_path / "there", root=folder)


def test_a_folder_that_is_no_clone_has_no_history(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    with pytest.raises(NoRelease, match="there is none here"):
        commit_of("0.1.0", root=tmp_path)


def test_majors_end_at_the_first_number_that_is_not_0():
    lock = "a==22.8 \\\n    --hash=sha256:1\nb-c[d]==0.41.1\ne.f==0.0.7 ; python_version < '4'\n"

    assert majors(lock) == {"a": "22", "b-c": "0.41", "e.f": "0.0.7"}


def test_the_same_majors_need_no_python_of_their_own(history, tmp_path):
    folder, _ = history
    same = tmp_path / "same"
    same.mkdir()
    (same / LOCK).write_text("a_library==22.1\n")

    assert python_for(same, root=folder) == Path(sys.executable)
