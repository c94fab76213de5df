"""The cut model of one component in real numbers: what any safe pattern costs at least.

Source: Fischetti and Salazar-González (2001), the cut model; a cut leaves every safe pattern in.
"""

from __future__ import annotations

import numpy as np

from pq_answers.protect.pattern.attacks import Cut
from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.engine import Engine, Floats, Outcome

_INF = float("inf")


class Master:
    """The relaxation with its cuts: how far each cell is open, from 0 (shown) to 1 (hidden)."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self._column = {column: place for place, column in enumerate(component.free)}
        self._weights = np.asarray([component.weights[column] for column in component.free], dtype=np.float64)
        self._seen: set[tuple[tuple[int, float], ...]] = set()
        size = len(component.free)
        self._model = Engine(np.zeros(size), np.ones(size), self._weights)
        self.cuts = line_cuts(component)
        for cut in self.cuts:
            self.add(cut)
        self._bridges()

    def add(self, cut: Cut) -> bool:
        """Add a cut; return whether it is new."""
        terms = tuple(
            sorted((self._column[column], round(factor, 9)) for column, factor in cut.factors.items())
        )
        if terms in self._seen or cut.least <= 0:
            return False
        self._seen.add(terms)
        self._model.row([place for place, _ in terms], [factor for _, factor in terms], cut.least, _INF)
        return True

    def _bridges(self) -> None:
        """Add that no cell is hidden alone in a sum: a pattern of least cost has none that is given away."""
        for row in self.component.rows:
            if all(column in self._column for column, _ in row):
                places = [self._column[column] for column, _ in row]
                for place in places:
                    self._model.row(places, [-1.0 if one == place else 1.0 for one in places], 0.0, _INF)

    def relax(self) -> tuple[Floats, float]:
        """Return the openness of all columns in real numbers, and the lower bound."""
        if self._model.run() is not Outcome.OPTIMAL:
            raise ArithmeticError("the relaxation of the model has no solution")
        openness = np.ones(len(self.component.nodes))
        openness[list(self.component.free)] = np.clip(self._model.solution(), 0.0, 1.0)
        return openness, self._model.objective()


def line_cuts(component: Component) -> list[Cut]:
    """Return what each sum alone demands for each target in it: room for the others to give way."""
    free, cuts = set(component.free), []
    for row, line in zip(component.rows, component.lines, strict=True):
        for target, sign in row:
            if target in component.targets:
                cut = _line_cut(component, row, (target, sign), free)
                if cut:
                    cuts.append(Cut(cut.factors, (line,)))
    return cuts


def _line_cut(
    component: Component, row: tuple[tuple[int, int], ...], target: tuple[int, int], free: set[int]
) -> Cut | None:
    demand, fixed, factors = component.demand(target[0]), 0.0, {}
    exact = component.targets[target[0]] is None
    for column, sign in row:
        if column == target[0]:
            continue
        # On the other side of the equation a cell may rise without limit; on the same side it must fall.
        room = demand if exact or sign != target[1] else min(component.down[column], demand)
        if column in free:
            factors[column] = room / demand
        else:
            fixed += room / demand
    if fixed >= 1:
        return None
    rest = 1 - fixed
    return Cut({column: min(1.0, factor / rest) for column, factor in factors.items() if factor > 0})
