"""The tests on a machine as strangers have it: `check` runs this as its step `fresh`.

A copy of the working tree and of .venv lies in a folder that nobody else may enter, with a space
and a Hangul letter in its path; there `run.py test` runs FOLDERS: as the account at hand and, if
that is root, as an ordinary one too. Does NOT test that the packages can be installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.tooling.source_tree import ROOT

FOLDERS = ("tests/crash", "tests/releases", "tests/sandbox", "tests/tooling")
"""Between them they start PostgreSQL, the bot, the sandbox and the programs of the wheels."""
ORDINARY = "nobody"
PYTHON = ".venv/bin/python"
TIMEOUT_S = 300
VERSION = "import sys; print(*sys.version_info[:2])"
MARK_AS_INSTALLED = "import run; [run.stamp(x).write_text(run.fingerprint(x)) for x in run.LOCKS]"


def main() -> int:
    root = os.geteuid() == 0
    return max(tried(account) for account in ((None, ORDINARY) if root else (None,)))


def tried(account: str | None) -> int:
    """The exit code of the tests, run as this account; None: as the one at hand."""
    print(f"--- as {account or 'who runs this'}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fresh-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        closed = Path(made) / "홈 home"
        tree = closed / "건강 검진"
        copy_to(tree)
        put_python(tree, python_for(account))
        closed.chmod(0o700)
        if account is not None:
            give(closed, account)
        code = run_in(tree, account)
    print(f"{code=}, {time.monotonic() - began:.0f} s", flush=True)
    return code


def copy_to(tree: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    shutil.copytree(ROOT / ".venv", tree / ".venv", symlinks=True, copy_function=link_or_copy)


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def python_for(account: str | None) -> str:
    """A Python of our version that the account may run: ours, or the system's."""
    for python in candidates():
        try:
            done = subprocess.run(
                [python, "-c", VERSION], user=account, cwd="/", check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        if done.stdout.split() == [b"%d" % part for part in sys.version_info[:2]]:
            return python
    sys.exit(f"no Python {sys.version_info.major}.{sys.version_info.minor} that {account} may run")


def candidates() -> Iterator[str]:
    name = "python{}.{}".format(*sys.version_info)
    yield os.path.realpath(sys.executable)
    for folder in ("/usr/local/bin", "/usr/bin"):
        yield f"{folder}/{name}"


def put_python(tree: Path, python: str) -> None:
    """Make the copied .venv one of this Python, whose packages count as installed."""
    venv = tree / ".venv"
    for name in ("bin/python", "pyvenv.cfg"):
        (venv / name).unlink()  # they may be links to the files of our own .venv
    (venv / "bin/python").symlink_to(python)
    (venv / "pyvenv.cfg").write_text(f"home = {Path(python).parent}\n")
    for stamp in venv.glob("installed-*"):
        stamp.unlink()
    subprocess.run([tree / PYTHON, "-c", MARK_AS_INSTALLED], cwd=tree, check=True)


def give(folder: Path, account: str) -> None:
    """All but the packages, whose files may be those of our own .venv."""
    shutil.chown(folder, account)
    for path, folders, files in os.walk(folder):
        if ".venv" in folders:
            folders.remove(".venv")
        for name in (*folders, *files):
            shutil.chown(Path(path, name), account)


def run_in(tree: Path, account: str | None) -> int:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tree.parent), "LANG": "C.UTF-8"}
    command = [tree / PYTHON, "run.py", "test", *FOLDERS]
    try:
        return subprocess.run(
            command,
            cwd=tree,
            user=account,
            group=None if account is None else "nogroup",
            extra_groups=None if account is None else [],
            env=environment,
            timeout=TIMEOUT_S,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


if __name__ == "__main__":
    sys.exit(main())
