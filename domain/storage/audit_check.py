"""Verification of the audit log's hash chain; safe while others write."""

from datetime import datetime

from sqlalchemy import text

from domain.ports.store import AuditHead, AuditReport
from domain.storage.checks.run import begun
from domain.storage.repositories.audit import SqlAudit
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Query
from domain.storage.vault import Vault

CHANGEABLE = "the bot's database role can change the audit: docs/operations.md, Audit"
_MAY_CHANGE = Query(
    text(
        "SELECT CAST(pg_has_role(current_user, relowner, 'MEMBER')"
        " OR has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')"
        " OR has_table_privilege(oid, 'TRUNCATE') OR has_table_privilege(oid, 'TRIGGER') AS int)"
        " FROM pg_class WHERE oid = CAST('audit' AS regclass)"
    ),
    int,
)


def verify_audit(url: str, vault: Vault, expected: AuditHead | None = None) -> AuditReport:
    """Read the whole chain, at one moment. Raises StorageUnusable."""
    with begun(url, "main") as driver:
        return SqlAudit(driver, _never, vault).verify(expected)


def audit_warning(url: str) -> str | None:
    """What makes the audit easier to change than it must be, if anything. Raises StorageUnusable.

    Only a server has roles: a file belongs to its owner.
    """
    with begun(url, "main") as driver:
        return CHANGEABLE if role_may_change(driver) else None


def role_may_change(driver: Driver) -> bool:
    """Whether a server's role, as which the driver is connected, may do more than add rows."""
    return driver.dialect.name == "postgresql" and bool(driver.only(_MAY_CHANGE))


def _never() -> datetime:
    raise RuntimeError("nothing is written here")
