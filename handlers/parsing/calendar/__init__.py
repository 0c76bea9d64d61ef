"""Days, times and parts of the day in typed text."""

from handlers.parsing.calendar.found import CalendarWords, find

__all__ = ["CalendarWords", "find"]
