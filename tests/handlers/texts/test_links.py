"""Names that an earlier release took do not become links where they are shown."""

import re
from datetime import date

import pytest

from handlers.texts import Wording

LINK = re.compile(r"(?<![\w<])[@#/]\w|\w\.[a-z]{2}|://")
"""What Telegram's apps turn into a link."""


@pytest.mark.parametrize(
    "name", ["naver.com", "t.me/x", "@admin", "#tag", "/book", "tg://user?id=1", "a@naver.com"]
)
def test_a_stored_name_does_not_become_a_link(name):
    for key in ("booking.examinee", "booking.not_open_on", "notice.sum", "roster.line"):
        values = {"name": name, "hospital": name, "what": name, "day": date(2027, 3, 5)}
        values |= {"told": 1, "of": 1, "n": 1, "code": "HS", "status": "x", "phone": ""}

        said = Wording("ko").say(key, **values)

        assert said.replace("\u2060", "").count(name) == 1
        assert LINK.search(re.sub(r"</?\w+>", "", said)) is None
    assert LINK.search(name) is not None
