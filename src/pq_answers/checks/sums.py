"""Sums: printed totals and formula rows against their parts, from the codes and from what is declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pq_answers.checks.declared import MEASURE, Formula, Identity, Partition, Rules, Units, Within
from pq_answers.checks.figures import Codes, Figure, Interval, total
from pq_answers.checks.relations import How, Relation
from pq_answers.codelists import TOTAL, codelist_names, load_codelist
from pq_answers.published import Role
from pq_answers.tables import CellKey, span_years

_WHOLES = frozenset({Role.TOTAL, Role.SUBTOTAL})
_RATIOS = frozenset({Role.SHARE, Role.GROWTH, Role.CONSTANT})
# Shares of other wholes are no parts of anything.
_DENOMINATOR = "noemer"
_PERCENT = "procent"
_HUNDRED = Interval(Decimal(100), Decimal(100))
ByKey = Mapping[CellKey, Sequence[Figure]]


def by_key(figures: Sequence[Figure]) -> ByKey:
    """Return the figures by what they count; one quantity may be printed several times."""
    found: dict[CellKey, list[Figure]] = defaultdict(list)
    for figure in figures:
        found[figure.key].append(figure)
    return found


def sums(table: Sequence[Figure], rules: Rules) -> Iterator[Relation]:
    """Yield the relations within the figures of one table (one source's words, or one answer)."""
    counts = [figure for figure in table if figure.role not in _RATIOS]
    for whole in (figure for figure in table if figure.role in _WHOLES):
        yield from _margins(whole, table, _bounded(whole, rules))
    for partition in rules.partitions:
        yield from _partition(partition, counts)
    for formula in rules.formulas:
        yield from _formula(formula, counts)


def _bounded(whole: Figure, rules: Rules) -> frozenset[str]:
    """Return the dimensions over which a declared partition already speaks for `whole`."""
    return frozenset(name for part in rules.partitions if _is_whole(part, whole) for name in part.over)


def _margins(whole: Figure, table: Sequence[Figure], declared: frozenset[str]) -> Iterator[Relation]:
    """Yield a printed total against its parts along each dimension, where all its parts stand beside it."""
    parts: dict[str, dict[CellKey, Figure]] = defaultdict(dict)
    passed = declared | {_DENOMINATOR}
    for figure in table:
        if figure.role is Role.GROWTH or figure.key.unit != whole.key.unit:
            continue
        for name, code in figure.key.dimensions:
            summed = name not in passed and figure.key.without(name) == whole.key
            if summed and not _is_sum(name, code):
                parts[name].setdefault(figure.key, figure)
    for name, found in parts.items():
        if len(found) > 1:
            yield Relation("som", whole, tuple(found.values()), why=f"de delen naar {name}")


def proven(figures: Sequence[Figure]) -> Iterator[Relation]:
    """Yield the sums of which printed shares prove that all parts stand there: together they are a hundred.

    The cells of an answer do not say which of them a publication printed as a total.
    """
    shares = {replace(f.key, unit=""): f for f in figures if f.role is Role.SHARE and f.key.unit == _PERCENT}
    counts = by_key([figure for figure in figures if figure.role not in _RATIOS])
    groups: dict[tuple[CellKey, str], dict[CellKey, Figure]] = defaultdict(dict)
    for key, found in counts.items():
        for name, _ in key.dimensions if replace(key, unit="") in shares else ():
            groups[key.without(name), name][key] = found[0]
    for (whole, name), parts in groups.items():
        added = total(shares[replace(key, unit="")].interval for key in parts)
        if len(parts) > 1 and whole in counts and added.meets(_HUNDRED):
            yield Relation("som", counts[whole][0], tuple(parts.values()), why=f"de delen naar {name}")


def _is_sum(dimension: str, code: str) -> bool:
    """Whether a code is by itself a sum of others of its list: adding it would count these twice."""
    if dimension not in codelist_names() or code not in load_codelist(dimension):
        return False
    return (load_codelist(dimension).get(code).texts or {}).get("totaal") is True


def _is_whole(partition: Partition, figure: Figure) -> bool:
    codes = figure.codes
    return (
        figure.key.indicator == partition.indicator
        and figure.key.unit in (partition.units or (figure.key.unit,))
        and not any(name in codes for name in partition.over)
        and all(codes.get(name) in wanted for name, wanted in partition.where.items())
    )


def _partition(partition: Partition, counts: Sequence[Figure]) -> Iterator[Relation]:
    """Yield each whole against its parts.

    Without `codes` nothing says which parts there are: only what is printed as their total promises them all.
    An answer may show two provinces of five beside the figure for all.
    """
    counts = [figure for figure in counts if figure.key.indicator == partition.indicator]
    wholes = [figure for figure in counts if _is_whole(partition, figure)]
    for whole in wholes:
        if whole.role not in _WHOLES and not partition.codes:
            continue
        parts = {part.key: part for part in counts if _is_part(partition, whole, part)}
        if len(parts) > 1 and _all_codes(partition, parts):
            how = How.EQUAL if partition.additive else How.COVERS
            yield Relation("verdeling", whole, tuple(parts.values()), how=how, why="de onderdelen")


def _all_codes(partition: Partition, parts: Iterable[CellKey]) -> bool:
    """Whether each of the codes that the partition names is there."""
    return set(partition.codes) <= {code for key in parts for _, code in key.dimensions}


def _is_part(partition: Partition, whole: Figure, part: Figure) -> bool:
    own = part.codes
    spread = [name for name in partition.over if name in own]
    rest = {name: code for name, code in own.items() if name not in partition.over}
    same = part.key.measure == whole.key.measure
    return (
        part.key.indicator == partition.indicator
        and part.role is Role.VALUE
        and part.key.period == whole.key.period
        and part.key.unit in (partition.units or (whole.key.unit,))
        and rest == whole.codes
        and (same or MEASURE in partition.over)
        and (bool(spread) or not same)
        and (not partition.codes or any(own.get(name) in partition.codes for name in spread))
    )


def _formula(formula: Formula, counts: Sequence[Figure]) -> Iterator[Relation]:
    """Yield a formula row against its terms for each region and period in which all of them stand."""
    groups: dict[tuple[object, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in counts:
        if figure.key.indicator == formula.indicator:
            rest = tuple(pair for pair in figure.key.dimensions if pair[0] != "werkvorm")
            term = figure.codes.get("werkvorm", figure.key.measure)
            groups[rest, figure.key.period, figure.key.unit].setdefault(term, figure)
    for terms in groups.values():
        if {formula.result, *formula.plus, *formula.minus} <= terms.keys():
            plus, minus = (tuple(terms[name] for name in names) for names in (formula.plus, formula.minus))
            yield Relation("formule", terms[formula.result], plus, minus, why="de rijen van de formule")


def bounds(figures: Sequence[Figure], rules: Rules) -> Iterator[Relation]:
    """Yield what may not exceed what, over all figures of one source or one answer."""
    counts = [figure for figure in figures if figure.role not in _RATIOS]
    keys = by_key(counts)
    for figure in counts:
        for rule in rules.within:
            yield from _within(rule, figure, keys)
        for units in rules.units:
            yield from _units(units, figure, keys)
    for identity in rules.identities:
        yield from _identity(identity, counts)


def _within(rule: Within, part: Figure, keys: ByKey) -> Iterator[Relation]:
    code = part.codes.get(rule.dimension)
    if code is None or rule.part not in {"", code} or code == rule.whole:
        return
    target = part.key.without(rule.dimension)
    if rule.whole != TOTAL:
        dimensions = tuple(sorted((*target.dimensions, (rule.dimension, rule.whole))))
        target = replace(target, dimensions=dimensions)
    for whole in keys.get(target, ())[:1]:
        yield Relation("deel_van_geheel", whole, (part,), how=How.AT_MOST, why="een deel ervan")


def _units(rule: Units, part: Figure, keys: ByKey) -> Iterator[Relation]:
    if part.key.unit == rule.at_most:
        for whole in keys.get(replace(part.key, unit=rule.of), ())[:1]:
            yield Relation("eenheden", whole, (part,), how=How.AT_MOST, why=f"hetzelfde in {rule.at_most}")


def _identity(rule: Identity, counts: Sequence[Figure]) -> Iterator[Relation]:
    """Yield the outcomes of a span of years against what began in each of its years."""
    groups: dict[tuple[str, Codes, str], dict[CellKey, Figure]] = defaultdict(dict)
    for part in counts:
        counted = part.key.indicator == rule.parts and part.key.unit == rule.parts_unit
        if counted and rule.dimension in part.codes:
            rest = part.key.without(rule.dimension)
            groups[rest.measure, rest.dimensions, rest.period].setdefault(part.key, part)
    wholes = {
        (figure.key.measure, figure.key.dimensions, figure.key.period): figure
        for figure in counts
        if figure.key.indicator == rule.whole and figure.key.unit == rule.whole_unit
    }
    for (measure, dimensions, period), parts in groups.items():
        years = [wholes.get((measure, dimensions, str(year))) for year in span_years(period)]
        found = [year for year in years if year is not None]
        if found and len(found) == len(years) and len(parts) > 1:
            yield _summed(rule, found, tuple(parts.values()))


def _summed(rule: Identity, years: Sequence[Figure], parts: tuple[Figure, ...]) -> Relation:
    """Return the relation "the sum of the parts is at most the sum of the years"."""
    *before, last = years
    why = f"wat ervan afliep, {rule.rest} niet meegeteld" if rule.rest else "de delen ervan"
    return Relation("samenhang", last, parts, how=How.AT_MOST, why=why, also=tuple(before), rest=rule.rest)
