"""A figure as the checks see it, with the interval in which the true value lies, given how it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pq_answers import nl
from pq_answers.codelists import is_counted, load_codelist
from pq_answers.published import Precision, PublishedFigure, Role
from pq_answers.tables import Cell, CellKey, State

_INFINITY = Decimal("Infinity")
_HALF = Decimal("0.5")
_EMPTY = frozenset({State.NOT_APPLICABLE, State.NONE, State.ZERO})
Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """The closed interval [low, high] that holds a true value; both ends may be infinite."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def meets(self, other: Interval) -> bool:
        """Whether one value can lie in both."""
        return self.low <= other.high and other.low <= self.high


NOTHING = Interval(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, printed in a publication or about to be printed in an answer.

    `value` has the printed decimals; `source` is the publication's code, empty for a figure of an answer that
    comes from the registers; `role` says whether it is a total, a share or a growth; `counted` whether its
    unit is counted in wholes.
    """

    id: str
    key: CellKey
    value: Decimal | None
    printed: str
    precision: Precision
    role: Role
    state: State
    source: str
    table: str
    place: str = ""
    counted: bool = False

    @property
    def codes(self) -> dict[str, str]:
        """The codes of the dimensions, totals left out."""
        return dict(self.key.dimensions)

    @property
    def interval(self) -> Interval:
        """Where the true value lies: what is counted is exact, what is measured is rounded as printed.

        A cell without a figure counts nothing where that is its meaning, else it may hold anything.
        """
        if self.value is None:
            return NOTHING if self.state in _EMPTY else Interval(Decimal(0), _INFINITY)
        if self.precision is Precision.AT_LEAST:
            return Interval(self.value, _INFINITY)
        if self.precision is Precision.AT_MOST:
            return Interval(self._lowest, self.value)
        half = self._step * _HALF
        return Interval(self.value - half, self.value + half)

    @property
    def _step(self) -> Decimal:
        """The distance between two neighbouring values that could have been printed; zero for a count."""
        value = self.value if self.value is not None else Decimal(0)
        if self.precision is Precision.ABOUT:
            return _last_figure(value)
        exponent = min(int(value.as_tuple().exponent), 0)
        # Persons with decimals are an average: it was rounded as anything that is measured.
        return Decimal(0) if self.counted and not exponent else Decimal(1).scaleb(exponent)

    @property
    def _lowest(self) -> Decimal:
        """The least that "at most" leaves open: nothing for an amount; a growth may be any fall."""
        growth = self.role is Role.GROWTH
        return -_INFINITY if growth else min(self.value or Decimal(0), Decimal(0))

    @property
    def text(self) -> str:
        """The number as a working prints it: with its own decimals, or the state's words."""
        if self.value is None:
            return load_codelist("status").label(self.state)
        return nl.number(self.value, max(0, -int(self.value.as_tuple().exponent)))


def _last_figure(value: Decimal) -> Decimal:
    """Return the unit of the last figure that is not a trailing zero: 100 for "ongeveer 3700"."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)


def published_figure(figure: PublishedFigure) -> Figure:
    """Return a published figure as the checks see it."""
    return Figure(
        figure.id,
        figure.key,
        figure.value,
        figure.printed,
        figure.precision,
        figure.role,
        figure.state,
        figure.source,
        figure.table,
        figure.place,
        is_counted(figure.unit),
    )


def cell_figure(cell: Cell, role: Role, source: str, table: str) -> Figure:
    """Return a cell of an answer as the checks see it: rounded to the decimals it will be printed with.

    What comes from the registers (no `source`) is told by no finding, so it is not put in words either.
    """
    value = None if cell.value is None else nl.rounded(cell.value, cell.decimals)
    printed = nl.number(value, cell.decimals) if source and value is not None else ""
    counted = is_counted(cell.key.unit)
    # A figure that repeats «ongeveer 3700» says so in its note, with the same word.
    precision = Precision(cell.note) if cell.note in tuple(Precision) else Precision.EXACT
    name = str(cell.key)
    return Figure(name, cell.key, value, printed, precision, role, cell.state, source, table, counted=counted)


def total(intervals: Iterable[Interval]) -> Interval:
    """Return the interval of a sum."""
    return sum(intervals, NOTHING)
