"""Choices and files in words: nobody reads a code or an ending to know what something is."""

from __future__ import annotations

import pytest

from pq_answers.items import load_catalogue
from pq_answers.web.figurewords import choices_in_words, file_in_words

from .conftest import Enter, words
from .test_pages import drafted


def test_choices_are_told_with_labels_and_without_what_was_not_chosen() -> None:
    item = load_catalogue().get("doelgroepwerknemers")
    values = {"maatregel": ["lde"], "jaren": [2020, 2021], "provincie": []}
    values["sneden"] = [[], ["herkomst"], ["leeftijd"], ["leeftijd", "herkomst"]]
    told = choices_in_words(item, values)
    assert told.startswith("maatregel: lokale diensteneconomie; jaren: 2020 en 2021; opsplitsing: herkomst, ")
    assert told.endswith("leeftijd en herkomst gekruist")


def test_bands_are_told_by_their_bounds() -> None:
    item = load_catalogue().get("ondernemingen_grootteklasse")
    bands = [{"code": "B0T5", "van": 0.0, "tot": 5.0}, {"code": "x", "van": 5.0, "tot": 12.5}]
    told = choices_in_words(item, {"klassen": [*bands, {"code": "y", "van": 12.5, "tot": None}]})
    assert told == "klassen: minder dan 5, van 5 tot minder dan 12,5 en vanaf 12,5"


def test_what_an_older_answer_names_that_is_gone_stays_readable() -> None:
    item = load_catalogue().get("contingent")
    assert choices_in_words(item, {"maatregel": ["verdwenen"]}) == "maatregel: verdwenen"
    assert choices_in_words(None, {"maatregel": ["lde"], "leeg": []}) == "maatregel: ['lde']"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("antwoord.docx", "Antwoord in Word"),
        ("bijlage-12.xlsx", "Bijlage 12 in Excel"),
        ("antwoord.zip", "Alles samen (zip)"),
        ("iets.bin", "iets.bin"),
    ],
)
def test_a_file_is_called_by_what_it_is(name: str, told: str) -> None:
    assert file_in_words(name) == told


def test_the_menu_of_files_says_what_each_is(people_in: Enter) -> None:
    otto = people_in("otto")
    menu = words(otto.get(f"{drafted(otto)}/ontwerp"))
    assert "Antwoord in Word antwoord.docx" in menu
    assert "Alles samen (zip) antwoord.zip" in menu
