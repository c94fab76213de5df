"""Shares held against each other: those of all groups, of a whole and its parts, of a formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pq_answers import nl
from pq_answers.checks.declared import Formula, Hundred, Rules
from pq_answers.checks.figures import Figure, Interval, total
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.ratios import (
    DENOMINATOR,
    NO_COUNTS,
    PERCENT,
    Counts,
    percentage,
    without_denominator,
)
from pq_answers.checks.relations import plain
from pq_answers.codelists import UNKNOWN, load_codelist
from pq_answers.published import Role
from pq_answers.tables import CellKey

_HUNDRED = Decimal(100)
_PARTS = frozenset({Role.VALUE, Role.SUBTOTAL})


def shares_together(figures: Sequence[Figure], rules: Rules, severity: Severity) -> Iterator[Finding]:
    """Yield shares that contradict each other, though the figures behind them are not all printed."""
    shares = [figure for figure in figures if figure.role is Role.SHARE and figure.key.unit == PERCENT]
    for rule in rules.hundreds:
        yield from _hundred(rule, shares, severity)
    printed = [share for share in shares if share.value is not None]
    counts = Counts([figure for figure in figures if figure.role not in NO_COUNTS])
    yield from _implied(figures, printed, severity)
    for formula in rules.formulas:
        yield from _formula(formula, printed, counts, severity)


def _hundred(rule: Hundred, shares: Sequence[Figure], severity: Severity) -> Iterator[Finding]:
    """Hold the shares of groups that are everything against a hundred, or against the share of the whole."""
    groups: dict[CellKey, dict[str, Figure]] = {}
    for share in shares:
        code = share.codes.get(rule.dimension, "")
        if _is_group(rule, code) and share.codes.get(DENOMINATOR, "") == rule.denominator:
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
    known = Counts([figure for figure in figures if figure.role not in NO_COUNTS])
    dimensions = sorted({name for share in shares for name, _ in share.key.dimensions})
    for whole in shares:
        name = whole.codes.get(DENOMINATOR, "")
        if not name or "vervang" not in (load_codelist(DENOMINATOR).get(name).texts or {}):
            continue
        for dimension in dimensions:
            parts = _shares_along(dimension, whole, shares)
            if len(parts) > 1 and _are_all(whole, parts, dimension, known):
                yield from _denominators_add_up(whole, parts, known, severity)


def _are_all(whole: Figure, parts: Sequence[Figure], dimension: str, known: Counts) -> bool:
    """Whether the counts behind the shares are all parts of the count behind the whole's.

    Where they are not, a part is not printed, or one person counts in several.
    """
    key = without_denominator(whole.key)
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


def _formula(
    formula: Formula, shares: Sequence[Figure], counts: Counts, severity: Severity
) -> Iterator[Finding]:
    """Hold the same share of each term of a formula against that of its result: the amounts must add up."""
    groups: dict[CellKey, dict[str, Figure]] = defaultdict(dict)
    for share in shares:
        if share.key.indicator == formula.indicator and DENOMINATOR not in share.codes:
            groups[replace(share.key, measure="")].setdefault(share.key.measure, share)
    for terms in groups.values():
        if {formula.result, *formula.plus, *formula.minus} <= terms.keys():
            yield from _amounts_add_up(formula, terms, counts, severity)


def _amounts_add_up(
    formula: Formula, terms: dict[str, Figure], counts: Counts, severity: Severity
) -> Iterator[Finding]:
    amounts = {name: _amount(share, counts) for name, share in terms.items()}
    plus, minus = ([amounts[name] for name in names] for names in (formula.plus, formula.minus))
    whole = amounts[formula.result]
    known = [amount for amount in (*plus, *minus) if amount is not None]
    if whole is None or len(known) < len(plus) + len(minus):
        return
    added = total(known[: len(plus)]) - total(known[len(plus) :])
    if not whole.meets(added):
        result, parts = terms[formula.result], [terms[name] for name in (*formula.plus, *formula.minus)]
        working = f"{result.text} % is {_amounts(whole)}; uit de delen: {_amounts(added)}"
        lead = "De aandelen van de delen en van het geheel kunnen niet samen juist zijn: "
        yield _about((result, *parts), "aandelen_samen", severity, working, lead)


def _amount(share: Figure, counts: Counts) -> Interval | None:
    """Return the amount that a share stands for: as it is printed, else worked out."""
    printed = counts.find(share.key, share.table)
    if printed:
        return printed[0].interval
    margins = [share.key.without(dimension) for dimension, _ in share.key.dimensions]
    wholes = [whole.interval for margin in margins for whole in counts.find(margin, share.table)]
    if not wholes:
        return None
    low, high = share.interval.low, share.interval.high
    return Interval(low * wholes[0].low / _HUNDRED, high * wholes[0].high / _HUNDRED)


def _amounts(interval: Interval) -> str:
    """Return an interval in words; "more than 90 %" of something leaves one side open."""
    if not interval.high.is_finite():
        return f"minstens {nl.number(interval.low)}"
    return f"{nl.number(interval.low)} à {nl.number(interval.high)}"


def _implied_denominator(share: Figure, known: Counts) -> Interval | None:
    counts = known.find(without_denominator(share.key), share.table)
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
