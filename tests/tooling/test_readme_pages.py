"""README.md and README.ko.md name only commands, settings, workers and versions that there are."""

import re
import tomllib
from collections.abc import Iterator

import pytest

import run
from bot.cli import commands
from bot.config.settings import Config
from handlers.menu import MENU
from jobs.leadership import WORKERS
from tests.tooling.source_tree import ROOT

PAGES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.ko.md")}
ENGLISH = PAGES["README.md"]
KOREAN = PAGES["README.ko.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SETTINGS = {
    f"{section}.{key}"
    for section, field in Config.model_fields.items()
    for key in field.default.__class__.model_fields
}
COMMANDS = {entry.command for entry in MENU.commands}
OTHER_PATHS = {"newbot", "setjoingroups", "telegram", "healthz", "readyz", "metrics"}
"""What begins with a slash and is no command of the bot."""
DEFAULT = re.compile(r"^\| `(\w+\.\w+)` \| `([^`]+)` \|", re.MULTILINE)


def unknown_commands(page: str) -> Iterator[str]:
    told = set(re.findall(r"`/([a-z]+)(?=[\s`])", page)) - OTHER_PATHS
    yield from (f"/{name} is no command" for name in told - COMMANDS)
    yield from (f"/{name} is not named" for name in COMMANDS - told)


def unknown_verbs(page: str) -> Iterator[str]:
    for program, there in (("run.py", run.VERBS), ("-m bot", commands.COMMANDS)):
        for verb in re.findall(rf"python3? {program} ([a-z][a-z-]*)", page):
            if verb not in there:
                yield f"{program} {verb} is no command"


def unknown_settings(page: str) -> Iterator[str]:
    variables = {f"CHECKUP_{name.replace('.', '__')}".upper() for name in SETTINGS}
    sections = "|".join(Config.model_fields)
    for name in re.findall(rf"`((?:{sections})\.(?!py\b|toml\b)[a-z_]+)`", page):
        if name not in SETTINGS:
            yield f"{name} is no setting"
    for name in re.findall(r"CHECKUP_[A-Z]+__[A-Z_]+", page):
        if name not in variables:
            yield f"{name} is no setting"


def other_defaults(page: str) -> Iterator[str]:
    """Defaults that differ from the README's, which are held to those of config.toml."""
    known = dict(DEFAULT.findall(ENGLISH))
    for name, value in DEFAULT.findall(page):
        if known.get(name) != value:
            yield f"{name} is not {value}"


def other_versions(page: str) -> Iterator[str]:
    (python,) = re.findall(r"[\d.]+", PROJECT["requires-python"])
    (postgres,) = set(re.findall(r"PostgreSQL (\d+) or newer", ENGLISH))
    wanted = {"Python": python, "PostgreSQL": postgres}
    for program, version in re.findall(r"(Python|PostgreSQL) ([\d.]+) (?:or newer|이상)", page):
        if version != wanted.pop(program, version):
            yield f"{program} {version} is not what is required"
    yield from (f"the version of {program} is missing" for program in wanted)
    for version in re.findall(r"(\d+\.\d+\.\d+) 버전", page):
        if version != PROJECT["version"]:
            yield f"{version} is not this version"


def problems(page: str) -> list[str]:
    checks = (unknown_commands, unknown_verbs, unknown_settings, other_defaults, other_versions)
    return [problem for check in checks for problem in check(page)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_only_what_there_is(name):
    assert problems(PAGES[name]) == []


def test_the_korean_page_says_for_which_version_it_is_and_has_defaults():
    assert f"{PROJECT['version']} 버전" in KOREAN
    assert len(DEFAULT.findall(KOREAN)) > 5


def test_the_english_page_names_every_worker():
    (told,) = re.findall(r"The workers are (.*?)\.\s", ENGLISH, re.DOTALL)

    assert set(re.findall(r"`([a-z]+)`", told)) == set(WORKERS)


@pytest.mark.parametrize(
    ("was", "planted", "problem"),
    [
        ("`/book`", "`/reserve`", "/reserve is no command"),
        ("`/roster`", "", "/roster is not named"),
        ("bot doctor", "bot doktor", "-m bot doktor is no command"),
        ("`policy.remind_at`", "`policy.remind`", "policy.remind is no setting"),
        ("CHECKUP_PRIVACY__KEY", "CHECKUP_PRIVACY__CODE", "CHECKUP_PRIVACY__CODE is no setting"),
        ("`D-1 12:00`", "`D-2 12:00`", "policy.remind_at is not D-2 12:00"),
        ("Python 3.11", "Python 3.10", "Python 3.10 is not what is required"),
        ("PostgreSQL 17", "PostgreSQL 16", "PostgreSQL 16 is not what is required"),
        ("PostgreSQL 17", "PostgreSQL", "the version of PostgreSQL is missing"),
        (f"{PROJECT['version']} 버전", "0.0.9 버전", "0.0.9 is not this version"),
    ],
)
def test_a_planted_mismatch_is_noticed(was, planted, problem):
    assert was in KOREAN

    assert problem in problems(KOREAN.replace(was, planted))


def test_a_run_py_command_that_is_none_is_noticed():
    assert "run.py prvoe is no command" in problems(ENGLISH.replace("run.py prove", "run.py prvoe"))
