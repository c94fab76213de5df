"""Lines over periods: a point per cell, its figure beside it where there is room, its name at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from pq_answers.document import CellBox, ChartBlock
from pq_answers.document.drawing.canvas import (
    COLOURS,
    DASHES,
    GREY,
    HAIR,
    INK,
    LINE,
    SIZE,
    SMALL,
    WIDTH,
    Canvas,
    printed,
    widest,
    width,
    words,
    wrapped,
)

_TOP = 48
_NAMES = 170
_PERIOD = 84
_ROOM = 190
_AWAY = 12
_MARK = 5.0

Point = tuple[float, float]


@dataclass(frozen=True)
class _Box:
    """The place that a text or a mark takes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def crossed(self, start: Point, end: Point) -> bool:
        """Return whether the stroke from `start` to `end` runs through the box."""
        left, right = max(self.left, start[0]), min(self.right, end[0])
        if left > right:
            return False
        heights = [_height_at(x, start, end) for x in (left, right)]
        return min(heights) < self.bottom and max(heights) > self.top


def _height_at(x: float, start: Point, end: Point) -> float:
    share = (x - start[0]) / (end[0] - start[0])
    return start[1] + share * (end[1] - start[1])


@dataclass
class _Plot:
    """The plane of the points, and what is taken on it."""

    chart: ChartBlock
    left: float
    right: float
    high: float
    scale: float
    taken: list[_Box] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        return _TOP + self.high

    def x(self, at: int) -> float:
        return self.left + (self.right - self.left) * at / (len(self.chart.categories) - 1)

    def y(self, value: Decimal) -> float:
        return self.bottom - float(value) * self.scale

    def points(self, number: int) -> list[Point | None]:
        """Return a series' points; None where the cell has no value: a gap, never a zero."""
        cells = self.chart.series[number].cells
        return [
            None if cell.value is None else (self.x(at), self.y(cell.value)) for at, cell in enumerate(cells)
        ]

    def strokes(self) -> Iterator[tuple[Point, Point]]:
        for number in range(len(self.chart.series)):
            points = self.points(number)
            for start, end in pairwise(points):
                if start and end:
                    yield start, end

    def free(self, box: _Box) -> bool:
        """Return whether nothing stands or runs where `box` would come."""
        inside = box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= self.bottom
        clear = inside and not any(box.meets(other) for other in self.taken)
        return clear and not any(box.crossed(*stroke) for stroke in self.strokes())


def draw_lines(chart: ChartBlock, canvas: Canvas) -> int:
    """Draw the lines above one baseline at zero; return the height of the canvas."""
    # One line needs no name: the caption gives it, and there is room for every figure.
    several = len(chart.series) > 1
    names = [wrapped(words(series.name), _NAMES) for series in chart.series]
    plot = _planned(chart, names, several=several)
    foot = _axis(chart, canvas, plot)
    # All lines come before any figure, so that a figure knows what it must keep clear of.
    for number in range(len(chart.series)):
        _line(canvas, plot, number)
    if several:
        _ends(chart, canvas, plot, names)
    for number, at in _order(chart, several=several):
        _label(canvas, plot, number, at, always=not several)
    return round(foot)


def _planned(chart: ChartBlock, names: list[list[str]], *, several: bool) -> _Plot:
    cells = [cell for series in chart.series for cell in series.cells]
    figures = widest(printed(cell) for cell in cells)
    periods = [wrapped(words(runs), _PERIOD) for runs in chart.categories]
    margin = max(figures, widest(line for lines in periods for line in lines)) / 2 + 6
    left = max(figures + _AWAY + 4, margin) if several else margin
    after = widest(line for lines in names for line in lines) + figures + 38
    right = WIDTH - (after if several else margin)
    high = max(_ROOM, sum(_tall(lines) for lines in names) - 20) if several else _ROOM - 40
    most = max((cell.value for cell in cells if cell.value is not None), default=Decimal(0))
    # From zero, always: without numbers on the axis a cut-off scale would make small changes look large.
    return _Plot(chart, left, right, high, high / float(most or 1))


def _tall(lines: list[str]) -> float:
    return LINE * len(lines) + 3


def _axis(chart: ChartBlock, canvas: Canvas, plot: _Plot) -> float:
    """Draw the baseline, a hairline and a label per period; return the height of the canvas."""
    canvas.text(0, 10, words(chart.unit), size=SMALL, fill=GREY)
    step = (plot.right - plot.left) / (len(chart.categories) - 1)
    labels = [wrapped(words(runs), min(step - 6, _PERIOD)) for runs in chart.categories]
    for at, lines in enumerate(labels):
        x = plot.x(at)
        canvas.path(f"M{x:.1f} {_TOP - 8}V{plot.bottom:.1f}", HAIR)
        canvas.lines(x, plot.bottom + 14 + LINE * (len(lines) - 1) / 2, lines, anchor="middle")
    canvas.path(f"M{plot.left - 8:.1f} {plot.bottom:.1f}H{plot.right + 8:.1f}", INK)
    return plot.bottom + 8 + LINE * max(map(len, labels)) + 6


