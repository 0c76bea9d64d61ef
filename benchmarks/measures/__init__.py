"""Every measure by its name, in the order of the report. A module each, all of the same shape."""

from benchmarks.measures import (
    book_postgres,
    book_sqlite,
    catching_up,
    cpu,
    dialogue,
    force_cancel,
    idle,
    mystatus,
    process,
    race,
    reaction,
    usual_stack,
)
from benchmarks.shape import Measure

_ALL: tuple[Measure, ...] = (
    book_sqlite,
    usual_stack,
    book_postgres,
    cpu,
    race,
    reaction,
    catching_up,
    mystatus,
    dialogue,
    force_cancel,
    idle,
    process,
)
MEASURES = {each.NAME: each for each in _ALL}
