"""The last look at sums over companies: what the rendered record tells about those that are hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pq_answers.codelists import is_counted
from pq_answers.ledger import Past
from pq_answers.protect import HiddenCell, Policy, ReadTable, Report, audit_read
from pq_answers.tables import CellKey, State

Decimals = Mapping[tuple[str, str], int]
"""How many decimals the figures of an indicator in a unit have."""


def read_sums(tables: Iterable[Mapping[str, Any]], report: Report) -> tuple[list[ReadTable], Decimals]:
    """Return the tables of a record with sums over companies, in units of their last decimal."""
    own = [table for table in tables if table.get("ondernemingen")]
    decimals: dict[tuple[str, str], int] = defaultdict(int)
    for key, number in _decimals(own, report):
        decimals[key.indicator, key.unit] = max(decimals[key.indicator, key.unit], number)
    return [_table(table, decimals) for table in own], decimals


def _decimals(tables: Iterable[Mapping[str, Any]], report: Report) -> Iterator[tuple[CellKey, int]]:
    yield from ((cell.key, cell.decimals) for cell in report.hidden)
    for cell in (cell for table in tables for cell in table["cellen"] if "waarde" in cell):
        yield CellKey.parse(cell["sleutel"]), int(cell["decimalen"])


def _table(table: Mapping[str, Any], decimals: Decimals) -> ReadTable:
    cells = {CellKey.parse(cell["sleutel"]): cell for cell in table["cellen"]}
    sums = {key: cell for key, cell in cells.items() if not is_counted(key.unit)}
    told = {k: c for k, c in sums.items() if "waarde" in c or c["status"] == State.SUPPRESSED}
    return ReadTable(
        {key: _units(key, cell.get("waarde"), decimals) for key, cell in told.items()},
        tuple(table["optelbaar"]),
        tuple(table["volledig"]) if len(told) == len(sums) else (),
    )


def _units(key: CellKey, value: object, decimals: Decimals) -> int | None:
    return None if value is None else int(Decimal(str(value)).scaleb(decimals[key.indicator, key.unit]))


def _read_past(past: Past, decimals: Decimals) -> dict[str, list[ReadTable]]:
    found: dict[str, list[ReadTable]] = defaultdict(list)
    for table in past.companies:
        cells = {
            k: _units(k, v, decimals) for k, v in table.cells.items() if (k.indicator, k.unit) in decimals
        }
        found[table.answer].append(ReadTable(cells, table.additive, table.complete))
    return found


def told_too_much(
    tables: list[ReadTable], decimals: Decimals, report: Report, past: Past, policy: Policy
) -> list[str]:
    """Return the hidden sums of which a record tells more than the audit of the pattern allowed.

    That audit held each interval against what the rule asks; this one finds the intervals again from what is
    printed, so that no contribution has to travel this far.
    """
    if not any(None in table.cells.values() for table in tables):
        return []
    found = audit_read(tables, _read_past(past, decimals), {}, replace(policy, level="exact", zeros="shown"))
    printed = {str(key) for table in tables for key in table.cells}
    narrower = (
        str(cell.key)
        for cell in report.hidden
        if not cell.persons and str(cell.key) in printed and _is_narrower(found.intervals, cell)
    )
    return sorted({*narrower, *(breach.cell for breach in found.breaches)})


def _is_narrower(found: Mapping[str, tuple[int | None, int | None]], cell: HiddenCell) -> bool:
    if cell.interval is None:
        return False
    (low, high), (least, most) = found[str(cell.key)], cell.interval
    above = low is not None and (least is None or low > least)
    return above or (high is not None and (most is None or high < most))
