"""Secondary suppression: a greedy choice of further cells, repeated until the attacker's audit is passed.

Source: the heuristic of hiding the smallest cell of an unsafe line (Handbook on Statistical Disclosure
Control, chapter 4), followed by the audit and by showing again each cell that turned out to be superfluous.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pq_answers.protect.attacker import Attacker
from pq_answers.protect.graph import Graph
from pq_answers.protect.policy import Policy


class UnprotectableError(Exception):
    """No pattern was found that protects this node; never seen outside the stage."""

    def __init__(self, node: int, *, broken: bool = False) -> None:
        super().__init__(node)
        self.node, self.broken = node, broken


@dataclass(frozen=True, slots=True)
class Pattern:
    """The hidden nodes of a graph: for their own sake, and to shield those."""

    primary: frozenset[int]
    secondary: frozenset[int]


def suppress(graph: Graph, primary: Iterable[int], policy: Policy) -> Pattern:
    """Return a pattern that passed the attacker's audit; raise `UnprotectableError` where none is found."""
    attacker = Attacker(graph, primary, policy)
    while (cell := _first_unsafe(attacker)) is not None:
        addition = _choose(attacker, cell)
        if addition is None:
            raise UnprotectableError(cell)
        attacker.hide(addition)
    attacker = _show_superfluous(attacker)
    _refuse_broken(attacker)
    return Pattern(attacker.primary, frozenset(attacker.hidden - attacker.primary))


def _first_unsafe(attacker: Attacker) -> int | None:
    """Return an unsafe cell: by single lines first, which is cheap, then by whole components."""
    waiting = attacker.unproven()
    for cell in waiting:
        if attacker.tight(cell):
            return cell
    for cell in waiting:
        if cell not in attacker.proven:
            unsafe = attacker.prove_component(cell)
            if unsafe is not None:
                return unsafe
    return None


def _choose(attacker: Attacker, cell: int) -> int | None:
    """Return the cell to hide next: from lines that give `cell` away, else from wider surroundings."""
    graph, own = attacker.graph, attacker.graph.lines_of[cell]
    wider = {line for node in attacker.component(cell) for line in graph.lines_of[node]}
    for lines in (attacker.tight_lines(cell), own, sorted(wider)):
        nodes = {node for line in lines for node in graph.constraints[line].nodes}
        candidates = [node for node in nodes if _may_hide(attacker, node)]
        if candidates:
            return min(candidates, key=lambda node: _loss(attacker, node))
    return None


def _may_hide(attacker: Attacker, node: int) -> bool:
    graph = attacker.graph
    return (
        graph.values[node] > 0
        and node not in attacker.hidden
        and node not in graph.virtual
        and node not in graph.kept
    )


def _loss(attacker: Attacker, node: int) -> tuple[bool, int, int, int]:
    """Order candidates: inner cells, then those that open no new line, then the smallest, then key order."""
    graph = attacker.graph
    lines = (graph.constraints[line] for line in graph.lines_of[node])
    opened = sum(line.exact and not attacker.hidden.intersection(line.nodes) for line in lines)
    return node in graph.margins, opened, graph.values[node], node


def _show_superfluous(attacker: Attacker) -> Attacker:
    """Return the attacker of a pattern without cells that are not needed; the largest are tried first."""
    graph = attacker.graph
    secondary = sorted(attacker.hidden - attacker.primary, key=lambda node: (-graph.values[node], node))
    # Each trial audits a component again; past the limit some cells stay hidden needlessly, never unsafely.
    for node in secondary[: attacker.policy.max_trials]:
        trial = attacker.without(node)
        if _first_unsafe(trial) is None:
            attacker = trial
    return attacker


def _refuse_broken(attacker: Attacker) -> None:
    # The attacker's constraints left this line out, so that nothing was shown about its hidden cells.
    for line in attacker.graph.broken:
        for node in sorted(line & attacker.hidden):
            raise UnprotectableError(node, broken=True)
