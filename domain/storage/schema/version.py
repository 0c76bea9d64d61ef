"""Which schema is there now, and whether this release can serve it: another release may have
changed it since we started. It changes nothing.
"""

from functools import cache

from sqlalchemy import select

from domain.storage.schema.migrate import Which, newest_schema
from domain.storage.schema.tables import METADATA
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import LIMIT, Query

_S = METADATA.tables["schema_info"].c
_OLDEST = Query(select(_S.oldest_runnable).order_by(_S.number.desc()).limit(LIMIT), int)
"""The oldest release's schema that can serve what is there."""

_NEWEST = Query(select(_S.number).order_by(_S.number.desc()).limit(LIMIT), int)


def number(driver: Driver) -> int:
    """The schema's number, of either database."""
    return driver.only(_NEWEST, limit=1)


def servable(driver: Driver) -> bool:
    """Whether this release can serve the main schema that is there now."""
    oldest = driver.one(_OLDEST, limit=1)
    return oldest is not None and oldest <= _ours("main")


@cache
def _ours(which: Which) -> int:
    return newest_schema(which)
