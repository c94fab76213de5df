"""The solver and the audit against trying everything: every pattern, and every table in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pq_answers.protect.attack_audit import Published, audit
from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError, suppress
from pq_answers.protect.policy import Policy, load_policy

POLICY = load_policy()
MOST = 4  # the demand is at most four, and no smallest second table moves an inner cell further
thorough = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
System = tuple[Graph, list[int], Policy]


@dataclass(frozen=True)
class Everything:
    """All second tables near the true one: which nodes differ in each, and which targets that proves."""

    moved: Any
    proved: Any
    targets: int

    def safe(self, unknown: Iterable[int]) -> bool:
        fits = (self.moved & ~mask(unknown)) == 0
        return int(np.bitwise_or.reduce(self.proved[fits], initial=0)) == self.targets


def mask(nodes: Iterable[int]) -> int:
    return sum(1 << node for node in nodes)


def everything(graph: Graph, primary: Sequence[int], policy: Policy) -> Everything:
    values, fall = graph.values, falls(graph, policy)
    told = {one.plus[0]: one.minus for one in graph.constraints if one.exact}
    loose = [node for node in range(len(values)) if node not in told]
    steps = [np.arange(-min(fall[node], MOST), MOST + 1, dtype=np.int16) for node in loose]
    change = dict(zip(loose, [grid.ravel() for grid in np.meshgrid(*steps, indexing="ij")], strict=True))
    for node in sorted(told):  # a margin follows from its parts, which have smaller numbers
        change[node] = sum(change[part] for part in told[node])
    fits = np.logical_and.reduce([change[node] >= -fall[node] for node in change])
    change = {node: moves[fits] for node, moves in change.items()}
    fits = np.logical_and.reduce([holds(graph, one, change) for one in graph.constraints])
    change = {node: moves[fits] for node, moves in change.items()}
    moved = sum((change[node] != 0).astype(np.int64) << node for node in change)
    targets = sorted({*primary, *graph.hidden})
    proves = [enough(graph, primary, node, change[node], policy).astype(np.int64) << node for node in targets]
    pairs = np.unique(np.stack([moved, sum(proves, np.zeros_like(moved))]), axis=1)
    return Everything(pairs[0], pairs[1], mask(targets))


def holds(graph: Graph, one: Constraint, change: dict[int, Any]) -> Any:
    plus, minus = (sum(change[n] + graph.values[n] for n in side) for side in (one.plus, one.minus))
    return plus == minus if one.exact else plus >= minus


def enough(graph: Graph, primary: Sequence[int], node: int, change: Any, policy: Policy) -> Any:
    if node in primary and policy.level == "upper" and graph.values[node] < policy.threshold:
        return graph.values[node] + change >= policy.threshold
    return change != 0


def falls(graph: Graph, policy: Policy) -> list[int]:
    """Return how far each node can fall in the attacker's eyes."""
    least = 1 if policy.zeros == "shown" else 0
    return [v if node in graph.virtual or not v else v - least for node, v in enumerate(graph.values)]


def cheapest(graph: Graph, primary: Sequence[int], policy: Policy) -> int | None:
    """Return the least weight of a safe pattern by trying them all, or None where there is none."""
    world = everything(graph, primary, policy)
    forced = frozenset(primary) | graph.hidden | graph.virtual
    fixed = forced | graph.kept
    free = [n for n, v in enumerate(graph.values) if n not in fixed and (v or policy.zeros != "shown")]
    subsets = chain.from_iterable(combinations(free, size) for size in range(len(free) + 1))
    for chosen in sorted(subsets, key=lambda nodes: sum(map(graph.weight, nodes))):
        if world.safe(forced.union(chosen)):
            return sum(map(graph.weight, chosen))
    return None


def crossing(
    height: int, width: int, inner: Sequence[int]
) -> tuple[list[int], list[tuple[int, tuple[int, ...]]]]:
    """Return the values of a crossing with its margins and total, and its sums."""
    rows = [inner[i * width : (i + 1) * width] for i in range(height)]
    values = [*inner, *map(sum, rows), *(sum(column) for column in zip(*rows, strict=True)), sum(inner)]
    cells, total = height * width, len(values) - 1
    lines = [(cells + i, tuple(range(i * width, (i + 1) * width))) for i in range(height)]
    lines += [(cells + height + j, tuple(range(j, cells, width))) for j in range(width)]
    lines += [(total, tuple(range(cells, cells + height))), (total, tuple(range(cells + height, total)))]
    return values, lines


def few(draw: st.DrawFn, among: Iterable[int], most: int) -> set[int]:
    choices = sorted(among)
    return draw(st.sets(st.sampled_from(choices), max_size=most)) if choices else set()


@st.composite
def systems(draw: st.DrawFn, *, small: bool = False) -> System:
    """Crossings whose margins are printed, kept, missing or only a bound, under any policy."""
    height, width = draw(st.sampled_from([(2, 2)] if small else [(2, 2), (2, 3), (3, 2)]))
    cells = height * width
    counts = st.integers(0, 4 if small else 8)
    values, lines = crossing(height, width, draw(st.lists(counts, min_size=cells, max_size=cells)))
    bound = few(draw, range(height + width), 1) if cells == 4 else set()
    constraints = tuple(
        Constraint((margin,), parts[1:] if number in bound else parts, exact=number not in bound)
        for number, (margin, parts) in enumerate(lines)
    )
    levels, zeros = st.sampled_from(["upper", "exact"]), st.sampled_from(["shown", "hidden", "primary"])
    policy = replace(POLICY, level=draw(levels), zeros=draw(zeros))
    virtual = few(draw, range(cells, len(values) - 1), 1)
    hides_zero = policy.zeros == "primary"
    primary = {n for n, v in enumerate(values) if policy.hides(v) or (not v and hides_zero)} - virtual
    others = {node for node, value in enumerate(values) if value} - primary - virtual
    concealed = few(draw, others, 1)
    weight = st.lists(st.integers(1, 3), min_size=len(values), max_size=len(values))
    graph = Graph(
        tuple(values),
        constraints,
        virtual=frozenset(virtual),
        margins=frozenset(range(cells, len(values))),
        kept=frozenset(few(draw, others - concealed, 2)),
        hidden=frozenset(concealed),
        weights=tuple(draw(st.one_of(st.just([]), weight))),
    )
    return graph, sorted(primary), policy


