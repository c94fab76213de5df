"""Two snapshots side by side: what either hides is hidden in both; neither then gives more than by itself."""

from __future__ import annotations

import random

import pytest
from bench.instances import linked, people
from bench.protection import POLICY

from pq_answers.protect.attack_audit import Published, audit
from pq_answers.protect.graph import Graph
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError, suppress

SIZES = (5, 6)


def two_registers(seed: int) -> tuple[Graph, Graph, Pattern, Pattern]:
    """Return a crossing before and after some persons came or went, each with its own safe pattern."""
    rng = random.Random(seed)
    before = people(rng, rng.randint(60, 200), SIZES)
    after = before[rng.randint(1, 6) :] + people(rng, rng.randint(1, 6), SIZES)
    (old, hidden_old), (new, hidden_new) = (
        linked(persons, SIZES, [(0, 1)], POLICY) for persons in (before, after)
    )
    return old, new, suppress(old, hidden_old, POLICY), suppress(new, hidden_new, POLICY)


def promise_holds(graph: Graph, primary: frozenset[int], hidden: frozenset[int]) -> bool:
    """Whether nobody can calculate a hidden count, or show that one lies under the threshold."""
    read = Published(
        shown={str(node): value for node, value in enumerate(graph.values) if node not in hidden},
        hidden=[str(node) for node in sorted(hidden)],
        sums=[([str(n) for n in c.plus], [str(n) for n in c.minus], c.exact) for c in graph.constraints],
        # A zero that the other snapshot hides is hidden here too.
        least=0,
    )
    return audit(read, {str(node): POLICY.threshold for node in primary}).safe


@pytest.mark.parametrize("seed", range(40))
def test_hiding_what_either_hides_keeps_the_promise_of_both(seed: int) -> None:
    try:
        old, new, first, second = two_registers(seed)
    except UnprotectableError:
        pytest.skip("nothing protects this one")
    hidden = first.primary | first.secondary | second.primary | second.secondary
    assert promise_holds(old, first.primary, hidden)
    assert promise_holds(new, second.primary, hidden)


def test_side_by_side_without_that_a_figure_that_did_not_change_gives_itself_away() -> None:
    given_away = 0
    for seed in range(40):
        try:
            old, new, first, second = two_registers(seed)
        except UnprotectableError:
            continue
        once = (first.primary | first.secondary) ^ (second.primary | second.secondary)
        given_away += sum(old.values[node] == new.values[node] for node in once)
    assert given_away > 10
