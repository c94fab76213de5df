"""Secondary suppression: per connected part of the graph the fewest further cells that make it safe.

Source: the optimal and heuristic methods of the Handbook on Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pq_answers.protect.graph import Graph
from pq_answers.protect.pattern.component import Component, Fixed, components, fixed_nodes, needs
from pq_answers.protect.pattern.lone_line import lone_line
from pq_answers.protect.policy import Policy


class UnprotectableError(Exception):
    """No pattern was found that protects this node; `lines` are the constraints that give it away.

    Never seen outside the stage and the command.
    """

    def __init__(self, node: int, lines: tuple[int, ...] = (), *, broken: bool = False) -> None:
        super().__init__(node)
        self.node, self.lines, self.broken = node, lines, broken


@dataclass(frozen=True, slots=True)
class Pattern:
    """The hidden nodes of a graph: for their own sake, and to shield those.

    `weight` is what the secondary ones cost together and `bound` what any safe pattern costs at least.
    """

    primary: frozenset[int]
    secondary: frozenset[int]
    weight: int = 0
    bound: int = 0

    @property
    def optimal(self) -> bool:
        """Whether no safe pattern costs less."""
        return self.weight <= self.bound

    @property
    def gap(self) -> float:
        """By which share of its weight the pattern is at most too dear."""
        return 0.0 if self.optimal else (self.weight - self.bound) / self.weight


def suppress(graph: Graph, primary: Iterable[int], policy: Policy) -> Pattern:
    """Return a pattern that is proven safe; raise `UnprotectableError` where none is found.

    Every target has a second table in whole numbers that fits all that is shown and differs enough there.
    """
    primary = frozenset(primary)
    targets = needs(graph, primary, policy)
    _refuse_given_away(graph, targets, fixed_nodes(graph, targets, policy))
    secondary: set[int] = set()
    weight = bound = 0
    for component in components(graph, targets, policy):
        columns, cost, least = _solve(component, policy)
        secondary.update(component.nodes[column] for column in columns)
        weight, bound = weight + cost, bound + least
    _refuse_broken(graph, primary | secondary)
    return Pattern(primary, frozenset(secondary), weight, bound)


def _solve(component: Component, policy: Policy) -> tuple[frozenset[int], int, int]:
    # A simple answer never loads the solver: one sum has a best pattern that is found by hand.
    simple = lone_line(component)
    if simple is not None:
        weight = sum(component.weights[column] for column in simple)
        return simple, weight, weight
    if len(component.nodes) > policy.max_cells:
        raise UnprotectableError(component.nodes[next(iter(component.targets))])  # too large is not safe
    from pq_answers.protect.pattern.heuristic import UnsafeError
    from pq_answers.protect.pattern.optimal import solve

    try:
        found = solve(component, policy)
    except UnsafeError as error:
        raise UnprotectableError(component.nodes[error.target], error.lines) from error
    return found.hidden, found.weight, found.bound


def _refuse_given_away(graph: Graph, targets: Mapping[int, int | None], fixed: Fixed) -> None:
    for node in targets:
        if node in fixed.by:
            raise UnprotectableError(node, fixed.chain(node, graph))


def _refuse_broken(graph: Graph, hidden: frozenset[int] | set[int]) -> None:
    # The attacker's constraints left this line out, so that nothing was shown about its hidden cells.
    for line in graph.broken:
        for node in sorted(line & hidden):
            raise UnprotectableError(node, broken=True)
