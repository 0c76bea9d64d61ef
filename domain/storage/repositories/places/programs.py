"""Programs of hospitals, in SQL."""

from sqlalchemy import insert, select

from domain.model import IMPLICIT_PROGRAM, Program, ProgramState, hospital_key
from domain.storage.schema.tables import program, program_version
from domain.storage.sql.columns import word
from domain.storage.sql.connection import Driver
from domain.storage.sql.statements import Change, Insertion, Query, given
from domain.storage.sql.values import Value

_P = program.c
_COLUMNS = (_P.id, _P.hospital, _P.name, _P.state)


def _program(id_: int, hospital: int, name: str, state: str) -> Program:
    return Program(id_, hospital, name, ProgramState(state))


_ADD = Insertion(program)
_TEXTS = (_P.name, _P.english, _P.minutes, _P.price, _P.bring, _P.preparation)
_KEEP_TEXTS = Change(
    insert(program_version)
    .inline()
    .from_select(
        ["program", "version", *(column.name for column in _TEXTS)],
        select(_P.id, _P.version, *_TEXTS).where(_P.id == given(_P.id)),
    )
)
_IMPLICIT = Query(
    select(*_COLUMNS).where(
        _P.hospital == given(_P.hospital),
        _P.key == word(IMPLICIT_PROGRAM),
        _P.state != word(ProgramState.DELETED),
    ),
    _program,
)


class SqlPrograms:
    """See `domain.ports.hospitals.Programs`."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, *, hospital: int, name: str) -> Program:
        new: dict[str, Value] = {column.name: None for column in _P if column.nullable}
        key, state = hospital_key(name), ProgramState.OPEN
        told: dict[str, Value] = {"hospital": hospital, "name": name, "key": key}
        new |= told | {"asks_birth": 0, "state": state.value, "version": 1}
        id_ = self._driver.add(_ADD, **new)
        self._driver.run(_KEEP_TEXTS, id=id_)
        return Program(id_, hospital, name, state)

    def implicit(self, hospital: int) -> Program:
        return self._driver.only(_IMPLICIT, hospital=hospital)
