"""Invitations, revocations, erasures and restores in any order, on real databases, against a model.

Everything is done by the operations that the chat and the command line call.
"""

import asyncio
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.config.load import Config
from domain.answer import Answer
from domain.errors import Refused
from domain.model import Consent
from domain.operations import admins, privacy
from domain.ports.store import Command
from domain.storage.open import open_main
from domain.storage.store import SqlStore
from domain.storage.transaction import SqlTransaction
from domain.storage.vault import Vault
from tests.bot.backup_run import back_up, restore, settings
from tests.bot.cli.rights_model import Books, Link
from tests.jobs.world import RULES
from tests.postgres import Server

OWNERS = frozenset({9000, 9001})
ACCOUNTS = (700_000_001, 700_000_002, 700_000_003)
VAULT = Vault({1: bytes(32)}, 1)
ACCOUNT = st.sampled_from(ACCOUNTS)
PICK = st.integers(0, 5)


class Site(Protocol):
    """Where the databases are; nothing has them open while they are copied."""

    @property
    def config(self) -> Config: ...

    def copy(self) -> object:
        """A backup."""
        ...

    def bring_back(self, copy: Any, *, readable: bool) -> bool:
        """Restores it; whether the database before could be read."""
        ...

    def clear(self) -> None: ...


class Files:
    """SQLite in a folder of its own."""

    def __init__(self, made: Path, folder: Path) -> None:
        self._folder = folder / secrets.token_hex(4)
        self._folder.mkdir()
        shutil.copy(made / "main.db", self._folder / "main.db")
        self.config = settings(self._folder, TELEGRAM__ADMINS="9000,9001")

    def copy(self) -> Path:
        file = self._folder / f"{secrets.token_hex(4)}.backup"
        back_up(self.config, file)
        return file

    def bring_back(self, copy: Path, *, readable: bool) -> bool:
        if not readable:
            (self._folder / "main.db").write_bytes(b"no database")
            for side in self._folder.glob("main.db-*"):
                side.unlink()
        restore(self.config, copy)
        for aside in self._folder.glob("main.db.before-*"):
            aside.unlink()  # named by the second
        return readable

    def clear(self) -> None:
        shutil.rmtree(self._folder)


