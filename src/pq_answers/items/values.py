"""The columns with figures: their keys, the columns that help them, and what several of them may not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from pq_answers.codelists import UNKNOWN, codelist_names, load_codelist
from pq_answers.items.contract import Column, Item, Place, Role
from pq_answers.items.contributions import (
    check_contributions,
    needs_contributions,
    read_contributions,
)
from pq_answers.items.headertext import HeaderText
from pq_answers.tables import State

EMPTY = ("nul", "geen", "nb", "nvt")
MOST_DECIMALS = 6
HELPERS = (Role.DECIMALS, Role.STATUS, Role.NOTE)
_OF_VALUES = (
    "eenheid", "decimalen", "leeg", "eenheid_in_cel", "teken", "dimensies", "indicator", "tabel", "status",
    "toelichting", "bijdragen",
)  # fmt: skip
_OWNERS = {"vrij": Role.PERIOD, "volledig": Role.DIMENSION, **dict.fromkeys(_OF_VALUES, Role.VALUE)}
_FULL_TIME = "VTE"


def refuse_foreign_keys(header: HeaderText, name: str, role: Role, entry: Mapping[str, Any]) -> None:
    """Refuse a key that means nothing for a column with this role: it would be ignored in silence."""
    for key in entry:
        owner = _OWNERS.get(key, role)
        if owner is not role:
            raise header.fault(
                f"«{key}» hoort bij een kolom met rol «{owner}», niet bij «{name}».",
                line=header.line_of("kolommen", name, key),
                fix="Haal het weg.",
            )


def read_value(header: HeaderText, column: Column, entry: Mapping[str, Any]) -> Column:
    """Return `column` with what the header says of its figures."""
    path = ("kolommen", column.name)
    decimals = entry.get("decimalen", 0)
    named = {Role.DECIMALS: decimals if isinstance(decimals, str) else ""}
    named |= {Role.STATUS: entry.get("status", ""), Role.NOTE: entry.get("toelichting", "")}
    indicators = ("", *load_codelist("indicator").names)
    return replace(
        column,
        unit=entry.get("eenheid", ""),
        decimals=0 if isinstance(decimals, str) else _decimals(header, column.name, decimals),
        empty=header.one_of(entry.get("leeg", "nul"), EMPTY, *path, "leeg"),
        show_unit=entry.get("eenheid_in_cel", False),
        signed=entry.get("teken", False),
        fixed=_fixed(header, column.name, entry.get("dimensies", {})),
        indicator=header.one_of(entry.get("indicator", ""), indicators, *path, "indicator"),
        table=entry.get("tabel", ""),
        helpers={role: helper for role, helper in named.items() if helper},
        contributions=read_contributions(header, column.name, entry),
    )


def _decimals(header: HeaderText, name: str, decimals: object) -> int:
    if type(decimals) is int and 0 <= decimals <= MOST_DECIMALS:
        return decimals
    raise header.fault(
        f"«decimalen» moet een geheel getal van 0 tot en met {MOST_DECIMALS} zijn, of de naam van een kolom.",
        line=header.line_of("kolommen", name, "decimalen"),
        fix="Verbeter de waarde.",
    )


def _fixed(header: HeaderText, name: str, codes: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    path = ("kolommen", name, "dimensies")
    for dimension, code in codes.items():
        header.one_of(dimension, codelist_names(), *path)
        header.one_of(code, (*load_codelist(dimension).names, UNKNOWN), *path)
    return tuple(sorted(codes.items()))


def with_helpers(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns: an only value has the helpers that stand beside it, several name their own."""
    values = [column for column in columns.values() if column.role is Role.VALUE]
    if len(values) != 1:
        return dict(columns)
    beside = {column.role: column.name for column in columns.values() if column.role in HELPERS}
    return {**columns, values[0].name: replace(values[0], helpers=beside | dict(values[0].helpers))}


def population_of(item: Item, value: Column) -> str:
    """Return the population that a value counts: the item's, or that of the value's own indicator."""
    own = load_codelist("indicator").get(value.indicator).text("populatie") if value.indicator else ""
    return own or item.population


def counts_persons(item: Item, value: Column) -> bool:
    """Whether a value counts persons."""
    entry = load_codelist("populatie").get(population_of(item, value))
    return bool((entry.texts or {}).get("personen"))


def is_protected(item: Item, value: Column) -> bool:
    """Whether protection applies to a value: it counts persons, and its figures are not public already."""
    return counts_persons(item, value) and not item.published


