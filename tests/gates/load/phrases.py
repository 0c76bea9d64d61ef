"""What people can tell an answer by: the words on their phone, taken from the bot's own texts."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from handlers.texts import Wording
from tests.gates.load.seed import in_days

KOREAN = Wording("ko")
CODE = re.compile(r"HS-[0-9A-Z]{6}")
AGREE = KOREAN.plain("button.agree_basic")
AGREE_HEALTH = KOREAN.plain("button.agree_health")
REGISTER = KOREAN.plain("wizard.register")
TELL_NAME = KOREAN.plain("button.tell_name")
CONFIRM = KOREAN.plain("button.confirm")
ASK_CANCEL = KOREAN.plain("button.cancel")
COMMIT_CANCEL = KOREAN.plain("button.commit_cancel")
COMMIT_DELETE = KOREAN.plain("delete.commit")
_TEXTS = Path(__file__).parents[3] / "handlers" / "texts" / "ko.toml"


def bare(html: str) -> str:
    """The words as a phone shows them."""
    return re.sub(r"<[^>]*>", "", html)


ASK_BASIC, ASK_HEALTH = (
    bare(KOREAN.say(f"consent.{each}", days=0)).splitlines()[0] for each in ("basic", "health")
)
ASK_NAME = bare(KOREAN.say("consent.ask_name"))
BOOKED = bare(KOREAN.say("booking.booked"))
CANCELLED = bare(KOREAN.say("booking.cancelled"))
FORCE_CANCELLED = bare(KOREAN.say("notice.force_cancelled")).splitlines()[0]


def sold_out(hospital: str, day: date) -> str:
    """What somebody reads who came too late, today."""
    words = KOREAN.in_year(in_days(0).year)
    return bare(words.say("refused.sold_out", hospital=hospital, day=day))


def everybody_told(what: str, *, people: int) -> str:
    """The sum an admin reads when nobody was missed."""
    return bare(KOREAN.say("notice.sum", what=what, told=people, of=people))


def is_refusal(text: str) -> bool:
    """Whether it says no and why."""
    return any(pattern.search(text) for pattern in _refusals())


@cache
def _refusals() -> list[re.Pattern[str]]:
    said = tomllib.loads(_TEXTS.read_text("utf-8"))["refused"].values()
    parts = ([re.escape(part) for part in re.split(r"\{[^}]*\}", bare(text))] for text in said)
    return [re.compile(".*".join(each)) for each in parts]
