"""The grammar of single settings: what each kind of value may look like, and the sentence if not.

It never quotes a value in a refusal, and it does not know which settings there are.
"""

import base64
import re
from typing import Annotated, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from domain.rules import Deadline

Item = TypeVar("Item")


def _whole(value: object) -> object:
    # A grammar of our own: int() and pydantic also read 1_000, +10 and digits of other scripts.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    return value


def _word(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _listed(value: object) -> object:
    if isinstance(value, str):
        inside = value[1:-1] if value.startswith("[") and value.endswith("]") else value
        value = [item.strip().strip("\"'") for item in inside.split(",")] if inside.strip() else []
    return tuple(value) if isinstance(value, list) else value


def _once(values: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(values))


def _not_empty(values: tuple[Item, ...]) -> tuple[Item, ...]:
    if not values:
        raise ValueError("must name at least one")
    return values


def unset_if_empty(value: object) -> object:
    """None for an empty text: compose files pass an unset variable on as an empty one."""
    return (value.strip() or None) if isinstance(value, str) else value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]{3,20}:[A-Za-z0-9_-]{3,}", value.get_secret_value()):
        raise ValueError("must look like 123456789:AbC..., as @BotFather gave it")
    return value


def _secret_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("must be 16-256 characters of A-Z a-z 0-9 _ -")
    return value


def _key(value: SecretStr) -> SecretStr:
    try:
        size = len(base64.b64decode(value.get_secret_value(), validate=True))
    except ValueError:
        size = 0
    if size != 32:
        raise ValueError("must be 32 bytes in base64: openssl rand -base64 32")
    return value


def _web_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        reachable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable or not re.fullmatch(r"https?://[!-~]+", value):
        raise ValueError("must be a full URL, http(s)://host[:port][/path]")
    if "@" in value or "#" in value:
        raise ValueError("must be a URL without user, password and fragment")
    return value


def _api_root(value: str) -> str:
    root = _web_url(value).rstrip("/")
    if "?" in root or re.search(r"/bot([0-9].*)?$", root):
        raise ValueError("must be the root alone: the bot adds /bot<token>/ to it")
    return root


def _webhook_url(value: str) -> str:
    return _web_url(value) if value else value


def is_shared(url: str) -> bool:
    """Whether it names a server, so that many processes may have the database open."""
    return url.startswith("postgresql+psycopg://")


def password_in(url: str) -> str | None:
    """The password in a URL, as it is, if there is one."""
    password = urlsplit(url).password
    return None if password is None else unquote(password)


def _server(value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and parts.port != 0 and len(parts.path) > 1
    except ValueError:
        whole = False
    if not whole or not re.fullmatch(r"[!-~]+", value) or "#" in value:
        raise ValueError("must be postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE")
    return value


def _database(value: str) -> str:
    if is_shared(value):
        return _server(value)
    if not re.fullmatch(r"sqlite:///[^?]*[^?/]", value) or not value.isprintable():
        raise ValueError(
            "must be sqlite:///FILE, for example sqlite:///var/checkup.db, or"
            " postgresql+psycopg://USER@HOST/DATABASE"
        )
    if ":memory:" in value or "/file:" in value:
        raise ValueError("must be a file: what is kept in memory is lost at the next start")
    return value


def _relay_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        reachable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        reachable = False
    form = r"(nats|tls)://([!-~]+:[!-~]+@)?[^\s@/?#]+"
    if value and not (reachable and value.isascii() and re.fullmatch(form, value)):
        raise ValueError("must be nats://[user:password@]host[:port], or tls://...")
    return value


def _stream_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
        raise ValueError("must be 1-64 characters of A-Z a-z 0-9 _ -")
    return value


def _subject(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", value):
        raise ValueError("must be words of A-Z a-z 0-9 _ - with dots between, e.g. checkup")
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", value):
        raise ValueError("must be an address or a host name, without scheme, port and brackets")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone of the IANA list, e.g. Asia/Seoul") from None
    return value


def _deadline(value: object) -> object:
    return value if isinstance(value, Deadline) else Deadline.parse(str(value))


Whole = Annotated[int, BeforeValidator(_whole)]
Port = Annotated[Whole, Field(ge=0, le=65535)]  # 0 = any free one, for tests
Listed = BeforeValidator(_listed)
Once = AfterValidator(_once)
NotEmpty = AfterValidator(_not_empty)
Word = BeforeValidator(_word)
Host = Annotated[str, AfterValidator(_host)]
ApiRoot = Annotated[str, AfterValidator(_api_root)]
WebhookUrl = Annotated[str, AfterValidator(_webhook_url)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
RelayUrl = Annotated[str, AfterValidator(_relay_url)]
StreamName = Annotated[str, AfterValidator(_stream_name)]
Subject = Annotated[str, AfterValidator(_subject)]
Timezone = Annotated[str, AfterValidator(_timezone)]
When = Annotated[Deadline, BeforeValidator(_deadline)]
Empty = BeforeValidator(unset_if_empty)
Token = Annotated[Annotated[SecretStr, AfterValidator(_token)] | None, Empty]
SecretToken = Annotated[Annotated[SecretStr, AfterValidator(_secret_token)] | None, Empty]
Key = Annotated[Annotated[SecretStr, AfterValidator(_key)] | None, Empty]
