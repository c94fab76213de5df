"""Years that are printed apart and together: what one tells about the other, over all tables of an answer.

Who counts trajectories of 2019 to 2021 and of each of these years gives the difference away, as with any
margin. Persons may count in several years, so the years add up to at least the span.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from pq_answers.protect.graph import Constraint
from pq_answers.tables import CellKey, span_years

Years = frozenset[int]


def period_constraints(
    values: Mapping[CellKey, int], index: Mapping[CellKey, int], made_up: Collection[CellKey] = ()
) -> list[Constraint]:
    """Return the constraints between counts that differ in nothing but their years.

    That years add up to just their span is seen in true counts only, not in those that are `made_up`.
    """
    return [
        constraint
        for periods in by_period(values).values()
        for span in periods
        if len(span) > 1
        for cover in covers(span, [part for part in periods if part < span])
        for constraint in _constraints(
            periods[span], [periods[part] for part in cover], values, index, made_up
        )
    ]


def by_period(values: Iterable[CellKey]) -> dict[CellKey, dict[Years, CellKey]]:
    """Return the keys by their years, in groups that differ in nothing else."""
    groups: dict[CellKey, dict[Years, CellKey]] = defaultdict(dict)
    for key in values:
        years = span_years(key.period)
        if years:
            groups[replace(key, period="")][frozenset(years)] = key
    return groups


def covers(span: Years, parts: Iterable[Years]) -> Iterator[tuple[Years, ...]]:
    """Yield every way to make up `span` from disjoint `parts`."""
    ordered = sorted(parts, key=sorted)
    if not span:
        yield ()
        return
    first = min(span)
    for part in ordered:
        if first in part and part <= span:
            for rest in covers(span - part, ordered):
                yield (part, *rest)


def _constraints(
    span: CellKey,
    parts: list[CellKey],
    values: Mapping[CellKey, int],
    index: Mapping[CellKey, int],
    made_up: Collection[CellKey],
) -> Iterator[Constraint]:
    nodes, total = tuple(sorted(index[part] for part in parts)), sum(values[part] for part in parts)
    if total == values[span] and not any(key in made_up for key in (span, *parts)):
        yield Constraint((index[span],), nodes)
        return
    if total >= values[span]:
        yield Constraint(nodes, (index[span],), exact=False)
    for part in parts:
        if values[part] <= values[span]:
            yield Constraint((index[span],), (index[part],), exact=False)
