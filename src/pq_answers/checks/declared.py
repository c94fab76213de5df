"""The declared rules of `data/controles.toml`: what must hold between figures that codes alone do not say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pq_answers.checks.fields import Fields, WrongRuleError, one_of, refuse_others, rules_of
from pq_answers.errors import InputError, toml_problem
from pq_answers.resources import find_file, read_text

FILE = "data/controles.toml"
MEASURE = "maatregel"


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole whose parts are spread over dimensions (or measures).

    `codes` restricts the parts, `where` the wholes. Not `additive`: the whole lies between the largest part
    and the sum of all, because a person may count in several parts.
    """

    indicator: str
    over: tuple[str, ...]
    codes: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    additive: bool = True


@dataclass(frozen=True, slots=True)
class Formula:
    """A row that is the sum of other rows, less some; a term is a `werkvorm`, else a measure."""

    indicator: str
    result: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """Codes of a dimension that are never more than another code; without `part`, every code."""

    dimension: str
    whole: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """A quantity in one unit that is never more than the same quantity in another."""

    at_most: str
    of: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Counts of one indicator, by a dimension, that lie within those of another; the difference is `rest`."""

    whole: str
    whole_unit: str
    parts: str
    parts_unit: str
    dimension: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Hundred:
    """Codes that exclude each other and are everything together: their shares are a hundred per cent."""

    dimension: str
    codes: tuple[str, ...]
    denominator: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Two ways to name a quantity of `indicator` that readers take for one: pairs of dimension and code."""

    indicator: str
    one: tuple[tuple[str, str], ...]
    other: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """When a yearly step stands out; source: Hampel, "The influence curve", JASA 69 (1974).

    `factor` is the declared bound: a figure that is that many times the one before, or that part of it,
    stands out in any series, also in one too short to have usual steps. `factors` holds that of an indicator.
    """

    spread: Decimal
    least: Decimal
    points: int
    base: int
    factor: Decimal
    factors: Mapping[str, Decimal] = field(default_factory=dict)

    def bound(self, indicator: str) -> Decimal:
        """The declared bound of an indicator."""
        return self.factors.get(indicator, self.factor)


@dataclass(frozen=True, slots=True)
class Levels:
    """Indicators whose yearly figure is held against a level in that year, and how far both may differ."""

    indicators: tuple[str, ...]
    at_most: Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """All declared rules."""

    partitions: tuple[Partition, ...]
    formulas: tuple[Formula, ...]
    within: tuple[Within, ...]
    units: tuple[Units, ...]
    identities: tuple[Identity, ...]
    hundreds: tuple[Hundred, ...]
    related: tuple[Related, ...]
    jump: Jump
    levels: Levels


def load_rules() -> Rules:
    """Return the rules of the catalogue; an overlay's file replaces the package's.

    Raises `InputError` with the file where a rule is not whole, or names what does not exist: such a rule
    would silently check nothing.
    """
    path = find_file(FILE)
    try:
        return _rules(_toml(path))
    except WrongRuleError as error:
        fix = "Vergelijk met de andere regels in dit bestand."
        raise InputError(f"De controles kloppen niet: {error}", where=str(path), fix=fix) from error


def _toml(path: Path) -> Mapping[str, Any]:
    text = read_text(path)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(
            f"De controles zijn geen geldige TOML: {problem}.", where=f"{path}:{line}"
        ) from error


def _rules(data: Mapping[str, Any]) -> Rules:
    refuse_others(data, _KINDS)
    return Rules(
        partitions=tuple(map(_partition, rules_of(data, "verdeling"))),
        formulas=tuple(map(_formula, rules_of(data, "formule"))),
        within=tuple(map(_within, rules_of(data, "binnen"))),
        units=tuple(map(_units, rules_of(data, "eenheden"))),
        identities=tuple(map(_identity, rules_of(data, "samenhang"))),
        hundreds=tuple(map(_hundred, rules_of(data, "honderd"))),
        related=tuple(map(_related, rules_of(data, "verwant"))),
        jump=_jump(one_of(data, "sprong")),
        levels=_levels(one_of(data, "standen")),
    )


