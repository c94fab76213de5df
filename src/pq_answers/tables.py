"""Tables of cells: the frozen types that travel from a query over checks and protection to the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pq_answers.codelists import JOIN, TOTAL


class State(StrEnum):
    """Observation status of a cell; the codes are those of the code list `status`."""

    VALUE = "waarde"
    ZERO = "nul"
    SUPPRESSED = "onderdrukt"
    NOT_APPLICABLE = "nvt"
    NOT_AVAILABLE = "nb"
    NONE = "geen"
    PROVISIONAL = "voorlopig"


VALUED = frozenset({State.VALUE, State.ZERO, State.PROVISIONAL})


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """What a cell counts; totals are left out of `dimensions`, so equal quantities have equal keys.

    `dimensions` is sorted by dimension; `period` is "2021", "2021-Q1", "2019-2021", "2019+2021", a day
    "2021-12-31" or days "2021-01-01/2021-06-30".
    """

    indicator: str
    population: str
    measure: str
    dimensions: tuple[tuple[str, str], ...]
    period: str
    unit: str

    @classmethod
    def make(
        cls, indicator: str, population: str, measure: str, codes: dict[str, str], period: str, unit: str
    ) -> CellKey:
        """Return the key with its dimensions sorted and its totals dropped."""
        kept = tuple(sorted((d, c) for d, c in codes.items() if c != TOTAL))
        return cls(indicator, population, measure, kept, period, unit)

    @classmethod
    def parse(cls, text: str) -> CellKey:
        """Return the key that `str` wrote; raise `ValueError` for any other text."""
        indicator, population, measure, codes, period, unit = text.split("|")
        pairs = (pair.partition("=") for pair in codes.split(";") if codes != "-")
        dimensions = tuple((name, code) for name, _, code in pairs)
        return cls(indicator, population, measure, dimensions, period, unit)

    def without(self, dimension: str) -> CellKey:
        """Return the key of the margin over `dimension`."""
        kept = tuple(pair for pair in self.dimensions if pair[0] != dimension)
        return replace(self, dimensions=kept)

    def apart(self, dimension: str) -> tuple[CellKey, ...]:
        """Return the keys of the categories of `dimension` that this one counts together; itself for one."""
        return tuple(
            replace(
                self,
                dimensions=tuple((d, code if d == dimension else c) for d, c in self.dimensions),
            )
            for code in dict(self.dimensions)[dimension].split(JOIN)
        )

    def __str__(self) -> str:
        codes = ";".join(f"{d}={c}" for d, c in self.dimensions)
        parts = (self.indicator, self.population, self.measure, codes or "-", self.period, self.unit)
        return "|".join(parts)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a value only where its state carries one; `note` is a printed addition (a validity)."""

    key: CellKey
    value: Decimal | None
    state: State = State.VALUE
    decimals: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.state in VALUED):
            raise ValueError(f"cell {self.key}: state {self.state} does not fit its value")

    def suppressed(self) -> Cell:
        """Return the cell as hidden: it carries no value and no addition."""
        return Cell(self.key, None, State.SUPPRESSED, self.decimals)


@dataclass(frozen=True, slots=True)
class Category:
    """One code of one dimension as a row or column header."""

    dimension: str
    code: str
    label: str


Header = tuple[Category, ...]
"""The categories of one row or column, outermost first."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells: `cells[i][j]` belongs to `rows[i]` and `columns[j]`.

    `breakdown` names the dimensions that were asked, `additive` those over which cells sum to their margin,
    also where a filter holds one code; `complete` those of which every code stands in the table. `within`
    (dimension, indicator, unit) says that the codes of a dimension together lie within another item's counts.
    `persons` is true where the cells count persons, so that protection applies; `companies` where they are
    sums over companies, which one of them may dominate. `sources` are the
    publications that the cells were taken from; without any, they come from the registers. `signed` cells
    are changes, which may lie below zero and show their plus; `value` tells the tables of an item with
    several values apart. `asked_bands` are the bands as the question wrote them out. `rounded` is the base
    of which all its counts are multiples, zero where they are exact.
    """

    id: str
    item: str
    title: str
    unit: str
    breakdown: tuple[str, ...]
    rows: tuple[Header, ...]
    columns: tuple[Header, ...]
    cells: tuple[tuple[Cell, ...], ...]
    additive: tuple[str, ...] = ()
    persons: bool = False
    show_unit: bool = False
    complete: tuple[str, ...] = ()
    within: tuple[str, str, str] | tuple[()] = ()
    sources: tuple[str, ...] = ()
    signed: bool = False
    value: str = ""
    asked_bands: tuple[str, ...] = ()
    rounded: int = 0
    companies: bool = False

    def __post_init__(self) -> None:
        shape = {len(row) for row in self.cells}
        if len(self.cells) != len(self.rows) or (shape and shape != {len(self.columns)}):
            raise ValueError(f"table {self.id}: the grid does not fit its headers")

    def __iter__(self) -> Iterator[Cell]:
        return (cell for row in self.cells for cell in row)

    def map(self, change: Callable[[Cell], Cell]) -> Self:
        """Return the table with `change` applied to every cell."""
        return replace(self, cells=tuple(tuple(change(cell) for cell in row) for row in self.cells))


@dataclass(frozen=True, slots=True)
class Contributions:
    """What companies bring to one cell: how many do, the largest contribution and the second one."""

    companies: int
    largest: Decimal
    second: Decimal


@dataclass(frozen=True, slots=True)
class RawTable(Table):
    """A table as the query returned it: for checks and protection only, never for a reader.

    `contributions` are those to its sums over companies; no other table can hold any, nor does `repr` show
    them.
    """

    contributions: Mapping[CellKey, Contributions] = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class ProtectedTable(Table):
    """A table after protection; only `pq_answers.protect` makes one, and `compose` takes nothing else."""


def span_years(period: str) -> tuple[int, ...]:
    """Return the whole years of "2021", "2019-2021" or "2019+2021"; nothing for a quarter or a day."""
    if period.isdigit():
        return (int(period),)
    if "+" in period:
        return tuple(int(part) for part in period.split("+"))
    first, _, last = period.partition("-")
    return tuple(range(int(first), int(last) + 1)) if first.isdigit() and last.isdigit() else ()


def years_within(period: str) -> tuple[int, ...]:
    """Return every year that `period` touches: also a quarter's or a day's, and those between two days."""
    whole = span_years(period)
    if whole:
        return whole
    first, _, last = period.partition("/")
    return tuple(range(int(first[:4]), int((last or first)[:4]) + 1))
