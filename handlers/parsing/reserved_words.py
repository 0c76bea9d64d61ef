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
    긴급 응급 사망
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
    administrator botfather telegram quảntrịviên đãhủy
    管理员 管理員 管理者 管理人 客服 系统 系統 取消 已确认 已確認 預約 预约 予約 匿名 名無し
    名前なし 已删除 已刪除 削除 キャンセル 運営 スタッフ システム ボット サポート
"""
"""Refused wherever they stand: no name contains them."""
_STATUS = "(?:예약|취소|확정|완료|접수|삭제|변경|승인|대기|만료|거절|환불|보류|결제|확인|탈퇴|이름)"
_KOREAN_STATUS = re.compile(
    f"{_STATUS}{{2,}}|{_STATUS}+(?:함|한|중|요청|예정|필요|자|님|번호|내역|미상)+"
    f"|.*{_STATUS}(?:됨|된|되었|됐|했음|불가|안됨).*"
)
"""A status of two words or with an ending; 변경, 승인 and 대기 alone are given names."""


def _all_folded(words: str) -> frozenset[str]:
    return frozenset(map(_folded, words.split()))


_WORDS, _ALONE, _INSIDE = map(_all_folded, (_WORD_LIST, _ALONE_LIST, _INSIDE_LIST))


def has_reserved_word(name: str) -> bool:
    """Whether the name contains a word of role or status, also one that is s p a c e d out."""
    words = [word for word in map(_folded, re.split(r"[\s\-.,'·・]+", name)) if word]
    whole = "".join(words)
    return (
        whole in _ALONE
        or _ALONE.issuperset(words)
        or not _WORDS.isdisjoint(_runs(words))
        or any(each in whole for each in _INSIDE)
        or any(_KOREAN_STATUS.fullmatch(word) for word in (*words, whole))
    )


def _runs(words: Sequence[str]) -> Iterable[str]:
    """Words that stand one after the other, as one."""
    ends = range(1, len(words) + 1)
    return ("".join(words[start:end]) for end in ends for start in range(end))
