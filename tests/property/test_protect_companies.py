"""Claims about sums over companies, judged by attackers who try every table; no code of the stage is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pq_answers.protect import load_policy, protect
from pq_answers.tables import Category, Cell, CellKey, Contributions, RawTable, State

from .test_protect_brute_force import LIMIT, lines, puzzle, shown

Companies = Sequence[int]
POLICY = load_policy()
quick = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
companies = st.lists(st.integers(0, 9), max_size=4)


def key(codes: Mapping[str, str]) -> CellKey:
    return CellKey.make("ondernemingen", "onderneming", "lde", dict(codes), "2021", "VTE")


def made(cells: Mapping[CellKey, Companies], breakdown: tuple[str, ...]) -> RawTable:
    grid = tuple(
        (Cell(one, Decimal(sum(own)), State.VALUE if sum(own) else State.ZERO),) for one, own in cells.items()
    )
    rows = tuple((Category("rij", str(number), str(number)),) for number in range(len(grid)))
    contributions = {}
    for one, own in cells.items():
        first, second, *_ = [*sorted(own, reverse=True), 0, 0]
        contributions[one] = Contributions(len(own), Decimal(first), Decimal(second))
    return RawTable(
        "t", "i", "t", "VTE", breakdown, rows, ((Category("kolom", "vte", "vte"),),), grid,
        additive=breakdown, complete=breakdown, companies=True, contributions=contributions,
    )  # fmt: skip


def greatest(
    raw: Sequence[RawTable], hidden: set[CellKey], needed: Mapping[CellKey, int]
) -> dict[CellKey, int]:
    """Return the greatest value that a reader holds possible for each hidden cell, or enough of it."""
    riddle = puzzle(raw, hidden, lines(raw))
    cap = max((*riddle.truth.values(), 0)) + 8
    found = dict.fromkeys(riddle.hidden, 0)
    for tried, solution in enumerate(riddle.solutions(cap)):
        found = {one: max(found[one], value) for one, value in zip(riddle.hidden, solution, strict=True)}
        if tried == LIMIT or all(found[one] >= needed[one] for one in found):
            return {one: max(value, needed[one]) for one, value in found.items()}
    return found


def judge(cells: Mapping[CellKey, Companies], breakdown: tuple[str, ...]) -> None:
    raw = [made(cells, breakdown)]
    kept, hidden = shown(protect(raw), raw)
    if not kept:
        return
    # The least value that leaves the largest company its margin, for who knows the second one.
    needed = {}
    for one, own in cells.items():
        first, second, *_ = [*sorted(own, reverse=True), 0, 0]
        needed[one] = -(-(first * (100 + POLICY.percent) + 100 * second) // 100)
    most = greatest(kept, hidden, needed)
    for one, own in cells.items():
        few = sum(own) and len(own) < POLICY.companies
        assert not few or one in hidden, "a figure of too few companies stands there"
        assert not sum(own) or most.get(one, sum(own)) >= needed[one], f"{own} can be told too closely"
    assert all(sum(cells[one]) for one in hidden), "a zero is never hidden"


def together(parts: Sequence[Companies]) -> Companies:
    return [one for own in parts for one in own]


@quick
@example([[9], [9, 9, 9], [9, 9, 9]], True)
@example([[5, 5], [9, 9, 2], []], True)
@given(st.lists(companies, min_size=2, max_size=5), st.booleans())
def test_no_reader_and_no_second_company_tells_the_largest_of_a_one_way_table(
    parts: list[list[int]], total: bool
) -> None:
    cells: dict[CellKey, Companies] = {key({"a": f"a{n}"}): own for n, own in enumerate(parts)}
    judge(cells | ({key({}): together(parts)} if total else {}), ("a",))


@settings(quick, max_examples=20)
@given(st.lists(st.lists(companies, min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_reader_and_no_second_company_tells_the_largest_of_a_crossing(rows: list[list[list[int]]]) -> None:
    cells: dict[CellKey, Companies] = {
        key({"a": f"a{i}", "b": f"b{j}"}): own for i, row in enumerate(rows) for j, own in enumerate(row)
    }
    cells |= {key({"a": f"a{i}"}): together(row) for i, row in enumerate(rows)}
    cells |= {key({"b": f"b{j}"}): together(column) for j, column in enumerate(zip(*rows, strict=True))}
    cells[key({})] = together([together(row) for row in rows])
    judge(cells, ("a", "b"))
