"""Phrases without a slash that mean a command; only a whole text matches."""

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


def command_of(text: str) -> str | None:
    """Command (without slash) that the phrase means, or None. Never raises."""
    return _BY_WORD.get(_squeezed(text))


def says_stop(text: str) -> bool:
    """Whether the phrase means leaving the dialogue. Never raises."""
    return _squeezed(text) in _STOP


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
