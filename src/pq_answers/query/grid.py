"""Laying figures out as tables: complete grids from the code lists, with zero told from not available."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from pq_answers import nl
from pq_answers.codelists import TOTAL, UNKNOWN, Codelist, load_codelist
from pq_answers.items import (
    Column,
    Item,
    ParamKind,
    Place,
    Request,
    Role,
    band_code,
    is_protected,
    measure_column,
    population_of,
)
from pq_answers.query.bind import span_label
from pq_answers.query.delivery import Breakdown, Delivery, Slice
from pq_answers.query.lookup import Figure, Lookup, Spot
from pq_answers.tables import Category, Cell, CellKey, Contributions, Header, RawTable, State

_FIGURE = "waarde"


@dataclass(frozen=True)
class Grid:
    """Everything that shapes the tables of one result."""

    item: Item
    request: Request
    delivery: Delivery
    lookup: Lookup
    bands: Mapping[str, Codelist | None]

    def tables(self) -> tuple[RawTable, ...]:
        """Return one table per breakdown and value, and per measure where the item says so.

        Values that share a table stand in one. With free periods a table without figures is left out.
        """
        found: dict[str, RawTable] = {}
        for slices in self._groups():
            for values in shared_values(self.item):
                shown = self._published(slices, values) if self.item.period.free else slices
                if shown:
                    table = _Layout(self, shown, values).table()
                    found.setdefault(table.id, table)
        return tuple(found.values())

    def _published(self, slices: tuple[Slice, ...], values: Sequence[Column]) -> tuple[Slice, ...]:
        """Return the slices that have figures; a value that is only published coarser gets slices of its own.

        A growth that is published for a region, and not for its rungs, is shown for the region.
        """
        if figures_of(self.lookup, slices, values):
            return slices
        if not figures_of(self.lookup, slices, self.item.values):
            return ()
        asked, own = slices[0].breakdown, {(value.name, part.measure) for value in values for part in slices}
        coarser = {spot.dimensions for spot in self.lookup if (spot.value, spot.measure) in own}
        fitting = [dimensions for dimensions in coarser if dimensions and dimensions < set(asked)]
        finest = max(fitting, key=lambda dimensions: (len(dimensions), sorted(dimensions)), default=())
        breakdown = tuple(name for name in asked if name in finest)
        return tuple(replace(part, breakdown=breakdown) for part in slices) if finest else ()

    def _groups(self) -> Iterator[tuple[Slice, ...]]:
        apart = self.item.columns[measure_column(self.item)].place is Place.TABLE
        breakdowns = dict.fromkeys(part.breakdown for part in self.delivery.slices)
        for breakdown in breakdowns:
            slices = tuple(part for part in self.delivery.slices if part.breakdown == breakdown)
            yield from ((part,) for part in slices) if apart else (slices,)


def shared_values(item: Item) -> tuple[tuple[Column, ...], ...]:
    """Return the columns with figures, those that share a table together."""
    groups: dict[str, list[Column]] = {}
    for value in item.values:
        groups.setdefault(value.table or f"\0{value.name}", []).append(value)
    return tuple(map(tuple, groups.values()))


def figures_of(lookup: Lookup, slices: Sequence[Slice], values: Sequence[Column]) -> tuple[Spot, ...]:
    """Return the places of the figures that belong to a breakdown as a whole: its margins stay out."""
    names, measures = {value.name for value in values}, {part.measure for part in slices}
    broken = frozenset(slices[0].breakdown)
    return tuple(
        spot
        for spot in lookup
        if spot.value in names and spot.measure in measures and spot.dimensions == broken
    )


class _Layout:
    """The axes, headers and cells of one table."""

    def __init__(self, grid: Grid, slices: tuple[Slice, ...], values: tuple[Column, ...]) -> None:
        self.grid, self.item, self.slices, self.values = grid, grid.item, slices, values
        self.breakdown: Breakdown = slices[0].breakdown
        self.periods = self._periods()
        if not self.breakdown:
            self._add_absent()
        shown = {code for codes in self.periods.values() for code in codes}
        names = {value.name for value in values}
        self.occupied = tuple(
            spot
            for spot in grid.lookup
            if spot.value in names and spot.period in shown and spot.measure in self.periods
            and spot.dimensions <= set(self.breakdown)
        )  # fmt: skip
        self.rows, self.columns = self._axes()

    def _periods(self) -> dict[str, tuple[str, ...]]:
        """Return the periods of each measure: those that were asked, or the free ones of its own rows."""
        if not self.item.period.free:
            return {part.measure: period_codes(self.item, part) for part in self.slices}
        found: dict[str, set[str]] = {}
        for spot in figures_of(self.grid.lookup, self.slices, self.values):
            found.setdefault(spot.measure, set()).add(spot.period)
        return {measure: tuple(sorted(codes)) for measure, codes in found.items()}

    def _add_absent(self) -> None:
        """Give a measure without data its place in the figures, so that its state is printed."""
        known = tuple(dict.fromkeys(code for codes in self.periods.values() for code in codes))
        if self.item.columns[measure_column(self.item)].place is not Place.TABLE:
            for available in self.grid.delivery.absent:
                self.periods.setdefault(available.measure, known)

    def table(self) -> RawTable:
        rows, columns = self._headers(self.rows), self._headers(self.columns)
        first, several = self.values[0], len(self.item.values) > 1
        own = [value.name for value in self.values] if several else []
        return RawTable(
            id="-".join([self.item.name, *self._measures(), *self.breakdown, *own]),
            item=self.item.name,
            title=first.table or first.title or self.item.title,
            unit=first.unit,
            breakdown=self.breakdown,
            rows=rows,
            columns=columns,
            cells=tuple(tuple(self._cell(row, column) for column in columns) for row in rows),
            additive=self.item.relations.additive,
            within=self.item.relations.within,
            complete=tuple(name for name in self.breakdown if self._is_complete(name)),
            persons=any(is_protected(self.item, value) for value in self.values),
            companies=any(value.contributions for value in self.values),
            contributions=self._contributions(rows, columns),
            show_unit=first.show_unit,
            signed=first.signed,
            sources=self._sources(),
            asked_bands=self._asked_bands(),
            value=first.name if several else "",
        )

    def _is_complete(self, name: str) -> bool:
        return self.item.columns[name].complete and name not in self.grid.request.filters

    def _asked_bands(self) -> tuple[str, ...]:
        banded = any(map(self._is_band, self.breakdown))
        return tuple(band.label for band in self.grid.request.asked_bands) if banded else ()

    def _sources(self) -> tuple[str, ...]:
        figures = (self.grid.lookup[spot] for spot in self.occupied)
        return tuple(dict.fromkeys(code for figure in figures for code in figure.sources))

    def _measures(self) -> tuple[str, ...]:
        asked = self.grid.request.measures
        return tuple(sorted(self.periods, key=asked.index))

    def _axes(self) -> tuple[list[str], list[str]]:
        """Return the names on the rows and on the columns, in the header's order.

        Where nothing else stands in the rows, the measures do: one long row of figures reads badly.
        """
        shown = [c for c in self.item.columns.values() if self._is_axis(c)]
        # Values that share a table are one axis, which stands where the first of them is declared.
        named = {c.place: list(dict.fromkeys(map(_axis, shown_in(shown, c.place)))) for c in shown}
        rows, columns = named.get(Place.ROW, []), named.get(Place.COLUMN, [])
        measure = measure_column(self.item)
        if not rows and measure in columns:
            rows, columns = [measure], [name for name in columns if name != measure]
        order = {name: place for place, name in enumerate(self.breakdown)}
        return sorted(rows, key=lambda name: order.get(name, -1)), columns

    def _is_axis(self, column: Column) -> bool:
        match column.role:
            case Role.DIMENSION:
                return column.name in self.breakdown
            case Role.VALUE:
                return column in self.values and column.table != ""
            case Role.MEASURE:
                return column.place is not Place.TABLE
            case _:
                return column.role is Role.PERIOD

    def _headers(self, axes: Sequence[str]) -> tuple[Header, ...]:
        if not axes:
            value = self.values[0]
            return ((Category(_FIGURE, value.name, value.title or self.item.title),),)
        headers = product(*(self._categories(name) for name in axes))
        known = self._known(axes)
        return tuple(header for header in headers if self._exists(header) and known(header))

    def _known(self, axes: Sequence[str]) -> Callable[[Header], bool]:
        """Return whether a header has any figure, for the axes that show only what the rows hold."""
        if not any(self._is_sparse(name) for name in axes):
            return lambda _: True
        looked_at = [name for name in axes if self._is_sparse(name) or name == measure_column(self.item)]
        present = {tuple(self._code(spot, name) for name in looked_at) for spot in self.occupied}
        at = [axes.index(name) for name in looked_at]

        def known(header: Header) -> bool:
            codes = tuple(header[place].code for place in at)
            return codes in present and all(_has_parts(codes, place, present) for place in range(len(at)))

        return known

    def _is_sparse(self, name: str) -> bool:
        if name == _FIGURE:
            return True
        column = self.item.columns[name]
        return column.free or not column.complete

    def _code(self, spot: Spot, name: str) -> str:
        """Return the code that a figure has on an axis."""
        if name == _FIGURE:
            return spot.value
        if name == self.item.period.name:
            return spot.period
        return spot.measure if name == measure_column(self.item) else dict(spot.codes).get(name, TOTAL)

    def _exists(self, header: Header) -> bool:
        codes = {category.dimension: category.code for category in header}
        measure, period = codes.get(measure_column(self.item)), codes.get(self.item.period.name)
        return measure is None or period is None or period in self.periods[measure]

    def _categories(self, name: str) -> tuple[Category, ...]:
        if name == _FIGURE:
            return tuple(Category(name, value.name, value.title or value.table) for value in self.values)
        column = self.item.columns[name]
        if column.role is Role.MEASURE:
            return tuple(
                Category(name, code, nl.capital(load_codelist("maatregel").label(code)))
                for code in self._measures()
            )
        if column.role is Role.PERIOD:
            codes = sorted({code for codes in self.periods.values() for code in codes})
            return tuple(Category(name, code, nl.period(code)) for code in codes)
        return tuple(self._dimension(name))

    def _dimension(self, name: str) -> Iterator[Category]:
        column = self.item.columns[name]
        codelist = self._codelist(name)
        only = self.grid.request.filters.get(name, ())
        for code in column.order or self._codes(name):
            if not only or code in only:
                yield Category(name, code, nl.capital(codelist.label(code)))
        if self._has_unknown(name):
            yield Category(name, UNKNOWN, nl.capital(codelist.label(UNKNOWN)))
        if column.total and not only:
            yield Category(name, TOTAL, nl.capital(codelist.label(TOTAL)))

    def _codes(self, name: str) -> Sequence[str]:
        """Return the codes of a dimension: its whole list, or those of the rows in the rows' order."""
        if self.item.columns[name].complete:
            return self._codelist(name).names
        found = dict.fromkeys(self._code(spot, name) for spot in self.occupied)
        return [code for code in found if code not in {TOTAL, UNKNOWN}]

    def _is_band(self, name: str) -> bool:
        return not self.item.columns[name].codelist

    def _codelist(self, name: str) -> Codelist:
        if not self._is_band(name):
            return load_codelist(self.item.columns[name].codelist)
        bands = self.grid.bands[self.slices[0].measure]
        if bands is None:
            raise ValueError(f"{self.item.name}: {name} has neither a code list nor bands")
        return bands

    def _has_unknown(self, name: str) -> bool:
        return any((name, UNKNOWN) in spot.codes for spot in self.occupied)

    def _cell(self, row: Header, column: Header) -> Cell:
        value, key, codes = self._place(row, column)
        figure = self._found(value, key, codes)
        if figure is not None:
            return Cell(key, figure.value, figure.state, figure.decimals, figure.note)
        return _empty(key, self._state_of(value, key.measure, key.period), value.decimals)

    def _contributions(
        self, rows: Sequence[Header], columns: Sequence[Header]
    ) -> dict[CellKey, Contributions]:
        """Return what companies bring to each cell that has it."""
        places = [self._place(row, column) for row in rows for column in columns]
        figures = {key: self._found(value, key, codes) for value, key, codes in places if value.contributions}
        return {key: one.contributions for key, one in figures.items() if one and one.contributions}

    def _place(self, row: Header, column: Header) -> tuple[Column, CellKey, dict[str, str]]:
        """Return the value that stands in a place of the grid, with its key and codes."""
        codes = {category.dimension: category.code for category in (*row, *column)}
        measure = codes.pop(measure_column(self.item), self.slices[0].measure)
        period = codes.pop(self.item.period.name, "")
        value = self.item.columns[codes.pop(_FIGURE, self.values[0].name)]
        return value, self._key(value, measure, period, codes), codes

    def _key(self, value: Column, measure: str, period: str, codes: Mapping[str, str]) -> CellKey:
        held = {name: "+".join(sorted(only)) for name, only in self.grid.request.filters.items()}
        counted = held | {name: self._counted(name, code) for name, code in codes.items()} | dict(value.fixed)
        indicator = value.indicator or self.item.indicator
        return CellKey.make(indicator, population_of(self.item, value), measure, counted, period, value.unit)

    def _counted(self, name: str, code: str) -> str:
        """Return `code` as a cell key has it: of a band its bounds, for "B5" differs from list to list."""
        if not self._is_band(name) or code in {TOTAL, UNKNOWN}:
            return code
        band = self._codelist(name).get(code)
        return band_code(band.start, band.end)

    def _found(self, value: Column, key: CellKey, codes: Mapping[str, str]) -> Figure | None:
        broken = tuple(sorted((name, code) for name, code in codes.items() if code != TOTAL))
        return self.grid.lookup.get(Spot(value.name, key.measure, key.period, broken))

    def _state_of(self, value: Column, measure: str, period: str) -> State:
        for available in self.grid.delivery.absent:
            if available.measure == measure:
                return State(available.state or "nb")
        if period not in self.periods[measure] and not self.item.period.free:
            return State.NOT_AVAILABLE
        return State(value.empty)


def _has_parts(codes: tuple[str, ...], place: int, present: Set[tuple[str, ...]]) -> bool:
    """Whether a total has parts beside it in the same table: by itself it says nothing about them."""
    if codes[place] != TOTAL:
        return True
    others = (*codes[:place], *codes[place + 1 :])
    return any(other[place] != TOTAL and (*other[:place], *other[place + 1 :]) == others for other in present)


def _axis(column: Column) -> str:
    return _FIGURE if column.role is Role.VALUE else column.name


def shown_in(columns: Sequence[Column], place: Place) -> list[Column]:
    """Return the columns of an item that stand in `place`."""
    return [column for column in columns if column.place is place]


def _empty(key: CellKey, state: State, decimals: int) -> Cell:
    return Cell(key, Decimal(0) if state is State.ZERO else None, state, decimals)


def period_codes(item: Item, part: Slice) -> tuple[str, ...]:
    """Return the period codes of a slice: one for all its years together, or one for each moment."""
    if item.param(ParamKind.SPAN):
        return (span_label(part.years),)
    return tuple(str(moment) for moment in part.moments)
