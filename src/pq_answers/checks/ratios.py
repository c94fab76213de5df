"""Shares and growth recomputed from the figures that stand beside them, with correct rounding bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pq_answers import nl
from pq_answers.checks.figures import Figure, Interval, total
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.relations import How, Relation, plain
from pq_answers.checks.sums import by_key
from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.published import Role
from pq_answers.tables import CellKey

DENOMINATOR = "noemer"
PERCENT = "procent"
_HUNDRED = Decimal(100)
_INFINITY = Decimal("Infinity")
NO_COUNTS = frozenset({Role.SHARE, Role.GROWTH, Role.CONSTANT})


@dataclass(frozen=True, slots=True)
class Ratio:
    """A printed share with the figures that it should follow from; `less` is 100 for a growth.

    The numerator is one figure, or the parts that the share says that it takes together.
    """

    printed: Figure
    numerator: tuple[Figure, ...]
    denominator: Figure
    less: int = 0

    @property
    def holds(self) -> bool:
        """Whether the percentage can be what the two figures give, each as exact as it is printed."""
        return self.holds_for(self.denominator.interval)

    def holds_for(self, denominator: Interval) -> bool:
        """Whether the percentage holds for another denominator, such as the sum that was misprinted."""
        if denominator.high <= 0:
            return self.printed.value is None
        low, high = percentage(total(figure.interval for figure in self.numerator), denominator)
        return share_interval(self.printed).meets(Interval(low - self.less, high - self.less))

    @property
    def working(self) -> str:
        """The quotient worked out, with one decimal more than is printed."""
        values, bottom = [figure.value for figure in self.numerator], self.denominator.value
        known = [value for value in values if value is not None]
        top = " + ".join(figure.text for figure in self.numerator)
        quotient = f"{f'({top})' if len(values) > 1 else top} / {self.denominator.text}"
        if len(known) < len(values) or not bottom:
            return quotient
        decimals = max(0, -int((self.printed.value or Decimal(0)).as_tuple().exponent)) + 1
        result = nl.number(sum(known, Decimal(0)) / bottom * _HUNDRED - self.less, decimals)
        return f"{quotient}{' − 1' if self.less else ''} = {result} %"


def is_share(unit: str) -> bool:
    """Whether a unit expresses a part of a whole: per cent, or "1 op 5"."""
    return unit == PERCENT or _out_of(unit) is not None


def share_interval(share: Figure) -> Interval:
    """Return where a printed share lies, in per cent: "2 op 3" is nearer to that than to 1 or 3 of three."""
    out_of, printed = _out_of(share.key.unit), share.interval
    if out_of is None:
        return printed
    return Interval(printed.low * _HUNDRED / out_of, printed.high * _HUNDRED / out_of)


def _out_of(unit: str) -> Decimal | None:
    units = load_codelist("eenheid")
    told = (units.get(unit).texts or {}).get("deel_op") if unit in units else None
    return None if told is None else Decimal(str(told))


def percentage(top: Interval, bottom: Interval) -> tuple[Decimal, Decimal]:
    """Return the least and the largest percentage that `top` can be of `bottom`, which is not all below zero.

    A numerator below zero is furthest from it over the smallest denominator.
    """
    small, large = max(bottom.low, Decimal(0)), bottom.high
    return _over(top.low, large if top.low > 0 else small), _over(top.high, small if top.high > 0 else large)


def _over(top: Decimal, bottom: Decimal) -> Decimal:
    if not top:
        return top
    return top / bottom * _HUNDRED if bottom else _INFINITY.copy_sign(top)


def wrong_ratios(
    figures: Sequence[Figure], relations: Sequence[Relation], severity: Severity
) -> Iterator[Finding]:
    """Yield the shares and growth rates of one source or answer that nothing printed beside them gives.

    A share that fits the sum of the parts where the printed total does not is right: the total is not.
    """
    counts = Counts([figure for figure in figures if figure.role not in NO_COUNTS])
    misprinted: dict[str, list[Interval]] = defaultdict(list)
    for relation in relations:
        if relation.how is How.EQUAL and not relation.holds:
            misprinted[relation.whole.id].append(relation.computed)
    for printed in figures:
        if not is_share(printed.key.unit) or printed.value is None:
            continue
        ratios = list(_ratios(printed, counts))
        if ratios and not any(_fits(ratio, misprinted) for ratio in ratios):
            yield _finding(ratios[0], severity)


def _fits(ratio: Ratio, misprinted: Mapping[str, Sequence[Interval]]) -> bool:
    others = misprinted.get(ratio.denominator.id, ())
    return ratio.holds or any(ratio.holds_for(other) for other in others)


class Counts:
    """The figures of one source or answer that are no ratios, found by what they count."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.by_key = by_key(figures)
        self._in_any_unit: dict[CellKey, list[Figure]] = defaultdict(list)
        for key, found in self.by_key.items():
            if key.unit != PERCENT:
                self._in_any_unit[replace(key, unit="")] += found

    def find(self, key: CellKey, table: str) -> list[Figure]:
        """Return the figures that count `key` in any unit but per cent, those of the same table first."""
        found = self._in_any_unit.get(replace(key, unit=""), ())
        return sorted(found, key=lambda figure: (figure.table != table, figure.id))

    def together(self, key: CellKey, table: str) -> Iterator[tuple[Figure, ...]]:
        """Yield the parts that a code of `key` says that it takes together, where all of them are there."""
        for name, code in key.dimensions:
            parts = [self.find(_recoded(key, name, part), table) for part in _taken_together(name, code)]
            if parts and all(parts):
                yield tuple(found[0] for found in parts)

    def along(self, dimension: str, key: CellKey) -> list[Figure]:
        """Return the counted parts of `key` along `dimension` in any unit, each once."""
        target = replace(key, unit="")
        own = (found[0] for other, found in self.by_key.items() if dimension in dict(other.dimensions))
        return [f for f in own if f.counted and replace(f.key.without(dimension), unit="") == target]


