"""Laying figures out as tables: complete grids from the code lists, with zero told from not available."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pq_answers import nl
from pq_answers.codelists import TOTAL, UNKNOWN, Codelist, load_codelist
from pq_answers.items import Item, ParamKind, Place, Request, Role, band_code, measure_column
from pq_answers.query.bind import span_label
from pq_answers.query.delivery import Breakdown, Delivery, Slice
from pq_answers.query.lookup import Lookup
from pq_answers.tables import Category, Cell, CellKey, Header, RawTable, State

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
        """Return one table per breakdown, and per measure where the item says so."""
        return tuple(_Layout(self, slices).table() for slices in self._groups())

    def _groups(self) -> Iterator[tuple[Slice, ...]]:
        apart = self.item.columns[measure_column(self.item)].place is Place.TABLE
        breakdowns = dict.fromkeys(part.breakdown for part in self.delivery.slices)
        for breakdown in breakdowns:
            slices = tuple(part for part in self.delivery.slices if part.breakdown == breakdown)
            yield from ((part,) for part in slices) if apart else (slices,)


class _Layout:
    """The axes, headers and cells of one table."""

    def __init__(self, grid: Grid, slices: tuple[Slice, ...]) -> None:
        self.grid, self.item, self.slices = grid, grid.item, slices
        self.breakdown: Breakdown = slices[0].breakdown
        self.periods = {part.measure: period_codes(self.item, part) for part in slices}
        if not self.breakdown:
            self._add_absent()
        self.rows, self.columns = self._axes()

    def _add_absent(self) -> None:
        """Give a measure without data its place in the figures, so that its state is printed."""
        known = tuple(dict.fromkeys(code for codes in self.periods.values() for code in codes))
        if self.item.columns[measure_column(self.item)].place is not Place.TABLE:
            for available in self.grid.delivery.absent:
                self.periods.setdefault(available.measure, known)

    def table(self) -> RawTable:
        rows, columns = self._headers(self.rows), self._headers(self.columns)
        return RawTable(
            id="-".join([self.item.name, *self._measures(), *self.breakdown]),
            item=self.item.name,
            title=self.item.value.title or self.item.title,
            unit=self.item.value.unit,
            breakdown=self.breakdown,
            rows=rows,
            columns=columns,
            cells=tuple(tuple(self._cell(row, column) for column in columns) for row in rows),
            additive=self.item.relations.additive,
            within=self.item.relations.within,
            complete=tuple(name for name in self.breakdown if name not in self.grid.request.filters),
            persons=counts_persons(self.item),
            show_unit=self.item.value.show_unit,
        )

    def _measures(self) -> tuple[str, ...]:
        asked = self.grid.request.measures
        return tuple(sorted(self.periods, key=asked.index))

    def _axes(self) -> tuple[list[str], list[str]]:
        """Return the names on the rows and on the columns, in the header's order.

        Where nothing else stands in the rows, the measures do: one long row of figures reads badly.
        """
        shown = [c for c in self.item.columns.values() if self._is_axis(c.name)]
        rows = [c.name for c in shown if c.place is Place.ROW]
        columns = [c.name for c in shown if c.place is Place.COLUMN]
        measure = measure_column(self.item)
        if not rows and measure in columns:
            rows, columns = [measure], [name for name in columns if name != measure]
        order = {name: place for place, name in enumerate(self.breakdown)}
        return sorted(rows, key=lambda name: order.get(name, -1)), columns

    def _is_axis(self, name: str) -> bool:
        column = self.item.columns[name]
        if column.role is Role.DIMENSION:
            return name in self.breakdown
        return column.role is Role.PERIOD or (column.role is Role.MEASURE and column.place is not Place.TABLE)

    def _headers(self, axes: Sequence[str]) -> tuple[Header, ...]:
        if not axes:
            return ((Category(_FIGURE, self.item.value.name, self.item.value.title or self.item.title),),)
        headers = product(*(self._categories(name) for name in axes))
        return tuple(header for header in headers if self._exists(header))

    def _exists(self, header: Header) -> bool:
        codes = {category.dimension: category.code for category in header}
        measure, period = codes.get(measure_column(self.item)), codes.get(self._period_name)
        return measure is None or period is None or period in self.periods[measure]

    @property
    def _period_name(self) -> str:
        return self.item.by_role(Role.PERIOD)[0].name

    def _categories(self, name: str) -> tuple[Category, ...]:
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
        for code in column.order or codelist.names:
            if not only or code in only:
                yield Category(name, code, nl.capital(codelist.label(code)))
        if self._has_unknown(name):
            yield Category(name, UNKNOWN, nl.capital(codelist.label(UNKNOWN)))
        if column.total and not only:
            yield Category(name, TOTAL, nl.capital(codelist.label(TOTAL)))

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
        return any(
            measure in self.periods
            and (name, UNKNOWN) in codes
            and {d for d, _ in codes} <= set(self.breakdown)
            for measure, _, codes in self.grid.lookup
        )

    def _cell(self, row: Header, column: Header) -> Cell:
        codes = {category.dimension: category.code for category in (*row, *column)}
        measure = codes.pop(measure_column(self.item), self.slices[0].measure)
        period = codes.pop(self._period_name, "")
        codes.pop(_FIGURE, None)
        held = {name: "+".join(sorted(only)) for name, only in self.grid.request.filters.items()}
        item = self.item
        counted = held | {name: self._counted(name, code) for name, code in codes.items()}
        key = CellKey.make(item.indicator, item.population, measure, counted, period, item.value.unit)
        return self._figure(key, measure, period, codes)

    def _counted(self, name: str, code: str) -> str:
        """Return `code` as a cell key has it: of a band its bounds, for "B5" differs from list to list."""
        if not self._is_band(name) or code in {TOTAL, UNKNOWN}:
            return code
        band = self._codelist(name).get(code)
        return band_code(band.start, band.end)

    def _figure(self, key: CellKey, measure: str, period: str, codes: Mapping[str, str]) -> Cell:
        broken = tuple(sorted((name, code) for name, code in codes.items() if code != TOTAL))
        figure = self.grid.lookup.get((measure, period, broken))
        if figure is not None:
            state = State.VALUE if figure.value else State.ZERO
            return Cell(key, figure.value, state, figure.decimals, figure.note)
        return _empty(key, self._state_of(measure, period), self.item.value.decimals)

    def _state_of(self, measure: str, period: str) -> State:
        for available in self.grid.delivery.absent:
            if available.measure == measure:
                return State(available.state or "nb")
        if period not in self.periods[measure]:
            return State.NOT_AVAILABLE
        return State(self.item.value.empty)


def counts_persons(item: Item) -> bool:
    """Whether the item counts persons, so that protection applies."""
    return bool((load_codelist("populatie").get(item.population).texts or {}).get("personen"))


def _empty(key: CellKey, state: State, decimals: int) -> Cell:
    return Cell(key, Decimal(0) if state is State.ZERO else None, state, decimals)


def period_codes(item: Item, part: Slice) -> tuple[str, ...]:
    """Return the period codes of a slice: one for all its years together, or one for each moment."""
    if item.param(ParamKind.SPAN):
        return (span_label(part.years),)
    return tuple(str(moment) for moment in part.moments)
