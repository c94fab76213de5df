"""The catalogue describes itself, and a new item begins with three files that work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pq_answers.errors import InputError, OutputError, UsageError
from pq_answers.items import catalogue_readme, describe_item, load_catalogue, read_examples, scaffold
from pq_answers.resources import package_root


def test_the_readme_of_the_catalogue_is_up_to_date() -> None:
    written = (package_root() / "queries" / "README.md").read_text(encoding="utf-8")
    assert written == catalogue_readme(list(load_catalogue())), "run `make catalogus`"


def test_an_item_tells_its_options_and_what_is_available() -> None:
    facts = describe_item(load_catalogue().get("geindiceerden_advies"))
    options = {entry["naam"]: entry["mogelijk"] for entry in facts["parameters"]}
    assert options["maatregel"] == "een of meer van: collectief_maatwerk, lde, arbeidszorg"
    assert options["jaren"] == "jaren: 2021, 2019-2021 of 2015,2017"
    assert options["provincie"].endswith("(niet verplicht)")
    assert "kruising met « x »" in options["opsplitsing"]
    available = {entry["maatregel"]: entry["wat"] for entry in facts["beschikbaar"]}
    assert available["lde"] == "jaren vanaf 2021"
    assert available["arbeidszorg"] == "geen cijfers; een vaste passage antwoordt"


def test_spans_bands_and_single_choices_are_told_too() -> None:
    catalogue = load_catalogue()
    sizes = describe_item(catalogue.get("ondernemingen_grootteklasse"))
    assert "stijgende grenzen" in next(p["mogelijk"] for p in sizes["parameters"] if p["naam"] == "klassen")
    results = describe_item(catalogue.get("doorstroom_resultaat"))
    assert "een van: succesvol, niet_succesvol" in [p["mogelijk"] for p in results["parameters"]]
    stock = describe_item(catalogue.get("contingent_stand"))
    assert stock["beschikbaar"][0]["wat"] == "jaren 2015 tot en met 2021 (kw1)"
    people = describe_item(catalogue.get("doelgroepwerknemers"))["beschikbaar"]
    assert people[2]["wat"] == "jaren 2020; opsplitsing 2020"


def test_a_new_item_works_at_once(overlay: Any, demo_store: Any) -> None:
    from pq_answers.answer import check_example

    paths = scaffold("aantal_vestigingen", overlay.root)
    assert [path.name for path in paths] == [
        "aantal_vestigingen.sql",
        "aantal_vestigingen.md.j2",
        "aantal_vestigingen.toml",
    ]
    [example] = read_examples(paths[2])
    with demo_store.open() as reader:
        check_example(example, reader, load_catalogue())


@pytest.mark.parametrize("name", ["Aantal", "a", "1e", "naam met spatie", "../weg", "a" * 61, "a\n"])
def test_a_new_item_needs_a_name_that_fits(overlay: Any, name: str) -> None:
    with pytest.raises(UsageError, match="geen naam voor een vraag"):
        scaffold(name, overlay.root)


def test_a_new_item_overwrites_nothing(overlay: Any) -> None:
    with pytest.raises(InputError, match="«contingent» bestaat al"):
        scaffold("contingent", overlay.root)
    overlay.write("tests/items/proefvraag.toml", "van mij")
    with pytest.raises(InputError, match="bestand bestaat al"):
        scaffold("proefvraag", overlay.root)
    assert (overlay.root / "tests/items/proefvraag.toml").read_text() == "van mij"


def test_a_new_item_that_cannot_be_written_leaves_no_half_pair(overlay: Any) -> None:
    (overlay.root / "templates").write_text("een bestand in de weg")
    with pytest.raises(OutputError, match="niet te schrijven") as caught:
        scaffold("proefvraag", overlay.root)
    assert caught.value.where == str(overlay.root)
    assert not Path(overlay.root / "queries" / "proefvraag.sql").exists()
