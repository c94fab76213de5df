"""Shares and growth recomputed from the figures that stand beside them, with correct rounding bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pq_answers import nl
from pq_answers.checks.declared import Hundred, Rules
from pq_answers.checks.figures import Figure, Interval, is_counted
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.relations import Relation, plain
from pq_answers.checks.sums import ByKey, by_key
from pq_answers.codelists import load_codelist
from pq_answers.published import Role
from pq_answers.tables import CellKey

_DENOMINATOR = "noemer"
_PERCENT = "procent"
_HUNDRED = Decimal(100)
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
        top = self.numerator.interval
        low = top.low / denominator.high * _HUNDRED
        high = top.high / denominator.low * _HUNDRED if denominator.low > 0 else Decimal("Infinity")
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


def wrong_ratios(
    figures: Sequence[Figure], relations: Sequence[Relation], severity: Severity
) -> Iterator[Finding]:
    """Yield the shares and growth rates of one source or answer that nothing printed beside them gives.

    A share that fits the sum of the parts where the printed total does not is right: the total is not.
    """
    keys = by_key([figure for figure in figures if figure.role not in _RATIOS])
    misprinted = {r.whole.id: r.computed for r in relations if not r.holds}
    for printed in figures:
        if printed.key.unit != _PERCENT or printed.value is None:
            continue
        ratios = list(_ratios(printed, keys))
        fits = any(
            ratio.holds or ratio.holds_for(misprinted.get(ratio.denominator.id, ratio.denominator.interval))
            for ratio in ratios
        )
        if ratios and not fits:
            yield _finding(ratios[0], severity)


def _ratios(printed: Figure, keys: ByKey) -> Iterator[Ratio]:
    if printed.role is Role.GROWTH:
        yield from _growth(printed, keys)
    elif printed.role is Role.SHARE:
        for top in _counts(_without_denominator(printed.key), keys, printed.table):
            for bottom in _denominators(printed, top, keys):
                yield Ratio(printed, top, bottom)


def _without_denominator(key: CellKey) -> CellKey:
    return key.without(_DENOMINATOR)


def _counts(key: CellKey, keys: ByKey, table: str) -> list[Figure]:
    """Return the figures that count `key` in any unit but per cent, those of the same table first."""
    same = [f for other, found in keys.items() for f in found if replace(other, unit=key.unit) == key]
    return sorted((f for f in same if f.key.unit != _PERCENT), key=lambda f: (f.table != table, f.id))


def _denominators(printed: Figure, top: Figure, keys: ByKey) -> list[Figure]:
    name = printed.codes.get(_DENOMINATOR, "")
    if name:
        whole = denominator_key(top.key, name)
        return _counts(whole, keys, printed.table) if whole else []
    found: list[Figure] = []
    for dimension, _ in top.key.dimensions:
        found += [f for f in keys.get(top.key.without(dimension), ()) if f.table == printed.table]
    return found or [f for d, _ in top.key.dimensions for f in keys.get(top.key.without(d), ())]


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


def _growth(printed: Figure, keys: ByKey) -> Iterator[Ratio]:
    first, _, last = printed.key.period.partition("-")
    for new in _counts(replace(printed.key, period=last), keys, printed.table):
        for old in keys.get(replace(new.key, period=first), ()):
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
    shares = [f for f in figures if f.role is Role.SHARE and f.value is not None and f.key.unit == _PERCENT]
    for rule in rules.hundreds:
        yield from _hundred(rule, shares, severity)
    yield from _implied(figures, shares, severity)


def _hundred(rule: Hundred, shares: Sequence[Figure], severity: Severity) -> Iterator[Finding]:
    """Hold the shares of groups that are everything against a hundred, or against the share of the whole."""
    groups: dict[CellKey, dict[str, Figure]] = {}
    for share in shares:
        code = share.codes.get(rule.dimension)
        if code in rule.codes and share.codes.get(_DENOMINATOR, "") == rule.denominator:
            key = replace(share.key.without(rule.dimension), measure="")
            groups.setdefault(key, {}).setdefault(str(code), share)
    wholes = {replace(share.key, measure=""): share for share in shares}
    for key, parts in groups.items():
        if len(parts) < len(rule.codes):
            continue
        if key in wholes:
            yield from _between(wholes[key], tuple(parts.values()), severity)
        else:
            yield from _sum_to_hundred(tuple(parts.values()), severity)


def _sum_to_hundred(parts: tuple[Figure, ...], severity: Severity) -> Iterator[Finding]:
    low = sum((part.interval.low for part in parts), Decimal(0))
    high = sum((part.interval.high for part in parts), Decimal(0))
    if not low <= _HUNDRED <= high:
        result = plain(sum((part.value or Decimal(0) for part in parts), Decimal(0)))
        working = f"{' + '.join(part.text for part in parts)} = {result} %"
        yield _about(parts, "honderd", severity, working, "De aandelen zijn samen niet 100 %: ")


def _between(whole: Figure, parts: tuple[Figure, ...], severity: Severity) -> Iterator[Finding]:
    low, high = min(p.interval.low for p in parts), max(p.interval.high for p in parts)
    if not Interval(low, high).meets(whole.interval):
        working = f"{nl.listing([part.text for part in parts])} tegenover {whole.text} %"
        lead = "Het aandeel van het geheel ligt niet tussen die van zijn delen: "
        yield _about((whole, *parts), "aandeel_van_geheel", severity, working, lead)


def _implied(figures: Sequence[Figure], shares: Sequence[Figure], severity: Severity) -> Iterator[Finding]:
    """Hold shares of a whole and of its parts in a larger whole against each other.

    Count and share together tell the denominator; the denominators of the parts must add up as the counts do.
    """
    keys = by_key([figure for figure in figures if figure.role not in _RATIOS])
    for whole in shares:
        name = whole.codes.get(_DENOMINATOR, "")
        if not name or "vervang" not in (load_codelist(_DENOMINATOR).get(name).texts or {}):
            continue
        for dimension in sorted({d for share in shares for d, _ in share.key.dimensions}):
            parts = _shares_along(dimension, whole, shares)
            counts = [f for f in _counted_along(dimension, whole.key, keys) if f.role in _PARTS]
            if len(parts) > 1 and len(parts) == len(counts):
                yield from _denominators_add_up(whole, parts, keys, severity)


def _shares_along(dimension: str, whole: Figure, shares: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the shares of the parts of `whole` along `dimension`, each once."""
    own = [share for share in shares if dimension in share.codes]
    return tuple({share.key: share for share in own if share.key.without(dimension) == whole.key}.values())


