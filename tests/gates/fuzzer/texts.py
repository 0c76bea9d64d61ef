"""Texts as people, clients and attackers send them: sense, nonsense and every corner of Unicode."""

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

ODD = [
    *("0", "-1", "+10", "1_000", "１２", "١٢", "²", "1e3", "10.5", "0x10", "010", "1001", "NaN"),
    *("2147483648", "9" * 5000, "열 명", "True", "10명", "12\u200b", "10\n", " 10 ", "½", "Ⅷ"),
    *("2026-02-29", "2028-02-29", "2026-13-01", "2026-00-10", "24/12/2026", "12/11/2026", "내일"),
    *("1798070400", "9999-12-31", "0000-00-00", "2026–12–24", "２０２６－１２－２４", "12-24"),
    *("20261224", "2026-W52-4", "2026년 12월 24일", "12월 3일", "2027-03-01..2027-03-31 평일"),
    *("\u202e원병", "\u2066a\u2069", "서울\u200b병원", "<b>x</b>", "<b>", "</b>", "<a href='", "&"),
    *("&lt;b&gt;", "&#0;", "&#x110000;", "<tg-emoji>", "[병원](tg://user?id=1)", "*_`~|", "@admin"),
    *("👨‍👩‍👧‍👦", "\x00", "\ud83d", "\udc00\ud83d", "../../etc/passwd", "'; DROP TABLE--"),
    *("{0}", "{name}", "%s%n", "${jndi:x}", "http://x.example", "tg://resolve?domain=x", "NULL"),
    *("900101-1234567", "９００１０１－１２３４５６７", "4111 1111 1111 1111", "010-1234-5678"),
    *(
        "O'Brien",
        "Nguyễn",
        "남궁민수",
        "Z̷̢̛a̶l̵g̴o̸" * 20,
        "ﷺ" * 200,
        "ﷺ",
        "שלום",
        "مستشفى",
        "\u3164" * 9,
    ),
    *("", " ", "\n", "\ufeff", "\u2800", "a" * 4096, "가" * 4096, "👍" * 2048, "ﷺ" * 4096),
    *("v1|m", "HS-7K3QX2", "hs 7k3 qx2", "HS-ILOU00", "\\", '"', "「한빛병원」", "“한빛병원” 30"),
    *(
        "취소",
        "cancel",
        "예약",
        "내 예약",
        "도움말",
        "선택 완료",
        "이전",
        "건너뛰기",
        "skip",
        "back",
        "done",
    ),
]
"""What a parser or a renderer has tripped over somewhere."""

NAMES = [
    "한빛병원",
    "서울 중앙 의원",
    "Hanbit Clinic",
    "가<b>나",
    "병원&병원",
    "מרפאה",
    "ㄱㄴ1",
    "x" * 50,
]
"""Hospitals that the admins keep registering."""


