"""Published test cases of disclosure control, and what the solver may and may not claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pq_answers.protect.attack_audit import Published, audit
from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.pattern.attacks import Attacks
from pq_answers.protect.pattern.component import Component, components, needs
from pq_answers.protect.pattern.engine import Engine, EngineError, Outcome
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError, suppress
from pq_answers.protect.policy import Policy, load_policy

POLICY = load_policy()
EXACT = replace(POLICY, level="exact")  # the requirement "not exactly deducible"
OPEN_ZEROS = replace(EXACT, zeros="hidden")  # and an attacker who knows nothing of zeros
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[1] / "protection" / "cases.json").read_text("utf-8"))
}


def case_graph(name: str) -> tuple[Graph, list[int]]:
    case = CASES[name]
    lines = tuple(Constraint((total,), tuple(parts)) for total, parts in case["equations"])
    margins = frozenset(total for total, _ in case["equations"])
    values = tuple(case["cells"].values())
    return Graph(values, lines, margins=margins, kept=frozenset(case["shown"])), case["primary"]


def named(name: str, nodes: Iterable[int]) -> set[str]:
    return {list(CASES[name]["cells"])[node] for node in nodes}


def read_by_anybody(graph: Graph, hidden: Iterable[int], policy: Policy) -> Published:
    unknown = set(hidden)
    return Published(
        shown={str(node): value for node, value in enumerate(graph.values) if node not in unknown},
        hidden=[str(node) for node in sorted(unknown)],
        sums=[([str(n) for n in c.plus], [str(n) for n in c.minus], c.exact) for c in graph.constraints],
        least=1 if policy.zeros == "shown" else 0,
    )


def intervals(name: str, hidden: Iterable[int], policy: Policy) -> dict[str, Any]:
    graph, _ = case_graph(name)
    found = audit(read_by_anybody(graph, hidden, policy), {}).intervals
    return {list(CASES[name]["cells"])[int(node)]: interval for node, interval in found.items()}


def is_safe(graph: Graph, pattern: Pattern, policy: Policy, extra: Sequence[int] = ()) -> bool:
    read = read_by_anybody(graph, pattern.primary | pattern.secondary | set(extra), policy)
    reach = {str(n): policy.threshold for n in pattern.primary if policy.level == "upper"}
    return audit(read, reach).safe


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


PUBLISHED_COUNTS = [
    (name, min(known["n_suppressed_total"].values()) - len(case["primary"]))
    for name, case in CASES.items()
    for known in [case["published"]]
    if "n_suppressed_total" in known
] + [
    (name, case["published"]["n_secondary"])
    for name, case in CASES.items()
    if name
    in {
        "sdctable-linked",
        "sdctable-attack4x4",
        "sdctable-microdata1",
        "ssb-z1",
        "gauss-vignette-t1",
        "gauss-paris2025",
    }
]


@pytest.mark.parametrize(("name", "most"), PUBLISHED_COUNTS)
def test_the_published_cases_take_the_same_number_of_secondary_cells_or_fewer(name: str, most: int) -> None:
    system, primary = case_graph(name)
    policy = OPEN_ZEROS if CASES[name]["zeros"].startswith("primary") else EXACT
    pattern = suppress(system, primary, policy)
    assert pattern.optimal
    assert len(pattern.secondary) <= most
    assert is_safe(system, pattern, policy)


@pytest.mark.parametrize("name", ["sdctable-linked", "sdctable-microdata1", "ssb-z1"])
def test_where_the_published_pattern_is_the_only_small_one_it_is_the_same(name: str) -> None:
    system, primary = case_graph(name)
    published = set(CASES[name]["published"]["suppressed_secondary"])
    assert named(name, suppress(system, primary, EXACT).secondary) == published


def test_two_hidden_cells_in_every_line_may_still_give_one_away_and_one_more_widens_it_as_published() -> None:
    name = "sdctable-attack4x4"
    system, primary = case_graph(name)
    assert intervals(name, primary, OPEN_ZEROS)["v1=w & v2=b"] == (47, 47)
    pattern = suppress(system, primary, OPEN_ZEROS)
    assert intervals(name, pattern.primary | pattern.secondary, OPEN_ZEROS)["v1=w & v2=b"] == (0, 78)


def test_the_interval_of_the_handbook_example_is_reproduced() -> None:
    _, hidden = case_graph("geurts-audit")
    assert intervals("geurts-audit", hidden, OPEN_ZEROS)["c=1 & r=1"] == (3, 6)


def test_linked_tables_that_are_safe_apart_give_a_cell_away_together() -> None:
    system, primary = case_graph("sdctable-linked")
    assert not audit(read_by_anybody(system, primary, EXACT), {}).safe


def test_two_small_parts_that_do_not_reach_a_high_threshold_take_the_third_as_tau_argus_optimal_does() -> (
    None
):
    name = "usersupport-307"
    system, primary = case_graph(name)
    policy = replace(POLICY, hidden_to=10)
    system = replace(system, kept=frozenset({3}))
    assert named(name, suppress(system, primary, policy).secondary) == {"A"}


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("ssb-singletons")])
def test_ones_and_zeros_that_whole_numbers_give_away_are_protected(name: str) -> None:
    system, primary = case_graph(name)
    policy = OPEN_ZEROS if CASES[name]["zeros"] == "primary" else EXACT
    pattern = suppress(system, primary, policy)
    assert pattern.optimal
    assert is_safe(system, pattern, policy)


def test_what_was_shown_before_may_make_protection_impossible_and_the_sums_that_do_so_are_named() -> None:
    name = "destatis-frozen"
    system, primary = case_graph(name)
    with pytest.raises(UnprotectableError) as caught:
        suppress(system, primary, EXACT)
    assert named(name, [caught.value.node]) == {"D211 A"}
    assert [CASES[name]["equations"][line] for line in caught.value.lines] == [[3, [0]]]


def test_linked_tables_of_the_vignette_come_out_safe_at_both_levels() -> None:
    system, primary = case_graph("gauss-linked-vignette")
    for policy in (EXACT, POLICY):
        pattern = suppress(system, primary, policy)
        assert pattern.optimal
        assert is_safe(system, pattern, policy)


def test_ones_in_one_line_are_given_away_by_their_sum() -> None:
    """statisticsnorway/SSBtools (singletons): three hidden ones that sum to three are known to be ones."""
    cells = {"a": 1, "b": 1, "c": 1, "d": 9, "all": 12}
    system = graph(cells, [("all", ["a", "b", "c", "d"])], kept=frozenset({4}))
    assert suppress(system, [0, 1, 2], POLICY).secondary == {3}


def test_without_a_cell_left_to_hide_there_is_no_pattern() -> None:
    system = graph({"a": 1, "b": 2, "all": 3}, [("all", ["a", "b"])], kept=frozenset({2}))
    with pytest.raises(UnprotectableError):
        suppress(system, [0, 1], POLICY)


def test_a_component_over_the_limit_is_not_called_safe() -> None:
    cells, lines = grid([[2, 3, 9], [3, 2, 9], [9, 9, 9]])
    primary = [list(cells).index(name) for name in ("r0c0", "r0c1", "r1c0", "r1c1")]
    with pytest.raises(UnprotectableError):
        suppress(graph(cells, lines), primary, replace(POLICY, max_cells=3))


def dense() -> tuple[Graph, list[int]]:
    cells, lines = grid([[2, 3, 9, 5], [3, 2, 9, 1], [9, 9, 9, 2], [4, 1, 6, 8]])
    return graph(cells, lines), [node for node, value in enumerate(cells.values()) if POLICY.hides(value)]


def test_without_time_or_rounds_the_pattern_is_still_safe_and_states_its_gap() -> None:
    system, primary = dense()
    hurried = suppress(system, primary, replace(POLICY, max_rounds=1, max_nodes=1))
    assert is_safe(system, hurried, POLICY)
    assert hurried.bound <= suppress(system, primary, POLICY).weight <= hurried.weight
    assert 0 <= hurried.gap <= 1


def test_cells_that_were_shown_stay_shown_and_cells_that_were_hidden_stay_hidden() -> None:
    cells, lines = grid([[18, 2], [14, 19], [12, 10], [11, 14]])
    primary = [list(cells).index("r0c1")]
    before = suppress(graph(cells, lines), primary, POLICY)
    kept = frozenset({list(cells).index("r2c0")})
    hidden = frozenset({list(cells).index("r1c0")})
    after = suppress(graph(cells, lines, kept=kept, hidden=hidden), primary, POLICY)
    assert before.secondary & kept
    assert not after.secondary & (kept | hidden)
    assert is_safe(graph(cells, lines), after, POLICY, extra=sorted(hidden))


def test_weights_decide_which_cells_are_hidden() -> None:
    cells, lines = grid([[18, 2], [14, 19], [12, 10], [11, 14]])
    dear = {list(cells).index(name) for name in ("r2c0", "r2c1")}
    weights = tuple(9 if node in dear else 1 for node in range(len(cells)))
    pattern = suppress(graph(cells, lines, weights=weights), [list(cells).index("r0c1")], POLICY)
    assert pattern.weight == 3
    assert not pattern.secondary & dear


def test_the_same_graph_gives_the_same_pattern() -> None:
    system, primary = dense()
    assert len({suppress(system, primary, POLICY).secondary for _ in range(3)}) == 1


def only_component() -> Component:
    system, primary = dense()
    (component,) = components(system, needs(system, primary, POLICY), POLICY)
    return component


def test_a_witness_counts_only_when_it_fits_in_whole_numbers() -> None:
    attacks = Attacks(only_component(), 100)
    target = next(iter(attacks.component.targets))
    everything = attacks.pattern(attacks.component.free)
    witness = attacks.attack(target, everything)
    assert isinstance(witness, dict)
    values = np.zeros(len(attacks.component.nodes))
    values[list(witness)] = list(witness.values())
    assert attacks.checked(target, everything, values) == witness
    assert attacks.checked(target, everything, values * 0.5) is None
    values[target] += 1
    assert attacks.checked(target, everything, values) is None


def test_the_solver_says_what_it_has_shown_and_refuses_what_it_does_not_know() -> None:
    engine = Engine(np.zeros(2), np.ones(2), np.ones(2))
    engine.row([0, 1], [1.0, 1.0], 3.0, 3.0)
    assert engine.run() is Outcome.INFEASIBLE
    with pytest.raises(EngineError):
        Engine(np.zeros(1), np.ones(1), np.ones(1), no_such_option=1)
