"""Each import contract catches a planted violation, in a small tree made for it."""

import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.tooling.source_tree import ROOT

pytestmark = pytest.mark.slow  # a linter's process for each

# Imports that are allowed: each permission is used once.
PERMITTED = {
    "bot/__main__.py": "import bot.cli.commands, bot.wiring",
    "bot/cli/__init__.py": "",
    "bot/cli/commands.py": "import bot.process, domain.storage.open",
    "bot/process.py": "import bot.wiring, bot.http_server, domain.storage.open",
    "bot/wiring.py": "import domain.storage, handlers, jobs.scheduler, sandbox, telegram",
    "bot/monitoring.py": "import bot.telegram, bot.lifecycle, bot.config",
    "bot/telegram.py": "import bot.config",
    "handlers/notices.py": "import handlers.menu",
    "handlers/router.py": "import handlers.routes, handlers.reply, handlers.responses",
    "handlers/routes.py": "import domain.operations, telegram",
    "handlers/reply.py": "import handlers.errors",
    "handlers/frontdesk.py": "import handlers.booking, handlers.ui",
    "jobs/scheduler.py": "import apscheduler, jobs.delivery",
    "jobs/delivery.py": "import domain.ports",
    "domain/storage/__init__.py": "",
    "domain/storage/open.py": "import domain.policies, domain.storage.keys, sqlalchemy",
    "domain/policies.py": "import domain.operations",
    "domain/operations.py": "import domain.ports",
    "domain/queries.py": "import domain.ports",
    "domain/ports.py": "import domain.rules",
    "domain/model.py": "import domain.events, domain.rules",
    "domain/rules.py": "import domain.model",
    "domain/errors.py": "import domain.answer",
    "sandbox/__init__.py": "import starlette",
    "sandbox/phones.py": "import sandbox.api, sandbox.http_client",
}

VIOLATIONS = [
    ("packages", "handlers/routes.py", "import bot.wiring"),
    ("packages", "handlers/routes.py", "import jobs.delivery"),
    ("packages", "jobs/delivery.py", "import handlers"),
    ("packages", "domain/model.py", "import jobs.delivery"),
    ("domain-libraries", "domain/model.py", "import telegram"),
    ("domain-libraries", "domain/policies.py", "from apscheduler.triggers import cron"),
    ("domain-libraries", "domain/queries.py", "import starlette.responses"),
    ("jobs-libraries", "jobs/delivery.py", "from telegram.error import TimedOut"),
    ("domain-layers", "domain/policies.py", "import domain.storage"),
    ("domain-layers", "domain/operations.py", "import domain.policies"),
    ("domain-layers", "domain/operations.py", "import domain.queries"),
    ("domain-layers", "domain/ports.py", "import domain.queries"),
    ("domain-layers", "domain/model.py", "import domain.ports"),
    ("domain-layers", "domain/events.py", "import domain.model"),
    ("domain-layers", "domain/errors.py", "import domain.events"),
    ("domain-layers", "domain/answer.py", "import domain.errors"),
    ("domain-layers", "domain/newcomer.py", "x = 1"),
    ("storage-importers", "bot/__main__.py", "import domain.storage"),
    ("storage-importers", "jobs/delivery.py", "import domain.storage"),
    ("sql", "bot/wiring.py", "import sqlalchemy"),
    ("sql", "domain/queries.py", "from sqlalchemy import select"),
    ("scheduler", "jobs/delivery.py", "import apscheduler"),
    ("scheduler", "bot/wiring.py", "from apscheduler.schedulers import asyncio"),
    ("sandbox-importers", "handlers/routes.py", "import sandbox"),
    ("bot-layers", "bot/cli/commands.py", "import bot.__main__"),
    ("bot-layers", "bot/process.py", "import bot.cli.commands"),
    ("bot-layers", "bot/wiring.py", "import bot.process"),
    ("bot-layers", "bot/http_server.py", "import bot.wiring"),
    ("bot-layers", "bot/background_jobs.py", "import bot.wiring"),
    ("bot-layers", "bot/doctor.py", "import bot.background_jobs"),
    ("bot-layers", "bot/monitoring.py", "import bot.background_jobs"),
    ("bot-layers", "bot/lifecycle.py", "import bot.monitoring"),
    ("bot-layers", "bot/components.py", "import bot.lifecycle"),
    ("bot-layers", "bot/telegram.py", "import bot.monitoring"),
    ("bot-layers", "bot/nats.py", "import bot.telegram"),
    ("bot-layers", "bot/config.py", "import bot.nats"),
    ("bot-layers", "bot/clock.py", "import bot.config"),
    ("bot-layers", "bot/newcomer.py", "x = 1"),
    ("handlers-layers", "handlers/menu.py", "import handlers.notices"),
    ("handlers-layers", "handlers/router.py", "import handlers.menu"),
    ("handlers-layers", "handlers/routes.py", "import handlers.router"),
    ("handlers-layers", "handlers/groups.py", "import handlers.router"),
    ("handlers-layers", "handlers/reply.py", "import handlers.responses"),
    ("handlers-layers", "handlers/start.py", "import handlers.routes"),
    ("handlers-layers", "handlers/errors.py", "import handlers.dialogue"),
    ("handlers-layers", "handlers/privacy.py", "import handlers.start"),
    ("handlers-layers", "handlers/hospitals.py", "import handlers.frontdesk"),
    ("handlers-layers", "handlers/booking.py", "import handlers.hospitals"),
    ("handlers-layers", "handlers/dialogue.py", "import handlers.booking"),
    ("handlers-layers", "handlers/permissions.py", "import handlers.dialogue"),
    ("handlers-layers", "handlers/context.py", "import handlers.permissions"),
    ("handlers-layers", "handlers/ui.py", "import handlers.context"),
    ("handlers-layers", "handlers/parsing.py", "import handlers.ui"),
    ("handlers-layers", "handlers/view.py", "import handlers.parsing"),
    ("handlers-layers", "handlers/texts.py", "import handlers.view"),
    ("handlers-layers", "handlers/newcomer.py", "x = 1"),
    ("storage-layers", "domain/storage/backup.py", "import domain.storage.open"),
    ("storage-layers", "domain/storage/overview.py", "import domain.storage.backup"),
    ("storage-layers", "domain/storage/checks.py", "import domain.storage.overview"),
    ("storage-layers", "domain/storage/store.py", "import domain.storage.keys"),
    ("storage-layers", "domain/storage/writer.py", "import domain.storage.store"),
    ("storage-layers", "domain/storage/idempotency.py", "import domain.storage.writer"),
    ("storage-layers", "domain/storage/transaction.py", "import domain.storage.idempotency"),
    ("storage-layers", "domain/storage/repositories.py", "import domain.storage.transaction"),
    ("storage-layers", "domain/storage/engines.py", "import domain.storage.repositories"),
    ("storage-layers", "domain/storage/schema.py", "import domain.storage.engines"),
    ("storage-layers", "domain/storage/sql.py", "import domain.storage.schema"),
    ("storage-layers", "domain/storage/vault.py", "import domain.storage.sql"),
    ("storage-layers", "domain/storage/errors.py", "import domain.storage.vault"),
    ("storage-layers", "domain/storage/newcomer.py", "x = 1"),
    ("sandbox-layers", "sandbox/app.py", "import sandbox.__main__"),
    ("sandbox-layers", "sandbox/phones.py", "import sandbox.webhook_delivery"),
    ("sandbox-layers", "sandbox/api.py", "import sandbox.phones"),
    ("sandbox-layers", "sandbox/state.py", "import sandbox.api"),
    ("sandbox-layers", "sandbox/text.py", "import sandbox.state"),
    ("sandbox-layers", "sandbox/errors.py", "import sandbox.params"),
    ("sandbox-layers", "sandbox/newcomer.py", "x = 1"),
]

