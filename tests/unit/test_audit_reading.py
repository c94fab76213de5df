"""How the number check reads numbers, the Document and odd files."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pq_answers.audit import audit_files, untraced
from pq_answers.audit.expected import grid
from pq_answers.audit.finding import compare_numbers
from pq_answers.audit.flat import read_markdown
from pq_answers.audit.tokens import dutch, normal, numbers
from pq_answers.document import (
    CellBox,
    Document,
    HeaderBox,
    Letterhead,
    Origin,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    TableBlock,
)
from pq_answers.render import render
from pq_answers.tables import State

KNOWN = Source(Origin.CONSTANT, "toets")


def words(text: str) -> Runs:
    return (Run(text),)


def table(cell: CellBox, summary: str = "") -> TableBlock:
    return TableBlock(
        "t",
        words("Titel"),
        (words("Rij"),),
        ((HeaderBox(words("Kolom")),),),
        (((words("a"),), (cell,)),),
        (),
        (),
        summary,
    )


def document(*blocks: object) -> Document:
    head = Letterhead("NAAM", "titel", "ANTWOORD", ())
    return Document("Titel", "", head, (), (Section("1", (Run("1.", KNOWN),), 1, blocks),), (), "2026-01-02")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.868,0 VTE", ["1.868,0"]),
        ("2019-2021", ["2019", "2021"]),
        ("een daling van -3,2 % (–5)", ["-3,2", "–5"]),
        ("van 2015 tot en met 2021.", ["2015", "2021"]),
        ("16/7/2018 – 15/10/19", ["16", "7", "2018", "15", "10", "19"]),
        ("m² en ½", ["²", "½"]),
        ("<5 en >100", ["5", "100"]),
        ("geen cijfer", []),
    ],
)
def test_numbers_are_read_as_a_person_reads_them(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1868", 1, "1.868,0"),
        ("12", 0, "12"),
        ("1234567.5", 1, "1.234.567,5"),
        ("-0.25", 2, "-0,25"),
        ("0", 0, "0"),
    ],
)
def test_a_stored_number_is_printed_in_dutch(value: str, decimals: int, text: str) -> None:
    assert dutch(Decimal(value), decimals) == text


def test_white_space_and_invisible_characters_do_not_count() -> None:
    assert normal(" 12\u00a0VTE\u200b,\n 3\u00ad4 ") == "12 VTE, 34"


def test_an_altered_a_missing_and_an_added_number_are_told_apart() -> None:
    sentences = [
        next(compare_numbers("f", "", ["1", "2"], found)).sentence
        for found in (["1", "3"], ["1"], ["1", "2", "4"])
    ]
    assert sentences == [
        "Het 2e getal is een ander dan in het antwoord.",
        "Vóór het 2e getal ontbreekt een getal van het antwoord.",
        "Het 3e getal staat niet in het antwoord.",
    ]


def test_a_long_difference_is_one_finding() -> None:
    assert len(list(compare_numbers("f", "", ["1"] * 900, ["2"] * 900))) == 1


def test_a_number_without_source_is_untraced_wherever_it_stands() -> None:
    loose = words("3")
    cell = CellBox(loose, State.VALUE, Decimal(3))
    for block in (
        Paragraph(loose),
        table(cell),
        replace(table(CellBox(words("n.b."), State.NOT_AVAILABLE)), notes=(loose,)),
    ):
        findings = untraced(document(block))
        assert [finding.found for finding in findings] == ["3"]
        assert "Ongetraceerd getal" in findings[0].sentence


def test_a_number_with_its_source_is_traced() -> None:
    assert untraced(document(Paragraph((Run("Er zijn "), Run("3", KNOWN))))) == ()


def test_a_number_that_only_the_alternative_text_tells_is_untraced() -> None:
    assert (
        untraced(document(table(CellBox(words("n.b."), State.NOT_AVAILABLE), "2 personen")))[0].found == "2"
    )


@pytest.mark.parametrize(
    "cell",
    [
        CellBox((Run("2", KNOWN),), State.SUPPRESSED),
        CellBox(words("–"), State.SUPPRESSED, Decimal(2)),
        CellBox(words("– VTE"), State.SUPPRESSED, None, 0, " VTE"),
    ],
    ids=["prints", "carries", "adds"],
)
def test_a_hidden_cell_that_says_anything_is_a_finding(cell: CellBox) -> None:
    assert untraced(document(table(cell))) != ()


def test_untraced_numbers_are_part_of_the_audit() -> None:
    made = document(Paragraph(words("Er zijn er 3.")))
    assert [finding.file for finding in audit_files(made, render(made, ["md"]))] == ["document"]


def test_the_titles_of_a_workbook_join_the_head_from_the_top_down() -> None:
    head = (
        (HeaderBox(words("groep"), span=2), HeaderBox(words("totaal"), depth=2)),
        (HeaderBox(words("a")), HeaderBox(words("b"))),
    )
    made = replace(table(CellBox(words("x"), State.NONE)), head=head)
    assert grid(made).titles == ("Rij", "groep a", "groep b", "totaal")
    assert grid(made).head == ("Rij", "groep", "totaal", "a", "b")


def test_markdown_is_read_without_its_escapes() -> None:
    content = read_markdown(
        rb"| a\|b | **2020** | \>100 |" + b"\n| --- | --- | --- |\n| x | \xe2\x80\x93 | \\\\ |\n"
    )
    assert [[normal(cell) for cell in row] for row in content.tables[0]] == [
        ["a|b", "2020", ">100"],
        ["x", "–", "\\"],
    ]
