"""What `pq-answers protect` is handed: tables of counts, the sums between them, the policy and the history.

Everything is checked before anything is protected; an error names the cells and never a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from pq_answers.errors import suggest
from pq_answers.protect.policy import Policy, looser
from pq_answers.protect.standalone.values import (
    Key,
    is_total,
    make_key,
    read_code,
    read_codes,
    read_count,
    read_flag,
    read_list,
    read_mapping,
    read_names,
    read_population,
    refuse,
)

N = TypeVar("N")
_MOST_TOTALS = 10**6
_MOST_THRESHOLD = 10**6


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


def read_request(data: Any, house: Policy) -> Request:
    """Return the request that JSON values describe; raise `InputError` where they are wrong."""
    known = {"tables", "equations", "hierarchies", "policy", "history"}
    top = read_mapping(data, "het bestand", known)
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
        self.populations: list[str] = []

    def read(self, top: Mapping[str, Any]) -> Request:
        """Return the request."""
        entries = read_list(top["tables"], "tables")
        tables = tuple(self._table(one, place) for place, one in enumerate(entries, start=1))
        if self.contradictions:
            fix = "Geef een cel overal hetzelfde aantal, of geef de tabellen elk een eigen population."
            refuse("Tabellen spreken elkaar tegen over dezelfde cel.", self.contradictions, fix=fix)
        self.populations = sorted({table.population for table in tables})
        names = {"level", "threshold", "zeros", "pinned", "weights"}
        rules = read_mapping(_given(top, "policy", {}), "policy", names)
        shown, hidden = self._history(_given(top, "history", []))
        pinned = read_list(_given(rules, "pinned", []), "policy, pinned")
        request = Request(
            tables=tables,
            counts=self.counts,
            policy=_policy(rules, self.house),
            primary=frozenset(self.primary),
            equations=tuple(
                self._equation(one) for one in read_list(_given(top, "equations", []), "equations")
            ),
            hierarchies=_hierarchies(_given(top, "hierarchies", {}), self.counts),
            pinned=frozenset(self._known(key, "policy, pinned") for key in pinned),
            weights=self._weights(_given(rules, "weights", [])),
            shown_before=shown,
            hidden_before=hidden,
        )
        _refuse_cycles(request)
        return request

    def _table(self, data: Any, place: int) -> CountTable:
        one = read_mapping(data, f"tabel {place}", {"name", "dims", "cells", "population"})
        name = str(one.get("name") or f"tabel-{place}")
        dimensions = read_names(_given(one, "dims", []), f"{name}, dims")
        population = read_population(one.get("population"), name)
        cells = read_list(_given(one, "cells", []), f"{name}, cells")
        if not cells:
            refuse("De tabel heeft geen cellen.", where=name, fix="Geef minstens één cel met key en count.")
        if len(cells) * 2 ** len(dimensions) > _MOST_TOTALS:
            fix = "Geef minder dimensies of minder cellen tegelijk."
            refuse("De tabel heeft te veel totalen om na te gaan.", where=name, fix=fix)
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
        one = read_mapping(data, f"{name}, een cel", {"key", "count", "primary"})
        codes = read_codes(one.get("key"), f"{name}, key")
        strange = [dim for dim in codes if dim not in dimensions]
        if strange:
            fix = suggest(strange[0], dimensions) or "Noem elke dimensie in dims."
            refuse(f"De dimensie «{strange[0]}» staat niet in dims.", where=name, fix=fix)
        key = make_key(codes, population)
        count = read_count(one.get("count"), f"{name} · {key}")
        if self.counts.setdefault(key, count) != count:
            self.contradictions.append(key)
        if read_flag(one.get("primary"), f"{name} · {key}, primary"):
            self.primary.add(key)
        return key, codes

    def _history(self, entries: Any) -> tuple[frozenset[Key], frozenset[Key]]:
        shown, hidden, other = set[Key](), set[Key](), list[Key]()
        for entry in read_list(entries, "history"):
            one = read_mapping(entry, "history", {"key", "count", "hidden", "population"})
            codes = read_codes(one.get("key"), "history, key")
            key = make_key(codes, self._population(one.get("population"), codes, "history"))
            gone = read_flag(one.get("hidden"), f"history · {key}, hidden")
            (hidden if gone else shown).add(key)
            if one.get("count") is None and key in self.counts and gone:
                continue
            count = read_count(one.get("count"), f"history · {key}")
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
        one = read_mapping(data, "equations", {"total", "parts"})
        parts = tuple(
            self._known(part, "equations") for part in read_list(_given(one, "parts", []), "equations, parts")
        )
        total = self._known(one.get("total"), "equations")
        if not parts:
            refuse("Een som heeft geen delen.", [total], where="equations", fix="Geef parts.")
        if len({*parts}) < len(parts):
            refuse(
                "Een deel staat tweemaal in dezelfde som.",
                [total],
                where="equations",
                fix="Laat er één staan.",
            )
        return total, parts

    def _known(self, codes: Any, where: str) -> Key:
        values = dict(read_mapping(codes, where))
        named = values.pop("population", None)
        known = read_codes(values, where)
        key = make_key(known, self._population(named, known, where))
        if key not in self.counts:
            fix = (
                suggest(str(key), [str(one) for one in self.counts])
                or "Neem de cel op in een tabel of in history."
            )
            refuse("Deze cel komt in geen enkele tabel voor.", [key], where=where, fix=fix)
        return key

    def _population(self, named: Any, codes: Mapping[str, str], where: str) -> str:
        """Return the population of a cell; where it is not named, that of the tables, if they share one.

        A cell of no population would be linked to nothing, and an earlier publication forgotten in silence.
        """
        population = read_population(named, where)
        if population or "" in self.populations:
            return population
        if len(self.populations) > 1:
            fix = f"Voeg population toe: {' of '.join(self.populations)}."
            refuse("Van deze cel is niet gezegd over welke populatie ze gaat.", [make_key(codes, "")],
                   where=where, fix=fix)  # fmt: skip
        return self.populations[0]

    def _weights(self, entries: Any) -> dict[Key, int]:
        weights: dict[Key, int] = {}
        for entry in read_list(entries, "policy, weights"):
            one = read_mapping(entry, "policy, weights", {"key", "weight"})
            key, weight = self._known(one.get("key"), "policy, weights"), one.get("weight")
            if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= 1000:
                refuse("Een gewicht is geen geheel getal van 1 tot 1000.", [key], where="policy, weights")
            weights[key] = weight
        return weights


def _policy(rules: Mapping[str, Any], house: Policy) -> Policy:
    threshold = rules.get("threshold", house.threshold)
    whole = isinstance(threshold, int) and not isinstance(threshold, bool)
    if not whole or not 2 <= threshold <= _MOST_THRESHOLD:
        refuse("De drempel is geen geheel getal van 2 tot een miljoen.", where="policy, threshold")
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


def _given(data: Mapping[str, Any], name: str, default: Any) -> Any:
    """Return what stands there, also where it is of a wrong kind; the default only where nothing does."""
    value = data.get(name)
    return default if value is None else value


def _hierarchies(data: Any, cells: Iterable[Key]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the hierarchies; a code or a dimension that no cell has is refused.

    Left alone it would be a sum that everybody draws and that nobody reckoned with.
    """
    known: dict[str, set[str]] = {}
    for dimension, code in (pair for key in cells for pair in key.codes):
        known.setdefault(dimension, set()).add(code)
    found = {}
    for dimension, tree in read_mapping(data, "hierarchies").items():
        name = read_code(dimension, "hierarchies")
        if name not in known:
            fix = suggest(name, sorted(known))
            refuse(f"De dimensie «{name}» komt in geen enkele cel voor.", where="hierarchies", fix=fix)
        found[name] = _hierarchy(tree, name, known[name])
    return found


