"""Pasted text becomes numbered sub-questions: repaired layout, headers, every kind of mark."""

from __future__ import annotations

from datetime import date

import pytest

from pq_answers.understand.header import split_header
from pq_answers.understand.leaves import read_leaves
from pq_answers.understand.tidy import tidy
from pq_answers.understand.tree import read_tree

ONE = "Hoeveel maatwerkers telde de sector?"
TWO = "Hoeveel lokale diensten zijn er erkend?"
THREE = "Waarom daalt het contingent?"


def labels(*lines: str) -> list[str]:
    return [leaf.label for leaf in read_leaves(read_tree(tidy("\n".join(lines))))]


def texts(*lines: str) -> dict[str, str]:
    return {leaf.label: leaf.text for leaf in read_leaves(read_tree(tidy("\n".join(lines))))}


# Layout


def test_lines_that_only_the_page_width_broke_become_one() -> None:
    assert tidy("1. Hoeveel maatwerkers\nwerkten er in Genk\nen in Hasselt?") == (
        "1. Hoeveel maatwerkers werkten er in Genk en in Hasselt?"
    )


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("het maatwerkbe-\ndrijf sloot", "het maatwerkbedrijf sloot"),
        ("de wijk-\nwerkers kwamen", "de wijk-werkers kwamen"),
        ("een LDE-\nonderneming sloot", "een LDE-onderneming sloot"),
        ("de in-\nen uitstroom", "de in- en uitstroom"),
        ("de provincie West-\nVlaanderen telt", "de provincie West-Vlaanderen telt"),
        ("sociale of be-\nschutte werkplaats", "sociale of beschutte werkplaats"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_joins_a_broken_word_and_stays_in_a_whole_one(
    broken: str, whole: str
) -> None:
    assert tidy(broken) == whole


@pytest.mark.parametrize(
    "furniture",
    [
        "12",
        "- 12 -",
        "3/7",
        "3 / 7",
        "pagina 3",
        "Pagina 3 van 7",
        "blz. 12",
        "Vlaams Parlement — 1011 Brussel — www.voorbeeld.example",
        "V L A A M S  P A R L E M E N T",
        "SCHRIFTELIJKE VRAGEN 2019-2020",
    ],
)
def test_what_stands_at_the_foot_of_a_page_is_left_out_of_a_sentence(furniture: str) -> None:
    text = f"1. Hoeveel maatwerkers waren er in\n{furniture}\nde provincie Limburg?"
    assert tidy(text) == "1. Hoeveel maatwerkers waren er in de provincie Limburg?"


def test_an_empty_line_in_the_middle_of_a_sentence_breaks_nothing() -> None:
    assert tidy("1. Hoeveel maatwerkers waren er in\n\nde provincie Limburg?\n\n2. Waarom?") == (
        "1. Hoeveel maatwerkers waren er in de provincie Limburg?\n2. Waarom?"
    )


def test_an_empty_line_behind_a_sentence_begins_a_paragraph() -> None:
    assert tidy("De sector groeit.\n\nDe wachtlijst ook.").count("\n") == 1


@pytest.mark.parametrize("blank", ["\u00a0", "\t", "   ", "\u2009", "\u202f"])
def test_every_kind_of_space_is_one_space(blank: str) -> None:
    assert tidy(f"1.{blank}Hoeveel{blank}maatwerkers?") == "1. Hoeveel maatwerkers?"


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\ufeff"])
def test_signs_that_nobody_sees_go(sign: str) -> None:
    assert tidy(f"maat{sign}werk") == "maatwerk"


def test_letters_with_loose_accents_become_whole_letters() -> None:
    assert tidy("gei\u0308ndiceerd") == "geïndiceerd"


def test_the_line_ends_of_windows_are_line_ends() -> None:
    assert tidy("1. Waarom?\r\n2. Hoeveel?") == "1. Waarom?\n2. Hoeveel?"


def test_a_tidy_text_stays_as_it_is() -> None:
    text = f"Datum: 3-2-2021\nMaatwerk - Cijfers\nDe sector groeit.\n1. {ONE}\na) {TWO}\n2. {THREE}"
    assert tidy(tidy(text)) == tidy(text)


# Marks


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("1.", "2.", "3."), ["1", "2", "3"]),
        (("1)", "2)", "3)"), ["1", "2", "3"]),
        (("(1)", "(2)", "(3)"), ["1", "2", "3"]),
        (("1°", "2°", "3°"), ["1", "2", "3"]),
        (("1 .", "2 .", "3 ."), ["1", "2", "3"]),
        (("a)", "b)", "c)"), ["a", "b", "c"]),
        (("a.", "b.", "c."), ["a", "b", "c"]),
        (("(a)", "(b)", "(c)"), ["a", "b", "c"]),
        (("A.", "B.", "C."), ["A", "B", "C"]),
        (("i.", "ii.", "iii."), ["i", "ii", "iii"]),
        (("i)", "ii)", "iii)"), ["i", "ii", "iii"]),
        (("I.", "II.", "III."), ["I", "II", "III"]),
        (("1.", "2.", "2bis."), ["1", "2", "2bis"]),
        (("1.", "1bis.", "1ter."), ["1", "1bis", "1ter"]),
        (("Vraag 1", "Vraag 2", "Vraag 3"), ["1", "2", "3"]),
        (("Vraag 1:", "Vraag 2:", "Vraag 3:"), ["1", "2", "3"]),
        (("Deelvraag 1:", "Deelvraag 2:", "Deelvraag 3:"), ["1", "2", "3"]),
        (("-", "-", "-"), ["b1", "b2", "b3"]),
        (("•", "•", "•"), ["b1", "b2", "b3"]),
        (("*", "*", "*"), ["b1", "b2", "b3"]),
        (("–", "–", "–"), ["b1", "b2", "b3"]),
        (("1.1", "1.2", "1.3"), ["1.1", "1.2", "1.3"]),
        (("1.a.", "1.b.", "1.c."), ["1.a", "1.b", "1.c"]),
        (("1a.", "1b.", "1c."), ["1.a", "1.b", "1.c"]),
        (("1a)", "1b)", "2a)"), ["1.a", "1.b", "2.a"]),
        (("1.1", "1.2", "2.1"), ["1.1", "1.2", "2.1"]),
        (("8.", "9.", "10."), ["8", "9", "10"]),
        (("1.", "2.", "4."), ["1", "2", "4"]),
    ],
)
def test_every_kind_of_mark_numbers_a_question(marks: tuple[str, ...], expected: list[str]) -> None:
    lines = [f"{mark} {text}" for mark, text in zip(marks, (ONE, TWO, THREE), strict=True)]
    assert labels("De sector groeit.", *lines) == expected