PLANTED = {contract for contract, _, _ in VIOLATIONS}


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def layers():
    """Each module that a contract of layers names, as a path."""
    for contract in contracts():
        for container in contract.get("containers", ()):
            for layer in contract["layers"]:
                for module in layer.replace("|", " ").replace(":", " ").split():
                    yield f"{container.replace('.', '/')}/{module}.py"


@pytest.fixture
def tree(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    packages = {path.removesuffix("/__init__.py") for path in PERMITTED if "__init__" in path}
    bare = [path for path in layers() if path.removesuffix(".py") not in packages]
    bare += [f"{package}/__init__.py" for package in ("bot", "handlers", "jobs", "domain")]
    for path, text in {**dict.fromkeys(bare, ""), **PERMITTED}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{text}\n")
    return tmp_path


def verdict(tree, contract=None):
    only = ["--contract", contract] if contract else []
    go = "from importlinter.cli import lint_imports_command as go; go()"
    return subprocess.run(
        [sys.executable, "-c", go, "--no-logo", "--no-cache", *only],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_permitted_imports_keep_every_contract(tree):
    done = verdict(tree)

    assert done.returncode == 0, done.stdout
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


def test_every_contract_has_a_planted_violation():
    assert {contract["id"] for contract in contracts()} == PLANTED


def test_every_contract_of_layers_names_all_modules():
    assert [each["id"] for each in contracts() if "containers" in each] == [
        each["id"] for each in contracts() if each.get("exhaustive")
    ]


@pytest.mark.parametrize(("contract", "path", "planted"), VIOLATIONS)
def test_a_planted_import_breaks_its_contract(tree, contract, path, planted):
    with (tree / path).open("a") as file:
        file.write(f"{planted}\n")

    done = verdict(tree, contract)

    assert done.returncode == 1, done.stdout
    assert "0 kept, 1 broken" in done.stdout
