"""Each import contract catches a planted violation, in a small tree made for it."""

import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.tooling.source_tree import ROOT

pytestmark = pytest.mark.slow  # a linter's process for each

# The smallest tree that keeps every contract and uses every permission.
HOUSE = {
    "bot/__init__.py": "",
    "bot/__main__.py": "import bot.cli.commands, bot.wiring",
    "bot/process.py": "import bot.wiring, domain.storage.open",
    "bot/cli/__init__.py": "",
    "bot/cli/commands.py": "import bot.process, domain.storage.open",
    "bot/wiring.py": "import domain.storage, handlers, jobs.scheduler, sandbox, telegram",
    "handlers/__init__.py": "",
    "handlers/routes.py": "import domain.operations, telegram",
    "jobs/__init__.py": "",
    "jobs/scheduler.py": "import apscheduler, jobs.delivery",
    "jobs/delivery.py": "import domain.ports",
    "domain/__init__.py": "",
    "domain/storage/__init__.py": "",
    "domain/storage/open.py": "import domain.policies, domain.storage.store, sqlalchemy",
    "domain/storage/backup/__init__.py": "import domain.storage.checks",
    "domain/storage/overview.py": "import domain.storage.checks",
    "domain/storage/audit_check.py": "import domain.storage.engines",
    "domain/storage/checks/__init__.py": "import domain.storage.repositories",
    "domain/storage/keys/__init__.py": "import domain.storage.engines",
    "domain/storage/store.py": "import domain.storage.writer",
    "domain/storage/writer.py": "import domain.storage.idempotency",
    "domain/storage/idempotency.py": "import domain.storage.transaction",
    "domain/storage/transaction.py": "import domain.storage.repositories",
    "domain/storage/engines/__init__.py": "import domain.storage.schema",
    "domain/storage/repositories/__init__.py": "import domain.storage.schema",
    "domain/storage/schema/__init__.py": "import domain.storage.sql",
    "domain/storage/sql/__init__.py": "import domain.storage.vault",
    "domain/storage/vault.py": "",
    "domain/storage/errors.py": "",
    "domain/policies.py": "import domain.operations",
    "domain/operations/__init__.py": "import domain.ports",
    "domain/queries.py": "import domain.ports",
    "domain/ports/__init__.py": "import domain.rules",
    "domain/model.py": "import domain.events",
    "domain/rules.py": "import domain.model",
    "domain/events.py": "",
    "domain/errors.py": "import domain.answer",
    "domain/answer.py": "",
    "sandbox/__init__.py": "import starlette",
}

VIOLATIONS = [
    ("house", "handlers/routes.py", "import bot.wiring"),
    ("house", "handlers/routes.py", "import jobs.delivery"),
    ("house", "jobs/delivery.py", "import handlers"),
    ("house", "domain/model.py", "import jobs.delivery"),
    ("core", "domain/model.py", "import telegram"),
    ("core", "domain/policies.py", "from apscheduler.triggers import cron"),
    ("core", "domain/queries.py", "import starlette.responses"),
    ("clockwork", "jobs/delivery.py", "from telegram.error import TimedOut"),
    ("domain", "domain/policies.py", "import domain.storage"),
    ("domain", "domain/operations/__init__.py", "import domain.policies"),
    ("domain", "domain/operations/__init__.py", "import domain.queries"),
    ("domain", "domain/ports/__init__.py", "import domain.queries"),
    ("domain", "domain/model.py", "import domain.ports"),
    ("domain", "domain/events.py", "import domain.model"),
    ("domain", "domain/errors.py", "import domain.events"),
    ("domain", "domain/answer.py", "import domain.errors"),
    ("domain", "domain/newcomer.py", "x = 1"),
    ("storage-layers", "domain/storage/store.py", "import domain.storage.backup"),
    ("storage-layers", "domain/storage/writer.py", "import domain.storage.store"),
    ("storage-layers", "domain/storage/repositories/__init__.py", "import domain.storage.engines"),
    ("storage-layers", "domain/storage/schema/__init__.py", "import domain.storage.transaction"),
    ("storage-layers", "domain/storage/newcomer.py", "x = 1"),
    ("storage", "bot/__main__.py", "import domain.storage"),
    ("storage", "jobs/delivery.py", "import domain.storage"),
    ("sql", "bot/wiring.py", "import sqlalchemy"),
    ("sql", "domain/queries.py", "from sqlalchemy import select"),
    ("ticker", "jobs/delivery.py", "import apscheduler"),
    ("ticker", "bot/wiring.py", "from apscheduler.schedulers import asyncio"),
    ("sandbox", "handlers/routes.py", "import sandbox"),
]


@pytest.fixture
def house(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in HOUSE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{text}\n")
    return tmp_path


def verdict(house, contract=None):
    only = ["--contract", contract] if contract else []
    go = "from importlinter.cli import lint_imports_command as go; go()"
    return subprocess.run(
        [sys.executable, "-c", go, "--no-logo", "--no-cache", *only],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_permitted_imports_keep_every_contract(house):
    done = verdict(house)

    assert done.returncode == 0, done.stdout
    contracts = tomllib.loads((house / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert f"{len(contracts['contracts'])} kept, 0 broken" in done.stdout


@pytest.mark.parametrize(("contract", "path", "planted"), VIOLATIONS)
def test_a_planted_import_breaks_its_contract(house, contract, path, planted):
    with (house / path).open("a") as file:
        file.write(f"{planted}\n")

    done = verdict(house, contract)

    assert done.returncode == 1, done.stdout
    assert "0 kept, 1 broken" in done.stdout
