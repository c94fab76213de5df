"""Shares and growth recomputed from the figures that stand beside them, with correct rounding bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pq_answers import nl
from pq_answers.checks.declared import Hundred, Rules
from pq_answers.checks.figures import Figure, Interval, total
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.relations import How, Relation, plain
from pq_answers.checks.sums import by_key
from pq_answers.codelists import UNKNOWN, load_codelist
from pq_answers.published import Role
from pq_answers.tables import CellKey

_DENOMINATOR = "noemer"
_PERCENT = "procent"
_HUNDRED = Decimal(100)
_INFINITY = Decimal("Infinity")
_RATIOS = frozenset({Role.SHARE, Role.GROWTH, Role.CONSTANT})
_PARTS = frozenset({Role.VALUE, Role.SUBTOTAL})


@dataclass(frozen=True, slots=True)
class Ratio:
    """A printed percentage with the two figures that it should follow from; `less` is 100 for a growth."""

    printed: Figure
    numerator: Figure
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
        low, high = percentage(self.numerator.interval, denominator)
        return self.printed.interval.meets(Interval(low - self.less, high - self.less))

    @property
    def working(self) -> str:
        """The quotient worked out, with one decimal more than is printed."""
        top, bottom = self.numerator.value, self.denominator.value
        if top is None or not bottom:
            return f"{self.numerator.text} / {self.denominator.text}"
        decimals = max(0, -int((self.printed.value or Decimal(0)).as_tuple().exponent)) + 1
        result = nl.number(top / bottom * _HUNDRED - self.less, decimals)
        return f"{self.numerator.text} / {self.denominator.text}{' − 1' if self.less else ''} = {result} %"


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
    counts = Counts([figure for figure in figures if figure.role not in _RATIOS])
    misprinted: dict[str, list[Interval]] = defaultdict(list)
    for relation in relations:
        if relation.how is How.EQUAL and not relation.holds:
            misprinted[relation.whole.id].append(relation.computed)
    for printed in figures:
        if printed.key.unit != _PERCENT or printed.value is None:
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
            if key.unit != _PERCENT:
                self._in_any_unit[replace(key, unit="")] += found

    def find(self, key: CellKey, table: str) -> list[Figure]:
        """Return the figures that count `key` in any unit but per cent, those of the same table first."""
        found = self._in_any_unit.get(replace(key, unit=""), ())
        return sorted(found, key=lambda figure: (figure.table != table, figure.id))

    def along(self, dimension: str, key: CellKey) -> list[Figure]:
        """Return the counted parts of `key` along `dimension` in any unit, each once."""
        target = replace(key, unit="")
        own = (found[0] for other, found in self.by_key.items() if dimension in dict(other.dimensions))
        return [f for f in own if f.counted and replace(f.key.without(dimension), unit="") == target]


def _ratios(printed: Figure, counts: Counts) -> Iterator[Ratio]:
    if printed.role is Role.GROWTH:
        yield from _growth(printed, counts)
    elif printed.role is Role.SHARE:
        for top in counts.find(_without_denominator(printed.key), printed.table):
            for bottom in _denominators(printed, top, counts):
                yield Ratio(printed, top, bottom)


def _without_denominator(key: CellKey) -> CellKey:
    return key.without(_DENOMINATOR)


def _denominators(printed: Figure, top: Figure, counts: Counts) -> list[Figure]:
    name = printed.codes.get(_DENOMINATOR, "")
    if name:
        whole = denominator_key(top.key, name)
        return counts.find(whole, printed.table) if whole else []
    margins = [top.key.without(dimension) for dimension, _ in top.key.dimensions]
    found = [figure for margin in margins for figure in counts.by_key.get(margin, ())]
    return [figure for figure in found if figure.table == printed.table] or found


def denominator_key(key: CellKey, name: str) -> CellKey | None:
    """Return the key of the whole that the denominator code `name` stands for; None where it says nothing."""
    texts: Mapping[str, object] = load_codelist(_DENOMINATOR).get(name).texts or {}
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
            yield Ratio(printed, new, old, less=100)


def _finding(ratio: Ratio, severity: Severity) -> Finding:
    printed = ratio.printed
    rule = "groei" if ratio.less else "aandeel"
    figures = (printed, ratio.numerator, ratio.denominator)
    return Finding(
        rule,
        severity,
        printed.table,
        tuple(figure.key for figure in figures),
        f"Er staat {printed.text} %; uit de cijfers zelf volgt {ratio.working}.",
        printed.source,
        printed.printed,
        ratio.working,
        tuple(figure.id for figure in figures),
    )


def shares_together(figures: Sequence[Figure], rules: Rules, severity: Severity) -> Iterator[Finding]:
    """Yield shares that contradict each other, though the figures behind them are not all printed."""
    shares = [figure for figure in figures if figure.role is Role.SHARE and figure.key.unit == _PERCENT]
    for rule in rules.hundreds:
        yield from _hundred(rule, shares, severity)
    yield from _implied(figures, [share for share in shares if share.value is not None], severity)


def _hundred(rule: Hundred, shares: Sequence[Figure], severity: Severity) -> Iterator[Finding]:
    """Hold the shares of groups that are everything against a hundred, or against the share of the whole."""
    groups: dict[CellKey, dict[str, Figure]] = {}
    for share in shares:
        code = share.codes.get(rule.dimension, "")
        if _is_group(rule, code) and share.codes.get(_DENOMINATOR, "") == rule.denominator:
            groups.setdefault(_everything(rule, share), {}).setdefault(code, share)
    wholes = {} if rule.denominator else {share.key: share for share in reversed(shares)}
    for key, parts in groups.items():
        if not set(rule.codes) <= parts.keys():
            continue
        if key in wholes:
            yield from _between(wholes[key], tuple(parts.values()), severity)
        elif rule.denominator or all(part.source for part in parts.values()):
            # A publication names any other denominator; an item's percentages by sex may well be rates.
            yield from _sum_to_hundred(tuple(parts.values()), severity)


def _is_group(rule: Hundred, code: str) -> bool:
    """Whether a code is one of the groups that are everything together.

    Who is unknown is missing from those that the rule names; of a whole that is printed beside, any code is.
    """
    return code in {*rule.codes, UNKNOWN} or bool(code and not rule.denominator)


def _everything(rule: Hundred, share: Figure) -> CellKey:
    """Return what the groups are together: of one measure, or of all where they share a named denominator."""
    key = share.key.without(rule.dimension)
    return replace(key, measure="") if rule.denominator else key


def _sum_to_hundred(parts: tuple[Figure, ...], severity: Severity) -> Iterator[Finding]:
    if not total(part.interval for part in parts).meets(Interval(_HUNDRED, _HUNDRED)):
        result = plain(sum((part.value or Decimal(0) for part in parts), Decimal(0)))
        working = f"{' + '.join(part.text for part in parts)} = {result} %"
        yield _about(parts, "honderd", severity, working, "De aandelen zijn samen niet 100 %: ")


def _between(whole: Figure, parts: tuple[Figure, ...], severity: Severity) -> Iterator[Finding]:
    """Hold the share of a whole between those of its parts, or (all of one thing) against their sum."""
    low, high = min(p.interval.low for p in parts), max(p.interval.high for p in parts)
    added = total(part.interval for part in parts)
    if not Interval(low, high).meets(whole.interval) and not added.meets(whole.interval):
        working = f"{nl.listing([part.text for part in parts])} tegenover {whole.text} %"
        lead = "Het aandeel van het geheel ligt niet tussen die van zijn delen: "
        yield _about((whole, *parts), "aandeel_van_geheel", severity, working, lead)


def _implied(figures: Sequence[Figure], shares: Sequence[Figure], severity: Severity) -> Iterator[Finding]:
    """Hold shares of a whole and of its parts in a larger whole against each other.

    Count and share together tell the denominator; the denominators of the parts must add up as the counts do.
    """
    known = Counts([figure for figure in figures if figure.role not in _RATIOS])
    dimensions = sorted({name for share in shares for name, _ in share.key.dimensions})
    for whole in shares:
        name = whole.codes.get(_DENOMINATOR, "")
        if not name or "vervang" not in (load_codelist(_DENOMINATOR).get(name).texts or {}):
            continue
        for dimension in dimensions:
            parts = _shares_along(dimension, whole, shares)
            if len(parts) > 1 and _are_all(whole, parts, dimension, known):
                yield from _denominators_add_up(whole, parts, known, severity)


def _are_all(whole: Figure, parts: Sequence[Figure], dimension: str, known: Counts) -> bool:
    """Whether the counts behind the shares are all parts of the count behind the whole's.

    Where they are not, a part is not printed, or one person counts in several.
    """
    key = _without_denominator(whole.key)
    counts = [figure for figure in known.along(dimension, key) if figure.role in _PARTS]
    behind = [figure.interval for figure in known.find(key, whole.table)[:1]]
    return len(counts) == len(parts) and any(one.meets(total(f.interval for f in counts)) for one in behind)


def _shares_along(dimension: str, whole: Figure, shares: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the shares of the parts of `whole` along `dimension`, each once."""
    own = [share for share in shares if dimension in share.codes]
    return tuple({share.key: share for share in own if share.key.without(dimension) == whole.key}.values())


