"""Verification of the audit log's hash chain; safe while others write."""

from domain.ports.store import AuditHead, AuditReport
from domain.storage.checks.run import begun
from domain.storage.repositories.audit import audit_reader
from domain.storage.sql.connection import Driver
from domain.storage.vault import Vault

CHANGEABLE = "the bot's database role can change the audit: docs/operations.md, Audit"


def verify_audit(url: str, vault: Vault, expected: AuditHead | None = None) -> AuditReport:
    """Read the whole chain, at one moment. Raises StorageUnusable."""
    with begun(url, "main") as driver:
        return audit_reader(driver, vault).verify(expected)


def audit_warning(url: str) -> str | None:
    """What makes the audit easier to change than need be, if anything. Raises StorageUnusable."""
    with begun(url, "main") as driver:
        return CHANGEABLE if can_be_changed(driver) else None


def can_be_changed(driver: Driver) -> bool:
    """Whether the bot's role can change the audit. Only a server has roles."""
    if driver.dialect.name != "postgresql":
        return False
    from domain.storage.engines.postgres_roles import role_may_change  # noqa: PLC0415 - an extra

    return role_may_change(driver)
