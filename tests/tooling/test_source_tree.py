"""Our source keeps its own rules, and each rule catches a planted offender."""

from collections import Counter

import pytest

from tests.tooling import rules, sizes
from tests.tooling.source_tree import Source, sources

SOURCES = sources()
CATCHING_EVERYTHING = {
    "bot/telegram/update_processor.py": 1,
    "domain/storage/writer.py": 2,  # a command's bug; the last resort of its thread
    "jobs/consumer.py": 1,
    "jobs/delivery.py": 1,
    "bot/tasks.py": 1,  # of a thread's work, to raise it where that is waited for
}


def broken(rule, files=SOURCES):
    return [offence for file in files for offence in rule(file)]


def test_the_rules_see_the_whole_tree():
    seen = {source.path.split("/")[0] for source in SOURCES}

    assert {"run.py", "bot", "handlers", "domain", "jobs", "sandbox"} <= seen
    assert "tests" not in seen


def test_no_file_and_no_function_is_too_long():
    assert broken(rules.too_long) == []


def test_everything_is_caught_in_five_places_only():
    places = broken(rules.catches_everything)

    assert Counter(place.split(":")[0] for place in places) <= Counter(CATCHING_EVERYTHING), places


def test_the_core_never_asks_the_clock():
    core = [source for source in SOURCES if source.path.startswith("domain/")]

    assert broken(rules.asks_the_clock, core) == []


def test_no_text_is_put_together_beside_parse_mode():
    assert broken(rules.formats_beside_parse_mode) == []


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (rules.too_long, "x = 1\n" * 401),
        (rules.too_long, "def long():\n" + "    x = 1\n" * 40),
        (rules.too_long, "class A:\n    async def long(self):\n" + "        x = 1\n" * 40),
        (rules.catches_everything, "try:\n    x = 1\nexcept Exception:\n    pass\n"),
        (rules.catches_everything, "try:\n    x = 1\nexcept:\n    pass\n"),
        (rules.catches_everything, "try:\n    x = 1\nexcept (OSError, BaseException):\n    pass\n"),
        (rules.catches_everything, "with contextlib.suppress(Exception):\n    x = 1\n"),
        (rules.asks_the_clock, "from datetime import datetime\nx = datetime.now(UTC)\n"),
        (rules.asks_the_clock, "import datetime as dt\nx = dt.date.today()\n"),
        (
            rules.asks_the_clock,
            "from datetime import date\nx = field(default_factory=date.today)\n",
        ),
        (rules.asks_the_clock, "import time\nx = time.time()\n"),
        (rules.asks_the_clock, "from time import time as clock\nx = clock()\n"),
        (rules.formats_beside_parse_mode, "send(f'<b>{name}</b>', parse_mode='HTML')\n"),
        (rules.formats_beside_parse_mode, "send(text='<b>%s</b>' % name, parse_mode=HTML)\n"),
        (rules.formats_beside_parse_mode, "send('<b>{}</b>'.format(name), parse_mode=HTML)\n"),
        (rules.formats_beside_parse_mode, "send('<b>' + name, parse_mode=HTML)\n"),
    ],
)
def test_a_planted_offender_is_caught(rule, planted):
    assert len(rule(Source("planted.py", planted))) == 1


@pytest.mark.parametrize(
    ("rule", "fine"),
    [
        (rules.too_long, "x = 1\n" * 400),
        (rules.too_long, "def long():\n" + "    x = 1\n" * 39),
        (rules.catches_everything, "try:\n    x = 1\nexcept (OSError, ValueError):\n    pass\n"),
        (rules.asks_the_clock, "import time\nx = time.monotonic()\n"),
        (rules.asks_the_clock, "x = clock.now()\ny = hospital.today()\n"),
        (rules.formats_beside_parse_mode, "send(text, parse_mode='HTML')\nlog(f'{x}')\n"),
    ],
)
def test_what_is_allowed_is_let_through(rule, fine):
    assert rule(Source("fine.py", fine)) == []


def test_a_file_beyond_the_soft_limit_is_noted_and_no_offence():
    files = [Source("short.py", "x = 1\n" * 250), Source("long.py", "x = 1\n" * 251)]

    assert sizes.notes(files) == ["note: long.py has 251 lines, more than 250"]
    assert broken(rules.too_long, files) == []
