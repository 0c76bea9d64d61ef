"""Master key in a file beside the database, for operators who did not set one."""

import base64
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from domain.storage.errors import StorageUnusable

KEY_BYTES = 32


def load_or_make_key(path: Path, *, decode: Callable[[str], bytes]) -> bytes:
    """The key in the file, which is made (readable by its owner only) if there is none.

    `decode` is the check that a key in the settings passes too: ValueError. Raises StorageUnusable.
    """
    try:
        if not path.exists():
            _make(path)
        return decode(path.read_text("ascii").strip())
    except OSError as error:
        raise StorageUnusable(f"{path}: {error.strerror}") from None
    except ValueError:
        raise StorageUnusable(f"{path}: must be {KEY_BYTES} bytes in base64") from None


def _make(path: Path) -> None:
    """Write under another name first: with half a key after a crash no name is readable."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
