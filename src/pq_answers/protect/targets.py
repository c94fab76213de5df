"""What must be protected in a cell graph: small counts and rests of this answer, and what was hidden before.

A count that an earlier answer hid is a target only where this answer tells something new about it; what the
earlier answers gave away among themselves cannot be taken back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from pq_answers.protect.earlier import Earlier
from pq_answers.protect.graph import Graph
from pq_answers.protect.lines import CellGraph
from pq_answers.protect.pattern.component import fixed_nodes
from pq_answers.protect.policy import Policy
from pq_answers.tables import CellKey


@dataclass(frozen=True, slots=True)
class Targets:
    """The graph with its hidden nodes set, the primary nodes, and the nodes that this answer tells about."""

    graph: Graph
    primary: frozenset[int]
    reached: frozenset[int]

    @property
    def any(self) -> bool:
        """Whether there is anything to protect."""
        return bool(self.primary or self.graph.hidden)


def find_targets(
    cells: CellGraph, counts: Mapping[CellKey, int], policy: Policy, earlier: Earlier
) -> Targets:
    """Return the targets; what is public already stays public and is none."""
    small = [
        key
        for node, key in enumerate(cells.keys[: cells.own])
        if policy.hidden_from <= counts[key] < cells.graph.threshold(node, policy.threshold)
        and key not in cells.public
    ]
    primary = frozenset(cells.nodes([*small, *cells.rests]))
    known = {*counts, *earlier.values} - cells.public
    before = frozenset(cells.nodes(earlier.hidden & known))
    if not before:
        return Targets(cells.graph, primary, frozenset(range(len(cells.keys))))
    public = frozenset(cells.nodes(cells.public))
    news = [node for node in range(cells.own) if node not in public]
    reached = frozenset(_reached(cells.graph, news))
    hidden = (before & reached) - primary - _lost(cells, before, policy)
    return Targets(replace(cells.graph, hidden=hidden), primary, reached)


def _reached(graph: Graph, start: Collection[int]) -> set[int]:
    """Return the nodes that are linked to `start`, not through what is shown anyway."""
    seen, queue = set(start), deque(start)
    while queue:
        for node in _beside(graph, queue.popleft()):
            if node not in seen:
                seen.add(node)
                if node not in graph.kept or node in graph.virtual:
                    queue.append(node)
    return seen


def _beside(graph: Graph, node: int) -> Iterator[int]:
    for line in graph.lines_of[node]:
        yield from graph.constraints[line].nodes


def _lost(cells: CellGraph, before: frozenset[int], policy: Policy) -> frozenset[int]:
    """Return what follows from earlier answers alone."""
    old = {*range(cells.own, len(cells.keys)), *cells.nodes(cells.public), *before}
    lines = tuple(one for one in cells.graph.constraints if old.issuperset(one.nodes))
    return frozenset(fixed_nodes(replace(cells.graph, constraints=lines), before, policy).by)


def nearest_own(cells: CellGraph, node: int) -> list[CellKey]:
    """Return the keys of this answer that are the fewest sums away from `node`: itself where it is one."""
    layer, seen = [node], {node}
    while layer:
        own = [cells.keys[one] for one in layer if one < cells.own]
        if own:
            return own
        beside = dict.fromkeys(other for one in layer for other in _beside(cells.graph, one))
        layer = [other for other in beside if other not in seen]
        seen.update(layer)
    return []
