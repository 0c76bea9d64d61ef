"""Words of days and times in Korean and English, each with the code of its token.

The codes are letters of the patterns that rules are written in (`rewriter`):

N number, n number word, d about so many, O ordinal, o ordinal word, l last, Y year, M month,
T day of the month, b month name, w weekday, q weekday of one syllable, p weekly pattern, e every,
E every other, r day near today, x next, X after next, h this, c coming, g next year, K week,
G days, J months, F count of days, a later, A from then on, Z until then, i in, ~ to, & and,
^ not the former, ! not the latter, ; but, < until, > from, z part of a month, P part of the day,
m part of the day before a clock time, % am or pm, H hour, I minute, f half, Q quarter, t past,
s at, # places, C capacity, v any day, 1 end of this month, 2 year, 3 lunch time, 4 work, 5 other,
6 between, u lunch, S clock time, 0 now, 8 before, 9 after, W within, = holiday by name,
L last (week), y every month, k week, j month, _ particle, ? another word, and a blank for words
that change nothing. Of what rules make: D day, V period, R set of days, B weekdays of this week or
any, @ days taken out, U day or time that does not exist.
"""

from collections.abc import Iterable
from typing import NamedTuple

from handlers.parsing.calendar.holidays import NAMED
from handlers.parsing.calendar.spans import EVERY_WEEKDAY, WEEKEND, WORKING_DAYS


class Word(NamedTuple):
    """Code and value of a word."""

    code: str
    number: int = 0
    weekdays: frozenset[int] = frozenset()


MORNING, NOON, AFTERNOON, EVENING = 1, 2, 3, 4
"""Numbers of the parts of the day in P and m."""
BY = 1
"""Number of `<` that is "by"."""
MONTH_BEGIN, MONTH_MIDDLE, MONTH_END, MONTH_LATE, LAST_DAY = 1, 2, 3, 4, 5
"""Numbers of z: the first ten days, the next ten, the last day loosely, the last ten, the last."""


def _numbered(code: str, words: str, start: int = 1) -> dict[str, Word]:
    return {
        word: Word(code, n)
        for n, group in enumerate(words.split(), start)
        for word in group.split("/")
    }


def _plain(code: str, words: str, number: int = 0) -> dict[str, Word]:
    return {word: Word(code, number) for word in words.split()}


def _weekly(code: str, words: str, weekdays: Iterable[int]) -> dict[str, Word]:
    return {word: Word(code, 0, frozenset(weekdays)) for word in words.split()}


_SYLLABLES = "월화수목금토일"
SINO = {c: n for n, c in enumerate("일이삼사오육칠팔구", 1)} | {"십": 10, "공": 0, "영": 0}
NATIVE = (
    _numbered("n", "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두 열세 열네")
    | _numbered("n", "스무 서른 마흔 쉰", 2)
    | _numbered("n", "하나 둘 셋 넷")
)
for _tens, _word in enumerate(("스무", "서른", "마흔", "쉰"), 2):
    NATIVE[_word] = Word("n", 10 * _tens)

