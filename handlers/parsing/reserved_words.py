"""Words of role and status, which no name of a person may contain: a front desk would read them as
its own.

Names are compared without case, accents, spaces and lookalike letters of other alphabets. A word
that is also a surname (Null, Nurse, Guest) is refused only where no other word stands beside it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_LOOKALIKES = str.maketrans(
    # Cyrillic, Greek and Latin letters that look like one of ASCII (Unicode TR 39, confusables).
    "авгекмнорпстухіјѕԁԛԝһӏѵѡαβδεηικμνορτυχωıɑɡɩʏ",
    "abrekmhopnctyxljsdqwhlvwabdenlkmvoptuxwlagly",
)
_ALIKE = (("rn", "m"), ("vv", "w"), ("i", "l"))  # adrnin, and a large I beside a small l
_VARIANT = re.compile(
    "LATIN (?:SMALL )?LETTER (?:SMALL CAPITAL |DOTLESS |SCRIPT )?([A-Z])(?: WITH .*)?"
)
"""Unicode names of letters that are read as one of ASCII: đ, ø, ɢ, ȼ."""


def _folded(text: str) -> str:
    """The letters of a text, equal for texts that look alike."""
    letters = "".join(map(_base, unicodedata.normalize("NFKD", text.casefold())))
    letters = letters.translate(_LOOKALIKES)
    for seen, read in _ALIKE:
        letters = letters.replace(seen, read)
    return unicodedata.normalize("NFC", letters)


def _base(c: str) -> str:
    category = unicodedata.category(c)
    if category[0] == "L":
        variant = _VARIANT.fullmatch(unicodedata.name(c, ""))
        return variant[1].casefold() if variant else c
    # Marks of other scripts are part of their words; the shared ones are accents.
    return c if category[0] == "M" and not unicodedata.combining(c) else ""


_WORD_LIST = """
    admin admins administrator administration sysadmin webmaster superuser moderator operator
    system support helpdesk telegram botfather chatbot receptionist reception frontdesk clerk
    customer username noname nameless unnamed unknown anonymous
    cancelled canceled cancellation confirmed unconfirmed confirmation booking booked reservation
    reserved pending completed rejected approved expired deleted removed erased unavailable invalid
    verified unverified waitlisted refunded noshow staff owner
    vip urgent emergency deceased
    administrador administradora administrateur administratrice administratore verwalter sistema
    soporte cancelado cancelada anulado annulé annulée annullato storniert abgesagt gelöscht
    eliminado supprimé confirmado confirmada confirmé bestätigt desconocido inconnu unbekannt
    anónimo anonyme anonym
    админ администратор администрация модератор оператор система поддержка отменено отменён
    отменена подтверждено подтверждён подтверждена удалено удалён удалена неизвестно неизвестный
    аноним безымянный бронь διαχειριστής αδμιν
    مدير ملغى ملغي مؤكد محذوف مجهول מנהל בוטל נמחק אנונימי
    관리 예약 취소 확정 완료 접수 삭제 안내 공지 직원 원장 의사 환자 고객 손님 익명 탈퇴 없음 노쇼
    긴급 응급 사망 노쇼자 노쇼고객 당일노쇼 부원장 대표원장 진료원장 원장님
    cancelling canceling cancelplease pleasecancel cancelrequest
"""
"""Refused as a word of their own, wherever they stand in the name."""
_ALONE_LIST = """
    bot robot root host manager official guest user patient doctor nurse clinic hospital desk test
    cancel confirm name myname fullname notgiven mod null nil none undefined na tba tbd
    이름 성함 성명 회원 본인 병원 검진자 봇 무명 미등록 미입력 미정 대기 승인 변경 테스트
    مشرف бот отмена имя безимени 無名 无名 氏名 姓名 名前
"""
"""Refused only where no other word stands beside them: some are surnames, some given names."""
_INSIDE_LIST = """
    관리자 관리인 관리팀 운영자 운영진 운영팀 담당자 담당의 상담원 상담사 간호사 병원장 안내원
    접수처 예약자 고객센터 고객지원 사용자 이용자 시스템 텔레그램 챗봇 데스크 센터 서비스 없음
    취소 예약
    administrator botfather telegram quảntrịviên đãhủy
    管理员 管理員 管理者 管理人 客服 系统 系統 取消 已确认 已確認 預約 预约 予約 匿名 名無し
    院長 院长 受付 掛號 挂号 看護師 護士 护士
    名前なし 已删除 已刪除 削除 キャンセル 運営 スタッフ システム ボット サポート
"""
"""Refused wherever they stand: no name contains them."""
_STATUS = "(?:예약|취소|확정|완료|접수|삭제|변경|승인|대기|만료|거절|환불|보류|결제|확인|탈퇴|이름)"
_KOREAN_STATUS = re.compile(
    f"{_STATUS}{{2,}}|{_STATUS}+(?:함|한|중|요청|예정|필요|자|님|번호|내역|미상|아님"
    r"|마감|요망|바람|바랍니다|해주세요|부탁|문의|대상|실패|거부|환자|고객)+"
    f"|(?:자동|당일|중복|전체|일괄|강제|임시|미|재){_STATUS}+"
    f"|.*{_STATUS}(?:됨|된|되었|됐|했음|불가|안됨).*"
)
"""A status of two words or with an ending; 변경, 승인 and 대기 alone are given names."""


_KOREAN_OFFICE = re.compile(
    "(?:관리|원무|접수|보건|안내|총무|행정|간호|진료|수납|상담|예약|검진)"
    "(?:실|과|부|팀|대|소|처|국|원|인|자|직|창구|센터|담당)"
)
"""A part of an organisation, or who works there."""


def _all_folded(words: str) -> frozenset[str]:
    return frozenset(map(_folded, words.split()))


_WORDS, _ALONE, _INSIDE = map(_all_folded, (_WORD_LIST, _ALONE_LIST, _INSIDE_LIST))
MIN_AFFIX_LETTERS = 8
"""Of a word that names a role also as a part of another one; shorter ones are parts of names."""
_AFFIXES = (
    *(word for word in _WORDS if len(word) >= MIN_AFFIX_LETTERS),
    *map(_folded, ("admin", "삭제", "사망", "응급", "부원장", "대표원장", "진료원장", "원장님")),
    *map(_folded, ("노쇼자", "노쇼고객", "당일노쇼")),
)


def has_reserved_word(name: str) -> bool:
    """Whether the name contains a word of role or status, also one that is s p a c e d out."""
    words = [word for word in map(_folded, re.split(r"[\s\-.,'·・]+", name)) if word]
    whole = "".join(words)
    return (
        whole in _ALONE
        or _ALONE.issuperset(words)
        or not _WORDS.isdisjoint(_runs(words))
        or any(each in whole for each in _INSIDE)
        or any(map(_is_compound, words))
        or _KOREAN_OFFICE.fullmatch(whole) is not None
        or any(_KOREAN_STATUS.fullmatch(word) for word in (*words, whole))
    )


def _is_compound(word: str) -> bool:
    """Whether it begins or ends with a role or status, or contains an office."""
    cancels = word.endswith("cancel") and word != "cancel"  # a surname alone, as is Cancela
    affixed = word.startswith(_AFFIXES) or word.endswith(_AFFIXES)
    return cancels or affixed or _KOREAN_OFFICE.search(word) is not None


def _runs(words: Sequence[str]) -> Iterable[str]:
    """Words that stand one after the other, as one."""
    ends = range(1, len(words) + 1)
    return ("".join(words[start:end]) for end in ends for start in range(end))
