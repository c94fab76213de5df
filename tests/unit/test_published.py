"""The published figures stand in data/published as printed; the answer to question 274 is the printed one."""

from __future__ import annotations

import csv
import re
import runpy
import tomllib
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pq_answers.codelists import load_codelist
from pq_answers.published import (
    COLUMNS,
    Precision,
    Role,
    codes_of,
    figure_row,
    load_sources,
    read_files,
    sources,
)
from pq_answers.store import Sources, Store
from pq_answers.store.build import CIJFER_COLUMNS

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "data" / "published"
QUESTIONS = ROOT / "tests" / "vragen"
FILES = sorted(PUBLISHED.glob("*.csv"))
Row = dict[str, str]

TABLES_274 = {
    "1.a": 6 * 7,
    "1.b": 7,
    "2.a": 5 * 3,
    "2.b": 3,
    "3.a": 4 * 3,
    "3.b": 7 * 2 + 4 + 2 + 1,  # two full columns, four times "Geen", two dated cells, the hours of one VTE
    "4": 3,
    "5": 1,
    "7.a": 3,
    "7.b": 3,
    "7.f.i": 1,
    "7.f.ii": 2,
    "7.f.iii": 2,
    "7.f.iv": 2,
}
# What each table is about: indicator, measure (None: the row's own words say it), unit.
SUBJECTS_274 = {
    "1.a": ("ondernemingen_grootteklasse", "lde", "ondernemingen"),
    "1.b": ("contingent", "lde", "VTE"),
    "2.a": ("ondernemingen_grootteklasse", "collectief_maatwerk", "ondernemingen"),
    "2.b": ("contingent", "collectief_maatwerk", "VTE"),
    "3.a": ("ondernemingen_grootteklasse", "arbeidszorg", "ondernemingen"),
    "3.b": ("contingent", "arbeidszorg", "VTE"),
    "4": ("geindiceerden_advies", None, "personen"),
    "5": ("uitstroom", None, ""),
    "7.a": ("doorstroomtrajecten_gestart", "lde", "trajecten"),
    "7.b": ("doorstroomtrajecten_gestart", "collectief_maatwerk", "trajecten"),
    "7.f.i": ("evaluaties", None, ""),
    "7.f.ii": ("doorstroom_resultaat", None, "personen"),
    "7.f.iii": ("doorstroom_resultaat", None, "personen"),
    "7.f.iv": ("evaluaties", None, "dossiers"),
}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def dimensions(row: Row) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in row["dimensies"].split(";") if pair]
    found = {name: code for name, _, code in pairs}
    assert len(found) == len(pairs), row["dimensies"]
    return found


@pytest.fixture(scope="module")
def figures() -> list[Row]:
    return [row for path in FILES for row in read(path)]


@pytest.fixture(scope="module")
def answer() -> list[Row]:
    return read(PUBLISHED / "sv-274.csv")


@pytest.fixture(scope="module")
def by_hand() -> list[Row]:
    return read(QUESTIONS / "cijfers-274.csv")


@pytest.fixture(scope="module")
def pairs(answer: list[Row], by_hand: list[Row]) -> list[tuple[Row, Row]]:
    """Each figure beside its line of the hand-checked list: both are in reading order."""
    return list(zip(answer, by_hand, strict=True))


# --- every source --------------------------------------------------------------------------------


def test_the_shipped_files_are_read_without_fault_as_they_stand(figures: list[Row]) -> None:
    found = read_files({path.name: path for path in FILES})
    assert [figure_row(figure) for figure in found] == [
        {name: value or None for name, value in row.items()} for row in figures
    ]
    assert {figure.source for figure in found} == {path.stem for path in FILES} == set(load_sources())


def test_each_source_says_what_it_remarks_and_its_notes_are_about_its_tables() -> None:
    for source in tomllib.loads((PUBLISHED / "bronnen.toml").read_text(encoding="utf-8"))["bron"]:
        assert source["opmerkingen"], source["code"]
        tables = {row["tabel"] for row in read(PUBLISHED / f"{source['code']}.csv")}
        assert {note["tabel"] for note in source.get("noot", ())} <= tables, source["code"]


