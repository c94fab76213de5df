"""Years apart and years together in one answer: nothing hidden follows from their difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_answers.protect import Kind, protect
from pq_answers.protect.periods import covers, period_constraints
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

CAP = 14
COLUMN = ((Category("kolom", "aantal", "aantal"),),)
counts = st.lists(st.integers(0, 9), min_size=2, max_size=3)


def key(code: str, period: str) -> CellKey:
    codes = {"leeftijd": code} if code else {}
    return CellKey.make("doorstroom_resultaat", "doelgroepwerknemer", "lde", codes, period, "personen")


def table(period: str, values: Sequence[int]) -> RawTable:
    cells = [(f"c{number}", value) for number, value in enumerate(values)] + [("", sum(values))]
    grid = tuple(
        (Cell(key(code, period), Decimal(value), State.VALUE if value else State.ZERO),)
        for code, value in cells
    )
    rows = tuple((Category("leeftijd", code or "_T", code or "totaal"),) for code, _ in cells)
    breakdown = ("leeftijd",)
    return RawTable(
        period, "item", period, "personen", breakdown, rows, COLUMN, grid, breakdown, persons=True
    )


def equations(values: dict[str, Sequence[int]], span: str) -> Iterator[tuple[CellKey, list[CellKey]]]:
    codes = [f"c{number}" for number in range(len(values[span]))]
    for period in values:
        yield key("", period), [key(code, period) for code in codes]
    for code in ["", *codes]:
        yield key(code, span), [key(code, period) for period in values if period != span]


def ranges(values: dict[str, Sequence[int]], hidden: list[CellKey], span: str) -> list[set[int]]:
    """Return what each hidden cell can be, by trying every assignment."""
    truth = {
        cell.key: int(cell.value or 0) for p, v in values.items() for row in table(p, v).cells for cell in row
    }
    found: list[set[int]] = [set() for _ in hidden]
    for guess in product(range(1, CAP), repeat=len(hidden)):
        known = truth | dict(zip(hidden, guess, strict=True))
        if all(
            known[total] == sum(known[part] for part in parts) for total, parts in equations(values, span)
        ):
            for options, value in zip(found, guess, strict=True):
                options.add(value)
    return found


@settings(max_examples=150, deadline=None)
@given(counts, st.data())
def test_no_hidden_count_follows_from_a_span_and_its_years(first: list[int], data: st.DataObject) -> None:
    second = data.draw(st.lists(st.integers(0, 9), min_size=len(first), max_size=len(first)))
    both = [a + b for a, b in zip(first, second, strict=True)]
    values: dict[str, Sequence[int]] = {"2019": first, "2020": second, "2019-2020": both}
    protected = protect([table(period, numbers) for period, numbers in values.items()])
    shown = {cell.key for t in protected.tables for cell in t if cell.value is not None}
    kinds = {cell.key: cell.kind for cell in protected.report.hidden}
    if protected.withheld or len(kinds) > 5:
        return
    assert not shown & kinds.keys()
    hidden = sorted(kinds, key=str)
    for one, options in zip(hidden, ranges(values, hidden, "2019-2020"), strict=True):
        assert len(options) > 1, f"{one} follows exactly"
        assert kinds[one] is not Kind.PRIMARY or max(options) >= 4, f"{one} is shown to be small"


def test_hiding_in_each_table_alone_would_give_the_count_away() -> None:
    values: dict[str, Sequence[int]] = {"2019": [2, 6, 8], "2020": [7, 8, 9], "2019-2020": [9, 14, 17]}
    alone = [key("c0", "2019"), key("c1", "2019")]
    assert [len(options) for options in ranges(values, alone, "2019-2020")] == [1, 1]


def test_persons_who_count_in_two_years_leave_bounds_only() -> None:
    keys = {key("c0", period): value for period, value in {"2019": 12, "2020": 8, "2019-2020": 15}.items()}
    index = {one: node for node, one in enumerate(keys)}
    assert {constraint.exact for constraint in period_constraints(keys, index)} == {False}
    alone = keys | {key("c0", "2019"): 7}
    assert {constraint.exact for constraint in period_constraints(alone, index)} == {True}


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ([{2019}, {2020}, {2021}], 1),
        ([{2019, 2020}, {2021}], 1),
        ([{2019}, {2020}, {2021}, {2019, 2020}], 2),
        ([{2019}, {2021}], 0),
    ],
)
def test_every_way_to_make_up_a_span_is_found(parts: list[set[int]], count: int) -> None:
    span = frozenset({2019, 2020, 2021})
    assert len(list(covers(span, [frozenset(part) for part in parts]))) == count