class OddText:
    """Draws texts. `today` is moved by whoever moves the clock."""

    def __init__(self, chance: Random) -> None:
        self.today = date(2027, 3, 1)
        self.codes: list[str] = []
        self.links: list[str] = []
        self._chance = chance
        self._ranges = [
            *((0x20, 0x7F), (0xA0, 0x2FF), (0x300, 0x370), (0x590, 0x700), (0x1100, 0x1200)),
            *((0x2000, 0x2070), (0x20D0, 0x2100), (0x3000, 0x3200), (0xAC00, 0xD7A4)),
            *((0xD800, 0xE000), (0xFE00, 0xFFFF), (0x1F300, 0x1FAFF), (0xE0000, 0xE0200)),
            *((0x0, 0x20), (0x80, 0xA0), (0x10000, 0x110000)),
        ]

    def any(self) -> str:
        """Something that may mean something."""
        draw = self._chance.choices(
            [self.wish, self.command, self.field, self.odd, self.noise, self.mutated],
            [40, 10, 22, 12, 7, 9],
        )[0]
        return draw()

    def wish(self) -> str:
        """A command that is right, most often."""
        name = self._one(NAMES[:3] if self._chance.random() < 0.7 else NAMES)
        day, code = self.day(), self._one(self.codes or ["HS-7K3QX2"])
        return self._one(
            [
                f"/addhospital {name} {day} {self._one([1, 2, 2, 30])}",
                f"/addhospital {name} {day} 2 02-123-4567",
                "/addhospital",
                f"/capacity {name} {day} {self._one([1, 2, 3, 30])}",
                f"/deletehospital {name} {day}",
                f"/deletehospital {name}",
                f"/roster {name} {day}",
                f"/roster {day}",
                f"/status {code}",
                *(f"/book {name} {day}" for _ in range(8)),
                *(f"/book {name}", f"/book {day}", "/book"),
                *("/admins", self._one(self.links or ["/start adm_x"])),
                *(f"/cancel {code}", "/cancel", f"/mystatus {code}", "/mystatus"),
                *(f"/hospitals {day}", "/hospitals", "내 예약", "취소", "예약"),
            ]
        )

    def command(self) -> str:
        """A command, rightly or wrongly written, with arguments that may fit."""
        name = self._one(COMMANDS)
        if self._chance.random() < 0.1:
            name = self._one(
                [name.upper(), f"{name}@other_bot", f"{name}x", f"{name}@", " " + name]
            )
        drawn = self._chance.random()
        if drawn < 0.3:
            return name
        if drawn < 0.75:
            parts = [self._one([*NAMES, ""]), self.day(), self._one(["30", "1", "2", ""])]
            return f"{name} {' '.join(parts)}".rstrip()
        return f"{name} {self._one([self.field, self.odd, self.noise])()}"

    def field(self) -> str:
        """An answer to some question of the bot's."""
        drawn = self._chance.randrange(7)
        return (
            self._one(NAMES),
            self.day(),
            str(self._chance.choice([1, 2, 5, 30, 1000])),
            "02-123-4567",
            "밤 9시부터 금식이에요",
            self._one(["김가명", "이가명", "남궁가명", "Alex Made"]),
            self._one(self.codes or ["HS-7K3QX2"]),
        )[drawn]

    def day(self) -> str:
        """A date, most often one that can be booked."""
        day = self.today + timedelta(
            days=self._chance.choice([2, 3, 3, 4, 4, 5, 5, 6, 30, 0, -1, 400])
        )
        styles = (f"{day}", f"{day:%Y%m%d}", f"{day.month}/{day.day}", f"{day}..{day} 평일")
        return self._chance.choices(styles, [7, 1, 1, 1])[0]

    def odd(self) -> str:
        return self._one(ODD)

    def noise(self) -> str:
        """Code points from everywhere, half characters included."""
        longest = self._chance.choice([3, 20, 200, 4096])
        low, high = self._one(self._ranges)
        there = (low, high) if self._chance.random() < 0.7 else (0, 0x110000)
        count = self._chance.randint(1, longest)
        return "".join(chr(self._chance.randrange(*there)) for _ in range(count))

    def mutated(self) -> str:
        """Something sensible with something odd in it."""
        text = self._one([self.command, self.field])()
        at = self._chance.randint(0, len(text))
        return self._one(
            [
                lambda: text[:at] + self._one(ODD)[:100] + text[at:],
                lambda: text[:at] + chr(self._chance.randrange(0x110000)) + text[at:],
                lambda: text[:at],
                lambda: text * 3,
                lambda: unicodedata.normalize("NFD", text),
                lambda: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
                lambda: text.upper().replace(" ", "\u3000"),
            ]
        )()

    def _one(self, choices: Sequence):
        return self._chance.choice(choices)


COMMANDS = [
    *("/start", "/book", "/cancel", "/mystatus", "/hospitals", "/language", "/help", "/privacy"),
    *(
        "/addhospital",
        "/addhospital",
        "/deletehospital",
        "/capacity",
        "/roster",
        "/status",
        "/park",
    ),
    *("/mydata", "/deletemydata", "/withdraw", "/admins", "/nosuch", "/", "/ㄱ", "/start h_1"),
    *("/start adm_x", "/start h_99999999999999999999", "/cancel HS-7K3QX2"),
]
