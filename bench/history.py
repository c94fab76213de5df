"""Answers about the same few people, and every set of people that could be behind what they show."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

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


def too_much(answers: Sequence[Protected]) -> list[CellKey]:
    """Return the hidden counts that follow from the answers, or that can only lie under the threshold."""
    kinds = {Kind.PRIMARY, Kind.EARLIER}
    hidden = {cell.key for answer in answers for cell in answer.report.hidden if cell.kind in kinds}
    fits, threshold = possible(answers), load_policy().threshold
    found = []
    for own in sorted(hidden):
        counts = everything()[own][fits]
        if counts.min() == counts.max() or counts.max() < threshold:
            found.append(own)
    return found


def random_pair(rng: random.Random) -> tuple[Protected, Protected]:
    """Return two answers about the same random people, the second made with the first as history."""
    people = dict(zip(INNER, (rng.randint(0, 6) for _ in INNER), strict=True))
    first, second = (
        [table(f"t{n}", people, rng.choice(LAYOUTS), rng.random() < 0.5) for n in range(rng.randint(1, 2))]
        for _ in range(2)
    )
    one = protect(first)
    return one, protect(second, past=past_of(one))
