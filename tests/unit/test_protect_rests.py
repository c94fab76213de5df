"""A small count that no table prints, but that anybody can subtract, is protected too."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from pq_answers.protect import Protected, protect
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

COLUMN = ((Category("kolom", "aantal", "aantal"),),)
STARTED, ENDED = "doorstroomtrajecten_gestart", "doorstroom_resultaat"
WITHIN = ("trajectresultaat", STARTED, "trajecten")


def cell(codes: Mapping[str, str], value: int, period: str, indicator: str) -> Cell:
    unit = "trajecten" if indicator == STARTED else "personen"
    key = CellKey.make(indicator, "doelgroepwerknemer", "lde", dict(codes), period, unit)
    return Cell(key, Decimal(value), State.VALUE if value else State.ZERO)


def table(
    name: str,
    figures: Mapping[str, int],
    *,
    period: str = "2021",
    indicator: str = ENDED,
    fixed: Mapping[str, str] | None = None,
) -> RawTable:
    """Make a table by age; the code "" is the total."""
    cells = [
        cell({**(fixed or {}), **({"leeftijd": code} if code else {})}, value, period, indicator)
        for code, value in figures.items()
    ]
    rows = tuple((Category("leeftijd", code or "_T", code or "totaal"),) for code in figures)
    grid = tuple((one,) for one in cells)
    breakdown = ("leeftijd",) if any(figures) else ()
    within = WITHIN if fixed else ()
    return RawTable(
        name,
        "item",
        name,
        "personen",
        breakdown,
        rows,
        COLUMN,
        grid,
        ("leeftijd",),
        persons=True,
        within=within,
    )


def shown(protected: Protected) -> set[str]:
    return {str(one.key) for made in protected.tables for one in made if one.value is not None}


def test_a_rest_of_two_unknown_persons_is_not_left_to_subtract() -> None:
    parts = [table(f"t{code}", {code: value}) for code, value in {"a": 14, "b": 9, "c": 11}.items()]
    protected = protect([table("totaal", {"": 36}), *parts])
    assert len(shown(protected)) < 4


def test_a_large_rest_hides_nothing() -> None:
    protected = protect([table("totaal", {"": 60}), table("a", {"a": 14})])
    assert len(shown(protected)) == 2


def test_a_year_that_is_not_printed_does_not_follow_from_the_span_and_the_other_year() -> None:
    tables = [
        table("samen", {"a": 10, "b": 30}, period="2019-2020"),
        table("2020", {"a": 7, "b": 12}, period="2020"),
    ]
    assert len(shown(protect(tables))) < 4


@pytest.mark.parametrize(("failed", "hides"), [(13, True), (9, False)])
def test_who_started_less_who_failed_does_not_tell_who_succeeded(failed: int, hides: bool) -> None:
    started = table("gestart", {"a": 14, "b": 30}, period="2020", indicator=STARTED)
    ended = table("niet", {"a": failed, "b": 20}, period="2020", fixed={"trajectresultaat": "niet_succesvol"})
    assert (len(shown(protect([started, ended]))) < 4) is hides


def test_the_years_of_the_outer_item_together_are_held_against_a_span() -> None:
    outer = [
        table(f"gestart {year}", {"a": value, "b": 30}, period=year, indicator=STARTED)
        for year, value in {"2019": 6, "2020": 8}.items()
    ]
    fixed = {"trajectresultaat": "niet_succesvol"}
    ended = table("niet", {"a": 13, "b": 20}, period="2019-2020", fixed=fixed)
    assert len(shown(protect([*outer, ended]))) < 6


def test_a_rest_is_never_named_in_the_report() -> None:
    parts = [table(f"t{code}", {code: value}) for code, value in {"a": 14, "b": 9, "c": 11}.items()]
    report = protect([table("totaal", {"": 36}), *parts]).report
    assert "_rest" not in str(report)