def _recoded(key: CellKey, name: str, code: str) -> CellKey:
    return replace(key, dimensions=tuple(sorted((dict(key.dimensions) | {name: code}).items())))


def _taken_together(dimension: str, code: str) -> list[str]:
    known = dimension in codelist_names() and code in load_codelist(dimension)
    parts = (load_codelist(dimension).get(code).texts or {}).get("delen") if known else None
    return [str(part) for part in parts] if isinstance(parts, list) else []


def _ratios(printed: Figure, counts: Counts) -> Iterator[Ratio]:
    if printed.role is Role.GROWTH:
        yield from _growth(printed, counts)
    elif printed.role is Role.SHARE:
        key = without_denominator(printed.key)
        tops: list[tuple[Figure, ...]] = [(top,) for top in counts.find(key, printed.table)]
        tops = tops or list(counts.together(key, printed.table))
        for top in tops:
            for bottom in _denominators(printed, replace(top[0].key, dimensions=key.dimensions), counts):
                yield Ratio(printed, top, bottom)


def without_denominator(key: CellKey) -> CellKey:
    """Return the key of what is a share of something, without the name of that something."""
    return key.without(DENOMINATOR)


def _denominators(printed: Figure, top: CellKey, counts: Counts) -> list[Figure]:
    name = printed.codes.get(DENOMINATOR, "")
    if name:
        whole = denominator_key(top, name)
        return counts.find(whole, printed.table) if whole else []
    margins = [top.without(dimension) for dimension, _ in top.dimensions]
    found = [figure for margin in margins for figure in counts.by_key.get(margin, ())]
    return [figure for figure in found if figure.table == printed.table] or found


def denominator_key(key: CellKey, name: str) -> CellKey | None:
    """Return the key of the whole that the denominator code `name` stands for; None where it says nothing."""
    texts: Mapping[str, object] = load_codelist(DENOMINATOR).get(name).texts or {}
    replaced, kept = texts.get("vervang"), texts.get("houd")
    if isinstance(replaced, dict):
        codes = dict(key.dimensions) | replaced
        return replace(key, dimensions=tuple(sorted(codes.items())))
    if not isinstance(kept, list):
        return None
    indicator = str(texts.get("indicator", key.indicator))
    population = load_codelist("indicator").get(indicator).text("populatie")
    dimensions = tuple(pair for pair in key.dimensions if pair[0] in kept)
    measure = str(texts.get("maatregel", key.measure))
    return CellKey(indicator, population, measure, dimensions, key.period, key.unit)


def _growth(printed: Figure, counts: Counts) -> Iterator[Ratio]:
    first, _, last = printed.key.period.partition("-")
    for new in counts.find(replace(printed.key, period=last), printed.table):
        for old in counts.by_key.get(replace(new.key, period=first), ()):
            yield Ratio(printed, (new,), old, less=100)


def _finding(ratio: Ratio, severity: Severity) -> Finding:
    printed = ratio.printed
    rule = "groei" if ratio.less else "aandeel"
    figures = (printed, *ratio.numerator, ratio.denominator)
    return Finding(
        rule,
        severity,
        printed.table,
        tuple(figure.key for figure in figures),
        f"Er staat {share_text(printed)}; uit de cijfers zelf volgt {ratio.working}.",
        printed.source,
        printed.printed,
        ratio.working,
        tuple(figure.id for figure in figures),
    )


def share_text(share: Figure) -> str:
    """Return a share as it is printed: "25,8 %" or "hoogstens 1 op 5"."""
    out_of = _out_of(share.key.unit)
    text = f"{share.text} %" if out_of is None else f"{share.text} op {plain(out_of)}"
    return f"{share.precision} {text}".lstrip()
