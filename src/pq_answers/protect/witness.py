"""Counts for the cells that an earlier answer hid: any whole numbers that fit everything that was shown.

The hidden values themselves are nowhere kept. Source: a feasible point of the attacker's own system of sums
(Fischetti and Salazar-González, 2001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from pq_answers.codelists import JOIN
from pq_answers.ledger import PastTable
from pq_answers.protect.policy import Policy
from pq_answers.tables import CellKey, RawTable

Bound = tuple[CellKey, frozenset[CellKey], bool]
"""A margin with its parts; exact where they make it up, else it is at least each of them."""

_Layout = tuple[Sequence[CellKey], Sequence[str], Sequence[str]]


def fill(
    past: Sequence[PastTable], tables: Sequence[RawTable], known: Mapping[CellKey, int], policy: Policy
) -> tuple[list[PastTable], dict[CellKey, int]]:
    """Return the earlier tables that fit the counts `known`, and a count for every cell that they hid.

    Where they do not fit all together, they are taken one answer after another, the latest names last.
    """
    now = [bound for table in tables if table.persons for bound in _bounds(_layout_now(table, known))]
    whole = _filled([*now, *_bounds_of(past, policy)], _unknown(past, known, policy), known, policy)
    if whole is not None:
        return list(past), whole
    kept: list[PastTable] = []
    found: dict[CellKey, int] = {}
    for answer in dict.fromkeys(table.answer for table in past):
        trial = [*kept, *(table for table in past if table.answer == answer)]
        more = _filled([*now, *_bounds_of(trial, policy)], _unknown(trial, known, policy), known, policy)
        if more is not None:
            kept, found = trial, more
    return kept, found


def _unknown(past: Iterable[PastTable], known: Mapping[CellKey, int], policy: Policy) -> list[CellKey]:
    hidden = (key for table in past for key, count in table.cells.items() if count is None)
    return list(dict.fromkeys(key for key in hidden if key not in known and key.unit in policy.units))


def _bounds_of(past: Iterable[PastTable], policy: Policy) -> Iterator[Bound]:
    for table in past:
        keys = [key for key in table.cells if key.unit in policy.units]
        yield from _bounds((keys, table.additive, table.complete))


def _layout_now(table: RawTable, known: Mapping[CellKey, int]) -> _Layout:
    keys = [cell.key for cell in table if cell.key in known]
    # With a gap in the grid the parts need not make up their margin.
    return keys, table.additive, table.complete if len(keys) == sum(1 for _ in table) else ()


def _bounds(layout: _Layout) -> Iterator[Bound]:
    """Yield what a table says of its margins, printed or not, over every dimension."""
    keys, additive, complete = layout
    margins: dict[tuple[CellKey, str], set[CellKey]] = defaultdict(set)
    queue, seen = list(keys), set(keys)
    while queue:
        key = queue.pop()
        for name, _ in key.dimensions:
            margin = key.without(name)
            margins[margin, name].add(key)
            if margin not in seen and name in additive and name in complete:
                seen.add(margin)
                queue.append(margin)
    for (margin, name), parts in margins.items():
        if margin in seen:
            yield margin, frozenset(parts), name in additive and name in complete
    for key in list(seen):
        for name in (name for name, code in key.dimensions if JOIN in code and name in additive):
            yield key, frozenset(key.apart(name)), True


def _filled(
    bounds: Iterable[Bound], unknown: Sequence[CellKey], known: Mapping[CellKey, int], policy: Policy
) -> dict[CellKey, int] | None:
    """Return counts for `unknown` that fit, or None where nothing does."""
    bounds = list(bounds)
    named = {key for margin, parts, _ in bounds for key in (margin, *parts)}
    extra = named - known.keys() - set(unknown)
    columns = {key: place for place, key in enumerate([*unknown, *sorted(extra)])}
    rows = [row for bound in bounds for row in _rows(bound, known, columns)]
    if any(not terms and not low <= 0 <= high for terms, low, high in rows):
        return None
    rows = [row for row in rows if row[0]]
    if not unknown:
        return {} if not rows or _solved(columns, 0, rows, policy) is not None else None
    solution = _solved(columns, len(unknown), rows, policy)
    return None if solution is None else {key: solution[columns[key]] for key in unknown}


_Row = tuple[dict[int, int], float, float]


def _rows(bound: Bound, known: Mapping[CellKey, int], columns: Mapping[CellKey, int]) -> Iterator[_Row]:
    margin, parts, exact = bound
    for group in [sorted(parts)] if exact else [[part] for part in sorted(parts)]:
        terms: dict[int, int] = {}
        right = 0
        for key, factor in [(margin, 1), *((part, -1) for part in group)]:
            if key in columns:
                terms[columns[key]] = terms.get(columns[key], 0) + factor
            else:
                right -= factor * known[key]
        yield terms, float(right), float(right) if exact else np.inf


def _solved(
    columns: Mapping[CellKey, int], hidden: int, rows: Sequence[_Row], policy: Policy
) -> list[int] | None:
    from pq_answers.protect.engine import Engine, Outcome

    size = len(columns)
    # Where zeros are shown, what was hidden was at least one.
    lower = np.zeros(size)
    lower[:hidden] = 1.0 if policy.zeros == "shown" else 0.0
    costs = np.ones(size)
    engine = Engine(lower, np.full(size, np.inf), costs, mip_max_nodes=policy.max_nodes)
    engine.whole(range(size))
    for terms, low, high in rows:
        engine.row(list(terms), [float(factor) for factor in terms.values()], low, high)
    if engine.run() is not Outcome.OPTIMAL:
        return None
    return [round(value) for value in engine.solution()]
