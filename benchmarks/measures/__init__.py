"""Every measure by name, in the order of the report. One module each, all of the same form."""

from benchmarks.measures import (
    book_postgres,
    book_sqlite,
    catch_up,
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
from benchmarks.results import Measure

_ALL: tuple[Measure, ...] = (
    book_sqlite,
    usual_stack,
    book_postgres,
    cpu,
    race,
    reaction,
    catch_up,
    mystatus,
    dialogue,
    force_cancel,
    idle,
    process,
)
MEASURES = {each.NAME: each for each in _ALL}
