"""Fewer and wider categories, so that what remains need not be hidden.

Source: global recoding before suppression, Handbook on Statistical Disclosure Control (Hundepool and others),
chapter 4; of bands only neighbours are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from pq_answers import nl
from pq_answers.codelists import JOIN, TOTAL, UNKNOWN, codelist_names, load_codelist
from pq_answers.protect.policy import Policy
from pq_answers.tables import Category, Cell, CellKey, Header, RawTable, State

_LEAST = 2  # a breakdown into one category is none
Pair = tuple[str, tuple[str, str]]


def merged(table: RawTable, policy: Policy) -> RawTable:
    """Return the table with small categories joined until no count is small, or no join helps any more."""
    coarser = table
    while _small(coarser, policy):
        trials = [(pair, joined(coarser, *pair)) for pair in _pairs(coarser)]
        best = min(trials, key=lambda trial: _rank(trial[0], trial[1], policy), default=None)
        if best is None:
            break
        coarser = best[1]
    # Coarser and no safer would only tell the reader less.
    return coarser if len(_small(coarser, policy)) < len(_small(table, policy)) else table


def joins(table: RawTable) -> dict[str, tuple[str, ...]]:
    """Return the labels of the joined categories, by dimension."""
    found: dict[str, dict[str, None]] = {}
    for category in _categories(table):
        if JOIN in category.code and category.dimension in table.breakdown:
            found.setdefault(category.dimension, {})[category.label] = None
    return {name: tuple(labels) for name, labels in found.items()}


def _rank(pair: Pair, table: RawTable, policy: Policy) -> tuple[int, int, Decimal, str]:
    """Order joins: fewest small counts left, most categories left, the smallest joined count, then names."""
    name, codes = pair
    code = _joined(codes)
    size = sum(cell.value or Decimal(0) for cell in table if dict(cell.key.dimensions).get(name) == code)
    return len(_small(table, policy)), -len(set(_categories(table))), Decimal(size), str(pair)


def _small(table: RawTable, policy: Policy) -> list[Cell]:
    return [
        cell
        for cell in table
        if cell.value is not None
        and cell.key.unit in policy.units
        and policy.hides(int(cell.value), table.item)
    ]


def _categories(table: RawTable) -> Iterator[Category]:
    for header in (*table.rows, *table.columns):
        yield from header


def _pairs(table: RawTable) -> Iterator[Pair]:
    """Yield the pairs of categories that may be joined: of bands neighbours only, never with the total."""
    for name in table.breakdown:
        shown = dict.fromkeys(one.code for one in _categories(table) if one.dimension == name)
        codes = [code for code in shown if code != TOTAL]
        # Bands of an item's own have other codes in keys than in headers, and no words for two together.
        if name not in table.additive or name not in codelist_names() or len(codes) <= _LEAST:
            continue
        if _is_ordered(name):
            bands = [code for code in codes if code != UNKNOWN]
            yield from ((name, pair) for pair in pairwise(bands))
        else:
            yield from ((name, (a, b)) for n, a in enumerate(codes) for b in codes[n + 1 :])


def _is_ordered(name: str) -> bool:
    return any(code.start is not None for code in load_codelist(name))


def _joined(codes: Sequence[str]) -> str:
    """Return the code of categories together, sorted as a filter writes them: one group has one name."""
    return JOIN.join(sorted(one for code in codes for one in code.split(JOIN)))


def joined(table: RawTable, name: str, codes: tuple[str, str]) -> RawTable:
    """Return the table with two categories of a dimension as one; a state in either is that of both."""
    both = Category(name, _joined(codes), nl.capital(load_codelist(name).label(_joined(codes))))

    def wider(one: Category) -> Category:
        return both if one.dimension == name and one.code in codes else one

    def counted(key: CellKey) -> CellKey:
        pairs = ((own, both.code if own == name and old in codes else old) for own, old in key.dimensions)
        return replace(key, dimensions=tuple(pairs))

    return combined(table, wider, counted)


def combined(
    table: RawTable, wider: Callable[[Category], Category], counted: Callable[[CellKey], CellKey]
) -> RawTable:
    """Return the table with the rows and columns that `wider` gives one header added up.

    `counted` gives the key of what is counted together. A state without a value in any is that of all.
    """
    rows, row_of = _axis(table.rows, wider)
    columns, column_of = _axis(table.columns, wider)
    groups: list[list[list[Cell]]] = [[[] for _ in columns] for _ in rows]
    for line, own in zip(table.cells, row_of, strict=True):
        for cell, other in zip(line, column_of, strict=True):
            groups[own][other].append(cell)
    cells = tuple(tuple(_sum(group, counted(group[0].key)) for group in line) for line in groups)
    return replace(table, rows=tuple(rows), columns=tuple(columns), cells=cells)


def _axis(headers: Sequence[Header], wider: Callable[[Category], Category]) -> tuple[list[Header], list[int]]:
    """Return the headers as `wider` makes them, each once, and for each old one the place of its new one."""
    places: dict[Header, int] = {}
    found = [places.setdefault(tuple(map(wider, header)), len(places)) for header in headers]
    return list(places), found


def _sum(cells: Sequence[Cell], key: CellKey) -> Cell:
    first = cells[0]
    if len(cells) == 1:
        return replace(first, key=key)
    without = next((cell for cell in cells if cell.value is None), None)
    if without is not None:
        return Cell(key, None, without.state, first.decimals)
    total = sum((cell.value or Decimal(0) for cell in cells), Decimal(0))
    provisional = any(cell.state is State.PROVISIONAL for cell in cells)
    state = State.PROVISIONAL if provisional and total else State.VALUE if total else State.ZERO
    return Cell(key, total, state, first.decimals)
