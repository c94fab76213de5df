"""What `pq-answers protect` is handed: tables of counts, the sums between them, the policy and the history.

Everything is checked before anything is protected; an error names the cells and never a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, NoReturn, TypeVar

from pq_answers.codelists import TOTAL, load_codelist
from pq_answers.errors import InputError, suggest
from pq_answers.protect.policy import Policy, looser

N = TypeVar("N")
TOTALS = frozenset({TOTAL, "totaal", "total", "Totaal", "TOTAAL"})
"""The codes that mark a total; a dimension that is left out of a key is one too."""


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


@dataclass(frozen=True, slots=True)
class CountTable:
    """One table: its dimensions, and its cells in printed order with the codes as they were written."""

    name: str
    dimensions: tuple[str, ...]
    cells: tuple[tuple[Key, Mapping[str, str]], ...]
    population: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """All that was handed over; `counts` holds every cell of the tables and every one known from history."""

    tables: tuple[CountTable, ...]
    counts: Mapping[Key, int]
    policy: Policy
    primary: frozenset[Key] = frozenset()
    equations: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    hierarchies: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    pinned: frozenset[Key] = frozenset()
    weights: Mapping[Key, int] = field(default_factory=dict)
    shown_before: frozenset[Key] = frozenset()
    hidden_before: frozenset[Key] = frozenset()


def refuse(what: str, cells: Iterable[object] = (), *, where: str = "", fix: str = "") -> NoReturn:
    """Raise the error that names these cells."""
    named = list(dict.fromkeys(str(cell) for cell in cells))
    told = "; ".join(named[:8]) + (f"; en nog {len(named) - 8}" if len(named) > 8 else "")
    raise InputError(what, where=" · ".join(part for part in (where, told) if part), fix=fix)


def read_request(data: Any, house: Policy) -> Request:
    """Return the request that JSON values describe; raise `InputError` where they are wrong."""
    known = {"tables", "equations", "hierarchies", "policy", "history"}
    top = _mapping(data, "het bestand", known)
    if not top.get("tables"):
        refuse("Er zijn geen tabellen.", fix='Geef minstens één tabel: {"tables": [...]}.')
    return _Reader(house).read(top)


class _Reader:
    """Reads one request; faults of one kind are gathered, so that one error names all their cells."""

    def __init__(self, house: Policy) -> None:
        self.house = house
        self.counts: dict[Key, int] = {}
        self.primary: set[Key] = set()
        self.contradictions: list[Key] = []

    def read(self, top: Mapping[str, Any]) -> Request:
        """Return the request."""
        entries = _list(top["tables"], "tables")
        tables = tuple(self._table(one, place) for place, one in enumerate(entries, start=1))
        if self.contradictions:
            fix = "Geef een cel overal hetzelfde aantal, of geef de tabellen elk een eigen population."
            refuse("Tabellen spreken elkaar tegen over dezelfde cel.", self.contradictions, fix=fix)
        rules = _mapping(
            top.get("policy") or {}, "policy", {"level", "threshold", "zeros", "pinned", "weights"}
        )
        shown, hidden = self._history(top.get("history") or [])
        request = Request(
            tables=tables,
            counts=self.counts,
            policy=_policy(rules, self.house),
            primary=frozenset(self.primary),
            equations=tuple(self._equation(one) for one in _list(top.get("equations") or [], "equations")),
            hierarchies=_hierarchies(top.get("hierarchies") or {}),
            pinned=frozenset(self._known(key, "policy, pinned") for key in rules.get("pinned") or []),
            weights=self._weights(rules.get("weights") or []),
            shown_before=shown,
            hidden_before=hidden,
        )
        _refuse_cycles(request)
        return request

    def _table(self, data: Any, place: int) -> CountTable:
        one = _mapping(data, f"tabel {place}", {"name", "dims", "cells", "population"})
        name = str(one.get("name") or f"tabel-{place}")
        dimensions = tuple(str(dim) for dim in _list(one.get("dims") or [], f"{name}, dims"))
        population = _population(one.get("population") or "", name)
        cells = _list(one.get("cells") or [], f"{name}, cells")
        if not cells:
            refuse("De tabel heeft geen cellen.", where=name, fix="Geef minstens één cel met key en count.")
        read = tuple(self._cell(cell, name, dimensions, population) for cell in cells)
        keys = [key for key, _ in read]
        double = (
            [key for key in dict.fromkeys(keys) if keys.count(key) > 1] if len({*keys}) < len(keys) else []
        )
        if double:
            refuse(
                "Een cel staat tweemaal in dezelfde tabel.", double, where=name, fix="Laat er één van staan."
            )
        return CountTable(name, dimensions, read, population)

    def _cell(
        self, data: Any, name: str, dimensions: tuple[str, ...], population: str
    ) -> tuple[Key, Mapping[str, str]]:
        one = _mapping(data, f"{name}, een cel", {"key", "count", "primary"})
        codes = {str(dim): str(code) for dim, code in _mapping(one.get("key"), f"{name}, key").items()}
        strange = [dim for dim in codes if dim not in dimensions]
        if strange:
            fix = suggest(strange[0], dimensions) or "Noem elke dimensie in dims."
            refuse(f"De dimensie «{strange[0]}» staat niet in dims.", where=name, fix=fix)
        key = _key(codes, population)
        count = _count(one.get("count"), f"{name} · {key}")
        if self.counts.setdefault(key, count) != count:
            self.contradictions.append(key)
        if one.get("primary"):
            self.primary.add(key)
        return key, codes

    def _history(self, entries: Any) -> tuple[frozenset[Key], frozenset[Key]]:
        shown, hidden, other = set[Key](), set[Key](), list[Key]()
        for entry in _list(entries, "history"):
            one = _mapping(entry, "history", {"key", "count", "hidden", "population"})
            key = _key(
                _mapping(one.get("key"), "history, key"), _population(one.get("population") or "", "history")
            )
            (hidden if one.get("hidden") else shown).add(key)
            if one.get("count") is None and key in self.counts and one.get("hidden"):
                continue
            count = _count(one.get("count"), f"history · {key}")
            if self.counts.setdefault(key, count) != count:
                other.append(key)
        if other:
            fix = "Geef het aantal zoals het gepubliceerd is, of leg het verschil eerst uit."
            refuse("Een cel is eerder met een ander aantal gepubliceerd.", other, where="history", fix=fix)
        if shown & hidden:
            refuse(
                "Een cel kan niet zowel getoond als verborgen zijn.", sorted(shown & hidden), where="history"
            )
        return frozenset(shown), frozenset(hidden)

    def _equation(self, data: Any) -> tuple[Key, tuple[Key, ...]]:
        one = _mapping(data, "equations", {"total", "parts"})
        parts = tuple(
            self._known(part, "equations") for part in _list(one.get("parts") or [], "equations, parts")
        )
        total = self._known(one.get("total"), "equations")
        if not parts:
            refuse("Een som heeft geen delen.", [total], where="equations", fix="Geef parts.")
        return total, parts

    def _known(self, codes: Any, where: str) -> Key:
        values = dict(_mapping(codes, where))
        population = _population(values.pop("population", ""), where)
        key = _key(values, population)
        if key not in self.counts:
            fix = (
                suggest(str(key), [str(one) for one in self.counts])
                or "Neem de cel op in een tabel of in history."
            )
            refuse("Deze cel komt in geen enkele tabel voor.", [key], where=where, fix=fix)
        return key

    def _weights(self, entries: Any) -> dict[Key, int]:
        weights: dict[Key, int] = {}
        for entry in _list(entries, "policy, weights"):
            one = _mapping(entry, "policy, weights", {"key", "weight"})
            key, weight = self._known(one.get("key"), "policy, weights"), one.get("weight")
            if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= 1000:
                refuse("Een gewicht is geen geheel getal van 1 tot 1000.", [key], where="policy, weights")
            weights[key] = weight
        return weights


def _mapping(data: Any, where: str, known: Iterable[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        refuse("Hier wordt een object verwacht.", where=where, fix='Schrijf {"naam": waarde}.')
    names = None if known is None else sorted(known)
    for name in data if names is not None else ():
        if name not in (names or ()):
            refuse(f"«{name}» is hier niet bekend.", where=where, fix=suggest(str(name), names or ()))
    return data


def _list(data: Any, where: str) -> Sequence[Any]:
    if not isinstance(data, list):
        refuse("Hier wordt een lijst verwacht.", where=where, fix="Schrijf [ … ].")
    return data


def _key(codes: Mapping[str, Any], population: str) -> Key:
    kept = {str(dim): str(code) for dim, code in codes.items() if str(code) not in TOTALS}
    return Key(population, tuple(sorted(kept.items())))


def _count(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse("Het aantal ontbreekt of is geen getal.", where=where, fix="Geef count als geheel getal.")
    if not isfinite(value) or value % 1 or value < 0:
        what = "Het aantal is negatief." if value < 0 else "Het aantal is geen geheel getal."
        refuse(
            what, where=where, fix="Personen worden in gehele getallen vanaf nul geteld: verbeter het aantal."
        )
    return int(value)


def _population(name: Any, where: str) -> str:
    codes = {one.code: bool((one.texts or {}).get("personen")) for one in load_codelist("populatie").codes}
    if not name:
        return ""
    if name not in codes:
        refuse(f"De populatie «{name}» is niet bekend.", where=where, fix=suggest(str(name), list(codes)))
    if not codes[name]:
        fix = "Bescherm enkel aantallen personen; voor andere eenheden gelden andere regels."
        refuse(f"De populatie «{name}» telt geen personen.", where=where, fix=fix)
    return str(name)


def _policy(rules: Mapping[str, Any], house: Policy) -> Policy:
    threshold = rules.get("threshold", house.threshold)
    if not isinstance(threshold, int) or isinstance(threshold, bool) or threshold < 2:
        refuse("De drempel is geen geheel getal vanaf 2.", where="policy, threshold")
    policy = replace(
        house,
        hidden_to=threshold - 1,
        level=_one_of(rules, "level", ("upper", "exact"), house.level),
        zeros=_one_of(rules, "zeros", ("shown", "hidden", "primary"), house.zeros),
    )
    if looser(policy, house):
        least = f"threshold {house.threshold}, level «{house.level}» en zeros «{house.zeros}»"
        fix = f"Neem minstens {least}, of iets strengers."
        refuse("Deze regels zijn losser dan die van het huis.", where="policy", fix=fix)
    return policy


def _one_of(rules: Mapping[str, Any], name: str, known: Sequence[str], default: str) -> Any:
    value = rules.get(name, default)
    if value not in known:
        refuse(f"«{value}» is hier niet bekend.", where=f"policy, {name}", fix=suggest(str(value), known))
    return value


def _hierarchies(data: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        str(dimension): {
            str(code): tuple(str(part) for part in _list(parts, f"hierarchies, {dimension}={code}"))
            for code, parts in _mapping(tree, f"hierarchies, {dimension}").items()
        }
        for dimension, tree in _mapping(data, "hierarchies").items()
    }


def _refuse_cycles(request: Request) -> None:
    fix = "Een totaal kan geen deel zijn van zijn eigen delen: verwijder een van deze sommen."
    for dimension, tree in request.hierarchies.items():
        found = _cycle({code: list(parts) for code, parts in tree.items()})
        if found:
            refuse("De hiërarchie loopt rond.", [f"{dimension}={code}" for code in found], fix=fix)
    children: dict[Key, list[Key]] = {}
    for total, parts in request.equations:
        children.setdefault(total, []).extend(parts)
    found_keys = _cycle(children)
    if found_keys:
        refuse("De sommen lopen rond.", found_keys, where="equations", fix=fix)


def _cycle(children: Mapping[N, Sequence[N]]) -> list[N]:
    """Return nodes that are parts of themselves, or nothing."""
    done: set[N] = set()

    def visit(node: N, above: list[N]) -> list[N]:
        if node in above:
            return above[above.index(node) :]
        if node in done:
            return []
        found = next(
            (cycle for child in children.get(node, ()) if (cycle := visit(child, [*above, node]))), []
        )
        done.add(node)
        return found

    return next((cycle for node in children if (cycle := visit(node, []))), [])