def test_all_figures_load_into_the_table_cijfer_of_a_store(tmp_path: Path, figures: list[Row]) -> None:
    samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))
    published = {path.name: path for path in FILES}
    given = replace(Sources.from_catalogue(), published=published, marts={})
    store = Store(tmp_path / "opslag")
    store.load(samples.Sample().write(tmp_path / "levering"), sources=given)
    with store.open() as reader:
        loaded = reader.run(f"SELECT {', '.join(CIJFER_COLUMNS)} FROM cijfer").rows
    found = {row[0]: dict(zip(CIJFER_COLUMNS, row, strict=True)) for row in loaded}
    assert len(loaded) == len(figures)
    for row in figures:
        wanted = {name: value or None for name, value in row.items()}
        value = wanted.pop("waarde")
        assert found[row["cijfer_id"]].pop("waarde") == (None if value is None else Decimal(value)), row
        assert found[row["cijfer_id"]] == wanted


GUIDE = ROOT / "docs" / "handleiding" / "statisticus.md"
GUIDE_TABLES = {
    "Kolommen van een gepubliceerd cijfer": COLUMNS,
    "Nauwkeurigheid van een gepubliceerd cijfer": [precision for precision in Precision if precision],
    "Rollen van een gepubliceerd cijfer": list(Role),
    "Sleutels van [[bron]]": (*sources._REQUIRED, *sources._OPTIONAL),
    "Sleutels van [[bron.definitie]]": sources._DEFINITION,
    "Sleutels van [[bron.breuk]]": sources._BREAK,
}


@pytest.mark.parametrize("heading", GUIDE_TABLES)
def test_the_guide_names_all_that_is_read_and_nothing_else(heading: str) -> None:
    section = GUIDE.read_text(encoding="utf-8").split(f"\n### {heading}\n")[1].split("\n#")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(GUIDE_TABLES[heading])


def test_the_source_in_the_guide_is_one_that_is_read(overlay: Any) -> None:
    section = GUIDE.read_text(encoding="utf-8").split("\n### De bronnen\n")[1].split("\n#")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    overlay.write("data/published/bronnen.toml", "\n".join(lines))
    source = load_sources()["jaarverslag-2022"]
    assert (len(source.definitions), len(source.breaks)) == (1, 1)


# --- the answer to question 274 ------------------------------------------------------------------


def place(line: Row) -> str:
    """Return the place that the hand-checked list means, as sv-274.csv words it."""
    if line["kolom"] == "lopende tekst":
        return "lopende tekst"
    return f"rij {line['rij']}" + (f" / kolom {line['kolom']}" if line["kolom"] else "")


def test_every_figure_of_the_hand_checked_list_is_there_and_no_other(
    answer: list[Row], by_hand: list[Row]
) -> None:
    wanted = [(line["deelvraag"], place(line), line["gedrukt"]) for line in by_hand]
    found = [(row["tabel"], row["plaats"], row["gedrukt"]) for row in answer]
    assert not Counter(wanted) - Counter(found), "missing"
    assert not Counter(found) - Counter(wanted), "not in the answer"
    assert found == wanted, "not in reading order"


def test_each_table_has_as_many_figures_as_the_answer_prints(answer: list[Row], by_hand: list[Row]) -> None:
    assert Counter(row["tabel"] for row in answer) == TABLES_274
    assert Counter(line["deelvraag"] for line in by_hand) == TABLES_274


def test_each_table_tells_its_own_indicator_measure_and_unit(answer: list[Row]) -> None:
    for row in answer:
        indicator, measure, unit = SUBJECTS_274[row["tabel"]]
        assert row["indicator"] == indicator, row
        assert measure in {None, row["maatregel"]}, row
        assert row["eenheid"] == ("" if row["rol"] == "constante" else unit), row


def test_the_size_bands_are_those_that_the_row_prints(pairs: list[tuple[Row, Row]]) -> None:
    banded = [(row, line) for row, line in pairs if row["tabel"] in {"1.a", "2.a", "3.a"}]
    assert len(banded) == 42 + 15 + 12
    for row, line in banded:
        code = dimensions(row)["grootteklasse"]
        bands = codes_of("grootteklasse", row["maatregel"])
        assert bands is not None
        assert bands.label(code) == line["rij"], row


def test_the_type_of_arbeidszorg_is_the_one_that_the_column_prints(pairs: list[tuple[Row, Row]]) -> None:
    typed = [(row, line) for row, line in pairs if line["kolom"].endswith("e arbeidszorg")]
    assert len(typed) == 12 + 20
    for row, line in typed:
        label = load_codelist("type_onderneming").label(dimensions(row)["type_onderneming"])
        assert label == line["kolom"].lower(), row


