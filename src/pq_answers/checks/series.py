"""Series over years: steps that stand out, and definitions that changed on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from statistics import median

from pq_answers import nl
from pq_answers.checks.declared import Jump, Rules
from pq_answers.checks.figures import Figure
from pq_answers.checks.findings import Finding, Severity
from pq_answers.published import PublishedSource, Role
from pq_answers.tables import CellKey

Series = tuple[Figure, ...]
LEVELS = frozenset({Role.VALUE, Role.SUBTOTAL, Role.TOTAL})


def series_of(figures: Sequence[Figure]) -> Iterator[Series]:
    """Yield the yearly (or yearly quarter-end) series of each table, in time order."""
    groups: dict[tuple[str, CellKey], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.value is not None and figure.role in LEVELS and _is_moment(figure.key.period):
            key = replace(figure.key, period=figure.key.period[4:])
            groups[figure.table, key].setdefault(figure.key.period, figure)
    for group in groups.values():
        if len(group) > 1:
            yield tuple(group[period] for period in sorted(group))


def _is_moment(period: str) -> bool:
    return period.isdigit() or (len(period) == len("2021-Q4") and period[4:6] == "-Q")


def jumps(series: Series, rules: Jump) -> Iterator[Finding]:
    """Yield the steps of a series that are out of line with its own usual steps.

    A step is (next - before) / before. It stands out where it lies further from the median step than
    `spread` times the median absolute deviation, and is larger than `least` (Hampel 1974). Below `base` a
    handful of persons makes any step large, which says nothing.
    """
    steps = [(before, after, _step(before, after)) for before, after in pairwise(series)]
    if len(series) < rules.points or any(step is None for *_, step in steps):
        return
    known = [step for *_, step in steps if step is not None]
    middle = median(known)
    spread = median([abs(step - middle) for step in known])
    for before, after, step in steps:
        if step is None or before.value is None or before.value < rules.base:
            continue
        if abs(step - middle) > rules.spread * spread and abs(step) > rules.least:
            yield _jump(before, after, step)


def _step(before: Figure, after: Figure) -> Decimal | None:
    if not before.value or after.value is None:
        return None
    return (after.value - before.value) / before.value


def _jump(before: Figure, after: Figure, step: Decimal) -> Finding:
    ends = [f"{figure.text} ({nl.period(figure.key.period)})" for figure in (before, after)]
    working = f"van {ends[0]} naar {ends[1]}"
    percent = nl.number(step * 100, 1)
    return Finding(
        "sprong",
        Severity.NOTE,
        after.table,
        (before.key, after.key),
        f"De reeks springt {working}, dat is {percent} %, veel meer dan in de andere jaren.",
        after.source,
        after.printed,
        f"{percent} %",
        (before.id, after.id),
    )


def definition_breaks(series: Series, sources: Mapping[str, PublishedSource]) -> Iterator[Finding]:
    """Yield the declared changes of definition that fall inside a series."""
    first, last = series[0], series[-1]
    source = sources.get(first.source)
    for change in source.breaks if source else ():
        same = change.indicator == first.key.indicator and change.measure in {"", first.key.measure}
        if same and first.key.period < change.since <= last.key.period:
            yield Finding(
                "breuk",
                Severity.NOTE,
                first.table,
                tuple(figure.key for figure in series),
                f"De reeks telt vanaf {nl.period(change.since)} iets anders. {change.text}",
                first.source,
                first.printed,
                last.printed,
                tuple(figure.id for figure in series),
            )


def breaks(
    figures: Sequence[Figure], rules: Rules, sources: Mapping[str, PublishedSource]
) -> Iterator[Finding]:
    """Yield the jumps and the changes of definition in all series of one source or answer."""
    for series in series_of(figures):
        yield from jumps(series, rules.jump)
        yield from definition_breaks(series, sources)
