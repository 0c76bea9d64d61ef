"""Transactions: all facets over one driver, and the time of the command.

There is one object a connection, given a new `now` for each command: keep no reference to it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from domain.ports.bookings import Bookings, Holds, Ledger
from domain.ports.events import Events, Progress
from domain.ports.hospitals import Deletions, Hospitals, Programs, Slots
from domain.ports.leases import Leases
from domain.ports.mypage import MyPage
from domain.ports.notices import HeldNotices, Notices
from domain.ports.people import Admins, Dialogues, Erasure, OpenCards, People, PersonalRows
from domain.ports.store import (
    Arrivals,
    Audit,
    CommitSignal,
    IdempotencyKeys,
    MetaValues,
    PrefetchHint,
)
from domain.rules import Rules
from domain.storage.repositories.admins import SqlAdmins
from domain.storage.repositories.audit import SqlAudit
from domain.storage.repositories.bookings import SqlBookings, SqlLedger
from domain.storage.repositories.erasure import SqlErasure
from domain.storage.repositories.handled_updates import SqlArrivals, SqlIdempotencyKeys
from domain.storage.repositories.holds import SqlHolds
from domain.storage.repositories.leases import SqlLeases
from domain.storage.repositories.meta import SqlMetaValues
from domain.storage.repositories.mypage import SqlMyPage
from domain.storage.repositories.notices import SqlHeldNotices, SqlNotices
from domain.storage.repositories.open_cards import SqlOpenCards
from domain.storage.repositories.outbox import SqlEvents, SqlProgress
from domain.storage.repositories.people import SqlDialogues, SqlPeople
from domain.storage.repositories.personal_records import SqlPersonalRecords
from domain.storage.repositories.places.deletions import SqlDeletions
from domain.storage.repositories.places.hospitals import SqlHospitals
from domain.storage.repositories.places.programs import SqlPrograms
from domain.storage.repositories.places.slots import SqlSlots
from domain.storage.schema.version import servable
from domain.storage.sql.connection import Driver
from domain.storage.sql.values import maybe_from_ms
from domain.storage.vault import Vault

_NOT_YET = datetime.max.replace(tzinfo=UTC)


class SqlTransaction:
    """See `domain.ports.store.Transaction`."""

    def __init__(self, driver: Driver, *, rules: Rules, vault: Vault) -> None:
        self.now = _NOT_YET
        self.update: int | None = None
        self.rules = rules
        self.driver = driver
        self.signals: set[CommitSignal] = set()
        self.register = SqlPeople(driver, vault)
        self.hospitals: Hospitals = SqlHospitals(driver)
        self.programs: Programs = SqlPrograms(driver)
        self.places = SqlSlots(driver)
        self.booked = SqlBookings(driver, vault)
        self.slots: Slots = self.places
        self.deletions: Deletions = SqlDeletions(driver)
        self.bookings: Bookings = self.booked
        self.holds: Holds = SqlHolds(driver)
        self.ledger: Ledger = SqlLedger(driver)
        self.people: People = self.register
        self.records: PersonalRows = SqlPersonalRecords(driver, vault)
        self.erasing: Erasure = SqlErasure(driver, self._keyed_hash)
        self.admins: Admins = SqlAdmins(driver)
        self.dialogues: Dialogues = SqlDialogues(driver)
        self.open_cards: OpenCards = SqlOpenCards(driver)
        self.arrivals: Arrivals = SqlArrivals(driver, vault)
        self.events: Events = SqlEvents(driver, self.signals)
        self.progress: Progress = SqlProgress(driver)
        self.notices: Notices = SqlNotices(driver, self.signals, lambda: self.now)
        self.held: HeldNotices = SqlHeldNotices(driver, self.signals)
        self.keys: IdempotencyKeys = SqlIdempotencyKeys(driver)
        self.chain = SqlAudit(driver, lambda: self.now, vault)
        self.audit: Audit = self.chain
        self.marks: MetaValues = SqlMetaValues(driver)
        self.leases: Leases = SqlLeases(driver)

    def _keyed_hash(self, text: str) -> str:
        return self.chain.seal().keyed_hash(text)

    def prefetch(self, hints: Sequence[PrefetchHint]) -> None:
        """Read what a booking reads, for all of them; they are one batch from now on."""
        people, slots = {hint.person for hint in hints}, {hint.slot for hint in hints}
        self.register.prefetch(people)
        self.places.prefetch(slots)
        self.booked.prefetch(people, first=self.today)
        self.driver.batch.size = len(hints)

    @property
    def today(self) -> date:
        return self.rules.today(self.now)

    def is_servable(self) -> bool:
        """Whether this release can serve the current schema: another may have migrated it."""
        return servable(self.driver)

    def shared_clock(self) -> datetime | None:
        return maybe_from_ms(self.driver.clock())


class SqlMyPageTransaction:
    """See `domain.ports.mypage.MyPageTransaction`."""

    def __init__(self, driver: Driver) -> None:
        self.now = _NOT_YET
        self.update: int | None = None
        self.progress: Progress = SqlProgress(driver)
        self.view: MyPage = SqlMyPage(driver)
