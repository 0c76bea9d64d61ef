"""Telegram users of the emulator, and the bot itself."""

from dataclasses import dataclass, field
from itertools import count
from typing import Literal, cast, get_args

Role = Literal["customer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
FIRST_NEW_ID = 2001


@dataclass(slots=True)
class Account:
    """Telegram user; `started` after the first message to the bot."""

    id: int
    first_name: str
    language_code: str = "ko"
    role: Role = "customer"
    started: bool = False
    blocked: bool = False

    def user(self) -> dict[str, object]:
        """Return a User object."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def contact(self) -> dict[str, object]:
        """Return the Contact object of the account; its number is made up."""
        return {
            "phone_number": f"8210{self.id:08d}",
            "first_name": self.first_name,
            "user_id": self.id,
        }

    def page(self) -> dict[str, object]:
        """Return the JSON for the page."""
        return {**self.user(), "role": self.role, "started": self.started, "blocked": self.blocked}


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot's own user."""

    id: int = 1000000001
    first_name: str = "검진 예약"
    username: str = "checkup_sandbox_bot"

    def user(self) -> dict[str, object]:
        """Return a User object."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


@dataclass(slots=True)
class BotProfile:
    """The bot's name and descriptions by language (setMyName and the like); an empty text counts as
    none, so that the default language's applies.
    """

    _by_key: dict[tuple[str, str], str] = field(default_factory=dict)

    def put(self, what: str, *, language: str, text: str) -> None:
        """Store a text; `language` is "" for the default."""
        self._by_key[what, language] = text

    def in_effect(self, what: str, *, language: str) -> str:
        """Return the text shown to users of that language, "" if there is none."""
        return self._by_key.get((what, language)) or self._by_key.get((what, ""), "")


def default_people() -> list[Account]:
    """Make the users that exist after a reset."""
    return [
        Account(1001, "민서(가명)"),
        Account(1002, "Alex (made up)", "en"),
        Account(1003, "하늘(가명)"),
        Account(9001, "접수처", role="admin"),
    ]


@dataclass(slots=True)
class Accounts:
    """Users by id; an id is never reused."""

    by_id: dict[int, Account] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(FIRST_NEW_ID))

    def __post_init__(self) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Restore the initial users."""
        self.by_id = {person.id: person for person in default_people()}

    def add(self, *, first_name: str, language_code: str, role: str) -> Account:
        """Add a user. Raises ValueError for an unknown role."""
        if role not in ROLES:
            raise ValueError(role)
        new = next(number for number in self._ids if number not in self.by_id)
        person = Account(new, first_name, language_code, role)
        self.by_id[new] = person
        return person

    def meet(self, user: dict[str, object]) -> Account:
        """Return the user of a raw update; add it if its id is unknown."""
        number = cast("int", user["id"])
        if number not in self.by_id:
            name, language = user.get("first_name", "?"), user.get("language_code", "")
            self.by_id[number] = Account(number, str(name), str(language))
        return self.by_id[number]