def test_the_words_behind_a_mark_are_those_of_its_question() -> None:
    assert texts(f"1. {ONE}", f"a) {TWO}", f"2. {THREE}") == {"1": ONE, "1.a": TWO, "2": THREE}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("1. Over maatwerk:", f"a) {ONE}", f"b) {TWO}", f"2. {THREE}"), ["1.a", "1.b", "2"]),
        (
            (f"1. {ONE}", f"a) {TWO}", f"i. {ONE}", f"ii. {TWO}", f"b) {THREE}"),
            ["1", "1.a", "1.a.i", "1.a.ii", "1.b"],
        ),
        ((f"1. a) {ONE}", f"b) {TWO}", f"2. a) {THREE}"), ["1.a", "1.b", "2.a"]),
        (
            ("I. Maatwerk", f"1. {ONE}", f"2. {TWO}", "II. Lokale diensten", f"1. {THREE}"),
            ["I.1", "I.2", "II.1"],
        ),
        (
            ("A. Maatwerk", f"1. {ONE}", "B. Lokale diensten", f"1. {TWO}", f"2. {THREE}"),
            ["A.1", "B.1", "B.2"],
        ),
        ((f"1. {ONE}", f"- {TWO}", f"- {THREE}", f"2. {ONE}"), ["1", "1.b1", "1.b2", "2"]),
        (
            ("1. Over maatwerk:", f"1.1 {ONE}", f"1.2 {TWO}", "2. Over sine:", f"2.1 {THREE}"),
            ["1.1", "1.2", "2.1"],
        ),
    ],
)
def test_marks_of_another_kind_stand_one_level_below(lines: tuple[str, ...], expected: list[str]) -> None:
    assert labels(*lines) == expected


