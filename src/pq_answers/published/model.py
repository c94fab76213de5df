"""One published figure: where it stands, what it counts and how exactly it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pq_answers.codelists import load_codelist
from pq_answers.tables import CellKey, State


class Role(StrEnum):
    """What a printed figure is in its table."""

    VALUE = "waarde"
    SUBTOTAL = "deeltotaal"
    TOTAL = "totaal"
    SHARE = "aandeel"
    GROWTH = "groei"
    CONSTANT = "constante"


class Precision(StrEnum):
    """How exactly the words around a figure let it be read: "ongeveer 3700", "meer dan 300", "bijna 600"."""

    EXACT = ""
    ABOUT = "ongeveer"
    AT_LEAST = "minstens"
    AT_MOST = "hoogstens"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One row of a file in `data/published`.

    `dimensions` are as printed, sorted, `_T` included; `value` is the printed number and has its decimals;
    `line` is the row in the file, the column heads being line 1.
    """

    id: str
    source: str
    table: str
    place: str
    indicator: str
    measure: str
    dimensions: tuple[tuple[str, str], ...]
    period: str
    unit: str
    value: Decimal | None
    printed: str
    precision: Precision
    role: Role
    state: State
    note: str
    line: int = 0

    @property
    def key(self) -> CellKey:
        """What the figure counts, named as the cells of an answer are."""
        population = load_codelist("indicator").get(self.indicator).text("populatie")
        codes = dict(self.dimensions)
        return CellKey.make(self.indicator, population, self.measure, codes, self.period, self.unit)

    @property
    def decimals(self) -> int:
        """How many decimals are printed."""
        exponent = self.value.as_tuple().exponent if self.value is not None else 0
        return max(0, -exponent) if isinstance(exponent, int) else 0
