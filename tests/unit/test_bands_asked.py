"""The bands that a question writes out beside those of the answer: a sentence, a finding with its cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pq_answers.answer import Draft, draft
from pq_answers.items import load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.store import Reader, Store
from pq_answers.understand import draft_plan, understand

MADE = "2022-01-26T00:00:00+00:00"
HEAD = '[vraag]\nnummer = 1\ndatum = 2022-01-26\nsteller = "Jan Peeters"\ntitel = "Proef"\n'
USUAL = "minder dan 5, 5-10, 11-20, 21-50, 51-100, 100+"


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


def drafted(reader: Reader, measure: str, bands: str) -> Draft:
    item = f'item = "ondernemingen_grootteklasse"\nmaatregel = "{measure}"\njaren = 2021\n'
    text = f'{HEAD}[[antwoord]]\nlabel = "1"\n{item}klassen = "{bands}"\n'
    return draft(parse_plan(text), reader, load_catalogue(), made=MADE, formats=("txt",))


def words(made: Draft) -> str:
    return " ".join(made.files["antwoord.txt"].decode().split())


def found(made: Draft, rule: str) -> list[dict[str, Any]]:
    return [entry for entry in made.record["controles"] if entry["regel"] == rule]


def bands_of(entry: dict[str, Any]) -> set[str]:
    return {cell.split("grootteklasse=")[1].partition("|")[0] for cell in entry["cellen"]}


def test_the_answer_says_which_bands_it_has_where_the_question_asks_others(reader: Reader) -> None:
    made = drafted(reader, "collectief_maatwerk", "0-50, 50-100, 100-500")
    assert (
        "Gevraagd werden voor collectief maatwerk de klassen 0-50, 50-100 en 100-500; hier staan de klassen "
        "minder dan 50, 50 tot minder dan 100, 100 tot minder dan 500 en 500 of meer. Waar twee gevraagde "
        "klassen een grens delen, telt die grens bij de hoogste van beide."
    ) in words(made)
    [gap] = [gap for gap in made.record["antwoorden"][0]["verschillen"] if gap["kind"] == "klassen"]
    assert gap["asked_bands"] == ("0-50", "50-100", "100-500")
    assert made.record["antwoorden"][0]["stand"] == "deels"


def test_a_bound_that_falls_in_two_asked_bands_is_a_finding_with_the_cells_it_is_about(
    reader: Reader,
) -> None:
    made = drafted(reader, "collectief_maatwerk", "51-100, 100+")
    [entry] = found(made, "gevraagde_klassen")
    assert entry["ernst"] == "waarschuwing"
    assert entry["zin"].startswith("De gevraagde klassen «51-100» en «100+» delen een grens;")
    assert bands_of(entry) == {"B51T100", "B100T"}
    assert "Gevraagd werden voor collectief maatwerk de klassen 51-100 en 100+" in words(made)


def test_the_usual_bands_keep_their_published_labels_and_their_doubtful_bound_is_told(reader: Reader) -> None:
    made = drafted(reader, "lde", USUAL)
    assert "51 tot 100" in words(made)
    assert "Gevraagd werden" not in words(made)
    [entry] = found(made, "gevraagde_klassen")
    assert "«51-100» en «100+»" in entry["zin"]
    assert bands_of(entry) == {"B51T100", "B100T"}


def test_bands_that_fit_the_question_give_no_remark_and_no_finding(reader: Reader) -> None:
    made = drafted(reader, "lde", "minder dan 10, 10 tot 49, 50 of meer")
    assert "10 tot minder dan 50" in words(made)
    assert "Gevraagd werden" not in words(made)
    assert found(made, "gevraagde_klassen") == []


def test_bands_given_by_their_bounds_are_those_of_the_table(reader: Reader) -> None:
    made = drafted(reader, "lde", "10,50")
    assert "Gevraagd werden" not in words(made)
    assert found(made, "gevraagde_klassen") == []


def test_a_finding_about_printed_bands_names_the_cells_of_both(reader: Reader) -> None:
    made = drafted(reader, "lde", USUAL)
    cells = {entry["zin"].partition("»")[0]: bands_of(entry) for entry in found(made, "klassen")}
    assert cells == {
        "De klassen «5 tot 10": {"B5T11", "B11T21"},
        "De klassen «11 tot 20": {"B11T21", "B21T51"},
        "De klassen «21 tot 50": {"B21T51", "B51T100"},
    }


def test_the_text_of_a_question_leads_to_the_same_remark(reader: Reader) -> None:
    text = (
        "Datum: 26-01-2022\nVraag nr. 1\nMaatwerkbedrijven\n\n1. Hoeveel maatwerkbedrijven waren er in 2021, "
        "naar hoeveel werknemers er actief zijn (0-50, 50-100, 100-500)?"
    )
    catalogue = load_catalogue()
    plan = draft_plan(understand(text, catalogue), catalogue, file="vraag.toml")
    made = draft(plan, reader, catalogue, made=MADE, formats=("txt",))
    assert "de klassen 0-50, 50-100 en 100-500; hier staan de klassen minder dan 50" in words(made)