KOREAN: dict[str, Word] = {
    **_numbered("r", "그제/그저께 어제 오늘/금일 내일/낼/명일/익일 모레/모래/내일모레/낼모레", -2),
    **_numbered("r", "글피 그글피", 3),
    **_numbered("w", " ".join(f"{c}요일/{c}욜/{c}오일/{c}여일/{c}요알" for c in _SYLLABLES)),
    **_numbered("q", " ".join(_SYLLABLES)),
    **_weekly("p", "평일 주중", WORKING_DAYS),
    **_weekly("p", "주말 주말들", WEEKEND),
    **{f"{c}요일들": Word("p", 0, frozenset({n})) for n, c in enumerate(_SYLLABLES, 1)},
    **_weekly("p", "매일", EVERY_WEEKDAY),
    **_plain("e", "매주 매 마다 만"),
    **_plain("E", "격주"),
    **_plain("y", "매월 매달"),
    **_plain("k", "금주", 0),
    **_plain("k", "내주 차주 담주 담쥬", 1),
    **_plain("x", "다음 담"),
    **_plain("X", "다다음 다음다음 담담"),
    **_plain("h", "이번 요번"),
    **_plain("c", "오는 돌아오는 다가오는"),
    **_plain("L", "지난 저번"),
    **_plain("g", "내년", 1),
    **_plain("g", "올해 금년", 0),
    **_plain("K", "주 쥬 주차 주일"),
    **_plain("J", "달 개월"),
    **_plain("j", "이달", 0),
    **_plain("j", "내달", 1),
    **_plain("Y", "년"),
    **_plain("M", "월 워 월달"),
    **_plain("T", "일"),
    **_plain("G", "일간 일동안 간 동안"),
    **_plain("H", "시"),
    **_plain("I", "분"),
    **_plain("f", "반"),
    **_numbered("o", "첫째/첫/첫번째 둘째/두번째 셋째/세번째 넷째/네번째 다섯째/다섯번째"),
    **_plain("l", "마지막"),
    **_plain("z", "초 초순", MONTH_BEGIN),
    **_plain("z", "중순", MONTH_MIDDLE),
    **_plain("z", "말", MONTH_END),
    **_plain("z", "하순", MONTH_LATE),
    **_plain("z", "말일", LAST_DAY),
    **_plain("1", "월말", MONTH_END),
    **_numbered("F", "하루 이틀 사흘 나흘 닷새 엿새 이레 여드레 아흐레 열흘"),
    **_plain("F", "보름", 15),
    **_plain("F", "일주일", 7),
    **_plain("O", "스무날", 20),
    **_plain("O", "초하루", -1),
    **_plain("O", "초닷새", -5),
    **_plain("a", "뒤 후 있다가 이후에"),
    **_plain("A", "이후 이후로 부터는 먹고 넘어서 넘어 넘으면 지나서 지나고 지나면"),
    **_plain("Z", "전 이전"),
    **_plain(">", "부터 에서"),
    **_plain("<", "까지"),
    **_plain("&", "과 와 이나 나 이랑 랑 하고 및 또는 혹은 아니면 그리고"),
    **_plain("^", "제외 제외하고 빼고 말고 아니라 아니고", 1),
    **_plain("m", "오전 오젼 오졘 오쩐 am", MORNING),
    **_plain("m", "아침 새벽", MORNING),
    **_plain("m", "낮 오후 오휴 pm", AFTERNOON),
    **_plain("m", "저녁 밤", EVENING),
    **_plain("u", "점심"),
    **_plain("P", "퇴근하고 퇴근후 퇴근", EVENING),
    **_plain("S", "정오", 12),
    **_plain("#", "명 사람 자리 개 인"),
    **_plain("C", "정원"),
    **_plain("v", "아무"),
    **_plain(" ", "중 중에 중에서 안에"),
    **_plain("G", "날"),
    **{word: Word("=", n) for n, word in enumerate(NAMED)},
}
"""Words that stand alone or in a row without spaces."""

_PARTICLES = (
    "이요 요 이에요 예요 에요 이예요 이어요 입니다 인데요 이고요 이유 유 에 에는 은 는 이 가 "
    "을 를 로 으로 로요 으로요 로는 으로는 도 쯤 께 경 정도 날 중 중에 중으로 중에서 안 안에 "
    "안으로 내 내로 의 씩 째 사이 사이에 정각 때 일찍 이른 꼭 네요 이네요 이랑요 께요 죠 이죠 "
    "이면 면 이면요 면요 쯤이면 쯤이요 쯤에 쯤으로 이라면 라면 이라도 라도 이든 에나 "
    "이여 여 이용 용 입니당 입니다만 인데 인데여 이구요 이고 에다 에요 에만 에도 "
    "님 건 꺼 것 거"
)
PARTICLES = frozenset(_PARTICLES.split())
_TAILS = (
    "예약 취소 변경 갈게 갈 가능 되 돼 될 부탁 해주 해 할 하려 하겠 좋 괜찮 명단 휴진 휴무 닫 "
    "열어 열 쉽 쉬 자리 검진 바꿔 바꾸 옮 미뤄 미루 어때 어떠 어떨 맞 주세 잡 시간 있 없 안되 "
    "안돼 아니 아닌 못 먹 받"
)
TAILS = tuple(_TAILS.split())
"""Beginnings of verbs and nouns that may be joined to a day or a time, unlike names."""

