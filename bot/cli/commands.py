"""Commands of `python -m bot`: each returns its exit code.

Problems go to stderr, a line each. The first line of a command's docstring is its help.
"""

import argparse
import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from bot import doctor as integrity
from bot import wiring
from bot.cli import backup as backups
from bot.cli import registration
from bot.cli.audit import Tampered, cautions, cautions_if_reached, vault_if_known, verify
from bot.cli.backup import BackupRefused
from bot.cli.events_page import page
from bot.cli.registration import RegistrationFailed
from bot.cli.status import collect_status, render
from bot.config.load import Config, SettingsRefused, describe, load_config, setting_warnings
from bot.config.worker_roles import (
    WorkerRoles,
    WorkerRolesRefused,
    parse_only,
    parse_without,
)
from bot.monitoring.logs import configure_logging
from bot.process import AS_ASKED, REFUSED, UNUSABLE, Process
from domain.ports.store import AuditHead
from domain.storage.checks.run import run_checks
from domain.storage.errors import KeyRefused, StorageUnusable
from domain.storage.keys.rotation import rotate

SETTINGS = Path("config.toml")
TAMPERED = UNSOUND = NEEDS_ATTENTION = 1
log = structlog.stdlib.get_logger(__name__)


def run(asked: argparse.Namespace) -> int:
    """Run the bot until Ctrl-C or SIGTERM."""

    def go(config: Config) -> int:
        for warning in setting_warnings(config):
            log.warning("settings: probably not meant", why=warning)
        roles = parse_without(asked.without, shared=config.is_shared)
        return asyncio.run(_run(config, roles, force=asked.force))

    return _with_settings(go, mode_required=asked.mode_required)


def work(asked: argparse.Namespace) -> int:
    """Run only some background workers in this process (PostgreSQL)."""

    def go(config: Config) -> int:
        roles = parse_only(asked.only, shared=config.is_shared)
        return asyncio.run(_run(config, roles))

    return _with_settings(go)


def check_config(_: argparse.Namespace) -> int:
    """Print the settings in effect without secrets, or what is wrong with them."""

    def show(config: Config) -> int:
        warnings = [f"warning: {each}" for each in setting_warnings(config)]
        warnings += cautions_if_reached(config)
        counted = f", {len(warnings)} to look at (warning)" if warnings else ""
        verdict = f"OK: the settings can be used{counted}"
        return _say([describe(config, os.environ), "", *warnings, verdict])

    return _with_settings(show)


def set_webhook(_: argparse.Namespace) -> int:
    """Tell Telegram where to deliver updates (webhook mode)."""
    return _with_settings(lambda config: _say([registration.set_webhook(config)]))


def set_profile(_: argparse.Namespace) -> int:
    """Set the bot's name and descriptions at Telegram, in each language of policy.languages."""

    def go(config: Config) -> int:
        return _say([registration.set_profile(config, on_set=_line)])

    return _with_settings(go)


def migrate(_: argparse.Namespace) -> int:
    """Upgrade both databases to this version's schema."""

    def go(config: Config) -> int:
        return _say(wiring.migrate(config) or ["nothing to migrate"])

    return _with_settings(go)


def rotate_key(_: argparse.Namespace) -> int:
    """Re-encrypt user keys with a new master key."""
    return _with_settings(_rotate_key)


def audit(asked: argparse.Namespace) -> int:
    """Verify the hash chain of the admin audit log, and print its head."""
    return _with_settings(lambda config: _verify_audit(config, asked.expect))


def events(_: argparse.Namespace) -> int:
    """Print the event reference (docs/events.md)."""
    return _say([page()])


def backup(asked: argparse.Namespace) -> int:
    """Back up the SQLite database to FILE (safe while the bot is running)."""
    return _with_settings(lambda config: _say(backups.back_up(config, asked.file)))


def restore(asked: argparse.Namespace) -> int:
    """Restore a backup (bot stopped), or release/discard messages held by an earlier restore."""
    return _with_settings(lambda config: _say(backups.restore(config, asked)))


