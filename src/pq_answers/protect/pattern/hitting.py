"""The cheapest set of cells to hide under the demands found so far: a minimum hitting set.

Every demand is a clause: hide at least one of these cells, perhaps only where another one is hidden.
Source: implicit hitting sets (Karp and Moreno-Centeno, 2013; Davies and Bacchus, 2013) with core-guided
search for the sets (RC2 of Ignatiev, Morgado and Marques-Silva, 2019), through the PySAT library.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from pq_answers.protect.pattern.attacks import MARGIN, Cut
from pq_answers.protect.pattern.component import Component, Row

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Limits:
    """How far a search may go: conflicts of the solver in all; a moment on the clock is the last resort."""

    conflicts: int
    deadline: float


class _SpentError(Exception):
    """The limits of the search are reached."""


class HittingSets:
    """The demands on the patterns of one component, and the cheapest set that meets them all.

    `bound` is what any set that meets the demands costs at least.
    """

    def __init__(self, component: Component, limits: Limits) -> None:
        self.component, self.bound = component, 0
        self._limits = limits
        self._names = {column: name for name, column in enumerate(component.free, start=1)}
        self._known: set[tuple[int, ...]] = set()
        self._new: list[list[int]] = []
        self._solver: Any = None
        first = len(self._names) + 1
        self._rises = range(first, first + len(component.nodes))
        self._falls = range(self._rises.stop, self._rises.stop + len(component.nodes))
        self._movements()

    def need(self, cut: Cut, hidden: frozenset[int] = NOTHING) -> bool:
        """Demand what `cut` asks of a pattern that hides no more than `hidden`; return whether that is new.

        The cells with the smallest factors are left out as long as they do not satisfy the cut themselves.
        """
        if cut.least <= 0:
            return False
        reached = sum(factor for column, factor in cut.factors.items() if column in hidden)
        asked = []
        for column, factor in sorted(cut.factors.items(), key=lambda term: term[1]):
            if column not in hidden:
                reached += factor
                if reached >= cut.least - MARGIN:
                    asked.append(column)
        return self._clause([self._names[column] for column in asked])

    def choose(self) -> frozenset[int] | None:
        """Return the cheapest set of columns under the demands; None where the limits left none."""
        if not self._names:
            return NOTHING
        try:
            model = self._answer()
        except _SpentError:
            model = None
        self.bound = int(self._solver.cost)
        return None if model is None else frozenset(c for c, name in self._names.items() if name in model)

    def _answer(self) -> set[int]:
        if self._solver is None:
            self._solver = _solver(self._new, self._names, self.component, self._limits)
        else:
            for clause in self._new:
                self._solver.add_clause(clause)
        self._new = []
        return set(self._solver.compute() or ())

    def _movements(self) -> None:
        """Demand that what moves up or down is made good in each of its sums, in the direction that it takes.

        A safe pattern has a witness for each target; what moves in one of them obeys this, and a pattern of
        least cost hides nothing that moves in none.
        """
        component = self.component
        rises, falls = self._rises, self._falls
        for column, name in self._names.items():
            self._clause([-name, rises[column], falls[column]])
            self._clause([-rises[column], name])
            self._clause([-falls[column], name])
        for column, down in enumerate(component.down):
            if not down:
                self._clause([-falls[column]])
        for target, need in component.targets.items():
            self._clause([rises[target]] if need is not None else [rises[target], falls[target]])
        for row in component.rows:
            self._balance(row)

    def _balance(self, row: Row) -> None:
        for moving, sign in row:
            others = [(column, other == sign) for column, other in row if column != moving]
            for move, along, against in (
                (self._rises[moving], self._falls, self._rises),
                (self._falls[moving], self._rises, self._falls),
            ):
                self._clause([-move, *((along if same else against)[column] for column, same in others)])

    def _clause(self, names: list[int]) -> bool:
        clause = tuple(sorted(names))
        new = clause not in self._known
        if new:
            self._known.add(clause)
            self._new.append(list(clause))
        return new


def _solver(clauses: list[list[int]], names: dict[int, int], component: Component, limits: Limits) -> Any:
    """Return the solver with a cost on every cell; built here, so that a simple answer never loads it."""
    from pysat.examples.rc2 import RC2Stratified
    from pysat.formula import WCNF

    class Limited(RC2Stratified):  # type: ignore[misc]  # PySAT has no types
        """The solver, which ends at its limits instead of going on with half an outcome."""

        minimizing = False

        def minimize_core(self) -> None:
            self.minimizing = True  # has a limit of its own, and takes no outcome for an answer
            super().minimize_core()
            self.minimizing = False

        def _call_oracle(self, assumptions: Any = (), expect_interrupt: bool = False) -> Any:
            if self.minimizing:
                return super()._call_oracle(assumptions, expect_interrupt)
            left = limits.conflicts - self.oracle.accum_stats()["conflicts"]
            if left <= 0 or time.monotonic() > limits.deadline:
                raise _SpentError
            self.oracle.conf_budget(left)
            outcome = super()._call_oracle(assumptions, expect_interrupt)
            if outcome is None:
                raise _SpentError
            return outcome

    formula = WCNF()
    for clause in clauses:
        formula.append(clause)
    for column, name in names.items():
        formula.append([-name], weight=component.weights[column])
    # Demands come in later and make sets dearer: what a first optimum rules out may then be the best.
    return Limited(formula, solver="cd15", adapt=True, exhaust=True, minz=True, nohard=True)
