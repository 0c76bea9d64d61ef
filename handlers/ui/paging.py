"""Pages of a long list; a page number beyond the last shows the last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.ui.callback_data import Button, key
from handlers.ui.screen import Rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page, counted from 0; `first` is the number of its first item, counted from 1."""

    items: Sequence[T]
    page: int
    pages: int
    first: int


def paged(items: Sequence[T], *, page: int, size: int) -> Paged[T]:
    pages = max(1, -(-len(items) // size))
    page = min(page, pages - 1)
    return Paged(items[page * size : (page + 1) * size], page, pages, page * size + 1)


def arrows(shown: Paged[T], to: Callable[[int], Button]) -> Rows:
    """Row of arrows; empty for a single page."""
    row = []
    if shown.page > 0:
        row.append(key("◀", to(shown.page - 1)))
    if shown.page < shown.pages - 1:
        row.append(key("▶", to(shown.page + 1)))
    return [row] if row else []