def doctor(asked: argparse.Namespace) -> int:
    """Check database integrity (read-only; safe while the bot is running)."""
    return _with_settings(lambda config: _examine(config, drained=asked.drained or None))


def status(asked: argparse.Namespace) -> int:
    """Show a one-screen status report (exit 1 if anything needs attention)."""
    return _with_settings(lambda config: _show(config, as_json=asked.json))


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run,
    "work": work,
    "check-config": check_config,
    "set-webhook": set_webhook,
    "set-profile": set_profile,
    "migrate": migrate,
    "rotate-key": rotate_key,
    "audit": audit,
    "doctor": doctor,
    "status": status,
    "backup": backup,
    "restore": restore,
    "events": events,
}


def _rotate_key(config: Config) -> int:
    key, old = config.privacy.key_bytes(), config.privacy.old_key_bytes()
    if config.telegram.mode == "sandbox":
        return _complain(REFUSED, "telegram.mode: the sandbox keeps the key it has")
    if key is None or old is None or key == old:
        wanted = "CHECKUP_PRIVACY__KEY and the one before as CHECKUP_PRIVACY__OLD_KEY"
        return _complain(REFUSED, f"privacy.key: rotate-key needs a new {wanted}")
    try:
        moved = sum(rotate(config.database.url, key=key, old=old))
    except KeyRefused:
        return _complain(REFUSED, "privacy.old_key: not the key of this database, nothing changed")
    keep = "Keep the old key only as long as older backups exist."
    return _say([f"{moved} keys re-encrypted with the new master key. {keep}"])


def _verify_audit(config: Config, expected: AuditHead | None) -> int:
    try:
        return _say([*verify(config, expected)])
    except Tampered as why:
        return _complain(TAMPERED, str(why))


def _examine(config: Config, *, drained: bool | None) -> int:
    vault, notes = vault_if_known(config)
    check = integrity.schedule(config, partial(run_checks, vault=lambda: vault, drained=drained))
    report = check.examine(wall=datetime.now(UTC))
    _say([*integrity.lines(report), *notes, *cautions(config)])
    return UNSOUND if report.findings else AS_ASKED


def _show(config: Config, *, as_json: bool) -> int:
    is_well, text = render(collect_status(config), as_json=as_json)
    _say([text])
    return AS_ASKED if is_well else NEEDS_ATTENTION


def _with_settings(do: Callable[[Config], int], *, mode_required: bool = False) -> int:
    try:
        config = load_config(SETTINGS, os.environ, mode_required=mode_required)
    except SettingsRefused as refused:
        return _complain(REFUSED, *refused.problems)
    configure_logging(level=config.log.level, format=config.log.format, secrets=config.secrets())
    try:
        return do(config)
    except StorageUnusable as unusable:
        return _complain(UNUSABLE, str(unusable))
    except (WorkerRolesRefused, BackupRefused) as refused:
        return _complain(REFUSED, str(refused))
    except RegistrationFailed as failed:
        return _complain(failed.code, str(failed))


async def _run(config: Config, roles: WorkerRoles, *, force: bool = False) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_report)
    process = Process(config, force=force, share=roles)
    for asking in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asking, process.request_stop)
    starting = asyncio.create_task(_start(process))
    waiting = asyncio.create_task(process.stop_requested())
    try:
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
        ended = await waiting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await process.stop()
    return _complain(ended.code, ended.why) if ended.why else ended.code


async def _start(process: Process) -> None:
    await process.start()
    if process.page is not None:
        _say([f"Open {process.page} in a browser: two phones, your own Telegram. Ctrl-C stops it."])
        if sys.stdout.isatty():
            await asyncio.to_thread(webbrowser.open, process.page)


def _report(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log the kind and place of a task's failure, not its words, which may tell of people."""
    error = context.get("exception")
    kind = type(error).__name__ if error is not None else None
    log.error("task failed", what=context.get("message"), kind=kind)


def _complain(code: int, *problems: str) -> int:
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return code


def _line(text: str) -> None:
    _say([text])


def _say(lines: Iterable[str]) -> int:
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return AS_ASKED
