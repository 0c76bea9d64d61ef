"""A cursor of psycopg's that is watched while it waits, and whose errors quote nobody's row."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Self, cast

import psycopg
from psycopg.abc import Params, Query
from psycopg.rows import RowFactory, tuple_row

from domain.storage.engines.postgres_watchdog import Connection, Watch

Rows = RowFactory[tuple[object, ...]]


class PatientCursor(psycopg.Cursor[tuple[object, ...]]):
    """`watch` knows when it waits."""

    def __init__(
        self, connection: Connection, *, watch: Watch, row_factory: Rows | None = None
    ) -> None:
        super().__init__(connection, row_factory=row_factory or tuple_row)
        self._watch = watch

    def execute(
        self,
        query: Query,
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        """See psycopg."""
        text = cast("bytes", query)  # as far as the types know; it is passed on as it is
        with self._watched():
            return super().execute(text, params, prepare=prepare, binary=binary)

    def executemany(
        self, query: Query, params_seq: Iterable[Params], *, returning: bool = False
    ) -> None:
        """See psycopg: all of them are sent before the first answer is waited for."""
        with self._watched():
            super().executemany(cast("bytes", query), params_seq, returning=returning)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        self._watch.begins(self.connection)
        try:
            yield
        except psycopg.Error as error:
            if error.diag.message_primary:  # the detail below it quotes the row
                error.args = (error.diag.message_primary,)
            raise
        finally:
            self._watch.ends(self.connection)
