"""What charts are drawn with: text that is measured and wrapped, and marks that differ without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from pq_answers.document import CellBox, Runs, figure, plain
from pq_answers.document.text import clean, measure

WIDTH = 600
SIZE = 13
SMALL = 12
LINE = 15
INK, GREY, HAIR = "#333332", "#5f5f5e", "#d2d2d1"
# Each is readable as text on white (4,5 to 1 or more) and apart from its neighbours for the colour-blind.
COLOURS = ("#0063a3", "#b84300", "#007355", "#7a3e9d", "#7a5c00", "#333332", "#a8326e", "#5f6b73")
DASHES = ("", "7 3", "2 3", "10 3 2 3", "5 2", "1 4", "12 4", "6 2 1 2 1 2")
MOST = len(COLOURS)
"""As many series as have a colour, a dash and a mark of their own."""

# A reader without Calibri or Carlito sees Arial, which is a tenth wider.
_WIDER = 1.1
# The first series is plain: most charts have one or two, and stripes tire the eye.
_STRIPES = (
    "",
    "M-1 7L7 -1M-1 1L1 -1M5 7L7 5",
    "M3 0V6",
    "M-1 -1L7 7M-1 5L1 7M5 -1L7 1",
    "M0 3H6",
    "M3 0V6M0 3H6",
    "M-1 7L7 -1M-1 -1L7 7",
    "M1.5 1.5H2.5M4.5 4.5H5.5",
)
# Filled shapes of about one area, apart in outline also when small and grey.
_MARKS = (
    "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z",
    "M-3.6 -3.6H3.6V3.6H-3.6Z",
    "M0 -4.6L4.4 3.4H-4.4Z",
    "M0 -5L5 0L0 5L-5 0Z",
    "M0 4.6L4.4 -3.4H-4.4Z",
    "M-1.5 -4.5H1.5V-1.5H4.5V1.5H1.5V4.5H-1.5V1.5H-4.5V-1.5H-1.5Z",
    "M0 -5L4.8 -1.5L2.9 4H-2.9L-4.8 -1.5Z",
    "M-5 -2.5H5V2.5H-5Z",
)


def width(text: str, size: int = SIZE) -> float:
    """Return the width that `text` may take on the canvas."""
    return measure(text) * size * _WIDER / 1000


def widest(texts: Iterable[str], size: int = SIZE) -> float:
    """Return the width of the widest text, 0 where there is none."""
    return max((width(text, size) for text in texts), default=0.0)


def wrapped(text: str, room: float, size: int = SIZE) -> list[str]:
    """Return `text` in lines of at most `room`, broken at spaces only: a figure stays whole."""
    # Letters differ in width, so the number of columns that fits is found by trying.
    for columns in range(len(text), 1, -1):
        lines = textwrap.wrap(text, columns, break_long_words=False, break_on_hyphens=False)
        if widest(lines, size) <= room:
            return lines
    return text.split() or [""]


def shown(text: str) -> str:
    """Return a text as every format prints it."""
    return " ".join(clean(text).split())


def words(runs: Runs) -> str:
    """Return the text of `runs` as it is drawn."""
    return shown(plain(runs))


def printed(cell: CellBox) -> str:
    """Return what is drawn for a cell."""
    return shown(figure(cell))


def short(number: float) -> str:
    """Return a coordinate, to a tenth of a unit."""
    return f"{number:.1f}".removesuffix(".0")


@dataclass
class Canvas:
    """A drawing under way; `id` keeps its patterns apart from those of other charts on the page."""

    id: str
    parts: list[str] = field(default_factory=list)
    patterns: dict[int, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """All that was drawn."""
        return "".join(self.parts)

    @property
    def definitions(self) -> str:
        """The patterns that were used."""
        return f"<defs>{''.join(self.patterns.values())}</defs>" if self.patterns else ""

    def text(
        self, x: float, y: float, text: str, *, size: int = SIZE, anchor: str = "start", fill: str = ""
    ) -> None:
        """Write `text` with its middle line at `y`, on a white edge that keeps it clear of lines."""
        if not text:
            return
        # Only attributes: a style sheet would reach the other charts of the page.
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        colour = f' fill="{fill}"' if fill else ""
        self.parts.append(
            f'<text x="{short(x)}" y="{short(y + size * 0.34)}" font-size="{size}"{side}{colour} '
            f'stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">'
            f"{escape(text)}</text>"
        )

    def lines(self, x: float, y: float, lines: list[str], **look: str) -> None:
        """Write lines of text around the middle `y`."""
        top = y - LINE * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            self.text(x, top + LINE * number, line, anchor=look.get("anchor", ""), fill=look.get("fill", ""))

    def path(self, shape: str, colour: str, *, thick: float = 1, dash: str = "", fill: str = "none") -> None:
        """Draw a path."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="{short(thick)}"{dashes}/>'
        )

    def mark(self, number: int, x: float, y: float) -> None:
        """Draw the mark of a series around a point."""
        self.parts.append(
            f'<path d="{_MARKS[number]}" transform="translate({short(x)} {short(y)})" '
            f'fill="{COLOURS[number]}" stroke="#fff" stroke-width="1"/>'
        )

    def bar(self, number: int, x: float, y: float, long: float, high: float) -> None:
        """Draw a bar of a series in its colour and pattern."""
        self.parts.append(
            f'<rect x="{short(x)}" y="{short(y)}" width="{short(long)}" height="{short(high)}" '
            f'fill="{self._filling(number)}" stroke="{COLOURS[number]}" stroke-width="1"/>'
        )

    def _filling(self, number: int) -> str:
        # The colour carries the contrast; the stripes only tell apart.
        if not _STRIPES[number]:
            return COLOURS[number]
        name = f"{self.id}-vulling-{number}"
        self.patterns[number] = (
            f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{COLOURS[number]}"/>'
            f'<path d="{_STRIPES[number]}" stroke="#fff" stroke-width="1"/></pattern>'
        )
        return f"url(#{name})"
