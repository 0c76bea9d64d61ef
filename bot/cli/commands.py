"""What can be asked of the bot on the command line. Each verb answers its exit code.

Problems go to stderr, one line each. It wires nothing itself.
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
from telegram.error import InvalidToken, TelegramError

from bot import doctor as doctoring
from bot import wiring
from bot.cli import backup as keeping
from bot.cli import status as showing
from bot.cli import status as status_lines
from bot.cli.backup import BackupRefused
from bot.cli.events_page import page
from bot.config import worker_roles
from bot.config.load import Config, SettingsRefused, describe, load_config, setting_warnings
from bot.config.worker_roles import WorkerRoles, WorkerRolesRefused
from bot.monitoring.logs import configure_logging
from bot.process import AS_ASKED, NOT_OURS, REFUSED, UNUSABLE, Process
from bot.telegram import set_webhook as hooking
from bot.telegram.identity import UnusableIdentity
from domain.storage.audit_check import verify_audit
from domain.storage.checks.run import run_checks
from domain.storage.errors import KeyRefused, StorageUnusable
from domain.storage.keys.rotation import rotate
from domain.storage.overview import overview

SETTINGS = Path("config.toml")
UNREACHABLE = TAMPERED = UNSOUND = WANTS_ATTENTION = 1
log = structlog.stdlib.get_logger(__name__)


def run(asked: argparse.Namespace) -> int:
    """Runs the bot until Ctrl-C or SIGTERM."""

    def go(config: Config) -> int:
        part = worker_roles.without(asked.without, shared=config.is_shared)
        return asyncio.run(_run(config, part, force=asked.force))

    return _with_settings(go)


def work(asked: argparse.Namespace) -> int:
    """Does some parts of the work in a process of its own, without updates (PostgreSQL)."""

    def go(config: Config) -> int:
        part = worker_roles.only(asked.only, shared=config.is_shared)
        return asyncio.run(_run(config, part))

    return _with_settings(go)


def check_config(_: argparse.Namespace) -> int:
    """Prints the effective settings without secrets, or what is wrong with them."""

    def show(config: Config) -> int:
        _print(describe(config))
        return AS_ASKED

    return _with_settings(show)


def set_webhook(_: argparse.Namespace) -> int:
    """Tells Telegram where to deliver updates (webhook mode)."""
    return _with_settings(lambda config: asyncio.run(_set_webhook(config)))


def migrate(_: argparse.Namespace) -> int:
    """Brings the databases to the schema of this release."""

    def go(config: Config) -> int:
        return _say(wiring.migrate(config) or ["nothing to migrate"])

    return _with_settings(go)


def rotate_key(_: argparse.Namespace) -> int:
    """Moves people's keys from CHECKUP_PRIVACY__OLD_KEY to CHECKUP_PRIVACY__KEY."""
    return _with_settings(_rotate_key)


def audit(_: argparse.Namespace) -> int:
    """Checks that nobody changed the audit of what admins did."""
    return _with_settings(_verify_audit)


def events(_: argparse.Namespace) -> int:
    """Prints which events leave the house, and what can be relied on: docs/events.md."""
    _print(page())
    return AS_ASKED


def backup(asked: argparse.Namespace) -> int:
    """Makes a backup of the bookings in a new file; also beside a running bot (files)."""
    return _with_settings(lambda config: _say(keeping.back_up(config, asked.file)))


def restore(asked: argparse.Namespace) -> int:
    """Comes back from a backup with the bot stopped, or decides about messages it held."""
    return _with_settings(lambda config: _say(keeping.restore(config, asked)))


def doctor(asked: argparse.Namespace) -> int:
    """Looks for what must not be in the databases; also beside a running bot."""
    return _with_settings(lambda config: _examine(config, drained=asked.drained or None))


def status(asked: argparse.Namespace) -> int:
    """Shows on one screen how it stands, and what wants attention; also beside a running bot."""
    return _with_settings(lambda config: _show(config, as_json=asked.json))


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run,
    "work": work,
    "check-config": check_config,
    "set-webhook": set_webhook,
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
    _print(f"{moved} people's keys looked at, all are under the new key. Forget the old one.")
    return AS_ASKED


def _verify_audit(config: Config) -> int:
    rows, broken_at = verify_audit(config.database.url)
    if broken_at is not None:
        return _complain(TAMPERED, f"audit: row {broken_at} of {rows} was changed, or one before")
    _print(f"audit: {rows} rows, each follows from the one before")
    return AS_ASKED


def _examine(config: Config, *, drained: bool | None) -> int:
    examined = doctoring.schedule(config, partial(run_checks, drained=drained)).examine(
        wall=datetime.now(UTC)
    )
    for line in doctoring.lines(examined):
        _print(line)
    return UNSOUND if examined.findings else AS_ASKED


def _show(config: Config, *, as_json: bool) -> int:
    well, text = status_lines.answer(showing.collect_status(config, overview), as_json=as_json)
    _print(text)
    return AS_ASKED if well else WANTS_ATTENTION


def _with_settings(do: Callable[[Config], int]) -> int:
    try:
        config = load_config(SETTINGS, os.environ)
    except SettingsRefused as refused:
        return _complain(REFUSED, *refused.problems)
    configure_logging(level=config.log.level, format=config.log.format, secrets=config.secrets())
    for caution in setting_warnings(config):
        log.warning(caution)
    try:
        return do(config)
    except StorageUnusable as unusable:
        return _complain(UNUSABLE, str(unusable))
    except (WorkerRolesRefused, BackupRefused) as refused:
        return _complain(REFUSED, str(refused))


async def _run(config: Config, part: WorkerRoles, *, force: bool = False) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_report)
    process = Process(config, force=force, share=part)
    for asking in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asking, process.end)
    starting = asyncio.create_task(_start(process))
    waiting = asyncio.create_task(process.ended())
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
        _print(f"Open {process.page} in a browser: two phones, your own Telegram. Ctrl-C stops it.")
        if sys.stdout.isatty():
            await asyncio.to_thread(webbrowser.open, process.page)


async def _set_webhook(config: Config) -> int:
    telegram = config.telegram
    if telegram.mode != "webhook" or telegram.token is None or telegram.secret_token is None:
        return _complain(REFUSED, "telegram.mode: set-webhook needs webhook mode")
    token, secret = telegram.token.get_secret_value(), telegram.secret_token.get_secret_value()
    try:
        await hooking.set_webhook(telegram, token=token, secret=secret)
    except InvalidToken:
        return _complain(NOT_OURS, "telegram.token: Telegram refuses it")
    except UnusableIdentity as unusable:
        return _complain(NOT_OURS, str(unusable))
    except TelegramError as error:
        return _complain(UNREACHABLE, f"Telegram: {type(error).__name__}, nothing was set")
    _print("The webhook is set.")
    return AS_ASKED


def _report(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What a task failed of: its kind and place, never its words, which may tell of people."""
    error = context.get("exception")
    kind = type(error).__name__ if error is not None else None
    log.error("a task failed", what=context.get("message"), kind=kind)


def _complain(code: int, *problems: str) -> int:
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return code


def _say(lines: Iterable[str]) -> int:
    for line in lines:
        _print(line)
    return AS_ASKED


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
