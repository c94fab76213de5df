"""The rows of a query as a lookup from codes to figures, with every row that cannot be right refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pq_answers.codelists import TOTAL, UNKNOWN, load_codelist
from pq_answers.errors import BlockedError
from pq_answers.items import Column, Item, Role

Codes = tuple[tuple[str, str], ...]
"""The codes of the dimensions that are broken down, sorted; totals left out."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One returned figure with its decimals and printed addition."""

    value: Decimal
    decimals: int
    note: str


Lookup = dict[tuple[str, str, Codes], Figure]


def read_rows(
    item: Item,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    fixed: Sequence[str],
    bands: Mapping[str, tuple[str, ...]],
) -> Lookup:
    """Return the figures by measure, period and codes; `fixed` names the dimensions that a filter holds.

    Raises `BlockedError` for a cell that comes twice, a code outside its list, or a value that is no number.
    """
    reader = _RowReader(item, columns, frozenset(fixed), bands)
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

    def __init__(
        self,
        item: Item,
        columns: Sequence[str],
        fixed: frozenset[str],
        bands: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.item, self.fixed = item, fixed
        self.place = {name: columns.index(name) for name in item.columns}
        self.allowed = {name: _allowed(item.columns[name], bands) for name in item.dimensions}

    def read(self, row: Sequence[object]) -> tuple[tuple[str, str, Codes], Figure]:
        codes = sorted(
            (name, code)
            for name in self.item.dimensions
            if name not in self.fixed and (code := self.code(name, row)) != TOTAL
        )
        measure, period = self.one(Role.MEASURE, row), self.one(Role.PERIOD, row)
        return (measure, period, tuple(codes)), self.figure(row)

    def code(self, name: str, row: Sequence[object]) -> str:
        code = row[self.place[name]]
        if not isinstance(code, str) or code not in self.allowed[name]:
            raise _fault(
                self.item,
                f"De kolom «{name}» geeft een code die niet in de codelijst staat.",
                "Vul de codelijst aan, of vertaal de code in de SQL.",
            )
        return code

    def one(self, role: Role, row: Sequence[object]) -> str:
        return str(row[self.place[self.item.by_role(role)[0].name]])

    def figure(self, row: Sequence[object]) -> Figure:
        column = self.item.value
        value = row[self.place[column.name]]
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _fault(
                self.item,
                f"De kolom «{column.name}» geeft geen geheel of decimaal getal.",
                "Rond af met CAST(… AS DECIMAL(18, 1)): een zwevende komma is niet herhaalbaar.",
            )
        decimals = self.item.by_role(Role.DECIMALS)
        shown = int(str(row[self.place[decimals[0].name]])) if decimals else column.decimals
        notes = self.item.by_role(Role.NOTE)
        return Figure(Decimal(value), shown, str(row[self.place[notes[0].name]] or "") if notes else "")


def _allowed(column: Column, bands: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    own = bands.get(column.name) or load_codelist(column.codelist).names
    return frozenset((*own, TOTAL, UNKNOWN))


def _fault(item: Item, what: str, fix: str) -> BlockedError:
    return BlockedError(what, where=str(item.sql_path), fix=fix)
