"""Types of single settings, each with the one sentence that refuses anything else."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PostgresDsn,
    SecretStr,
    StringConstraints,
)

from domain.rules import Deadline

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Must:
    """How a refusal goes on after "must ". `quoted`: the value may be shown, it is no secret."""

    sentence: str
    quoted: bool = True


def _whole(value: object) -> object:
    # int() and pydantic also read 1_000, +10, 1.0 and digits of other scripts.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    return value


def _yes_no(value: object) -> object:
    return (
        {"true": True, "false": False}.get(value.lower(), value)
        if isinstance(value, str)
        else value
    )


def _word(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _listed(value: object) -> object:
    if isinstance(value, str):
        inside = value[1:-1] if value.startswith("[") and value.endswith("]") else value
        value = [item.strip().strip("\"'") for item in inside.split(",")] if inside.strip() else []
    return tuple(value) if isinstance(value, list) else value


def _once(values: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(values))


def unset_if_empty(value: object) -> object:
    """None for an empty text: compose files pass an unset variable on as an empty one."""
    return (value.strip() or None) if isinstance(value, str) else value


def _matching(form: str) -> Callable[[SecretStr | None], SecretStr | None]:
    """StringConstraints for a secret, which pydantic has none for."""

    def check(value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(form, value.get_secret_value()):
            raise ValueError
        return value

    return check


def decode_key(text: str) -> bytes:
    """A 32-byte key from its base64; ValueError. Base64Bytes passes over what is no base64."""
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise ValueError
    return key


def _key(value: SecretStr | None) -> SecretStr | None:
    if value is not None:
        decode_key(value.get_secret_value())
    return value


def _url(value: str, *, form: str, parts: str = "") -> str:
    """The URL if it is of that form, with a host and a usable port, without those parts."""
    port = urlsplit(value).port  # ValueError: none that can be
    if not re.fullmatch(form, value) or not urlsplit(value).hostname or port == 0:
        raise ValueError
    if any(part in value for part in parts):
        raise ValueError
    return value


def _web_url(value: str) -> str:
    return _url(value, form=r"https?://[!-~]+", parts="@#")


def _api_root(value: str) -> str:
    root = _web_url(value).rstrip("/")
    if "?" in root or re.search(r"/bot([0-9].*)?$", root):
        raise ValueError
    return root


def _webhook_url(value: str) -> str:
    return _web_url(value) if value else value


def _relay_url(value: str) -> str:
    # NatsDsn also takes a user without a password, a path, and a host of any characters.
    form = r"(nats|tls)://([!-~]+:[!-~]+@)?[!-.0->A-~]+"
    return _url(value, form=form, parts="?#") if value else value


def url_host(host: str) -> str:
    """The host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def is_shared(url: str) -> bool:
    """Whether it names a server, so that many processes may have the database open."""
    return url.startswith("postgresql+psycopg://")


def password_in(url: str) -> str | None:
    """The password in a URL, as it is, if there is one."""
    password = urlsplit(url).password
    return None if password is None else unquote(password)


def role_in(url: str) -> str:
    """The database role that a URL names; empty: none."""
    return unquote(urlsplit(url).netloc.rpartition("@")[0].partition(":")[0])


CONNECTION_TARGET = frozenset(
    {"host", "hostaddr", "port", "dbname", "user", "service", "servicefile", "conninfo"}
)
"""Parameters of libpq and psycopg that lead to another server, database or role than the URL
names: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS.
"""


def _database(value: str) -> str:
    if is_shared(value):
        asked = {name for name, _ in parse_qsl(urlsplit(value).query, keep_blank_values=True)}
        if len(PostgresDsn(value).path or "") < 2 or asked & CONNECTION_TARGET:
            raise ValueError
        return _url(value, form=r"[!-~]+", parts="#")
    # What is kept in memory is lost at the next start.
    if not re.fullmatch(r"sqlite:///[^?]*[^?/]", value) or not value.isprintable():
        raise ValueError
    if ":memory:" in value or "/file:" in value:
        raise ValueError
    return value


def _owner(value: str) -> str:
    if value and not is_shared(value):
        raise ValueError
    return _database(value) if value else value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError) as error:
        raise ValueError from error
    return value


def _deadline(value: object) -> object:
    return value if isinstance(value, Deadline) else Deadline.parse(str(value))


def _hidden(sentence: str) -> Must:
    """For a setting whose wrong value may be a secret still, or have a password in it."""
    return Must(sentence, quoted=False)


_HOST = StringConstraints(pattern=r"^[A-Za-z0-9.:-]+$")
_STREAM = StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")
_SUBJECT = StringConstraints(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$")
_TOKEN = AfterValidator(_matching(r"[0-9]{3,20}:[A-Za-z0-9_-]{3,}"))
_SECRET_TOKEN = AfterValidator(_matching(r"[A-Za-z0-9_-]{16,256}"))
_BASE = "be http(s)://host[:port][/path], no user, no query: the bot adds /bot<token>/"
_FULL = "be a full URL, https://host[:port][/path], without user, password and fragment"
_ELSEWHERE = "with nothing after a ? that names another server, database or user"
_DATABASE = (
    f"be sqlite:///FILE, or postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE, {_ELSEWHERE}"
)
_OWNER = (
    f"be postgresql+psycopg://OWNER:PASSWORD@HOST:PORT/DATABASE, of the same database, {_ELSEWHERE}"
)
_NATS = "be nats://[user:password@]host[:port], or tls://..."

Whole = Annotated[int, BeforeValidator(_whole)]
Port = Annotated[Whole, Field(ge=0, le=65535)]  # 0 = any free one, for tests
YesNo = Annotated[bool, BeforeValidator(_yes_no), Must("be true or false")]
Listed = BeforeValidator(_listed)
Once = AfterValidator(_once)
Word = BeforeValidator(_word)
Empty = BeforeValidator(unset_if_empty)
Host = Annotated[str, _HOST, Must("be an address or host name, without scheme, port and brackets")]
StreamName = Annotated[str, _STREAM, Must("be 1-64 characters of A-Z a-z 0-9 _ -")]
Subject = Annotated[str, _SUBJECT, Must("be words of A-Z a-z 0-9 _ - with dots between")]
Timezone = Annotated[str, AfterValidator(_timezone), Must("be an IANA time zone, e.g. Asia/Seoul")]
When = Annotated[Deadline, BeforeValidator(_deadline), Must("be D-<days> HH:MM, e.g. D-1 17:00")]
ApiRoot = Annotated[str, AfterValidator(_api_root), _hidden(_BASE)]
WebhookUrl = Annotated[str, AfterValidator(_webhook_url), _hidden(_FULL)]
DatabaseUrl = Annotated[str, AfterValidator(_database), _hidden(_DATABASE)]
OwnerUrl = Annotated[str, AfterValidator(_owner), _hidden(_OWNER)]
RelayUrl = Annotated[str, AfterValidator(_relay_url), _hidden(_NATS)]
Token = Annotated[
    SecretStr | None, _TOKEN, Empty, _hidden("look like 123456789:AbC..., as @BotFather gave it")
]
SecretToken = Annotated[
    SecretStr | None, _SECRET_TOKEN, Empty, _hidden("be 16-256 characters of A-Z a-z 0-9 _ -")
]
Key = Annotated[
    SecretStr | None,
    AfterValidator(_key),
    Empty,
    _hidden("be 32 bytes in base64: openssl rand -base64 32"),
]
