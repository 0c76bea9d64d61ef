"""Words by which a name is told from a relation, a day or a sentence."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


RELATIONS = _listed(
    """
    남편 아내 와이프 엄마 어머니 어머님 아빠 아버지 아버님 부모님 아들 딸 할머니 할아버지 형
    누나 언니 오빠 동생 친구 장모님 장인어른 시어머니 시아버지 배우자 가족 본인 저 나 저요
    어무이 어무니 아부지 할매 할배 마누라 손녀 손자 며느리 사위 조카 이모 고모 삼촌 신랑
    자신 우리어머니 우리엄마 우리아빠 집사람 husband wife mom mum mother dad father parents
    son daughter brother sister grandmother grandfather friend me myself self partner
    """
)
"""Who an examinee is to the one that writes."""
_WRITERS = _listed("본인 저 나 저요 자신")
KOREAN_RELATIVES = frozenset(word for word in RELATIONS - _WRITERS if word[0] >= "가") | _listed(
    """
    부모 시부모님 여자친구 남자친구 여친 남친 여동생 남동생 형님 장모 장인 처제 처남 형수 자녀
    아이 아이들 애들 큰아들 작은아들 큰딸 작은딸 지인 동료 식구 가족들 약혼자 예비신랑 예비신부
    """
)
"""Those of them in Korean who are not the one that writes, and some more."""
WORDS_OF_SENTENCES = _listed(
    """
    am is are was were be have has do does dont can cant could want need like coming hungry
    late sorry the what when where how why who please thanks years old tomorrow today tonight
    next this that it my your i you we they not and or
    """
)
"""English words that are in sentences and in few names."""
NO_NAMES = _listed(
    """
    배고파 심심해 도와주세 안녕하세 사랑해 우울해 피곤해 부모님 부모 오늘부터 목록 명단 번호
    이름 확인 변경 취소 정보 누구 예약 상담 병원 강남점 서른명 한명 두명 주차장 주차비 문의
    이에요 이예요 이어요 이고요 이구요 이라고 이라서 이니까 이네요 이거든 이지요 이구나 이래요
    임산부 고혈압 공무원 강남역 서울역 신입생 선생님 나머지 지난번 이용자 신분증 신청서 진단서
    소견서 문진표 인터넷 심전도 유방암 조금만 이번달 이번주 안내문 추가로 직장인 대상자 여러분
    이틀간 사흘간 나흘간 공휴일 국경일 기념일 설연휴 설명절 선거일 석탄일 전화 안내
    공지 하루 하늘 지하철 고속철 사정이 주차장
    """
)
"""Korean words that look like a name of three syllables."""
DAY_WORDS = _listed(
    """
    오늘 내일 모레 글피 내일모레 어제 주말 평일 오전 오후 아침 점심 저녁 월요일 화요일 수요일
    목요일 금요일 토요일 일요일 다음주 이번주 다음달 today tomorrow monday tuesday wednesday
    thursday friday saturday sunday morning afternoon evening weekend
    """
)
"""Days and parts of the day."""
