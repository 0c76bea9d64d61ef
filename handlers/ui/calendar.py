"""Month calendar as an inline keyboard: selectable days with their free places.

The caller supplies the callback data.
"""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from telegram import InlineKeyboardButton

from handlers.texts import WEEKDAYS, Wording
from handlers.ui.callback_data import NoOp, key

FEW_PLACES = 3
"""Up to this many free places are shown on the key."""

Row = list[InlineKeyboardButton]
_SUNDAY_FIRST = calendar.Calendar(firstweekday=6)


@dataclass(frozen=True)
class DayMark:
    """A selectable day. `free` places (0: full; None: not counted), or a `mark` (● ✓)."""

    free: int | None = None
    mark: str = ""

    @property
    def full(self) -> bool:
        return self.free is not None and self.free <= 0

    def label(self, day: date) -> str:
        if self.mark:
            return f"{self.mark}{day.day}"
        if self.full:
            return "✕"
        few = self.free is not None and self.free <= FEW_PLACES
        return f"{day.day}·{self.free}" if few else str(day.day)


def month(
    *,
    year: int,
    month: int,
    days: Mapping[date, DayMark],
    words: Wording,
    on_day: Callable[[date], str],
    on_month: Callable[[int, int], str],
    first: date,
    last: date,
) -> list[Row]:
    """Keyboard of a month, Sunday first: a row with arrows, a row of weekdays, one row a week.

    `on_day` and `on_month` give callback data; full days call `on_day` too. The arrows stop at the
    months of `first` and `last`; a month beyond them is replaced by the nearest. A week without any
    of the days is left out.
    """
    shown = min(max((year, month), (first.year, first.month)), (last.year, last.month))
    weeks = _SUNDAY_FIRST.monthdayscalendar(*shown)
    return [
        [
            _arrow("◀", _moved(shown, -1), on_month)
            if shown > (first.year, first.month)
            else _still(),
            _still(_title(shown, words)),
            _arrow("▶", _moved(shown, 1), on_month)
            if shown < (last.year, last.month)
            else _still(),
        ],
        [_still(words.plain(f"weekday.{WEEKDAYS[n]}")) for n in _SUNDAY_FIRST.iterweekdays()],
        *(
            [_day(date(*shown, n), days, on_day) if n else _still() for n in week]
            for week in weeks
            if any(n and date(*shown, n) in days for n in week)
        ),
    ]


def _title(shown: tuple[int, int], words: Wording) -> str:
    name = words.plain(f"month.{shown[1]}")
    return words.plain("calendar.title", year=shown[0], month=name)


def _moved(shown: tuple[int, int], by: int) -> tuple[int, int]:
    year, index = divmod(shown[0] * 12 + shown[1] - 1 + by, 12)
    return year, index + 1


def _arrow(
    label: str, to: tuple[int, int], on_month: Callable[[int, int], str]
) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=on_month(*to))


def _day(
    day: date, days: Mapping[date, DayMark], on_day: Callable[[date], str]
) -> InlineKeyboardButton:
    if day not in days:
        return _still()
    return InlineKeyboardButton(days[day].label(day), callback_data=on_day(day))


def _still(label: str = " ") -> InlineKeyboardButton:
    return key(label, NoOp())