def _line(canvas: Canvas, plot: _Plot, number: int) -> None:
    """Draw a series: strokes between neighbours that both have a value, and a mark on every point."""
    # After a gap the pen is set down anew: a stroke across it would claim a value that is not shown.
    shape, before = "", None
    for point in plot.points(number):
        if point:
            shape += f"{'L' if before else 'M'}{point[0]:.1f} {point[1]:.1f}"
        before = point
    if shape:
        canvas.path(shape, COLOURS[number], thick=2, dash=DASHES[number])
    for x, y in filter(None, plot.points(number)):
        canvas.mark(number, x, y)
        plot.taken.append(_Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK))


def _ends(chart: ChartBlock, canvas: Canvas, plot: _Plot, names: list[list[str]]) -> None:
    """Write the last figure and the name of every series beside its end, moved apart where they crowd."""
    last = len(chart.categories) - 1
    figures = plot.right + _AWAY + 14 + widest(printed(series.cells[last]) for series in chart.series)
    subject = words(chart.subject)
    canvas.text(min(figures + 8, WIDTH - width(subject, SMALL)), 28, subject, size=SMALL, fill=GREY)
    wanted = [next(filter(None, reversed(plot.points(n))), None) for n in range(len(names))]
    # A line that ends hidden has its name at its last point; one that is hidden whole, at the bottom.
    heights = [point[1] if point else plot.bottom for point in wanted]
    for number, y in _apart(heights, [_tall(lines) for lines in names], 36, plot.bottom + LINE):
        point = plot.points(number)[last]
        if point:
            elbow = plot.right + _AWAY + 6
            canvas.path(f"M{point[0] + 7:.1f} {point[1]:.1f}L{elbow:.1f} {y:.1f}H{elbow + 4:.1f}", HAIR)
        cell = chart.series[number].cells[last]
        canvas.text(figures, y, printed(cell), anchor="end", fill=COLOURS[number])
        canvas.lines(figures + 8, y, names[number], fill=COLOURS[number])


def _apart(wanted: list[float], tall: list[float], edge: float, bottom: float) -> Iterator[tuple[int, float]]:
    """Yield the middle of every label: near where it wants to be, none over another, all within the edges."""
    order = sorted(range(len(wanted)), key=lambda number: (wanted[number], number))
    middles: dict[int, float] = {}
    for number in order:
        middles[number] = max(wanted[number], edge + tall[number] / 2)
        edge = middles[number] + tall[number] / 2
    # What was pushed under the bottom pushes the others back up.
    edge = bottom
    for number in reversed(order):
        middles[number] = min(middles[number], edge - tall[number] / 2)
        edge = middles[number] - tall[number] / 2
    yield from sorted(middles.items())


def _order(chart: ChartBlock, *, several: bool) -> Iterator[tuple[int, int]]:
    """Yield the points to label, the most telling first: beginnings, then what lies between.

    The last of several series has its figure at the end of the line already.
    """
    stop = len(chart.categories) - (1 if several else 0)
    for at in range(stop):
        for number in range(len(chart.series)):
            yield number, at


def _label(canvas: Canvas, plot: _Plot, number: int, at: int, *, always: bool) -> None:
    """Print a point's figure above, below or before it; among several series only where it is clear."""
    cell, point = plot.chart.series[number].cells[at], plot.points(number)[at]
    if point is None:
        return
    # A single line prints every figure, on the best place that there is.
    places = list(_places(cell, point, first=at == 0 and not always))
    free = [place for place in places if plot.free(place[0])]
    if not free and not always:
        return
    box, anchor, x, y = (free or places)[0]
    plot.taken.append(box)
    canvas.text(x, y, printed(cell), anchor=anchor, fill=COLOURS[number])


def _places(cell: CellBox, point: Point, *, first: bool) -> Iterator[tuple[_Box, str, float, float]]:
    x, y = point
    wide, half = width(printed(cell)), SIZE / 2
    if first:
        # Before the first point there are no lines: the surest place.
        yield _Box(x - wide - _AWAY, y - half, x - _AWAY + 3, y + half), "end", x - _AWAY + 3, y
    for away in (-_AWAY - 1, _AWAY + 1):
        middle = y + away
        yield _Box(x - wide / 2, middle - half, x + wide / 2, middle + half), "middle", x, middle
