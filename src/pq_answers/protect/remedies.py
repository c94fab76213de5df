"""What can be done before dashes: wider categories, or a crossing as the breakdowns that it consists of.

A drafter chooses one in the plan; the tables of the answer are then protected as if they had been asked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pq_answers.codelists import TOTAL
from pq_answers.protect.merging import merged
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
        else:
            found = [merged(table, policy) if table.persons else table for table in found]
    return tuple(found)


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
