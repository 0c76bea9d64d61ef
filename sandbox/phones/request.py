"""Parses and validates JSON requests of the page and of tests."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from sandbox.errors import SandboxError
from sandbox.params import as_object


@dataclass(frozen=True, slots=True)
class PhoneRequest:
    """Typed access to the fields of a JSON object."""

    fields: Mapping[str, object]

    def text(self, name: str, *, default: str | None = None) -> str:
        """Return a text. Raises SandboxError 400."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise SandboxError(400, f"{name} must be a text")
        return value

    def integer(self, name: str, *, default: int | None = None) -> int:
        """Return an integer. Raises SandboxError 400."""
        value = self.fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise SandboxError(400, f"{name} must be a whole number")
        return value

    def number(self, name: str, *, default: float) -> float:
        """Return a number. Raises SandboxError 400."""
        value = self.fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SandboxError(400, f"{name} must be a number")
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return a boolean. Raises SandboxError 400."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise SandboxError(400, f"{name} must be true or false")
        return value

    def optional_integer(self, name: str) -> int | None:
        """Return an integer, or None if it is missing."""
        return None if self.fields.get(name) is None else self.integer(name)

    def optional_text(self, name: str) -> str | None:
        """Return a text, or None if it is missing."""
        return None if self.fields.get(name) is None else self.text(name)


async def body_of(request: Request) -> object:
    """Parse the JSON body. Raises SandboxError 400."""
    try:
        return as_object(await request.body())
    except ValueError:
        raise SandboxError(400, "the body must be JSON") from None


async def wishes_of(request: Request) -> PhoneRequest:
    """Parse a body that is a JSON object. Raises SandboxError 400."""
    parsed = await body_of(request)
    if not isinstance(parsed, dict):
        raise SandboxError(400, "the body must be a JSON object")
    return PhoneRequest(parsed)


def person_in(request: Request) -> int:
    """Return a number of the path."""
    return int(request.path_params["person_id"])


def number_in(request: Request, name: str, default: float) -> float:
    """Return a number of the query. Raises SandboxError 400."""
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise SandboxError(400, f"{name} must be a number") from None
