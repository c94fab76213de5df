"""Relations between figures: a whole and its parts, and whether the intervals in which they lie can agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from pq_answers import nl
from pq_answers.checks.figures import Figure, Interval, total
from pq_answers.checks.findings import Finding, Severity


class How(Enum):
    """How the sum of the parts relates to the whole."""

    EQUAL = "gelijk aan"
    AT_MOST = "hoogstens"
    COVERS = "tussen het grootste deel en de som van"


@dataclass(frozen=True, slots=True)
class Relation:
    """`whole` (with `also`, where several figures make up the whole) against the sum of `plus` less `minus`.

    `why` names the parts in words for the sentence; `rest` is what would fill the gap of an AT_MOST.
    """

    rule: str
    whole: Figure
    plus: tuple[Figure, ...]
    minus: tuple[Figure, ...] = ()
    how: How = How.EQUAL
    why: str = "de delen samen"
    also: tuple[Figure, ...] = ()
    rest: str = ""

    @property
    def wholes(self) -> tuple[Figure, ...]:
        """All figures on the left-hand side."""
        return (*self.also, self.whole)

    @property
    def terms(self) -> tuple[Figure, ...]:
        """All figures on the right-hand side."""
        return (*self.plus, *self.minus)

    @property
    def computed(self) -> Interval:
        """The interval of the sum of the parts, each as exact as it is printed."""
        return total(part.interval for part in self.plus) - total(part.interval for part in self.minus)

    @property
    def sum(self) -> Decimal | None:
        """The sum of the printed parts; None where one of them has no figure."""
        plus, minus = ([part.value or Decimal(0) for part in side] for side in (self.plus, self.minus))
        unknown = any(part.value is None and part.interval.high for part in self.terms)
        return None if unknown else sum(plus, Decimal(0)) - sum(minus, Decimal(0))

    @property
    def gap(self) -> Decimal | None:
        """What the printed wholes are more than the parts; None where a part or a whole has no figure."""
        values = [figure.value for figure in self.wholes]
        known = [value for value in values if value is not None]
        return None if self.sum is None or len(known) < len(values) else sum(known, Decimal(0)) - self.sum

    @property
    def holds(self) -> bool:
        """Whether rounding alone can explain what is printed."""
        whole, computed = total(figure.interval for figure in self.wholes), self.computed
        if self.how is How.AT_MOST:
            return computed.low <= whole.high
        if self.how is How.COVERS:
            largest = max((part.interval.low for part in self.plus), default=Decimal(0))
            return largest <= whole.high and whole.low <= computed.high
        return whole.meets(computed)

    @property
    def working(self) -> str:
        """The sum worked out: "2652 + 950 = 3602"."""
        text = " + ".join(part.text for part in self.plus)
        text += "".join(f" − {part.text}" for part in self.minus)
        return text if self.sum is None or len(self.terms) < 2 else f"{text} = {plain(self.sum)}"


def plain(value: Decimal) -> str:
    """Return a worked-out number with as many decimals as it has."""
    return nl.number(value, max(0, -int(value.as_tuple().exponent)))


def added(figures: Sequence[Figure]) -> str:
    """Return figures added up as a working: "64 + 227 + 58 = 349", or the one figure alone."""
    text = " + ".join(figure.text for figure in figures)
    values = [figure.value for figure in figures]
    if len(values) < 2 or None in values:
        return text
    return f"{text} = {plain(sum((value for value in values if value is not None), Decimal(0)))}"


def broken(relations: Iterable[Relation], severity: Severity) -> Iterator[Finding]:
    """Yield one finding for each whole that its parts contradict, with every sum worked out."""
    grouped: dict[tuple[str, str, How], list[Relation]] = {}
    for relation in relations:
        if not relation.holds:
            # What is claimed of the parts differs: equal to their sum, or between bounds.
            grouped.setdefault((relation.rule, relation.whole.id, relation.how), []).append(relation)
    for group in grouped.values():
        yield _finding(group, severity)


def _finding(group: Sequence[Relation], severity: Severity) -> Finding:
    first = group[0]
    whole = first.whole
    figures = tuple(dict.fromkeys(f for relation in group for f in (*relation.wholes, *relation.terms)))
    workings = "; ".join(dict.fromkeys(relation.working for relation in group))
    claim = _CLAIMS[first.how].format(why=first.why)
    return Finding(
        first.rule,
        severity,
        whole.table,
        tuple(figure.key for figure in figures),
        f"Er staat {added(first.wholes)}; {claim}{workings}{_difference(group)}.",
        whole.source,
        whole.printed,
        workings,
        tuple(figure.id for figure in figures),
    )


def unexplained(relations: Iterable[Relation]) -> Iterator[Finding]:
    """Yield a note for each whole of which some is neither among its parts nor printed as the rest."""
    for relation in relations:
        rest = relation.gap if relation.rest and relation.holds else None
        if rest is not None and rest > 0:
            yield _rest(relation, rest)


def _rest(relation: Relation, rest: Decimal) -> Finding:
    last = relation.whole
    figures = (*relation.wholes, *relation.terms)
    working = f"{added(relation.wholes)}; {relation.working}; rest {plain(rest)}"
    return Finding(
        "rest",
        Severity.NOTE,
        last.table,
        tuple(figure.key for figure in figures),
        f"Er staat {added(relation.wholes)}, waarvan {relation.working}. De overige {plain(rest)} "
        f"({relation.rest}, of iets anders) staan nergens vermeld.",
        last.source,
        last.printed,
        working,
        tuple(figure.id for figure in figures),
    )


_CLAIMS = {
    How.EQUAL: "{why} geven ",
    How.AT_MOST: "dat is minder dan {why}: ",
    How.COVERS: "dat ligt niet tussen het grootste deel en de som van {why}: ",
}


def _difference(group: Sequence[Relation]) -> str:
    """Return the difference between what is printed and each sum, where one can be told."""
    gaps = {abs(relation.gap) for relation in group if relation.gap is not None and not relation.also}
    return f" (verschil: {nl.listing([plain(gap) for gap in sorted(gaps)])})" if gaps else ""
