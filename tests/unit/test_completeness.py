"""The grid of what was asked and delivered, in the record and on the page for the drafter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from pq_answers.answer import draft
from pq_answers.answer.page import drafter_page
from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.protect import Report
from pq_answers.store import Store

MADE = "2026-11-21T00:00:00+00:00"
HEAD = '[vraag]\nnummer = 7\ndatum = 2022-01-26\nsteller = "Jan Peeters"\ntitel = "Proef"\n'
UNDERSTOOD = """
[[antwoord]]
label = "1"
vraag = "Hoeveel doelgroepwerknemers waren er in de LDE, per leeftijd en per arrondissement?"
item = "doelgroepwerknemers"
maatregel = ["lde"]
jaren = "2015-2021"
opsplitsing = ["leeftijd"]
[antwoord.begrepen]
soort = "cijfers"
zeker = 0.82
indicator = "doelgroepwerknemers"
maatregelen = ["lde", "sine"]
periode = "2015-2021"
opsplitsingen = ["leeftijd", "arrondissement"]
"""
OPEN = '[[antwoord]]\nlabel = "2"\nvraag = "Waarom?"\nopen = "In te vullen."\n'
PASSAGE = '[[antwoord]]\nlabel = "3"\npassage = "lde-geen-afwijking"\n'
LATER = UNDERSTOOD.replace('label = "1"', 'label = "4"').replace('jaren = "2015-2021"', 'jaren = "2031"')


def drafted(store: Store, *parts: str, approved: Path | None = None) -> Any:
    plan = parse_plan(HEAD + "".join(parts))
    formats = ("txt", "json", "opsteller")
    with store.open() as reader:
        return draft(plan, reader, load_catalogue(), made=MADE, formats=formats, approved=approved)


@pytest.fixture(scope="module")
def grid(demo_store: Store) -> dict[str, Any]:
    made = drafted(demo_store, UNDERSTOOD, OPEN, PASSAGE, LATER)
    return {row["label"]: row for row in made.record["volledigheid"]}


def test_a_row_says_what_was_asked_and_what_is_delivered(grid: dict[str, Any]) -> None:
    row = grid["1"]
    assert row["gevraagd"]["opsplitsingen"] == ["leeftijd", "arrondissement"]
    assert row["geleverd"]["item"] == "doelgroepwerknemers"
    assert row["geleverd"]["maatregelen"] == ["lde"]
    assert row["geleverd"]["opsplitsingen"] == ["leeftijd"]


def test_a_row_names_everything_that_is_missing_in_words(grid: dict[str, Any]) -> None:
    missing = " ".join(grid["1"]["leemten"])
    assert "arrondissement" in missing
    assert "SINE" in missing
    assert "leeftijd" in missing, "it is there for some of the years only"
    assert grid["1"]["stand"] == "deels"


def test_a_row_says_that_the_program_is_not_sure(grid: dict[str, Any]) -> None:
    assert "82" in " ".join(grid["1"]["nakijken"])
    assert grid["3"]["nakijken"] == []


def test_a_gap_is_open_and_a_passage_is_delivered(grid: dict[str, Any]) -> None:
    assert (grid["2"]["stand"], grid["2"]["leemten"]) == ("open", ["In te vullen."])
    assert (grid["3"]["stand"], grid["3"]["geleverd"]) == ("geleverd", {"passage": "lde-geen-afwijking"})


def test_an_understood_part_without_figures_becomes_a_gap_with_its_reason(grid: dict[str, Any]) -> None:
    assert grid["4"]["stand"] == "open"
    assert "2031" in grid["4"]["leemten"][0]
    assert "In te vullen" in grid["4"]["leemten"][0]


def test_a_part_that_a_person_planned_stops_the_answer_where_it_has_no_figures(demo_store: Store) -> None:
    by_hand = LATER.partition("[antwoord.begrepen]")[0]
    with pytest.raises(InputError, match="2031"):
        drafted(demo_store, by_hand)


def test_an_annex_that_nothing_is_left_for_is_dropped_and_the_others_count_on(demo_store: Store) -> None:
    annexes = '[[bijlage]]\nnummer = 1\ntitel = "Een"\n[[bijlage]]\nnummer = 2\ntitel = "Twee"\n'
    made = drafted(demo_store, _in_annex(LATER, 1), _in_annex(UNDERSTOOD, 2), annexes)
    assert [(annex.number, str(annex.title[0].text)) for annex in made.document.annexes] == [(1, "Twee")]


def test_the_page_shows_every_row_and_is_among_the_files_of_the_record(demo_store: Store) -> None:
    made = drafted(demo_store, UNDERSTOOD, OPEN, PASSAGE)
    page = html.fromstring(made.files["opsteller.html"])
    assert [row.text.strip() for row in page.findall(".//tbody/tr/th")] == ["1", "2", "3"]
    assert "arrondissement" in page.text_content()
    assert "opsteller.html" in made.record["bestanden"]
    assert page.get("lang") == "nl"


def test_the_page_holds_no_figure_of_the_answer(demo_store: Store) -> None:
    made = drafted(demo_store, UNDERSTOOD)
    text = html.fromstring(made.files["opsteller.html"]).text_content()
    values = {
        cell["waarde"] for table in made.record["tabellen"] for cell in table["cellen"] if "waarde" in cell
    }
    large = {value for value in values if len(value) > 3}
    assert large
    assert not any(value in text.replace(".", "") for value in large)


def test_words_of_a_question_are_shown_as_words_on_the_page(demo_store: Store) -> None:
    nasty = OPEN.replace("Waarom?", "<script>alert(1)</script>")
    made = drafted(demo_store, nasty)
    assert b"<script>" not in made.files["opsteller.html"]


def test_a_row_names_earlier_questions_that_are_like_it(demo_store: Store, tmp_path: Path) -> None:
    record = {
        "vraag": {"nummer": "3", "datum": "2020-05-06"},
        "tabellen": [],
        "antwoorden": [
            {"label": "2.a", "vraag": "Hoeveel doelgroepwerknemers waren er in de LDE?", "tekst": "T."}
        ],
    }
    (tmp_path / "answer.json").write_text(json.dumps(record), encoding="utf-8")
    made = drafted(demo_store, UNDERSTOOD, approved=tmp_path)
    [row] = made.record["volledigheid"]
    assert [(one["nummer"], one["label"]) for one in row["eerder"]] == [("3", "2.a")]
    assert "vraag nr. 3" in made.files["opsteller.html"].decode()


def test_a_broken_template_of_the_page_is_told_with_its_file(overlay: Any, demo_store: Store) -> None:
    overlay.write("templates/huisstijl/opsteller.html.j2", "{{ onbekend.iets }}")
    record = drafted_record(demo_store)
    with pytest.raises(InputError) as caught:
        drafter_page(record, Report("", (), (), ()), ())
    assert "opsteller.html.j2" in caught.value.where


def _in_annex(part: str, number: int) -> str:
    return part.replace("[antwoord.begrepen]", f"bijlage = {number}\n[antwoord.begrepen]")


def drafted_record(store: Store) -> dict[str, Any]:
    plan = parse_plan(HEAD + OPEN)
    with store.open() as reader:
        return dict(draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",)).record)
