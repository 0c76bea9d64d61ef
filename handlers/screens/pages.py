"""Screens that say how things are: help, languages. They read and depend on nothing."""

from datetime import timedelta

from domain.rules import Deadline
from handlers.ui.buttons import Privacy, SetLanguage
from handlers.ui.callback_data import key
from handlers.ui.home import home_row
from handlers.ui.screen import Screen
from handlers.view import View


def help_(view: View, *, telegram: int) -> Screen:
    """What can be said here, in at most twelve lines; without any admin, the reader's own id."""
    example = (view.today + timedelta(weeks=1)).isoformat()
    lines = [view.say("home.help", day=example, deadlines=_deadlines(view))]
    if view.admin:
        lines.append(view.say("home.help_admin", day=example))
    if not view.services.owners:
        lines.append(view.say("home.help_id", telegram=telegram))
    if view.dialogue is not None and view.now < view.dialogue.expires_at:
        lines.append(view.say("home.help_go_on"))
    rows = [[key(view.plain("button.privacy"), Privacy()), *home_row(view)]]
    return Screen("\n".join(lines), rows)


def languages(view: View) -> Screen:
    """The languages there are, to choose from."""
    offered = view.services.rules.languages
    keys = [key(view.plain(f"button.language_{each}"), SetLanguage(each)) for each in offered]
    return Screen(view.say("home.language"), [keys, home_row(view)])


def _deadlines(view: View) -> str:
    rules = view.services.rules
    book, cancel = _until(view, rules.book_until), _until(view, rules.cancel_until)
    if book == cancel:
        return view.plain("home.help_until_both", until=book)
    return view.plain("home.help_until", book=book, cancel=cancel)


def _until(view: View, deadline: Deadline) -> str:
    time = f"{deadline.at:%H:%M}"
    if deadline.days == 0:
        return view.plain("home.until_same_day", time=time)
    if deadline.days == 1:
        return view.plain("home.until_day_before", time=time)
    return view.plain("home.until_days_before", days=deadline.days, time=time)
