"""In-memory store of documents and photos."""

import hashlib
import struct
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

PNG = b"\x89PNG\r\n\x1a\n"
MAX_PHOTO_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Stored file; width and height only for photos."""

    file_id: str
    path: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        """Id that is the same for the same content."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    def wire(self) -> dict[str, object]:
        """Return the fields that all kinds of files have."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }

    def document(self) -> dict[str, object]:
        """Return a Document object."""
        return {**self.wire(), "file_name": self.name, "mime_type": self.mime}

    def photo(self) -> dict[str, object]:
        """Return a PhotoSize object."""
        return {**self.wire(), "width": self.width, "height": self.height}


class Files:
    """Files by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = count(1)

    def add(
        self, *, folder: str, name: str, mime: str, content: bytes, size: tuple[int, int] = (0, 0)
    ) -> StoredFile:
        """Store a file."""
        number = next(self._numbers)
        suffix = PurePosixPath(name).suffix
        ending = suffix if suffix[1:].isalnum() and suffix.isascii() else ""
        path = f"{folder}/file_{number}{ending}"
        stored = StoredFile(f"{folder}-{number}", path, name, mime, content, *size)
        self._by_id[stored.file_id] = self._by_path[path] = stored
        return stored

    def add_photo(self, content: bytes, size: tuple[int, int]) -> StoredFile:
        """Store a PNG or JPEG of that size in pixels."""
        ending, mime = ("png", "image/png") if content.startswith(PNG) else ("jpg", "image/jpeg")
        return self.add(
            folder="photos", name=f"photo.{ending}", mime=mime, content=content, size=size
        )

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file of that id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file of that path."""
        return self._by_path.get(path)

    def clear(self) -> None:
        """Remove all."""
        self._by_id.clear()
        self._by_path.clear()


JPEG = b"\xff\xd8\xff"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels; None if it is not such a picture."""
    try:
        if content.startswith(PNG) and content[12:16] == b"IHDR":
            width, height = struct.unpack_from(">II", content, 16)
        elif content.startswith(JPEG):
            width, height = _frame(content)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return (width, height) if width and height else None


def _frame(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at + 1] not in FRAMES:
        at += 2 + int(struct.unpack_from(">H", content, at + 2)[0])
    height, width = struct.unpack_from(">HH", content, at + 5)
    return width, height
