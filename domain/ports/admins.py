"""What the core asks of the storage about admins and the invitations that make them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.model import Admin


class Invite(NamedTuple):
    """A one-time invitation. `opened_by` is the keyed hash of who opened its link first."""

    id: int
    made_by: int
    expires_at: datetime
    opened_by: str | None
    used: bool


class Admins(Protocol):
    """Admins by invitation. Owners are a matter of the settings and stand nowhere here."""

    def entitles(self, telegram: int) -> bool:
        """Whether the person behind the account is an admin who was not revoked."""
        ...

    def live(self) -> Sequence[Admin]:
        """Who is an admin now, the longest first."""
        ...

    def former(self) -> Sequence[int]:
        """The accounts of known people who were admins and are none now."""
        ...

    def get(self, admin: int) -> Admin | None:
        """The admin of that id, unless revoked."""
        ...

    def grant(self, person: int, *, invited_by: int, at: datetime) -> int:
        """Makes the person an admin; the id of the right."""
        ...

    def revoke(self, admin: int, *, by: int, at: datetime) -> bool:
        """Takes the right back; False if there is none any more."""
        ...

    def invite(self, *, token: str, made_by: int, expires_at: datetime) -> int:
        """Keeps an invitation under the hash of its token; its id."""
        ...

    def by_token(self, token: str) -> Invite | None:
        """The invitation of that token's hash, used or not."""
        ...

    def invitation(self, invite: int) -> Invite | None:
        """The invitation of that id, used or not."""
        ...

    def open_invites(self, *, now: datetime) -> int:
        """How many invitations could still be used."""
        ...

    def opened(self, invite: int, *, by: str) -> bool:
        """Ties the invitation to whoever opens it first; False if that is somebody else."""
        ...

    def use(self, invite: int, *, by: str, at: datetime) -> bool:
        """Uses it up; False if it is used or was not opened by them."""
        ...

    def withdraw(self, *, at: datetime) -> int:
        """Ends every invitation that could still be used; how many."""
        ...

    def forget_invites(self, *, before: datetime) -> int:
        """Removes invitations that ended before then; how many."""
        ...
