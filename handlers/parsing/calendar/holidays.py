"""Public holidays of Korea, 2026 to 2031, with their substitute days.

By the Public Holidays Act (공휴일에 관한 법률), with 노동절 and 제헌절 since 2026, and the election
days of the Public Official Election Act. A test compares it with the package `holidays`, which
would take 120 ms and 13 MiB to import. Days that the government names at short notice are not in
it.
"""

from datetime import date

_FIXED = ((1, 1), (3, 1), (5, 1), (5, 5), (6, 6), (7, 17), (8, 15), (10, 3), (10, 9), (12, 25))
_MOVING = {
    2026: "0216 0217 0218 0302 0524 0525 0603 0817 0924 0925 0926 1005",
    2027: "0206 0207 0208 0209 0503 0513 0719 0816 0914 0915 0916 1004 1011 1227",
    2028: "0126 0127 0128 0412 0502 1002 1003 1004 1005",
    2029: "0212 0213 0214 0507 0520 0521 0921 0922 0923 0924",
    2030: "0202 0203 0204 0205 0327 0506 0509 0612 0911 0912 0913",
    2031: "0122 0123 0124 0303 0528 0930 1001 1002",
}
"""Lunar New Year, Buddha's birthday, Chuseok, elections, and substitute holidays (MMDD)."""

HOLIDAYS = frozenset(date(year, *each) for year in _MOVING for each in _FIXED) | frozenset(
    date(year, int(each[:2]), int(each[2:]))
    for year, days in _MOVING.items()
    for each in days.split()
)
NAMED = {
    "삼일절": (3, 1),
    "노동절": (5, 1),
    "근로자의날": (5, 1),
    "어린이날": (5, 5),
    "현충일": (6, 6),
    "제헌절": (7, 17),
    "광복절": (8, 15),
    "개천절": (10, 3),
    "한글날": (10, 9),
    "크리스마스": (12, 25),
    "성탄절": (12, 25),
    "신정": (1, 1),
}
"""Holidays of a fixed date that are said by name."""
