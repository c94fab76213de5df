"""What can be done before dashes: wider categories, years together, a crossing as its own breakdowns.

A drafter chooses one in the plan; the tables of the answer are then protected as if they had been asked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pq_answers import nl
from pq_answers.codelists import TOTAL, load_codelist
from pq_answers.protect.merging import combined, merged
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.results import Remedy
from pq_answers.tables import Category, Header, RawTable


def remedied(
    tables: Sequence[RawTable], remedies: Sequence[Remedy], policy: Policy | None = None
) -> tuple[RawTable, ...]:
    """Return the tables of one item after `remedies`, in that order; only counts of persons change."""
    policy = policy or load_policy()
    found = list(tables)
    for remedy in remedies:
        if remedy is Remedy.UNCROSS:
            found = _uncrossed(found)
        elif remedy is Remedy.YEARS:
            found = [_together(table) if years_of(table) else table for table in found]
        else:
            found = [merged(table, policy) if table.persons else table for table in found]
    return tuple(found)


def years_of(table: RawTable) -> tuple[int, ...]:
    """Return the years that can be counted together: several, of events, which happen in one year each."""
    units = {cell.key.unit for cell in table}
    events = all((load_codelist("eenheid").get(unit).texts or {}).get("per_jaar") is True for unit in units)
    periods = {cell.key.period for cell in table}
    if not table.persons or not events or len(periods) < 2 or not all(p.isdigit() for p in periods):
        return ()
    return tuple(sorted(map(int, periods)))


def _together(table: RawTable) -> RawTable:
    years = years_of(table)
    unbroken = len(years) == years[-1] - years[0] + 1
    span = f"{years[0]}-{years[-1]}" if unbroken else "+".join(map(str, years))
    codes = {str(year) for year in years}

    def wider(one: Category) -> Category:
        return replace(one, code=span, label=nl.period(span)) if one.code in codes else one

    return combined(table, wider, lambda key: replace(key, period=span))


def crossings(tables: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Return the tables of persons that cross dimensions."""
    return tuple(table for table in tables if table.persons and len(table.breakdown) > 1)


def _uncrossed(tables: Sequence[RawTable]) -> list[RawTable]:
    """Return the tables with each crossing as one table a dimension, where there is none yet."""
    crossed = crossings(tables)
    kept = [table for table in tables if table not in crossed]
    for table in crossed:
        for name in table.breakdown:
            margin = _margin(table, name)
            if margin.cells and all(not _alike(margin, other) for other in kept):
                kept.append(margin)
    return kept


def _alike(one: RawTable, other: RawTable) -> bool:
    return one.breakdown == other.breakdown and {c.key for c in one} <= {c.key for c in other}


def _margin(table: RawTable, name: str) -> RawTable:
    """Return the part of a crossing in which every other dimension is the total."""
    others = set(table.breakdown) - {name}
    rows = [place for place, header in enumerate(table.rows) if _is_total(header, others)]
    columns = [place for place, header in enumerate(table.columns) if _is_total(header, others)]
    return replace(
        table,
        id=f"{table.id}-{name}",
        breakdown=(name,),
        complete=tuple(own for own in table.complete if own == name),
        rows=tuple(_without(table.rows[place], others) for place in rows),
        columns=tuple(_without(table.columns[place], others) for place in columns),
        cells=tuple(tuple(table.cells[row][column] for column in columns) for row in rows),
    )


def _is_total(header: Header, names: set[str]) -> bool:
    return all(one.code == TOTAL for one in header if one.dimension in names)


def _without(header: Header, names: set[str]) -> tuple[Category, ...]:
    return tuple(one for one in header if one.dimension not in names)
