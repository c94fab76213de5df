"""The checks over what is published: each rule by itself, and everything the shipped sources contradict."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import pytest

from pq_answers import nl
from pq_answers.checks import Finding, Severity, check_published
from pq_answers.checks.bands import band_problems
from pq_answers.checks.figures import Figure, published_figure
from pq_answers.cli import main
from pq_answers.published import Precision, PublishedFigure, Role, read_catalogue
from pq_answers.tables import State

# What a test leaves out: a count of employees in one table of one source.
_PLAIN = {
    "source": "proef",
    "table": "t",
    "indicator": "doelgroepwerknemers",
    "measure": "lde",
    "period": "2021",
    "unit": "personen",
}


def fig(
    name: str,
    value: str | None,
    codes: str = "",
    role: Role = Role.VALUE,
    precision: Precision = Precision.EXACT,
    state: State | None = None,
    **other: str,
) -> PublishedFigure:
    """A published figure: `codes` is "regio=BE25;geslacht=M", `value` has its printed decimals."""
    texts = _PLAIN | other
    pairs = (pair.partition("=") for pair in codes.split(";") if pair)
    number = None if value is None else Decimal(value)
    return PublishedFigure(
        id=name,
        place="",
        dimensions=tuple(sorted((dimension, code) for dimension, _, code in pairs)),
        value=number,
        printed="nb" if number is None else str(value).replace(".", ","),
        precision=precision,
        role=role,
        state=state or (State.NOT_AVAILABLE if number is None else State.VALUE),
        note="",
        **texts,
    )


def parts(*values: str, dimension: str = "geslacht", unit: str = "personen") -> list[PublishedFigure]:
    """Parts by sex (or the first codes of another dimension), the total not among them."""
    codes = {"geslacht": ("M", "F", "X")}.get(dimension, ("a", "b", "c"))
    return [
        fig(f"d{n}", value, f"{dimension}={code}", unit=unit)
        for n, (code, value) in enumerate(zip(codes, values, strict=False))
    ]


def whole(value: str | None, codes: str = "", **other: Any) -> PublishedFigure:
    return fig("geheel", value, codes, Role.TOTAL, **other)


def rules(*figures: PublishedFigure) -> list[str]:
    return [finding.rule for finding in check_published(figures)]


def one(*figures: PublishedFigure) -> Finding:
    [finding] = check_published(figures)
    return finding


# Sums


def test_nothing_published_gives_no_finding() -> None:
    assert check_published([]) == ()


def test_a_printed_total_that_is_not_its_parts_is_an_error_with_the_sum_worked_out() -> None:
    finding = one(*parts("292", "347"), whole("479"))
    assert (finding.severity, finding.rule, finding.printed) == (Severity.ERROR, "som", "479")
    assert finding.computed == "292 + 347 = 639"
    assert "(verschil: 160)" in finding.sentence


def test_counts_are_exact_and_what_is_measured_is_rounded() -> None:
    assert rules(*parts("3", "4"), whole("8")) == ["som"]
    assert rules(*parts("3", "4", unit="VTE"), whole("8", unit="VTE")) == []
    assert rules(*parts("3", "4", unit="VTE"), whole("9", unit="VTE")) == ["som"]
    assert rules(*parts("3.0", "4.0", unit="VTE"), whole("7.2", unit="VTE")) == ["som"]


def test_persons_with_decimals_are_an_average_and_rounded() -> None:
    assert rules(*parts("3.3", "3.3"), whole("6.7")) == []
    assert rules(*parts("3.3", "3.3"), whole("6.8")) == ["som"]


def test_a_total_with_one_part_is_no_sum() -> None:
    assert rules(*parts("3"), whole("8")) == []


def test_a_part_that_is_not_available_leaves_a_bound() -> None:
    unknown = fig("d9", None, "geslacht=X")
    assert rules(*parts("3", "4"), unknown, whole("8")) == []
    assert rules(*parts("3", "4"), unknown, whole("6")) == ["som"]
    assert rules(*parts("3", "4"), unknown, whole(None)) == []


@pytest.mark.parametrize("state", [State.NONE, State.NOT_APPLICABLE])
def test_a_part_of_which_there_are_none_counts_as_none(state: State) -> None:
    none = fig("d9", None, "geslacht=X", state=state)
    assert rules(*parts("3", "4"), none, whole("7")) == []
    assert rules(*parts("3", "4"), none, whole("8")) == ["som"]


def test_rows_that_are_sums_of_other_rows_are_not_added_again() -> None:
    rows = [
        fig(f"r{n}", value, f"werkvorm={code}", measure="sociale_economie")
        for n, (code, value) in enumerate({"pwa": "3", "art60": "4", "tijdelijk": "4"}.items())
    ]
    assert rules(*rows, whole("7", measure="sociale_economie")) == []


def test_shares_of_several_wholes_are_no_parts() -> None:
    shares = [
        fig(f"s{n}", "60", f"noemer={code}", Role.SHARE, unit="procent")
        for n, code in enumerate(("vlaams_gewest", "nwwz"))
    ]
    assert rules(*shares, whole("100", unit="procent")) == []


def test_the_same_quantity_in_another_unit_is_no_part() -> None:
    assert rules(*parts("3", "4"), fig("v", "2.0", "geslacht=M", unit="VTE"), whole("7")) == []


def test_parts_spread_over_several_dimensions_are_added_where_they_are_declared() -> None:
    advice = {"indicator": "geindiceerden_advies"}
    spread = [fig("p", "3", "provincie=BE25", **advice), fig("g", "4", "gewest=brussel", **advice)]
    assert rules(*spread, whole("7", **advice)) == []
    assert rules(*spread, whole("8", **advice)) == ["verdeling"]


def test_without_a_printed_total_nothing_promises_all_parts() -> None:
    advice = {"indicator": "geindiceerden_advies"}
    two = [fig("p", "3", "provincie=BE25", **advice), fig("q", "4", "provincie=BE22", **advice)]
    assert rules(*two, fig("geheel", "90", **advice)) == []


def test_declared_codes_are_only_added_where_all_of_them_stand() -> None:
    granted = {"indicator": "contingent", "unit": "VTE"}
    filled = fig("i", "3.0", "contingentdeel=ingevuld", **granted)
    open_ = fig("n", "1.0", "contingentdeel=niet_ingevuld", **granted)
    assert rules(filled, open_, fig("geheel", "4.0", **granted)) == []
    assert rules(filled, open_, fig("geheel", "5.0", **granted)) == ["verdeling"]
    assert rules(filled, fig("geheel", "5.0", **granted)) == []


@pytest.mark.parametrize(
    ("value", "found"), [("6", []), ("9", []), ("5", ["verdeling"]), ("10", ["verdeling"])]
)
def test_a_whole_that_is_not_additive_lies_between_its_largest_part_and_their_sum(
    value: str, found: list[str]
) -> None:
    step = {"indicator": "participatieladder"}
    own = [
        fig(f"m{n}", v, "trede=T5", measure=m, **step)
        for n, (m, v) in enumerate([("lde", "3"), ("sine", "6")])
    ]
    both = fig("geheel", value, "trede=T5", Role.SUBTOTAL, measure="kansengroepen_alle", **step)
    assert rules(*own, both) == found


def test_a_formula_row_is_its_terms_less_what_is_taken_off() -> None:
    def rows(result: str) -> list[PublishedFigure]:
        values = {
            "sociale_inschakeling": "10",
            "diensteneconomie_incl": "7",
            "invoeg_dienstencheques": "2",
            "kansengroepen_incl": result,
        }
        named = enumerate(values.items())
        return [fig(f"r{n}", v, f"werkvorm={c}", measure="sociale_economie") for n, (c, v) in named]

    assert rules(*rows("15")) == []
    finding = one(*rows("16"))
    assert (finding.rule, finding.computed) == ("formule", "10 + 7 − 2 = 15")


def test_a_formula_of_which_a_term_is_missing_is_not_held() -> None:
    rows = [("lde", "3"), ("diensteneconomie_excl", "9")]
    figures = [fig(c, v, f"werkvorm={c}", measure="sociale_economie") for c, v in rows]
    assert rules(*figures) == []


def test_a_formula_row_may_stand_in_another_table_than_its_terms() -> None:
    terms = [fig(m, "3", measure=m) for m in ("beschutte_werkplaats", "sociale_werkplaats")]
    assert rules(*terms, fig("som", "6", measure="collectief_maatwerk", table="u")) == []
    assert rules(*terms, fig("som", "7", measure="collectief_maatwerk", table="u")) == ["formule"]


def test_at_least_about_and_at_most_are_read_as_they_are_said() -> None:
    for precision, fitting, not_fitting in (
        (Precision.AT_LEAST, ("60", "73"), "74"),
        (Precision.AT_MOST, ("73", "80"), "72"),
        (Precision.ABOUT, ("70", "73"), "80"),
    ):
        for value in fitting:
            rounded = fig("x", value, measure="collectief_maatwerk", precision=precision)
            assert rules(*_halves(), rounded) == [], (precision, value)
        wrong = fig("x", not_fitting, measure="collectief_maatwerk", precision=precision)
        assert rules(*_halves(), wrong) == ["formule"], precision


def _halves() -> list[PublishedFigure]:
    return [fig(m, v, measure=m) for m, v in (("beschutte_werkplaats", "33"), ("sociale_werkplaats", "40"))]


# Bounds and identities


def test_a_part_is_never_more_than_the_whole_that_holds_it() -> None:
    larger = [fig("w", "9", "regio=BE25"), fig("v", "8", "regio=VL_GEW")]
    assert rules(*larger) == ["deel_van_geheel"]
    assert rules(larger[0], fig("v", "9", "regio=VL_GEW")) == []


def test_there_are_never_more_full_time_units_than_persons() -> None:
    assert rules(fig("p", "5"), fig("v", "5.4", unit="VTE")) == ["eenheden"]
    assert rules(fig("p", "5"), fig("v", "5.0", unit="VTE")) == []


def started(*values: str | None) -> list[PublishedFigure]:
    common = {"indicator": "doorstroomtrajecten_gestart", "unit": "trajecten"}
    return [fig(f"j{n}", value, period=str(2019 + n), **common) for n, value in enumerate(values)]


def ended(with_success: str, without: str) -> list[PublishedFigure]:
    common = {"indicator": "doorstroom_resultaat", "period": "2019-2021"}
    outcomes = enumerate({"succesvol": with_success, "niet_succesvol": without}.items())
    return [fig(f"r{n}", value, f"trajectresultaat={code}", **common) for n, (code, value) in outcomes]


def test_more_ended_than_began_is_an_error_and_fewer_a_note_with_the_rest() -> None:
    assert rules(*started("64", "127", "158"), *ended("67", "282")) == []
    assert rules(*started("64", "127", "158"), *ended("68", "282")) == ["samenhang"]
    finding = one(*started("24", "51", "57"), *ended("12", "70"))
    assert (finding.severity, finding.rule) == (Severity.NOTE, "rest")
    assert finding.computed == "24 + 51 + 57 = 132; 12 + 70 = 82; rest 50"


def test_years_that_are_missing_or_not_available_leave_no_rest_to_tell() -> None:
    assert rules(*started("24", "51"), *ended("12", "70")) == []
    assert rules(*started("24", None, "99"), *ended("12", "70")) == []


# Shares and growth


def test_a_share_follows_from_the_figures_beside_it() -> None:
    figures = [*parts("54", "956"), whole("1010")]
    right = fig("s", "5.3", "geslacht=M", Role.SHARE, unit="procent")
    assert rules(*figures, right) == []
    finding = one(*figures, replace(right, value=Decimal("5.4"), printed="5,4%"))
    assert (finding.rule, finding.printed, finding.computed) == ("aandeel", "5,4%", "54 / 1.010 = 5,35 %")


def test_half_a_unit_is_rounded_either_way() -> None:
    half = [*parts("1", "39"), whole("40")]
    for value in ("2", "3"):
        assert rules(*half, fig("s", value, "geslacht=M", Role.SHARE, unit="procent")) == []


def test_a_share_that_fits_the_sum_of_a_misprinted_total_is_right() -> None:
    share = fig("s", "45.7", "geslacht=M", Role.SHARE, unit="procent")
    assert rules(*parts("292", "347"), whole("479"), share) == ["som"]


def test_a_share_of_a_named_whole_is_held_against_that_whole() -> None:
    figures = [fig("w", "25", "regio=BE25"), fig("v", "100", "regio=VL_GEW")]
    share = fig("s", "25.0", "noemer=vlaams_gewest;regio=BE25", Role.SHARE, unit="procent")
    assert rules(*figures, share) == []
    assert rules(*figures, replace(share, value=Decimal("26.0"))) == ["aandeel"]


def test_a_share_may_be_more_than_all_where_the_figures_say_so() -> None:
    figures = [fig("w", "150", "regio=BE22"), fig("v", "100", "regio=VL_GEW")]
    share = fig("s", "150.0", "noemer=vlaams_gewest;regio=BE22", Role.SHARE, unit="procent")
    assert rules(*figures, share) == []


def test_a_share_of_nothing_that_has_a_figure_is_wrong() -> None:
    figures = [fig("w", "0", "regio=BE25"), fig("v", "0", "regio=VL_GEW")]
    share = fig("s", "3.0", "noemer=vlaams_gewest;regio=BE25", Role.SHARE, unit="procent")
    assert rules(*figures, share) == ["aandeel"]
    unknown = replace(share, value=None, state=State.NOT_APPLICABLE)
    assert rules(*figures, unknown) == []


def growth(value: str, precision: Precision = Precision.EXACT) -> PublishedFigure:
    return fig("g", value, "", Role.GROWTH, precision, unit="procent", period="2012-2013")


def test_a_growth_follows_from_both_years_also_below_zero() -> None:
    fall = [fig("a", "1714", period="2012"), fig("b", "1633", period="2013")]
    assert rules(*fall, growth("-4.7")) == []
    finding = one(*fall, growth("-4.9"))
    assert (finding.rule, finding.computed) == ("groei", "1.633 / 1.714 − 1 = -4,73 %")
    assert rules(*fall, growth("4.7")) == ["groei"]


def test_at_most_a_fall_may_be_a_larger_fall() -> None:
    fall = [fig("a", "100", period="2012"), fig("b", "80", period="2013")]
    assert rules(*fall, growth("-10", Precision.AT_MOST)) == []
    assert rules(*fall, growth("-30", Precision.AT_MOST)) == ["groei"]


def test_growth_from_nothing_is_no_percentage() -> None:
    rise = [fig("a", "0", period="2012"), fig("b", "8", period="2013")]
    assert rules(*rise, growth("100")) == ["groei"]


def sexes(men: str, women: str, **other: str) -> list[PublishedFigure]:
    return [
        fig(f"{code}{other}", value, f"geslacht={code}", Role.SHARE, unit="procent", **other)
        for code, value in (("M", men), ("F", women))
    ]


def test_shares_of_groups_that_are_all_are_a_hundred() -> None:
    assert rules(*sexes("60.4", "39.6")) == []
    assert rules(*sexes("60.4", "39.5")) == []
    assert rules(*sexes("60.4", "39.3")) == ["honderd"]


def test_who_is_unknown_or_not_available_counts_among_the_hundred() -> None:
    unknown = fig("u", "2.0", "geslacht=_U", Role.SHARE, unit="procent")
    assert rules(*sexes("60.0", "38.0"), unknown) == []
    assert rules(*sexes("60.0", "39.0"), unknown) == ["honderd"]
    assert rules(*sexes("60.0", "38.0"), replace(unknown, value=None, state=State.NOT_AVAILABLE)) == []


def test_shares_of_two_measures_are_not_added_to_a_hundred() -> None:
    one_each = [sexes("60.0", "40.0", measure="sine")[0], sexes("30.0", "70.0", measure="lde")[1]]
    assert rules(*one_each) == []


def test_groups_with_one_named_whole_are_a_hundred_whatever_their_measures() -> None:
    def share(step: str, value: str, measure: str) -> PublishedFigure:
        codes, common = f"noemer=loontrekkenden;trede={step}", {"indicator": "participatieladder"}
        return fig(step, value, codes, Role.SHARE, unit="procent", measure=measure, **common)

    own = fig(
        "o", "13.5", "noemer=loontrekkenden", Role.SHARE, unit="procent",
        indicator="participatieladder", measure="kansengroepen_alle",
    )  # fmt: skip
    assert (
        rules(share("T5", "10.7", "kansengroepen_alle"), share("T6", "89.3", "zonder_maatregel"), own) == []
    )
    wrong = share("T6", "88.3", "zonder_maatregel")
    assert rules(share("T5", "10.7", "kansengroepen_alle"), wrong, own) == ["honderd"]


def test_the_share_of_a_whole_lies_between_those_of_its_groups() -> None:
    rate = fig("r", "50.0", "", Role.SHARE, unit="procent")
    assert rules(*sexes("60.0", "55.0"), rate) == ["aandeel_van_geheel"]
    assert rules(*sexes("60.0", "45.0"), rate) == []
    assert rules(*sexes("20.0", "30.0"), rate) == []


def stairs(*counts: str, shares: tuple[str, ...], whole_share: str, total: str) -> list[PublishedFigure]:
    """Steps of a ladder in one region with their shares in a region that is not printed itself."""
    common = {"indicator": "participatieladder", "measure": "kansengroepen_alle"}
    named = list(zip(("T3", "T4", "T5"), counts, shares, strict=False))
    role = Role.SHARE
    return [
        *(fig(f"n{c}", v, f"regio=BE25;trede={c}", Role.SUBTOTAL, **common) for c, v, _ in named),
        *(
            fig(f"s{c}", s, f"noemer=vlaams_gewest;regio=BE25;trede={c}", role, unit="procent", **common)
            for c, _, s in named
        ),
        fig("t", total, "regio=BE25", Role.TOTAL, **common),
        fig("ts", whole_share, "noemer=vlaams_gewest;regio=BE25", role, unit="procent", **common),
    ]


def test_shares_of_parts_and_whole_must_leave_one_denominator() -> None:
    # 100 is 10 % of 1000, 300 is 30 % of 1000: together 400 of 2000, which is 20 %.
    assert rules(*stairs("100", "300", shares=("10.0", "30.0"), whole_share="20.0", total="400")) == []
    wrong = stairs("100", "300", shares=("10.0", "30.0"), whole_share="25.0", total="400")
    assert rules(*wrong) == ["aandelen_samen"]


def test_shares_of_which_a_part_is_not_printed_are_not_added() -> None:
    some = stairs("100", "300", shares=("10.0", "30.0"), whole_share="21.0", total="420")
    assert "aandelen_samen" not in rules(*some)


def test_a_part_of_at_least_so_many_leaves_the_denominator_open() -> None:
    def open_ended(whole_share: str) -> list[PublishedFigure]:
        made = stairs("100", "300", shares=("10.0", "30.0"), whole_share=whole_share, total="400")
        return [replace(f, precision=Precision.AT_LEAST) if f.id == "nT3" else f for f in made]

    assert rules(*open_ended("15.0")) == []
    finding = one(*open_ended("25.0"))
    assert (finding.rule, "uit de delen: minstens 1.99" in finding.sentence) == ("aandelen_samen", True)


# One quantity with two values


def test_one_source_that_prints_two_values_is_wrong_and_two_sources_are_a_warning() -> None:
    assert one(fig("a", "3"), fig("b", "4", table="u")).severity is Severity.ERROR
    finding = one(fig("a", "3"), fig("b", "4", source="ander"))
    assert (finding.rule, finding.severity) == ("zelfde_cijfer", Severity.WARNING)


def test_rounding_reconciles_one_value_with_another() -> None:
    assert rules(fig("a", "3.14", unit="VTE"), fig("b", "3.1", unit="VTE", table="u")) == []
    assert rules(fig("a", "3700", precision=Precision.ABOUT), fig("b", "3702", table="u")) == []


def test_a_share_in_years_and_a_growth_over_them_are_two_things() -> None:
    share = fig("s", "40.0", "", Role.SHARE, unit="procent", period="2012-2013")
    assert rules(share, growth("-4.7")) == []


def test_what_one_source_does_not_define_explains_nothing() -> None:
    told = fig("a", "7061", source="sv-274", indicator="geindiceerden_advies", measure="collectief_maatwerk")
    silent = replace(told, id="b", source="slang-2021", value=Decimal(4704), printed="4.704")
    assert one(told, silent).severity is Severity.WARNING


def test_a_level_within_a_year_may_explain_a_difference_and_a_sum_of_years_may_not() -> None:
    granted = {"indicator": "contingent", "unit": "VTE"}
    year = fig("a", "10.0", period="2019", **granted)
    assert rules(year, fig("b", "11.0", period="2019-Q4", source="ander", **granted)) == ["ander_moment"]
    assert rules(year, fig("b", "11.0", period="2019-12-31", source="ander", **granted)) == ["ander_moment"]
    assert rules(year, fig("b", "30.0", period="2019-2021", source="ander", **granted)) == []
    assert rules(year, fig("b", "11.0", period="2019-07-01/2020-06-30", source="ander", **granted)) == []


# Series


def years(*values: str) -> list[PublishedFigure]:
    return [fig(f"y{n}", value, period=str(2010 + n)) for n, value in enumerate(values)]


def test_a_step_that_is_out_of_line_with_its_series_is_a_note() -> None:
    finding = one(*years("100", "104", "99", "102", "310", "305"))
    assert (finding.rule, finding.severity, finding.printed) == ("sprong", Severity.NOTE, "310")
    assert rules(*years("100", "104", "99", "102", "110", "105")) == []


@pytest.mark.parametrize(
    "values",
    [
        ("100", "100", "299"),
        ("1", "1", "1", "1", "9", "9"),
        ("0", "0", "0", "0", "0", "500"),
        ("100", "200", "100", "200", "100", "200"),
    ],
    ids=["too short", "a handful", "from nothing", "always jumping"],
)
def test_what_says_nothing_about_a_series_is_not_told(values: tuple[str, ...]) -> None:
    assert rules(*years(*values)) == []


# Bands


@pytest.mark.parametrize(
    ("labels", "whole_units", "problems"),
    [
        (("<5", "5-10", ">10"), False, []),
        (("500-1.000", "1.000-5.000", ">5.000"), False, ["delen een grens"]),
        (("500-1.000", ">1.000"), False, []),
        (("0,5 tot 1", "1,5 tot 2"), False, ["laten een gat"]),
        (("5 tot 10", "11 tot 20"), False, ["laten een gat"]),
        (("5 tot 10", "11 tot 20", "22 tot 30"), True, ["laten een gat"]),
        (("5 tot 10", "10 tot 20"), True, ["delen een grens"]),
        (("minder dan 5", "7 of meer"), False, []),
        (("klein", "groot"), False, []),
        ((), False, []),
    ],
)
def test_printed_bands_that_can_be_misread(
    labels: tuple[str, ...], whole_units: bool, problems: list[str]
) -> None:
    assert [problem for *_, problem in band_problems(labels, whole=whole_units)] == problems


# Odd figures


@pytest.mark.parametrize("value", ["1E+12", "9" * 14, "1E-9", "0", "-5"])
def test_no_number_is_too_odd_to_be_looked_at(value: str) -> None:
    for unit in ("personen", "VTE"):
        figures = [*parts(value, value, unit=unit), whole(value, unit=unit)]
        share = fig("s", value, "geslacht=M", Role.SHARE, unit="procent")
        assert set(rules(*figures, share, growth(value))) <= {"som", "aandeel", "groei", "deel_van_geheel"}


@pytest.mark.parametrize("precision", list(Precision))
@pytest.mark.parametrize("state", [State.NOT_AVAILABLE, State.NOT_APPLICABLE, State.NONE, State.ZERO])
def test_no_state_and_no_precision_stops_the_checks(precision: Precision, state: State) -> None:
    value = "0" if state is State.ZERO else None
    odd = [replace(fig("x", value, state=state, precision=precision), role=role) for role in Role]
    figures = [
        replace(f, id=f"{f.id}{n}", unit=unit) for n, f in enumerate(odd) for unit in ("personen", "procent")
    ]
    check_published([*figures, *parts("3", "4"), *years("3", "4"), growth("2")])


def test_the_order_of_the_figures_changes_nothing() -> None:
    figures = list(read_catalogue())
    expected = check_published(figures)
    for seed in range(2):
        random.Random(seed).shuffle(figures)
        assert check_published(figures) == expected


# What the shipped sources contradict. Each row was checked by hand with the text of the source.

IB_JOBS = "Ontvangen vacatures IB naar beroep 2004-2005"
IB_FIRMS = "Ontvangen vacatures IB naar soort bedrijf 2004-2005"
SWP_JOBS = "Ontvangen vacatures SWP naar beroep - 2004-2005"
SWP_VTE = "Tewerkstelling (VTE) Sociale Werkplaatsen 2005"
DECEMBER = "commissieverslag VP, begin 2018 (cijfers uit een SV van half december)"
CMW03 = "WEWIS open data CMW03"
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
EXPECTED = [
    # The table's margins are 2215 + 437 = 2652 and 700 + 250 = 950; 2215 + 700 = 2915 and 437 + 250 = 687.
    (ERROR, "som", "vdab-2005", SWP_VTE, "3702", "2.915 + 687 = 3.602; 2.652 + 950 = 3.602"),
    # The shares (45,7 %, 53,7 %) fit 639; 479 is the total of arbeidszorg. No share is wrong.
    (ERROR, "som", "vdab-2005", IB_JOBS, "479",
     "292 + 93 + 50 + 58 + 30 + 22 + 21 + 14 + 12 + 11 + 36 = 639"),
    (ERROR, "som", "vdab-2005", IB_FIRMS, "479", "343 + 96 + 65 + 41 + 29 + 22 + 16 + 27 = 639"),
    # 54 of 1010 is 5,346 %, which rounds to 5,3 %.
    (ERROR, "aandeel", "vdab-2005", SWP_JOBS, "5,4%", "54 / 1.010 = 5,35 %"),
    (WARNING, "zelfde_cijfer", "vdab-2005", "Bijschrift arbeidszorg", "50-tal", "57"),
    # 44.672 of 418.932 is 10,663 %: the ladder's three other places print 10,7 %.
    (ERROR, "aandeel", "ladder-2017", "trede 5", "10,4%", "44.672 / 418.932 = 10,66 %"),
    (ERROR, "zelfde_cijfer", "ladder-2017", "trede 5", "10,4%", "10,7%"),
    (ERROR, "verdeling", "ladder-2017", "trede 4", "10.740",
     "1.070 + 7.744 + 74 + 361 + 1.013 + 161 = 10.423"),
    # 20,1 % is printed for step 5 and for all steps, but the others are 17,3 % and 17 %:
    # 56.721 / 20,15 % = 281.494; 1.309 / 17,35 % + 10.740 / 17,5 % + 44.672 / 20,15 % = 290.613.
    (
        ERROR, "aandelen_samen", "ladder-2017", "activering, lijst", "20,1%",
        "het geheel waarvan 20,1 % genomen is: 281.494 à 282.898; uit de delen: 290.613 à 295.482",
    ),
    # «bijna één op de vijf» is at most 20 %.
    (
        ERROR, "aandeel", "ladder-2017", "niet-beroepsactieven, invaliden", "ÉÉN op de VIJF",
        "41.479 / 160.939 = 25,8 %",
    ),
    *((WARNING, "klassen", "sv-274", "1.a", f"{a}; {b}", "") for a, b in (
        ("5 tot 10", "11 tot 20"), ("11 tot 20", "21 tot 50"), ("21 tot 50", "51 tot 100"),
    )),
    *((WARNING, "klassen", "sv-274", "2.a", f"{a}; {b}", "") for a, b in (
        ("50-100", "100-500"), ("100-500", "500-1000"),
    )),
    (WARNING, "klassen", "sv-274", "3.a", "2-5; 5-10", ""),
    (NOTE, "zelfde_cijfer", "sv-274", "4", "7.061", "4.704"),
    (NOTE, "rest", "sv-274", "7.b", "57", "24 + 51 + 57 = 132; 12 + 70 = 82; rest 50"),
    # 64 to 227 is 3.5 times as many, and 227 to 58 less than a third.
    (NOTE, "sprong", "sv-274", "7.a", "227", "254,7 %"),
    (NOTE, "sprong", "sv-274", "7.a", "58", "-74,4 %"),
    # Twelve in three years, and 256 or 283 in one of them: another definition.
    (NOTE, "verwant", "reeksen-antwoorden", "SV 1115 (2024-2025), antwoord 10b", "256", "12"),
    (NOTE, "verwant", "reeksen-antwoorden", "SV 1115 (2024-2025), antwoord 10b", "283", "12"),
    (NOTE, "ander_moment", "reeksen-geciteerd", DECEMBER, "1.891,53", "1.874,9"),
    (NOTE, "ander_moment", "reeksen-opendata", CMW03, "19.533,8", "19.407,5"),
    (NOTE, "ander_moment", "reeksen-opendata", CMW03, "19.587,8", "19.585,8"),
    (NOTE, "ander_moment", "reeksen-opendata", CMW03, "19.804,8", "19.769,0"),
    *((NOTE, "breuk", "reeksen-opendata", CMW03, first, last) for first, last in (
        ("19.533,8", "21.245,67"), ("18.602,73", "20.341,62"), ("931,07", "904,05"), ("103", "82"),
    )),
    # The last year of the series is not over.
    (NOTE, "breuk", "reeksen-antwoorden", "SV 1 (2024-2025), antwoord 1, tabel 1 (DWSE)", "23.451", "24.099"),
]  # fmt: skip


@cache
def shipped() -> tuple[Finding, ...]:
    return check_published(read_catalogue())


def test_the_shipped_sources_contradict_exactly_this() -> None:
    found = [(f.severity, f.rule, f.source, f.table, f.printed, f.computed) for f in shipped()]
    assert Counter(found) == Counter(EXPECTED)


def test_no_share_of_the_table_with_the_copied_total_is_called_wrong() -> None:
    assert {finding.rule for finding in shipped() if finding.table in {IB_JOBS, IB_FIRMS}} == {"som"}


def test_the_two_counts_of_advices_are_explained_by_their_definitions() -> None:
    [finding] = [f for f in shipped() if f.computed == "4.704"]
    assert "definities verschillen" in finding.sentence
    assert "zonder lager advies" in finding.sentence


# Every working says what it says


def value_of(text: str) -> Decimal:
    """Work out "1.070 + 74", "10 + 7 − 2", "54 / 1.010" or "1.633 / 1.714 − 1" (a percentage)."""
    terms = re.findall(r"([+−/]?) ?(-?\d[\d.]*(?:,\d+)?)", text.removesuffix(" %"))
    total = Decimal(0)
    for sign, printed in terms:
        number = Decimal(printed.replace(".", "").replace(",", "."))
        total = total / number if sign == "/" else total - number if sign == "−" else total + number
    return total


def test_each_working_gives_what_it_says() -> None:
    equations = [
        part.split(" = ") for finding in shipped() for part in finding.computed.split("; ") if " = " in part
    ]
    assert len(equations) > 8
    for left, right in equations:
        scale = 100 if right.endswith("%") else 1
        printed = value_of(right)
        worked = (value_of(left) * scale).quantize(printed, rounding=ROUND_HALF_UP)
        assert worked == printed, (left, right)


def test_each_difference_is_between_what_is_printed_and_what_is_worked_out() -> None:
    told = [(f, m[1]) for f in shipped() if (m := re.search(r"\(verschil: ([\d.]+)\)", f.sentence))]
    assert len(told) == 4
    for finding, difference in told:
        printed = value_of(finding.printed)
        sums = {value_of(part.split(" = ")[1]) for part in finding.computed.split("; ")}
        assert {abs(printed - total) for total in sums} == {value_of(difference)}


def test_each_finding_names_the_figures_it_is_about() -> None:
    known = {figure.id: figure for figure in read_catalogue()}
    for finding in shipped():
        figures = [known[name] for name in finding.figures]
        assert figures
        assert set(finding.cells) == {figure.key for figure in figures}
        assert finding.source in {figure.source for figure in figures}
        assert finding.table in {figure.table for figure in figures}


# The inventory of 2013: right as it stands, and every figure of it that is changed is found

ALONE = {"pom2013-reg-002", "pom2013-evo-001", "pom2013-ini-001", "pom2013-ini-003"}


@cache
def inventory() -> tuple[PublishedFigure, ...]:
    return tuple(figure for figure in read_catalogue() if figure.source == "pom-2013")


def test_the_inventory_of_2013_gives_nothing_at_all() -> None:
    assert len(inventory()) > 200
    assert check_published(inventory()) == ()


def changeable(role_of: Callable[[PublishedFigure], bool], size: int) -> list[str]:
    names = [
        figure.id
        for figure in inventory()
        if figure.value is not None
        and figure.id not in ALONE
        and figure.precision is Precision.EXACT
        and role_of(figure)
    ]
    return random.Random(2013).sample(names, size)


def _is_ratio(figure: PublishedFigure) -> bool:
    return figure.role in {Role.SHARE, Role.GROWTH}


def _is_count(figure: PublishedFigure) -> bool:
    return not _is_ratio(figure) and figure.role is not Role.CONSTANT


def _changed(name: str, step: Decimal) -> tuple[PublishedFigure, ...]:
    return tuple(
        replace(f, value=f.value + step, printed=nl.number(f.value + step, f.decimals))
        if f.id == name and f.value is not None
        else f
        for f in inventory()
    )


@pytest.mark.parametrize("name", changeable(_is_count, 8))
def test_a_count_of_the_inventory_that_is_one_off_is_found(name: str) -> None:
    for step in (Decimal(1), Decimal(-1)):
        assert any(name in finding.figures for finding in check_published(_changed(name, step)))


@pytest.mark.parametrize("name", changeable(_is_ratio, 8))
def test_a_share_or_growth_of_the_inventory_that_is_two_tenths_off_is_found(name: str) -> None:
    for step in (Decimal("0.2"), Decimal("-0.2")):
        findings = check_published(_changed(name, step))
        assert [finding.rule for finding in findings if name in finding.figures], findings


def test_a_figure_with_nothing_beside_it_can_be_held_against_nothing() -> None:
    for name in ALONE:
        assert check_published(_changed(name, Decimal(1))) == ()


# The interval in which a printed figure lies


@pytest.mark.parametrize(
    ("value", "unit", "precision", "low", "high"),
    [
        ("7", "personen", Precision.EXACT, "7", "7"),
        ("7", "VTE", Precision.EXACT, "6.5", "7.5"),
        ("7.25", "VTE", Precision.EXACT, "7.245", "7.255"),
        ("3700", "personen", Precision.ABOUT, "3650", "3750"),
        ("2.5", "VTE", Precision.ABOUT, "2.45", "2.55"),
        ("0", "personen", Precision.ABOUT, "-0.5", "0.5"),
        ("300", "personen", Precision.AT_LEAST, "300", "Infinity"),
        ("600", "personen", Precision.AT_MOST, "0", "600"),
        ("1E+3", "VTE", Precision.EXACT, "999.5", "1000.5"),
    ],
)
def test_a_printed_figure_lies_within(
    value: str, unit: str, precision: Precision, low: str, high: str
) -> None:
    read: Figure = published_figure(fig("x", value, unit=unit, precision=precision))
    assert (read.interval.low, read.interval.high) == (Decimal(low), Decimal(high))


# The command


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


FIELDS = {
    "bestand", "regel", "ernst", "bron", "tabel", "cellen", "cijfers", "gedrukt", "berekend", "zin",
}  # fmt: skip


def test_the_command_prints_every_finding_with_its_place_and_a_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "check", "--published")
    assert code == 1
    assert "Fout · som · vdab-2005" in out
    assert f"«{SWP_VTE}»" in out
    assert out.rstrip().splitlines()[-1].startswith("9 fouten, 7 waarschuwingen, 15 opmerkingen in ")


def test_the_command_gives_json_of_one_shape(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "--published", "--json")
    found = json.loads(out)
    assert (code, set(found)) == (1, {"bevindingen"})
    assert len(found["bevindingen"]) == len(EXPECTED)
    assert all(set(entry) == FIELDS for entry in found["bevindingen"])


def test_without_an_error_the_exit_code_is_nought(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pq_answers.published.read_catalogue", inventory)
    code, out, _ = run(capsys, "check", "--published")
    assert code == 0
    assert out.startswith("0 fouten, 0 waarschuwingen, 0 opmerkingen in ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "niets om na te kijken"),
        (["--published", "weg"], "Eén ding tegelijk"),
        (["--published", "--eerder", "weg"], "geen antwoorden"),
    ],
)
def test_nothing_two_things_or_an_option_without_effect_are_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    code, _, err = run(capsys, "check", *words)
    assert code == 2
    assert says in err


def test_a_folder_from_the_environment_does_not_stop_the_check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PQ_EERDER", "weg")
    assert run(capsys, "check", "--published")[0] == 1
