"""From tables to the cell graph: which cells sum to which margin, over all tables of an answer together.

Source: linked tables as one set of additivity constraints, Handbook on Statistical Disclosure Control,
chapter 4. A margin that no table prints still links two breakdowns of it, so it takes part as a virtual node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pq_answers.ledger import Names
from pq_answers.protect.earlier import Earlier
from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.periods import period_constraints
from pq_answers.protect.policy import Policy
from pq_answers.protect.rests import (
    Sum,
    nested_sums,
    partial_sums,
    rest_constraints,
    small_rests,
    span_sums,
    union_sums,
)
from pq_answers.tables import Cell, CellKey, RawTable, Table

Line = tuple[CellKey, frozenset[CellKey]]
"""A margin and its parts."""

NO_EARLIER = Earlier()
_MARGIN_WEIGHT = 10  # a total tells a reader more than any one of its parts


@dataclass(frozen=True, slots=True)
class CellGraph:
    """The graph with the key of each node; virtual margins follow the printed cells and the small rests.

    The first `own` nodes are those of this answer, the next of earlier ones; `public` are shown anyway.
    """

    graph: Graph
    keys: tuple[CellKey, ...]
    rests: Mapping[CellKey, Sum]
    own: int
    public: frozenset[CellKey]

    def nodes(self, keys: Iterable[CellKey]) -> list[int]:
        """Return the nodes of `keys`."""
        index = {key: node for node, key in enumerate(self.keys)}
        return [index[key] for key in keys]


@dataclass(slots=True)
class _Margin:
    """The breakdowns of one margin: per dimension one set of parts for each table that prints it."""

    parts: dict[str, dict[int, set[CellKey]]] = field(default_factory=dict)

    def add(self, dimension: str, table: int, part: CellKey) -> None:
        """Add one part of the breakdown over `dimension` in `table`."""
        self.parts.setdefault(dimension, {}).setdefault(table, set()).add(part)

    def sets(self) -> Iterator[list[frozenset[CellKey]]]:
        """Yield, per dimension, its distinct sets of parts."""
        for by_table in self.parts.values():
            yield list(dict.fromkeys(frozenset(parts) for parts in by_table.values()))


def build_graph(
    tables: Sequence[RawTable],
    counts: Mapping[CellKey, int],
    policy: Policy,
    earlier: Earlier = NO_EARLIER,
) -> CellGraph:
    """Return the cell graph of the counts in `tables`, by their keys, and in the earlier ones."""
    old = {key: count for key, count in earlier.values.items() if key not in counts}
    tables, values = [*tables, *earlier.tables], {**counts, **old}
    made_up = earlier.hidden - counts.keys()
    sums = [*partial_sums(tables, values), *union_sums(tables, values, made_up)]
    sums += [*span_sums(values), *nested_sums(tables, values)]
    margins = _collect(tables, values)
    total = _with_virtual(values, margins)
    public = _public(total, earlier)
    # What follows from earlier answers alone cannot be taken back, and may be a rest of counts made up here.
    told = [one for one in sums if not public.issuperset(one.members) and counts.keys() & {*one.members}]
    rests = small_rests(told, values, policy)
    total |= {key: one.rest(values) for key, one in rests.items()}
    lines, broken = _lines(margins, total)
    lines = _without_loose_ends(lines, values)
    virtual = {margin for margin, _ in lines} - values.keys()
    groups = (counts, old, rests, virtual)
    keys = [key for group in groups for key in sorted(group, key=sort_key)]
    index = {key: node for node, key in enumerate(keys)}
    constraints = [_constraint(line, index, total) for line in lines]
    constraints += _bounds(tables, values, index)
    constraints += period_constraints(values, index, made_up)
    constraints += rest_constraints(rests, sums, values, index, made_up)
    constraints += _same(values, index)
    graph = Graph(
        values=tuple(total[key] for key in keys),
        constraints=tuple(dict.fromkeys(constraints)),
        virtual=frozenset(index[key] for key in virtual - public),
        margins=frozenset(index[margin] for margin, _ in lines),
        kept=frozenset(index[key] for key in keys if key in public or not (key.dimensions or key in virtual)),
        thresholds=_thresholds(tables, keys, policy) if policy.stricter else (),
        weights=tuple(_MARGIN_WEIGHT if key in margins else 1 for key in keys),
        broken=tuple(frozenset(index[key] for key in {margin, *parts}) for margin, parts in broken),
    )
    return CellGraph(graph, tuple(keys), rests, len(counts), public & index.keys())


def thresholds_of(tables: Sequence[Table], policy: Policy) -> dict[CellKey, int]:
    """Return, for each key, the strictest threshold of the items that print it."""
    found: dict[CellKey, int] = {}
    for table in tables:
        for cell in table:
            found[cell.key] = max(found.get(cell.key, 0), policy.threshold_of(table.item))
    return found


def _thresholds(tables: Sequence[RawTable], keys: Sequence[CellKey], policy: Policy) -> tuple[int, ...]:
    known = thresholds_of(tables, policy)
    return tuple(known.get(key, policy.threshold) for key in keys)


def _public(total: Mapping[CellKey, int], earlier: Earlier) -> frozenset[CellKey]:
    """Return the keys whose count was shown before, as it is now: whoever looks it up knows it."""
    known, names = earlier.past.public, Names()
    return frozenset(key for key, count in total.items() if known and count in known.get(names.of(key), ()))


def _same(values: Mapping[CellKey, int], index: Mapping[CellKey, int]) -> Iterator[Constraint]:
    """Yield that one quantity under two names is one: the ledger's name tells which they are."""
    first: dict[CellKey, CellKey] = {}
    names = Names()
    for key in sorted(values, key=sort_key):
        other = first.setdefault(names.of(key), key)
        if other is not key and values[other] == values[key]:
            yield Constraint((index[other],), (index[key],))


