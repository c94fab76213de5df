"""Published test cases of disclosure control, and what the solver may and may not claim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pq_answers.protect.attacker import Attacker
from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.policy import load_policy
from pq_answers.protect.secondary import UnprotectableError, suppress
from pq_answers.protect.solver import ExtremeSolver, Row

POLICY = load_policy()
EXACT_ONLY = replace(POLICY, hidden_to=1)  # the requirement "not exactly deducible"


def graph(cells: dict[str, int], totals: list[tuple[str, list[str]]], **known: Any) -> Graph:
    index = {name: node for node, name in enumerate(cells)}
    lines = tuple(
        Constraint((index[total],), tuple(index[part] for part in parts)) for total, parts in totals
    )
    margins = frozenset(index[total] for total, _ in totals)
    return Graph(tuple(cells.values()), lines, margins=margins, **known)


def grid(rows: list[list[int]]) -> tuple[dict[str, int], list[tuple[str, list[str]]]]:
    """Return a crossing with its margins; cell "r0c1" sums to "r0" and "c1"."""
    height, width = range(len(rows)), range(len(rows[0]))
    cells = {f"r{i}c{j}": rows[i][j] for i in height for j in width}
    cells |= {f"r{i}": sum(rows[i]) for i in height} | {f"c{j}": sum(row[j] for row in rows) for j in width}
    cells["all"] = sum(map(sum, rows))
    lines = [(f"r{i}", [f"r{i}c{j}" for j in width]) for i in height]
    lines += [(f"c{j}", [f"r{i}c{j}" for i in height]) for j in width]
    return cells, [*lines, ("all", [f"r{i}" for i in height]), ("all", [f"c{j}" for j in width])]


def names(cells: dict[str, int], nodes: frozenset[int]) -> set[str]:
    return {list(cells)[node] for node in nodes}


LINKED = {
    "A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7,
    "county-1": 20, "county-2": 16, "big": 6, "small": 30, "Total": 36,
}  # fmt: skip
LINKED_LINES = [
    ("county-1", ["A", "B", "I", "J"]),
    ("county-2", ["K", "L", "M", "N"]),
    ("Total", ["county-1", "county-2"]),
    ("big", ["L", "M"]),
    ("small", ["A", "B", "I", "J", "K", "N"]),
    ("Total", ["big", "small"]),
]


def test_linked_hierarchies_hide_the_one_cell_that_sdctable_hides() -> None:
    """sdcTools/sdcTable tests/testthat/test-linked-tables.r: safe alone, not together."""
    primary = [list(LINKED).index(name) for name in "ABKLM"]
    system = graph(LINKED, LINKED_LINES, kept=frozenset({12}))
    attacker = Attacker(system, primary, EXACT_ONLY)
    assert attacker.prove_component(primary[0]) is not None
    assert names(LINKED, suppress(system, primary, EXACT_ONLY).secondary) == {"N"}


ATTACK = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]


def test_two_hidden_cells_in_every_line_may_still_give_one_away() -> None:
    """sdcTools/sdcTable tests/testthat/test-simpleheuristic.R: 47 is computable, one more cell mends it."""
    cells, lines = grid(ATTACK)
    hidden = ["r0c0", "r0c1", "r0c2", "r1c0", "r1c2", "r2c1", "r2c3", "r3c1", "r3c3"]
    primary = [list(cells).index(name) for name in hidden]
    system = graph(cells, lines)
    assert Attacker(system, primary, EXACT_ONLY).exact_range(list(cells).index("r0c1")) == (47, 47)
    assert len(suppress(system, primary, EXACT_ONLY).secondary) == 1


def test_one_small_cell_in_a_crossing_takes_the_published_rectangle() -> None:
    """sdcTools/sdcTable data/microdata1: the optimum is three further cells, in regions A and C."""
    cells, lines = grid([[18, 2], [14, 19], [12, 10], [11, 14]])
    pattern = suppress(graph(cells, lines), [list(cells).index("r0c1")], POLICY)
    assert names(cells, pattern.secondary) == {"r0c0", "r2c0", "r2c1"}


def test_three_small_cells_take_the_published_three_more() -> None:
    """statisticsnorway/ssb-gausssuppression, data SSBtools z1 (region by source of income)."""
    rows = [[11, 11, 55, 36], [7, 1, 29, 18], [5, 8, 35, 25], [13, 2, 17, 13]]
    rows += [[9, 14, 63, 52], [12, 9, 24, 22], [6, 4, 22, 8], [9, 3, 38, 15]]
    cells, lines = grid(rows)
    primary = [list(cells).index(name) for name in ("r1c1", "r3c1", "r7c1")]
    assert names(cells, suppress(graph(cells, lines), primary, POLICY).secondary) == {"r1c0", "r3c0", "r7c0"}


def test_ones_in_one_line_are_given_away_by_their_sum() -> None:
    """statisticsnorway/SSBtools (singletons): three hidden ones that sum to three are known to be ones."""
    cells = {"a": 1, "b": 1, "c": 1, "d": 9, "all": 12}
    system = graph(cells, [("all", ["a", "b", "c", "d"])], kept=frozenset({4}))
    assert Attacker(system, [0, 1, 2], POLICY).exact_range(0) == (1, 1)
    assert names(cells, suppress(system, [0, 1, 2], POLICY).secondary) == {"d"}


def test_without_a_cell_left_to_hide_there_is_no_pattern() -> None:
    system = graph({"a": 1, "b": 2, "all": 3}, [("all", ["a", "b"])], kept=frozenset({2}))
    with pytest.raises(UnprotectableError):
        suppress(system, [0, 1], POLICY)


def test_a_component_over_the_limit_is_not_called_safe() -> None:
    cells, lines = grid([[2, 3, 9], [3, 2, 9], [9, 9, 9]])
    primary = [list(cells).index(name) for name in ("r0c0", "r0c1", "r1c0", "r1c1")]
    with pytest.raises(UnprotectableError):
        suppress(graph(cells, lines), primary, replace(POLICY, max_cells=3))


def test_an_answer_of_the_solver_counts_only_when_it_fits_in_whole_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solver = ExtremeSolver([Row(((0, 1), (1, 1)), 9, exact=True)], {0: (1, None), 1: (1, None)}, POLICY)
    assert solver.extreme(0, largest=True) == {0: 8, 1: 1}
    monkeypatch.setattr(solver, "rows", (Row(((0, 1), (1, 1)), 10, exact=True),))
    assert solver.extreme(0, largest=True) is None


def test_an_infeasible_model_shows_nothing() -> None:
    solver = ExtremeSolver([Row(((0, 1), (1, 1)), 1, exact=True)], {0: (1, None), 1: (1, None)}, POLICY)
    assert solver.extreme(0, largest=True) is None


def test_what_nothing_bounds_is_reported_as_unbounded() -> None:
    cells = {"a": 2, "b": 2, "ab": 4, "c": 5, "all": 9}
    system = graph(cells, [("ab", ["a", "b"]), ("all", ["ab", "c"])])
    attacker = Attacker(system, [0, 1, 2, 4], POLICY)
    assert attacker.exact_range(0) == (1, None)


def test_the_same_graph_gives_the_same_pattern() -> None:
    cells, lines = grid(ATTACK)
    runs = {suppress(graph(cells, lines), [0, 6, 11], POLICY).secondary for _ in range(3)}
    assert len(runs) == 1
