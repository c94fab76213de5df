"""What nobody prints but anybody can subtract: the rest of a total, of a span, of an outer item.

The total and five of six provinces tell the sixth; who started less who failed tells the others. Where such
a rest is under the threshold it takes part in protection like a hidden cell, though no table has it.
Source: complementary disclosure by differencing, Handbook on Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pq_answers.codelists import JOIN
from pq_answers.protect.graph import Constraint
from pq_answers.protect.periods import by_period, covers
from pq_answers.protect.policy import Policy
from pq_answers.tables import CellKey, RawTable, span_years

REST = "_rest"


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts that hold others: the sum of `whole` is at least that of `parts`."""

    whole: tuple[CellKey, ...]
    parts: tuple[CellKey, ...]

    @property
    def members(self) -> tuple[CellKey, ...]:
        """All counts of the sum."""
        return (*self.whole, *self.parts)

    def rest(self, values: Mapping[CellKey, int]) -> int:
        """Return what the whole has more than its parts."""
        return sum(values[key] for key in self.whole) - sum(values[key] for key in self.parts)

    @property
    def rest_key(self) -> CellKey:
        """The key of the rest: one that no table can have."""
        names = "+".join(map(str, (*self.whole, "-", *self.parts)))
        return replace(self.whole[0], dimensions=((REST, names),))


def small_rests(sums: Iterable[Sum], values: Mapping[CellKey, int], policy: Policy) -> dict[CellKey, Sum]:
    """Return the sums whose rest is under the threshold, by the key of that rest."""
    return {one.rest_key: one for one in sums if policy.hides(one.rest(values))}


def rest_constraints(
    rests: Mapping[CellKey, Sum],
    sums: Iterable[Sum],
    values: Mapping[CellKey, int],
    index: Mapping[CellKey, int],
    made_up: Collection[CellKey] = (),
) -> Iterator[Constraint]:
    """Yield what the sums tell: a whole is its parts and its rest, or at least its parts.

    That years or items leave nothing is seen in true counts only, not in those that are `made_up`.
    """
    for one in sums:
        whole, parts = (tuple(sorted(index[key] for key in keys)) for keys in (one.whole, one.parts))
        rest, key = one.rest(values), one.rest_key
        if key in rests:
            yield Constraint(whole, tuple(sorted((*parts, index[key]))))
        elif rest >= 0:
            between = len({(key.indicator, key.period) for key in one.members}) > 1
            unsure = between and any(key in made_up for key in one.members)
            yield Constraint(whole, parts, exact=rest == 0 and not unsure)


def partial_sums(tables: Sequence[RawTable], values: Mapping[CellKey, int]) -> Iterator[Sum]:
    """Yield each printed margin with its parts in the answer, over additive dimensions.

    Where categories are also counted together, every set of parts that do not overlap is one such sum.
    """
    parts: dict[tuple[CellKey, str], set[CellKey]] = defaultdict(set)
    for table in tables:
        for cell in table:
            for name in (name for name, _ in cell.key.dimensions if name in table.additive):
                margin = cell.key.without(name)
                if cell.key in values and margin in values:
                    parts[margin, name].add(cell.key)
    for (margin, name), keys in sorted(parts.items(), key=str):
        for family in _families(keys, name):
            if sum(values[key] for key in family) <= values[margin]:
                yield Sum((margin,), family)


def union_sums(
    tables: Sequence[RawTable], values: Mapping[CellKey, int], made_up: Collection[CellKey] = ()
) -> Iterator[Sum]:
    """Yield each count of joined categories with what is printed of these categories, joined or not."""
    beside: dict[tuple[CellKey, str], set[CellKey]] = defaultdict(set)
    for table in tables:
        for cell in table:
            for name in (name for name, _ in cell.key.dimensions if name in table.additive):
                if cell.key in values:
                    beside[cell.key.without(name), name].add(cell.key)
    for (_, name), keys in beside.items():
        for key in sorted(one for one in keys if JOIN in dict(one.dimensions)[name]):
            inner = {one for one in keys if one != key and _codes(one, name) <= _codes(key, name)}
            for family in _families(inner, name):
                if sum(values[one] for one in family) <= values[key]:
                    yield Sum((key,), family)
            for one in _overlaps(key, keys, name):
                # What `made_up` counts leave beside each other is no rest that anybody can subtract.
                left = one.rest(values)
                if not left or (left > 0 and not any(member in made_up for member in one.members)):
                    yield one


def _overlaps(key: CellKey, keys: Iterable[CellKey], name: str) -> Iterator[Sum]:
    """Yield what a joined category tells beside another one that shares some of its codes.

    A and B together, A, and B and D together tell D: what is in the first only stands with the second.
    """
    own = _codes(key, name)
    for other in keys:
        shared = own & _codes(other, name)
        if not shared or own <= shared or _codes(other, name) <= shared:
            continue
        mine, theirs = own - shared, _codes(other, name) - shared
        for first in _families((one for one in keys if _codes(one, name) <= mine), name):
            if frozenset[str]().union(*(_codes(one, name) for one in first)) != mine:
                continue
            for rest in [(), *_families((one for one in keys if _codes(one, name) <= theirs), name)]:
                yield Sum((other, *first), (key, *rest))


def _families(keys: Iterable[CellKey], name: str) -> list[tuple[CellKey, ...]]:
    """Return sets of keys whose categories do not overlap: for each key one that holds it, and all it can."""
    ordered = sorted(keys, key=lambda key: (-len(_codes(key, name)), key))
    found: dict[tuple[CellKey, ...], None] = {}
    for first in ordered:
        family, taken = [first], set(_codes(first, name))
        for key in ordered:
            if taken.isdisjoint(_codes(key, name)):
                family.append(key)
                taken |= _codes(key, name)
        found[tuple(sorted(family))] = None
        if all(len(_codes(key, name)) == 1 for key in ordered):
            break  # without joined categories there is one such set: all of them
    return list(found)


def _codes(key: CellKey, name: str) -> frozenset[str]:
    return frozenset(dict(key.dimensions)[name].split(JOIN))


def span_sums(values: Mapping[CellKey, int]) -> Iterator[Sum]:
    """Yield each span of years with each shorter period in it that is printed too."""
    for periods in by_period(values).values():
        for span in (span for span in periods if len(span) > 1):
            for part in (part for part in periods if part < span):
                if values[periods[part]] <= values[periods[span]]:
                    yield Sum((periods[span],), (periods[part],))


def nested_sums(tables: Sequence[RawTable], values: Mapping[CellKey, int]) -> Iterator[Sum]:
    """Yield the cells of an outer item with the cells that lie within them."""
    periods = by_period(values)
    inner: dict[CellKey, set[CellKey]] = defaultdict(set)
    for table in tables:
        for cell in table:
            if table.within and cell.key in values and dict(cell.key.dimensions).get(table.within[0]):
                dimension, indicator, unit = table.within
                inner[replace(cell.key.without(dimension), indicator=indicator, unit=unit)].add(cell.key)
    for outer, keys in sorted(inner.items(), key=str):
        available = periods.get(replace(outer, period=""), {})
        for cover in covers(frozenset(span_years(outer.period)), available):
            if cover:
                yield Sum(tuple(available[part] for part in cover), tuple(sorted(keys)))
