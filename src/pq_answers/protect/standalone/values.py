"""The single values of what `pq-answers protect` is handed: keys, counts, populations; each is checked here.

An error names the place or the cell, never a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, NoReturn

from pq_answers.codelists import TOTAL, load_codelist
from pq_answers.errors import InputError, suggest

TOTALS = frozenset({TOTAL.casefold(), "totaal", "total"})
"""The codes that mark a total, however they are capitalised; a dimension that a key leaves out is one too."""

_MOST = 10**9  # more people than any register holds; far below where the solver's numbers grow coarse


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A cell of a population by its codes; totals are left out, so equal quantities have equal keys."""

    population: str
    codes: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        codes = ", ".join(f"{dimension}={code}" for dimension, code in self.codes) or "totaal"
        return f"{self.population}: {codes}" if self.population else codes

    def without(self, dimension: str) -> Key:
        """Return the total over one dimension."""
        return Key(self.population, tuple(pair for pair in self.codes if pair[0] != dimension))

    def replaced(self, dimension: str, code: str) -> Key:
        """Return the key with another code of one dimension."""
        return Key(self.population, tuple((d, code if d == dimension else c) for d, c in self.codes))

    def record(self) -> dict[str, str]:
        """Return the key as JSON values."""
        return dict(self.codes)


def refuse(what: str, cells: Iterable[object] = (), *, where: str = "", fix: str = "") -> NoReturn:
    """Raise the error that names these cells."""
    named = list(dict.fromkeys(str(cell) for cell in cells))
    told = "; ".join(named[:8]) + (f"; en nog {len(named) - 8}" if len(named) > 8 else "")
    raise InputError(what, where=" · ".join(part for part in (where, told) if part), fix=fix)


def read_mapping(data: Any, where: str, known: Iterable[str] | None = None) -> Mapping[str, Any]:
    """Return an object, with no other names than the known ones; raise `InputError` for anything else."""
    if not isinstance(data, Mapping):
        refuse("Hier wordt een object verwacht.", where=where, fix='Schrijf {"naam": waarde}.')
    names = None if known is None else sorted(known)
    for name in data if names is not None else ():
        if name not in (names or ()):
            refuse(f"«{name}» is hier niet bekend.", where=where, fix=suggest(str(name), names or ()))
    return data


def read_list(data: Any, where: str) -> Sequence[Any]:
    """Return a list; raise `InputError` for anything else."""
    if not isinstance(data, list):
        refuse("Hier wordt een lijst verwacht.", where=where, fix="Schrijf [ … ].")
    return data


def read_flag(data: Any, where: str) -> bool:
    """Return true or false, false where nothing stands; raise `InputError` for anything else."""
    if data is not None and not isinstance(data, bool):
        refuse("Hier wordt true of false verwacht.", where=where, fix="Schrijf true of false.")
    return bool(data)


def read_names(data: Any, where: str) -> tuple[str, ...]:
    """Return a list of codes or names, each once; raise `InputError` for anything else."""
    names = tuple(read_code(one, where) for one in read_list(data, where))
    if len({*names}) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        refuse(f"«{twice}» staat hier tweemaal.", where=where, fix="Laat er één van staan.")
    return names


def read_code(data: Any, where: str) -> str:
    """Return a code: a text or a whole number; raise `InputError` for anything else.

    An empty code or null is refused: taken for a code of its own, a total that was meant would be no sum.
    """
    told = str(data).strip() if isinstance(data, str | int) and not isinstance(data, bool) else ""
    if not told:
        fix = "Schrijf een tekst; een totaal krijgt de code _T, of laat de dimensie weg."
        refuse("Een code of een naam ontbreekt of is geen tekst.", where=where, fix=fix)
    return told


def read_codes(data: Any, where: str) -> dict[str, str]:
    """Return the codes of a key by dimension, as they were written; raise `InputError` for anything else."""
    codes: dict[str, str] = {}
    for dimension, code in read_mapping(data, where).items():
        if codes.setdefault(dimension.strip(), own := read_code(code, f"{where}, {dimension}")) != own:
            refuse(
                f"De dimensie «{dimension.strip()}» staat tweemaal.", where=where, fix="Laat er één staan."
            )
    return codes


def is_total(code: str) -> bool:
    """Return whether a code marks a total."""
    return code.casefold() in TOTALS


def make_key(codes: Mapping[str, str], population: str) -> Key:
    """Return the key of a cell: totals are left out."""
    return Key(population, tuple(sorted((dim, code) for dim, code in codes.items() if not is_total(code))))


def read_count(value: Any, where: str) -> int:
    """Return a count of persons; raise `InputError` for what cannot be one, and never tell the count."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse("Het aantal ontbreekt of is geen getal.", where=where, fix="Geef count als geheel getal.")
    fix = "Personen worden in gehele getallen vanaf nul geteld: verbeter het aantal."
    if value < 0:
        refuse("Het aantal is negatief.", where=where, fix=fix)
    if value > _MOST and value != inf:
        refuse("Het aantal is groter dan een miljard.", where=where, fix=fix)
    if not isfinite(value) or value % 1:
        refuse("Het aantal is geen geheel getal.", where=where, fix=fix)
    return int(value)


def read_population(name: Any, where: str) -> str:
    """Return a code of a population of persons, or nothing where none is named; else raise `InputError`."""
    if name is None or name == "":
        return ""
    codes = {one.code: bool((one.texts or {}).get("personen")) for one in load_codelist("populatie").codes}
    if not isinstance(name, str) or name not in codes:
        refuse(f"De populatie «{name}» is niet bekend.", where=where, fix=suggest(str(name), list(codes)))
    if not codes[name]:
        fix = "Bescherm enkel aantallen personen; voor andere eenheden gelden andere regels."
        refuse(f"De populatie «{name}» telt geen personen.", where=where, fix=fix)
    return name
