"""An earlier release, as it was cut: found in the history, unpacked, with a Python that suits it.

Whoever has no history is told so: there is nothing else to prove anything with.
"""

import io
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from tests.gates.processes.bot import ROOT

RELEASE = "0.1.0"
"""The first one: from then on releases run side by side."""
LOCK = "requirements-server.lock"


class NoRelease(Exception):
    """The release cannot be had here; says why in a sentence."""


def commit_of(release: str = RELEASE, *, root: Path = ROOT) -> str:
    """The commit that set that version. Raises NoRelease."""
    try:
        shallow = _git(root, "rev-parse", "--is-shallow-repository").decode().strip()
        changed = f'version = "{release}"'
        asked = ("log", "--reverse", "--format=%H", f"-S{changed}", "--", "pyproject.toml")
        found = _git(root, *asked).decode().split()
    except (OSError, subprocess.CalledProcessError):
        raise NoRelease(
            f"release {release} is found in git's history, and there is none here"
        ) from None
    if shallow == "true":
        raise NoRelease(f"release {release} is not in a shallow clone: git fetch --unshallow")
    if not found:
        raise NoRelease(f"no commit of this history sets version = {release} in pyproject.toml")
    return found[0]


def unpacked(commit: str, folder: Path, *, root: Path = ROOT) -> Path:
    """Its files in a new folder. Raises NoRelease."""
    try:
        packed = _git(root, "archive", "--format=zip", commit)
    except subprocess.CalledProcessError:
        raise NoRelease(f"git has no commit {commit}") from None
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(folder)
    return folder


def python_for(release: Path, *, root: Path = ROOT) -> Path:
    """Ours, if the release's packages are of the same major versions; else one with its own."""
    ours, theirs = (majors((each / LOCK).read_text("utf-8")) for each in (root, release))
    if all(ours.get(name) == major for name, major in theirs.items()):
        return Path(sys.executable)
    venv.create(release / ".venv", with_pip=True)
    python = release / ".venv" / "bin" / "python"
    install = ("-m", "pip", "install", "-q", "--require-hashes", "-r", release / LOCK)
    subprocess.run([python, *install], check=True)
    return python


def majors(lock: str) -> dict[str, str]:
    """Each package's major version: up to its first number that is not 0."""
    pinned = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==((?:0\.)*\d+)", lock, re.MULTILINE)
    return dict(pinned)


def _git(root: Path, *asked: str) -> bytes:
    return subprocess.run(["git", *asked], cwd=root, check=True, capture_output=True).stdout