def _hierarchy(data: Any, dimension: str, known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    where = f"hierarchies, {dimension}"
    tree = {
        read_code(code, where): read_names(parts, f"{where}={code}")
        for code, parts in read_mapping(data, where).items()
    }
    codes = [*tree, *(part for parts in tree.values() for part in parts)]
    total = next((code for code in codes if is_total(code)), "")
    if total:
        fix = "Laat het weg: het totaal is vanzelf de som van de codes in de tabel."
        refuse("Een totaal staat in een hiërarchie.", [f"{dimension}={total}"], where="hierarchies", fix=fix)
    inner = {part for parts in tree.values() for part in parts}
    # A code in between may stand in no cell; one at the top or the bottom is of no use then, or misspelt.
    strange = sorted(code for code in {*codes}.difference(known) if code not in tree or code not in inner)
    if strange:
        fix = suggest(strange[0], sorted(known)) or "Laat de code weg, of neem haar cellen op in een tabel."
        cells = [f"{dimension}={code}" for code in strange]
        refuse(
            "Een code van een hiërarchie komt in geen enkele cel voor.", cells, where="hierarchies", fix=fix
        )
    return tree


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
    try:
        TopologicalSorter(children).prepare()
    except CycleError as error:
        return list(dict.fromkeys(reversed(error.args[1])))
    return []
