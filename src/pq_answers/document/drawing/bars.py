"""Horizontal bars: a group per category, a bar per series, the figure of the cell behind each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pq_answers.document import CellBox, ChartBlock
from pq_answers.document.drawing.canvas import (
    GREY,
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

_LABELS = 210
_THICK, _THIN = 18, 15
_AIR = 9
_HEAD = 22
_BOX = 12


@dataclass(frozen=True)
class _Plan:
    """Where things are: the labels' column, the scale of the bars, and how thick they are."""

    labels: list[list[str]]
    left: float
    scale: float
    thick: int

    def high(self, at: int, series: int) -> float:
        """Return the height of a category's group: its bars, or its label where that is higher."""
        return max(series * (self.thick + 1), len(self.labels[at]) * LINE) + _AIR


def draw_bars(chart: ChartBlock, canvas: Canvas) -> int:
    """Draw the bars from one baseline at zero; return the height of the canvas."""
    plan = _planned(chart)
    top = _head(chart, canvas, plan)
    y = top
    for at in range(len(chart.categories)):
        _group(chart, canvas, plan, at, y)
        y += plan.high(at, len(chart.series))
    canvas.path(f"M{plan.left:.1f} {top}V{y:.0f}", INK)
    return round(y + 4)


def _planned(chart: ChartBlock) -> _Plan:
    names = [words(runs) for runs in chart.categories]
    labels = [wrapped(name, _LABELS) for name in names]
    left = max(widest(line for lines in labels for line in lines), width(words(chart.subject), SMALL)) + 8
    cells = [cell for series in chart.series for cell in series.cells if cell.value is not None]
    # The longest bar leaves room for the widest figure behind it; a sign stands where there is no bar.
    room = WIDTH - left - widest(map(printed, cells)) - 8
    most = max((cell.value for cell in cells if cell.value is not None), default=Decimal(0))
    return _Plan(labels, left, room / float(most or 1), _THICK if len(chart.series) == 1 else _THIN)


def _head(chart: ChartBlock, canvas: Canvas, plan: _Plan) -> float:
    """Write the unit, what the labels are, and which bar is which; return where the bars begin."""
    canvas.text(0, 10, words(chart.unit), size=SMALL, fill=GREY)
    canvas.text(plan.left - 8, 10 + _HEAD, words(chart.subject), size=SMALL, anchor="end", fill=GREY)
    return (_legend(chart, canvas, plan.left) if len(chart.series) > 1 else 10 + _HEAD) + 12


def _legend(chart: ChartBlock, canvas: Canvas, left: float) -> float:
    # Beside each other as long as they fit, in the order of the bars.
    x, y = left, float(10 + _HEAD)
    for number, series in enumerate(chart.series):
        lines = wrapped(words(series.name), WIDTH - left - _BOX - 6)
        wide = _BOX + 6 + widest(lines) + 18
        if x > left and x + wide - 18 > WIDTH:
            x, y = left, y + LINE + 4
        canvas.bar(number, x, y - _BOX / 2, _BOX, _BOX)
        canvas.lines(x + _BOX + 6, y + LINE * (len(lines) - 1) / 2, lines)
        x, y = x + wide, y + LINE * (len(lines) - 1)
    return y


def _group(chart: ChartBlock, canvas: Canvas, plan: _Plan, at: int, y: float) -> None:
    high = plan.high(at, len(chart.series))
    canvas.lines(plan.left - 8, y + high / 2, plan.labels[at], anchor="end")
    start = y + (high - len(chart.series) * (plan.thick + 1)) / 2
    for number, series in enumerate(chart.series):
        _bar(canvas, plan, number, start + number * (plan.thick + 1), series.cells[at])


def _bar(canvas: Canvas, plan: _Plan, number: int, y: float, cell: CellBox) -> None:
    """Draw a cell's bar and its figure; a cell without a value has its sign and no bar."""
    # A zero has no bar either, but its figure says so; a hidden cell says no more than its sign.
    long = 0.0
    if cell.value:
        long = float(cell.value) * plan.scale
        canvas.bar(number, plan.left, y, long, plan.thick - 1)
    fill = GREY if cell.value is None else ""
    canvas.text(plan.left + long + 5, y + plan.thick / 2 - 0.5, printed(cell), size=SIZE, fill=fill)
