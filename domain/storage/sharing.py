"""Which databases many processes may work on at once. Opens none."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def is_shared(url: str) -> bool:
    """Whether others may open it beside us; a file of the embedded engine is one process's."""
    try:
        return make_url(url).get_backend_name() != "sqlite"
    except ArgumentError:
        return False