_SOFT = (
    "sometime some time only all any anytime within around about early late high very else best"
    " prefer better mornings are would be do in on at of the or just each per a day t course"
    " i'll come"
    " 안으로 이내로 바로 바로요"
    " 돼요 됩니다 돼 다 일찍 이른 정각 하루 하루에 중 좋을 좋아요 것 같습니다 만 그냥 쯤 한 달 요"
    " 늦어도"
)
SOFT = frozenset(_SOFT.split())
"""Words that say nothing beside a day or a time."""

_WEEKDAY_NAMES = (
    "monday/mon tuesday/tue/tues wednesday/wed/weds/wensday thursday/thu/thur/thurs friday/fri"
    " saturday/sat sunday/sun"
)
_PLURALS = "mondays tuesdays wednesdays thursdays fridays saturdays sundays"
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

ENGLISH: dict[str, Word] = {
    **_numbered(
        "b",
        "jan/january feb/february mar/march apr/april may jun/june jul/july aug/august"
        " sep/sept/september oct/october nov/november dec/december",
    ),
    **_numbered("w", _WEEKDAY_NAMES),
    **{word: Word("p", 0, frozenset({n})) for n, word in enumerate(_PLURALS.split(), 1)},
    **_weekly("p", "weekday weekdays m-f", WORKING_DAYS),
    "week days": Word("p", 0, WORKING_DAYS),
    "working days": Word("p", 0, WORKING_DAYS),
    "business days": Word("p", 0, WORKING_DAYS),
    "weekend": Word("p", 2, WEEKEND),
    "weekends": Word("p", 1, WEEKEND),
    **_weekly("p", "daily everyday", EVERY_WEEKDAY),
    **_weekly("p", "mwf", {1, 3, 5}),
    **_numbered("r", "yesterday today/2day tomorrow/tmr/tmrw/tmw/2moro overmorrow", -1),
    **_numbered("n", _NUMBERS),
    **_numbered("n", "a/an"),
    **_numbered("d", "couple few", 2),
    **_plain("n", "thirty", 30),
    **_plain("n", "forty", 40),
    **_plain("n", "fifty", 50),
    **_numbered("o", _ORDINALS),
    **_plain("n", "tow", 2),
    **_plain("n", "nien", 9),
    **_plain("l", "last"),
    **_plain("e", "every each evry"),
    **_plain("h", "this"),
    **_plain("c", "coming upcoming"),
    **_plain("x", "next nxt nex"),
    **_plain("K", "week weeks wk wks wek weks"),
    **_plain("G", "day days"),
    **_plain("J", "month months"),
    **_plain("2", "year"),
    **_plain("F", "fortnight", 14),
    **_plain("a", "later"),
    **_plain("9", "after"),
    **_plain("8", "before"),
    **_plain("0", "now"),
    **_plain("W", "within"),
    **_plain("A", "onwards onward"),
    **_plain("i", "in"),
    **_plain("~", "to ot through thru"),
    **_plain("<", "until till til"),
    **_plain("<", "by", BY),
    **_plain(">", "from starting"),
    **_plain("6", "between"),
    **_plain("&", "and or"),
    **_plain("!", "except excluding without w/o not no instead apart"),
    **dict.fromkeys(("all but", "anything but", "anytime but", "any time but"), Word("!")),
    **_plain(";", "but"),
    **_plain("5", "other"),
    **_plain("z", "beginning early start", MONTH_BEGIN),
    **_plain("z", "mid middle", MONTH_MIDDLE),
    **_plain("z", "end", MONTH_END),
    **_plain("z", "late", MONTH_LATE),
    **_plain("P", "morning mornings forenoon", MORNING),
    **_plain("P", "afternoon afternoons", AFTERNOON),
    **_plain("P", "evening evenings night", EVENING),
    **_plain("%", "am amm", MORNING),
    **_plain("%", "pm", AFTERNOON),
    **_plain("S", "noon nooon midday", 12),
    **_plain("S", "midnight", 0),
    **_plain("u", "lunch"),
    **_plain("3", "lunchtime"),
    **_plain("4", "work"),
    **_plain("H", "o'clock oclock hrs h ish sharp"),
    **_plain("I", "minutes"),
    **_plain("f", "half haf"),
    **_plain("Q", "quarter"),
    **_plain("t", "past"),
    **_plain("s", "at around about"),
    **_plain("#", "places place people slots slot spots seats patients persons pax"),
    "per day": Word("#"),
    **_plain("C", "capacity"),
    **_plain("v", "any"),
    **_plain(" ", "the of on for only just during exactly than very sometime"),
}
