"""The cheapest safe pattern of one component: a bound by relaxation, a pattern by the heuristic, and cuts.

The relaxation is cut until nothing more is found; its solution guides the heuristic; then the cheapest set
that meets the demands so far is attacked, and the demands of what fell are added, until a set stands.
Source: Fischetti and Salazar-González (2001), cuts for cell suppression; the loop over whole solutions is
that of implicit hitting sets (Karp and Moreno-Centeno, 2013).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np

from pq_answers.protect.pattern.attacks import Attacks
from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.engine import Floats
from pq_answers.protect.pattern.heuristic import Heuristic, UnsafeError
from pq_answers.protect.pattern.hitting import HittingSets, Limits
from pq_answers.protect.pattern.master import Master
from pq_answers.protect.pattern.proofs import Proofs
from pq_answers.protect.policy import Policy

_TIES = 0.5  # all tie-breaks together weigh less than one cell
_STALLED = 4  # rounds of the relaxation without a better bound
_LEAST_ROUNDS = 3
_CONFLICTS = 300  # conflicts of the search for hitting sets, for each node of a search in whole numbers
_WHOLE_TURN = 8  # turns of which one asks every target
_CONTENT, _NEVER = 6, float("inf")  # targets in a row without a complaint that end a turn
_DOUBT = 4  # turns after a complaint in which the next is likely
_WORTH = 1.05  # a repaired choice that is this much dearer than the best is not thinned
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
        self.deadline = time.monotonic() + policy.seconds
        self.attacks = Attacks(component, policy.max_nodes)
        self.proofs = Proofs(component, self.attacks)
        self.heuristic = Heuristic(component, self.proofs)
        self.sets = HittingSets(component, Limits(_CONFLICTS * policy.max_nodes, self.deadline))
        self.costs = _costs(component)
        self.rounds = max(_LEAST_ROUNDS, policy.max_rounds * 100 // (len(component.free) + 1))
        self.guide = self.costs  # what a cell costs to hide, as the relaxation sees it
        self.bound, self.complained = 0.0, dict[int, int]()
        self.best = self.heuristic.build(self._prices(self.costs))

    def run(self) -> Solved:
        """Improve the pattern and the bound until they meet or the limits are reached."""
        if self.best:
            openness = self._relax(Master(self.component))
            relaxed = self.bound
            self.guide = self.costs * (1.0 - 0.95 * openness)
            self.best = self._thinned(self._guided())
            self._choose()
            if self.attacks.uncertain:
                self.bound = relaxed  # a cut may then have left a safe pattern out
            if self._proven():
                self._prefer()
        return Solved(self.best, self._weight(self.best), max(0, ceil(self.bound - _EXACT)))

    def _relax(self, master: Master) -> Floats:
        stalled, asked = 0, list(self.component.targets)
        for cut in master.cuts:
            self.sets.need(cut)
        while True:
            openness, bound = master.relax()
            stalled = 0 if bound > self.bound + 0.01 else stalled + 1
            self.bound = max(self.bound, bound)
            if stalled >= _STALLED or self._out_of_time():
                return openness
            violated = self._separate(asked, openness, master)
            # Who was content with a worse solution is asked again only when nobody else complains.
            if not violated and len(asked) < len(self.component.targets):
                violated = self._separate(list(self.component.targets), openness, master)
            if not violated:
                return openness
            asked = violated

    def _separate(self, targets: list[int], openness: Floats, master: Master) -> list[int]:
        """Add a cut for each of these targets that the relaxation does not protect; return those."""
        violated = []
        for target in targets:
            cut = self.attacks.separate(target, openness)
            if cut is not None and master.add(cut):
                self.sets.need(cut)
                violated.append(target)
        return violated

    def _guided(self) -> frozenset[int]:
        """Return the cheaper of the first pattern and one whose ways follow the relaxation."""
        try:
            pattern = self.heuristic.build(self._prices(self.guide))
        except UnsafeError:
            return self.best
        return min(pattern, self.best, key=self._cost)

    def _choose(self) -> None:
        for turn in range(1, self.rounds + 1):
            if self._proven() or self._out_of_time():
                return
            choice = self.sets.choose()
            self.bound = max(self.bound, self.sets.bound)
            if choice is None or not self._mend(choice, turn):
                return

    def _prefer(self) -> None:
        """Exchange hidden cells for others that weigh the same and that the tie-breaks prefer."""
        for column in sorted(self.best, key=lambda c: -self.costs[c]):
            for other in self._alternatives(column):
                changed = self.best - {column} | {other}
                if self._out_of_time():
                    return
                if self.proofs.safe(changed):
                    self.best = changed
                    break

    def _alternatives(self, column: int) -> list[int]:
        weights, beside = self.component.weights, self.component.beside(column)
        fits = (c for c in beside if weights[c] == weights[column] and self.costs[c] < self.costs[column])
        return sorted(set(fits).intersection(self.component.free) - self.best, key=lambda c: self.costs[c])

    def _proven(self) -> bool:
        return self._weight(self.best) <= ceil(self.bound - _EXACT)

    def _mend(self, hidden: frozenset[int], turn: int) -> bool:
        """Attack a choice, demand what it lacks, keep what repairs it; return whether any demand is new.

        Who had reason to complain last is asked first. Most turns end once enough targets in a row are
        content after a complaint; every few turns all are asked, from both ends: the choice is then repaired.
        """
        whole = turn % _WHOLE_TURN == 0
        asked = sorted(self.component.targets, key=lambda target: -self.complained.get(target, -1))
        new = False
        for targets in (asked, asked[::-1]) if whole else (asked,):
            pattern, found, ended = self._asked(targets, hidden, turn, _NEVER if whole else _CONTENT)
            new |= found
            if ended and self._weight(pattern) < _WORTH * self._weight(self.best):
                self._improve(pattern)
        return new

    def _asked(
        self, targets: Iterable[int], hidden: frozenset[int], turn: int, patience: float
    ) -> tuple[frozenset[int], bool, bool]:
        """Return the repaired choice, whether a demand is new, and whether all targets were asked."""
        pattern, new, content = hidden, False, 0
        for target in targets:
            if self.proofs.proven(target, pattern):
                continue
            if new and content >= patience:
                return pattern, new, False
            content += 1
            doubtful = turn - self.complained.get(target, -_DOUBT) < _DOUBT
            while (cut := self.proofs.judge(target, pattern, doubtful=doubtful)) is not None:
                new |= self.sets.need(cut, pattern)
                pattern |= {self.heuristic.cheapest(cut, pattern, self.guide)}
                content, self.complained[target] = 0, turn
        return pattern, new, True

    def _improve(self, hidden: frozenset[int]) -> None:
        hidden = self._thinned(hidden)
        if self._cost(hidden) < self._cost(self.best) - _EXACT:
            self.best = hidden

    def _thinned(self, hidden: frozenset[int]) -> frozenset[int]:
        return self.heuristic.thin(hidden, self.guide)

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
