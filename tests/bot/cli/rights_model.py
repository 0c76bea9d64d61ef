"""Who may be an admin, in plain words: what is true after invitations, revocations and restores.

Written from the documentation, not from the code: it knows no tables.
"""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

NUMBERS = count(1)
"""Of grants, consents and people: none comes twice, so that a new one is not taken for an old."""


@dataclass(frozen=True)
class Link:
    """An invitation that was neither used nor ended."""

    until: datetime
    opened: int | None = None


@dataclass
class Books:
    """What stands now. People, grants and consents by account, each with a number of its own;
    `withdrew` are people, `ended` consents, `erased` people.
    """

    links: dict[int, Link] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    rights: dict[int, int] = field(default_factory=dict)
    consents: dict[int, int] = field(default_factory=dict)
    withdrew: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def know(self, account: int) -> int:
        return self.people.setdefault(account, next(NUMBERS))

    def open(self, link: int, account: int, at: datetime) -> bool:
        found = self.links.get(link)
        if found is None or at >= found.until or found.opened not in {None, account}:
            return False
        self.links[link] = replace(found, opened=account)
        return True

    def accept(self, link: int, account: int, at: datetime) -> bool:
        found = self.links.get(link)
        if found is None or at >= found.until or found.opened != account:
            return False
        del self.links[link]
        self.know(account)
        self.rights.setdefault(account, next(NUMBERS))
        return True

    def revoke(self, account: int) -> bool:
        if self.rights.pop(account, None) is None:
            return False
        self.links.clear()
        return True

    def agree(self, account: int) -> None:
        self.know(account)
        self.consents.setdefault(account, next(NUMBERS))

    def withdraw(self, account: int) -> None:
        if account in self.consents:
            self.ended.add(self.consents.pop(account))
            self.withdrew.add(self.people[account])

    def erase(self, account: int) -> None:
        """As a revocation, of an admin."""
        self.erased.add(self.people.pop(account))
        if self.rights.pop(account, None) is not None:
            self.links.clear()
        self.consents.pop(account, None)
        self.links = {n: link for n, link in self.links.items() if link.opened != account}

    def forget_who_withdrew(self) -> None:
        """Erase those who withdrew long ago, agreed to nothing since, and are no admins."""
        for account, person in list(self.people.items()):
            stays = account in self.rights or account in self.consents
            if person in self.withdrew and not stays:
                self.erase(account)

    def copy(self) -> "Books":
        return deepcopy(self)

    def restored(self, copy: "Books", *, readable: bool) -> "Books":
        """What stands after a restore of the copy over this.

        A right and a link need to be known here. An erasure and a withdrawal are repeated if they
        are known here and were not at the time of the copy; of people whom the copy does not know
        nothing is kept.
        """
        back = copy.copy()
        back.links, back.rights = {}, {}
        if not readable:
            return back
        back.links = {n: self.links[n] for n in copy.links if n in self.links}
        back.rights = {a: n for a, n in copy.rights.items() if self.rights.get(a) == n}
        back.people = {a: n for a, n in copy.people.items() if n not in self.erased}
        back.erased |= self.erased & set(copy.people.values())
        ended = {a: n for a, n in copy.consents.items() if n in self.ended}
        back.withdrew |= {copy.people[a] for a in ended}
        back.ended |= set(ended.values())
        known = {a: n for a, n in copy.consents.items() if a in back.people}
        back.consents = {a: n for a, n in known.items() if a not in ended}
        return back