def test_the_ninth_letter_and_the_first_roman_number_are_told_apart_by_their_neighbours() -> None:
    nine = [f"{letter}) {ONE}" for letter in "abcdefghi"]
    assert labels(*nine)[-1] == "i"
    assert labels(f"1. {ONE}", f"i) {ONE}", f"ii) {TWO}") == ["1", "1.i", "1.ii"]


def test_numbers_that_begin_again_under_a_heading_keep_their_labels() -> None:
    found = labels("I. Maatwerk", f"1. {ONE}", f"2. {TWO}", "II. Wijk-werken", f"1. {THREE}", f"2. {ONE}")
    assert found == ["I.1", "I.2", "II.1", "II.2"]


def test_two_letters_in_one_line_are_two_questions() -> None:
    assert labels(f"1. a) {ONE} b) {TWO}") == ["1.a", "1.b"]


def test_two_numbers_in_one_line_are_two_questions() -> None:
    assert texts(f"1. {ONE} 2. {THREE}") == {"1": ONE, "2": THREE}


@pytest.mark.parametrize(
    "line",
    [
        "1. Hoeveel maatwerkers zijn er, ingedeeld als volgt: 1) mannen; 2) vrouwen en 3) onbekend.",
        "1. Hoeveel maatwerkers zijn er, ingedeeld als volgt: 1) mannen; 2) vrouwen en 3) onbekend?",
        "1. Hoeveel bedrijven kregen meer dan 2.5 vte toegewezen in 2019?",
        "1. Hoeveel maatwerkers zijn er volgens art. 3 van het decreet?",
        "1. Hoeveel maatwerkers werkten er op 31.12.2020 in een enclave?",
    ],
)
def test_numbers_inside_a_sentence_begin_no_question(line: str) -> None:
    assert labels(line, f"2. {TWO}") == ["1", "2"]


def test_an_element_that_only_announces_its_children_is_no_question() -> None:
    assert labels("1. Graag per provincie:", f"a) {ONE}", f"b) {TWO}") == ["1.a", "1.b"]


def test_an_element_that_asks_and_has_children_is_a_question_too() -> None:
    assert labels(f"1. {ONE}", f"a) {TWO}") == ["1", "1.a"]


def test_a_number_on_a_line_of_its_own_numbers_the_next_line() -> None:
    assert texts("1.", ONE, "", "2.", TWO)["2"] == TWO


def test_bullets_before_the_first_number_are_no_questions() -> None:
    lines = ["Hierbij verstaan we onder:", "- maatwerk: collectief;", "- uitstroom: elk vertrek."]
    assert labels(*lines, "", f"1. {ONE}", f"2. {TWO}") == ["1", "2"]


# Without numbers


def test_without_numbers_every_question_is_one() -> None:
    assert texts(f"De sector groeit. {ONE} {THREE}") == {"q1": ONE, "q2": THREE}


def test_a_request_without_question_mark_is_a_question_too() -> None:
    assert labels("De sector groeit.", "", "Graag een overzicht van het aantal maatwerkers.") == ["q1"]


def test_an_addition_belongs_to_the_question_before_it() -> None:
    found = texts(f"{ONE} Graag ook per provincie. {THREE} Zo ja, sinds wanneer?")
    assert found == {"q1": f"{ONE} Graag ook per provincie.", "q2": f"{THREE} Zo ja, sinds wanneer?"}


def test_a_statement_asks_nothing() -> None:
    assert labels("De sector groeit. Dat is goed nieuws voor wie er werkt.") == []


def test_a_question_behind_the_last_number_is_one_of_its_own() -> None:
    assert labels(f"1. {ONE}", "", f"Tot slot nog dit. {THREE}") == ["1", "q1"]


@pytest.mark.parametrize(
    "courtesy",
    [
        "Alvast bedankt voor uw antwoord.",
        "Met dank voor het antwoord.",
        "Deze vraag werd ook gesteld aan minister Peeters.",
        "Ik dank de minister voor haar antwoord.",
    ],
)
def test_thanks_are_no_question(courtesy: str) -> None:
    assert labels(f"1. {ONE}", f"2. {THREE}", "", courtesy) == ["1", "2"]
    assert labels(f"{ONE} {courtesy}") == ["q1"]


