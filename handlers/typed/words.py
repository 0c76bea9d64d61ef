"""Words without a slash that mean a command. Looks at the whole text, never inside a sentence."""

from handlers.typed.grammar import Misunderstood, clean

_COMMANDS = {
    "book": ("예약", "예약하기", "예약할게요", "예약해주세요", "book", "booking", "bookascreening"),
    "cancel": (
        "취소",
        "취소하기",
        "예약취소",
        "취소할게요",
        "취소해주세요",
        "cancel",
        "cancelbooking",
    ),
    "mystatus": ("내예약", "예약확인", "예약조회", "내예약보기", "mybookings", "mybooking"),
    "hospitals": ("병원", "병원보기", "병원목록", "hospitals", "hospital"),
    "help": ("도움말", "도움", "help"),
}
_BY_WORD = {word: command for command, words in _COMMANDS.items() for word in words}


def free_words(text: str) -> str | None:
    """Answer the command the words mean (without its slash), or None. Never raises."""
    try:
        words = clean(text)
    except Misunderstood:
        return None
    return _BY_WORD.get("".join(words.casefold().split()).rstrip(".!?~"))
