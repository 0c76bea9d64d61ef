"""run.py from an empty folder: what it says when something is missing, and its exit codes."""

import hashlib
import shutil
import subprocess
import sys
import textwrap

import pytest

from tests.tooling.source_tree import ROOT

LOCKS = (
    "requirements.lock",
    "requirements-server.lock",
    "requirements-test.lock",
    "requirements-bench.lock",
    "requirements-browser.lock",
)


@pytest.fixture
def clone(tmp_path):
    """An empty clone: run.py and locks that ask for nothing."""
    shutil.copy(ROOT / "run.py", tmp_path)
    for lock in LOCKS:
        (tmp_path / lock).touch()
    return tmp_path


@pytest.fixture
def installed(clone):
    """The same after its packages were installed."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(sys.executable)
    version = "{}.{}".format(*sys.version_info)
    stamp = f"{hashlib.sha256(b'').hexdigest()} {version}"
    (clone / ".venv/installed-requirements-browser.lock").write_text(stamp)
    return clone


def call(folder, *args, before="", path=""):
    """run.py in `folder` after the Python line `before`; on PATH is nothing but `path` in it."""
    start = f"""
        import runpy, sys
        sys.argv = ["run.py", *{args!r}]
        {before}
        runpy.run_path("run.py", run_name="__main__")
    """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(start)],
        cwd=folder,
        env={"PATH": str(folder / path) if path else ""},
        capture_output=True,
        text=True,
        check=False,
    )


def gate(folder, name, body):
    (folder / "tests/gates").mkdir(parents=True, exist_ok=True)
    (folder / f"tests/gates/{name}.py").write_text(f"import sys\n{body}\n")


def test_help_prints_every_verb_with_its_first_line(clone):
    done = call(clone, "help")

    assert done.returncode == 0
    for verb in ("run", "test", "lint", "format", "check", "prove", "bench", "sizes", "help"):
        assert f"\n  {verb} " in done.stdout


def test_an_unknown_verb_is_answered_with_the_known_ones(clone):
    done = call(clone, "tset")

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no such verb: tset" in done.stderr
    assert "lint" in done.stderr


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_so_in_one_line(clone, version):
    done = call(clone, "help", before=f"sys.version_info = {version}")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs 3.11 or newer" in done.stderr


def test_a_missing_venv_names_the_package_to_install(clone):
    hidden = "import importlib.util as u; u.find_spec = lambda name: None"
    done = call(clone, "test", before=hidden)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "apt-get install python3-venv" in done.stderr


def test_check_without_a_browser_says_so_before_it_installs_anything(clone):
    done = call(clone, "check")

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "apt-get install chromium" in done.stderr
    assert not (clone / ".venv").exists()


def test_test_leaves_the_slow_ones_out_but_runs_all_of_a_named_path(installed):
    (installed / "pytest.py").write_text("import sys; print(*sys.argv[1:])")

    by_itself = call(installed, "test", "-x").stdout
    named = call(installed, "test", "pytest.py::test_this").stdout

    assert "-m not slow" in by_itself
    assert by_itself.endswith(" -x\n")
    assert "not slow" not in named
    assert named.endswith(" pytest.py::test_this\n")


def test_prove_runs_every_gate_and_fails_with_the_failing_one(installed):
    gate(installed, "kill", "print('killed'); sys.exit(3)")
    gate(installed, "race", "print('raced')")

    done = call(installed, "prove")

    assert done.returncode == 3
    assert done.stdout.split("\n")[:4] == ["--- kill", "killed", "--- race", "raced"]
    assert done.stdout.endswith("\n1 of 2 gates passed, failed: kill\n")


def test_prove_runs_the_named_gate_for_the_given_minutes(installed):
    gate(installed, "kill", "sys.exit(3)")
    gate(installed, "race", "print(*sys.argv[1:])")

    done = call(installed, "prove", "--minutes", "2", "race")

    assert done.returncode == 0
    assert done.stdout == "--- race\n--minutes 2.0\n1 of 1 gates passed\n"


def test_prove_refuses_a_gate_that_is_not_there(installed):
    gate(installed, "race", "")

    done = call(installed, "prove", "rcae")

    assert done.returncode == 2
    assert "no such gate: rcae; there are: race" in done.stderr


def test_only_a_changed_lock_is_installed_again_and_with_hashes(installed):
    gate(installed, "race", "")
    (installed / "bin").mkdir()
    (installed / "bin/uv").write_text('#!/bin/sh\necho uv "$@"\n')
    (installed / "bin/uv").chmod(0o755)

    untouched = call(installed, "prove", path="bin")
    (installed / "requirements-browser.lock").write_text("# another\n")
    changed = call(installed, "prove", path="bin")
    again = call(installed, "prove", path="bin")

    assert "uv" not in untouched.stdout
    assert "--require-hashes -r requirements-test.lock" in changed.stdout
    assert "uv" not in again.stdout
