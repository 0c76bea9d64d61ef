"""The tree keeps the rules about folders and names, and each rule catches a planted offender."""

import subprocess
import sys

import pytest

from tests.tooling import tree_rules
from tests.tooling.source_tree import ROOT, Source, sources

SOURCES = sources()

REASONS = {
    "benchmarks/machine.py": "what identifies a machine is left out in one place",
    "benchmarks/measures/mystatus.py": "one module for each measure",
    "benchmarks/one_measure.py": "a program of its own: each measure has a process",
    "bot/monitoring/health.py": "/healthz and /readyz, apart from /metrics",
    "bot/telegram/sent_contents.py": "what messages show, apart from whose turn it is",
    "domain/operations/frontdesk.py": "one module of operations for each topic of handlers",
    "domain/operations/open_cards.py": "one module of operations for each topic of handlers",
    "domain/storage/checks/ledger.py": "one module of checks for each topic of docs/doctor.md",
    "domain/storage/checks/reminders.py": "one module of checks for each topic of docs/doctor.md",
    "domain/storage/checks/upkeep.py": "one module of checks for each topic of docs/doctor.md",
    "domain/storage/repositories/patients.py": "one repository for each table of people",
    "domain/storage/repositories/places/programs.py": "one repository for each table of places",
    "domain/storage/keys/key_file.py": "file access, apart from what the keys are used for",
    "handlers/conversation/double_taps.py": "memory of taps, apart from what entries run",
    "domain/storage/repositories/open_cards.py": "one repository for each port",
    "handlers/booking/my_bookings.py": "the handlers of a topic are apart from its screens",
    "handlers/parsing/words/people.py": "word lists, apart from the rules that use them",
    "sandbox/state/callback_queries.py": "one module for each part of the emulated state",
}
"""Modules under 60 lines with one importer, and why each is not part of that importer."""


def test_no_folder_is_crowded():
    assert tree_rules.crowded_folders(SOURCES) == []


def test_a_public_class_name_exists_once():
    assert tree_rules.repeated_classes(SOURCES) == []


def test_no_module_is_named_after_an_activity():
    assert tree_rules.gerunds(SOURCES) == []


def test_every_small_module_with_one_importer_has_a_reason():
    small = tree_rules.small_with_one_importer(SOURCES)

    assert sorted(set(small) - set(REASONS)) == [], "fold it into its importer or give a reason"
    assert sorted(set(REASONS) - set(small)) == [], "a reason that is not needed (any more)"


def test_every_noun_in_ing_is_needed():
    words = {
        word
        for source in SOURCES
        for part in source.path.removesuffix(".py").split("/")
        for word in part.split("_")
    }

    assert set(tree_rules.NOUNS_IN_ING) <= words


def planted(*paths, **files):
    bare = [Source(f"{path}.py", "x = 1\n") for path in paths]
    return bare + [Source(f"bot/{name}.py", text) for name, text in files.items()]


CROWD = [f"bot/m{n}" for n in range(16)]
NESTED = "class A:\n    class Settings:\n        pass\n"
USER = "from bot.small import f\n"


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (tree_rules.crowded_folders, planted(*CROWD)),
        (tree_rules.repeated_classes, planted(a="class A: ...\n", b="class A: ...\n")),
        (tree_rules.repeated_classes, planted(a="class A: ...\nclass A: ...\n")),
        (tree_rules.repeated_classes, planted(a=NESTED, b="class Settings: ...\n")),
        (tree_rules.gerunds, planted("bot/waiting")),
        (tree_rules.gerunds, planted("bot/taking_turns")),
        (tree_rules.gerunds, planted("bot/looking/rows")),
        (tree_rules.small_with_one_importer, planted(small="f = 1\n", user=USER)),
        (
            tree_rules.small_with_one_importer,
            planted(small="f = 1\n", user="from bot import small\n"),
        ),
        (
            tree_rules.small_with_one_importer,
            planted(small="f = 1\n" * 59, user="def f():\n    import bot.small\n"),
        ),
    ],
)
def test_a_planted_offender_is_caught(rule, files):
    assert len(rule(files)) == 1


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (tree_rules.crowded_folders, planted(*CROWD[:15], "bot/__init__", "bot/cli/m")),
        (tree_rules.repeated_classes, planted(a="class _A: ...\n", b="class _A: ...\n")),
        (tree_rules.gerunds, planted("bot/polling", "bot/booking/card")),
        (tree_rules.small_with_one_importer, planted("jobs/small", user=USER)),
        (
            tree_rules.small_with_one_importer,
            planted(small="f = 1\n" * 60, user=USER),
        ),
        (
            tree_rules.small_with_one_importer,
            planted(small="f = 1\n", user=USER, other=USER),
        ),
    ],
)
def test_what_is_allowed_is_let_through(rule, files):
    assert rule(files) == []


@pytest.mark.parametrize(
    ("rule", "offender"),
    [
        ("PLR0917", "def f(a: int, b: int, c: int, d: int, e: int, g: int) -> None:\n    ...\n"),
        ("C901", "def f(a: int) -> int:\n" + "    if a:\n        a += 1\n" * 8 + "    return a\n"),
    ],
)
def test_the_linter_holds_arguments_and_complexity(rule, offender):
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--stdin-filename", "bot/planted.py", "-"],
        cwd=ROOT,
        input=f'"""A planted offender."""\n\n\n{offender}',
        capture_output=True,
        text=True,
        check=False,
    )

    assert rule in found.stdout
