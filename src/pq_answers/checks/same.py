"""One quantity with two values: at two places, in two publications, or at two moments of one year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pq_answers import nl
from pq_answers.checks.declared import Levels, Rules
from pq_answers.checks.figures import Figure
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.relations import plain
from pq_answers.checks.series import LEVELS
from pq_answers.published import Precision, PublishedSource, Role
from pq_answers.tables import CellKey, span_years, years_within

Sources = Mapping[str, PublishedSource]
_SAME = "Hetzelfde cijfer staat er met een andere waarde"


def contradictions(figures: Sequence[Figure], sources: Sources) -> Iterator[Finding]:
    """Yield every quantity that is printed with values that rounding cannot reconcile."""
    # A share in a span of years and a growth over it have one key, and are two things.
    groups: dict[tuple[CellKey, bool], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.value is not None and figure.role is not Role.CONSTANT:
            groups[figure.key, figure.role is Role.GROWTH].append(figure)
    for group in groups.values():
        reference = _most_printed(group)
        for other in {f.printed: f for f in group if not f.interval.meets(reference.interval)}.values():
            yield contradiction("zelfde_cijfer", _SAME, reference, other, sources)


def _most_printed(group: Sequence[Figure]) -> Figure:
    """Return the figure whose value is printed most often; of equals, an exact one, then the first."""
    times = Counter(figure.value for figure in group)
    ranked = sorted(
        enumerate(group), key=lambda f: (-times[f[1].value], f[1].precision is not Precision.EXACT, f[0])
    )
    return ranked[0][1]


def other_moments(figures: Sequence[Figure], rules: Rules, sources: Sources) -> Iterator[Finding]:
    """Yield figures of a year that differ from a level inside that year in another publication."""
    groups: dict[CellKey, list[Figure]] = defaultdict(list)
    for figure in figures:
        level = figure.value is not None and figure.role in LEVELS
        if level and figure.key.indicator in rules.levels.indicators:
            groups[replace(figure.key, period=figure.key.period[:4])].append(figure)
    for group in groups.values():
        for year in (figure for figure in group if len(figure.key.period) == len("2021")):
            for moment in group:
                inside = is_moment_within(moment.key.period, year.key.period)
                if inside and moment.source != year.source and not moment.interval.meets(year.interval):
                    cause = "datum" if explained_by_moment(year, moment, rules.levels) else ""
                    yield contradiction("ander_moment", _SAME, year, moment, sources, cause)


def is_moment_within(moment: str, year: str) -> bool:
    """Whether a period is a moment inside a year: a quarter or days, never the sum of several years."""
    return not span_years(moment) and years_within(moment) == span_years(year)


def explained_by_moment(one: Figure, other: Figure, rules: Levels) -> bool:
    """Whether two levels of one year lie near enough to be two moments of it: a misprint does not."""
    low, high = sorted((one.value or Decimal(0), other.value or Decimal(0)))
    return high - low <= rules.at_most * high


def contradiction(
    rule: str, lead: str, one: Figure, other: Figure, sources: Sources, cause: str | None = None
) -> Finding:
    """Return the finding that two figures differ, with both places, the difference and its cause."""
    cause = _cause(one, other, sources) if cause is None else cause
    difference = plain(abs((one.value or Decimal(0)) - (other.value or Decimal(0))))
    explained = _explanation(cause, one, other, sources)
    named = one.source != other.source
    sides = [_at(figure, sources, named=named) for figure in (one, other)]
    working = f"{sides[0]} tegenover {sides[1]}, verschil {difference}"
    return Finding(
        rule,
        _severity(cause, one, other),
        other.table,
        (other.key, one.key) if other.key != one.key else (one.key,),
        f"{lead}: {working}. {explained}",
        other.source,
        other.printed,
        one.printed,
        (other.id, one.id),
    )


def _severity(cause: str, one: Figure, other: Figure) -> Severity:
    """A note where a cause is known, an error inside one publication, else (or for an estimate) a warning."""
    if cause:
        return Severity.NOTE
    inside = one.source == other.source and one.precision is other.precision is Precision.EXACT
    return Severity.ERROR if inside else Severity.WARNING


def _cause(one: Figure, other: Figure, sources: Sources) -> str:
    """Return what can explain the difference: another definition, or nothing that is known."""
    definitions = {_definition(figure, sources) for figure in (one, other)}
    # What one source does not say, is not known to be otherwise: that would explain any misprint away.
    return "definitie" if len(definitions) > 1 and "" not in definitions else ""


def _definition(figure: Figure, sources: Sources) -> str:
    source = sources.get(figure.source)
    found = source.definition(figure.key.indicator, figure.key.measure) if source else None
    return found.text if found else ""


def _explanation(cause: str, one: Figure, other: Figure, sources: Sources) -> str:
    if cause == "datum":
        periods = nl.listing([nl.period(figure.key.period) for figure in (one, other)])
        return f"Het gaat om een ander moment ({periods}), wat het verschil kan verklaren."
    if cause == "definitie":
        texts = [_definition(figure, sources) for figure in (one, other)]
        told = [f"{_name(f, sources)}: {text}" for f, text in zip((one, other), texts, strict=True) if text]
        return f"De definities verschillen, wat het verschil kan verklaren. {' '.join(told)}"
    if Precision.ABOUT in {one.precision, other.precision}:
        return "Eén van beide is een benadering; zo ver liggen ze niet uit elkaar door af te ronden."
    return "Geen verschil in definitie, populatie of datum verklaart dat."


def _at(figure: Figure, sources: Sources, *, named: bool) -> str:
    """Return a figure with where it stands; inside one publication its name says nothing."""
    source = f"{_name(figure, sources)}, " if named else ""
    return f"{figure.text} ({source}«{figure.table}»)"


def _name(figure: Figure, sources: Sources) -> str:
    source = sources.get(figure.source)
    return source.title if source else figure.source
