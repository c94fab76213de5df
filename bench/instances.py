"""Random instances of cell suppression, made from persons: crossings, hierarchies, linked tables, cubes.

Every instance is a pure function of its random generator, so that a seed names it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import Any

from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.policy import Policy

Instance = tuple[Graph, list[int]]
Codes = tuple[tuple[int, int], ...]
"""A cell: its dimensions with their codes; totals are left out."""


def people(rng: random.Random, count: int, sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return persons with a code in each dimension; some codes are much rarer than others."""
    weights = [[rng.random() ** 2 + 0.02 for _ in range(size)] for size in sizes]
    return [
        tuple(rng.choices(range(size), weights[place])[0] for place, size in enumerate(sizes))
        for _ in range(count)
    ]


def linked(
    persons: Sequence[tuple[int, ...]], sizes: Sequence[int], tables: Iterable[Sequence[int]], policy: Policy
) -> Instance:
    """Return tables over some dimensions each, with all their margins; the grand total stays."""
    cells: dict[Codes, None] = {}
    lines: dict[tuple[Codes, tuple[Codes, ...]], None] = {}
    for table in tables:
        for codes in product(*([*range(sizes[dimension]), None] for dimension in table)):
            cell = tuple((d, c) for d, c in zip(table, codes, strict=True) if c is not None)
            cells[cell] = None
            for dimension in (d for d, c in zip(table, codes, strict=True) if c is None):
                parts = (tuple(sorted((*cell, (dimension, code)))) for code in range(sizes[dimension]))
                lines[cell, tuple(parts)] = None
    order = sorted(cells, key=lambda cell: (-len(cell), cell))
    index = {cell: node for node, cell in enumerate(order)}
    values = [sum(all(one[d] == c for d, c in cell) for one in persons) for cell in order]
    return _instance(values, [(index[t], tuple(index[p] for p in parts)) for t, parts in lines], policy)


def nested(persons: Sequence[tuple[int, ...]], sizes: Sequence[int], policy: Policy) -> Instance:
    """Return a hierarchy of three to a group crossed with a second dimension."""
    leaves, width = sizes
    groups = [range(start, min(start + 3, leaves)) for start in range(0, leaves, 3)]
    rows: list[tuple[int, ...]] = [
        *((leaf,) for leaf in range(leaves)),
        *map(tuple, groups),
        tuple(range(leaves)),
    ]
    columns: list[tuple[int, ...]] = [*((code,) for code in range(width)), tuple(range(width))]
    index = {pair: node for node, pair in enumerate(product(range(len(rows)), range(len(columns))))}
    values = [sum(a in rows[r] and b in columns[c] for a, b in persons) for r, c in index]
    lines = [(index[r, width], tuple(index[r, c] for c in range(width))) for r in range(len(rows))]
    for c in range(len(columns)):
        lines += [
            (index[leaves + g, c], tuple(index[leaf, c] for leaf in one)) for g, one in enumerate(groups)
        ]
        lines.append((index[len(rows) - 1, c], tuple(index[leaves + g, c] for g in range(len(groups)))))
    return _instance(values, lines, policy)


def _instance(
    values: Sequence[int], lines: Sequence[tuple[int, tuple[int, ...]]], policy: Policy
) -> Instance:
    constraints = tuple(Constraint((total,), parts) for total, parts in lines)
    totals = {total for total, _ in lines}
    parts = {part for _, one in lines for part in one}
    graph = Graph(tuple(values), constraints, margins=frozenset(totals), kept=frozenset(totals - parts))
    return graph, [node for node, value in enumerate(values) if policy.hides(value)]


def _crossing(rng: random.Random, sizes: Sequence[int], count: int, policy: Policy) -> Instance:
    return linked(people(rng, count, sizes), sizes, [tuple(range(len(sizes)))], policy)


def _pairs(rng: random.Random, sizes: Sequence[int], count: int, tables: int, policy: Policy) -> Instance:
    pairs = list(combinations(range(len(sizes)), 2))
    rng.shuffle(pairs)
    return linked(people(rng, count, sizes), sizes, pairs[:tables], policy)


Family = Callable[[random.Random, Policy], Instance]
SMALL: dict[str, Family] = {
    "kruising 11 x 11": lambda rng, p: _crossing(rng, (11, 11), rng.randint(60, 400), p),
    "hiërarchie 21 x 4": lambda rng, p: nested(people(rng, rng.randint(60, 400), (21, 4)), (21, 4), p),
    "6 verbonden tabellen": lambda rng, p: _pairs(rng, (2, 3, 4, 5, 4, 6), rng.randint(60, 400), 6, p),
    "kubus 4 x 5 x 4": lambda rng, p: _crossing(rng, (4, 5, 4), rng.randint(60, 400), p),
}
TINY: dict[str, Family] = {
    "kruising 5 x 6": lambda rng, p: _crossing(rng, (5, 6), rng.randint(60, 400), p),
    "hiërarchie 9 x 3": lambda rng, p: nested(people(rng, rng.randint(60, 400), (9, 3)), (9, 3), p),
    "3 verbonden tabellen": lambda rng, p: _pairs(rng, (2, 3, 4), rng.randint(60, 200), 3, p),
    "kubus 2 x 3 x 3": lambda rng, p: _crossing(rng, (2, 3, 3), rng.randint(60, 200), p),
}
LARGE: dict[str, Family] = {
    "kruising 26 x 19": lambda rng, p: _crossing(rng, (26, 19), rng.randint(200, 2000), p),
    "hiërarchie 57 x 6": lambda rng, p: nested(people(rng, rng.randint(200, 2000), (57, 6)), (57, 6), p),
    "14 verbonden tabellen": lambda rng, p: _pairs(
        rng, (2, 3, 4, 5, 6, 6, 8, 9), rng.randint(60, 400), 14, p
    ),
    "kubus 8 x 9 x 5": lambda rng, p: _crossing(rng, (8, 9, 5), rng.randint(200, 2000), p),
}

DIMENSIONS = {"leeftijd": 5, "herkomst": 4, "geslacht": 2, "opleiding": 3, "taal": 4, "provincie": 6}


def answer(rng: random.Random, tables: int = 10) -> dict[str, Any]:
    """Return one random answer as `pq-answers protect` reads it: single breakdowns and crossings."""
    names, sizes = list(DIMENSIONS), list(DIMENSIONS.values())
    persons = people(rng, rng.randint(60, 400), sizes)
    ways: list[tuple[int, ...]] = [(place,) for place in range(len(names))]
    crossings: list[tuple[int, ...]] = list(combinations(range(len(names)), 2))
    rng.shuffle(crossings)
    chosen = [*ways, *crossings][:tables]
    return {"tables": [_table(table, names, sizes, persons) for table in chosen]}


def _table(
    table: Sequence[int], names: Sequence[str], sizes: Sequence[int], persons: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    cells = []
    for codes in product(*([*range(sizes[place]), None] for place in table)):
        count = sum(
            all(c is None or one[p] == c for p, c in zip(table, codes, strict=True)) for one in persons
        )
        key = {names[p]: "_T" if c is None else f"c{c}" for p, c in zip(table, codes, strict=True)}
        cells.append({"key": key, "count": count})
    return {
        "name": "-".join(names[place] for place in table),
        "dims": [names[p] for p in table],
        "cells": cells,
    }