def _partition(rule: Fields) -> Partition:
    rule.only("indicator", "over", "codes", "waar", "eenheden", "optelbaar")
    over = tuple(rule.dimension(name, MEASURE) for name in rule.texts("over", needed=True))
    where = rule.part("waar")
    return Partition(
        rule.code(rule.text("indicator"), "indicator"),
        over,
        tuple(rule.code(code, *over) for code in rule.texts("codes")),
        {where.dimension(name): _codes(where, name, name) for name in where.data},
        tuple(rule.code(unit, "eenheid") for unit in rule.texts("eenheden")),
        rule.flag("optelbaar", default=True),
    )


def _codes(rule: Fields, field: str, codelist: str) -> tuple[str, ...]:
    return tuple(rule.code(code, codelist) for code in rule.texts(field, needed=True))


def _formula(rule: Fields) -> Formula:
    rule.only("indicator", "resultaat", "plus", "min")
    result = rule.text("resultaat")
    plus, minus = rule.texts("plus", needed=True), rule.texts("min")
    for term in (result, *plus, *minus):
        rule.code(term, "werkvorm", MEASURE)
    if len({result, *plus, *minus}) < len((result, *plus, *minus)):
        raise rule.wrong("een term staat er tweemaal, of is zelf de uitkomst.")
    return Formula(rule.code(rule.text("indicator"), "indicator"), result, plus, minus)


def _within(rule: Fields) -> Within:
    rule.only("dimensie", "deel", "geheel")
    dimension, part = rule.dimension(rule.text("dimensie")), rule.text("deel", "")
    whole = rule.code(rule.text("geheel"), dimension, special=True)
    if part == whole:
        raise rule.wrong("het deel is zelf het geheel.")
    return Within(dimension, whole, rule.code(part, dimension) if part else "")


def _units(rule: Fields) -> Units:
    rule.only("hoogstens", "van")
    at_most, of = (rule.code(rule.text(field), "eenheid") for field in ("hoogstens", "van"))
    return Units(at_most, of)


def _identity(rule: Fields) -> Identity:
    rule.only("geheel", "delen", "rest")
    whole = rule.part("geheel").only("indicator", "eenheid")
    parts = rule.part("delen").only("indicator", "eenheid", "dimensie")
    return Identity(
        *_counted(whole), *_counted(parts), parts.dimension(parts.text("dimensie")), rule.text("rest", "")
    )


def _counted(rule: Fields) -> tuple[str, str]:
    return rule.code(rule.text("indicator"), "indicator"), rule.code(rule.text("eenheid"), "eenheid")


def _hundred(rule: Fields) -> Hundred:
    rule.only("dimensie", "codes", "noemer")
    dimension, denominator = rule.dimension(rule.text("dimensie")), rule.text("noemer", "")
    codes = _codes(rule, "codes", dimension)
    return Hundred(dimension, codes, rule.code(denominator, "noemer") if denominator else "")


def _related(rule: Fields) -> Related:
    rule.only("indicator", "een", "ander")
    one, other = (_pairs(rule.part(name)) for name in ("een", "ander"))
    if not one or not other or one == other:
        raise rule.wrong("«een» en «ander» noemen elk minstens één dimensie, en niet dezelfde codes.")
    return Related(rule.code(rule.text("indicator"), "indicator"), one, other)


def _pairs(rule: Fields) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((rule.dimension(name), rule.code(rule.text(name), name)) for name in rule.data))


def _jump(rule: Fields) -> Jump:
    rule.only("spreiding", "minstens", "punten", "basis", "factor", "factoren")
    spread, least = rule.number("spreiding"), rule.number("minstens")
    own = rule.part("factoren")
    factors = {own.code(name, "indicator"): _factor(own, name) for name in own.data}
    points, base = rule.whole_number("punten"), rule.whole_number("basis")
    return Jump(spread, least, points, base, _factor(rule, "factor"), factors)


def _factor(rule: Fields, name: str) -> Decimal:
    factor = rule.number(name)
    if factor <= 1:
        raise rule.wrong(f"«{name}» is groter dan 1.")
    return factor


def _levels(rule: Fields) -> Levels:
    rule.only("indicatoren", "hoogstens")
    indicators = tuple(rule.code(name, "indicator") for name in rule.texts("indicatoren"))
    return Levels(indicators, rule.number("hoogstens"))


_KINDS = (
    "verdeling",
    "formule",
    "binnen",
    "eenheden",
    "samenhang",
    "honderd",
    "verwant",
    "sprong",
    "standen",
)
