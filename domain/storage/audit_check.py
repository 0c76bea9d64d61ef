"""Verification of the audit log's hash chain; safe while others write."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from domain.storage.engines.url import database, in_one_sentence
from domain.storage.errors import StorageUnusable
from domain.storage.repositories.audit import SqlAudit
from domain.storage.schema.tables import audit
from domain.storage.sql.statements import Query


class Verified(NamedTuple):
    """Number of rows, and the first one that breaks the hash chain."""

    rows: int
    broken_at: int | None


def _never() -> datetime:
    raise RuntimeError("nothing is written here")


_COUNT = Query(select(func.count()).select_from(audit), int)


def verify_audit(url: str) -> Verified:
    """Read the whole chain, at one moment. Raises StorageUnusable."""
    found = database(url)
    with in_one_sentence(found):
        if not found.exists():
            raise StorageUnusable(f"{found.name}: there is no database")
        driver = found.reader()
        try:
            driver.begin_read()
            return Verified(driver.only(_COUNT), SqlAudit(driver, _never).broken_at())
        finally:
            driver.rollback()
            driver.close()
