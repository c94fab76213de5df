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
    """Yield the steps of a series that pass the declared bound, or are out of line with its own usual steps.

    A step is (next - before) / before. Below `base` a handful of persons makes any step large, which says
    nothing.
    """
    steps = [(before, after, _step(before, after)) for before, after in pairwise(series)]
    unusual = _unusual([step for *_, step in steps], rules) if len(series) >= rules.points else ()
    for before, after, step in steps:
        if step is None or max(before.value or 0, after.value or 0) < rules.base:
            continue
        if _passes(step, rules.bound(before.key.indicator) ** _years(before, after)):
            yield _jump(before, after, step, "meer dan de grens die voor zulke cijfers is aangegeven")
        elif step in unusual and (before.value or 0) >= rules.base:
            yield _jump(before, after, step, "veel meer dan in de andere jaren")


def _passes(step: Decimal, factor: Decimal) -> bool:
    ratio = step + 1
    return ratio >= factor or ratio * factor <= 1


def _years(before: Figure, after: Figure) -> int:
    """Return the years between two figures of a series, which need not be neighbours."""
    return int(after.key.period[:4]) - int(before.key.period[:4])


def _unusual(steps: Sequence[Decimal | None], rules: Jump) -> frozenset[Decimal]:
    """Return the steps that lie further from the median than `spread` times the median absolute deviation.

    They are larger than `least` as well; a series with a zero has no steps to compare. Source: Hampel 1974.
    """
    known = [step for step in steps if step is not None]
    if len(known) < len(steps):
        return frozenset()
    middle = median(known)
    spread = median([abs(step - middle) for step in known])
    return frozenset(
        step for step in known if abs(step - middle) > rules.spread * spread and abs(step) > rules.least
    )


def _step(before: Figure, after: Figure) -> Decimal | None:
    if not before.value or after.value is None:
        return None
    return (after.value - before.value) / before.value


def _jump(before: Figure, after: Figure, step: Decimal, why: str) -> Finding:
    ends = [f"{figure.text} ({nl.period(figure.key.period)})" for figure in (before, after)]
    working = f"van {ends[0]} naar {ends[1]}"
    percent = nl.number(step * 100, 1)
    return Finding(
        "sprong",
        Severity.NOTE,
        after.table,
        (before.key, after.key),
        f"De reeks springt {working}, dat is {percent} %, {why}.",
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
