"""Published figures in print: a plus, a percent sign, the precision, the publication and the gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pq_answers.answer.recipe import query_item
from pq_answers.compose.gaps import GapSentences
from pq_answers.compose.prose import render_prose
from pq_answers.compose.sentences import load_sentences
from pq_answers.compose.single import result_blocks, result_remarks
from pq_answers.compose.tables import unit_behind
from pq_answers.compose.trace import Tracer
from pq_answers.compose.view import ResultView
from pq_answers.document import Origin, TableBlock, plain
from pq_answers.errors import InputError
from pq_answers.items import Item, load_catalogue
from pq_answers.results import Gap, GapKind, Result
from pq_answers.store import Reader, Store
from pq_answers.tables import ProtectedTable


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


def asked(reader: Reader, name: str, measure: Any, years: Any, **more: Any) -> Result[ProtectedTable]:
    item = load_catalogue().get(name)
    return query_item(item, {"maatregel": measure, "jaren": years, **more}, reader)[0]


def blocks(reader: Reader, name: str, measure: Any, years: Any, **more: Any) -> tuple[TableBlock, ...]:
    return result_blocks(load_catalogue().get(name), asked(reader, name, measure, years, **more))


def texts(block: TableBlock) -> dict[str, list[str]]:
    return {" / ".join(map(plain, heads)): [plain(box.runs) for box in cells] for heads, cells in block.rows}


@pytest.fixture(scope="module")
def inventory(reader: Reader) -> tuple[TableBlock, ...]:
    return blocks(reader, "inventaris_tewerkstelling", "sociale_economie", "2012-2013")


def test_a_change_shows_its_sign_and_a_share_its_percent_sign(inventory: tuple[TableBlock, ...]) -> None:
    _, shares, growth, _ = map(texts, inventory)
    assert shares["Art. 61 van de OCMW-wetgeving"] == ["50,0%", "46,8%"]
    assert growth["Art. 61 van de OCMW-wetgeving"] == ["+27,6%", "+36,2%"]
    assert growth["GESCO-opleidingsprojecten"] == ["-3,9%", "+37,0%"]
    assert growth["Invoeginterim"] == ["Niet van toepassing"] * 2


@pytest.mark.parametrize(("unit", "text"), [("VTE", " VTE"), ("procent", "%"), ("op_3", " op 3")])
def test_a_unit_stands_behind_a_figure_as_its_code_list_says(unit: str, text: str) -> None:
    assert unit_behind(unit) == text


def test_the_columns_of_a_region_stand_under_its_name(inventory: tuple[TableBlock, ...]) -> None:
    heads = [[(plain(box.runs), box.span) for box in level] for level in inventory[0].head]
    assert heads[0] == [("West-Vlaanderen", 2), ("Vlaams Gewest", 2)]
    assert heads[1] == [("2012", 1), ("2013", 1)] * 2


def test_a_row_that_adds_up_others_is_bold_and_the_others_are_not(inventory: tuple[TableBlock, ...]) -> None:
    bold = [plain(heads[0]) for heads, _ in inventory[0].rows if any(run.bold for run in heads[0])]
    assert len(bold) == 9
    assert all(label.endswith(")") for label in bold)
    assert "Arbeidszorg" not in bold


def test_a_caption_names_one_period_as_it_is_and_several_as_years(inventory: tuple[TableBlock, ...]) -> None:
    captions = [plain(block.caption) for block in inventory]
    assert captions[0].endswith("(2012 en 2013)")
    assert captions[2].endswith("(2012-2013)")


def test_the_publication_stands_below_the_table_with_its_digits_traced(
    inventory: tuple[TableBlock, ...],
) -> None:
    [*_, last] = inventory[0].notes
    title = "Tewerkstellingsinitiatieven voor kansengroepen in West-Vlaanderen: cijfers 2013"
    assert plain(last) == f"Bron: {title}, POM West-Vlaanderen."
    [source] = [run.source for run in last if run.source]
    assert (source.origin, source.name) == (Origin.CODE, "bron=pom-2013")


def test_a_register_table_names_no_publication(reader: Reader) -> None:
    [block] = blocks(reader, "contingent", "lde", 2021)
    assert not any(plain(note).startswith("Bron") for note in block.notes)


def test_a_figure_that_is_not_exact_has_the_kind_of_words_that_its_source_used(reader: Reader) -> None:
    [block] = blocks(reader, "initiatieven", "sociale_economie", 2005)
    assert texts(block) == {"Sociale economie": ["meer dan 300"]}
    assert not any("hoe nauwkeurig" in plain(note) for note in block.notes)
    [ratio] = blocks(reader, "initiatieven", "sociale_werkplaats", 2005, opsplitsing="activiteit")[1:]
    [(_, [box])] = ratio.rows
    assert plain(box.runs) == "ongeveer 1 op 3"
    assert all(run.source for run in box.runs if any(char.isdigit() for char in run.text))
    found = blocks(reader, "tewerkstelling_functie", "beschutte_werkplaats", 2003)
    assert ["bijna 13.000"] in [cells for block in found for cells in texts(block).values()]


def notes(block: TableBlock) -> list[str]:
    return [plain(note) for note in block.notes]


def test_each_publisher_of_a_table_is_named_with_the_figures_that_are_theirs(reader: Reader) -> None:
    [budget] = blocks(reader, "budgetten", "collectief_maatwerk", "2019-2026")
    [first, second] = sorted(note for note in notes(budget) if note.startswith("Bron"))
    assert second.startswith(
        "Bron voor «Begrotingsopmaak (VAK)» en «Uitvoering (VAK)»: BBT (Werk en) Sociale Economie"
    )
    assert first.startswith("Bron voor «Afgerekende subsidie»: WEWIS open data CMW03")
    advices = blocks(reader, "adviezen_reeks", "sociale_economie", "2016-2019")[0]
    assert [note.partition(", in «")[0] for note in notes(advices) if note.startswith("Bron")] == [
        "Bron voor «2016-2017»: commissieverslag VP, begin 2018",
        "Bron voor «juni 2018»: Trends/Knack juni 2018 (vraag aan minister Muyters)",
    ]


def test_a_second_hand_publication_is_named_behind_the_piece_that_it_cites(reader: Reader) -> None:
    [*_, block] = blocks(reader, "uitstroom_werk", "wijk_werken", "2018-2019")
    collection = "«Losse cijfers uit commissieverslagen, pers en sector» (diverse uitgevers)"
    assert notes(block) == [f"Bron: Nieuwsblad jan 2020, in {collection}."]
    assert all(run.source for run in block.notes[0] if any(char.isdigit() for char in run.text))


def test_a_share_at_nine_months_is_not_printed_as_any_other_share(reader: Reader) -> None:
    tables = blocks(reader, "uitstroom_werk", ["wijk_werken", "twe_ocmw"], "2018-2025")
    shown = {plain(block.caption).partition(" (")[0]: texts(block) for block in tables}
    assert shown["Aandeel dat negen maanden na het traject aan het werk was"] == {
        "Wijk-werken / 2018-2019": ["32,24%"]
    }
    assert ["32,24%"] not in shown["Aandeel dat naar werk uitstroomde"].values()


def test_how_the_source_counts_stands_under_the_table(reader: Reader) -> None:
    block = blocks(reader, "adviezen_reeks", "collectief_maatwerk", "2019-2024", opsplitsing="provincie")[0]
    [told] = [note for note in notes(block) if note.startswith("Hoe de bron telt: ")]
    assert "zonder werk met een advies collectief maatwerk en zonder lager advies" in told


def test_a_break_stands_under_a_series_that_runs_over_it_and_under_no_other(reader: Reader) -> None:
    told = "Breuk in de reeks vanaf 2024: Het cijfer voor 2024 gaat over een onvolledig jaar."
    for years, found in (("2019-2024", True), ("2019-2023", False)):
        [block] = blocks(reader, "doelgroepwerknemers_reeks", "collectief_maatwerk", years)
        assert (told in notes(block)) is found


def test_values_of_one_table_are_its_columns_or_its_rows(reader: Reader) -> None:
    shares = blocks(reader, "participatieladder", "kansengroepen_alle", 2017)[1]
    assert [plain(box.runs) for box in shares.head[1]] == [
        "In het Vlaamse cijfer",
        "In alle treden samen",
        "Tegenover de loontrekkenden",
        "Tegenover de loontrekkenden",
    ]
    counts = blocks(reader, "arbeidsmarkt_kerncijfers", "zonder_maatregel", 2017)[0]
    assert list(texts(counts))[:2] == ["Loontrekkenden", "Niet-beroepsactieven"]
    assert counts.stub == ((),) or plain(counts.stub[0]) == ""


def test_figures_about_no_measure_name_none_in_their_caption(reader: Reader) -> None:
    for block in blocks(reader, "arbeidsmarkt_kerncijfers", "zonder_maatregel", "2013-2020"):
        assert "maatregel" not in plain(block.caption)


# Sentences


def gap_texts(name: str, *gaps: Gap) -> list[str]:
    tracer = Tracer()
    sentences = GapSentences(load_catalogue().get(name), tracer, load_sentences()).sentences_of(gaps)
    return [plain(tracer.runs(sentence)) for sentence in sentences]


@pytest.mark.parametrize(
    ("delivered", "words"),
    [
        (("2012", "2013"), "2012 en 2013"),
        (("2017", "2021"), "2017 en 2021"),
        (("2005", "2005-Q1"), "2005"),
        (("2004", "2004-2005"), "2004 en 2004-2005"),
        (("2004", "2006", "2008-Q1"), "2004, 2006 en 2008 (kw1)"),
        (("2015", "2016", "2017", "2018-Q1"), "de periode 2015 tot en met 2017 en 2018 (kw1)"),
        (("2004-07-01/2004-12-31",), "1 juli 2004 tot en met 31 december 2004"),
    ],
)
def test_the_periods_that_there_are_read_as_a_sentence(delivered: tuple[str, ...], words: str) -> None:
    [text] = gap_texts("participatieladder", Gap(GapKind.YEARS, "lde", (2004, 2005), delivered))
    assert text.endswith(f"zijn deze cijfers beschikbaar voor {words}.")


def test_a_missing_breakdown_of_published_figures_names_its_measure() -> None:
    none = Gap(GapKind.BREAKDOWN, "lde", (2005,), (), ("regio",))
    some = replace(none, measure="sine", delivered=("2004",))
    assert gap_texts("initiatieven", none, some) == [
        "Voor de lokale diensteneconomie is de opsplitsing naar regio niet beschikbaar voor 2005.",
        "Voor de sociale inschakelingseconomie (SINE) is de opsplitsing naar regio beschikbaar voor 2004;"
        " gevraagd werd 2005.",
    ]
    [register] = gap_texts("doelgroepwerknemers", replace(none, dimensions=("leeftijd",)))
    assert register == "De opsplitsing naar leeftijd is voor 2005 niet beschikbaar."


def test_the_whole_labour_market_has_a_name_in_a_sentence(reader: Reader) -> None:
    item = load_catalogue().get("arbeidsmarkt_kerncijfers")
    remarks = result_remarks(item, asked(reader, item.name, "zonder_maatregel", "2017-2018"))
    assert any("Voor de hele arbeidsmarkt" in remark for remark in remarks)


# Templates


def rendered(item: Item, result: Result[ProtectedTable], template: str) -> str:
    tracer = Tracer()
    context = {"r": ResultView(item, result)}
    text = render_prose(replace(item, template=template), context, tracer, load_sentences())
    return plain(tracer.runs(text))


def test_a_template_chooses_a_value_by_its_column(reader: Reader) -> None:
    item = load_catalogue().get("participatieladder")
    result = asked(reader, item.name, "kansengroepen_alle", 2017)

    def figure(more: str = "") -> str:
        asked = "{{ r.waarde(regio='BE25', trede='T5'MORE) | getal }}".replace("MORE", more)
        return rendered(item, result, asked)

    assert figure() == "44.672"
    assert figure(", kolom='kansengroepen'") == "78,8"
    with pytest.raises(InputError, match=r"geen kolom «weg».*aantal"):
        figure(", kolom='weg'")


def test_the_years_of_a_text_are_those_of_the_levels_not_of_a_change(reader: Reader) -> None:
    item = load_catalogue().get("participatieladder")
    result = asked(reader, item.name, "kansengroepen_alle", "2016-2017")
    assert any(table.signed for table in result.shown)
    assert ResultView(item, result).jaren == (2017,)


def test_the_remark_on_uncertain_figures_comes_with_their_year_only(reader: Reader) -> None:
    item = load_catalogue().get("participatieladder_samenstelling")
    for years, said in ((2017, False), ("2017,2021", True)):
        result = asked(reader, item.name, "kansengroepen_alle", years)
        names: list[str] = []

        def passage(name: str, names: list[str] = names) -> str:
            names.append(name)
            return ""

        context = {"r": ResultView(item, result), "tabel": lambda _: "", "passage": passage}
        render_prose(item, context, Tracer(), load_sentences())
        assert bool(names) is said
