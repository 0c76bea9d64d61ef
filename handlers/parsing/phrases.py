"""Phrases without a slash that mean a command; only a whole text matches."""

import re
from datetime import date

from handlers.parsing.arguments import name_and_day
from handlers.parsing.text import MAX_LINE_CHARS, ParseError, clean

_COMMANDS = {
    "start": (
        "안녕",
        "안녕하세요",
        "시작",
        "시작하기",
        "처음으로",
        "메뉴",
        "hello",
        "hi",
        "start",
        "menu",
    ),
    "book": (
        "예약",
        "예약하기",
        "예약할게요",
        "예약할래요",
        "예약해줘",
        "예약해주세요",
        "예약하고싶어요",
        "검진예약",
        "건강검진",
        "건강검진예약",
        "book",
        "booking",
        "bookascreening",
        "iwanttobook",
    ),
    "cancel": (
        "취소",
        "취소하기",
        "취소해줘",
        "취소할게요",
        "취소해주세요",
        "취소하고싶어요",
        "예약취소",
        "예약취소하기",
        "예약취소해줘",
        "예약취소할게요",
        "예약취소해주세요",
        "cancel",
        "cancelbooking",
        "cancelmybooking",
    ),
    "mystatus": (
        "내예약",
        "내예약보기",
        "내예약보여줘",
        "예약확인",
        "예약내역",
        "예약조회",
        "mybookings",
        "mybooking",
    ),
    "hospitals": ("병원", "병원보기", "병원목록", "hospitals", "hospital"),
    "privacy": ("개인정보", "privacy"),
    "language": ("언어", "language"),
    "help": ("도움말", "도움", "help"),
}
_BY_WORD = {word: command for command, words in _COMMANDS.items() for word in words}
_STOP = frozenset(
    {
        "취소",
        "취소하기",
        "취소해줘",
        "취소할게요",
        "취소해주세요",
        "그만",
        "그만두기",
        "그만둘게요",
        "그만할게요",
        "cancel",
        "stop",
    }
)
_BOOK = frozenset({"예약", "book"})
_YES = """
    네|넵|넹|넴|예|옙|응|웅|ㅇㅇ|ㅇㅋ|ㄴㅔ|그래|그려|그럽시다|그러세요|그럼요|그렇게|그렇습니다|맞아|맞습니다|맞네|
    마자|좋아|좋습니다|오케이|오키|콜|이대로|진행|당연|물론|👍|👌|✅|yes|yess|yep|yup|yeah|yea|yah|ya|y|ye|
    aye|sure|sure thing|of course|certainly|absolutely|definitely|ok|okay|okey|oki|k|kk|okie dokie|
    alright|all right|thats right|that is right|thats correct|that is correct|correct|exactly|
    sounds good|looks good|lgtm|that works|works for me|thats fine|that is fine|fine|fine by me|
    go ahead|go for it|do it|please do|proceed|i do|indeed|affirmative|by all means|lets do it|
    go with that|lets go with that|no problem go ahead
"""
_BESIDE_YES = """
    요|이요|이에요|입니다|이죠|아|해|해요|해주세요|해줘|해줘요|해주십시오|주세요|하세요|할게|할게요|할께요|
    하겠습니다|합니다|합시다|하십시다|하죠|하지요|부탁해요|부탁드려요|부탁드립니다|부탁합니다|하|ㅎㅎ|ㅋㅋ|
    please|pls|plz|sir|madam
"""
_YES_TO = {
    "book": """
        예약|예약확정|확정|book|book it|book this|booking|confirm|confirmed|confirm it|
        i confirm|confirm booking|confirm the booking|reserve|reserve it|take it|ill take it|
        book it for me|i want to book|id like to book
    """,
    "agree": "동의|agree|i agree|agreed|accept|i accept",
}
"""What is a yes besides, to a card that asks for that."""
_BESIDE_DEED = "을|를|할래|할래요|하고싶어요|하고싶습니다|하기"
_FRIENDLY = str.maketrans(dict.fromkeys("^~.,!…'’♡♥❤😊🙂😀😄🙏\ufe0f🏻🏼🏽🏾🏿"))
_KOREAN_SPACE = re.compile("(?<=[가-힣]) +(?=[가-힣])")
MAX_YES_CHARS = 60


def command_of(text: str) -> str | None:
    """Command (without slash) that the phrase means, or None. Never raises."""
    return _BY_WORD.get(_squeezed(text))


def says_stop(text: str) -> bool:
    """Whether the phrase means leaving the dialogue. Never raises."""
    return _squeezed(text) in _STOP


def says_yes(text: str, *, to: str = "") -> bool:
    """Whether the text says yes and nothing else, so that it may commit what a card shows; `to`:
    what the card asks for, `book` or `agree`. Never raises.
    """
    if len(text) > MAX_YES_CHARS:
        return False
    try:
        rest = _KOREAN_SPACE.sub("", clean(text).casefold().translate(_FRIENDLY)).strip()
    except ParseError:
        return False
    yes, beside = _YES_PIECES[to]
    said = False
    while rest:
        piece = next((each for each in (*yes, *beside) if _begins(rest, each)), None)
        if piece is None:
            return False
        said = said or piece in yes
        rest = rest[len(piece) :].lstrip()
    return said


def _begins(rest: str, piece: str) -> bool:
    """Whether the piece stands at the beginning, an English one as whole words."""
    return rest.startswith(piece) and not (piece[-1].isascii() and rest[len(piece) :][:1].isalpha())


def _pieces(*listed: str) -> tuple[str, ...]:
    """The pieces of the lists, the longest first."""
    pieces = {clean(each) for some in listed for each in some.split("|")} - {""}
    return tuple(sorted(pieces, key=len, reverse=True))


_YES_PIECES = {
    "": (_pieces(_YES), _pieces(_BESIDE_YES)),
    **{
        to: (_pieces(_YES, words), _pieces(_BESIDE_YES, _BESIDE_DEED))
        for to, words in _YES_TO.items()
    },
}


def booking_line(text: str, *, today: date) -> str | None:
    """Arguments after `예약` or `book` if they contain a date, else None. Never raises."""
    if len(text) > MAX_LINE_CHARS:
        return None
    first, _, rest = text.strip().partition(" ")
    if first.casefold() not in _BOOK:
        return None
    try:
        _, day = name_and_day(rest, today=today)
    except ParseError:
        return None
    return rest if day is not None else None


def _squeezed(text: str) -> str:
    if len(text) > MAX_LINE_CHARS:
        return ""
    try:
        words = clean(text)
    except ParseError:
        return ""
    return "".join(words.casefold().split()).rstrip(".!?~")
