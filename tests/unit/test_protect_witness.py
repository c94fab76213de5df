"""The counts made up for what earlier answers hid fit all that can be read, so that no link is left out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from pq_answers.ledger import Past, PastTable
from pq_answers.protect import protect
from pq_answers.protect.policy import load_policy
from pq_answers.protect.witness import fill
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

POLICY = load_policy()
YEARS = "2019-2021"


def key(age: str = "", period: str = YEARS, item: str = "geslaagd", **codes: str) -> CellKey:
    codes |= {"leeftijd": age} if age else {}
    return CellKey.make(item, "doelgroepwerknemer", "lde", codes, period, "personen")


HIDDEN = PastTable("a", {key("A"): None, key("B"): None, key(): 9}, ("leeftijd",), ("leeftijd",))


def made_up(known: Mapping[CellKey, int], past: PastTable = HIDDEN) -> tuple[int, int]:
    kept, found = fill([past], [], {**known, key(): 9}, POLICY)
    assert kept == [past]
    assert found[key("A")] + found[key("B")] == 9
    return found[key("A")], found[key("B")]


def test_a_span_of_years_holds_what_each_year_has() -> None:
    assert made_up({key("A", "2020"): 7}) >= (7, 1)
    assert made_up({key("B", "2020"): 7})[1] >= 7


def test_a_span_has_no_more_than_the_years_that_make_it_up() -> None:
    assert made_up({key("A", year): 1 for year in ("2019", "2020", "2021")})[0] <= 3
    assert made_up({key("B", "2019-2020"): 1, key("B", "2021"): 1})[1] <= 2


@pytest.mark.parametrize("gender", ["F", "M"])
def test_who_succeeded_is_among_those_who_started(gender: str) -> None:
    women, men, started = key("A", geslacht="F"), key("A", geslacht="M"), key(item="gestart", geslacht=gender)
    cells = {women: None, men: None, key("A"): 9}
    past = PastTable("a", cells, ("geslacht",), ("geslacht",), within=("leeftijd", "gestart", "personen"))
    _, found = fill([past], [], {started: 3, key("A"): 9}, POLICY)
    assert found[women] + found[men] == 9
    assert found[key("A", geslacht=gender)] <= 3


def test_a_total_is_shown_though_made_up_years_add_up_to_just_their_span() -> None:
    """No reader knows that these years add up to no more than their span: only the made-up counts do."""
    years = PastTable("a", {key("A", "2019"): 10, key("A", "2021"): 5, key("A"): 40}, ("leeftijd",), ())
    hid = PastTable("b", {key("A", "2020"): None, key("B", "2020"): None}, ("leeftijd",), ("leeftijd",))
    told = {k: frozenset({n}) for t in (years, hid) for k, n in t.cells.items() if n is not None}
    grid = ((Cell(key(period="2020"), Decimal(60), State.VALUE),),)
    rows, columns = ((Category("rij", "r", "r"),),), ((Category("kolom", "k", "k"),),)
    total = RawTable("n", "i", "n", "personen", (), rows, columns, grid, persons=True)
    found = protect([total], past=Past((years, hid), told))
    assert [[cell.value for cell in one] for one in found.tables] == [[Decimal(60)]]


def test_a_year_with_a_corrected_count_leaves_what_was_said_of_other_years() -> None:
    women, men = key(geslacht="F", period="2020"), key(geslacht="M", period="2020")
    old = {key(geslacht="F", period="2019"): 60, key(geslacht="M", period="2019"): 50, women: 61, men: 50}
    past = Past(
        (PastTable("a", old, ("geslacht",), ("geslacht",)),), {k: frozenset({n}) for k, n in old.items()}
    )
    corrected = made({key(geslacht="F", period="2019"): 63}, ("geslacht",))
    new = made({key("A", "2020"): 2, key("B", "2020"): 49, key("C", "2020"): 60}, ("leeftijd",))
    shown = protect([corrected, new], past=past).tables[-1]
    assert [cell.value for cell in shown].count(None) == 2


def made(counts: Mapping[CellKey, int], breakdown: tuple[str, ...]) -> RawTable:
    rows = tuple((Category("rij", str(n), str(n)),) for n in range(len(counts)))
    grid = tuple((Cell(one, Decimal(n), State.VALUE),) for one, n in counts.items())
    columns = ((Category("kolom", "k", "k"),),)
    name = "-".join(breakdown)
    return RawTable(
        name, "i", name, "personen", breakdown, rows, columns, grid,
        additive=breakdown, persons=True, complete=breakdown,
    )  # fmt: skip


def test_what_changed_elsewhere_leaves_the_links_of_these_counts() -> None:
    other = key(item="gestart"), key("A", item="gestart"), key("B", item="gestart")
    elsewhere = PastTable("b", dict(zip(other, (9, None, None), strict=True)), ("leeftijd",), ("leeftijd",))
    known = {key("A", "2020"): 7, key(): 9, key(item="gestart"): 9, key("A", "2020", "gestart"): 30}
    kept, found = fill([HIDDEN, elsewhere], [], known, POLICY)
    assert kept == [HIDDEN, elsewhere]
    assert found[key("A")] >= 7
    assert found[other[1]] + found[other[2]] == 9


def test_figures_that_changed_since_keep_what_each_table_says_by_itself() -> None:
    assert sum(made_up({key("A", "2020"): 30})) == 9
