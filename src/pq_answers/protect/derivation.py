"""How a hidden count follows from sums alone: the combination of published counts that gives it.

Source: Gaussian elimination in exact fractions over the sums in which hidden cells occur.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Terms = dict[str, Fraction]


def derive(
    cell: str, sums: Sequence[tuple[Sequence[str], Sequence[str], bool]], shown: Mapping[str, int]
) -> Terms | None:
    """Return the published counts, with factors, that add up to `cell`; None where sums are not enough."""
    rows = [_terms(plus, minus) for plus, minus, exact in sums if exact]
    for row in rows:
        # The shortest explanation is the one that a reader would find: one sum.
        if cell in row and all(other in shown for other in row if other != cell):
            return _solved(cell, row)
    return _eliminated(cell, rows, shown)


def _terms(plus: Sequence[str], minus: Sequence[str]) -> Terms:
    terms: Terms = {}
    for cells, sign in ((plus, 1), (minus, -1)):
        for cell in cells:
            terms[cell] = terms.get(cell, Fraction(0)) + sign
    return {cell: factor for cell, factor in terms.items() if factor}


def _eliminated(cell: str, rows: list[Terms], shown: Mapping[str, int]) -> Terms | None:
    pivots: list[tuple[str, Terms]] = []
    for one_sum in rows:
        row = one_sum
        for pivot, other in pivots:
            row = _without(row, pivot, other)
        unknown = sorted((one for one in row if one not in shown), key=lambda one: (one == cell, one))
        if unknown == [cell]:
            return _solved(cell, row)
        if unknown:
            pivots.append((unknown[0], row))
    return None


def _without(row: Terms, pivot: str, other: Terms) -> Terms:
    if pivot not in row:
        return row
    factor = row[pivot] / other[pivot]
    cells = dict.fromkeys([*row, *other])
    mixed = {one: row.get(one, Fraction(0)) - factor * other.get(one, Fraction(0)) for one in cells}
    return {one: value for one, value in mixed.items() if value}


def _solved(cell: str, row: Terms) -> Terms:
    return {one: -factor / row[cell] for one, factor in row.items() if one != cell}
