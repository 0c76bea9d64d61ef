"""A sample of the tests on a machine as strangers have it: the step `fresh` of `run.py check`.

A copy of the tree and of .venv lies in a folder that no other account may enter, with a space and
a Hangul letter in its path. SAMPLE runs there as the account at hand and, where that is root, as
an ordinary one. Does NOT test that the packages can be installed.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tooling.source_tree import ROOT

# Between them they start PostgreSQL, the bot, the sandbox and each program of the wheels.
SAMPLE = (
    "tests/crash",
    "tests/releases",
    "tests/tooling",
    "tests/jobs/test_relay.py",
    "tests/processes/test_proxy.py",
    "tests/processes/test_sandbox.py",
)
DRILL = "tests/tooling/test_drill.py"  # minutes long, and the same on any machine
ORDINARY = "nobody"
TIMEOUT_S = 300
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis")
VERSION = "import sys; print(*sys.version_info[:2])"
MARK_AS_INSTALLED = "import run; [run.stamp(x).write_text(run.fingerprint(x)) for x in run.LOCKS]"


def main() -> int:
    accounts = (None, ORDINARY) if os.geteuid() == 0 else (None,)
    return max(map(run_as, accounts))


def run_as(account: str | None) -> int:
    """The exit code of the sample's tests as this account; None: as the one at hand."""
    print(f"--- as {account or pwd.getpwuid(os.geteuid()).pw_name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fresh-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        closed = Path(made) / "홈 folder"
        tree = closed / "건강 검진"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT, symlinks=True)
        copy_venv(tree / ".venv", python_for(account))
        subprocess.run([tree / ".venv/bin/python", "-c", MARK_AS_INSTALLED], cwd=tree, check=True)
        closed.chmod(0o700)
        if account is not None:
            give(closed, account)
        return run_tests(tree, account)


def copy_venv(copy: Path, python: str) -> None:
    """Our .venv, but with that Python. Its files are links: who changes one unlinks it first."""
    shutil.copytree(ROOT / ".venv", copy, symlinks=True, copy_function=link_or_copy)
    for name in ("bin/python", "pyvenv.cfg", *(each.name for each in copy.glob("installed-*"))):
        (copy / name).unlink()
    (copy / "bin/python").symlink_to(python)
    (copy / "pyvenv.cfg").write_text(f"home = {Path(python).parent}\n")


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def python_for(account: str | None) -> str:
    """One of our version that the account may run: ours, else the system's."""
    version = "{}.{}".format(*sys.version_info)
    ours = os.path.realpath(sys.executable)
    for python in (ours, f"/usr/local/bin/python{version}", f"/usr/bin/python{version}"):
        command = [python, "-c", VERSION]
        try:
            told = subprocess.run(command, user=account, cwd="/", check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        if told.stdout.decode().split() == version.split("."):
            return python
    sys.exit(f"fresh: there is no Python {version} that {account} may run")


def give(folder: Path, account: str) -> None:
    """All but the packages, whose files are those of our own .venv."""
    shutil.chown(folder, account)
    for path, folders, files in os.walk(folder):
        if ".venv" in folders:
            folders.remove(".venv")
        for name in (*folders, *files):
            shutil.chown(Path(path, name), account)


def run_tests(tree: Path, account: str | None) -> int:
    ordinary = None if account is None else pwd.getpwnam(account)
    try:
        return subprocess.run(
            [tree / ".venv/bin/python", "run.py", "test", *SAMPLE, f"--ignore={DRILL}"],
            cwd=tree,
            user=None if ordinary is None else ordinary.pw_uid,
            group=None if ordinary is None else ordinary.pw_gid,
            extra_groups=None if ordinary is None else [],
            env=os.environ | {"HOME": str(tree.parent)},
            timeout=TIMEOUT_S,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"fresh: not done after {TIMEOUT_S} s", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
