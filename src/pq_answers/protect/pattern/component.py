"""One connected part of the cell graph, in the form in which the solver and its attacker problems take it.

A column is a cell, a virtual margin or the slack of a bound. The attacker sees deviations from the true
values: zero for what is shown, at least `-down` and without an upper limit for what is not.
Source: the attacker problems of Fischetti and Salazar-González (2001), in deviations from the true table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pq_answers.protect.graph import Graph
from pq_answers.protect.policy import Policy

Row = tuple[tuple[int, int], ...]
"""Columns with their coefficients (1 or -1); the deviations of a row sum to zero."""


@dataclass(frozen=True)
class Component:
    """Columns 0..n-1 of one connected part, with all that the attacker and the model need.

    `nodes` holds the node of each column, -1 for a slack; `targets` maps the columns to protect to the rise
    that the attacker must hold possible, or to None where any change will do.
    """

    nodes: tuple[int, ...]
    down: tuple[int, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    targets: Mapping[int, int | None]
    free: tuple[int, ...]
    weights: tuple[int, ...]
    order: tuple[tuple[int, int, int], ...]

    @property
    def always(self) -> tuple[int, ...]:
        """The columns that are unknown in every pattern."""
        free = set(self.free)
        return tuple(column for column in range(len(self.nodes)) if column not in free)

    def beside(self, column: int) -> tuple[int, ...]:
        """Return the columns that share a row with `column`, itself among them."""
        rows = (row for row in self.rows if any(one == column for one, _ in row))
        return tuple(dict.fromkeys(one for row in rows for one, _ in row))

    def demand(self, target: int) -> int:
        """Return the change of `target` that must be possible."""
        return self.targets[target] or 1


@dataclass(frozen=True)
class Fixed:
    """Nodes whose value follows from what is always shown, each with the constraint that tells it."""

    by: Mapping[int, int]
    shown: frozenset[int]

    def known(self, node: int) -> bool:
        """Return whether the attacker knows `node` in every pattern."""
        return node in self.shown or node in self.by

    def chain(self, node: int, graph: Graph) -> tuple[int, ...]:
        """Return the constraints from which `node` follows, the first to apply first."""
        if node not in self.by:
            return ()
        line = self.by[node]
        before = [
            one
            for other in graph.constraints[line].nodes
            if other != node
            for one in self.chain(other, graph)
        ]
        return tuple(dict.fromkeys((*before, line)))


def needs(graph: Graph, primary: Iterable[int], policy: Policy) -> dict[int, int | None]:
    """Return what each node that is hidden in every pattern needs: a rise, or None for any change.

    Which of the cells that were hidden before were small, nobody says: none may be shown to be.
    """
    found: dict[int, int | None] = {}
    for node in [*sorted(graph.hidden), *sorted(set(primary))]:
        upper = graph.threshold(node, policy.threshold) - graph.values[node]
        found[node] = upper if policy.level == "upper" and upper > 0 else None
    return found


def fixed_nodes(graph: Graph, targets: Iterable[int], policy: Policy) -> Fixed:
    """Return what is always shown, and what follows from it by one constraint after another."""
    hidden = set(targets)
    shown = {node for node in graph.kept if node not in hidden}
    if policy.zeros == "shown":
        zeros = (node for node, value in enumerate(graph.values) if not value)
        shown |= {node for node in zeros if node not in hidden and node not in graph.virtual}
    by: dict[int, int] = {}
    queue = deque(number for number, one in enumerate(graph.constraints) if one.exact)
    while queue:  # breadth first: what follows from one sum is told by that sum
        number = queue.popleft()
        left = [n for n in dict.fromkeys(graph.constraints[number].nodes) if n not in shown and n not in by]
        if len(left) == 1:
            by[left[0]] = number
            queue += [line for line in graph.lines_of[left[0]] if graph.constraints[line].exact]
    return Fixed(by, frozenset(shown))


def components(graph: Graph, targets: Mapping[int, int | None], policy: Policy) -> Iterator[Component]:
    """Yield the connected parts that hold a target, in the order of their first one."""
    fixed = fixed_nodes(graph, targets, policy)
    seen: set[int] = set()
    for target in sorted(targets):
        if target not in seen:
            nodes, lines = _reach(graph, target, fixed)
            seen.update(nodes)
            yield _component(graph, nodes, lines, targets, policy)


def _reach(graph: Graph, start: int, fixed: Fixed) -> tuple[list[int], list[int]]:
    nodes, lines, queue = {start}, set(), [start]
    while queue:
        for line in graph.lines_of[queue.pop()]:
            if line not in lines:
                lines.add(line)
                new = [n for n in graph.constraints[line].nodes if n not in nodes and not fixed.known(n)]
                nodes.update(new)
                queue += new
    return sorted(nodes), sorted(lines)


def _component(
    graph: Graph, nodes: list[int], lines: list[int], targets: Mapping[int, int | None], policy: Policy
) -> Component:
    index = {node: column for column, node in enumerate(nodes)}
    down = [graph.values[node] - floor(graph, node, policy) for node in nodes]
    slacks: list[int] = []
    rows: list[Row] = []
    for line in lines:
        terms = _terms(graph, line, index)
        if not graph.constraints[line].exact:
            terms.append((len(nodes) + len(slacks), -1))
            slacks.append(slack(graph, line))
        rows.append(tuple(terms))
    return Component(
        nodes=(*nodes, *[-1] * len(slacks)),
        down=(*down, *slacks),
        rows=tuple(rows),
        lines=tuple(lines),
        targets={index[node]: need for node, need in targets.items() if node in index},
        free=tuple(index[n] for n in nodes if n not in targets and n not in graph.virtual),
        weights=(*map(graph.weight, nodes), *[0] * len(slacks)),
        order=tuple((int(node in graph.margins), graph.values[node], node) for node in nodes),
    )


def floor(graph: Graph, node: int, policy: Policy) -> int:
    """Return the least value that the attacker holds possible: one where zeros are always shown."""
    return 0 if node in graph.virtual or policy.zeros != "shown" or not graph.values[node] else 1


def slack(graph: Graph, line: int) -> int:
    """Return what the true values leave between the sides of a bound."""
    one, values = graph.constraints[line], graph.values
    return sum(values[node] for node in one.plus) - sum(values[node] for node in one.minus)


def _terms(graph: Graph, line: int, index: Mapping[int, int]) -> list[tuple[int, int]]:
    one = graph.constraints[line]
    terms = [(index[node], 1) for node in one.plus if node in index]
    return terms + [(index[node], -1) for node in one.minus if node in index]
