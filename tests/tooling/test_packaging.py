"""What is shipped is what was checked: locks, licences, and the container's recipe."""

import itertools
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.version import VERSION
from tests.tooling.source_tree import ROOT

LOCKS = (
    "requirements.lock",
    "requirements-server.lock",
    "requirements-test.lock",
    "requirements-bench.lock",
    "requirements-browser.lock",
)
FONTS = sorted((ROOT / "sandbox/page/fonts").glob("*.woff2"))


def pinned(lock):
    """name -> version of everything in the lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def asked_for(*extras):
    """The names that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wishes = [*project["dependencies"]]
    for extra in extras:
        wishes += project["optional-dependencies"][extra]
    return {re.split(r"[<>=;\[ ]", wish)[0] for wish in wishes}


def test_the_locks_hold_what_the_project_asks_for():
    assert asked_for() <= pinned(LOCKS[0]).keys()
    assert asked_for("postgres", "nats") <= pinned(LOCKS[1]).keys()
    assert asked_for("postgres", "nats", "test") <= pinned(LOCKS[2]).keys()
    assert asked_for("postgres", "nats", "test", "bench") <= pinned(LOCKS[3]).keys()
    assert asked_for("postgres", "nats", "test", "bench", "browser") <= pinned(LOCKS[4]).keys()


def test_each_lock_holds_all_of_the_one_before_it():
    for smaller, larger in itertools.pairwise(map(pinned, LOCKS)):
        assert smaller.items() <= larger.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_a_hash_and_no_line_names_a_host(lock):
    text = (ROOT / lock).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())

    assert len(packages) == len(pinned(lock))
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_every_font_has_its_licence_beside_it_and_is_named_in_the_notice():
    notice = (ROOT / "NOTICE").read_text()

    assert FONTS
    for font in FONTS:
        family = re.split(r"[.-]", font.name)[0]
        assert list(font.parent.glob(f"{family}*.txt")), f"no licence beside {font.name}"
        assert family in notice.replace(" ", ""), f"{family} is not in NOTICE"


def test_a_process_tells_the_release_that_is_shipped():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


def test_the_container_ships_every_package():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    for shipped in ("bot", "domain", "handlers", "jobs", "sandbox", "config.toml"):
        assert f"!{shipped}" in ignored


def test_the_container_installs_by_hash_and_is_nobody():
    recipe = (ROOT / "Dockerfile").read_text()

    assert "--require-hashes -r requirements-server.lock" in recipe
    assert re.findall(r"^(?:USER|VOLUME) (.+)$", recipe, re.MULTILINE) == ["10001", "/app/var"]
    assert "CHECKUP_HTTP__HOST=0.0.0.0" in recipe


def test_every_base_image_is_pinned_to_a_digest():
    recipe = (ROOT / "Dockerfile").read_text("utf-8")
    compose = (ROOT / "deploy/compose.yaml").read_text("utf-8")
    bases = re.findall(r"^FROM (\S+)", recipe, re.MULTILINE)
    images = re.findall(r"^ +image: (\S+)", compose, re.MULTILINE)

    pinned = re.compile(r"[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}")

    assert len(bases) == 2
    assert images[0] == "${IMAGE:-checkup-bot:local}"
    assert [each for each in bases + images[1:] if not pinned.fullmatch(each)] == []
    assert not pinned.fullmatch("python:3.11-slim-bookworm")


@pytest.mark.skipif(sys.platform == "win32", reason="hadolint has no build for Windows")
def test_the_dockerfile_is_clean():
    beside = Path(sys.executable).with_name("hadolint")
    hadolint = str(beside) if beside.exists() else shutil.which("hadolint")

    done = subprocess.run(
        [hadolint, "--no-color", "Dockerfile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
