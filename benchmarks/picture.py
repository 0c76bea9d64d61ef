"""The report as a picture: how far each measurement lies beyond its mark, or short of it.

One line a mark, better to the right whichever way it is measured. It only draws.
"""

import math
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from benchmarks.report import Run, amount, bound
from benchmarks.shape import Mark, Reading

FONT = Path(__file__).parents[1] / "sandbox/page/fonts/Pretendard-Regular.woff2"
PAPER, INK, FAINT, LINE = "#fbfaf7", "#22252b", "#7b828d", "#e4e1da"
COLOURS = {"yes, and the go-for": "#1f9d72", "yes": "#3f7fd9", "NO": "#d9604c"}
WIDTH, ROW, TOP, BOTTOM, EDGE = 1900, 54, 190, 110, 60
FROM, TO = 760, 1420
"""Where the scale begins and ends."""
COLOURS_KEPT = 128
LEAST, MOST = 0.1, 100.0
"""Of the mark."""
TICKS = {0.1: "a tenth", 1: "the mark", 10: "10 times", 100: "100 times"}


def draw(run: Run, file: Path) -> None:
    """Writes the picture."""
    readings = [each for result in run.results.values() for each in result.readings]
    sheet = Sheet(len(readings))
    sheet.title("checkup-bot, measured against its marks", run.machine, _below(run))
    sheet.scale()
    for number, reading in enumerate(readings):
        sheet.row(number, reading)
    sheet.legend()
    sheet.image.quantize(COLOURS_KEPT).save(file, optimize=True)


class Sheet:
    """The paper, and where things go on it."""

    def __init__(self, rows: int) -> None:
        self._bottom = TOP + rows * ROW
        self.image = Image.new("RGB", (WIDTH, self._bottom + BOTTOM), PAPER)
        self._draw = ImageDraw.Draw(self.image)
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}

    def title(self, title: str, machine: str, below: str) -> None:
        """At the top."""
        self._write((EDGE, 62), title, 40)
        self._write((EDGE, 108), machine, 20, FAINT)
        self._write((EDGE, 136), below, 20, FAINT)

    def scale(self) -> None:
        """The lines behind the bars; the mark's is the strongest."""
        for value, name in TICKS.items():
            x, is_mark = _x(value), value == 1
            colour, width = (INK, 3) if is_mark else (LINE, 2)
            self._draw.line((x, TOP - 10, x, self._bottom), colour, width)
            self._write((x, TOP - 26), name, 19, INK if is_mark else FAINT, anchor="mm")

    def row(self, number: int, reading: Reading) -> None:
        """One mark: its name, the bar with its spread, the go-for, the value."""
        y = TOP + number * ROW + ROW // 2
        mark, colour = reading.mark, COLOURS[reading.verdict]
        self._write((FROM - 28, y), mark.what, 20, anchor="rm")
        self._write((TO + 28, y), amount(mark, reading.value), 23, colour)
        self._write((WIDTH - EDGE, y), bound(mark, mark.mark), 18, FAINT, anchor="rm")
        if mark.mark == 0:
            self._draw.circle((_x(1), y), 11, colour)
            return
        left, right = sorted((_x(1), _x(beyond(mark, reading.value))))
        self._draw.rounded_rectangle((left, y - 11, max(right, left + 3), y + 11), 5, colour)
        worst, best = _ends(reading)
        self._draw.line((worst, y, best, y), INK, 2)
        for end in (worst, best):
            self._draw.line((end, y - 5, end, y + 5), INK, 2)
        if mark.go_for:
            self._diamond(_x(beyond(mark, mark.go_for)), y)

    def legend(self) -> None:
        """At the bottom."""
        x, y = EDGE, self._bottom + 58
        for name, colour in _legend():
            self._draw.rounded_rectangle((x, y - 11, x + 36, y + 11), 5, colour)
            self._write((x + 50, y), name, 20, FAINT)
            x += 90 + round(self._font(20).getlength(name))
        self._diamond(x + 10, y)
        self._write((x + 32, y), "what it goes for", 20, FAINT)
        self._write((x + 220, y), "thin line: from the worst round to the best", 20, FAINT)

    def _diamond(self, x: float, y: float) -> None:
        points = [(x, y - 10), (x + 10, y), (x, y + 10), (x - 10, y)]
        self._draw.polygon(points, PAPER, INK, 2)

    def _write(
        self,
        at: tuple[float, float],
        words: str,
        size: int,
        colour: str = INK,
        *,
        anchor: str = "lm",
    ) -> None:
        self._draw.text(at, words, colour, self._font(size), anchor)

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            self._fonts[size] = ImageFont.truetype(str(FONT), size)
        return self._fonts[size]


def beyond(mark: Mark, value: float) -> float:
    """How many times as good as the mark; 1 is the mark itself, whichever way it is measured."""
    if mark.at_least:
        return value / mark.mark
    if value <= 0:
        return MOST
    return mark.mark / value


def _x(times: float) -> float:
    inside = min(MOST, max(LEAST, times))
    share = (math.log10(inside) - math.log10(LEAST)) / (math.log10(MOST) - math.log10(LEAST))
    return FROM + share * (TO - FROM)


def _ends(reading: Reading) -> tuple[float, float]:
    """Where the worst round lies, and the best."""
    at = [_x(beyond(reading.mark, each)) for each in reading.rounds]
    return min(at), max(at)


def _below(run: Run) -> str:
    return f"python3 run.py bench, size «{run.size}»; medians over rounds in which both took turns"


def _legend() -> Iterator[tuple[str, str]]:
    words = ("better than what it goes for", "mark met", "mark missed")
    yield from zip(words, COLOURS.values(), strict=True)
