"""The cheapest safe pattern of one component: a bound from the model, a pattern from the heuristic, and cuts.

The relaxation is cut until nothing more is found; its solution guides the heuristic; then the model is solved
in whole numbers, its choice attacked, and the cuts of what fell are added, until a choice stands.
Source: Fischetti and Salazar-González (2001), branch-and-cut for cell suppression; the loop over whole
solutions is that of implicit hitting sets (Karp and Moreno-Centeno, 2013).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil

import numpy as np

from pq_answers.protect.attacks import Attacks
from pq_answers.protect.component import Component
from pq_answers.protect.engine import Floats
from pq_answers.protect.heuristic import Heuristic, UnsafeError
from pq_answers.protect.master import Choice, Master
from pq_answers.protect.policy import Policy
from pq_answers.protect.proofs import Proofs

_TIES = 0.5  # all tie-breaks together weigh less than one cell
_STALLED = 4  # rounds of the relaxation without a better bound
_POLISH = 3  # rounds spent on ties
_EXACT = 1e-6


@dataclass(frozen=True)
class Solved:
    """The hidden free columns of a component, their weight, and the proven lower bound of that weight."""

    hidden: frozenset[int]
    weight: int
    bound: int


def solve(component: Component, policy: Policy) -> Solved:
    """Return a proven safe pattern and how good it is; raise `UnsafeError` where no pattern is safe."""
    return _Search(component, policy).run()


class _Search:
    """One run over one component; the best pattern so far is always a proven safe one."""

    def __init__(self, component: Component, policy: Policy) -> None:
        self.component = component
        self.attacks = Attacks(component, policy.max_nodes)
        self.proofs = Proofs(component, self.attacks)
        self.heuristic = Heuristic(component, self.proofs)
        self.costs = _costs(component)
        self.rounds = max(_POLISH, policy.max_rounds * 100 // (len(component.free) + 1))
        self.policy, self.deadline = policy, time.monotonic() + policy.seconds
        self.bound = 0.0
        self.best = self._thinned(self.heuristic.build(self._prices(self.costs)))

    def run(self) -> Solved:
        """Improve the pattern and the bound until they meet or the limits are reached."""
        if self.best:
            master = Master(self.component)
            openness = self._relax(master)
            relaxed = self.bound
            self._try_guided(openness)
            self._choose(master)
            if self.attacks.uncertain:
                self.bound = relaxed  # a cut may then have left a safe pattern out
        return Solved(self.best, self._weight(self.best), max(0, ceil(self.bound - _EXACT)))

    def _relax(self, master: Master) -> Floats:
        stalled = 0
        while True:
            openness, bound = master.relax()
            stalled = 0 if bound > self.bound + 0.01 else stalled + 1
            self.bound = max(self.bound, bound)
            found = [self.attacks.separate(target, openness) for target in self.component.targets]
            new = [cut for cut in found if cut is not None and master.add(cut)]
            if not new or stalled >= _STALLED or self._out_of_time():
                return openness

    def _try_guided(self, openness: Floats) -> None:
        # What the relaxation hides is cheap; the paths then follow it.
        guided = self.costs * (1.0 - 0.95 * openness)
        try:
            self._improve(self.heuristic.build(self._prices(guided)))
        except UnsafeError:
            return

    def _choose(self, master: Master) -> None:
        for _ in range(self.rounds):
            if self._proven() or self._out_of_time():
                break
            choice = self._chosen(master)
            if choice is None:
                return
            self.bound = max(self.bound, choice.bound)
            if not self._mend(choice.hidden, master):
                break
        if self._proven():
            self._polish(master)

    def _polish(self, master: Master) -> None:
        """Among the patterns of the least weight, look for the one that the tie-breaks prefer."""
        master.prefer(self.costs, self._weight(self.best))
        for _ in range(_POLISH):
            choice = None if self._out_of_time() else self._chosen(master)
            if choice is None or not self._mend(choice.hidden, master):
                return

    def _chosen(self, master: Master) -> Choice | None:
        left = max(1.0, self.deadline - time.monotonic())
        return master.choose(self.best, {"mip_max_nodes": self.policy.max_nodes, "time_limit": left})

    def _proven(self) -> bool:
        return self._weight(self.best) <= ceil(self.bound - _EXACT)

    def _mend(self, hidden: frozenset[int], master: Master) -> bool:
        """Attack a choice from both ends, add the cuts, keep what repairs it; return whether any is new."""
        forward, new = list(self.component.targets), False
        for targets in (forward, forward[::-1]):
            pattern = hidden
            for target in targets:
                while (cut := self.proofs.judge(target, pattern)) is not None:
                    new |= master.add(cut)
                    pattern |= {self.heuristic.cheapest(cut, pattern, self.costs)}
            self._improve(pattern)
        return new

    def _improve(self, hidden: frozenset[int]) -> None:
        hidden = self._thinned(hidden)
        if self._cost(hidden) < self._cost(self.best) - _EXACT:
            self.best = hidden

    def _thinned(self, hidden: frozenset[int]) -> frozenset[int]:
        return self.heuristic.thin(hidden, self.costs)

    def _prices(self, costs: Floats) -> Floats:
        prices = np.maximum(costs, 1e-3)
        prices[list(self.component.always)] = 1e-3
        return prices

    def _cost(self, hidden: frozenset[int]) -> float:
        return float(self.costs[list(hidden)].sum())

    def _weight(self, hidden: frozenset[int]) -> int:
        return sum(self.component.weights[column] for column in hidden)

    def _out_of_time(self) -> bool:
        return time.monotonic() > self.deadline


def _costs(component: Component) -> Floats:
    """Return the weights with tie-breaks: inner cells before margins, small ones first, then key order."""
    costs = np.asarray(component.weights, dtype=np.float64)
    ranked = sorted(component.free, key=lambda column: component.order[column])
    total = len(ranked) * (len(ranked) + 1) / 2
    for rank, column in enumerate(ranked, start=1):
        costs[column] += _TIES * rank / total
    return costs
