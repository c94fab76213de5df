"""Quantities that readers take for one another, where both cannot hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pq_answers.checks.declared import Related, Rules
from pq_answers.checks.figures import Figure
from pq_answers.checks.findings import Finding
from pq_answers.checks.same import Sources, contradiction
from pq_answers.checks.series import LEVELS
from pq_answers.tables import CellKey, span_years

_LEAD = "Twee cijfers die voor hetzelfde kunnen doorgaan, zijn niet te verzoenen"


def related(figures: Sequence[Figure], rules: Rules, sources: Sources) -> Iterator[Finding]:
    """Yield the figures that a declared pair takes for one another and that contradict each other."""
    groups: dict[CellKey, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.value is not None and figure.role in LEVELS:
            groups[replace(figure.key, period="")].append(figure)
    for key, group in groups.items():
        for other_key in counterparts(key, rules.related, both=False):
            for one in group:
                for other in groups.get(other_key, ()):
                    if contradict(one, other):
                        yield contradiction("verwant", _LEAD, one, other, sources)


def counterparts(key: CellKey, rules: Sequence[Related], *, both: bool = True) -> Iterator[CellKey]:
    """Yield the keys that are taken for `key`, in the order of the rules; one way or `both` ways."""
    for rule in rules:
        pairs = [(rule.one, rule.other), (rule.other, rule.one)]
        for mine, theirs in pairs if both else pairs[:1]:
            if key.indicator == rule.indicator and set(mine) <= set(key.dimensions):
                rest = set(key.dimensions) - set(mine)
                yield replace(key, dimensions=tuple(sorted(rest | set(theirs))))


def contradict(one: Figure, other: Figure) -> bool:
    """Whether two counts exclude each other: of the same years, or more in a year than in its span."""
    first, second = (set(span_years(figure.key.period)) for figure in (one, other))
    if not first or not second:
        return False
    if first == second:
        return not one.interval.meets(other.interval)
    inner, outer = (one, other) if first < second else (other, one)
    nested = first < second or second < first
    return nested and inner.interval.low > outer.interval.high
