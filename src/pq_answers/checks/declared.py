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
class Jump:
    """When a yearly step stands out; source: Hampel, "The influence curve", JASA 69 (1974)."""

    spread: Decimal
    least: Decimal
    points: int
    base: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All declared rules."""

    partitions: tuple[Partition, ...]
    formulas: tuple[Formula, ...]
    within: tuple[Within, ...]
    units: tuple[Units, ...]
    identities: tuple[Identity, ...]
    hundreds: tuple[Hundred, ...]
    jump: Jump
    levels: tuple[str, ...]


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
    levels = one_of(data, "standen").only("indicatoren")
    return Rules(
        partitions=tuple(map(_partition, rules_of(data, "verdeling"))),
        formulas=tuple(map(_formula, rules_of(data, "formule"))),
        within=tuple(map(_within, rules_of(data, "binnen"))),
        units=tuple(map(_units, rules_of(data, "eenheden"))),
        identities=tuple(map(_identity, rules_of(data, "samenhang"))),
        hundreds=tuple(map(_hundred, rules_of(data, "honderd"))),
        jump=_jump(one_of(data, "sprong")),
        levels=tuple(levels.code(name, "indicator") for name in levels.texts("indicatoren")),
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


def _jump(rule: Fields) -> Jump:
    rule.only("spreiding", "minstens", "punten", "basis")
    spread, least = rule.number("spreiding"), rule.number("minstens")
    return Jump(spread, least, rule.whole_number("punten"), rule.whole_number("basis"))


_KINDS = ("verdeling", "formule", "binnen", "eenheden", "samenhang", "honderd", "sprong", "standen")