@pytest.mark.parametrize("short", ["bv.", "o.a.", "nr.", "incl.", "resp.", "m.b.t.", "d.w.z.", "i.v.m."])
def test_the_point_of_an_abbreviation_ends_no_sentence(short: str) -> None:
    assert len(texts(f"Hoeveel bedrijven, {short} Alfa en Beta, sloten in 2019?")) == 1


# Headers


@pytest.mark.parametrize(
    "lines",
    [
        ("SCHRIFTELIJKE VRAAG", "nr. 318", "van An Peeters", "datum: 14 maart 2021"),
        ("Vlaams Parlement", "Schriftelijke vraag nr. 318", "Datum: 14-03-2021", "Van: An Peeters"),
        ("Schriftelijke vraag nr. 318 van 14 maart 2021", "van An Peeters"),
        ("Schriftelijke vraag", "Nr. 318", "14 maart 2021", "van An Peeters"),
        ("nr. 318", "Datum: 14/3/2021", "Vraagsteller: An Peeters"),
    ],
)
def test_a_header_says_number_day_and_asker_in_any_order(lines: tuple[str, ...]) -> None:
    header, _ = split_header(tidy("\n".join([*lines, "", "Maatwerk - Cijfers", "", f"1. {ONE}"])))
    assert (header.number, header.asker, header.title) == ("318", "An Peeters", "Maatwerk - Cijfers")
    assert header.day == date(2021, 3, 14)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Datum: 5-1-2020", date(2020, 1, 5)),
        ("Datum: 05/01/2020", date(2020, 1, 5)),
        ("Datum: 5.1.2020", date(2020, 1, 5)),
        ("datum: 5 januari 2020", date(2020, 1, 5)),
        ("Datum 5 Januari 2020", date(2020, 1, 5)),
        ("Datum: 31-02-2020", None),
        ("Datum: voorjaar 2020", None),
    ],
)
def test_a_day_is_read_in_every_usual_form_and_no_other(line: str, day: date | None) -> None:
    assert split_header(f"{line}\n1. {ONE}")[0].day == day


def test_the_first_line_without_end_is_the_title() -> None:
    assert (
        split_header(f"Wijk-werken - Evolutie\nDe sector groeit.\n1. {ONE}")[0].title
        == "Wijk-werken - Evolutie"
    )


@pytest.mark.parametrize(
    "line", [f"1. {ONE}", "De sector groeit en krimpt.", f"a) {ONE}", "Graag het volgende:"]
)
def test_a_numbered_line_or_a_sentence_is_no_title(line: str) -> None:
    assert split_header(f"{line}\n2. {TWO}")[0].title == ""


def test_a_header_is_blanked_place_for_place() -> None:
    text = f"Datum: 5-1-2020\nMaatwerk - Cijfers\nDe sector groeit.\n1. {ONE}"
    body = split_header(text)[1]
    assert len(body) == len(text)
    assert body.index(ONE) == text.index(ONE)
    assert "Datum" not in body
    assert "De sector groeit." in body


def test_a_text_without_header_has_none() -> None:
    header, body = split_header(f"De sector groeit.\n1. {ONE}")
    assert (header.number, header.day, header.asker, header.title) == ("", None, "", "")
    assert body == f"De sector groeit.\n1. {ONE}"


def test_an_address_that_goes_on_the_next_line_is_no_title() -> None:
    lines = ["nr. 3", "aan Jan Jansen, Vlaams minister van Economie,", "Innovatie, Werk en Landbouw", ""]
    header, _ = split_header(tidy("\n".join([*lines, "Arbeidszorg - Cijfers", "", f"1. {ONE}"])))
    assert header.title == "Arbeidszorg - Cijfers"


def test_a_year_in_the_introduction_is_no_day_of_the_question() -> None:
    text = f"Maatwerk - Cijfers\nOp 4 mei 2016 werd het decreet gewijzigd.\n1. {ONE}"
    assert split_header(text)[0].day is None


def test_every_leaf_stands_where_it_says() -> None:
    text = tidy(f"Datum: 5-1-2020\nMaatwerk\nDe sector groeit.\n1. {ONE}\na) {TWO} {THREE}\n2. {ONE}")
    for leaf in read_leaves(read_tree(split_header(text)[1])):
        for sentence in leaf.sentences:
            assert text[sentence.start :].startswith(sentence.text)
