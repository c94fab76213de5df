"""The attacker problems: how far one cell can move under a pattern, with a witness or with a cut.

A witness is a second table in whole numbers that fits all that is shown; it proves its target safe under
every pattern that hides the cells in which it differs. A cut is an inequality on the 0/1 variables that every
safe pattern satisfies and this one does not; it is read from the duals of the attacker's linear problem.
Source: Fischetti and Salazar-González (2001): capacity inequalities, with coefficients capped at the demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.engine import Engine, Floats, Outcome
from pq_answers.protect.pattern.paths import Paths, directions

Witness = Mapping[int, int]
"""The columns that differ from the true table, with their deviation."""

_TINY = 1e-7
_OPEN = 1e-4
_SCALES = (1.0, 0.3, 0.05)
_MULTIPLES = (1, 2)  # twice a deviation in halves is whole
_TRIES = 3  # other prices lead to other corners, of which some are whole
MARGIN = 1e-4  # a cut must be violated by more than the solver's tolerance


@dataclass(frozen=True, eq=False)
class Cut:
    """`sum(factor * y)` is at least `least` in every safe pattern; without factors, none is safe."""

    factors: Mapping[int, float]
    lines: tuple[int, ...] = ()
    least: float = 1.0

    def value(self, openness: Floats) -> float:
        """Return the left-hand side for a pattern, whole or fractional."""
        return float(sum(factor * openness[column] for column, factor in self.factors.items()))


class Attacks:
    """The attacker problems of one component; models are built once and warm-started."""

    def __init__(self, component: Component, max_nodes: int) -> None:
        self.component, self._max_nodes = component, max_nodes
        self._size = len(component.nodes)
        self._down = np.asarray(component.down, dtype=np.float64)
        self._linear = self._model()
        self._integer: Engine | None = None
        self.uncertain = False  # whether a search ended at its limit: its pattern may be safe all the same
        self._free = np.zeros(self._size, dtype=bool)
        self._free[list(component.free)] = True
        self._costs = np.zeros(self._size)
        terms = [(row, column, sign) for row, one in enumerate(component.rows) for column, sign in one]
        self._row_of, self._column_of, self._sign_of = np.asarray(terms, dtype=np.int64).reshape(-1, 3).T
        self._paths = Paths(component)
        random = np.random.default_rng(0)
        self._prices = [1.0 + random.random(self._size) for _ in range(_TRIES)]

    def pattern(self, hidden: Iterable[int]) -> Floats:
        """Return the 0/1 vector of a pattern: `hidden` and what is unknown anyhow."""
        openness = np.where(self._free, 0.0, 1.0)
        openness[list(hidden)] = 1.0
        return openness

    def attack(self, target: int, openness: Floats, *, doubtful: bool = False) -> Witness | Cut | None:
        """Return a witness or a cut that a whole pattern violates; None where neither is found.

        Where a target is `doubtful` the cut is looked for first.
        """
        cut = self.separate(target, openness, _SCALES[:1]) if doubtful else None
        if cut is not None:
            return cut
        deviation = self._paths.shortest(target, openness)
        if deviation is not None:
            return self._whole(target, openness, deviation)
        return self.separate(target, openness)

    def separate(self, target: int, openness: Floats, scales: Sequence[float] = _SCALES) -> Cut | None:
        """Return a cut that a pattern, whole or fractional, violates; None where none is found.

        What is open anyhow may carry part of the demand; then each further cell counts for more than its
        capacity, which the linear problem does not see. So it is solved with smaller capacities too.
        """
        # A shown cell counts as very slightly open, so that the cut comes out with few cells.
        ajar = np.where(self._free, np.maximum(openness, _OPEN), openness)
        for scale in scales:
            cuts: list[Cut] = []
            for sign in directions(self.component, target):
                if self._extreme(target, ajar, sign, scale)[0] >= self.component.demand(target) - _TINY:
                    break
                cuts.append(self._cut(target))
            else:
                cut = _union(cuts)
                if cut.value(openness) < cut.least - MARGIN:
                    return cut
        return None

    def _extreme(self, target: int, openness: Floats, sign: int, scale: float) -> tuple[float, Floats]:
        """Return how far `target` can move in one direction, in real numbers, and the deviations."""
        demand = self.component.demand(target)
        lower, upper = self._bounds(openness, demand, scale)
        lower[target], upper[target] = (-np.inf, demand) if sign > 0 else (-demand, np.inf)
        self._aim(self._linear, target, sign)
        self._linear.bounds(lower, upper)
        if self._linear.run() is not Outcome.OPTIMAL:
            raise ArithmeticError("an attacker problem has no solution, though the true table is one")
        deviation = self._linear.solution()
        return sign * float(deviation[target]), deviation

    def _aim(self, model: Engine, target: int, sign: int) -> None:
        self._costs[:] = 0.0
        self._costs[target] = -sign
        model.costs(self._costs)

    def _bounds(self, openness: Floats, demand: int, scale: float) -> tuple[Floats, Floats]:
        fully = ~self._free if scale < 1 else openness >= 1 - _TINY
        part = openness * demand * scale
        lower = np.where(fully, -self._down, -np.minimum(part, self._down))
        return lower, np.where(fully, np.inf, part)

    def _cut(self, target: int) -> Cut:
        """Return the capacity inequality of the last linear problem, for any pattern."""
        reduced, duals = self._linear.duals()
        demand = self.component.demand(target)
        factors = np.where(
            reduced < -_TINY, 1.0, np.where(reduced > _TINY, reduced * self._down / demand, 0.0)
        )
        factors[target] = 0.0
        factors = np.minimum(factors, 1.0)
        lines = tuple(self.component.lines[row] for row in np.flatnonzero(np.abs(duals) > _TINY))
        return self._lifted(factors, lines)

    def _lifted(self, factors: Floats, lines: tuple[int, ...]) -> Cut:
        # What is unknown anyhow moves to the right-hand side; then no factor needs to exceed that side.
        rest = 1.0 - float(factors[~self._free].sum())
        if rest <= _TINY:
            return Cut({}, lines, least=-1.0)  # true of every pattern
        kept = np.flatnonzero(self._free & (factors > _TINY))
        return Cut({int(column): min(1.0, float(factors[column]) / rest) for column in kept}, lines)

    def _whole(self, target: int, openness: Floats, deviation: Floats) -> Witness | Cut | None:
        """Return the deviations in whole numbers, by a search where the linear problem gave fractions."""
        for multiple in _MULTIPLES:
            found = self.checked(target, openness, multiple * deviation)
            if found is not None:
                return found
        for prices in self._prices:
            other = self._paths.shortest(target, openness, prices)
            found = None if other is None else self.checked(target, openness, other)
            if found is not None:
                return found
        return self._search(target, openness)

    def _search(self, target: int, openness: Floats) -> Witness | None:
        if self._integer is None:
            self._integer = self._model(mip_max_nodes=self._max_nodes)
            self._integer.whole(range(self._size))
        demand = self.component.demand(target)
        for sign in directions(self.component, target):
            lower = np.where(openness > 0.5, -self._down, 0.0)
            upper = np.where(openness > 0.5, np.inf, 0.0)
            lower[target] = demand if sign > 0 else -np.inf
            upper[target] = np.inf if sign > 0 else -demand
            self._integer.bounds(lower, upper)
            outcome = self._integer.run()
            self.uncertain |= outcome is Outcome.LIMIT
            if outcome is Outcome.OPTIMAL:
                found = self.checked(target, openness, self._integer.solution())
                if found is not None:
                    return found
        return None

    def checked(self, target: int, openness: Floats, deviation: Floats) -> Witness | None:
        """Return the deviations as a witness where they fit in whole numbers, else None."""
        whole = np.rint(deviation)
        if np.abs(deviation - whole).max() > 1e-5:
            return None
        values = whole.astype(np.int64)
        shown = openness < 0.5
        fits = bool(np.all(values[~shown] >= -self._down[~shown]) and not values[shown].any())
        if not fits or np.bincount(self._row_of, self._sign_of * values[self._column_of]).any():
            return None
        witness = {int(column): int(values[column]) for column in np.flatnonzero(values)}
        return witness if self.proves(target, witness) else None

    def proves(self, target: int, witness: Witness) -> bool:
        """Return whether a witness moves `target` as far as it needs."""
        need, moved = self.component.targets[target], witness.get(target, 0)
        return moved != 0 if need is None else moved >= need

    def _model(self, **options: int) -> Engine:
        size = len(self.component.nodes)
        model = Engine(np.zeros(size), np.zeros(size), np.zeros(size), **options)
        for row in self.component.rows:
            model.row([column for column, _ in row], [sign for _, sign in row], 0.0, 0.0)
        return model


def _union(cuts: list[Cut]) -> Cut:
    """Return the cut that holds where at least one of `cuts` does: a move up, or a move down."""
    factors: dict[int, float] = {}
    for cut in cuts:
        if cut.least < 0:
            return cut
        for column, factor in cut.factors.items():
            factors[column] = max(factor, factors.get(column, 0.0))
    return Cut(factors, tuple(sorted({line for cut in cuts for line in cut.lines})))
