"""Words that say yes and nothing else, so that they may commit what a card shows."""

import re

from handlers.parsing.text import ParseError, clean

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
    요|이요|이에요|입니다|이죠|해|해요|해주세요|해줘|해줘요|해주십시오|주세요|하세요|할게|할게요|할께요|
    하겠습니다|합니다|합시다|하십시다|하죠|하지요|부탁해요|부탁드려요|부탁드립니다|부탁합니다|하하|ㅎㅎ|ㅋㅋ|
    please|pls|plz|sir|madam
"""
_YES_TO = {
    "book": """
        예약|예약확정|확정|book it|book this|confirm|confirmed|confirm it|
        i confirm|confirm booking|confirm the booking|reserve it|take it|ill take it|
        book it for me|book this one
    """,
    "register": "등록|등록하기|등록확정|확정|register|register it|add it",
    "agree": "동의|agree|i agree|agreed|accept|i accept",
}
"""What is a yes besides, to a card that asks for that."""
_BESIDE_DEED = "을|를"
_BESIDE_YES_TO = {
    "cancel": "취소|예약취소|cancel|cancel it|cancel the booking|cancel my booking",
    "delete": "삭제|지워|지워주세요|delete|delete it",
}
"""What may stand beside a yes to a card that ends something; alone it is none."""
_OPENS_BOOKING = frozenset(["예약", "book", "booking"])
"""Alone they open booking, as anywhere."""
_FRIENDLY = str.maketrans(dict.fromkeys("^~.,!…'’♡♥❤😊🙂😀😄🙏\ufe0f🏻🏼🏽🏾🏿"))
_FIRST = re.compile("^아(?=네|넵|그래|좋아|맞아)")
"""An "ah" in front of a yes."""
_KOREAN_SPACE = re.compile("(?<=[가-힣]) +(?=[가-힣])")
MAX_YES_CHARS = 60


def says_yes(text: str, *, to: str = "") -> bool:
    """Whether the text says yes and nothing else, so that it may commit what a card shows; `to`:
    what the card asks for: `book`, `agree`, `register`, `cancel` or `delete`. Never raises.
    """
    if len(text) > MAX_YES_CHARS:
        return False
    try:
        rest = _KOREAN_SPACE.sub("", clean(text).casefold().translate(_FRIENDLY)).strip()
    except ParseError:
        return False
    rest = _FIRST.sub("", rest)
    yes, beside = _YES_PIECES[to]
    said = False
    if rest in _OPENS_BOOKING:
        return False
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
    **{
        to: (_pieces(_YES), _pieces(_BESIDE_YES, _BESIDE_DEED, words))
        for to, words in _BESIDE_YES_TO.items()
    },
}
