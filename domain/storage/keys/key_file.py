"""Generated master key in a file of its own, for installations that set none."""

import base64
import binascii
import os
import secrets
from contextlib import suppress
from pathlib import Path

from domain.storage.errors import StorageUnusable

KEY_BYTES = 32


def read_key(text: str) -> bytes:
    """The key from its base64. ValueError with a sentence, never with the key."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes in base64")
    return key


def load_or_make_key(path: Path) -> bytes:
    """The key in the file, which is created (readable by its owner only) if it is missing. Raises
    StorageUnusable.
    """
    try:
        if not path.exists():
            _make(path)
        return read_key(path.read_text("ascii"))
    except OSError as error:
        raise StorageUnusable(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise StorageUnusable(f"{path}: {error}") from None


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
