"""Two answers about the same people, one after the other, held against every table that could be behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_answers.ledger import Past, PastTable, canonical
from pq_answers.protect import Kind, Protected, load_policy, protect
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

AGES, SEXES = ("a0", "a1"), ("s0", "s1", "s2")
INNER = tuple(product(AGES, SEXES))
MOST = 9  # no count is larger, and the attacker knows that: more than he does in truth
People = Mapping[tuple[str, str], int]
LAYOUTS = ((), ("leeftijd",), ("geslacht",), ("leeftijd", "geslacht"))


def key(age: str = "", sex: str = "") -> CellKey:
    codes = {name: code for name, code in (("leeftijd", age), ("geslacht", sex)) if code}
    return CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", "lde", codes, "2021", "personen")


def count(people: People, age: str, sex: str) -> int:
    return sum(n for (own_age, own_sex), n in people.items() if age in {"", own_age} and sex in {"", own_sex})


def cells_of(people: People, layout: Sequence[str], margins: bool) -> Iterator[Cell]:
    ages = (*AGES, "") if margins else AGES
    sexes = (*SEXES, "") if margins else SEXES
    for age in ages if "leeftijd" in layout else ("",):
        for sex in sexes if "geslacht" in layout else ("",):
            n = count(people, age, sex)
            yield Cell(key(age, sex), Decimal(n), State.VALUE if n else State.ZERO)


def table(name: str, people: People, layout: Sequence[str], margins: bool) -> RawTable:
    cells = tuple((cell,) for cell in cells_of(people, layout, margins))
    rows = tuple((Category("rij", str(n), str(n)),) for n in range(len(cells)))
    names = tuple(layout)
    column = ((Category("jaar", "2021", "2021"),),)
    return RawTable(
        name, "i", name, "personen", names, rows, column, cells, names, persons=True, complete=names
    )


def past_of(*answers: Protected) -> Past:
    tables = tuple(
        PastTable(
            f"antwoord-{number}",
            {cell.key: None if cell.value is None else int(cell.value) for cell in one},
            one.additive,
            one.complete,
        )
        for number, answer in enumerate(answers)
        for one in answer.tables
    )
    public: dict[CellKey, frozenset[int]] = {}
    for past in tables:
        for own, n in past.cells.items():
            if n is not None:
                public[canonical(own)] = frozenset({n})
    return Past(tables, public)


@cache
def everything() -> dict[CellKey, npt.NDArray[np.int16]]:
    """Return, for each key, its count in each of all the tables that there can be."""
    numbers = np.indices((MOST + 1,) * len(INNER), dtype=np.int16).reshape(len(INNER), -1)
    return {
        key(age, sex): sum(
            (
                row
                for row, (own_age, own_sex) in zip(numbers, INNER, strict=True)
                if age in {"", own_age} and sex in {"", own_sex}
            ),
            np.zeros(numbers.shape[1], dtype=np.int16),
        )
        for age in (*AGES, "")
        for sex in (*SEXES, "")
    }


def possible(answers: Sequence[Protected]) -> npt.NDArray[np.bool_]:
    """Return which tables fit all that the answers show; what they hide is at least one."""
    counts = everything()
    fits = np.ones(len(counts[key()]), dtype=np.bool_)
    for cell in (cell for answer in answers for one in answer.tables for cell in one):
        fits &= counts[cell.key] == int(cell.value) if cell.value is not None else counts[cell.key] >= 1
    return fits


def layouts() -> st.SearchStrategy[list[tuple[tuple[str, ...], bool]]]:
    return st.lists(st.tuples(st.sampled_from(LAYOUTS), st.booleans()), min_size=1, max_size=2)


@given(
    numbers=st.lists(st.integers(0, 6), min_size=6, max_size=6),
    first=layouts(),
    second=layouts(),
)
@settings(max_examples=60, deadline=None)
def test_two_answers_together_tell_no_small_count(
    numbers: list[int], first: list[tuple[tuple[str, ...], bool]], second: list[tuple[tuple[str, ...], bool]]
) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    one = protect([table(f"t{n}", people, *layout) for n, layout in enumerate(first)])
    two = protect([table(f"t{n}", people, *layout) for n, layout in enumerate(second)], past=past_of(one))
    hidden = {
        cell.key: cell.kind
        for answer in (one, two)
        for cell in answer.report.hidden
        if cell.kind in {Kind.PRIMARY, Kind.EARLIER}
    }
    if not hidden:
        return
    threshold = load_policy().threshold
    fits = possible((one, two))
    for own in hidden:
        counts = everything()[own][fits]
        assert counts.min() < counts.max()
        assert counts.max() >= threshold


@given(numbers=st.lists(st.integers(0, 30), min_size=6, max_size=6), layout=layouts())
@settings(max_examples=30, deadline=None)
def test_the_same_answer_again_hides_the_same_cells(
    numbers: list[int], layout: list[tuple[tuple[str, ...], bool]]
) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    raw = [table(f"t{n}", people, *one) for n, one in enumerate(layout)]
    first = protect(raw)
    again = protect(raw, past=past_of(first))
    assert [one.cells for one in again.tables] == [one.cells for one in first.tables]
