"""The checks that every raw table passes before protection: sums, signs, equal cells, printed bands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from pq_answers.checks.findings import Finding, Severity
from pq_answers.tables import Cell, CellKey, RawTable

Margins = Mapping[CellKey, Decimal | None]
"""The value of every cell of an answer, in whichever table it stands."""

_INTEGER = re.compile(r"\d+")
_BAND = re.compile(r"B\d")


def check_tables(tables: Sequence[RawTable]) -> tuple[Finding, ...]:
    """Return the findings over all tables of an answer, errors first."""
    margins = {cell.key: cell.value for table in tables for cell in table}
    found = [finding for table in tables for finding in _check_table(table, margins)]
    found += _same_cells(tables)
    return tuple(sorted(found, key=lambda f: (list(Severity).index(f.severity), f.table, f.rule, f.cells)))


def _check_table(table: RawTable, margins: Margins) -> Iterator[Finding]:
    yield from _signs(table)
    for dimension in (name for name in table.complete if name in table.additive):
        yield from _sums(table, dimension, margins)
    yield from _bands(table)


def _signs(table: RawTable) -> Iterator[Finding]:
    below = tuple(cell.key for cell in table if cell.value is not None and cell.value < 0)
    if below:
        yield Finding("teken", Severity.ERROR, table.id, below, "Een aantal is kleiner dan nul.")


def _sums(table: RawTable, dimension: str, margins: Margins) -> Iterator[Finding]:
    """Hold each margin, wherever it is printed, against the sum of its parts: exact counts, no rounding."""
    for margin, cells in _parts(table, dimension).items():
        total, values = margins.get(margin), [cell.value for cell in cells if cell.value is not None]
        if total is None or len(values) < len(cells):
            continue
        if total != sum(values):
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
    categories = {
        c.code: c for header in (*table.rows, *table.columns) for c in header if _BAND.match(c.code)
    }
    for lower, upper in pairwise(categories.values()):
        ends, starts = _INTEGER.findall(lower.label), _INTEGER.findall(upper.label)
        problem = _problem(lower.label, upper.label, int(ends[-1]), int(starts[0])) if ends and starts else ""
        if problem:
            sentence = f"De klassen «{lower.label}» en «{upper.label}» {problem}; de ondergrens beslist."
            yield Finding("klassen", Severity.WARNING, table.id, (), sentence)


def _problem(lower: str, upper: str, end: int, start: int) -> str:
    if "minder dan" in lower.lower():
        return ""
    if end < start:
        return "laten een gat"
    return "delen een grens" if end == start and lower[0] != "<" and upper[0] != ">" else ""
