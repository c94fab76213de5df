"""Categories that are counted together, within one answer and from one to the next, against every table."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from bench.history import past_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pq_answers.errors import UnprotectedError
from pq_answers.ledger import Past
from pq_answers.protect import (
    Kind,
    Protected,
    ReadTable,
    audit_read,
    load_policy,
    protect,
    read_past_tables,
)
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

CODES = ("A", "B", "C", "D")
MOST = 21  # no group is larger, which is more than an attacker knows
LAYOUTS = (
    ("A", "B", "C", "D", ""),
    ("A", "B", "C", "D"),
    ("A+B", "C", "D", ""),
    ("A", "B+C", "D", ""),
    ("A+D", "B+C", ""),
    ("A+B+C", "D", ""),
    ("B+D",),
    ("A+B",),
    ("A+B+D",),
    ("",),
)
REFUSED = [[("A+B+C", "D", ""), ("A+B",)], [("A+B+D",)], [("A+B",), ("A+B", "C", "D", "")]]
THREE_PAIRS = [[("B+D",)], [("A+B",), ("A+B+D",)], [("A+B+D",), ("A+D", "B+C", "")]]


def key(code: str) -> CellKey:
    codes = {"groep": code} if code else {}
    return CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", "lde", codes, "2021", "personen")


def parts(code: str, codes: Sequence[str] = CODES) -> Sequence[str]:
    return code.split("+") if code else codes


def table(name: str, people: Sequence[int], layout: Sequence[str]) -> RawTable:
    codes = "ABCDE"[: len(people)]
    counts = [sum(people[codes.index(one)] for one in parts(code, codes)) for code in layout]
    cells = tuple(
        (Cell(key(code), Decimal(n), State.VALUE if n else State.ZERO),)
        for code, n in zip(layout, counts, strict=True)
    )
    rows = tuple((Category("groep", code or "_T", code or "Totaal"),) for code in layout)
    whole = ("groep",) if {one for code in layout if code for one in parts(code)} == {*codes} else ()
    names = ("groep",) if len(layout) > 1 else ()
    column = ((Category("jaar", "2021", "2021"),),)
    return RawTable(
        name, "i", name, "personen", names, rows, column, cells, ("groep",), persons=True, complete=whole
    )


@cache
def everything(code: str) -> npt.NDArray[np.int16]:
    """Return what a category counts in each of all the tables that there can be."""
    grid = np.indices((MOST + 1,) * len(CODES), dtype=np.int16).reshape(len(CODES), -1)
    return grid[[CODES.index(one) for one in parts(code)]].sum(axis=0, dtype=np.int16)


def too_much(answers: Sequence[Protected]) -> list[str]:
    fits = np.ones(len(everything("")), dtype=np.bool_)
    for cell in (cell for answer in answers for one in answer.tables for cell in one):
        counts = everything(dict(cell.key.dimensions).get("groep", ""))
        fits &= counts == int(cell.value) if cell.value is not None else counts >= 1
    kinds = {Kind.PRIMARY, Kind.EARLIER}
    hidden = {one.key for answer in answers for one in answer.report.hidden if one.kind in kinds}
    found = []
    for code in sorted(dict(one.dimensions).get("groep", "") for one in hidden):
        counts = everything(code)[fits]
        if counts.min() == counts.max() or counts.max() < load_policy().threshold:
            found.append(code)
    return found


def leaves(made: Protected, past: Past) -> bool:
    """Return whether the last look lets an answer leave."""
    policy = load_policy()
    read = [
        ReadTable(
            {cell.key: None if cell.value is None else int(cell.value) for cell in one},
            one.additive,
            one.complete,
        )
        for one in made.tables
    ]
    small = {one.key: policy.threshold for one in made.report.hidden if one.kind is Kind.PRIMARY}
    hides = any(None in one.cells.values() for one in read)
    return not hides or audit_read(read, read_past_tables(past, policy.units), small, policy).safe


@given(
    people=st.lists(st.integers(0, 6), min_size=4, max_size=4),
    asked=st.lists(st.lists(st.sampled_from(LAYOUTS), min_size=1, max_size=2), min_size=1, max_size=3),
)
@settings(max_examples=120)
@example(people=[2, 4, 4, 6], asked=THREE_PAIRS)
@example(people=[4, 1, 1, 1], asked=REFUSED)
def test_no_small_count_follows_from_categories_counted_together_and_apart(
    people: list[int], asked: list[list[tuple[str, ...]]]
) -> None:
    answers: list[Protected] = []
    for layouts in asked:
        raw = [table(f"t{n}", people, layout) for n, layout in enumerate(layouts)]
        with suppress(UnprotectedError):  # nothing leaves
            made = protect(raw, past=past_of(*answers))
            answers += [made] if leaves(made, past_of(*answers)) else []
    assert not too_much(answers)


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        # A and B are four, A is none, B and D are five: D is one.
        ([0, 4, 4, 1], [[("A", "B+C", "D", "")], [("B+D",), ("A+B",)]]),
        ([0, 4, 4, 1], [[("A", "B+C", "D", "")], [("A", "B+D")], [("A+B",)]]),
        # D was hidden: with B it is told by both together.
        ([5, 9, 7, 2], [[("A+B", "C", "D", "")], [("B+D",), ("A", "B", "C", "D")]]),
    ],
)
def test_protection_itself_sees_what_overlapping_categories_tell(
    people: list[int], asked: list[list[tuple[str, ...]]]
) -> None:
    answers: list[Protected] = []
    for layouts in asked:
        raw = [table(f"t{n}", people, layout) for n, layout in enumerate(layouts)]
        answers.append(protect(raw, past=past_of(*answers)))
    assert not too_much(answers)


def test_what_three_pairs_tell_of_their_union_is_seen_by_the_last_look() -> None:
    """Twice A, B and D together is what the three pairs have: no sum of the graph says so."""
    answers: list[Protected] = []
    for layouts in THREE_PAIRS:
        raw = [table(f"t{n}", [2, 4, 4, 6], layout) for n, layout in enumerate(layouts)]
        answers.append(protect(raw, past=past_of(*answers)))
    assert not leaves(answers[-1], past_of(*answers[:-1]))


def test_a_part_that_two_overlapping_categories_leave_is_not_shown() -> None:
    """A+B+D is 16 and A+B is 14: two people are left, whom no table names."""
    people = [5, 9, 0, 2]
    [made] = [protect([table("t1", people, ("A+B+D",)), table("t2", people, ("A+B",))])]
    shown = {cell.key for one in made.tables for cell in one if cell.value is not None}
    assert shown != {key("A+B+D"), key("A+B")}


def test_a_small_rest_among_earlier_answers_alone_stops_no_later_one() -> None:
    """It cannot be taken back, and may be a rest of the counts that stand for hidden ones."""
    for people, asked in (
        ([0, 0, 1, 1, 1], [[1], [0, 1], [0]]),
        ([2, 3, 3, 2, 0], [[2, 3], [4], [2]]),
    ):
        layouts = (("A", "B"), ("A", "B+C+D", "E", ""), ("B+D",), ("A", "C+D", "B", "E"), ("C", "D", ""))
        answers: list[Protected] = []
        for own in asked:
            raw = [table(f"t{n}", people, layouts[n]) for n in own]
            answers.append(protect(raw, past=past_of(*answers)))
        assert len(answers) == 3
