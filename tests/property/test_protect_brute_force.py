"""Claims about protection, judged by an attacker who tries every assignment; no code of the stage is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pq_answers.protect import Kind, Protected, protect
from pq_answers.protect.attack_audit import Published, audit
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

THRESHOLD = 4
LIMIT = 20_000  # assignments tried; beyond it, an absence proves nothing
Codes = dict[str, str]
Equation = tuple[CellKey | None, tuple[CellKey, ...]]
"""A printed margin (or none) and its parts; equations without a margin share one that is not printed."""

quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
counts = st.integers(0, 12)


def key(codes: Codes, measure: str = "lde", period: str = "2021") -> CellKey:
    return CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", measure, codes, period, "personen")


def cell(codes: Codes, value: int, measure: str = "lde") -> Cell:
    return Cell(key(codes, measure), Decimal(value), State.VALUE if value else State.ZERO)


def table(name: str, cells: Sequence[Cell], breakdown: Sequence[str]) -> RawTable:
    headers = tuple((Category("rij", str(number), str(number)),) for number in range(len(cells)))
    column = ((Category("kolom", "aantal", "aantal"),),)
    grid = tuple((one,) for one in cells)
    return RawTable(
        name,
        "item",
        name,
        "personen",
        tuple(breakdown),
        headers,
        column,
        grid,
        tuple(breakdown),
        persons=True,
    )


def one_way(
    name: str, dimension: str, values: Sequence[int], *, total: bool = True, measure: str = "lde"
) -> RawTable:
    cells = [cell({dimension: f"c{number}"}, value, measure) for number, value in enumerate(values)]
    return table(name, cells + ([cell({}, sum(values), measure)] if total else []), [dimension])


def two_way(values: Sequence[Sequence[int]], *, margins: bool = True) -> RawTable:
    cells = [cell({"a": f"a{i}", "b": f"b{j}"}, v) for i, row in enumerate(values) for j, v in enumerate(row)]
    if margins:
        cells += [cell({"a": f"a{i}"}, sum(row)) for i, row in enumerate(values)]
        cells += [cell({"b": f"b{j}"}, sum(column)) for j, column in enumerate(zip(*values, strict=True))]
        cells.append(cell({}, sum(map(sum, values))))
    return table("kruising", cells, ["a", "b"])


@dataclass
class Puzzle:
    """What the attacker reads: hidden cells, and sums of hidden cells (signed) with their known result."""

    hidden: list[CellKey]
    sums: list[tuple[dict[int, int], int]]
    truth: dict[CellKey, int]

    def solutions(self, cap: int) -> Iterator[tuple[int, ...]]:
        """Yield every assignment of whole numbers from one up to `cap` that fits."""
        yield from self._extend([], cap)

    def _extend(self, start: list[int], cap: int) -> Iterator[tuple[int, ...]]:
        if len(start) == len(self.hidden):
            yield tuple(start)
            return
        for value in range(1, cap + 1):
            start.append(value)
            if all(self._possible(start, terms, result, cap) for terms, result in self.sums):
                yield from self._extend(start, cap)
            start.pop()

    @staticmethod
    def _possible(start: Sequence[int], terms: Mapping[int, int], result: int, cap: int) -> bool:
        low = high = 0
        for index, sign in terms.items():
            known = start[index] if index < len(start) else None
            bottom, top = (1, cap) if known is None else (known, known)
            low += sign * (bottom if sign > 0 else top)
            high += sign * (top if sign > 0 else bottom)
        return low <= result <= high


def puzzle(raw: Sequence[RawTable], hidden: set[CellKey], equations: Sequence[Equation]) -> Puzzle:
    truth = {one.key: int(one.value or 0) for table_ in raw for one in table_}
    order = sorted(hidden, key=str)
    sums = []
    bare = [parts for margin, parts in equations if margin is None]
    pairs = [((margin,), parts) for margin, parts in equations if margin is not None]
    pairs += [(bare[0], other) for other in bare[1:]]
    for left, right in pairs:
        terms: dict[int, int] = {}
        result = 0
        for side, sign in ((right, 1), (left, -1)):
            for one in side:
                if one in hidden:
                    terms[order.index(one)] = terms.get(order.index(one), 0) + sign
                else:
                    result -= sign * truth[one]
        sums.append((terms, result))
    return Puzzle(order, sums, truth)


def lines(raw: Sequence[RawTable]) -> list[Equation]:
    """Return what a reader adds up in these tables, written down per shape and not taken from the stage."""
    found: list[Equation] = []
    for one in raw:
        keys = [cell_.key for cell_ in one]
        if len(one.breakdown) == 1:
            parts = tuple(k for k in keys if k.dimensions)
            margin = next((k for k in keys if not k.dimensions), None)
            found.append((margin, parts))
        else:
            inner = [k for k in keys if len(k.dimensions) == 2]
            found += [
                (margin, tuple(k for k in inner if margin.dimensions[0] in k.dimensions))
                for margin in keys
                if len(margin.dimensions) == 1
            ]
            found += [
                (total, tuple(k for k in keys if [d for d, _ in k.dimensions] == [name]))
                for total in keys
                if not total.dimensions
                for name in ("a", "b")
            ]
    return found


def weaknesses(
    raw: Sequence[RawTable], hidden: set[CellKey], equations: Sequence[Equation] = ()
) -> list[str]:
    """Return what the attacker finds out; empty when it is safe or there is too much to try."""
    riddle = puzzle(raw, hidden, equations or lines(raw))
    cap = max((riddle.truth[one] for one in riddle.hidden), default=0) + 8
    values: list[set[int]] = [set() for _ in riddle.hidden]
    for tried, solution in enumerate(riddle.solutions(cap)):
        for index, value in enumerate(solution):
            values[index].add(value)
        if tried == LIMIT or not _complaints(riddle, values):
            return []
    return _complaints(riddle, values)


def _complaints(riddle: Puzzle, values: Sequence[set[int]]) -> list[str]:
    found = [f"{one} is determined" for one, seen in zip(riddle.hidden, values, strict=True) if len(seen) < 2]
    for one, seen in zip(riddle.hidden, values, strict=True):
        if riddle.truth[one] < THRESHOLD and max(seen, default=0) < THRESHOLD:
            found.append(f"{one} is surely small")
    return found


def shown(result: Protected, raw: Sequence[RawTable]) -> tuple[list[RawTable], set[CellKey]]:
    """Return the raw tables that are shown, and the keys that they hide."""
    kept = {one.id for one in result.tables}
    hidden = {one.key for table_ in result.tables for one in table_ if one.state is State.SUPPRESSED}
    return [one for one in raw if one.id in kept], hidden


def judge(raw: Sequence[RawTable]) -> None:
    result = protect(raw)
    kept, hidden = shown(result, raw)
    assert weaknesses(kept, hidden) == []
    for table_ in result.tables:
        for one in table_:
            assert one.value is None or not 0 < one.value < THRESHOLD
    truth = {one.key: one.value for table_ in raw for one in table_}
    assert all(truth[one] for one in hidden), "a zero is never hidden"
    kinds = {one.key: one.kind for one in result.report.hidden}
    assert all(kinds[one] is Kind.PRIMARY for one in hidden if not one.dimensions), "grand totals stay"


@quick
@given(st.lists(counts, min_size=2, max_size=6), st.booleans())
def test_a_one_way_table_gives_no_hidden_cell_away(values: list[int], total: bool) -> None:
    judge([one_way("t", "a", values, total=total)])


@quick
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=3), st.booleans())
def test_a_two_way_table_with_all_margins_gives_no_hidden_cell_away(
    rows: list[list[int]], margins: bool
) -> None:
    judge([two_way(rows, margins=margins)])


@st.composite
def same_total(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    first = draw(st.lists(counts, min_size=2, max_size=5))
    left, second = sum(first), []
    for _ in range(draw(st.integers(1, 3))):
        second.append(draw(st.integers(0, min(left, 12))))
        left -= second[-1]
    return first, [*second, left]


@quick
@given(same_total(), st.booleans(), st.booleans())
def test_two_breakdowns_of_one_total_give_no_hidden_cell_away(
    pair: tuple[list[int], list[int]], first_total: bool, second_total: bool
) -> None:
    raw = [one_way("t1", "a", pair[0], total=first_total), one_way("t2", "b", pair[1], total=second_total)]
    if first_total or second_total:
        # the printed total belongs to both breakdowns
        margin = key({})
        kept, hidden = shown(protect(raw), raw)
        printed = any(one.key == margin for table_ in kept for one in table_)
        found = [
            (margin if printed else None, tuple(one.key for one in table_ if one.key.dimensions))
            for table_ in kept
        ]
        assert weaknesses(kept, hidden, found) == []
    else:
        judge(raw)


@quick
@given(same_total(), st.lists(counts, min_size=2, max_size=3))
def test_three_breakdowns_of_two_measures_give_no_hidden_cell_away(
    pair: tuple[list[int], list[int]], other: list[int]
) -> None:
    raw = [one_way("t1", "a", pair[0]), one_way("t2", "b", pair[1]), one_way("t3", "a", other, measure="cmw")]
    judge([raw[0], raw[1]])
    judge(raw[2:])
    together, alone = protect(raw), protect(raw[2:])
    assert [t for t in together.tables if t.id == "t3"] == list(alone.tables), (
        "measures do not touch each other"
    )


@quick
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=3), st.data())
def test_exact_ranges_equal_those_of_every_assignment(rows: list[list[int]], data: st.DataObject) -> None:
    raw = two_way(rows)
    truth = {one.key: int(one.value or 0) for one in raw}
    inner = [one for one in truth if len(one.dimensions) == 2 and truth[one]]
    hidden = set(data.draw(st.lists(st.sampled_from(inner), max_size=7))) if inner else set()
    riddle = puzzle([raw], hidden, lines([raw]))
    sums = [
        ([str(margin)], [str(part) for part in parts], True)
        for margin, parts in lines([raw])
        if margin is not None
    ]
    shown = {str(one): value for one, value in truth.items() if one not in hidden}
    intervals = audit(Published(shown, [str(one) for one in riddle.hidden], sums, least=1), {}).intervals
    found = list(islice(riddle.solutions(40), LIMIT))
    for place, one in enumerate(riddle.hidden):
        values = [solution[place] for solution in found]
        if len(found) < LIMIT:
            assert intervals[str(one)] == (min(values), max(values))


@pytest.mark.parametrize(
    "values", [[2, 10, 20], [1, 1, 9], [1, 2, 8]], ids=["alone in its line", "both one", "one and two"]
)
def test_hiding_small_cells_alone_is_caught_by_the_same_judge(values: list[int]) -> None:
    raw = [one_way("t", "a", values)]
    naive = {one.key for one in raw[0] if one.value is not None and 0 < one.value < THRESHOLD}
    assert weaknesses(raw, naive) != []
    judge(raw)


def test_two_tables_that_are_safe_alone_but_not_together_are_caught_and_protected() -> None:
    """The linked case of sdcTable (tests/testthat/test-linked-tables.r), in the shape of two breakdowns."""
    first, second = one_way("t1", "a", [2, 2, 30], total=False), one_way("t2", "b", [3, 31], total=False)
    naive = {
        one.key for table_ in (first, second) for one in table_ if one.value is not None and one.value < 4
    }
    assert weaknesses([first], naive & {one.key for one in first}) == []
    assert weaknesses([second], naive & {one.key for one in second}) == []
    naive.remove(key({"b": "c0"}))
    assert weaknesses([first, second], {key({"a": "c0"})}) != []
    judge([first, second])
