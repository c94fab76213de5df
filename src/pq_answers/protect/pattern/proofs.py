"""Which targets of a component are proven safe under a pattern: every witness is kept and used again.

A witness needs only the cells in which it differs to be hidden, so most patterns are judged without a solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from pq_answers.protect.pattern.attacks import MARGIN, Attacks, Cut, Witness
from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.engine import Floats

_TRIALS = 60  # attacks when a pattern is grown; more would only sharpen the cut
_KEPT = 100  # witnesses per target; the newest are the likeliest to fit the next pattern


class Proofs:
    """The witnesses found so far, by the target that they prove."""

    def __init__(self, component: Component, attacks: Attacks) -> None:
        self.component, self.attacks = component, attacks
        self._free = frozenset(component.free)
        self._needed: dict[int, list[frozenset[int]]] = defaultdict(list)
        self._cuts = _Cuts(len(component.nodes))

    def learn(self, witness: Witness) -> None:
        """Keep a witness for every target that it proves."""
        needed = frozenset(witness) & self._free
        for column in witness:
            if column in self.component.targets and self.attacks.proves(column, witness):
                known = self._needed[column]
                if needed not in known:
                    known.append(needed)
                    del known[:-_KEPT]

    def proven(self, target: int, hidden: frozenset[int]) -> bool:
        """Return whether a known witness proves `target` under this pattern."""
        return any(needed <= hidden for needed in reversed(self._needed[target]))

    def unproven(self, hidden: frozenset[int]) -> Iterator[int]:
        """Yield the targets that no known witness proves; witnesses learnt meanwhile count."""
        for target in self.component.targets:
            if not self.proven(target, hidden):
                yield target

    def judge(self, target: int, hidden: frozenset[int], *, doubtful: bool = False) -> Cut | None:
        """Return None where `target` is safe under `hidden`, else a cut that tells what is missing.

        It takes less time to find a cut for a target that is called `doubtful`.
        """
        if self.proven(target, hidden):
            return None
        openness = self.attacks.pattern(hidden)
        found: Witness | Cut | None = self.attacks.attack(target, openness, doubtful=doubtful)
        if found is None:
            found = self._grown(target, hidden)
        if isinstance(found, Cut):
            self._cuts.add(found)
            return found
        self.learn(found)
        return None

    def safe(self, hidden: frozenset[int]) -> bool:
        """Return whether every target is safe under `hidden`."""
        if self._cuts.refute(self.attacks.pattern(hidden)):
            return False
        return all(self.judge(target, hidden) is None for target in self.unproven(hidden))

    def _grown(self, target: int, hidden: frozenset[int]) -> Cut:
        """Return a cut for a pattern that only whole numbers betray: hide at least one cell outside it.

        The pattern is first grown as far as it stays unsafe, so that the cut has few cells.
        """
        grown, outside = set(hidden), [column for column in self.component.free if column not in hidden]
        tries, queue = _TRIALS, [self._by_cost(outside)]
        while queue and tries:
            part, tries = queue.pop(), tries - 1
            found = self.attacks.attack(target, self.attacks.pattern(grown.union(part)))
            if not isinstance(found, Mapping):
                grown.update(part)
                continue
            self.learn(found)
            if len(part) > 1:
                half = len(part) // 2
                queue += [part[half:], part[:half]]
        return Cut({column: 1.0 for column in outside if column not in grown})

    def _by_cost(self, columns: Iterable[int]) -> list[int]:
        order, weights = self.component.order, self.component.weights
        return sorted(columns, key=lambda column: (-weights[column], order[column]), reverse=True)


class _Cuts:
    """The cuts found so far, one per row, so that a pattern is held against all at once."""

    def __init__(self, size: int) -> None:
        self._factors: Floats = np.zeros((64, size))
        self._least: Floats = np.zeros(64)
        self._count = 0

    def add(self, cut: Cut) -> None:
        """Keep a cut."""
        if self._count == len(self._least):
            self._factors = np.concatenate([self._factors, np.zeros_like(self._factors)])
            self._least = np.concatenate([self._least, np.zeros_like(self._least)])
        self._factors[self._count, list(cut.factors)] = list(cut.factors.values())
        self._least[self._count] = cut.least - MARGIN
        self._count += 1

    def refute(self, openness: Floats) -> bool:
        """Return whether a pattern violates a cut."""
        return bool(np.any(self._factors[: self._count] @ openness < self._least[: self._count]))
