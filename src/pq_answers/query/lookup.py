"""The rows of a query as a lookup from codes to figures, with every row that cannot be right refused."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pq_answers.codelists import TOTAL, UNKNOWN, load_codelist
from pq_answers.errors import BlockedError
from pq_answers.items import Column, Item, Role

_MOST_DECIMALS = 6
Codes = tuple[tuple[str, str], ...]
"""The codes of the dimensions that are broken down, sorted; totals left out."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One returned figure with its decimals and printed addition."""

    value: Decimal
    decimals: int
    note: str


Lookup = dict[tuple[str, str, Codes], Figure]


@dataclass(frozen=True, slots=True)
class Expected:
    """What one run may return: its measure and periods; `fixed` are the dimensions that a filter holds.

    `bands` are the codes of the dimensions that have bands instead of a code list.
    """

    measure: str
    periods: frozenset[str]
    fixed: frozenset[str]
    bands: Mapping[str, tuple[str, ...]]


def read_rows(
    item: Item, columns: Sequence[str], rows: Sequence[Sequence[object]], expected: Expected
) -> Lookup:
    """Return the figures by measure, period and codes.

    Raises `BlockedError` for a cell that comes twice, a measure or period that was not asked, a code outside
    its list, or a value that is no number.
    """
    reader = _RowReader(item, columns, expected)
    lookup: Lookup = {}
    for row in rows:
        key, figure = reader.read(row)
        if key in lookup:
            raise _fault(
                item, "Dezelfde cel komt twee keer terug.", "Groepeer op elke teruggegeven dimensie."
            )
        lookup[key] = figure
    return lookup


class _RowReader:
    """Reads the rows of one item; knows where each column stands."""

    def __init__(self, item: Item, columns: Sequence[str], expected: Expected) -> None:
        self.item, self.expected = item, expected
        self.place = {name: columns.index(name) for name in item.columns}
        self.free = [name for name in item.dimensions if name not in expected.fixed]
        self.allowed = {name: _allowed(item.columns[name], expected.bands) for name in self.free}
        self.by_role = {column.role: column.name for column in item.columns.values()}

    def read(self, row: Sequence[object]) -> tuple[tuple[str, str, Codes], Figure]:
        codes = sorted((name, code) for name in self.free if (code := self.code(name, row)) != TOTAL)
        measure = self.one(Role.MEASURE, row, {self.expected.measure})
        return (measure, self.one(Role.PERIOD, row, self.expected.periods), tuple(codes)), self.figure(row)

    def code(self, name: str, row: Sequence[object]) -> str:
        code = row[self.place[name]]
        if not isinstance(code, str) or code not in self.allowed[name]:
            raise _fault(
                self.item,
                f"De kolom «{name}» geeft een code die niet in de codelijst staat.",
                "Vul de codelijst aan, of vertaal de code in de SQL.",
            )
        return code

    def one(self, role: Role, row: Sequence[object], asked: Container[str]) -> str:
        """Return the measure or period of a row: one that was not asked would vanish from the tables."""
        code = row[self.place[self.by_role[role]]]
        if not isinstance(code, str) or code not in asked:
            raise _fault(
                self.item,
                f"De kolom «{self.by_role[role]}» geeft een code die niet gevraagd is.",
                "Geef de codes terug zoals ze in de parameters staan.",
            )
        return code

    def figure(self, row: Sequence[object]) -> Figure:
        column = self.item.value
        value = row[self.place[column.name]]
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _fault(
                self.item,
                f"De kolom «{column.name}» geeft geen geheel of decimaal getal.",
                "Rond af met CAST(… AS DECIMAL(18, 1)): een zwevende komma is niet herhaalbaar.",
            )
        note = self.optional(Role.NOTE, row)
        return Figure(Decimal(value), self.decimals(row), str(note or ""))

    def decimals(self, row: Sequence[object]) -> int:
        decimals = self.optional(Role.DECIMALS, row)
        if Role.DECIMALS not in self.by_role:
            return self.item.value.decimals
        if not isinstance(decimals, int) or not 0 <= decimals <= _MOST_DECIMALS:
            raise _fault(
                self.item,
                f"De kolom «{self.by_role[Role.DECIMALS]}» geeft geen aantal decimalen.",
                f"Geef een geheel getal van 0 tot en met {_MOST_DECIMALS}.",
            )
        return decimals

    def optional(self, role: Role, row: Sequence[object]) -> object:
        return row[self.place[self.by_role[role]]] if role in self.by_role else None


def _allowed(column: Column, bands: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    own = bands.get(column.name) or load_codelist(column.codelist).names
    return frozenset((*own, TOTAL, UNKNOWN))


def _fault(item: Item, what: str, fix: str) -> BlockedError:
    return BlockedError(what, where=str(item.sql_path), fix=fix)
