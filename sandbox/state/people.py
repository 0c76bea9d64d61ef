"""Who has a phone here: made-up people, and the bot itself."""

from dataclasses import dataclass, field
from itertools import count
from typing import Literal, cast, get_args

Role = Literal["customer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
FIRST_NEW_ID = 2001


@dataclass(slots=True)
class Account:
    """Somebody with Telegram; `started` once they wrote to the bot."""

    id: int
    first_name: str
    language_code: str = "ko"
    role: Role = "customer"
    started: bool = False
    blocked: bool = False

    def user(self) -> dict[str, object]:
        """As a Telegram user."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def page(self) -> dict[str, object]:
        """As the page wants it."""
        return {**self.user(), "role": self.role, "started": self.started, "blocked": self.blocked}


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot as Telegram knows it."""

    id: int = 1000000001
    first_name: str = "검진 예약"
    username: str = "checkup_sandbox_bot"

    def user(self) -> dict[str, object]:
        """As a Telegram user."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


def default_people() -> list[Account]:
    """Who is there at first; nobody has started."""
    return [
        Account(1001, "민서(가명)"),
        Account(1002, "Alex (made up)", "en"),
        Account(1003, "하늘(가명)"),
        Account(9001, "접수처", role="admin"),
    ]


@dataclass(slots=True)
class Accounts:
    """Everybody, by id; ids of new people are never used twice."""

    by_id: dict[int, Account] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(FIRST_NEW_ID))

    def __post_init__(self) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Only the first ones are left, as they were at first."""
        self.by_id = {person.id: person for person in default_people()}

    def add(self, *, first_name: str, language_code: str, role: str) -> Account:
        """Somebody new; raises ValueError for a role there is not."""
        if role not in ROLES:
            raise ValueError(role)
        new = next(number for number in self._ids if number not in self.by_id)
        person = Account(new, first_name, language_code, role)
        self.by_id[new] = person
        return person

    def meet(self, user: dict[str, object]) -> Account:
        """The person a raw update names, made up if nobody has that id."""
        number = cast("int", user["id"])
        if number not in self.by_id:
            name, language = user.get("first_name", "?"), user.get("language_code", "")
            self.by_id[number] = Account(number, str(name), str(language))
        return self.by_id[number]
