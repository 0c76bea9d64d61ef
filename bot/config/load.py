"""The settings, read once at start: config.toml, overridden by CHECKUP_<SECTION>__<KEY>.

It refuses what it does not know and what cannot work together, all problems at once, and never
shows a secret. It opens no database and no socket.
"""

import difflib
import importlib.util
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from os.path import normcase, realpath
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from bot.config.fields import is_shared
from bot.config.redaction import Redactor, masked
from bot.config.settings import SANDBOX_DATABASES, TELEGRAM, Config

__all__ = ["Config", "SettingsRefused", "describe", "load_config", "setting_warnings"]

_SAID = {
    "extra_forbidden": "not a setting",
    "model_type": "must be a [section]",
    "tuple_type": "must be a list, as 1,2 or [1,2]",
}
_SECRETS = (
    ("telegram", "token"),
    ("telegram", "secret_token"),
    ("privacy", "key"),
    ("privacy", "old_key"),
)


class SettingsRefused(Exception):
    """The settings cannot be used; `problems` has a line for each: the key and what is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The effective settings; SettingsRefused if there is anything wrong with them.

    In sandbox mode these are the sandbox's own databases, admin, token and api_root.
    """
    table = _read(path)
    problems = [*_secrets_in(table), *_unknown_in(environ)]
    try:
        config = Config.model_validate(_merged(table, environ))
    except ValidationError as error:
        raise SettingsRefused([*problems, *_sentences(error, environ)]) from None
    problems += _conflicts(config)
    if problems:
        raise SettingsRefused(problems)
    return config.in_sandbox() if config.telegram.mode == "sandbox" else config


def setting_warnings(config: Config) -> Iterator[str]:
    """What works but is probably not meant, a line each."""
    if not config.telegram.admins:
        yield "telegram.admins: empty, so nobody can register a hospital; /help shows your number"


def describe(config: Config) -> str:
    """The settings as TOML-like lines, without secrets."""
    lines = []
    for section, settings in config:
        lines += [f"[{section}]", *(f"{key} = {_shown(value)}" for key, value in settings), ""]
    # Once more over all of it: somebody may have put the token into the webhook's path.
    return Redactor(config.secrets())("\n".join(lines).rstrip())


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set"
    if value is None:
        return "not set"
    if isinstance(value, int | tuple):
        return json.dumps(value)
    return json.dumps(masked(str(value)), ensure_ascii=False)


def _names() -> dict[str, tuple[str, str]]:
    return {
        f"CHECKUP_{section}__{key}".upper(): (section, key)
        for section, settings in Config()
        for key, _ in settings
    }


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsRefused([f"{path}: cannot be read ({reason})"]) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsRefused([f"{path}: is not TOML: {error}"]) from None


def _secrets_in(table: Mapping[str, object]) -> Iterator[str]:
    for section, settings in table.items():
        for key, value in settings.items() if isinstance(settings, dict) else ():
            name = f"CHECKUP_{section}__{key}".upper()
            if (section, key) in _SECRETS:
                yield f"{section}.{key}: a secret, set it as {name}, not in the file"
            elif isinstance(value, str) and masked(value) != value:
                yield f"{section}.{key}: has a password in it, set it as {name}, not in the file"


def _unknown_in(environ: Mapping[str, str]) -> Iterator[str]:
    known = _names()
    for name in environ:
        if name.startswith("CHECKUP_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield f"{name}: not a setting" + (f"; is {near[0]} meant?" if near else "")


def _merged(table: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, object]:
    merged = {name: dict(part) if isinstance(part, dict) else part for name, part in table.items()}
    for name, (section, key) in _names().items():
        settings = merged.setdefault(section, {})
        if name in environ and isinstance(settings, dict):
            settings[key] = environ[name]
    return merged


def _sentences(error: ValidationError, environ: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        where = [str(part) for part in problem["loc"][:2]]
        wrong = problem["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
        name = f"CHECKUP_{'__'.join(where)}".upper()
        line = f"{'.'.join(where)}: {_SAID.get(problem['type'], wrong)}"
        line = " ".join(line.split()) + (f" ({name})" if name in environ else "")
        if line not in seen:
            yield line
        seen.add(line)


def _conflicts(config: Config) -> Iterator[str]:
    yield from _missing(config)
    if config.telegram.mode == "webhook" and config.telegram.webhook_url:
        yield from _unreachable(config)
    yield from _shared_places(config)
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
    loopback = url.hostname in {"127.0.0.1", "localhost", "::1"}
    # A Bot API server of one's own may call this machine in clear and at any port.
    if url.scheme != "https" and not (own_server and loopback):
        yield "telegram.webhook_url: must be https"
    elif not own_server and url.port not in {None, 443, 80, 88, 8443}:
        yield "telegram.webhook_url: Telegram only calls the ports 443, 80, 88 and 8443"


def _shared_places(config: Config) -> Iterator[str]:
    database, mypage = _place(config.database.url), _place(config.mypage.url)
    sandboxed = config.telegram.mode == "sandbox"
    if database == mypage:
        yield "mypage.url: must be another database than database.url"
    if is_shared(config.database.url) != is_shared(config.mypage.url):
        yield "mypage.url: must be of the same kind as database.url: both files, or both PostgreSQL"
    if not sandboxed and {database, mypage} & set(map(_place, SANDBOX_DATABASES)):
        yield "database.url, mypage.url: the sandbox's databases are wiped by its «start over»"
    if sandboxed and config.http.port == config.sandbox.port != 0:
        yield "sandbox.port: must be another port than http.port"


def _place(url: str) -> str:
    """The same for the same database, however its URL is written."""
    if is_shared(url):
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port or 5432}{parts.path}"
    return normcase(realpath(url.removeprefix("sqlite:///")))
