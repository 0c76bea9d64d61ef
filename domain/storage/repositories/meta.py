"""Numbers by name, in SQL."""

from sqlalchemy import select, update

from domain.storage.schema.tables import meta
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Query, adding, given

_M = meta.c
_THIS = _M.name == given(_M.name)
_GET = Query(select(_M.value).where(_THIS), int)
_CHANGE = Change(update(meta).where(_THIS).values(value=given(_M.value)))
_ADD = Change(adding(meta))


class SqlMetaValues:
    """See `domain.ports.store.MetaValues`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def get(self, name: str) -> int | None:
        return self._driver.one(_GET, name=name)

    def put(self, name: str, value: int) -> None:
        if not self._driver.run(_CHANGE, name=name, value=value):
            self._driver.run(_ADD, name=name, value=value)