def _denominators_add_up(
    whole: Figure, parts: tuple[Figure, ...], counts: Counts, severity: Severity
) -> Iterator[Finding]:
    implied = [_implied_denominator(share, counts) for share in (whole, *parts)]
    known = [one for one in implied if one is not None]
    if len(known) < len(implied):
        return
    added = total(known[1:])
    if not known[0].meets(added):
        amounts = [_amounts(known[0]), _amounts(added)]
        working = f"het geheel waarvan {whole.text} % genomen is: {amounts[0]}; uit de delen: {amounts[1]}"
        lead = "De aandelen van de delen en van het geheel kunnen niet samen juist zijn: "
        yield _about((whole, *parts), "aandelen_samen", severity, working, lead)


def _amounts(interval: Interval) -> str:
    """Return an interval in words; "more than 90 %" of something leaves one side open."""
    if not interval.high.is_finite():
        return f"minstens {nl.number(interval.low)}"
    return f"{nl.number(interval.low)} à {nl.number(interval.high)}"


def _implied_denominator(share: Figure, known: Counts) -> Interval | None:
    counts = known.find(_without_denominator(share.key), share.table)
    if not counts or share.interval.low <= 0:
        return None
    return Interval(*percentage(counts[0].interval, share.interval))


def _about(figures: tuple[Figure, ...], rule: str, severity: Severity, working: str, lead: str) -> Finding:
    first = figures[0]
    return Finding(
        rule,
        severity,
        first.table,
        tuple(figure.key for figure in figures),
        f"{lead}{working}.",
        first.source,
        first.printed,
        working,
        tuple(figure.id for figure in figures),
    )
