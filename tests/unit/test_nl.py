"""Dutch as the Flemish government writes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pq_answers import nl


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1868", 1, "1.868,0"),
        ("1868.05", 1, "1.868,1"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-0.04", 1, "0,0"),
        ("0", 0, "0"),
        ("1234567.891", 2, "1.234.567,89"),
        ("999", 0, "999"),
    ],
)
def test_a_number_is_printed_with_points_and_a_comma_and_halves_go_up(
    value: str, decimals: int, text: str
) -> None:
    assert nl.number(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [("2.4", "+2,4"), ("-2.4", "-2,4"), ("0", "0,0"), ("0.04", "0,0"), ("0.05", "+0,1")]
)
def test_a_change_shows_its_plus_but_nothing_has_none(value: str, text: str) -> None:
    assert nl.number(Decimal(value), 1, signed=True) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("2021", "2021"),
        ("2021-Q1", "2021 (kw1)"),
        ("2021-12-31", "31 december 2021"),
        ("2019-2021", "2019-2021"),
        ("2015+2017+2019", "2015, 2017 en 2019"),
        ("2004-07-01/2004-12-31", "1 juli 2004 tot en met 31 december 2004"),
        ("2025-04-01/2025-04-30", "april 2025"),
        ("2024-02-01/2024-02-29", "februari 2024"),
        ("2023-02-01/2023-02-27", "1 februari 2023 tot en met 27 februari 2023"),
        ("2024-04-01/2025-04-30", "1 april 2024 tot en met 30 april 2025"),
    ],
)
def test_a_period_is_printed_as_people_write_it(code: str, text: str) -> None:
    assert nl.period(code) == text


@pytest.mark.parametrize(
    ("values", "title", "sentence"),
    [
        ([2021], "2021", "2021"),
        ([2021, 2020], "2020 en 2021", "2020 en 2021"),
        ([2019, 2020, 2021], "2019-2021", "de periode 2019 tot en met 2021"),
        ([2015, 2017, 2019, 2020, 2021], "2015, 2017 en 2019-2021", "2015, 2017 en 2019 tot en met 2021"),
        ([], "", ""),
    ],
)
def test_years_are_joined_to_periods(values: list[int], title: str, sentence: str) -> None:
    assert nl.years(values) == title
    assert nl.years_in_words(values) == sentence


def test_days_lists_and_capitals() -> None:
    assert nl.day(date(2022, 1, 6)) == "6 januari 2022"
    assert [nl.listing(part) for part in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]
    assert (nl.capital("énig woord"), nl.capital("")) == ("Énig woord", "")


def test_a_title_inside_a_sentence_keeps_the_capitals_of_its_names() -> None:
    assert nl.uncapital("Kennis van het Nederlands") == "kennis van het Nederlands"
    assert nl.uncapital("") == ""