def _counted_along(dimension: str, share: CellKey, keys: ByKey) -> Iterator[Figure]:
    """Yield the counted parts along `dimension` of the quantity whose share is `share`."""
    target = _without_denominator(share)
    for key, found in keys.items():
        part = any(name == dimension for name, _ in key.dimensions)
        if part and is_counted(key.unit) and replace(key.without(dimension), unit=share.unit) == target:
            yield from found[:1]


def _denominators_add_up(
    whole: Figure, parts: tuple[Figure, ...], keys: ByKey, severity: Severity
) -> Iterator[Finding]:
    implied = [_implied_denominator(share, keys) for share in (whole, *parts)]
    known = [one for one in implied if one is not None]
    if len(known) < len(implied):
        return
    low, high = sum((i.low for i in known[1:]), Decimal(0)), sum((i.high for i in known[1:]), Decimal(0))
    if not known[0].meets(Interval(low, high)):
        amounts = [f"{nl.number(i.low)} à {nl.number(i.high)}" for i in (known[0], Interval(low, high))]
        working = f"het geheel waarvan {whole.text} % genomen is: {amounts[0]}; uit de delen: {amounts[1]}"
        lead = "De aandelen van de delen en van het geheel kunnen niet samen juist zijn: "
        yield _about((whole, *parts), "aandelen_samen", severity, working, lead)


def _implied_denominator(share: Figure, keys: ByKey) -> Interval | None:
    counts = _counts(_without_denominator(share.key), keys, share.table)
    if not counts or share.interval.low <= 0:
        return None
    top, bottom = counts[0].interval, share.interval
    return Interval(top.low / bottom.high * _HUNDRED, top.high / bottom.low * _HUNDRED)


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