def solved(graph: Graph, primary: Sequence[int], policy: Policy) -> Pattern | None:
    try:
        return suppress(graph, primary, policy)
    except UnprotectableError:
        return None


@thorough
@given(systems())
def test_the_solver_finds_the_same_optimum_and_the_same_infeasibility_as_trying_every_pattern(
    system: System,
) -> None:
    graph, primary, policy = system
    pattern, least = solved(graph, primary, policy), cheapest(graph, primary, policy)
    assert (pattern.weight if pattern else None) == least
    if pattern:
        assert pattern.optimal
        assert sum(map(graph.weight, pattern.secondary)) == pattern.weight
        assert not pattern.secondary & (graph.kept | graph.virtual)


def published(graph: Graph, hidden: frozenset[int], policy: Policy) -> Published:
    name = [f"c{node}" for node in range(len(graph.values))]
    return Published(
        shown={name[n]: v for n, v in enumerate(graph.values) if n not in hidden | graph.virtual},
        hidden=[name[node] for node in sorted(hidden)],
        sums=[([name[n] for n in c.plus], [name[n] for n in c.minus], c.exact) for c in graph.constraints],
        unprinted=frozenset(name[node] for node in graph.virtual),
        least=1 if policy.zeros == "shown" else 0,
    )


def tables(read: Published, cells: Sequence[str], most: int) -> Iterator[dict[str, int]]:
    """Yield every table in whole numbers up to `most` that fits what is published."""
    for found in product(range(most + 1), repeat=len(cells)):
        one = {**read.shown, **dict(zip(cells, found, strict=True))}
        if all(one[cell] >= read.least for cell in read.hidden) and all(
            fits(one, *each) for each in read.sums
        ):
            yield one


def fits(one: dict[str, int], plus: Sequence[str], minus: Sequence[str], exact: bool) -> bool:
    rest = sum(one[cell] for cell in plus) - sum(one[cell] for cell in minus)
    return rest == 0 if exact else rest >= 0


@thorough
@given(systems(small=True), st.data())
def test_the_audit_gives_the_intervals_of_every_table_that_fits(system: System, data: st.DataObject) -> None:
    graph, _, policy = system
    able = [n for n, value in enumerate(graph.values) if value or policy.zeros != "shown"]
    hidden = frozenset(data.draw(st.sets(st.sampled_from(able), max_size=4)) if able else ()) - graph.virtual
    read = published(graph, hidden, policy)
    found, most = audit(read, {}), max(graph.values) + 2
    cells = [*read.hidden, *sorted(read.unprinted)]
    assume((most + 1) ** len(cells) < 20_000)
    fitting = list(tables(read, cells, most))
    for cell in read.hidden:
        low, high = found.intervals[cell]
        values = {one[cell] for one in fitting}
        assert low == min(values)
        cut_off = any(most in (one[other] for other in cells) for one in fitting)
        assert high == max(values) or (cut_off and (high is None or high > max(values)))


@thorough
@given(systems())
def test_every_pattern_passes_the_audit_and_showing_any_secondary_cell_of_an_optimal_one_fails_it(
    system: System,
) -> None:
    graph, primary, policy = system
    pattern = solved(graph, primary, policy)
    assume(pattern is not None)
    assert pattern is not None
    hidden = pattern.primary | pattern.secondary | graph.hidden
    upper = policy.level == "upper"
    reach = {f"c{n}": policy.threshold for n in primary if upper and graph.values[n] < policy.threshold}
    assert audit(published(graph, hidden, policy), reach).breaches == ()
    for node in pattern.secondary:
        assert not audit(published(graph, hidden - {node}, policy), reach).safe


def test_an_exact_disclosure_is_explained_by_the_sum_that_gives_it() -> None:
    read = Published({"totaal": 10, "A": 5, "B": 3}, ["C"], [(["totaal"], ["A", "B", "C"], True)], least=1)
    (breach,) = audit(read, {}).breaches
    assert breach.how == "totaal − A − B = 2"


def test_a_disclosure_over_several_sums_is_explained_by_their_combination() -> None:
    sums = [(["r"], ["a", "b"], True), (["s"], ["b", "c"], True), (["t"], ["c"], True)]
    one, *_ = audit(Published({"r": 9, "s": 8, "t": 3}, ["a", "b", "c"], sums), {}).breaches
    assert (one.cell, one.how) == ("a", "r + t − s = 4")


@pytest.mark.parametrize("level", ["upper", "exact"])
def test_ones_that_only_whole_numbers_give_away_are_found(level: str) -> None:
    read = Published({"totaal": 3}, ["a", "b", "c"], [(["totaal"], ["a", "b", "c"], True)], least=1)
    found = audit(read, {"a": 4} if level == "upper" else {})
    assert found.intervals == {"a": (1, 1), "b": (1, 1), "c": (1, 1)}
    assert "gehele getallen" in found.breaches[0].how