def sort_key(key: CellKey) -> tuple[str, str, str, tuple[tuple[str, str], ...], str, str]:
    """Return what orders keys; much faster than comparing the dataclasses."""
    return key.indicator, key.population, key.measure, key.dimensions, key.period, key.unit


def counted(table: RawTable, values: Mapping[CellKey, int]) -> Iterator[Cell]:
    """Yield the cells of `table` that are counts of persons."""
    return (cell for cell in table if cell.value is not None and cell.key in values)


def _collect(tables: Sequence[RawTable], values: Mapping[CellKey, int]) -> dict[CellKey, _Margin]:
    """Return every margin, printed or not, over the additive dimensions of each table."""
    margins: dict[CellKey, _Margin] = defaultdict(_Margin)
    for number, table in enumerate(tables):
        queue = [cell.key for cell in counted(table, values)]
        seen = set(queue)
        while queue:
            key = queue.pop()
            for dimension in (name for name, _ in key.dimensions if name in table.additive):
                margin = key.without(dimension)
                margins[margin].add(dimension, number, key)
                if margin not in seen:
                    seen.add(margin)
                    queue.append(margin)
    return margins


def _with_virtual(values: Mapping[CellKey, int], margins: Mapping[CellKey, _Margin]) -> dict[CellKey, int]:
    """Return all values; a margin that is not printed is the largest sum of its parts, inner ones first."""
    total = dict(values)
    for margin in sorted(margins, key=lambda key: -len(key.dimensions)):
        if margin not in total:
            # The largest sum makes at least one breakdown complete, which is what the attacker assumes.
            sums = (sum(total[part] for part in parts) for sets in margins[margin].sets() for parts in sets)
            total[margin] = max(sums)
    return total


def _lines(margins: Mapping[CellKey, _Margin], total: Mapping[CellKey, int]) -> tuple[list[Line], list[Line]]:
    """Return the lines that hold, and those whose parts exceed their total.

    Parts that stand in several tables make one line, unless their codes overlap (two sets of bands).
    """
    lines: list[Line] = []
    broken: list[Line] = []
    for margin in sorted(margins, key=sort_key):
        for sets in margins[margin].sets():
            union = frozenset[CellKey]().union(*sets)
            fits = sum(total[part] for part in union) <= total[margin]
            # A breakdown that is spread over tables is one line only when taken together.
            for parts in [union] if fits else sets:
                holds = sum(total[part] for part in parts) <= total[margin]
                (lines if holds else broken).append((margin, parts))
    return lines, broken


def _without_loose_ends(lines: list[Line], values: Mapping[CellKey, int]) -> list[Line]:
    """Return the lines without those of an unprinted margin that occurs nowhere else: they tell nothing."""
    while True:
        seen: dict[CellKey, int] = defaultdict(int)
        for margin, parts in lines:
            for key in (margin, *parts):
                seen[key] += 1
        kept = [line for line in lines if line[0] in values or seen[line[0]] > 1]
        if len(kept) == len(lines):
            return kept
        lines = kept


def _constraint(line: Line, index: Mapping[CellKey, int], total: Mapping[CellKey, int]) -> Constraint:
    """Return a sum where the parts make up their margin, and a bound where some are missing."""
    margin, parts = line
    exact = sum(total[part] for part in parts) == total[margin]
    return Constraint((index[margin],), tuple(sorted(index[part] for part in parts)), exact)


def _bounds(
    tables: Sequence[RawTable], values: Mapping[CellKey, int], index: Mapping[CellKey, int]
) -> list[Constraint]:
    """Return what a dimension that does not add up still tells: a part is at most its margin, and so on."""
    covers: dict[tuple[CellKey, str], set[CellKey]] = defaultdict(set)
    for table in tables:
        for cell in counted(table, values):
            for dimension in (name for name, _ in cell.key.dimensions if name not in table.additive):
                margin = cell.key.without(dimension)
                if margin in values:
                    covers[margin, dimension].add(cell.key)
    bounds = []
    for (margin, _), parts in sorted(covers.items(), key=lambda item: (sort_key(item[0][0]), item[0][1])):
        smaller = sorted(index[part] for part in parts if values[part] <= values[margin])
        bounds += [Constraint((index[margin],), (part,), False) for part in smaller]
        if sum(values[part] for part in parts) >= values[margin]:
            bounds.append(Constraint(tuple(sorted(index[part] for part in parts)), (index[margin],), False))
    return bounds
