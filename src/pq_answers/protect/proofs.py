"""Which targets of a component are proven safe under a pattern: every witness is kept and used again.

A witness needs only the cells in which it differs to be hidden, so most patterns are judged without a solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pq_answers.protect.attacks import Attacks, Cut, Witness
from pq_answers.protect.component import Component

_KEPT = 40  # witnesses per target; the newest are the likeliest to fit the next pattern


class Proofs:
    """The witnesses found so far, by the target that they prove."""

    def __init__(self, component: Component, attacks: Attacks) -> None:
        self.component, self.attacks = component, attacks
        self._free = frozenset(component.free)
        self._needed: dict[int, list[frozenset[int]]] = defaultdict(list)
        self._cuts: dict[Cut, None] = {}

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

    def judge(self, target: int, hidden: frozenset[int]) -> Cut | None:
        """Return None where `target` is safe under `hidden`, else a cut that tells what is missing."""
        if self.proven(target, hidden):
            return None
        found: Witness | Cut | None = self.attacks.attack(target, self.attacks.pattern(hidden))
        if found is None:
            found = self._grown(target, hidden)
        if isinstance(found, Cut):
            self._cuts[found] = None
            return found
        self.learn(found)
        return None

    def safe(self, hidden: frozenset[int]) -> bool:
        """Return whether every target is safe under `hidden`."""
        openness = self.attacks.pattern(hidden)
        if any(cut.value(openness) < cut.least - 1e-4 for cut in self._cuts):
            return False
        return all(self.judge(target, hidden) is None for target in self.unproven(hidden))

    def _grown(self, target: int, hidden: frozenset[int]) -> Cut:
        """Return a cut for a pattern that only whole numbers betray: hide at least one cell outside it.

        The pattern is first grown as far as it stays unsafe, so that the cut has few cells.
        """
        grown, outside = set(hidden), [column for column in self.component.free if column not in hidden]
        for column in self._by_cost(outside)[:_TRIALS]:
            pattern = self.attacks.pattern(grown | {column})
            found = self.attacks.attack(target, pattern)
            if found is None:
                grown.add(column)
            elif not isinstance(found, Cut):
                self.learn(found)
        return Cut({column: 1.0 for column in outside if column not in grown})

    def _by_cost(self, columns: Iterable[int]) -> list[int]:
        order, weights = self.component.order, self.component.weights
        return sorted(columns, key=lambda column: (-weights[column], order[column]), reverse=True)


_TRIALS = 60  # cells tried when a pattern is grown; more would only sharpen the cut
