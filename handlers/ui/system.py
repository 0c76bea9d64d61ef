"""What the frame itself has to say: forwarded, stale, unknown, out of place."""

from difflib import get_close_matches

from handlers.ui.buttons import ShowHelp, ShowMyBookings
from handlers.ui.callback_data import key
from handlers.ui.home import book_row, home_row
from handlers.ui.screen import Screen
from handlers.view import View


def forwarded(view: View) -> Screen:
    """A forwarded message does nothing; type it anew."""
    return Screen(view.say("frame.forwarded"), [home_row(view)])


def misread(view: View, said: str) -> Screen:
    """What was typed breaks a rule; `said` names it."""
    return Screen(said, [home_row(view)])


def stale(view: View) -> Screen:
    """A button of an older release, or no button of ours."""
    return Screen(view.say("frame.stale"), [home_row(view)], view.plain("frame.stale_alert"))


def words_please(view: View) -> Screen:
    """A photo, a sticker, a voice where words or buttons are wanted."""
    return Screen(view.say("frame.words_please"), [home_row(view)])


def unknown_command(view: View, text: str, known: list[str]) -> Screen:
    """No such command; the closest one, if any comes close."""
    typed = text[1:].partition(" ")[0].partition("@")[0].casefold()[:32]
    close = get_close_matches(typed, known, n=1)
    said = view.say("frame.unknown_command")
    if close:
        said += "\n" + view.say("frame.did_you_mean", command=f"/{close[0]}")
    return Screen(said, [[key(view.plain("button.help"), ShowHelp()), *home_row(view)]])


def asked_elsewhere(view: View) -> Screen:
    """The open question is a newer release's, of which this process knows nothing."""
    said = view.plain("frame.asked_elsewhere")
    return Screen(view.say("frame.asked_elsewhere"), [home_row(view)], said)


def answered_elsewhere(view: View, *, refused: bool) -> Screen:
    """What a newer release answered; what it says is not known here, only whether it was done."""
    said = "frame.refused_elsewhere" if refused else "frame.done_elsewhere"
    return Screen(
        view.say(said), [[key(view.plain("button.mine"), ShowMyBookings()), *home_row(view)]]
    )


def ran_out(view: View) -> Screen:
    """The open question is older than the dialogue's minutes."""
    return Screen(view.say("frame.ran_out"), [home_row(view)])


def free_text(view: View) -> Screen:
    """Words that mean nothing to us."""
    ways = [[*book_row(view), key(view.plain("button.mine"), ShowMyBookings())]]
    help_ = key(view.plain("button.help"), ShowHelp())
    return Screen(view.say("frame.free_text"), [*ways, [help_, *home_row(view)]])
