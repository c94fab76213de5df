"""Column widths of a Word table, measured with the font's own advance widths, so that figures never wrap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pq_answers.document import TableBlock
from pq_answers.document.text import measure
from pq_answers.render import grid
from pq_answers.render.inline import printed

_HALF_POINTS = (19, 18, 17, 16, 15)
"""Sizes of table text, largest first; a smaller one only where a table does not fit."""

PADDING = 85
_SLACK = 30
_LEAST_FIGURE = 780
_NEARLY_FULL = 0.8
_TWO_LINES = 0.62


@dataclass(frozen=True, slots=True)
class Fit:
    """Column widths in twentieths of a point and the text size in half points; 0 is the style's own.

    `wraps` tells that some text takes more lines than it would like, `fits` that no figure or word breaks.
    """

    widths: tuple[int, ...]
    size: int
    wraps: bool
    fits: bool = True

    @property
    def total(self) -> int:
        """The width of the whole table."""
        return sum(self.widths)


@dataclass(frozen=True, slots=True)
class _Column:
    """What one column needs (its longest word or figure) and would like, in thousandths of the size."""

    need: float
    like: float
    figures: bool


def fit(table: TableBlock, room: int) -> Fit:
    """Return the widths with which the table fits in `room`, at the largest size at which it does."""
    columns = _columns(table)
    for size in _HALF_POINTS:
        needs = _scaled(columns, size, like=False)
        if sum(needs) <= room:
            likes = _scaled(columns, size, like=True)
            chosen = tuple(_stretched(_even(columns, _shared(needs, likes, room), room), room))
            return Fit(chosen, 0 if size == _HALF_POINTS[0] else size, sum(likes) > room)
    squeezed = tuple(max(1, need * room // sum(needs)) for need in needs)
    return Fit(squeezed, _HALF_POINTS[-1], wraps=True, fits=False)


def _columns(table: TableBlock) -> list[_Column]:
    heads, rows = grid.head(table), grid.texts(table)
    stub, right = grid.stub_size(table), grid.right_aligned(table)
    columns = []
    for at in range(grid.column_count(table)):
        body = [row[at] for row in rows if at < len(row)]
        titles = [printed(c.runs) for row in heads for c in row if c.column == at and c.span == 1]
        several = at >= stub and len(right) > stub + 1
        columns.append(_column(body, titles, figures=at >= stub and right[at], several=several))
    return _with_groups(heads, columns)


def _column(body: list[str], titles: list[str], *, figures: bool, several: bool) -> _Column:
    words = _widest(word for text in (*titles, *body) for word in text.split(" "))
    whole = _widest(text for text in body if not figures or _is_short(text))
    # A title above one of several columns may take two lines; a figure never does.
    title = _widest(titles) * (_TWO_LINES if several else 1)
    return _Column(max(words, whole if figures else 0), max(_widest(body), title, words), figures)


def _is_short(text: str) -> bool:
    return len(text) <= 14


def _widest(texts: Iterable[str]) -> float:
    return max((float(measure(text)) for text in texts), default=0.0)


def _with_groups(heads: list[list[grid.HeadCell]], columns: list[_Column]) -> list[_Column]:
    for cell in (cell for row in heads for cell in row if cell.span > 1):
        part = range(cell.column, min(cell.column + cell.span, len(columns)))
        text = printed(cell.runs)
        need = _widest(text.split(" ")) / len(part)
        like = measure(text) / len(part)
        for at in part:
            old = columns[at]
            columns[at] = _Column(max(old.need, need), max(old.like, like), old.figures)
    return columns


def _scaled(columns: list[_Column], size: int, *, like: bool) -> list[int]:
    twips = size * 10 / 1000
    extra = 2 * PADDING + _SLACK
    least = [_LEAST_FIGURE if like and column.figures else 0 for column in columns]
    wanted = [column.like if like else column.need for column in columns]
    return [max(low, round(width * twips) + extra) for low, width in zip(least, wanted, strict=True)]


def _shared(needs: list[int], likes: list[int], room: int) -> list[int]:
    spare = room - sum(needs)
    wishes = [max(0, like - need) for need, like in zip(needs, likes, strict=True)]
    share = min(1.0, spare / sum(wishes)) if any(wishes) else 0.0
    return [need + int(wish * share) for need, wish in zip(needs, wishes, strict=True)]


def _even(columns: list[_Column], widths: list[int], room: int) -> list[int]:
    """Give all columns of figures the width of the widest, where there is room for it."""
    figures = [width for column, width in zip(columns, widths, strict=True) if column.figures]
    if not figures:
        return widths
    even = [max(figures) if column.figures else width for column, width in zip(columns, widths, strict=True)]
    return even if sum(even) <= room else widths


def _stretched(widths: list[int], room: int) -> list[int]:
    """Fill the line where the table nearly does; a narrow table keeps its figures near their labels."""
    spare = room - sum(widths)
    if sum(widths) < room * _NEARLY_FULL or not widths:
        return widths
    grown = [width + spare * width // sum(widths) for width in widths]
    grown[0] += room - sum(grown)
    return grown
