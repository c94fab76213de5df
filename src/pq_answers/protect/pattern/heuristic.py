"""A safe pattern fast: per target the cheapest cells that let it move, then without what proves superfluous.

Source: the shortest-path and linear heuristics with clean-up of Kelly, Golden and Assad (1992) and Castro
(2007), over arbitrary equations; what comes out is proven by the attacker problems, cell by cell.
"""

from __future__ import annotations

import numpy as np

from pq_answers.protect.pattern.attacks import Cut
from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.engine import Floats
from pq_answers.protect.pattern.paths import Paths
from pq_answers.protect.pattern.proofs import Proofs

_SMALL = 1e-3  # what using a cell costs that is hidden already: witnesses stay short
_MOVED = 1e-6


class UnsafeError(Exception):
    """A target that no pattern was shown to protect; `lines` are the constraints that give it away."""

    def __init__(self, target: int, lines: tuple[int, ...] = ()) -> None:
        super().__init__(target)
        self.target, self.lines = target, lines


class Heuristic:
    """Builds and thins patterns of one component; prices may be guided by the model's relaxation."""

    def __init__(self, component: Component, proofs: Proofs) -> None:
        self.component, self.proofs = component, proofs
        self._paths = Paths(component)

    def build(self, prices: Floats, start: frozenset[int] = frozenset()) -> frozenset[int]:
        """Return a safe pattern that holds `start`; raise `UnsafeError` where there is none."""
        hidden = start
        for target in self._targets():
            if not self.proofs.proven(target, hidden):
                hidden = self._protect(target, hidden, prices)
        return hidden

    def thin(self, hidden: frozenset[int], costs: Floats) -> frozenset[int]:
        """Return the pattern without the cells that it can do without, the dearest tried first."""
        order = self.component.order
        for column in sorted(hidden, key=lambda c: (costs[c], order[c]), reverse=True):
            less = hidden - {column}
            if self.proofs.safe(less):
                hidden = less
        return hidden

    def _targets(self) -> list[int]:
        # The hardest first: their long ways often serve the others too.
        component = self.component
        return sorted(component.targets, key=lambda t: (-component.demand(t), component.order[t]))

    def _protect(self, target: int, hidden: frozenset[int], prices: Floats) -> frozenset[int]:
        free = self.component.free
        current = np.where(np.isin(np.arange(len(prices)), [*hidden]), _SMALL, prices)
        deviation = self._paths.cheapest(target, current)
        if deviation is not None:
            hidden |= {column for column in free if abs(deviation[column]) > _MOVED}
            witness = self.proofs.attacks.checked(target, self.proofs.attacks.pattern(hidden), deviation)
            if witness is not None:
                self.proofs.learn(witness)
                return hidden
        return self._mend(target, hidden, prices)

    def _mend(self, target: int, hidden: frozenset[int], prices: Floats) -> frozenset[int]:
        while (cut := self.proofs.judge(target, hidden)) is not None:
            if cut.factors.keys() <= hidden:
                raise UnsafeError(target, cut.lines)
            hidden |= {self.cheapest(cut, hidden, prices)}
        return hidden

    @staticmethod
    def cheapest(cut: Cut, hidden: frozenset[int], prices: Floats) -> int:
        """Return the shown cell that does most for a cut at its price."""
        factors = {column: factor for column, factor in cut.factors.items() if column not in hidden}
        return min(factors, key=lambda column: (prices[column] / factors[column], column))