class OnServer:
    """PostgreSQL; a copy is a database, as pg_restore would make one."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made: list[str] = []
        self._main, self._mypage = self._new("made_main"), self._new("made_mypage")

    @property
    def config(self) -> Config:
        return settings(
            Path(),
            DATABASE__URL=self._server.url(self._main),
            MYPAGE__URL=self._server.url(self._mypage),
            TELEGRAM__ADMINS="9000,9001",
        )

    def copy(self) -> str:
        return self._new(self._main)

    def bring_back(self, copy: str, **_: object) -> bool:
        self._main = self._new(copy)
        restore(self.config, after=True)
        return False

    def clear(self) -> None:
        for name in self._made:
            self._server.drop(name)

    def _new(self, template: str) -> str:
        self._made.append(f"rights_{secrets.token_hex(4)}")
        self._server.create(self._made[-1], template=template)
        return self._made[-1]


class RightsMachine(RuleBasedStateMachine):
    """Two owners, three accounts, at most a few copies."""

    site_of: ClassVar[Callable[[], Site]]

    def __init__(self) -> None:
        super().__init__()
        self.site = type(self).site_of()
        self.loop = asyncio.Runner()
        self.books, self.copies = Books(), list[tuple[Any, Books]]()
        self.links: list[tuple[int, str]] = []
        self.ahead = timedelta()
        self._open()

    def teardown(self) -> None:
        self._close()
        self.loop.close()
        self.site.clear()

    @rule(by=st.sampled_from(sorted(OWNERS)))
    def invite(self, by: int) -> None:
        token = secrets.token_hex(16)
        made = self._run(admins.invite, by=by, token=token).number("invite")
        self.links.append((made, token))
        self.books.links[made] = Link(self.now + admins.INVITE_LIFETIME)

    @precondition(lambda self: self.links)
    @rule(n=PICK, account=ACCOUNT)
    def open(self, n: int, account: int) -> None:
        link, token = self.links[n % len(self.links)]
        expected = self.books.open(link, account, self.now)
        facts = {"token": token, "who": self._who(account), "owners": OWNERS}
        assert self._done(admins.open_invite, **facts) == expected

    @precondition(lambda self: self.links)
    @rule(n=PICK, account=ACCOUNT, late=st.booleans())
    def accept(self, n: int, account: int, late: bool) -> None:
        """`late`: the tap came before what was done last, and waited."""
        link, _ = self.links[n % len(self.links)]
        at = self.now - timedelta(minutes=1) if late else self.now
        expected = self.books.accept(link, account, at)
        known = {"telegram": account, "language": "ko", "owners": OWNERS}
        facts = {"invite": link, "who": self._who(account), **known}
        assert self._done(admins.accept_invite, at=at, **facts) == expected

    @rule(account=ACCOUNT)
    def join(self, account: int) -> None:
        """The way it is meant, which few runs would find."""
        self.invite(9000)
        self.open(len(self.links) - 1, account)
        self.accept(len(self.links) - 1, account, late=False)

    @precondition(lambda self: self.books.rights)
    @rule(n=PICK)
    def revoke_one(self, n: int) -> None:
        self.revoke(self._one_of(self.books.rights, n), 9001)

    @rule(account=ACCOUNT, by=st.sampled_from(sorted(OWNERS)))
    def revoke(self, account: int, by: int) -> None:
        live = {each.telegram: each.id for each in self._read(lambda tx: tx.admins.live())}
        expected = self.books.revoke(account)
        assert self._done(admins.revoke, admin=live.get(account, 0), by=by) == expected

    @rule()
    def withdraw_invites(self) -> None:
        self.books.links.clear()
        self._run(admins.withdraw_invites)

    @rule(account=ACCOUNT)
    def agree(self, account: int) -> None:
        self.books.agree(account)
        facts = {"telegram": account, "language": "ko", "consent": Consent.BASIC, "slot": None}
        self._run(privacy.agree, **facts)

    @precondition(lambda self: self.books.consents)
    @rule(n=PICK)
    def withdraw_consent(self, n: int) -> None:
        account = self._one_of(self.books.consents, n)
        self.books.withdraw(account)
        self._run(privacy.withdraw, person=self._person(account))

    @precondition(lambda self: self.books.people)
    @rule(n=PICK)
    def leave(self, n: int) -> None:
        account = self._one_of(self.books.people, n)
        person = self._person(account)
        self.books.erase(account)
        self._run(privacy.erase_person, person=person)

    @rule(days=st.sampled_from([0, 0, 0, 1, 7]))
    def time_passes(self, days: int) -> None:
        """After a week those who withdrew are erased."""
        self.ahead += timedelta(days=days)
        if days < 7:
            return
        people = [self._person(account) for account in self.books.people]
        self.books.forget_who_withdrew()
        for person in people:
            self._run(privacy.erase_withdrawn, person=person)

    @precondition(lambda self: len(self.copies) < 3)
    @rule()
    def back_up(self) -> None:
        self._close()
        self.copies.append((self.site.copy(), self.books.copy()))
        self._open()

    @precondition(lambda self: self.copies)
    @rule(n=PICK, readable=st.booleans())
    def restore(self, n: int, readable: bool) -> None:
        copy, books = self.copies[n % len(self.copies)]
        self._close()
        readable = self.site.bring_back(copy, readable=readable)
        self.books = self.books.restored(books, readable=readable)
        self._open()

    @invariant()
    def no_right_but_given(self) -> None:
        rights, known, agreed, usable = self._read(_stands(self.now))
        books = self.books
        assert rights == set(books.rights)
        assert (known, agreed) == (set(books.people), set(books.consents))
        assert usable == sum(self.now < link.until for link in books.links.values())

    @property
    def now(self) -> datetime:
        return self._at + self.ahead

    def _open(self) -> None:
        self._at = datetime.now(UTC)
        url = self.site.config.database.url
        self.store: SqlStore[SqlTransaction] = open_main(url, rules=RULES, vault=VAULT)
        self.store.start()

    def _close(self) -> None:
        self.loop.run(self.store.close())

    def _run(self, operation: Callable[..., Answer], **facts: object) -> Answer:
        self._at += timedelta(milliseconds=1)
        return self.loop.run(self.store.run(operation, Command(self.now), **facts))

    def _done(
        self, operation: Callable[..., Answer], *, at: datetime | None = None, **facts: object
    ) -> bool:
        """Whether it was not refused."""
        try:
            self.loop.run(self.store.run(operation, Command(at or self.now), **facts))
        except Refused:
            return False
        return True

    def _read(self, query: Callable[[SqlTransaction], Any]) -> Any:
        return self.loop.run(self.store.read(query, self.now))

    def _who(self, account: int) -> str:
        seal = self.store.run(lambda tx: tx.chain.seal(), Command(self.now))
        return self.loop.run(seal).keyed_hash(str(account))

    def _person(self, account: int) -> int:
        return self._read(lambda tx: tx.people.by_telegram(account)).id

    @staticmethod
    def _one_of(accounts: dict[int, int], n: int) -> int:
        return sorted(accounts)[n % len(accounts)]


def _stands(now: datetime) -> Callable[[SqlTransaction], Any]:
    def stands(tx: SqlTransaction) -> Any:
        people = {account: tx.people.by_telegram(account) for account in ACCOUNTS}
        known = {account: person.id for account, person in people.items() if person is not None}
        agreed = {account for account, person in known.items() if tx.people.consents(person)}
        rights = {account for account in ACCOUNTS if tx.admins.entitles(account)}
        return rights, set(known), agreed, tx.admins.open_invites(now=now)

    return stands
