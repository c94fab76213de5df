"""The cheapest set of cells that meets all demands, against trying every set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pq_answers.protect.pattern.attacks import Cut
from pq_answers.protect.pattern.component import Component
from pq_answers.protect.pattern.hitting import HittingSets, Limits

CELLS = 7
ENOUGH = Limits(conflicts=100_000, deadline=math.inf)
factors = st.sampled_from([0.25, 0.5, 0.75, 1.0])
cuts = st.dictionaries(st.integers(0, CELLS - 1), factors, min_size=1, max_size=5).filter(
    lambda one: sum(one.values()) >= 1
)
weights = st.lists(st.sampled_from([1, 1, 10]), min_size=CELLS, max_size=CELLS)


def component(costs: Sequence[int], rows: Sequence[Sequence[int]] = ()) -> Component:
    """Cells without values: the search for sets sees their weights and the sums that they stand in."""
    return Component(
        nodes=tuple(range(CELLS)),
        down=(9,) * CELLS,
        rows=tuple(tuple((column, 1) for column in row) for row in rows),
        lines=tuple(range(len(rows))),
        targets={},
        free=tuple(range(CELLS)),
        weights=tuple(costs),
        order=tuple((0, 0, column) for column in range(CELLS)),
    )


def patterns() -> list[frozenset[int]]:
    every = (combinations(range(CELLS), size) for size in range(CELLS + 1))
    return [frozenset(one) for one in chain.from_iterable(every)]


def holds(cut: Cut, hidden: frozenset[int]) -> bool:
    return sum(factor for column, factor in cut.factors.items() if column in hidden) >= 1


@settings(deadline=None)
@given(weights, st.lists(cuts, min_size=1, max_size=8))
def test_a_loop_over_violated_cuts_ends_at_the_cheapest_pattern_that_satisfies_them_all(
    costs: list[int], found: list[dict[int, float]]
) -> None:
    asked = [Cut(one) for one in found]
    sets = HittingSets(component(costs), ENOUGH)
    bounds = [0]
    while True:
        chosen = sets.choose()
        assert chosen is not None
        bounds.append(sets.bound)
        violated = [cut for cut in asked if not holds(cut, chosen)]
        if not violated:
            break
        assert sets.need(violated[0], chosen), "each round learns something new"
    best = min(sum(costs[c] for c in one) for one in patterns() if all(holds(cut, one) for cut in asked))
    assert sum(costs[column] for column in chosen) == sets.bound == best
    assert bounds == sorted(bounds), "what was proven stays proven"


@settings(deadline=None)
@given(weights, st.lists(cuts, max_size=6))
def test_no_pattern_that_satisfies_the_cuts_is_cheaper_than_the_bound(
    costs: list[int], found: list[dict[int, float]]
) -> None:
    sets = HittingSets(component(costs), ENOUGH)
    for one in found:
        sets.need(Cut(one))
    chosen = sets.choose()
    assert chosen is not None
    fits = (one for one in patterns() if all(holds(Cut(cut), one) for cut in found))
    assert sets.bound <= min(sum(costs[column] for column in one) for one in fits)


def test_no_cell_is_chosen_alone_in_a_sum() -> None:
    sets = HittingSets(component([1] * CELLS, rows=[(0, 1, 2)]), ENOUGH)
    sets.need(Cut({0: 1.0}))
    chosen = sets.choose()
    assert chosen is not None
    assert 0 in chosen
    assert len(chosen) == 2
    assert chosen < {0, 1, 2}


def test_what_moves_is_made_good_in_the_direction_that_it_takes() -> None:
    """The target 0 must rise; beside it only a cell that can fall helps, not one that can only rise."""
    sums = replace(
        component([1, 1, 10, 1, 1, 1, 1], rows=[(0, 1, 2)]),
        targets={0: 2},
        free=tuple(range(1, CELLS)),
        down=(0, 0, 3, 0, 0, 0, 0),
    )
    assert HittingSets(sums, ENOUGH).choose() == {2}


def test_without_any_cell_to_choose_nothing_is_chosen() -> None:
    empty = Component((), (), (), (), {}, (), (), ())
    assert HittingSets(empty, ENOUGH).choose() == frozenset()


def test_a_search_that_may_not_go_on_chooses_nothing_and_keeps_a_bound_that_holds() -> None:
    sets = HittingSets(component([1] * CELLS), Limits(conflicts=0, deadline=math.inf))
    sets.need(Cut(dict.fromkeys(range(3), 1.0)))
    assert sets.choose() is None
    assert sets.bound <= 1
    late = HittingSets(component([1] * CELLS), Limits(conflicts=1000, deadline=-math.inf))
    assert late.choose() is None


def test_the_same_demands_choose_the_same_cells() -> None:
    def chosen() -> frozenset[int] | None:
        sets = HittingSets(component([1] * CELLS), ENOUGH)
        for cell in range(CELLS - 2):
            sets.need(Cut({cell: 1.0, cell + 1: 1.0, cell + 2: 1.0}))
        return sets.choose()

    assert chosen() == chosen()