def is_guarded(item: Item) -> bool:
    """Whether protection looks at any figure of the item: of persons, or of companies that may dominate."""
    return any(is_protected(item, value) or value.contributions for value in item.values)


def check_values(header: HeaderText, item: Item) -> None:
    """Refuse values whose unit, helpers or shared tables do not fit; raise `InputError` with the line."""
    units = load_codelist("eenheid").names
    for value in item.values:
        header.one_of(value.unit, units, "kolommen", value.name, "eenheid")
        _check_population(header, item, value)
        _check_helpers(header, item, value)
        if item.published and value.empty == State.ZERO:
            fix = 'Schrijf leeg = "nb".'
            _refuse(header, value, "Waar niets gepubliceerd is, staat geen nul.", fix)
        for name, _ in value.fixed:
            if name in item.columns:
                _refuse(header, value, f"«{name}» staat ook als kolom in de kop.", "Noem het op één plaats.")
        if (value.table != "") != (value.place is not Place.TABLE):
            fix = 'Schrijf beide, zoals tabel = "Aandelen", plaats = "kolom", of geen van beide.'
            _refuse(header, value, f"De plaats van «{value.name}» past niet bij «tabel».", fix)
    _check_unused(header, item)
    check_contributions(header, item)
    for first, second in combinations(item.values, 2):
        for what, fix in _clashes(item, first, second):
            _refuse(header, second, what, fix)


def _check_population(header: HeaderText, item: Item, value: Column) -> None:
    """Hold the unit against the population: protection looks at persons only where both say that it must."""
    population, persons = population_of(item, value), counts_persons(item, value)
    unit = load_codelist("eenheid").get(value.unit)
    counts = (unit.texts or {}).get("telt_personen") is True
    # What is published is printed in any unit: places, a share in words, a representation index.
    derived = unit.code == _FULL_TIME or item.published
    if counts and not persons and not item.published:
        what = f"De eenheid «{unit.code}» telt personen, maar de populatie «{population}» niet."
        fix = "Kies een populatie met personen = true, of een andere eenheid."
    elif persons and not counts and not derived:
        what = f"De populatie «{population}» telt personen, maar de eenheid «{unit.code}» niet."
        fix = "Kies een eenheid met telt_personen = true of VTE, of een andere populatie."
    elif needs_contributions(item, value, population):
        # One company that makes up most of a cell could be read from it.
        what = f"Cijfers over ondernemingen in «{unit.code}» kunnen die van één onderneming zijn."
        fix = (
            'Voeg bijdragen = { aantal = "…", grootste = "…", tweede = "…" } toe, met kolommen met rol '
            "«bijdrage», of tel ondernemingen."
        )
    else:
        return
    raise header.fault(what, line=header.line_of("kolommen", value.name, "eenheid"), fix=fix)


def _check_helpers(header: HeaderText, item: Item, value: Column) -> None:
    for role, name in value.helpers.items():
        known = tuple(column.name for column in item.by_role(role))
        header.one_of(name, known, "kolommen", value.name, role.value)


def _check_unused(header: HeaderText, item: Item) -> None:
    used = {name for value in item.values for name in value.helpers.values()}
    for column in item.columns.values():
        if column.role in HELPERS and column.name not in used:
            raise header.fault(
                f"Geen enkele waarde gebruikt de kolom «{column.name}».",
                line=header.line_of("kolommen", column.name),
                fix=f'Schrijf {column.role} = "{column.name}" bij een waarde, of haal de kolom weg.',
            )


def _clashes(item: Item, first: Column, second: Column) -> Iterator[tuple[str, str]]:
    """Yield why two values cannot stand beside each other: in one table, or under one key."""
    if first.table and first.table == second.table:
        shared = ("place", "unit", "show_unit", "signed")
        if any(getattr(first, name) != getattr(second, name) for name in shared):
            what = f"«{first.name}» en «{second.name}» delen een tabel, maar niet hun plaats of eenheid."
            yield what, "Geef ze dezelfde plaats, eenheid, eenheid_in_cel en teken, of een andere tabel."
    keys = [(v.indicator or item.indicator, v.unit, v.fixed, v.signed) for v in (first, second)]
    if keys[0] == keys[1]:
        what = f"De cellen van «{first.name}» en «{second.name}» hebben dezelfde sleutel."
        yield what, "Geef een van beide dimensies = { … }, een eigen indicator of een andere eenheid."


def _refuse(header: HeaderText, value: Column, what: str, fix: str) -> None:
    raise header.fault(what, line=header.line_of("kolommen", value.name), fix=fix)
