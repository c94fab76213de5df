"""The way in which a target can move: deviations up and down apart, each at the price of its cell.

Source: the linear heuristics for cell suppression of Kelly, Golden and Assad (1992) and Castro (2007).
"""

from __future__ import annotations

import numpy as np

from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.engine import Engine, Floats, Outcome


class Paths:
    """The cheapest way to let a target move: deviations up and down apart, each at the price of its cell."""

    def __init__(self, component: Component) -> None:
        size = len(component.nodes)
        self._size, self._component = size, component
        down = np.asarray(component.down, dtype=np.float64)
        self._upper = np.concatenate([np.full(size, np.inf), down])
        self._model = Engine(np.zeros(2 * size), self._upper, np.zeros(2 * size))
        for row in component.rows:
            columns = [column for column, _ in row]
            factors = [float(sign) for _, sign in row]
            both = [*columns, *[column + size for column in columns]]
            self._model.row(both, [*factors, *[-factor for factor in factors]], 0.0, 0.0)

    def cheapest(self, target: int, prices: Floats) -> Floats | None:
        """Return the deviations that move `target` as far as it needs, at the least total price."""
        tried = [
            self._move(target, sign, self._upper, prices) for sign in directions(self._component, target)
        ]
        found = [one for one in tried if one is not None]
        return min(found, key=lambda one: one[0])[1] if found else None

    def shortest(self, target: int, openness: Floats, prices: Floats | None = None) -> Floats | None:
        """Return the deviations under a pattern that move `target` enough with the least movement in all.

        Few cells take part in such a witness, so that it proves many patterns, and it is mostly whole. With
        `prices` a unit of movement does not cost the same in every cell.
        """
        hidden = openness > 0.5
        upper = np.where(np.concatenate([hidden, hidden]), self._upper, 0.0)
        for sign in directions(self._component, target):
            found = self._move(target, sign, upper, np.ones(self._size) if prices is None else prices)
            if found is not None:
                return found[1]
        return None

    def _move(self, target: int, sign: int, upper: Floats, prices: Floats) -> tuple[float, Floats] | None:
        lower, upper = np.zeros(2 * self._size), upper.copy()
        rise, fall = target, target + self._size
        moved, still = (rise, fall) if sign > 0 else (fall, rise)
        lower[moved] = upper[moved] = self._component.demand(target)
        upper[still] = 0.0
        self._model.bounds(lower, upper)
        self._model.costs(np.concatenate([prices, prices]))
        if self._model.run() is not Outcome.OPTIMAL:
            return None
        values = self._model.solution()
        return self._model.objective(), values[: self._size] - values[self._size :]


def directions(component: Component, target: int) -> tuple[int, ...]:
    """Return how `target` may move to be safe: up, or also down where any change will do."""
    return (1, -1) if component.targets[target] is None and component.down[target] > 0 else (1,)
