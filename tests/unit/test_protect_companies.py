"""Sums over companies: which are hidden, which stay, and what is withheld where nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from pq_answers.errors import BlockedError, InputError
from pq_answers.ledger import Past, PastFigures
from pq_answers.protect import Kind, Protected, Reason, load_policy, protect, protect_rounded
from pq_answers.protect.companies import refuse_dominated
from pq_answers.protect.dominance import is_possible, needed_rise
from pq_answers.protect.report import protected_copy
from pq_answers.resources import package_root
from pq_answers.tables import Category, Cell, CellKey, Contributions, RawTable, State

POLICY = load_policy()
Companies = Sequence[int | float | str]
"""What each company of a cell contributes."""


def key(codes: dict[str, str], unit: str = "VTE", period: str = "2021") -> CellKey:
    return CellKey.make("ondernemingen", "onderneming", "lde", codes, period, unit)


def given(companies: Companies) -> Contributions:
    ordered = sorted((Decimal(str(one)) for one in companies), reverse=True) + [Decimal(0)] * 2
    return Contributions(len(companies), ordered[0], ordered[1])


def total(companies: Companies) -> Decimal:
    return sum((Decimal(str(one)) for one in companies), Decimal(0))


def table(
    parts: dict[str, Companies], *, name: str = "t", grand: bool = True, unit: str = "VTE",
    dimension: str = "provincie", period: str = "2021",
) -> RawTable:  # fmt: skip
    own = {key({dimension: code}, unit, period): companies for code, companies in parts.items()}
    if grand:
        own[key({}, unit, period)] = [one for companies in parts.values() for one in companies]
    return made(own, name, unit, (dimension,))


def made(cells: dict[CellKey, Companies], name: str, unit: str, breakdown: tuple[str, ...]) -> RawTable:
    grid = tuple(
        (Cell(one, total(own), State.VALUE if total(own) else State.ZERO, 1),) for one, own in cells.items()
    )
    rows = tuple((Category("rij", str(number), f"rij {number}"),) for number in range(len(grid)))
    return RawTable(
        name, "item", name, unit, breakdown, rows, ((Category("jaar", "2021", "2021"),),), grid,
        additive=breakdown, complete=breakdown, companies=True,
        contributions={one: given(own) for one, own in cells.items() if own},
    )  # fmt: skip


def texts(result: Protected, place: int = 0) -> list[str]:
    return ["–" if one.value is None else str(one.value) for one in result.tables[place]]


EVEN: Companies = [30, 30, 30, 30]


@pytest.mark.parametrize(
    ("companies", "rise"),
    [
        ([100], "15"),  # of one company: anybody reads it
        (
            [60, 40],
            "9",
        ),  # of two: each knows the other; the least is 15 % of the largest beyond what is known
        ([100, 50, 15], None),  # the third is just enough
        ([100, 50, "14.9"], "0.1"),
        ([40, 40, 5], "1"),  # a tie: either is the largest
        ([40, 40, 6], None),
        ([], None),  # zero is shown
        ([0, 0], None),
        ([1, 1, 1], None),
    ],
)
def test_the_rule_at_its_edges(companies: Companies, rise: str | None) -> None:
    found = needed_rise(total(companies), given(companies), POLICY)
    if len(companies) == 2 and total(companies):
        rise = str(total(companies) * 15 / 100)
    assert found == (None if rise is None else Decimal(rise))


@pytest.mark.parametrize(
    ("value", "companies", "largest", "second"),
    [
        (10, 0, 10, 0),
        (10, 1, 11, 0),
        (10, 2, 4, 6),
        (10, 2, 9, 2),
        (10, 3, 4, 2),
        (10, 1, 9, 0),
        (10, 1, 9, 1),
        (10, 3, 6, -1),
        (0, 1, 1, 0),
        (0, -1, 0, 0),
    ],
)
def test_impossible_contributions_are_found(value: int, companies: int, largest: int, second: int) -> None:
    assert not is_possible(Decimal(value), Contributions(companies, Decimal(largest), Decimal(second)))


@pytest.mark.parametrize("companies", [[10], [6, 4], [6, 4, 3, 2], [5, 5, 5], [7, 0], [0], []])
def test_what_companies_can_bring_is_possible(companies: Companies) -> None:
    assert is_possible(total(companies), given(companies))


def test_a_figure_of_one_company_is_hidden_with_a_second_one_that_shields_it() -> None:
    result = protect([table({"a": [12.5], "b": EVEN, "c": [31, 31, 31], "d": []})])
    assert texts(result) == ["–", "120", "–", "0", "225.5"]
    assert {one.kind for one in result.report.hidden} == {Kind.DOMINATED, Kind.SECONDARY}
    assert result.tables[0].companies


def test_what_a_reader_can_work_out_leaves_the_largest_company_its_margin() -> None:
    result = protect([table({"a": [100], "b": EVEN, "c": [2, 2, 2, 2, 2, 2]})])
    hidden = {dict(one.key.dimensions)["provincie"]: one for one in result.report.hidden}
    assert set(hidden) == {"a", "b"}, "c is too small to shield 15 % of a hundred"
    _, high = hidden["a"].interval or (None, None)
    assert high
    assert high >= 1150
    assert hidden["a"].decimals == 1


def test_without_a_total_the_dominated_cell_alone_is_hidden() -> None:
    assert texts(protect([table({"a": [5, 4], "b": EVEN}, grand=False)])) == ["–", "120"]


def test_nothing_is_hidden_where_no_company_dominates() -> None:
    result = protect([table({"a": EVEN, "b": EVEN})])
    assert texts(result) == ["120", "120", "240"]
    assert result.report.hidden == ()


def test_a_table_of_which_nothing_would_be_left_is_withheld() -> None:
    result = protect([table({"a": [5], "b": [6]})])
    assert [one.reason for one in result.withheld] == [Reason.EMPTY]


def test_a_total_of_one_company_is_hidden_too() -> None:
    result = protect([made({key({}): [5]}, "kop", "VTE", ())])
    assert texts(result) == ["–"]


def test_a_total_that_stands_elsewhere_beside_one_part_makes_the_rest_a_secret() -> None:
    one = table({"a": EVEN}, name="filter", grand=False)
    whole = made({key({}): [*EVEN, 500]}, "kop", "VTE", ())
    result = protect([replace(one, complete=()), whole])
    assert [gone.reason for gone in result.withheld]
    assert "120" not in [text for place in range(len(result.tables)) for text in texts(result, place)]


def test_figures_in_another_unit_go_with_what_is_hidden_and_counts_stay() -> None:
    parts: dict[str, Companies] = {"a": [12], "b": EVEN, "c": [31, 31, 31]}
    euros = table({"a": [4, 4, 4, 4], "b": EVEN, "c": EVEN}, name="euro", unit="euro")
    counts = replace(
        table({"a": [1], "b": [4], "c": [3]}, name="n", unit="ondernemingen"),
        companies=False,
        contributions={},
    )
    result = protect([table(parts), euros, counts])
    assert texts(result, 1) == ["–", "120", "–", "256"]
    assert texts(result, 2) == ["1", "4", "3", "8"]
    assert Kind.DERIVED in {one.kind for one in result.report.hidden}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        Contributions(3, Decimal(121), Decimal(1)),
        Contributions(3, Decimal(10), Decimal(30)),
        Contributions(0, Decimal(30), Decimal(30)),
    ],
)
def test_missing_or_impossible_contributions_withhold_the_table(wrong: Contributions | None) -> None:
    raw = table({"a": EVEN, "b": EVEN})
    bad = {**raw.contributions, key({"provincie": "a"}): wrong}
    raw = replace(raw, contributions={name: own for name, own in bad.items() if own})
    result = protect([raw, made({key({}): [*EVEN, *EVEN]}, "kop", "VTE", ())])
    assert [(one.table, one.reason) for one in result.withheld] == [("t", Reason.CONTRIBUTIONS)]
    assert texts(result) == ["240"]


def test_tables_that_disagree_about_the_companies_of_a_cell_are_withheld() -> None:
    one = table({"a": EVEN, "b": EVEN})
    other = made({key({}): [80, 80, 80]}, "kop", "VTE", ())
    assert [gone.reason for gone in protect([one, other]).withheld] == [Reason.CONTRIBUTIONS] * 2


@pytest.mark.parametrize("value", ["-1", "0.05"])
def test_a_figure_below_zero_or_finer_than_it_is_printed_withholds_the_table(value: str) -> None:
    raw = table({"a": EVEN, "b": EVEN}, grand=False)
    broken = raw.map(lambda cell: replace(cell, value=Decimal(value)))
    assert [gone.reason for gone in protect([broken]).withheld] == [Reason.CONTRIBUTIONS]


def earlier(*tables: RawTable, past: Past | None = None) -> Past:
    """What the answers with these tables told."""
    done = protect(tables)
    found = tuple(
        PastFigures(f"antwoord-{place}", {cell.key: cell.value for cell in one}, one.additive, one.complete)
        for place, one in enumerate(done.tables)
    )
    public = {
        name: frozenset({value}) for one in found for name, value in one.cells.items() if value is not None
    }
    return Past((), public, found)


def test_beside_an_earlier_answer_that_hides_the_same_year_nothing_is_shown() -> None:
    past = earlier(table({"a": [12], "b": EVEN, "c": [31, 31, 31]}))
    result = protect([table({"x": EVEN, "y": EVEN}, dimension="type_onderneming")], past=past)
    assert [gone.reason for gone in result.withheld] == [Reason.EARLIER]
    other = protect([table({"x": EVEN, "y": EVEN}, period="2020")], past=past)
    assert other.withheld == ()


def test_beside_what_was_hidden_the_same_table_is_shown_as_it_was_and_the_total_by_itself() -> None:
    parts: dict[str, Companies] = {"a": [12], "b": EVEN, "c": [31, 31, 31]}
    past = earlier(table(parts))
    again = protect([table(parts)], past=past)
    assert texts(again) == texts(protect([table(parts)])) == ["–", "120", "–", "225"]
    alone = made({key({}): [one for companies in parts.values() for one in companies]}, "kop", "VTE", ())
    assert texts(protect([alone], past=past)) == ["225"]


def test_a_figure_that_changed_since_is_not_shown_beside_what_was_hidden() -> None:
    past = earlier(table({"a": [12], "b": EVEN, "c": [31, 31, 31]}))
    changed = protect([made({key({}): [12, *EVEN, 31, 31, 32]}, "kop", "VTE", ())], past=past)
    assert [gone.reason for gone in changed.withheld] == [Reason.EARLIER]


def test_euros_beside_what_is_public_are_hidden_and_what_is_public_stays() -> None:
    parts: dict[str, Companies] = {"a": [12], "b": EVEN, "c": [31, 31, 31]}
    past = earlier(table(parts))
    beside = protect([table(parts), table(parts, name="e", unit="euro")], past=past)
    assert texts(beside) == ["–", "120", "–", "225"]


def test_a_year_with_a_corrected_figure_leaves_what_was_said_of_other_years() -> None:
    """Of the provinces of 2020, told before, nothing is forgotten where one of 2019 was corrected."""
    old = {
        key({"provincie": code}, period=year): [30, 30, 30, 30 + n]
        for n, (year, code) in enumerate(product(("2019", "2020"), ("a", "b")))
    }
    past = earlier(made(old, "t", "VTE", ("provincie",)))
    total = [one for each, ones in old.items() if each.period == "2020" for one in ones]
    corrected = made({key({"provincie": "a"}, period="2019"): [30, 30, 30, 31]}, "c", "VTE", ("provincie",))
    kinds = {"x": [12], "y": EVEN, "z": [sum(map(int, total)) - 12 - 120 - 90, 30, 30, 30]}
    types = made(
        {key({"type_onderneming": code}, period="2020"): ones for code, ones in kinds.items()},
        "n", "VTE", ("type_onderneming",),
    )  # fmt: skip
    shown = texts(protect([corrected, types], past=past), place=1)
    assert shown.count("–") >= 2


def test_additions_that_say_when_a_figure_held_show_no_year_beside_a_hidden_one() -> None:
    """A figure without an addition is the same in every year: one year would show what another hides."""
    cells: dict[CellKey, Companies] = {}
    for year, ones in (("2019", {"a": EVEN, "b": EVEN}), ("2020", {"a": EVEN, "b": EVEN, "c": [12]})):
        cells |= {key({"type_onderneming": code}, period=year): each for code, each in ones.items()}
        cells[key({}, period=year)] = [one for each in ones.values() for one in each]
    plain = made(cells, "t", "VTE", ("type_onderneming",))
    dated = plain.map(lambda cell: replace(cell, note="16/10/19") if cell.value == 12 else cell)
    assert texts(protect([plain])).count("–") == 2
    assert [gone.reason for gone in protect([dated]).withheld] == [Reason.UNSAFE]


def test_a_year_of_which_nothing_was_hidden_is_judged_by_itself() -> None:
    past = earlier(table({"a": [12], "b": EVEN, "c": [31, 31, 31]}))
    years = {
        key({"provincie": code}, period=year): companies
        for year in ("2020", "2021")
        for code, companies in {"x": EVEN, "y": EVEN}.items()
    }
    result = protect([made(years, "t", "VTE", ("provincie",))], past=past)
    assert texts(result) == ["120", "120", "–", "–"]
    assert {cell.kind for cell in result.report.hidden} == {Kind.EARLIER}


def test_what_an_earlier_answer_showed_stays_shown_and_shields_nothing() -> None:
    parts: dict[str, Companies] = {"b": EVEN, "c": [31, 31, 31, 31]}
    past = earlier(table(parts, grand=False))
    result = protect([table({"a": [12], **parts, "d": EVEN})], past=past)
    assert texts(result) == ["–", "120", "124", "–", "376"]
    assert result.report.answers == ("antwoord-0",)


def test_a_figure_that_is_public_is_no_secret() -> None:
    past = Past((), {key({"provincie": "a"}): frozenset({Decimal(12)})})
    assert texts(protect([table({"a": [12], "b": EVEN})], past=past)) == ["12", "120", "132"]


def test_beside_rounded_counts_no_sums_over_companies_are_shown() -> None:
    result = protect_rounded([table({"a": EVEN, "b": EVEN})], b"geheim")
    assert [gone.reason for gone in result.withheld] == [Reason.ROUNDED]


def test_the_guard_stops_what_protection_let_through_and_names_no_value() -> None:
    raw = table({"a": ["7777.7"], "b": EVEN})
    with pytest.raises(BlockedError, match="ondernemingen is niet beschermd") as caught:
        refuse_dominated([raw], [protected_copy(raw)], Past())
    assert "7777" not in str(caught.value)
    refuse_dominated([raw], protect([raw]).tables, Past())


def test_a_table_that_may_be_shown_holds_no_contributions() -> None:
    raw = table({"a": EVEN, "b": EVEN})
    assert "Contributions" not in repr(raw)
    assert not hasattr(protected_copy(raw), "contributions")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("minstens = 3", "minstens = 2"), "losser"),
        (("procent  = 15", "procent  = 14"), "losser"),
        (("procent  = 15", "procent  = 0"), "niet leesbaar"),
        (("procent  = 15", "procent  = 15.5"), "niet leesbaar"),
        (("minstens = 3", "minstens = true"), "niet leesbaar"),
        (("[overwicht]", "[overwigt]"), "niet leesbaar"),
    ],
)
def test_an_overlay_may_not_ask_less_of_companies(
    change: tuple[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = (package_root() / "data" / "protection.toml").read_text(encoding="utf-8")
    assert change[0] in policy
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protection.toml").write_text(policy.replace(*change), encoding="utf-8")
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path))
    with pytest.raises(InputError, match=message):
        load_policy()


def test_a_stricter_rule_hides_more() -> None:
    strict = replace(POLICY, companies=5, percent=40)
    assert texts(protect([table({"a": EVEN, "b": [9] * 9}, grand=False)], strict)) == ["–", "81"]
