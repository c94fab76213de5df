"""What the whole of a question tells its parts: for whom it is, what it refers to, how it is numbered."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

meaning = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_understand_meaning.py"))))
layout = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_understand_text.py"))))
by_label, only, parts, years = meaning.by_label, meaning.only, meaning.parts, meaning.years
ONE, TWO, THREE = layout.ONE, layout.TWO, layout.THREE


# Numbers


def test_numbers_on_lines_of_their_own_number_the_questions_below_them() -> None:
    assert layout.labels("Inleiding.", "", "1", ONE, "", "2", TWO, "", "3", THREE) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        (("Inleiding.", f"1. {ONE}", "1", f"2. {TWO}", "2"), ["1", "2"]),
        (("Inleiding.", "4", f"a) {ONE}", "5", f"b) {TWO}"), ["a", "b"]),
        (("Inleiding.", f"a) {ONE}", "1"), ["a"]),
    ],
    ids=["other numbers stand before them", "they do not begin with one", "there is only one"],
)
def test_other_numbers_on_lines_of_their_own_are_pages(lines: tuple[str, ...], labels: list[str]) -> None:
    assert layout.labels(*lines) == labels


def test_two_marks_in_the_middle_of_a_paragraph_begin_one_question() -> None:
    text = f"Inleiding. 1. {ONE} 2. a) {TWO} b) {THREE} 3. Is de minister bereid om dat te onderzoeken?"
    assert layout.labels(text) == ["1", "2.a", "2.b", "3"]


# Another government


FEDERAL = "De ziekenfondsen en het RIZIV begeleiden langdurig zieken naar werk."


def test_a_question_about_another_government_is_outside_also_where_a_part_does_not_say_so() -> None:
    found = by_label(
        FEDERAL, "", "1. Hoeveel gesprekken vonden er plaats?", "2. Wanneer komt er een evaluatie?"
    )
    assert {part["soort"] for part in found.values()} == {"out_of_scope"}


@pytest.mark.parametrize(
    "question",
    ["Hoeveel van hen werken in een maatwerkbedrijf?", "Hoeveel mensen begeleidde de VDAB?"],
)
def test_a_part_of_it_that_names_what_is_ours_is_ours(question: str) -> None:
    found = by_label(FEDERAL, "", "1. Hoeveel langdurig zieken zijn er?", f"2. {question}")
    assert (found["1"]["soort"], found["2"]["soort"]) == ("out_of_scope", "data")


def test_an_opening_that_speaks_of_flanders_too_leaves_each_part_to_its_own_words() -> None:
    opening = f"{FEDERAL} In Vlaanderen volgt de VDAB hen op."
    found = by_label(opening, "", f"1. {ONE}", "2. Is het overleg afgerond?")
    assert found["1"]["soort"] == "data"
    assert found["2"]["soort"] != "out_of_scope"


def test_a_question_of_the_dutch_parliament_names_the_dutch_minister() -> None:
    found = by_label("De Participatiewet wijzigt.", "", "1. Hoeveel plaatsen financierde het UWV?")
    assert found["1"]["soort"] == "out_of_scope"


# References


def test_a_letter_means_the_question_that_its_stem_refers_to_and_not_the_letter_before_it() -> None:
    found = by_label(
        "De sector groeit.", "",
        "1. Hoeveel doorstroomtrajecten startten er sinds 2019?",
        "2. Hoeveel van die trajecten:",
        "a) lopen momenteel nog;",
        "b) werden stopgezet?",
    )  # fmt: skip
    assert (years(found["2.a"]), years(found["2.b"])) == ((2021, 2021), (2019, None))


def test_a_part_of_a_question_may_be_named_by_its_letter() -> None:
    found = by_label(
        "De sector groeit.", "",
        "I. Trajecten in 2019 en 2020",
        "1. Hoeveel doorstroomtrajecten gingen er van start in de maatwerkbedrijven?",
        "II. Resultaten",
        "1. Hoeveel van de trajecten uit deel I werden voortijdig stopgezet?",
    )  # fmt: skip
    assert years(found["II.1"]) == (2019, 2020)


def test_years_in_a_row_up_to_now_end_with_the_last_of_them() -> None:
    assert years(only("Hoeveel aanvragen waren er in 2018, in 2019 en in 2020 tot nu toe?")) == (2018, 2020)


def test_two_measures_that_were_counted_apart_are_those_of_both_measures() -> None:
    found = by_label(
        "De sector groeit.", "",
        "1. Hoeveel evaluaties voerde de VDAB uit in 2020:",
        "a) van werknemers uit het collectief maatwerk;",
        "b) van werknemers uit de lokale diensteneconomie?",
        "2. Wat was het resultaat van die evaluaties, voor elk van de twee maatregelen?",
    )  # fmt: skip
    assert set(found["2"]["maatregelen"]) == {"collectief_maatwerk", "lde"}
    assert "maatregel" in found["2"]["opsplitsingen"]


# What is counted


@pytest.mark.parametrize(
    ("question", "indicator"),
    [
        ("Hoeveel kostte een doorstroomtraject gemiddeld in 2020?", "budget"),
        ("Hoeveel procent van de doelgroepwerknemers was in 2020 vrouw?", "doelgroepwerknemers"),
        ("Hoeveel maatwerkbedrijven hadden een werknemer in een doorstroomtraject?", "ondernemingen"),
        ("Hoeveel wijk-werkers stapten er over naar individueel maatwerk?", "uitstroom"),
    ],
)  # fmt: skip
def test_what_is_counted_goes_by_the_head_of_the_question(question: str, indicator: str) -> None:
    assert only(question)["indicator"] == indicator


def test_a_sum_that_goes_with_any_other_count_is_a_question_of_its_own() -> None:
    found = parts(
        "De sector groeit.", "", "1. Hoeveel taalcoaches werden er in 2020 ingezet en welk bedrag kostte dat?"
    )
    assert [part["indicator"] for part in found] == ["andere", "budget"]


def test_how_a_group_looked_told_apart_by_a_dimension_asks_figures() -> None:
    found = only(
        "Hoe zag de groep werkzoekenden met een advies maatwerk er in 2020 uit, opgesplitst naar leeftijd?"
    )
    assert (found["soort"], found["opsplitsingen"]) == ("data", ["leeftijd"])
