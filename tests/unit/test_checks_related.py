"""Figures that are taken for one another, moments of a year, declared jumps, and shares of all kinds."""

from __future__ import annotations

import runpy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from pq_answers.checks import Severity
from pq_answers.published import Precision, PublishedFigure, Role

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_checks_published.py"))))
fig, one, rules = samples.fig, samples.one, samples.rules
GRANTED = {"indicator": "contingent", "measure": "collectief_maatwerk", "unit": "VTE"}
MOVED = {"indicator": "doorstroom_resultaat", "measure": "collectief_maatwerk"}


def moved(value: str, period: str) -> PublishedFigure:
    return fig(f"n{period}", value, "uitstroombestemming=nec", period=period, source="ander", **MOVED)


def succeeded(value: str, period: str) -> PublishedFigure:
    return fig("s", value, "trajectresultaat=succesvol", period=period, **MOVED)


# What readers take for one


def test_more_in_a_year_than_in_the_span_around_it_cannot_be_the_same_thing() -> None:
    finding = one(succeeded("12", "2019-2021"), moved("256", "2020"))
    assert (finding.rule, finding.severity) == ("verwant", Severity.WARNING)
    assert (finding.printed, finding.computed) == ("256", "12")
    assert "verschil 244" in finding.sentence


@pytest.mark.parametrize("period", ["2018", "2022", "2018-2019", "2020-Q4"])
def test_a_period_that_does_not_lie_within_the_other_says_nothing(period: str) -> None:
    assert rules(succeeded("12", "2019-2021"), moved("256", period)) == []


def test_fewer_in_a_year_than_in_the_span_around_it_may_be_the_same_thing() -> None:
    assert rules(succeeded("12", "2019-2021"), moved("12", "2020")) == []
    assert rules(succeeded("12", "2019-2021"), moved("3", "2020")) == []


def test_in_the_same_years_both_are_equal_or_not_the_same_thing() -> None:
    assert rules(succeeded("12", "2020"), moved("12", "2020")) == []
    assert rules(succeeded("12", "2020"), moved("11", "2020")) == ["verwant"]


# Moments of a year


@pytest.mark.parametrize(
    ("value", "severity"),
    [("19533.8", Severity.NOTE), ("17500.0", Severity.NOTE), ("17400.0", Severity.WARNING),
     ("1940.8", Severity.WARNING), ("194075.0", Severity.WARNING)],
)  # fmt: skip
def test_another_moment_explains_a_small_difference_and_no_misprint(value: str, severity: Severity) -> None:
    year = fig("a", "19407.5", period="2019", **GRANTED)
    finding = one(year, fig("b", value, period="2019-Q4", source="ander", **GRANTED))
    assert (finding.rule, finding.severity) == ("ander_moment", severity)
    assert ("ander moment" in finding.sentence) == (severity is Severity.NOTE)


# Jumps


@pytest.mark.parametrize("values", [("64", "227"), ("227", "58"), ("56", "560"), ("10", "30")])
def test_a_step_of_three_times_or_a_third_stands_out_in_the_shortest_series(values: tuple[str, str]) -> None:
    assert one(*samples.years(*values)).rule == "sprong"


@pytest.mark.parametrize("values", [("64", "191"), ("190", "64"), ("9", "29"), ("0", "500")])
def test_a_smaller_step_or_one_of_a_handful_does_not(values: tuple[str, str]) -> None:
    assert rules(*samples.years(*values)) == []


def test_a_figure_that_grew_over_six_years_made_no_jump() -> None:
    figures = [fig("a", "100", period="1999"), fig("b", "406", period="2005")]
    assert rules(*figures) == []
    assert rules(figures[0], replace(figures[1], period="2000")) == ["sprong"]


# Shares in other words, and of parts together


@pytest.mark.parametrize(
    ("value", "precision", "wrong"),
    [("1", Precision.AT_MOST, True), ("1", Precision.AT_LEAST, False), ("2", Precision.AT_MOST, False),
     ("1", Precision.EXACT, False), ("2", Precision.EXACT, True), ("1", Precision.ABOUT, False)],
)  # fmt: skip
def test_one_in_five_is_a_share_like_any_other(value: str, precision: Precision, wrong: bool) -> None:
    """41 of 160 is 25,6 %: more than one in five, and nearer to that than to two in five."""
    share = fig("s", value, "geslacht=M", Role.SHARE, precision, unit="op_5")
    found = rules(*samples.parts("41", "119"), samples.whole("160"), share)
    assert found == (["aandeel"] if wrong else [])


def test_a_share_in_words_is_told_as_it_is_printed() -> None:
    share = fig("s", "1", "geslacht=M", Role.SHARE, Precision.AT_MOST, unit="op_5")
    finding = one(*samples.parts("41", "119"), samples.whole("160"), share)
    assert "er staat hoogstens 1 op 5; uit de cijfers zelf volgt 41 / 160 = 25,6 %" in finding.sentence


@pytest.mark.parametrize(("printed", "wrong"), [("86", False), ("87", True)])
def test_a_share_of_parts_together_is_worked_out_from_all_of_them(printed: str, wrong: bool) -> None:
    codes = ("kringloop", "natuur_bioteelt", "ateliers", "klussen_bouw")
    jobs = [fig(c, v, f"activiteit={c}") for c, v in zip(codes, ("215", "118", "81", "65"), strict=True)]
    share = fig("s", printed, "activiteit=kringloop_ateliers_natuur", Role.SHARE, unit="procent")
    found = samples.check_published([*jobs, samples.whole("479"), share])
    assert [finding.computed for finding in found] == (["(215 + 81 + 118) / 479 = 86,4 %"] if wrong else [])
    # With a part missing there is nothing to work the share out from; only the total is wrong.
    assert rules(*jobs[1:], samples.whole("479"), share) == ["som"]


def unfilled(*printed: str) -> list[PublishedFigure]:
    """The contingent of three measures and of all, with the share of each that is not filled."""
    measures = ("beschutte_werkplaats", "sociale_werkplaats", "lde", "sociale_economie")
    told: list[PublishedFigure] = []
    for measure, granted, share in zip(
        measures, ("14507.3", "3965", "1891.53", "20363.83"), printed, strict=True
    ):
        other = GRANTED | {"measure": measure}
        told.append(fig(f"g-{measure}", granted, **other))
        codes, other = "contingentdeel=niet_ingevuld", other | {"unit": "procent"}
        told.append(fig(f"s-{measure}", share, codes, Role.SHARE, **other))
    return told


def test_the_shares_of_the_terms_of_a_formula_add_up_to_that_of_its_result() -> None:
    assert rules(*unfilled("5.1", "7.4", "2.3", "5.3")) == []
    assert rules(*unfilled("9.1", "7.4", "2.3", "5.3")) == ["aandelen_samen"]
    amount = fig("n", "1082.68", "contingentdeel=niet_ingevuld", **GRANTED | {"measure": "sociale_economie"})
    assert rules(*unfilled("5.1", "7.4", "2.3", "5.3"), amount) == []
    found = rules(*unfilled("5.1", "7.4", "2.3", "5.3"), replace(amount, value=Decimal("1182.68")))
    assert found == ["aandeel", "aandelen_samen"]
