"""Screens of the router itself: forwarded, stale, unknown, out of place."""

from difflib import get_close_matches

from handlers.ui.buttons import ShowHelp, ShowMyBookings
from handlers.ui.callback_data import key
from handlers.ui.screen import Rows, Screen, book_row, home_row
from handlers.view import View


def forwarded(view: View) -> Screen:
    """Forwarded messages are not processed."""
    return Screen(view.say("frame.forwarded"), [home_row(view)])


def misread(view: View, said: str) -> Screen:
    """Invalid input; `said` names the rule."""
    return Screen(said, [home_row(view)])


def stale(view: View) -> Screen:
    """Button of an older release, or callback data that is not ours."""
    return Screen(view.say("frame.stale"), [home_row(view)], view.plain("frame.stale_alert"))


def words_please(view: View) -> Screen:
    """Photo, sticker or voice message where text or a button is expected."""
    return Screen(view.say("frame.words_please"), [home_row(view)])


def unknown_command(view: View, text: str, known: list[str]) -> Screen:
    """Unknown command, with the closest one if similar."""
    typed = text[1:].partition(" ")[0].partition("@")[0].casefold()[:32]
    begun = [command for command in known if typed and command.startswith(typed)]
    close = begun[:1] or get_close_matches(typed, known, n=1)
    said = view.say("frame.unknown_command")
    if close:
        said += "\n" + view.say("frame.did_you_mean", command=f"/{close[0]}")
    return Screen(said, [[key(view.plain("button.help"), ShowHelp()), *home_row(view)]])


def asked_elsewhere(view: View) -> Screen:
    """The open question belongs to a newer release that this process does not know."""
    said = view.plain("frame.asked_elsewhere")
    return Screen(view.say("frame.asked_elsewhere"), [home_row(view)], said)


def answered_elsewhere(view: View, *, refused: bool) -> Screen:
    """Answer of a newer release: only whether the command was done is known."""
    said = "frame.refused_elsewhere" if refused else "frame.done_elsewhere"
    return Screen(
        view.say(said), [[key(view.plain("button.mine"), ShowMyBookings()), *home_row(view)]]
    )


def edits_unread(view: View) -> Screen:
    """An edited message that answers no open question."""
    return Screen(view.say("frame.edits_unread"))


def free_text(view: View) -> Screen:
    """Text without a recognised meaning."""
    said = "frame.free_text_admin" if view.admin else "frame.free_text"
    return Screen(view.say(said), _ways_on(view))


def long_text(view: View, *, most: int) -> Screen:
    """Text that is too long to have a meaning."""
    return Screen(view.say("frame.long_text", most=most), _ways_on(view))


def _ways_on(view: View) -> Rows:
    ways = [[*book_row(view), key(view.plain("button.mine"), ShowMyBookings())]]
    return [*ways, [key(view.plain("button.help"), ShowHelp()), *home_row(view)]]
