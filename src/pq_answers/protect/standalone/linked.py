"""From loose tables of counts to the cell graph: the sums that anybody draws, printed or not.

A cell that stands in two tables is one cell; a total that no table prints links the tables that add up to it.
Source: linked tables as one set of additivity constraints, Handbook on Statistical Disclosure Control,
chapter 4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.standalone.request import CountTable, Request
from pq_answers.protect.standalone.values import Key, refuse

Equation = tuple[Key, tuple[Key, ...]]


@dataclass(frozen=True, slots=True)
class Linked:
    """The graph, the key of each node, and which nodes are primary."""

    graph: Graph
    keys: tuple[Key, ...]
    primary: tuple[int, ...]


def link(request: Request) -> Linked:
    """Return the graph of a request; raise `InputError` where a total is not the sum of its parts."""
    explicit = [*request.equations, *_from_hierarchies(request)]
    values = dict(request.counts)
    inferred = _inferred(request, explicit, values)
    explicit += _between_totals(request, values)
    _refuse_false_sums([*explicit, *inferred], values)
    equations = _without_loose_ends([*explicit, *inferred], request.counts)
    unprinted = {key for total, parts in equations for key in (total, *parts)} - request.counts.keys()
    keys = (*sorted(request.counts), *sorted(unprinted))
    index = {key: node for node, key in enumerate(keys)}
    primary = _primary(request)
    graph = Graph(
        values=tuple(values[key] for key in keys),
        constraints=tuple(
            dict.fromkeys(
                Constraint((index[total],), tuple(sorted(index[part] for part in parts)))
                for total, parts in equations
            )
        ),
        virtual=frozenset(index[key] for key in unprinted),
        margins=frozenset(index[total] for total, _ in equations),
        kept=frozenset(index[key] for key in request.pinned | request.shown_before),
        hidden=frozenset(index[key] for key in request.hidden_before - primary),
        weights=tuple(request.weights.get(key, 1) for key in keys),
    )
    return Linked(graph, keys, tuple(sorted(index[key] for key in primary)))


def _primary(request: Request) -> frozenset[Key]:
    """Return the cells to hide for their own sake; what is public already stays public."""
    policy = request.policy
    small = {key for key, count in request.counts.items() if policy.hides(count)}
    zeros = (
        {key for key, count in request.counts.items() if not count} if policy.zeros == "primary" else set()
    )
    primary = (small | zeros | request.primary) - request.shown_before
    if primary & request.pinned:
        fix = "Haal de cel uit pinned, of voeg haar samen met een andere."
        refuse("Een vastgezette cel moet zelf verborgen worden.", sorted(primary & request.pinned), fix=fix)
    gone = {key for key in primary | request.hidden_before if not request.counts[key]}
    if gone and policy.zeros == "shown":
        fix = "Neem zeros «hidden»: dan weet de lezer niet dat een verborgen aantal minstens één is."
        refuse("Een nul moet verborgen blijven, terwijl nullen getoond worden.", sorted(gone), fix=fix)
    return frozenset(primary)


def _from_hierarchies(request: Request) -> Iterator[Equation]:
    for key in request.counts:
        for dimension, code in key.codes:
            parts = [
                key.replaced(dimension, part) for part in request.hierarchies.get(dimension, {}).get(code, ())
            ]
            missing = [part for part in parts if part not in request.counts]
            if parts and missing and len(missing) < len(parts):
                fix = "Geef alle delen van een code, of geen enkel."
                refuse("Van een hiërarchie ontbreken delen.", missing, where="hierarchies", fix=fix)
            if parts and not missing:
                yield key, tuple(parts)


def _between_totals(request: Request, values: dict[Key, int]) -> list[Equation]:
    """Return the sums of hierarchies between totals that nobody prints; `values` gains their wholes.

    Anybody adds them up: a code may stand in one table by itself, and in another as a total over its parts.
    """
    above: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for dimension, tree in request.hierarchies.items():
        for code, parts in tree.items():
            for part in parts:
                above[dimension, part].append((code, parts))
    found: dict[Equation, None] = {}
    queue = list(values)
    while queue:
        key = queue.pop()
        for dimension, own in key.codes:
            for code, parts in above[dimension, own]:
                whole, cells = (
                    key.replaced(dimension, code),
                    tuple(key.replaced(dimension, part) for part in parts),
                )
                if (whole, cells) in found or not all(cell in values for cell in cells):
                    continue
                found[whole, cells] = None
                if whole not in values:
                    values[whole] = sum(values[cell] for cell in cells)
                    queue.append(whole)
    return list(found)


def _inferred(request: Request, explicit: list[Equation], values: dict[Key, int]) -> list[Equation]:
    """Return every total over one dimension of one table; `values` gains the totals that none prints."""
    nested: dict[Key, list[frozenset[Key]]] = defaultdict(list)
    for whole, pieces in explicit:
        nested[whole].append(frozenset(pieces))
    groups: dict[Key, dict[frozenset[Key], None]] = defaultdict(dict)
    for table in request.tables:
        for total, cells in _groups(table).items():
            for parts in cells.values():
                # A code that is itself the sum of other codes here would be counted twice.
                leaves = {part for part in parts if not any(one <= parts for one in nested[part])}
                groups[total][frozenset(leaves)] = None
    equations = []
    for total in sorted(groups, key=lambda key: (-len(key.codes), key)):
        for group in groups[total]:
            values.setdefault(total, sum(values[part] for part in group))
            equations.append((total, tuple(sorted(group))))
    return equations


def _groups(table: CountTable) -> Mapping[Key, Mapping[str, set[Key]]]:
    """Return, per total and dimension, the parts in one table; totals of totals too."""
    found: dict[Key, dict[str, set[Key]]] = defaultdict(lambda: defaultdict(set))
    queue = [key for key, _ in table.cells]
    seen = set(queue)
    while queue:
        key = queue.pop()
        for dimension, _ in key.codes:
            total = key.without(dimension)
            found[total][dimension].add(key)
            if total not in seen:
                seen.add(total)
                queue.append(total)
    return found


def _refuse_false_sums(equations: list[Equation], values: Mapping[Key, int]) -> None:
    wrong = [one for one in equations if values[one[0]] != sum(values[part] for part in one[1])]
    if wrong:
        cells = [
            f"{total} ≠ {' + '.join(map(str, parts[:6]))}{' + …' if len(parts) > 6 else ''}"
            for total, parts in wrong
        ]
        fix = (
            "Verbeter de aantallen, vul de ontbrekende delen aan (zoals «onbekend»), of beschrijf codes die "
            "elkaar omvatten in hierarchies of equations."
        )
        refuse("Een totaal is niet de som van zijn delen, of tabellen spreken elkaar tegen.", cells, fix=fix)


def _without_loose_ends(equations: list[Equation], printed: Mapping[Key, int]) -> list[Equation]:
    """Return the equations without those of an unprinted total that occurs nowhere else."""
    while True:
        seen = Counter(key for total, parts in equations for key in (total, *parts))
        kept = [one for one in equations if one[0] in printed or seen[one[0]] > 1]
        if len(kept) == len(equations):
            return list(dict.fromkeys(kept))
        equations = kept
