"""Everything that is stored about the reader, as a file: in words, and as it stands in the rows."""

import json

from domain import queries
from domain.errors import Unavailable
from domain.ports.mypage import MyPageTransaction
from domain.ports.personal import Records
from domain.ports.store import Transaction
from handlers.screens import mydata_words as words
from handlers.screens.erasing import nothing
from handlers.ui.buttons import AskErase
from handlers.ui.callback_data import key
from handlers.ui.home import home_row
from handlers.ui.screen import Document, Screen
from handlers.view import View


async def sent(view: View) -> Screen:
    """The file, to this private chat only."""
    if view.person is None:
        return nothing(view)
    text = json.dumps(await _everything(view), ensure_ascii=False, indent=2)
    document = Document(f"mydata-{view.today}.json", text.encode())
    rows = [[key(view.plain("button.erase"), AskErase())], home_row(view)]
    return Screen(view.say("mydata.caption"), rows, document=document)


async def _everything(view: View) -> words.Json:
    account = str(view.person.telegram) if view.person is not None else ""
    actors = (account, view.services.keyed_hash(account))
    stored = await view.read(_rows, person=view.me, actors=actors)
    bookings = await view.read(queries.my_bookings, person=view.me)
    plain = view.plain
    return {
        plain("mydata.made_at"): words.instant(view, view.now),
        plain("mydata.about"): words.about(view, stored["person"][0]),
        plain("personal.consent"): [words.consent(view, row) for row in stored["consent"]],
        plain("personal.booking"): [words.booking(view, each, stored) for each in bookings],
        plain("personal.notice"): [words.notice(view, row) for row in stored["notice"]],
        plain("personal.question"): [words.question(view, row) for row in stored["dialogue"]],
        plain("mydata.rows"): stored,
        plain("mydata.read_model"): await _read_model(view),
    }


def _rows(tx: Transaction, *, person: int, actors: tuple[str, str]) -> Records:
    return tx.records.of_person(person, actors=actors)


def _shown(tx: MyPageTransaction, *, person: int) -> Records:
    return tx.view.records(person)


async def _read_model(view: View) -> object:
    """It may be away; what it holds is made of the rows above."""
    try:
        return await view.read_mypage(_shown, person=view.me)
    except Unavailable:
        return view.plain("mydata.away")
