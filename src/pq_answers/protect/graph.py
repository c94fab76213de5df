"""The cell graph of an answer: every distinct cell once, and the constraints that an attacker knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Constraint:
    """`sum(plus) - sum(minus)` is zero where `exact`, else at least zero; the members are nodes."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    exact: bool = True

    @property
    def nodes(self) -> tuple[int, ...]:
        """All nodes of the constraint."""
        return self.plus + self.minus


@dataclass(frozen=True)
class Graph:
    """Nodes 0..n-1 with their true values, in key order, and the constraints between them.

    `virtual` are margins that no table prints: unknown to the attacker, at least zero, never to be protected.
    `margins` are hidden after inner cells only, `kept` (grand totals) never as secondary suppression.
    `broken` are the lines whose parts exceed their total. `hidden` stay hidden though they are not primary
    (earlier answers hid them). `weights` are what hiding a node costs; empty: one each. `thresholds` are the
    smallest counts that may be shown, by node; empty: that of the policy.
    """

    values: tuple[int, ...]
    constraints: tuple[Constraint, ...]
    virtual: frozenset[int] = frozenset()
    margins: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    broken: tuple[frozenset[int], ...] = ()
    hidden: frozenset[int] = frozenset()
    weights: tuple[int, ...] = ()
    thresholds: tuple[int, ...] = ()
    lines_of: tuple[tuple[int, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines_of", _lines_of(len(self.values), self.constraints))

    def threshold(self, node: int, usual: int) -> int:
        """Return the smallest count of `node` that may be shown: its own where items are stricter."""
        return self.thresholds[node] if self.thresholds else usual

    def weight(self, node: int) -> int:
        """Return what hiding `node` costs."""
        return self.weights[node] if self.weights else 1


def _lines_of(size: int, constraints: Iterable[Constraint]) -> tuple[tuple[int, ...], ...]:
    lines: list[list[int]] = [[] for _ in range(size)]
    for number, constraint in enumerate(constraints):
        for node in constraint.nodes:
            lines[node].append(number)
    return tuple(map(tuple, lines))
