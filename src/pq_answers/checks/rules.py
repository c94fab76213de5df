"""The checks that every raw table passes before protection: sums, signs, equal cells, printed bands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from pq_answers.checks.findings import Finding, Severity
from pq_answers.tables import Category, Cell, CellKey, RawTable

_INTEGER = re.compile(r"\d+")


def check_tables(tables: Sequence[RawTable]) -> tuple[Finding, ...]:
    """Return the findings over all tables of an answer, errors first."""
    found = [finding for table in tables for finding in _check_table(table)]
    found += _same_cells(tables)
    return tuple(sorted(found, key=lambda f: (list(Severity).index(f.severity), f.table, f.rule, f.cells)))


def _check_table(table: RawTable) -> Iterator[Finding]:
    yield from _signs(table)
    for dimension in table.additive:
        yield from _sums(table, dimension)
    yield from _bands(table)


def _signs(table: RawTable) -> Iterator[Finding]:
    below = tuple(cell.key for cell in table if cell.value is not None and cell.value < 0)
    if below:
        yield Finding("teken", Severity.ERROR, table.id, below, "Een aantal is kleiner dan nul.")


def _sums(table: RawTable, dimension: str) -> Iterator[Finding]:
    """Hold each printed margin against the sum of its parts; they are exact counts, so no rounding bound."""
    values = {cell.key: cell for cell in table}
    parts: Mapping[CellKey, list[Cell]] = _parts(values.values(), dimension)
    for margin, cells in parts.items():
        total = values.get(margin)
        if total is None or total.value is None or any(cell.value is None for cell in cells):
            continue
        if total.value != sum((cell.value or Decimal(0) for cell in cells), Decimal(0)):
            yield Finding(
                "som",
                Severity.ERROR,
                table.id,
                (margin, *(cell.key for cell in cells)),
                f"De delen naar {dimension} zijn samen niet gelijk aan hun totaal.",
            )


def _parts(cells: Iterable[Cell], dimension: str) -> Mapping[CellKey, list[Cell]]:
    parts: dict[CellKey, list[Cell]] = defaultdict(list)
    for cell in cells:
        if any(name == dimension for name, _ in cell.key.dimensions):
            parts[cell.key.without(dimension)].append(cell)
    return parts


def _same_cells(tables: Sequence[RawTable]) -> Iterator[Finding]:
    """Find one quantity that stands in two tables with two values."""
    seen: dict[CellKey, tuple[Decimal | None, str]] = {}
    for table in tables:
        for cell in table:
            value, first = seen.setdefault(cell.key, (cell.value, table.id))
            if value != cell.value:
                sentence = f"Hetzelfde cijfer staat met een andere waarde in {first}."
                yield Finding("zelfde_cijfer", Severity.ERROR, table.id, (cell.key,), sentence)


def _bands(table: RawTable) -> Iterator[Finding]:
    """Warn where two neighbouring printed bands leave a gap or share a bound; published ones do."""
    categories = {c.code: c for header in (*table.rows, *table.columns) for c in header if _is_band(c)}
    for lower, upper in pairwise(categories.values()):
        ends, starts = _INTEGER.findall(lower.label), _INTEGER.findall(upper.label)
        if ends and starts and lower.label != upper.label:
            yield from _band_finding(table, lower, upper, int(ends[-1]), int(starts[0]))


def _is_band(category: Category) -> bool:
    return category.dimension == "grootteklasse" and category.code.startswith("B")


def _band_finding(
    table: RawTable, lower: Category, upper: Category, end: int, start: int
) -> Iterator[Finding]:
    if end < start or (
        end == start and not lower.label.startswith("<") and not upper.label.strip().startswith(">")
    ):
        what = "laten een gat" if end < start else "delen een grens"
        sentence = f"De klassen «{lower.label}» en «{upper.label}» {what}; de ondergrens beslist."
        yield Finding("klassen", Severity.WARNING, table.id, (), sentence)
