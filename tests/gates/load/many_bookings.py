"""Databases with as many bookings as wanted, as years of use leave them: rows, not operations.

Some are cancelled, some by the front desk, and every twentieth date was deleted; all is drained.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import Connection, MetaData, Table, insert, update

from domain.model import CODE_ALPHABET
from domain.policies import MYPAGE, SUBSCRIBERS
from domain.storage.engines.url import database
from domain.storage.repositories.audit import _Row as AuditRow
from domain.storage.schema import tables as main_tables
from domain.storage.schema.mypage_tables import METADATA as SHOWN
from domain.storage.schema.tables import METADATA as MAIN
from domain.storage.vault import AuditKey, Vault

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 3, tzinfo=UTC)
HOSPITALS, FIRST, DAYS = 20, TODAY - timedelta(days=300), 360
SLOTS = HOSPITALS * DAYS
VAULT = Vault({1: bytes(32)}, 1)
MADE, ENDED = (int((NOW - timedelta(days=ago)).timestamp() * 1000) for ago in (330, 320))
CANCELLED, BY_ADMIN = 6, 29
"""Every so manieth booking is."""
Row = dict[str, object]


PROGRAM: Row = {"name": "", "key": "", "asks_birth": 0, "state": "open", "version": 1}
AGREED: Row = {
    "start": "",
    "sealed_name": bytes(40),
    "moves": 0,
    "source": "chat",
    "hospital_version": 1,
    "program_version": 1,
}
"""What each booking has of the program that each hospital has."""


class _Years:
    """Everything that happened, as rows by table."""

    def __init__(self, bookings: int) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.audit_key = VAULT.new_audit_key()
        self._capacity = 10 + 2 * bookings // SLOTS
        self._people = max(1, bookings * 2 // 5)
        self._taken = [0] * (SLOTS + 1)
        self._hit: dict[int, list[Row]] = defaultdict(list)
        self._places()
        self._persons()
        for number, slot in self._wishes(bookings):
            self._book(number, slot)
        self._delete_dates()
        self._rest()

    def _told(self, kind: str, at: int = MADE, **body: object) -> None:
        facts = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        self.rows["event"].append({"at": at, "kind": kind, "body": facts})

    def _places(self) -> None:
        for each in range(1, HOSPITALS + 1):
            known: Row = {"name": f"한빛병원{each}", "phone": None, "note": None}
            key = {"key": f"한빛병원{each}", "state": "open", "version": 1}
            self.rows["hospital"].append({**known, **key})
            self.rows["hospital_version"].append({"hospital": each, "version": 1, **known})
            self.rows["program"].append({"hospital": each, **PROGRAM})
            self.rows["program_version"].append({"program": each, "version": 1, "name": ""})
            self.rows["shown_hospital"].append(
                {"hospital": each, "name": known["name"], "phone": None}
            )
            self._told("HospitalRegistered", hospital=each, **known)
        for slot in range(1, SLOTS + 1):
            at: Row = {"hospital": _hospital(slot), "day": _day(slot)}
            self._told("SlotOpened", **at, slot=slot, capacity=self._capacity)

    def _persons(self) -> None:
        for each in range(1, self._people + 1):
            person: Row = {"id": _person(each), "telegram": each, "language": "ko", "at": MADE}
            key: Row = {"wrapped_key": bytes(61)}
            self.rows["person"].append({**person, **key, "reachable": 1})
            named: Row = {**key, "sealed_name": bytes(40), "person": _person(each)}
            self.rows["patient"].append({"id": _person(each), "at": MADE, **named})
            own: Row = {"person": _person(each), "patient": _person(each)}
            self.rows["access"].append({**own, "kind": "self", "at": MADE})
            for kind in ("basic", "health"):
                agreed: Row = {"consent": kind, "version": 1, "at": MADE, "ended_at": None}
                self.rows["consent"].append({"person": _person(each), **agreed})

    def _wishes(self, bookings: int) -> Iterator[tuple[int, int]]:
        """A booking's number and its slot, never two of a person on a day."""
        taken: set[tuple[int, str]] = set()
        for number in range(1, bookings + 1):
            slot = number * 7919 % SLOTS + 1
            while (self._who(number), _day(slot)) in taken or (self._taken[slot] == self._capacity):
                slot = slot % SLOTS + 1
            taken.add((self._who(number), _day(slot)))
            self._taken[slot] += 1
            yield number, slot

    def _who(self, number: int) -> int:
        return _person(number % self._people + 1)

    def _book(self, number: int, slot: int) -> None:
        booking: Row = {
            "code": _code(number),
            "person": self._who(number),
            "slot": slot,
            "hospital": _hospital(slot),
            "day": _day(slot),
        }
        self._change("BookingMade", number, 1, booking)
        status, version = "booked", 1
        if number % CANCELLED == 0 or number % BY_ADMIN == 0:
            status, version = "cancelled", 2
            self._cancel(number, booking, by_admin=number % CANCELLED != 0)
        elif slot % 20 == 0:
            status, version = "force_cancelled", 2
            self._taken[slot] -= 1
            self._hit[slot].append({"booking": number, **booking})
        stands: Row = {**booking, "status": status, "version": version}
        agreed: Row = {"patient": self._who(number), "program": _hospital(slot), **AGREED}
        self.rows["booking"].append({**stands, **agreed, "made_at": MADE})
        self.rows["ledger"].append({"booking": number, **stands})
        shown = {name: value for name, value in stands.items() if name != "slot"}
        self.rows["shown_booking"].append({"booking": number, **shown})
        due = int(datetime.fromisoformat(_day(slot)).replace(tzinfo=UTC).timestamp() * 1000)
        past = _day(slot) <= TODAY.isoformat()
        self._owe(f"{number}:1:reminder", booking["person"], {"booking": number}, due, past)

    def _cancel(self, number: int, booking: Row, *, by_admin: bool) -> None:
        self._taken[_whole(booking["slot"])] -= 1
        self._change("BookingCancelled", number, 2, booking, by_admin=by_admin)
        self._change("PlaceReturned", number, 2, booking)
        if by_admin:
            facts = {"booking": number}
            self._owe(f"{number}:2:cancelled_by_admin", booking["person"], facts, ENDED, True)

    def _change(self, kind: str, number: int, version: int, booking: Row, **more: object) -> None:
        self._told(kind, booking=number, version=version, **booking, **more)
        moment: Row = {"booking": number, "version": version, "kind": kind, "at": MADE}
        self.rows["ledger_entry"].append(moment)
        self.rows["moment"].append(moment)

    def _owe(self, key: str, person: object, facts: Row, due: int, past: bool, **more: int) -> None:
        settled: Row = {"state": "sent", "attempts": 1, "message": 7, "settled_at": due}
        waits: Row = {"state": "pending", "attempts": 0, "message": None, "settled_at": None}
        self.rows["notice"].append(
            {
                "key": key,
                "person": person,
                "kind": key.rsplit(":", 1)[1].replace("sum", "deletion_sum"),
                "facts": json.dumps(facts, separators=(",", ":")),
                "due_at": due,
                "expires_at": None,
                "deletion": more.get("deletion"),
                "ambiguous": 0,
                "not_before": 0,
                **(settled if past else waits),
            }
        )

    def _delete_dates(self) -> None:
        numbers, today = count(1), FIRST.isoformat()
        for slot in range(1, SLOTS + 1):
            deletion, hit = (next(numbers), self._hit[slot]) if slot % 20 == 0 else (None, [])
            self.rows["slot"].append(
                {
                    "hospital": _hospital(slot),
                    "day": _day(slot),
                    "capacity": self._capacity,
                    "program": _hospital(slot),
                    "start": "",
                    "taken": self._taken[slot],
                    "version": 1 if deletion is None else 2,
                    "state": "open" if deletion is None else "deleted",
                    "deletion": deletion,
                }
            )
            if deletion is not None:
                self._delete(slot, deletion, hit, today)

    def _delete(self, slot: int, deletion: int, hit: list[Row], today: str) -> None:
        at: Row = {"hospital": _hospital(slot), "deletion": deletion}
        self._told("SlotDeleted", ENDED, **at, slot=slot, day=_day(slot), today=today)
        for each in hit:
            told = {name: value for name, value in each.items() if name != "booking"}
            number = _whole(each["booking"])
            self._change("BookingForceCancelled", number, 2, told, deletion=deletion)
            key, facts = f"{number}:2:force_cancelled", {"booking": number}
            self._owe(key, each["person"], facts, ENDED, True, deletion=deletion)
        self._told("DeletionCompleted", ENDED, **at)
        found = {"bookings": len(hit), "people": len({each["person"] for each in hit})}
        row: Row = {"hospital": _hospital(slot), "day": _day(slot), "admin": _person(1)}
        self.rows["deletion"].append({**row, **found, "at": ENDED, "closed": 1, "summed": 1})
        if hit:
            facts = {"deletion": deletion}
            self._owe(f"deletion:{deletion}:sum", _person(1), facts, ENDED, True)

    def _rest(self) -> None:
        now, head = int(NOW.timestamp() * 1000), len(self.rows["event"])
        for number in range(1, self._people // 10):
            facts = {"name": "booked", "facts": {"booking": number}, "refused": False}
            row: Row = {"bot": 7, "update_id": number, "answer": json.dumps(facts), "at": now}
            self.rows["handled"].append(row)
        self.rows["audit"] += _audited(1000, VAULT.audit_key(self.audit_key))
        for each in SUBSCRIBERS:
            self.rows["position"].append({"subscriber": each.name, "event": head})


def fill(main: str, mypage: str, *, bookings: int) -> int:
    """Fills two empty, migrated databases; how many events there are."""
    years = _Years(bookings)
    events = len(years.rows["event"])
    epoch = _write(main, MAIN, years.rows)
    connection = database(main).connect()
    made = update(main_tables.audit_key).values(wrapped_key=years.audit_key)
    connection.execute(made)
    connection.commit()
    connection.close()
    connection.engine.dispose()
    years.rows["position"] = [{"subscriber": MYPAGE.name, "event": events}]
    _write(mypage, SHOWN, years.rows, epoch=epoch)
    return events


def _write(url: str, tables: MetaData, rows: dict[str, list[Row]], epoch: int = 0) -> int:
    connection = database(url).connect()
    if "meta" in tables.tables:
        told = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'epoch'")
        epoch = int(told.scalar_one())
    for row in rows["position"]:
        row["epoch"] = epoch
    connection.exec_driver_sql("BEGIN")
    for table in tables.sorted_tables:
        for some in _pages(rows.get(table.name, [])):
            _insert(connection, table, some)
    connection.exec_driver_sql("COMMIT")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")  # a server does so by itself, a file never does
    connection.close()
    connection.engine.dispose()
    return epoch


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    names = list(rows[0])
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([*row.values()])
        return
    text = insert(table).values(dict.fromkeys(names)).compile(dialect=connection.dialect)
    cursor = connection.connection.cursor()
    cursor.executemany(str(text), rows)
    cursor.close()


def _pages(rows: list[Row], size: int = 50_000) -> Iterator[list[Row]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def _audited(many: int, key: AuditKey) -> Iterable[Row]:
    before = ""
    for number in range(1, many + 1):
        row = AuditRow(number, MADE, "900", "admin", "open", "", "done", "{}", None, "")
        row = row._replace(hash=key.chained(row.text(), before=before))
        before = row.hash
        yield row._asdict()


def _hospital(slot: int) -> int:
    return slot % HOSPITALS + 1


def _day(slot: int) -> str:
    return (FIRST + timedelta(days=(slot - 1) // HOSPITALS)).isoformat()


def _person(number: int) -> int:
    return number * 7_654_321_987_654_321 % 2**61 + 1


def _code(number: int) -> str:
    code = ""
    for _ in range(6):
        number, letter = divmod(number, 32)
        code = CODE_ALPHABET[letter] + code
    return f"HS-{code}"


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
