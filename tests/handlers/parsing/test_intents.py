"""What lines ask for, in both languages, with endings, typos and negations."""

import pytest

from handlers.parsing import intents
from handlers.parsing.line_parts import Intent

ASKED = {
    Intent.BOOK: "예약|예약할게요|예약하고싶습니다"
    "|예약 좀 부탁드립니다|얘약할게요|예액하고 싶어요|토요일 되나요"
    "|book|I'd like to book|make an apointment please|boook",
    Intent.CHANGE: "변경|예약 변경할게요|날짜 바꿔 주세요"
    "|벼경|취소 말고 변경해 주세요|예약 취소하고 다시 잡아 주세요"
    "|reschedule|chnage my booking|don't cancel, just change the date|cancel and rebook",
    Intent.CANCEL: "취소|예약취소할게요|취소하고 싶습니다|츼소해 주세요|바꾸지 말고 그냥 취소해줘"
    "|cancel my booking|cacel my appointment|call it off|don't change it, cancel it",
    Intent.SHOW: "내 예약|예약 확인|예약 됐나요?|취소 안 됐죠?|my bookings|show my bookng",
    Intent.WHEN: "언제예요?|언재예요|몇 시까지 가야 돼요?|when is my appointment?|what time",
    Intent.WHERE: "주소가 어디예요?|어떻게 가요?|where is it|adress please",
    Intent.PREPARE: "뭐 가져가요?|금식해야 하나요|금식 몇 시간이에요?"
    "|what should I bring|do I have to fast?",
    Intent.PRICE: "얼마예요?|예약은 안 하고 그냥 가격만 물어보려고요"
    "|how much is it|I'm not booking, just the price",
    Intent.CALL: "전화번호 알려줘|병원에 전화하고 싶은데요|phone number|who do I call",
    Intent.WAITLIST: "대기|자리 나면 알려 주세요"
    "|누가 취소하면 알려 주세요|if someone cancels let me know",
    Intent.LANGUAGE: "영어로 바꿔 주세요|언어 변경|English|change language|I don't speak Korean",
    Intent.HELP: "도움말|어떻게 해야 돼요?|help me|how does this work",
    Intent.THANKS: "감사합니다|고맙슴니다|덕분에 예약 잘 했어요 고맙습니다"
    "|thank you for your help|thansk",
    Intent.YES: "네|응|좋아요|ㅇㅇ|예약 확정|yes|ok|sure, go ahead",
    Intent.NO: "아니요|ㄴㄴ|안 할래요|동의하지 않음|no|no, thank you|I do not agree",
    Intent.STOP: "그만|나가기|나중에 할게요|stop|never mind|maybe later",
    Intent.PERSON: "상담원|사람 바꿔 주세요|기계 말고 사람이요"
    "|talk to a person|I don't want to talk to a robot",
}
NEGATED = {
    Intent.CANCEL: "취소하지 마세요|취소하지마세요|예약 취소 안 할게요"
    "|안 취소할래요|don't cancel|never cancel my booking",
    Intent.BOOK: "예약 안 할래요|예약하고 싶지 않습니다|I don't want to book|no booking please",
    Intent.CHANGE: "안 바꿀래요|날짜 바꾸지 말아주세요|don't change my booking",
    Intent.WAITLIST: "대기 안 할래요|no waitlist",
}
DESK = {
    Intent.CLOSE: "휴진|닫아 주세요|문 안 열어요|closed|we are not open",
    Intent.ROSTER: "명단|예약자 목록 볼게요|내일 몇 명 와요?|roster|who is coming",
    Intent.CAPACITY: "정원 변경|change the capacity",
    Intent.OPEN: "열어 주세요|예약 받아 주세요|reopen",
    Intent.BOOK_FOR: "전화예약",
    Intent.FIND: "찾기",
    Intent.ANNOUNCE: "공지",
}
UNCLEAR = (
    "예약이랑 취소 둘 다요|book or cancel|넵 아니요|네?"
    "|취소 안 하면 안 될까요?|못 갈 것 같아요|no, I can't make it|no, cancel it"
)
NOTHING = "배고파요|하늘|엄마|하늘병원|notebook|stopwatch|helpless|Norway|Facebook|남편"


def cases(table: dict[Intent, str]) -> list[tuple[str, Intent]]:
    return [(line, intent) for intent, lines in table.items() for line in lines.split("|")]


@pytest.mark.parametrize(("line", "intent"), cases(ASKED))
def test_what_is_asked_for_is_found(line: str, intent: Intent) -> None:
    found = intents.find(line)
    assert found is not None
    assert found.intent is intent


@pytest.mark.parametrize(("line", "intent"), cases(NEGATED))
def test_what_is_denied_is_not_asked_for(line: str, intent: Intent) -> None:
    found = intents.find(line)
    assert found is not None
    assert (found.intent, found.negated) == (None, intent)


@pytest.mark.parametrize(("line", "intent"), cases(DESK))
def test_the_desk_has_words_of_its_own(line: str, intent: Intent) -> None:
    found = intents.find(line, desk=True)
    assert found is not None
    assert found.intent is intent
    asked = intents.find(line)
    assert asked is None or asked.intent is not intent


@pytest.mark.parametrize("line", UNCLEAR.split("|"))
def test_two_meanings_are_left_open(line: str) -> None:
    found = intents.find(line)
    assert found is not None
    assert (found.intent, found.negated) == (None, None)


@pytest.mark.parametrize("line", NOTHING.split("|"))
def test_other_words_ask_for_nothing(line: str) -> None:
    assert intents.find(line) is None


def test_every_word_of_a_polite_line_is_accounted_for() -> None:
    line = "혹시 예약 좀 취소할 수 있을까요"
    found = intents.find(line)
    assert found is not None
    read = [*found.spans, *intents.filler_spans(line)]
    left = {at for at, c in enumerate(line) if c != " "}
    assert left - {at for start, end in read for at in range(start, end)} == set()


def test_an_unknown_word_is_left_whole() -> None:
    line = "한솔이네 예약"
    covered = [line[start:end] for start, end in intents.filler_spans(line)]
    assert covered == []


@pytest.mark.parametrize("line", ["전화번호 |||||||||||||", "phone number: |||||||||||||"])
def test_the_label_of_a_number_is_no_question(line: str) -> None:
    assert intents.find(line) is None
    assert intents.filler_spans(line)
