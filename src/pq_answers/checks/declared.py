"""The declared rules of `data/controles.toml`: what must hold between figures that codes alone do not say."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pq_answers.codelists import load_codelist
from pq_answers.errors import InputError, suggest, toml_problem
from pq_answers.resources import find_file, read_text

FILE = "data/controles.toml"
MEASURE = "maatregel"
T = TypeVar("T")


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

    Raises `InputError` with the file where a rule is not whole or names a code that does not exist.
    """
    path = find_file(FILE)
    data = _toml(path)
    try:
        rules = _rules(data)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        fix = "Vergelijk met de andere regels in dit bestand."
        raise InputError(f"Een controle is niet volledig: {error}.", where=str(path), fix=fix) from error
    _check_codes(rules, path)
    return rules


def _toml(path: Path) -> Mapping[str, Any]:
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(
            f"De controles zijn geen geldige TOML: {problem}.", where=f"{path}:{line}"
        ) from error


def _rules(data: Mapping[str, Any]) -> Rules:
    jump = data["sprong"]
    return Rules(
        partitions=_each(data, "verdeling", _partition),
        formulas=_each(data, "formule", _formula),
        within=_each(data, "binnen", lambda r: Within(r["dimensie"], r["geheel"], r.get("deel", ""))),
        units=_each(data, "eenheden", lambda r: Units(r["hoogstens"], r["van"])),
        identities=_each(data, "samenhang", _identity),
        hundreds=_each(
            data, "honderd", lambda r: Hundred(r["dimensie"], tuple(r["codes"]), r.get("noemer", ""))
        ),
        jump=Jump(
            Decimal(str(jump["spreiding"])),
            Decimal(str(jump["minstens"])),
            int(jump["punten"]),
            int(jump["basis"]),
        ),
        levels=tuple(data["standen"]["indicatoren"]),
    )


def _each(data: Mapping[str, Any], name: str, make: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    return tuple(make(entry) for entry in data.get(name, ()))


def _partition(entry: Mapping[str, Any]) -> Partition:
    return Partition(
        entry["indicator"],
        tuple(entry["over"]),
        tuple(entry.get("codes", ())),
        {name: tuple(codes) for name, codes in entry.get("waar", {}).items()},
        tuple(entry.get("eenheden", ())),
        entry.get("optelbaar", True),
    )


def _formula(entry: Mapping[str, Any]) -> Formula:
    return Formula(entry["indicator"], entry["resultaat"], tuple(entry["plus"]), tuple(entry.get("min", ())))


def _identity(entry: Mapping[str, Any]) -> Identity:
    whole, parts = entry["geheel"], entry["delen"]
    return Identity(
        whole["indicator"],
        whole["eenheid"],
        parts["indicator"],
        parts["eenheid"],
        parts["dimensie"],
        entry.get("rest", ""),
    )


def _check_codes(rules: Rules, path: Path) -> None:
    """Refuse a rule about an indicator or term that does not exist: it would silently check nothing."""
    indicators = {
        *(rule.indicator for rule in rules.partitions),
        *(rule.indicator for rule in rules.formulas),
        *(name for rule in rules.identities for name in (rule.whole, rule.parts)),
        *rules.levels,
    }
    terms = {term for rule in rules.formulas for term in (rule.result, *rule.plus, *rule.minus)}
    known_terms = (*load_codelist("werkvorm").names, *load_codelist(MEASURE).names)
    for names, known in ((indicators, load_codelist("indicator").names), (terms, known_terms)):
        for name in sorted(names - set(known)):
            raise InputError(
                f"Een controle noemt «{name}», dat niet bestaat.", where=str(path), fix=suggest(name, known)
            )
