"""What the page or a test asks for in a JSON body; a wrong wish is refused in one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from sandbox.errors import SandboxError
from sandbox.params import as_object


@dataclass(frozen=True, slots=True)
class PhoneRequest:
    """The fields of the body."""

    fields: Mapping[str, object]

    def text(self, name: str, *, default: str | None = None) -> str:
        """A text; raises SandboxError 400."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise SandboxError(400, f"{name} must be a text")
        return value

    def integer(self, name: str, *, default: int | None = None) -> int:
        """A whole number; raises SandboxError 400."""
        value = self.fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise SandboxError(400, f"{name} must be a whole number")
        return value

    def number(self, name: str, *, default: float) -> float:
        """A number; raises SandboxError 400."""
        value = self.fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SandboxError(400, f"{name} must be a number")
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Yes or no; raises SandboxError 400."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise SandboxError(400, f"{name} must be true or false")
        return value

    def optional_integer(self, name: str) -> int | None:
        """A whole number, or nothing."""
        return None if self.fields.get(name) is None else self.integer(name)

    def optional_text(self, name: str) -> str | None:
        """A text, or nothing."""
        return None if self.fields.get(name) is None else self.text(name)


async def body_of(request: Request) -> object:
    """The JSON in the body; raises SandboxError 400."""
    try:
        return as_object(await request.body())
    except ValueError:
        raise SandboxError(400, "the body must be JSON") from None


async def wishes_of(request: Request) -> PhoneRequest:
    """The JSON object in the body; raises SandboxError 400."""
    parsed = await body_of(request)
    if not isinstance(parsed, dict):
        raise SandboxError(400, "the body must be a JSON object")
    return PhoneRequest(parsed)


def person_in(request: Request) -> int:
    """The number in the path."""
    return int(request.path_params["person_id"])


def number_in(request: Request, name: str, default: float) -> float:
    """A number of the query; raises SandboxError 400."""
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise SandboxError(400, f"{name} must be a number") from None
