"""Counts for the cells that an earlier answer hid: any whole numbers that fit everything that was shown.

The hidden values themselves are nowhere kept. Source: a feasible point of the attacker's own system of sums
(Fischetti and Salazar-González, 2001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from pq_answers.codelists import JOIN
from pq_answers.ledger import Names, PastTable
from pq_answers.protect.periods import by_period, covers
from pq_answers.protect.policy import Policy
from pq_answers.tables import CellKey, RawTable, span_years

Line = tuple[tuple[CellKey, ...], tuple[CellKey, ...], bool]
"""Counts of which the first together are at least the others; exact where they are as much."""

_Layout = tuple[Sequence[CellKey], Sequence[str], Sequence[str]]


def fill(
    past: Sequence[PastTable], tables: Sequence[RawTable], known: Mapping[CellKey, int], policy: Policy
) -> tuple[list[PastTable], dict[CellKey, int]]:
    """Return the earlier tables that fit the counts `known`, and a count for every cell that they hid.

    Where they do not fit all together, they are taken one answer after another, the latest names last.
    """
    now = [line for table in tables if table.persons for line in _lines(_layout_now(table, known))]
    whole = _fitting(past, tables, now, known, policy)
    if whole is not None:
        return list(past), whole
    kept: list[PastTable] = []
    found: dict[CellKey, int] = {}
    for answer in dict.fromkeys(table.answer for table in past):
        trial = [*kept, *(table for table in past if table.answer == answer)]
        more = _fitting(trial, tables, now, known, policy)
        if more is not None:
            kept, found = trial, more
    return kept, found


def _fitting(
    past: Sequence[PastTable],
    tables: Sequence[RawTable],
    now: Sequence[Line],
    known: Mapping[CellKey, int],
    policy: Policy,
) -> dict[CellKey, int] | None:
    """Return counts that fit what each table says, and what links tables where no figure changed."""
    unknown = _unknown(past, known, policy)
    lines = [*now, *_lines_of(past, policy)]
    between: dict[frozenset[tuple[str, str]], list[Line]] = defaultdict(list)
    for plus, minus, exact in _lines_between(tables, past, known, unknown):
        between[frozenset((key.indicator, key.measure) for key in (*plus, *minus))].append(
            (plus, minus, exact)
        )
    whole = _filled([*lines, *chain(*between.values())], unknown, known, policy)
    if whole is not None or not between:
        return whole
    found = _filled(lines, unknown, known, policy)
    for more in between.values() if found is not None else ():
        fits = _filled([*lines, *more], unknown, known, policy)
        if fits is not None:
            found, lines = fits, [*lines, *more]
    return found


def _unknown(past: Iterable[PastTable], known: Mapping[CellKey, int], policy: Policy) -> list[CellKey]:
    hidden = (key for table in past for key, count in table.cells.items() if count is None)
    return list(dict.fromkeys(key for key in hidden if key not in known and key.unit in policy.units))


def _lines_of(past: Iterable[PastTable], policy: Policy) -> Iterator[Line]:
    for table in past:
        keys = [key for key in table.cells if key.unit in policy.units]
        yield from _lines((keys, table.additive, table.complete))


def _layout_now(table: RawTable, known: Mapping[CellKey, int]) -> _Layout:
    keys = [cell.key for cell in table if cell.key in known]
    # With a gap in the grid the parts need not make up their margin.
    return keys, table.additive, table.complete if len(keys) == sum(1 for _ in table) else ()


def _lines(layout: _Layout) -> Iterator[Line]:
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
        if margin not in seen:
            continue
        if name in additive and name in complete:
            yield (margin,), tuple(sorted(parts)), True
        else:
            yield from (((margin,), (part,), False) for part in sorted(parts))
    for key in list(seen):
        for name in (name for name, code in key.dimensions if JOIN in code and name in additive):
            yield (key,), tuple(sorted({*key.apart(name)})), True


def _lines_between(
    tables: Sequence[RawTable],
    past: Sequence[PastTable],
    known: Mapping[CellKey, int],
    unknown: Sequence[CellKey],
) -> Iterator[Line]:
    """Yield what links the unknown counts to those of other tables: names, years and items that hold others.

    These lines of the cell graph are left out of it where its counts break them; made-up ones must not.
    """
    sought, every = set(unknown), dict.fromkeys([*unknown, *known])
    for line in (*_one_quantity(every), *_of_years(every), *_of_outer([*tables, *past], every)):
        if not sought.isdisjoint((*line[0], *line[1])):
            yield line


def _one_quantity(keys: Iterable[CellKey]) -> Iterator[Line]:
    names, first = Names(), dict[CellKey, CellKey]()
    for key in keys:
        other = first.setdefault(names.of(key), key)
        if other is not key:
            yield (other,), (key,), True


def _of_years(keys: Iterable[CellKey]) -> Iterator[Line]:
    """Yield that a span of years holds each part of it, and no more than all its parts together."""
    for periods in by_period(keys).values():
        for span, whole in periods.items():
            parts = [part for part in periods if part < span]
            yield from (((whole,), (periods[part],), False) for part in parts)
            for cover in covers(span, parts) if parts else ():
                yield tuple(periods[part] for part in cover), (whole,), False


def _of_outer(tables: Iterable[RawTable | PastTable], keys: Iterable[CellKey]) -> Iterator[Line]:
    """Yield that the counts of an outer item hold those that lie within them."""
    every = set(keys)
    periods, inner = by_period(every), defaultdict[CellKey, set[CellKey]](set)
    for table in tables:
        if not table.within:
            continue
        dimension, indicator, unit = table.within
        for key in _keys_of(table):
            if key in every and dict(key.dimensions).get(dimension):
                inner[replace(key.without(dimension), indicator=indicator, unit=unit)].add(key)
    for outer, parts in inner.items():
        available = periods.get(replace(outer, period=""), {})
        for cover in covers(frozenset(span_years(outer.period)), available):
            if cover:
                yield tuple(available[part] for part in cover), tuple(sorted(parts)), False


def _keys_of(table: RawTable | PastTable) -> Iterable[CellKey]:
    return table.cells if isinstance(table, PastTable) else (cell.key for cell in table)


def _filled(
    lines: Sequence[Line], unknown: Sequence[CellKey], known: Mapping[CellKey, int], policy: Policy
) -> dict[CellKey, int] | None:
    """Return counts for `unknown` that fit, or None where nothing does."""
    named = {key for plus, minus, _ in lines for key in (*plus, *minus)}
    extra = named - known.keys() - set(unknown)
    columns = {key: place for place, key in enumerate([*unknown, *sorted(extra)])}
    rows = [_row(line, known, columns) for line in lines]
    if any(not terms and not low <= 0 <= high for terms, low, high in rows):
        return None
    rows = [row for row in rows if row[0]]
    if not unknown:
        return {} if not rows or _solved(columns, 0, rows, policy) is not None else None
    solution = _solved(columns, len(unknown), rows, policy)
    return None if solution is None else {key: solution[columns[key]] for key in unknown}


_Row = tuple[dict[int, int], float, float]


def _row(line: Line, known: Mapping[CellKey, int], columns: Mapping[CellKey, int]) -> _Row:
    plus, minus, exact = line
    terms: dict[int, int] = defaultdict(int)
    right = 0
    for key, factor in [*((key, 1) for key in plus), *((key, -1) for key in minus)]:
        if key in columns:
            terms[columns[key]] += factor
        else:
            right -= factor * known[key]
    return terms, float(right), float(right) if exact else np.inf


def _solved(
    columns: Mapping[CellKey, int], hidden: int, rows: Sequence[_Row], policy: Policy
) -> list[int] | None:
    from pq_answers.protect.pattern.engine import Engine, Outcome

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
