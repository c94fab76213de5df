"""The word lists of data/begrippen: what each key and sign means, own words, and faults in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest

from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.understand import understand, understood_record
from pq_answers.understand.vocabulary import compiled, fold, vocabulary

FOLDER = Path(__file__).parents[2] / "data" / "begrippen"
FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
KEYS = {
    "andere": {"code", "woorden", "kern"},
    "bevoegdheid": {"code", "woorden", "bevoegd", "kern"},
    "eenheid": {"code", "woorden"},
    "indicator": {"code", "woorden", "samen", "kern", "naam"},
    "maatregel": {"code", "woorden"},
    "opsplitsing": {"code", "woorden", "filters", "reeks", "alleen_bij"},
    "signaal": {"code", "woorden"},
    "soort": {"code", "woorden"},
}
catalogue = cache(load_catalogue)


class Overlay(Protocol):
    """What the fixture `overlay` gives."""

    def write(self, relative: str, text: str) -> Path: ...


def entries(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["begrip"])


def ask(question: str) -> Mapping[str, Any]:
    text = f"Datum: 14-03-2021\n\nDe sector groeit.\n\n1. {question}"
    [part] = understood_record(understand(text, catalogue()))["vragen"]
    return dict(part)


# Signs


@pytest.mark.parametrize(
    ("word", "text", "stands"),
    [
        ("lde", "hoeveel lde zijn er", True),
        ("lde", "hoeveel gelde zijn er", False),
        ("lde", "hoeveel lde-diensten zijn er", False),
        ("lde-*", "hoeveel lde-diensten zijn er", True),
        ("contingent*", "de contingenten", True),
        ("contingent*", "het maatwerkcontingent", False),
        ("*contingent", "het maatwerkcontingent", True),
        ("traject*", "een tra ject", False),
        ("# jaar", "ouder dan 55 jaar", True),
        ("# jaar", "ouder dan vijftig jaar", False),
        ("#-plus*", "elke 55-plusser", True),
        ("waar .. terecht", "waar kwamen die mensen terecht", True),
        ("waar .. terecht", "waar terecht", True),
        ("waar .. terecht", "waar een twee drie vier vijf zes zeven terecht", True),
        ("waar .. terecht", "waar een twee drie vier vijf zes zeven acht terecht", False),
        ("waar .. terecht", "waar? kwam dat terecht", False),
        ("van plan", "is hij van  plan", True),
        ("geïndiceerd", "geindiceerd", True),
        ("NEC", "naar het nec", True),
    ],
)
def test_the_signs_in_a_word_mean_a_rest_a_gap_or_a_number(word: str, text: str, stands: bool) -> None:
    pattern = compiled([word])
    assert pattern is not None
    assert bool(pattern.search(text)) is stands


def test_folding_keeps_every_letter_in_its_place() -> None:
    text = "Geïndiceerde Vlamingen, ÉÉN coördinator – «ça» İstanbul ß"
    assert len(fold(text)) == len(text)
    assert fold("Geïndiceerd") == "geindiceerd"


# The lists themselves


@pytest.mark.parametrize("name", FILES)
def test_a_list_has_no_key_that_is_not_described(name: str) -> None:
    assert set().union(*(entry.keys() for entry in entries(name))) <= KEYS[name]


@pytest.mark.parametrize("name", FILES)
def test_every_concept_has_words_of_some_kind(name: str) -> None:
    for entry in entries(name):
        assert any(entry.get(key) for key in ("woorden", "filters", "reeks", "samen")), entry["code"]


@pytest.mark.parametrize("name", FILES)
def test_every_word_can_be_found_as_it_is_written(name: str) -> None:
    for entry in entries(name):
        for word in {*entry["woorden"], *entry.get("filters", ()), *entry.get("reeks", ())} - {"##"}:
            example = word.replace(" .. ", " een ").replace("#", "30")
            pattern = compiled([word])
            assert pattern is not None, word
            assert pattern.search(f"zo {fold(example.replace('*', ''))} ja"), word


@pytest.mark.parametrize("code", [entry["code"] for entry in entries("maatregel")])
def test_the_first_name_of_each_measure_is_read_as_that_measure(code: str) -> None:
    words = next(entry["woorden"] for entry in entries("maatregel") if entry["code"] == code)
    assert ask(f"Hoeveel personen telde {words[0].replace('*', '')} in 2019?")["maatregelen"] == [code]


def test_each_competence_names_who_is_competent() -> None:
    assert all(entry.get("bevoegd") for entry in entries("bevoegdheid"))


# The ministry's own words


def block(code: str, **other: object) -> str:
    lines = [f'code = "{code}"', *(f"{key} = {value}" for key, value in other.items())]
    return "\n".join(["[[begrip]]", *lines, ""])


def test_an_own_name_of_a_measure_is_read_beside_the_given_ones(overlay: Overlay) -> None:
    assert ask("Hoeveel personen werkten in een buurtbedrijfje?")["maatregelen"] == []
    overlay.write("data/begrippen/maatregel.toml", block("lde", woorden='["buurtbedrijfje*"]'))
    assert ask("Hoeveel personen werkten in een buurtbedrijfje?")["maatregelen"] == ["lde"]
    assert ask("Hoeveel personen werkten in de arbeidszorg?")["maatregelen"] == ["arbeidszorg"]


def test_an_own_word_for_a_breakdown_counts_behind_per_and_a_filter_everywhere(overlay: Overlay) -> None:
    own = block("leeftijd", woorden='["generatie*"]', filters='["tweelingen"]')
    overlay.write("data/begrippen/opsplitsing.toml", own)
    assert ask("Hoeveel maatwerkers waren er per generatie?")["opsplitsingen"] == ["leeftijd"]
    assert ask("Hoeveel maatwerkers van die generatie waren er?")["opsplitsingen"] == []
    assert ask("Hoeveel tweelingen waren er in het maatwerk?")["opsplitsingen"] == ["leeftijd"]


def test_of_an_own_list_of_categories_two_must_stand_together(overlay: Overlay) -> None:
    own = block("sector", woorden='["branche"]', reeks='["elfenwerk", "trollenwerk", "kabouterwerk"]')
    overlay.write("data/begrippen/opsplitsing.toml", own)
    assert ask("Hoeveel maatwerkers werkten in elfenwerk en kabouterwerk?")["opsplitsingen"] == ["sector"]
    assert ask("Hoeveel maatwerkers werkten in het elfenwerk?")["opsplitsingen"] == []


def test_an_own_group_of_one_indicator_counts_with_no_other(overlay: Overlay) -> None:
    own = block("eigen_kenmerk", woorden="[]", filters='["elfenwerk"]', alleen_bij='"budget"')
    overlay.write("data/begrippen/opsplitsing.toml", own)
    assert ask("Welk budget kreeg het elfenwerk in het maatwerk?")["opsplitsingen"] == ["eigen_kenmerk"]
    assert ask("Hoeveel maatwerkers werkten in het elfenwerk?")["opsplitsingen"] == []


def test_words_that_belong_together_must_all_stand_in_the_sentence(overlay: Overlay) -> None:
    own = block("uitstroom", woorden="[]", samen='[["afscheid*"], ["gevierd", "genomen"]]')
    overlay.write("data/begrippen/indicator.toml", own)
    assert ask("Hoeveel maatwerkers hebben afscheid genomen?")["indicator"] == "uitstroom"
    assert ask("Hoeveel maatwerkers kregen een afscheid?")["indicator"] == "doelgroepwerknemers"


def test_a_core_word_counts_only_as_what_is_counted(overlay: Overlay) -> None:
    overlay.write("data/begrippen/indicator.toml", block("vacatures", woorden='["plekjes"]', kern="true"))
    assert ask("Hoeveel plekjes waren er in het maatwerk?")["indicator"] == "vacatures"
    assert ask("Hoeveel maatwerkers vonden plekjes?")["indicator"] == "doelgroepwerknemers"


def test_an_own_competence_makes_a_question_another_ministers(overlay: Overlay) -> None:
    assert ask("Hoeveel vuurtorens werden er geschilderd?")["soort"] == "data"
    own = block("zee", woorden='["vuurtoren*"]', bevoegd='"de minister van de Zee"')
    overlay.write("data/begrippen/bevoegdheid.toml", own)
    assert ask("Hoeveel vuurtorens werden er geschilderd?")["soort"] == "out_of_scope"


# Faults


@pytest.mark.parametrize(
    "text",
    [
        '[[begrip]]\ncode = "lde"\n',
        '[[begrip]]\nwoorden = ["x"]\n',
        '[[begrip]]\ncode = 3\nwoorden = ["x"]\n',
    ],
)
def test_a_concept_without_code_or_words_is_refused_with_its_file(overlay: Overlay, text: str) -> None:
    path = overlay.write("data/begrippen/maatregel.toml", text)
    with pytest.raises(InputError) as caught:
        vocabulary("maatregel")
    assert str(path) in str(caught.value.where)


def test_a_list_that_is_no_toml_is_refused_with_its_line(overlay: Overlay) -> None:
    path = overlay.write("data/begrippen/maatregel.toml", '[[begrip]]\ncode = "lde\n')
    with pytest.raises(InputError) as caught:
        vocabulary("maatregel")
    assert f"{path}:2" in str(caught.value.where)


def test_a_changed_list_counts_at_once(overlay: Overlay) -> None:
    overlay.write("data/begrippen/maatregel.toml", block("lde", woorden='["buurtbedrijfje"]'))
    assert ask("Hoeveel personen werkten in een buurtbedrijfje?")["maatregelen"] == ["lde"]
    overlay.write("data/begrippen/maatregel.toml", block("sine", woorden='["buurtbedrijfje", "straatje"]'))
    assert ask("Hoeveel personen werkten in een buurtbedrijfje?")["maatregelen"] == ["sine"]
