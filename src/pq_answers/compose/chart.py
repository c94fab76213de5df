"""A chart of a table: which cells make lines or bars, and when a chart would say nothing or mislead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pq_answers import nl
from pq_answers.codelists import TOTAL, load_codelist
from pq_answers.compose.markdown import merged
from pq_answers.compose.sentences import Sentences
from pq_answers.compose.tables import labelled
from pq_answers.document import (
    CellBox,
    ChartBlock,
    ChartKind,
    Origin,
    Run,
    Runs,
    Series,
    Source,
    TableBlock,
    figure,
    plain,
)
from pq_answers.items import Item, Moment, Role
from pq_answers.tables import Category, Header, ProtectedTable, State

_MOST_SERIES = 8
_MOST_CATEGORIES = 25
_MOST_BARS = 40
_LEAST_PERIODS = 3
_INTRODUCTION = "Grafiek: "
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def chart_of(
    item: Item, sentences: Sentences, table: ProtectedTable, block: TableBlock, chart_id: str
) -> ChartBlock | None:
    """Return the chart of `table` with the very cells of its `block`; None where it would not help.

    Three or more periods in a row make lines, anything else bars. There is none for one figure, for more than
    8 series, 25 categories or 40 bars, for negative figures, where nothing but zero is shown, where figures
    hold for a part of their period only, or where their units differ.
    """
    grid = _Grid(item, table, tuple(cells for _, cells in block.rows))
    drawn = (grid.lines() or grid.bars()).without_absent()
    if grid.misleads or not drawn.helps:
        return None
    unit = sentences.fill("noot.eenheid", eenheid=load_codelist("eenheid").label(table.unit))
    return ChartBlock(
        id=chart_id,
        caption=merged((Run(_INTRODUCTION), *block.caption)),
        kind=drawn.kind,
        subject=drawn.subject,
        categories=drawn.categories,
        series=drawn.series,
        unit=labelled(unit, Source(Origin.CODE, f"eenheid={table.unit}")),
        summary=f"{_KINDS[drawn.kind]} bij de tabel «{plain(block.caption)}». {_told(drawn)}",
    )


_KINDS = {ChartKind.LINES: "Lijngrafiek", ChartKind.BARS: "Staafdiagram"}


@dataclass(frozen=True)
class _Drawn:
    """What a chart shows, before it is known whether it helps."""

    kind: ChartKind
    subject: Runs
    categories: tuple[Runs, ...]
    series: tuple[Series, ...]

    @property
    def helps(self) -> bool:
        """Return whether the chart has something to show and room to show it."""
        values = [cell.value for one in self.series for cell in one.cells if cell.value is not None]
        rows, columns = len(self.categories), len(self.series)
        fits = rows <= _MOST_CATEGORIES and columns <= _MOST_SERIES
        # Higher than this does not fit on a page.
        low = self.kind is ChartKind.LINES or rows * columns <= _MOST_BARS
        return fits and low and len(values) > 1 and min(values) >= 0 and any(values)

    def without_absent(self) -> _Drawn:
        """Return it without the series of which nothing is available: the legend would promise a line.

        A series that is hidden stays, so that its absence tells nothing about the figures.
        """
        kept = (
            one for one in self.series if any(cell.state is not State.NOT_AVAILABLE for cell in one.cells)
        )
        return replace(self, series=tuple(kept))


@dataclass(frozen=True)
class _Grid:
    """The headers of a table beside the cells that its block prints."""

    item: Item
    table: ProtectedTable
    cells: tuple[tuple[CellBox, ...], ...]

    @property
    def misleads(self) -> bool:
        """Return whether figures next to each other would look comparable and are not."""
        # Only a validity has no title: such a figure would look as if it held for its whole year.
        titled = any(column.title for column in self.item.by_role(Role.NOTE))
        partial = any(cell.note for cell in self.table) and not titled
        return partial or len({cell.key.unit for cell in self.table}) > 1

    def lines(self) -> _Drawn | None:
        """Return a line per combination of the other headers, or None where no periods follow each other."""
        found: dict[Header, dict[Category, CellBox]] = {}
        for header, cell in self._shown():
            rest = tuple(category for category in header if not self._is_period(category))
            for period in (category for category in header if self._is_period(category)):
                found.setdefault(rest, {})[period] = cell
        # By code, since a table may list its years from the last to the first.
        periods = sorted({period for cells in found.values() for period in cells}, key=_code)
        if not _in_a_row([period.code for period in periods]):
            return None
        names = _telling(list(found))
        series = (
            Series(self._label(name), tuple(cells.get(period, _ABSENT) for period in periods))
            for name, cells in zip(names, found.values(), strict=True)
        )
        subject = self._titles(names[0]) if len(names) > 1 else ()
        return _Drawn(
            ChartKind.LINES, subject, tuple(self._label((period,)) for period in periods), tuple(series)
        )

    def bars(self) -> _Drawn:
        """Return a group of bars per row and a bar per column; of a single row, a bar per column."""
        rows, columns = self._parts(self.table.rows), self._parts(self.table.columns)
        cells = [[self.cells[row][column] for column in columns] for row in rows]
        above = _telling([self.table.columns[column] for column in columns])
        beside = _telling([self.table.rows[row] for row in rows])
        # A single row as bars below each other reads better than as one group with a legend.
        if len(rows) == 1:
            above, beside, cells = beside, above, [list(column) for column in zip(*cells, strict=True)]
        series = (
            Series(self._label(name), tuple(row[number] for row in cells))
            for number, name in enumerate(above)
        )
        return _Drawn(ChartKind.BARS, self._titles(beside[0]), tuple(map(self._label, beside)), tuple(series))

    def _shown(self) -> Iterator[tuple[Header, CellBox]]:
        for row in self._parts(self.table.rows):
            for column in self._parts(self.table.columns):
                yield (*self.table.rows[row], *self.table.columns[column]), self.cells[row][column]

    def _parts(self, headers: Sequence[Header]) -> list[int]:
        """Return the places of the headers that add nothing up; of all where there is nothing but sums."""
        parts = [at for at, header in enumerate(headers) if not any(map(self._is_sum, header))]
        return parts or list(range(len(headers)))

    def _is_sum(self, category: Category) -> bool:
        column = self.item.columns.get(category.dimension)
        codes = load_codelist(column.codelist) if column is not None and column.codelist else ()
        flagged = (code.code for code in codes if (code.texts or {}).get("totaal") is True)
        return category.code == TOTAL or category.code in flagged

    def _is_period(self, category: Category) -> bool:
        column = self.item.columns.get(category.dimension)
        return column is not None and column.role is Role.PERIOD

    def _label(self, header: Header) -> Runs:
        """Return a header as one label, without the markers of notes, which stand under the table."""
        parts = [self._runs(category) for category in header]
        return merged([run for at, runs in enumerate(parts) for run in (Run(", " if at else ""), *runs)])

    def _runs(self, category: Category) -> Runs:
        origin = Origin.PARAMETER if self._is_period(category) else Origin.CODE
        return labelled(category.label, Source(origin, f"{category.dimension}={category.code}"))

    def _titles(self, header: Header) -> Runs:
        columns = [self.item.columns.get(category.dimension) for category in header]
        titles = [
            column.title or (load_codelist(column.codelist).title if column.codelist else "")
            for column in columns
            if column is not None
        ]
        listed = nl.listing([nl.uncapital(title) for title in titles if title])
        return labelled(nl.capital(listed), Source(Origin.CODE, "kenmerk"))


_ABSENT = CellBox((), State.NOT_AVAILABLE)
"""A place in a line for which the table has no cell."""


def _code(category: Category) -> str:
    return category.code


def _telling(headers: Sequence[Header]) -> list[Header]:
    """Return the headers without the levels that are the same in all: the caption says those."""
    levels = [{category.code for category in level} for level in zip(*headers, strict=True)]
    kept = [at for at, codes in enumerate(levels) if len(codes) > 1] or list(range(len(levels)))
    return [tuple(header[at] for at in kept) for header in headers]


def _in_a_row(codes: Sequence[str]) -> bool:
    """Return whether the periods are enough and follow each other: a line says that nothing lies between."""
    try:
        moments = [Moment.parse(code) for code in _without_day(codes)]
    except ValueError:
        return False
    # A series may break off inside its last year: "2021 (kw1)" follows 2020.
    quarters = all(moment.quarter for moment in moments)
    steps = [moment.year * 4 + moment.quarter if quarters else moment.year for moment in moments]
    return len(steps) >= _LEAST_PERIODS and all(after - before == 1 for before, after in pairwise(steps))


def _without_day(codes: Sequence[str]) -> Sequence[str]:
    """Return the years of days that are the same in every year, as stocks are counted; else the codes."""
    same = len({code[4:] for code in codes}) == 1 and all(_DAY.fullmatch(code) for code in codes)
    return [code[:4] for code in codes] if same else codes


def _told(drawn: _Drawn) -> str:
    """Return the alternative text: what a reader of the chart sees first, in figures of the table only."""
    names = [plain(one.name) for one in drawn.series]
    if drawn.kind is ChartKind.LINES:
        courses = (_course(drawn, one, several=len(names) > 1) for one in drawn.series)
        return f"{nl.capital('; '.join(courses))}. {_CLOSING}"
    what = nl.listing(list(map(plain, drawn.categories)))
    each = f"; telkens voor {nl.listing(names)}" if len(names) > 1 else ""
    return f"Een staaf voor {what}{each}. {_CLOSING}"


_CLOSING = "Alle cijfers staan in de tabel."


def _course(drawn: _Drawn, series: Series, *, several: bool) -> str:
    """Return where a line begins and ends; of a hidden end no word."""
    first, last = series.cells[0], series.cells[-1]
    start, end = plain(drawn.categories[0]), plain(drawn.categories[-1])
    name = f"{plain(series.name)}: " if several else ""
    # Which of the two is missing shows in the table; the words must not invite to guess at it.
    if first.value is None or last.value is None:
        return f"{name}van {start} tot {end}, niet volledig"
    return f"{name}van {figure(first)} in {start} naar {figure(last)} in {end}"
