"""`audit verify`: arguments, and what it says."""

import argparse
import re
from collections.abc import Iterator, Sequence

from bot.config.load import Config
from bot.wiring import vault_of
from domain.ports.store import AuditHead
from domain.storage.audit_check import audit_warning, verify_audit
from domain.storage.errors import StorageUnusable
from domain.storage.vault import Vault

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
EXAMPLES = """\
examples:
  python -m bot audit verify                          print the number of rows and the head
  python -m bot audit verify --expect 42:8f3c51d9...  a head from the log must be in the chain"""


class Tampered(Exception):
    """The audit does not hold; the text says where."""


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `audit`."""
    expect = "a head that was noted before, as in the log: the chain must contain it"
    parser.add_argument("action", choices=["verify"], metavar="ACTION", help="verify")
    parser.add_argument("--expect", type=head, metavar="N:HASH", help=expect)


def head(text: str) -> AuditHead:
    """The head in that text. Raises ArgumentTypeError."""
    found = _HEAD.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("must be N:HASH, as in the log: a number, 64 hex digits")
    return AuditHead(int(found[1]), found[2])


def verify(config: Config, expected: AuditHead | None) -> Iterator[str]:
    """Verify the chain; lines to print. Raises Tampered, StorageUnusable."""
    warnings = [*cautions(config)]  # first, since it says if there is no database
    report = verify_audit(config.database.url, vault_of(config, may_make=False), expected)
    if report.broken_at is not None or (report.head is None and expected is not None):
        at = "" if report.head is None else f" (head {report.head})"
        raise Tampered(f"audit: {report.why}{at}")
    if report.head is None:
        yield f"audit: {report.why}"
        yield from warnings
        return
    rows = "1 row" if report.rows == 1 else f"{report.rows} rows, each follows from the one before"
    yield f"audit: {rows}, head {report.head}"
    if expected is not None:
        yield f"audit: row {expected.row} is as expected"
    yield from warnings


def cautions(config: Config) -> Iterator[str]:
    """What makes the audit easier to change than need be, a line each. Raises StorageUnusable."""
    warning = audit_warning(config.database.url)
    if warning is not None:
        yield f"warning: {warning}"


def cautions_if_reached(config: Config) -> Sequence[str]:
    """The same; nothing for a file, or where the server is not there yet."""
    if not config.is_shared:
        return ()
    try:
        return [*cautions(config)]
    except StorageUnusable:
        return ()


def vault_if_known(config: Config) -> tuple[Vault | None, Sequence[str]]:
    """The keys for a check of the audit, or None, and a line that says why it is left out."""
    try:
        return vault_of(config, may_make=False), ()
    except StorageUnusable as unusable:
        return None, (f"the audit was not checked: {unusable}",)