def test_the_measure_is_the_one_that_the_row_or_the_sentence_names(pairs: list[tuple[Row, Row]]) -> None:
    named = [(row, line) for row, line in pairs if SUBJECTS_274[row["tabel"]][1] is None]
    assert len(named) == 3 + 1 + 1 + 2 + 2 + 2
    for row, line in named:
        assert load_codelist("maatregel").find(line["rij"]).code == row["maatregel"], row


def test_the_period_is_the_printed_year_or_quarter(pairs: list[tuple[Row, Row]]) -> None:
    dated = 0
    for row, line in pairs:
        year = re.match(r"\d{4}", line["kolom"]) or re.match(r"\d{4}(?!-\d)\b", line["rij"])
        if year and "/" not in row["periode"]:
            dated += 1
            assert row["periode"] == year[0] + ("-Q1" if "(kw1)" in line["rij"] else ""), row
    assert dated == 42 + 7 + 15 + 3 + 18 + 3 + 3


def test_a_dated_contingent_is_valid_from_and_to_the_printed_days(answer: list[Row]) -> None:
    def iso(printed: str) -> str:
        day, month, year = printed.split("/")
        return f"{int(year) % 2000 + 2000}-{int(month):02}-{int(day):02}"

    printed = [(row, re.search(r"\((\S+/\S+) – (\S+/\S+)\)", row["gedrukt"])) for row in answer]
    dated = [(row, found) for row, found in printed if found]
    assert [row for row in answer if "/" in row["periode"]] == [row for row, _ in dated]
    assert len(dated) == 2
    for row, found in dated:
        assert row["periode"] == f"{iso(found[1])}/{iso(found[2])}", row
        assert "niet met zekerheid" in row["voetnoot"], row


def test_figures_without_a_printed_period_say_how_theirs_was_read(answer: list[Row]) -> None:
    wanted = {"4": "2021", "7.f.ii": "2019-2021", "7.f.iii": "2019-2021", "7.f.iv": "2019-2021"}
    for row in answer:
        if row["tabel"] in wanted:
            assert row["periode"] == wanted[row["tabel"]], row
            assert f"gelezen als {wanted[row['tabel']]}" in row["voetnoot"].replace(
                "het laatste gevraagde jaar, ", ""
            ), row
        elif row["tabel"] == "3.a":
            assert row["periode"] == "2020", row


def test_the_outcomes_of_trajectories_and_evaluations_are_told_apart(answer: list[Row]) -> None:
    outcome = {
        (row["tabel"], row["maatregel"], row["gedrukt"]): row["dimensies"]
        for row in answer
        if row["tabel"] in {"7.f.ii", "7.f.iii", "7.f.iv"}
    }
    assert outcome == {
        ("7.f.ii", "lde", "67"): "trajectresultaat=succesvol",
        ("7.f.ii", "collectief_maatwerk", "12"): "trajectresultaat=succesvol",
        ("7.f.iii", "lde", "282"): "trajectresultaat=niet_succesvol",
        ("7.f.iii", "collectief_maatwerk", "70"): "trajectresultaat=niet_succesvol",
        ("7.f.iv", "lde", "128"): "",
        ("7.f.iv", "lde", "83"): "evaluatieresultaat=collectief_maatwerk",
    }


def test_cells_in_words_have_the_status_that_the_words_mean(answer: list[Row]) -> None:
    words = {"Geen": "geen", "Formeel niet van toepassing.": "nvt"}
    for row in answer:
        assert row["status"] == words.get(row["gedrukt"], "waarde"), row
    assert Counter(row["status"] for row in answer) == {"waarde": 112, "geen": 4, "nvt": 1}


def test_a_footnote_sign_comes_with_its_note_and_the_constants_are_marked(answer: list[Row]) -> None:
    signed = [row for row in answer if "(*)" in row["gedrukt"] or "(**)" in row["plaats"]]
    assert [row["voetnoot"].split()[0] for row in signed] == ["(*)", "(**)", "(**)", "(**)"]
    constants = {row["gedrukt"]: row["waarde"] for row in answer if row["rol"] == "constante"}
    assert constants == {"1 VTE = 30u/week": "30", "1 jaar": "1", "10%": "10"}


def test_the_stored_question_is_the_question_alone() -> None:
    text = (QUESTIONS / "vraag-274.txt").read_text(encoding="utf-8")
    assert text.startswith("Datum: 26-01-2022\n")
    assert "Sociale economie  -  Doorstroom en contingent" in text
    assert text.rstrip().endswith("iv. een afwijking gekregen en moesten geen doorstroomtraject opstarten?")
    assert "antwoord" not in text.casefold()
    assert "===" not in text
