"""The checks: sums, signs, equal figures and printed bands; a finding never holds a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from pq_answers.checks import Severity, check_tables
from pq_answers.tables import Category, Cell, CellKey, RawTable, State


def table(
    figures: Mapping[str, int | None], name: str = "t", *, additive: bool = True, dimension: str = "k"
) -> RawTable:
    """A column of figures by code; "_T" is the margin, None is not available."""
    rows = tuple((Category(dimension, code, code),) for code in figures)
    cells = tuple((cell(dimension, code, value),) for code, value in figures.items())
    broken = (dimension,)
    parts = broken if additive else ()
    return RawTable(
        name, "i", "Titel", "personen", broken, rows, ((),), cells, additive=parts, complete=broken
    )


def cell(dimension: str, code: str, value: int | None) -> Cell:
    key = CellKey.make("i", "p", "lde", {dimension: code}, "2021", "personen")
    state = State.NOT_AVAILABLE if value is None else State.VALUE if value else State.ZERO
    return Cell(key, None if value is None else Decimal(value), state)


def rules(*tables: RawTable) -> list[tuple[str, str]]:
    return [(finding.rule, finding.table) for finding in check_tables(tables)]


def test_parts_that_make_their_total_give_no_finding() -> None:
    assert rules(table({"a": 3, "b": 4, "_T": 7})) == []


def test_parts_that_do_not_make_their_total_are_an_error_without_a_number() -> None:
    [finding] = check_tables([table({"a": 3, "b": 4, "_T": 8})])
    assert (finding.rule, finding.severity, len(finding.cells)) == ("som", Severity.ERROR, 3)
    assert not any(char.isdigit() for char in finding.sentence)


def test_a_total_in_another_table_is_held_against_the_parts_too() -> None:
    assert rules(table({"a": 3, "b": 4}), table({"_T": 8}, "los")) == [("som", "t")]
    assert rules(table({"a": 3, "b": 4}), table({"_T": 7}, "los")) == []


def test_what_is_not_additive_is_not_summed() -> None:
    assert rules(table({"a": 3, "b": 4, "_T": 8}, additive=False)) == []


def test_a_part_that_is_not_available_leaves_a_bound() -> None:
    assert rules(table({"a": 3, "b": None, "_T": 8})) == []
    assert rules(table({"a": 3, "b": 4, "_T": None})) == []
    assert rules(table({"a": 9, "b": None, "_T": 8})) == [("som", "t")]


@pytest.mark.parametrize("state", [State.NONE, State.NOT_APPLICABLE])
def test_a_part_of_which_there_are_none_counts_as_none(state: State) -> None:
    def with_none(total: int) -> RawTable:
        return table({"a": 3, "b": None, "_T": total}).map(
            lambda one: replace(one, state=state) if one.value is None else one
        )

    assert rules(with_none(3)) == []
    assert rules(with_none(4)) == [("som", "t")]


def test_a_part_that_stands_twice_counts_once() -> None:
    twice = table({"a": 3, "b": 4, "_T": 7})
    rows, cells = (*twice.rows, twice.rows[0]), (*twice.cells, twice.cells[0])
    assert rules(replace(twice, rows=rows, cells=cells)) == []


def test_parts_of_which_a_filter_left_some_out_are_not_summed() -> None:
    partial = replace(table({"a": 3, "b": 4, "_T": 8}), complete=())
    assert partial.additive == ("k",)
    assert rules(partial) == []


def test_a_figure_below_zero_is_an_error() -> None:
    assert rules(table({"a": -1}, additive=False)) == [("teken", "t")]


def test_one_figure_with_two_values_is_an_error_and_with_one_value_is_not() -> None:
    assert rules(table({"a": 3}), table({"a": 4}, "u")) == [("zelfde_cijfer", "u")]
    assert rules(table({"a": 3}), table({"a": 3}, "u")) == []


def test_no_value_and_none_are_one_figure_and_not_available_may_be_any() -> None:
    nought, nothing = table({"a": 0}, additive=False), table({"a": None}, "u", additive=False)
    assert rules(nought, nothing) == []
    none = nothing.map(lambda one: replace(one, state=State.NONE))
    assert rules(nought, none) == []
    assert rules(table({"a": 3}), none) == [("zelfde_cijfer", "u")]


def test_publications_that_contradict_each_other_warn_and_the_registers_may_differ_from_them() -> None:
    old, other = (replace(table({"a": n}, f"p{n}"), sources=("bron",)) for n in (3, 4))
    [finding] = check_tables([old, other])
    assert (finding.rule, finding.severity) == ("zelfde_cijfer", Severity.WARNING)
    assert rules(old, table({"a": 4}, "u")) == []


def test_the_registers_are_exact_and_publications_rounded() -> None:
    def fine(value: str, decimals: int, name: str) -> RawTable:
        key = CellKey.make("i", "p", "lde", {"k": "a"}, "2021", "VTE")
        grid = ((Cell(key, Decimal(value), State.VALUE, decimals),),)
        return replace(table({"a": 1}, name, additive=False), cells=grid)

    both = fine("3.14", 2, "t"), fine("3.1", 1, "u")
    assert rules(*both) == [("zelfde_cijfer", "u")]
    assert rules(*(replace(one, sources=("bron",)) for one in both)) == []


def single(
    name: str,
    value: str,
    codes: dict[str, str] | None = None,
    *,
    unit: str = "personen",
    signed: bool = False,
    **other: str,
) -> RawTable:
    """A table of one cell, by default a count of employees in 2021."""
    told = {"indicator": "doelgroepwerknemers", "measure": "lde", "period": "2021"} | other
    key = CellKey.make(told["indicator"], "p", told["measure"], codes or {}, told["period"], unit)
    grid = ((Cell(key, Decimal(value), State.VALUE, max(0, -int(Decimal(value).as_tuple().exponent))),),)
    return RawTable(name, "i", "Titel", unit, (), ((),), ((),), grid, signed=signed)


def test_two_provinces_beside_the_figure_for_all_are_not_called_its_parts() -> None:
    advice = {"indicator": "geindiceerden_advies"}
    whole = single("a", "900", **advice)
    assert rules(whole, *(single(c, "20", {"provincie": c}, **advice) for c in ("BE25", "BE22"))) == []


WRONG: dict[str, list[RawTable]] = {
    "som": [table({"a": 70707, "b": 4, "_T": 80808})],
    "teken": [table({"a": -70707}, additive=False)],
    "zelfde_cijfer": [table({"a": 70707}), table({"a": 80808}, "u")],
    "deel_van_geheel": [single("a", "80808", {"regio": "BE25"}), single("b", "70707", {"regio": "VL_GEW"})],
    "eenheden": [single("a", "70707"), single("b", "80808.0", unit="VTE")],
    "verdeling": [
        single("a", "80808.0", unit="VTE", indicator="contingent"),
        *(
            single(c, "70707.0", {"contingentdeel": c}, unit="VTE", indicator="contingent")
            for c in ("ingevuld", "niet_ingevuld")
        ),
    ],
    "formule": [
        *(single(m, "70707", measure=m) for m in ("beschutte_werkplaats", "sociale_werkplaats")),
        single("c", "80808", measure="collectief_maatwerk"),
    ],
    "samenhang": [
        single("a", "70707", unit="trajecten", indicator="doorstroomtrajecten_gestart"),
        *(
            single(c, "80808", {"trajectresultaat": c}, indicator="doorstroom_resultaat")
            for c in ("succesvol", "niet_succesvol")
        ),
    ],
    "aandeel": [
        single("a", "70707", {"regio": "BE25"}),
        single("b", "80808", {"regio": "VL_GEW"}),
        single("c", "12.3", {"noemer": "vlaams_gewest", "regio": "BE25"}, unit="procent"),
    ],
    "groei": [
        single("a", "70707", period="2020"),
        single("b", "80808"),
        single("c", "98.7", unit="procent", period="2020-2021", signed=True),
    ],
    "aandeel_van_geheel": [
        single("a", "70.707", unit="procent"),
        *(single(c, "80.808", {"geslacht": c}, unit="procent") for c in ("M", "F")),
    ],
    "honderd": [
        single(c, "80.808", {"noemer": "loontrekkenden", "trede": c}, unit="procent") for c in ("T5", "T6")
    ],
    "sprong": [
        replace(single("a", "1"), rows=((),) * 6, cells=tuple(
            single("a", value, period=str(2016 + n)).cells[0]
            for n, value in enumerate(("70707", "70707", "70708", "70707", "808080", "808080"))
        ))
    ],
}  # fmt: skip


@pytest.mark.parametrize("rule", list(WRONG))
def test_a_finding_about_register_counts_holds_no_value_anywhere(rule: str) -> None:
    found = [finding for finding in check_tables(WRONG[rule]) if finding.rule == rule]
    assert found
    for finding in found:
        without_years = re.sub(r"\b20\d\d\b", "", finding.sentence)
        assert not any(char.isdigit() for char in without_years)
        assert (finding.printed, finding.computed, finding.figures, finding.source) == ("", "", (), "")
        assert not any(value in repr(finding) for value in ("70707", "80808", "808080", "70.", "80.", "98.7"))


def test_percentages_by_sex_from_the_registers_may_be_rates() -> None:
    rates = [single(c, v, {"geslacht": c}, unit="procent") for c, v in (("M", "5.1"), ("F", "8.2"))]
    assert rules(*rates) == []
    assert rules(*rates, single("t", "6.6", unit="procent")) == []
    assert rules(*rates, single("t", "13.3", unit="procent")) == []
    assert rules(*rates, single("t", "9.9", unit="procent")) == [("aandeel_van_geheel", "t")]


def vacancies(total: str, *, shares: tuple[str, ...] = ("45.7", "54.3")) -> list[RawTable]:
    jobs = zip(("schoonmaker", "divers"), ("292", "347"), shares, strict=True)
    made = [single("totaal", total, unit="vacatures")]
    for job, count, share in jobs:
        made.append(single(f"{job}-aantal", count, {"beroep": job}, unit="vacatures"))
        made.append(single(f"{job}-aandeel", share, {"beroep": job}, unit="procent"))
    return [replace(one, sources=("bron",)) for one in made]


def test_a_repeated_total_that_was_misprinted_is_told_and_the_shares_beside_it_are_right() -> None:
    assert rules(*vacancies("639")) == []
    [finding] = check_tables(vacancies("479"))
    assert (finding.rule, finding.severity, finding.table) == ("som", Severity.WARNING, "totaal")
    assert finding.computed == "292 + 347 = 639"


def test_shares_that_are_no_hundred_do_not_prove_that_all_parts_stand_there() -> None:
    assert rules(*vacancies("1000", shares=("29.2", "34.7"))) == []


def test_a_repeated_approximation_stays_one() -> None:
    persons, units = single("p", "3700"), single("v", "3702", unit="VTE")
    assert rules(persons, units) == [("eenheden", "p")]
    about = persons.map(lambda one: replace(one, note="ongeveer"))
    assert rules(about, units) == []


def test_no_tables_and_empty_tables_give_no_finding() -> None:
    empty = RawTable("t", "i", "Titel", "personen", (), (), (), ())
    assert check_tables([]) == check_tables([empty, empty]) == ()


@pytest.mark.parametrize("value", ["1E+20", "0", "9" * 15, "1E-6"])
@pytest.mark.parametrize("unit", ["personen", "VTE", "procent"])
def test_no_value_is_too_odd_to_be_checked(value: str, unit: str) -> None:
    figures = [single(c, value, {"geslacht": c}, unit=unit) for c in ("M", "F")]
    check_tables([*figures, single("t", value, unit=unit), single("g", value, unit="procent", signed=True)])


def banded(*names: str) -> RawTable:
    figures = {f"B{number}": 1 for number, _ in enumerate(names)}
    made = table(figures, additive=False)
    rows = tuple((Category("k", f"B{number}", name),) for number, name in enumerate(names))
    return RawTable(made.id, made.item, made.title, made.unit, made.breakdown, rows, made.columns, made.cells)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (("<5", "5 tot 10"), ""),
        (("5 tot 10", "11 tot 20"), "laten een gat"),
        (("50-100", "100-500"), "delen een grens"),
        (("51 tot 100", ">100"), ""),
        (("Minder dan 5", "5 tot minder dan 10"), ""),
        (("5 tot minder dan 10", "10 of meer"), ""),
        (("Minder dan 1.000", "1.000 of meer"), ""),
        (("klein", "groot"), ""),
    ],
)
def test_printed_bands_that_can_be_misread_are_a_warning_never_an_error(
    names: tuple[str, ...], problem: str
) -> None:
    findings = check_tables([banded(*names)])
    assert [finding.severity for finding in findings] == ([Severity.WARNING] if problem else [])
    assert all(problem in finding.sentence for finding in findings)


def test_errors_come_before_warnings() -> None:
    found = check_tables([banded("50-100", "100-500"), table({"a": -1}, "z", additive=False)])
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]
