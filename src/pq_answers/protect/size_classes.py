"""Size classes so narrow that counting a company in one tells how large it is.

A count of companies is shown whatever it is. Whoever knows which company is counted in the class from a to b
finds its size within (b - a) / (a + b) of itself; that must not be less than what the p% rule asks of a sum.
Source: the p% rule, Handbook on Statistical Disclosure Control, chapter 4, for a class instead of a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pq_answers.items import band_bounds
from pq_answers.ledger import Names, Past
from pq_answers.protect.policy import Policy
from pq_answers.tables import Cell, CellKey, RawTable

_Kind = tuple[str, str, str, str]
"""Classes that lie beside each other: of one indicator, measure, period and dimension."""


def too_narrow(tables: Sequence[RawTable], policy: Policy, past: Past) -> Iterator[int]:
    """Yield the tables with a class that is too narrow, by itself or between those of the tables before it.

    The difference of two overlapping classes is a class too. What is public already may stay.
    """
    names, known = Names(), defaultdict[_Kind, set[Decimal]](set)
    for number, table in enumerate(tables):
        told = {cell: names.of(cell.key) for cell in table if _is_size(cell, policy)}
        new = [key for cell, key in told.items() if cell.value not in past.public.get(key, ())]
        if any(_is_narrow(bounds | known[kind], policy) for kind, bounds in _bounds(new).items()):
            yield number
            continue
        for kind, bounds in _bounds(told.values()).items():
            known[kind] |= bounds


def _is_size(cell: Cell, policy: Policy) -> bool:
    return cell.value is not None and cell.key.unit not in policy.units


def _bounds(keys: Iterable[CellKey]) -> dict[_Kind, set[Decimal]]:
    found: dict[_Kind, set[Decimal]] = defaultdict(set)
    for key in keys:
        for dimension, code in key.dimensions:
            bounds = band_bounds(code) or ()
            found[key.indicator, key.measure, key.period, dimension] |= {bound for bound in bounds if bound}
    return found


def _is_narrow(bounds: Iterable[Decimal], policy: Policy) -> bool:
    return any(100 * (high - low) < policy.percent * (high + low) for low, high in pairwise(sorted(bounds)))
