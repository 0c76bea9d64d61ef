"""Checks across settings: combinations that cannot work, and those that are hardly meant."""

import importlib.util
from collections.abc import Iterator
from os.path import normcase, realpath
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from bot.config.fields import is_shared, role_in
from bot.config.settings import SANDBOX_DATABASES, TELEGRAM, Config
from domain.rules import Deadline

SQLITE = "sqlite:///"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def sqlite_path(url: str) -> Path:
    """The file of an embedded database's URL."""
    return Path(url.removeprefix(SQLITE))


def key_file(config: Config) -> Path:
    """The file with the master key that is used where privacy.key is not set."""
    name = "sandbox.key" if config.telegram.mode == "sandbox" else "key"
    return sqlite_path(config.database.url).parent / name


def setting_warnings(config: Config) -> Iterator[str]:
    """What works but is probably not meant, a line each; for `run` and `check-config` only."""
    policy = config.policy
    if not config.telegram.admins:
        yield "telegram.admins is empty: nobody can register a hospital; ask the bot for /help"
    if not config.privacy.key and config.telegram.mode != "sandbox":
        yield (
            f"privacy.key is not set; using the key in {key_file(config)}, beside the database: who"
            " copies that folder can read the names; set CHECKUP_PRIVACY__KEY, or back the key up"
            " separately"
        )
    yield from _in_clear(config)
    if _is_later(policy.cancel_until, policy.book_until):
        yield (
            f"policy.cancel_until ({policy.cancel_until}) is later than policy.book_until"
            f" ({policy.book_until}): a place given back in between cannot be booked again"
        )
    if _is_later(policy.remind_at, policy.cancel_until):
        yield (
            f"policy.remind_at ({policy.remind_at}) is later than policy.cancel_until"
            f" ({policy.cancel_until}): people are reminded when they can no longer cancel"
        )


def _in_clear(config: Config) -> Iterator[str]:
    """What would cross a network in the clear: the token, a password, names on their way."""
    root = urlsplit(config.telegram.api_root)
    if root.scheme == "http" and not _is_loopback(root.hostname):
        yield "telegram.api_root is http: the token and all messages pass in the clear; use https"
    relay = urlsplit(config.relay.url)
    if relay.scheme == "nats" and relay.password is not None and not _is_loopback(relay.hostname):
        yield "relay.url is nats: its password passes in the clear; use tls"
    database, mypage = config.database, config.mypage
    for name, url in (
        ("database.url", database.url),
        ("database.owner_url", database.owner_url),
        ("mypage.url", mypage.url),
    ):
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query)).get("sslmode", "prefer")
        if is_shared(url) and not _is_loopback(parts.hostname) and asked in {"allow", "prefer"}:
            yield (
                f"{name} has no sslmode that keeps others out: add ?sslmode=verify-full, or"
                " ?sslmode=disable on a network of your own"
            )


def _is_loopback(host: str | None) -> bool:
    """Whether the host is this machine; None: a socket."""
    return host is None or host in LOOPBACK_HOSTS


def _is_later(one: Deadline, other: Deadline) -> bool:
    return (-one.days, one.at) > (-other.days, other.at)


def conflicts(config: Config) -> Iterator[str]:
    """Combinations that cannot work, a line each."""
    yield from _missing(config)
    if config.telegram.mode == "sandbox" and not _is_loopback(config.http.host):
        yield (
            "http.host: must be 127.0.0.1, ::1 or localhost in the sandbox, which answers this"
            " machine only; without telegram.token and telegram.mode it is the sandbox"
        )
    if config.telegram.mode == "webhook" and config.telegram.webhook_url:
        yield from _unreachable(config)
    yield from _same_databases(config)
    if config.relay.url and not importlib.util.find_spec("nats"):
        yield "relay.url: needs the package nats-py, which is in requirements-server.lock"
    remind_at, remind_until = config.policy.remind_at, config.rules().remind_until
    if remind_at.days == 0 and remind_at.at >= remind_until.at:
        yield f"policy.remind_at: on D-0 it must be before {remind_until.at:%H:%M}"


def _missing(config: Config) -> Iterator[str]:
    mode, telegram = config.telegram.mode, config.telegram
    if mode != "sandbox" and not telegram.token:
        yield f"telegram.token: missing, {mode} mode needs it: set CHECKUP_TELEGRAM__TOKEN"
    if not config.privacy.key and mode != "sandbox" and (mode == "webhook" or config.is_shared):
        what = "webhook mode" if mode == "webhook" else "PostgreSQL"
        yield f"privacy.key: missing, {what} needs it: set CHECKUP_PRIVACY__KEY"
    if mode != "webhook":
        return
    if not telegram.webhook_url:
        yield "telegram.webhook_url: missing, webhook mode needs the full public URL"
    if not telegram.secret_token:
        yield "telegram.secret_token: missing, webhook mode needs CHECKUP_TELEGRAM__SECRET_TOKEN"


def _unreachable(config: Config) -> Iterator[str]:
    url = urlsplit(config.telegram.webhook_url)
    own_server = config.telegram.api_root != TELEGRAM
    # A Bot API server of one's own may call this machine in clear and at any port.
    if url.scheme != "https" and not (own_server and _is_loopback(url.hostname)):
        yield "telegram.webhook_url: must be https"
    elif not own_server and url.port not in {None, 443, 80, 88, 8443}:
        yield "telegram.webhook_url: Telegram only calls the ports 443, 80, 88 and 8443"


def _same_databases(config: Config) -> Iterator[str]:
    database, mypage = _database_id(config.database.url), _database_id(config.mypage.url)
    sandboxed = config.telegram.mode == "sandbox"
    if database == mypage:
        yield "mypage.url: must be another database than database.url"
    owner = config.database.owner_url
    same_role = role_in(owner) == role_in(config.database.url)
    if owner and (same_role or _database_id(owner) != database):
        yield "database.owner_url: must be the database of database.url, as another role"
    if is_shared(config.database.url) != is_shared(config.mypage.url):
        yield "mypage.url: must be of the same kind as database.url: both files, or both PostgreSQL"
    if not sandboxed and {database, mypage} & set(map(_database_id, SANDBOX_DATABASES)):
        yield "database.url, mypage.url: the sandbox's databases are wiped by its «start over»"
    if sandboxed and config.http.port == config.sandbox.port != 0:
        yield "sandbox.port: must be another port than http.port"


def _database_id(url: str) -> str:
    """The same for the same database, however its URL is written."""
    if is_shared(url):
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port or 5432}{parts.path}"
    return normcase(realpath(sqlite_path(url)))
