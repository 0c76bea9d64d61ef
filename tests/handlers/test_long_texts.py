"""Long texts: answered in a sentence, nothing lost, and no update costs 5 ms of CPU more for them.

The cost is that of the whole update, with 2,000 hospitals that a name is compared with.
"""

import time
from functools import partial
from itertools import islice, product

import pytest

from domain.model import IMPLICIT_PROGRAM, hospital_key
from domain.ports.store import Command
from tests.handlers.catalogue import says
from tests.handlers.parsing.slow_texts import MAX_TELEGRAM_CHARS, corpus, limit_ms
from tests.handlers.talk import ADMIN

LONG = "예약 한빛병원 12/3 " + "그리고 " * 50
MOST_TRIES = 15
"""Of a text that seems too slow: on a busy machine the quickest try counts."""
HOSPITALS = 2000
SLOW = ["가나다라마바사아자차카타파하" * 3, "한빗병원", "ab" * 25, "3/5 " * 48, "3/5 " * 120]
"""Names of no hospital, and what was slowest of the corpus."""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "200자 이내로 적거나"), ("en", "at most 200 characters")],
)
async def test_a_long_text_is_answered_in_a_sentence(world, language, sentence):
    phone = await world.guest(language=language)

    for text in (LONG, "가" * 201, "book 12/3 " + "x" * 4000):
        shown = await phone.say(text)

        assert sentence in shown.text
        assert len(shown.labels) == 4


async def test_a_long_line_of_a_command_is_told_the_same(world):
    for phone in (await world.guest(), world.phone(ADMIN)):
        shown = await phone.say("/book 한빛병원 " + "x" * 200)

        assert says("parse.too_long", shown.text)


async def test_a_long_text_leaves_the_open_question_open(world):
    admin = world.phone(ADMIN)
    await admin.say("/addhospital 새봄의원")

    long = await admin.say("12/3 " * 200)
    days = await admin.say("2027-03-10")

    assert says("parse.too_long", long.text)
    assert "검진일을 눌러 주세요" in long.text
    assert "3월 10일(수)" in days.text


WAYS = {
    "a message": (1001, "{}", "한빛"),
    "a booking line": (1001, "예약 {}", "한빛병원 3/11"),
    "/book": (1001, "/book {}", "한빛병원"),
    "/hospitals": (1001, "/hospitals {}", "한빛병원"),
    "/cancel": (1001, "/cancel {}", "HS-7K3QX2"),
    "/mystatus": (1001, "/mystatus {}", "HS-7K3QX2"),
    "/start": (1001, "/start {}", "h_1"),
    "an unknown command": (1001, "/{}", "x"),
    "/roster": (ADMIN, "/roster {}", "한빛병원"),
    "/deletehospital": (ADMIN, "/deletehospital {}", "한빛병원"),
    "/capacity": (ADMIN, "/capacity {}", "한빛병원 2027-03-11 30"),
    "/status": (ADMIN, "/status {}", "HS-7K3QX2"),
    "the wizard's dates": (ADMIN, "{}", "2027-03-12"),
}
"""By whom, the text around it, and an ordinary one beside which it is measured."""


async def _cost_ms(phone, text):
    began = time.process_time()
    await phone.say(text[:MAX_TELEGRAM_CHARS])
    return (time.process_time() - began) * 1000


async def _over(phone, way, texts, limit, *, after=None):
    """Those that cost so much more than an ordinary text; what seems to is measured again. `after`
    opens a question before each, for a text may leave it.
    """
    found = []
    for text in texts:
        costs = []
        while not costs or (min(costs) > limit and len(costs) < MOST_TRIES):
            if after is not None:
                await phone.say(after)
            costs.append(await _cost_ms(phone, way.format(text)))
        found += [(round(min(costs), 1), text[:40])] if min(costs) > limit else []
    return found


def _fill(tx):
    names = islice(product("가나다라마바사아자차카타파하한빛새봄", repeat=4), 0, None, 50)
    for name in islice(map("".join, names), HOSPITALS):
        key = hospital_key(name + "병원")
        hospital = tx.hospitals.add(name=name + "병원", key=key, phone=None, note=None)
        tx.programs.add(hospital=hospital.id, name=IMPLICIT_PROGRAM)


async def test_no_text_costs_an_update_5_ms_more_among_2000_hospitals(world):
    await world.main.run(_fill, Command(world.clock.now()))
    await world.hospital()
    await world.guest()
    texts = SLOW + [row.text for row in corpus()[::4]]
    slow = {}

    for name, (telegram, way, ordinary) in WAYS.items():
        phone = world.phone(telegram)
        after = "/addhospital 새봄의원" if "wizard" in name else None
        await phone.say(after or "/help")
        usual = min([await _cost_ms(phone, way.format(ordinary)) for _ in range(5)])
        slow[name] = await _over(phone, way, texts, usual + limit_ms(), after=after)

    assert slow == {name: [] for name in WAYS}


async def test_an_update_that_costs_more_is_found(world, monkeypatch):
    phone = await world.guest()
    monkeypatch.setattr("handlers.conversation.typed.parsing.read", partial(_burn, limit_ms() * 4))

    assert await _over(phone, "{}", ["한빛"], limit_ms())


def _burn(cost_ms, _, **__):
    end = time.thread_time() + cost_ms / 1000
    while time.thread_time() < end:
        pass
