"""Rounded answers held against every table that could be behind them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from bench.history import INNER, LAYOUTS, everything, past_of, table
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_answers.errors import BlockedError
from pq_answers.ledger import Past, PastTable
from pq_answers.protect import Protected, Reason, load_policy, protect, protect_rounded
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

BASE = 5
SECRET = b"een geheim"
COUNTS = st.lists(st.integers(0, 9), min_size=6, max_size=6)
Layout = tuple[tuple[str, ...], bool]


def layouts() -> st.SearchStrategy[list[Layout]]:
    return st.lists(st.tuples(st.sampled_from(LAYOUTS), st.booleans()), min_size=1, max_size=2)


def rounded_past(*answers: Protected) -> Past:
    return Past(
        tuple(
            PastTable(
                f"antwoord-{number}",
                {cell.key: None if cell.value is None else int(cell.value) for cell in one},
                one.additive,
                one.complete,
                rounded=one.rounded,
            )
            for number, answer in enumerate(answers)
            for one in answer.tables
        )
    )


def shown(answer: Protected) -> dict[CellKey, int]:
    return {cell.key: int(cell.value) for one in answer.tables for cell in one if cell.value is not None}


@given(numbers=COUNTS, layout=layouts())
@settings(max_examples=40, deadline=None)
def test_every_count_is_a_near_multiple_and_no_small_one_can_be_told(
    numbers: list[int], layout: list[Layout]
) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    raw = [table(f"t{n}", people, *one) for n, one in enumerate(layout)]
    counts = {cell.key: int(cell.value or 0) for one in raw for cell in one}
    made = shown(protect_rounded(raw, SECRET))
    assert all(n % BASE == 0 and abs(n - counts[key]) < BASE for key, n in made.items())
    fits = True
    for key, n in made.items():
        fits &= abs(everything()[key] - n) < BASE
    for key, count in counts.items():
        if load_policy().hides(count):
            possible = everything()[key][fits]
            assert possible.min() < possible.max()
            assert possible.max() >= load_policy().threshold


@given(numbers=COUNTS)
@settings(max_examples=20, deadline=None)
def test_printed_sums_still_add_up(numbers: list[int]) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    [made] = protect_rounded([table("t", people, ("leeftijd", "geslacht"), True)], SECRET).tables
    cells = shown(Protected((made,), protect_rounded([], SECRET).report))
    for key, whole in cells.items():
        for name in {"leeftijd", "geslacht"} - dict(key.dimensions).keys():
            parts = [n for own, n in cells.items() if own != key and own.without(name) == key]
            assert not parts or sum(parts) == whole


@given(numbers=COUNTS, first=layouts(), second=layouts())
@settings(max_examples=15, deadline=None)
def test_a_count_that_was_rounded_before_is_rounded_the_same(
    numbers: list[int], first: list[Layout], second: list[Layout]
) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    one = protect_rounded([table(f"t{n}", people, *each) for n, each in enumerate(first)], SECRET)
    try:
        two = protect_rounded(
            [table(f"t{n}", people, *each) for n, each in enumerate(second)], SECRET, past=rounded_past(one)
        )
    except BlockedError:
        return  # nothing is published where the two together would tell too much, or no sum would hold
    before = shown(one)
    assert all(before.get(key, n) == n for key, n in shown(two).items())


def test_multiples_are_right_on_average() -> None:
    """Two of ten times five is one too few, and so on: over many keys the total stays what it was."""
    cells = []
    for number in range(1000):
        codes = {"groep": f"g{number}"}
        key = CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", "lde", codes, "2021", "personen")
        cells.append(Cell(key, Decimal(2)))
    rows = tuple((Category("rij", str(n), str(n)),) for n in range(len(cells)))
    raw = RawTable("t", "i", "t", "personen", ("groep",), rows, (((Category("k", "k", "k"),)),),
                   tuple((cell,) for cell in cells), (), persons=True)  # fmt: skip
    made = Counter(shown(protect_rounded([raw], SECRET)).values())
    assert set(made) == {0, BASE}
    assert 340 < made[BASE] < 460


def test_two_methods_are_never_mixed_on_the_same_people() -> None:
    people = dict(zip(INNER, (1, 9, 9, 9, 9, 9), strict=True))
    raw = [table("t", people, ("leeftijd", "geslacht"), True)]
    hidden, rounded = protect(raw), protect_rounded(raw, SECRET)
    with pytest.raises(BlockedError, match="verbergt aantallen"):
        protect_rounded(raw, SECRET, past=past_of(hidden))
    with pytest.raises(BlockedError, match="rondt aantallen af"):
        protect(raw, past=rounded_past(rounded))


def test_full_time_equivalents_beside_rounded_counts_are_withheld() -> None:
    people = dict(zip(INNER, (1, 9, 9, 9, 9, 9), strict=True))
    raw = table("t", people, ("leeftijd",), True)
    vte = raw.map(
        lambda cell: Cell(
            CellKey(*[getattr(cell.key, name) for name in cell.key.__slots__[:-1]], "VTE"),
            Decimal("1.5"), State.VALUE, 1,
        )
    )  # fmt: skip
    made = protect_rounded([raw, vte], SECRET)
    assert len(made.tables) == 1
    assert [one.reason for one in made.withheld] == [Reason.ROUNDED]


def test_another_store_draws_otherwise_so_that_no_count_can_be_tried_out() -> None:
    """By one public rule a reader could try out which counts become the multiple that stands there."""
    people = dict(zip(INNER, (2, 7, 11, 3, 8, 6), strict=True))
    raw = [table("t", people, ("leeftijd", "geslacht"), False)]
    draws = {tuple(shown(protect_rounded(raw, bytes([n]))).values()) for n in range(12)}
    assert len(draws) > 3
    assert shown(protect_rounded(raw, SECRET)) == shown(protect_rounded(raw, SECRET))
