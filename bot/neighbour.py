"""Asks the bot that runs here how it is: what only a process knows. It asks no database."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection, HTTPException

from pydantic import BaseModel, ConfigDict

from bot.config.settings import Http

WITHIN = 5.0
"""Seconds; a bot whose database does not answer says so within two."""
LONGEST = 100_000
"""Bytes of an answer."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens here


class Looked(BaseModel):
    """The doctor's last look in that process."""

    model_config = ConfigDict(frozen=True)

    findings: int
    at: datetime


class Health(BaseModel):
    """What of /healthz counts here; a process of another release may say more, or less."""

    model_config = ConfigDict(frozen=True)

    status: str
    mode: str
    version: str = "an older release"
    telegram: str = "unknown"
    database: str = "unknown"
    breakers: Mapping[str, str] = {}
    parts: Sequence[str] = ()
    doctor: Looked | None = None


def address(http: Http) -> str:
    """Where it is asked, for sentences."""
    return f"{_host(http)}:{http.port}"


def ask(http: Http) -> Health | str:
    """What it says; or, in a few words, why nothing is to be had."""
    if http.port == 0:
        return "http.port is 0: nobody knows where it listens"
    where = address(http)
    try:
        return Health.model_validate(json.loads(_answer(http)))
    except ConnectionRefusedError:
        return f"nothing listens at {where}"
    except (OSError, HTTPException):
        return f"no answer from {where}"
    except (ValueError, RecursionError):
        return f"something else answers at {where}"


def _answer(http: Http) -> bytes:
    """Asked without a proxy: HTTP_PROXY would send even this machine's own address away."""
    with closing(HTTPConnection(_host(http), http.port, timeout=WITHIN)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(LONGEST)


def _host(http: Http) -> str:
    return EVERYWHERE.get(http.host, http.host)
