"""Composing: sections, gaps, remarks, markers, annexes and references of a whole answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pq_answers.answer.recipe import draft, protect_results, query_item, run_plan
from pq_answers.compose import Answered, block_grid, compose, result_blocks
from pq_answers.compose.gaps import joined
from pq_answers.compose.sentences import load_sentences
from pq_answers.compose.tables import TableMaker
from pq_answers.compose.view import ResultView
from pq_answers.document import Document, Origin, Paragraph, Run, Section, TableBlock, plain
from pq_answers.errors import BlockedError, InputError
from pq_answers.items import load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.query import run_item
from pq_answers.results import Gap, GapKind
from pq_answers.store import Reader, Store
from pq_answers.tables import ProtectedTable, State

HEAD = '[vraag]\nnummer = 1\ndatum = 2022-01-26\nsteller = "Jan Peeters"\ntitel = "Proef"\n'


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


def composed(reader: Reader, *parts: str, annexes: str = "") -> Document:
    """Compose the answer to parts that are each the body of an [[antwoord]]."""
    plan = parse_plan(HEAD + "".join(f"[[antwoord]]\n{part}\n" for part in parts) + annexes)
    catalogue = load_catalogue()
    plan, results = run_plan(plan, reader, catalogue)
    answered, _ = protect_results(plan, results, catalogue)
    return compose(plan, answered, made="2022-01-26T00:00:00+00:00", demonstration=True)


def texts(section: Section, style: str = "") -> list[str]:
    found = [block for block in section.blocks if isinstance(block, Paragraph)]
    return [plain(block.runs) for block in found if style in ("", block.style)]


def tables(section: Section) -> list[TableBlock]:
    return [block for block in section.blocks if isinstance(block, TableBlock)]


def notes(block: TableBlock) -> list[str]:
    return [plain(runs) for runs in block.notes]


def opened(*labels: str) -> list[str]:
    return [f'label = "{label}"\nopen = "Nog na te gaan."' for label in labels]


@pytest.mark.parametrize(
    ("labels", "printed"),
    [
        (["7.a", "7.b", "7.f.i", "7.f.ii", "8"], ["7. a.", "b.", "f. i)", "ii)", "8."]),
        (["1", "1.a", "1.b", "10", "10.a"], ["1.", "a.", "b.", "10.", "a."]),
        (["1.a.i", "2.a.i", "2.a.b"], ["1. a. i)", "2. a. i)", "b."]),
    ],
)
def test_labels_are_printed_from_the_first_part_that_changes(
    reader: Reader, labels: list[str], printed: list[str]
) -> None:
    document = composed(reader, *opened(*labels))
    assert [" ".join(run.text for run in section.labels) for section in document.sections] == printed
    assert [section.path for section in document.sections] == labels
    assert [section.depth for section in document.sections] == [label.count(".") + 1 for label in labels]


def test_an_open_gap_is_a_paragraph_that_a_person_fills(reader: Reader) -> None:
    [section] = composed(reader, 'label = "1"\nopen = "Na te vragen bij VDAB, 3 cijfers."').sections
    assert texts(section, "open") == ["Na te vragen bij VDAB, 3 cijfers."]


def test_parts_with_one_label_make_one_section(reader: Reader) -> None:
    document = composed(reader, 'label = "1"\npassage = "werkvloer-stages"', *opened("1"))
    assert len(document.sections) == 1
    assert len(document.sections[0].blocks) == 2


def test_a_reference_to_another_answer_is_a_sentence(reader: Reader) -> None:
    document = composed(reader, *opened("1.a"), 'label = "2"\npassage = "werkvloer-stages"\nzie = "1.a"')
    assert texts(document.sections[1])[-1] == "Zie ook het antwoord op deelvraag 1.a."


def test_a_passage_prints_its_constants_with_their_legal_basis(reader: Reader) -> None:
    [section] = composed(reader, 'label = "1"\npassage = "maatwerk-geen-verplichte-doorstroom"').sections
    [run] = [run for run in section.blocks[0].runs if run.source]  # type: ignore[union-attr]
    assert run.text == "10%"
    assert run.source is not None
    assert run.source.origin is Origin.CONSTANT
    assert run.source.basis.startswith("Decreet van 12 juli 2013")


def test_a_passage_out_of_force_stops_the_answer(reader: Reader) -> None:
    plan = parse_plan(
        HEAD.replace("2022-01-26", "2018-01-26") + '[[antwoord]]\nlabel = "1"\npassage = "werkvloer-stages"\n'
    )
    with pytest.raises(InputError, match="niet geldig") as caught:
        run_plan(plan, reader, load_catalogue())
    assert "deelvraag 1" in caught.value.where


ITEM = 'label = "{0}"\nitem = "doelgroepwerknemers"\nmaatregel = "{1}"\njaren = "{2}"\n'


def test_missing_years_of_a_breakdown_are_told_once_and_explained_before_the_answers(reader: Reader) -> None:
    document = composed(
        reader,
        ITEM.format("1", "lde", "2019-2021") + 'opsplitsing = ["leeftijd", "geslacht"]',
        ITEM.format("2", "arbeidszorg", "2019-2021"),
    )
    assert texts(document.sections[0], "opmerking") == [
        "De opsplitsing naar leeftijd en geslacht is beschikbaar voor 2020 en 2021; "
        "gevraagd werd de periode 2019 tot en met 2021."
    ]
    assert texts(document.sections[1], "opmerking") == [
        "Gevraagd werd de periode 2019 tot en met 2021. Voor de arbeidszorg zijn deze cijfers beschikbaar "
        "voor 2020."
    ]
    [remark] = document.preliminary
    assert isinstance(remark, Paragraph)
    assert (remark.runs[0].text, remark.runs[0].bold) == ("Voorafgaande opmerking:", True)
    assert plain(remark.runs).endswith("Dat is van belang voor het antwoord op deelvraag 1 en 2.")


def test_a_breakdown_without_any_year_says_so_and_the_missing_years_of_the_figure_too(reader: Reader) -> None:
    [section] = composed(reader, ITEM.format("1", "lde", "2014-2016") + 'opsplitsing = ["leeftijd"]').sections
    assert texts(section, "opmerking") == [
        "Gevraagd werd de periode 2014 tot en met 2016. Voor de lokale diensteneconomie zijn deze cijfers "
        "beschikbaar voor 2015 en 2016.",
        "De opsplitsing naar leeftijd is voor de periode 2014 tot en met 2016 niet beschikbaar.",
    ]


def test_a_measure_without_any_year_is_told(reader: Reader) -> None:
    [section] = composed(reader, ITEM.format("1", "lde,arbeidszorg", "2021")).sections
    assert texts(section, "opmerking") == [
        "Gevraagd werd 2021. Voor de arbeidszorg zijn voor die jaren geen cijfers beschikbaar."
    ]


@pytest.mark.parametrize(
    ("name", "one", "several"),
    [
        ("contingent", "Deze tabel toont ", "Deze tabellen tonen het toegekende contingent voor {}"),
        (
            "ondernemingen_grootteklasse",
            "Deze tabel deelt ",
            "Deze tabellen delen de LDE-ondernemingen en maatwerkbedrijven in",
        ),
        ("doorstroomtrajecten_gestart", "Deze tabel telt ", "Deze tabellen tellen de doorstroomtrajecten"),
        ("doelgroepwerknemers", "Het aantal ", "Het aantal doelgroepwerknemers lokale diensteneconomie en "),
    ],
)
def test_a_template_names_every_measure_that_was_asked(
    reader: Reader, name: str, one: str, several: str
) -> None:
    first, second = (
        composed(reader, ITEM.format("1", measures, "2021").replace("doelgroepwerknemers", name)).sections[0]
        for measures in ("lde", "lde,collectief_maatwerk")
    )
    assert texts(first)[0].startswith(one)
    assert "collectief maatwerk" not in texts(first)[0]
    assert texts(second)[0].startswith(several.format("de lokale diensteneconomie en collectief maatwerk"))


def test_another_unit_is_told(reader: Reader) -> None:
    part = ITEM.format("1", "lde", "2021").replace("doelgroepwerknemers", "ondernemingen_grootteklasse")
    [section] = composed(reader, part + 'eenheid = "personen"').sections
    assert texts(section, "opmerking") == [
        "Gevraagd werd een indeling naar aantal personen; de grootte is hier uitgedrukt in "
        "voltijdsequivalenten (VTE)."
    ]


def test_equal_gaps_of_several_measures_are_one_sentence(reader: Reader) -> None:
    part = ITEM.format("1", "collectief_maatwerk,lde", "2019-2021").replace(
        "doelgroepwerknemers", "geindiceerden_advies"
    )
    [section] = composed(reader, part).sections
    [sentence] = texts(section, "opmerking")
    assert (
        "Voor collectief maatwerk en de lokale diensteneconomie zijn deze cijfers beschikbaar voor 2021."
        in sentence
    )


def test_gaps_are_joined_only_where_nothing_but_the_measure_differs() -> None:
    years = Gap(GapKind.YEARS, "lde", (2021,), ())
    other = Gap(GapKind.YEARS, "lde", (2021,), ("2020",))
    assert joined([years, other, replace(years, measure="arbeidszorg"), years]) == [
        replace(years, measure="lde,arbeidszorg"),
        other,
    ]


@pytest.mark.parametrize(
    ("name", "dimensions", "words"),
    [
        (
            "doelgroepwerknemers",
            ("leeftijd",),
            "De opsplitsing naar leeftijd voor de lokale diensteneconomie wordt niet weergegeven, omdat "
            "personen er herkenbaar in zouden kunnen zijn.",
        ),
        (
            "contingent",
            ("provincie",),
            "De opsplitsing naar provincie voor de lokale diensteneconomie wordt niet weergegeven, om de "
            "gegevens van afzonderlijke ondernemingen te beschermen.",
        ),
        (
            "contingent",
            (),
            "De cijfers voor de lokale diensteneconomie worden niet weergegeven, om de gegevens van personen "
            "of ondernemingen te beschermen.",
        ),
    ],
)
def test_what_is_withheld_is_told_with_whom_that_protects(
    name: str, dimensions: tuple[str, ...], words: str
) -> None:
    from pq_answers.compose.gaps import GapSentences
    from pq_answers.compose.trace import Tracer

    tracer = Tracer()
    gap = Gap(GapKind.PROTECTION, "lde", dimensions=dimensions)
    [sentence] = GapSentences(load_catalogue().get(name), tracer, load_sentences()).sentences_of([gap])
    assert plain(tracer.runs(sentence)) == words


def test_a_figure_in_prose_whose_table_is_withheld_reads_as_hidden(reader: Reader) -> None:
    item = load_catalogue().get("evaluaties")
    result, _ = query_item(item, {"maatregel": "lde", "jaren": "2019-2021"}, reader)
    gap = Gap(GapKind.PROTECTION, "lde", dimensions=("evaluatieresultaat",))
    view = ResultView(item, result.with_tables(result.tables[:1], [gap]))
    assert view.waarde().state is State.VALUE
    assert view.waarde(evaluatieresultaat="collectief_maatwerk").state is State.SUPPRESSED


def test_a_measure_that_a_passage_answers_prints_that_passage_once(reader: Reader) -> None:
    part = 'label = "1"\nitem = "doorstroomtrajecten_gestart"\nmaatregel = "arbeidszorg"\njaren = 2021'
    [section] = composed(reader, part).sections
    assert [text.startswith("Arbeidsmatige activiteiten") for text in texts(section)] == [True]
    assert tables(section) == []


OUTSIDE = (
    '+++\ntitel = "T"\ngeldig = {{ van = 2015-01-01 }}\nplaats = "{0}"\n+++\nDaarvoor werd niet geteld.\n'
)


@pytest.mark.parametrize("place", ["antwoord", "voorafgaand"])
def test_the_passage_about_missing_years_is_printed_where_it_says(
    overlay: Any, reader: Reader, place: str
) -> None:
    overlay.write("data/passages/waarom.md", OUTSIDE.format(place))
    overlay.item(sql=overlay.sql.replace("{ van = 2015 }", '{ van = 2020, daarbuiten = "passage:waarom" }'))
    document = composed(reader, 'label = "1"\nitem = "proef"\nmaatregel = "lde"\njaren = "2019-2021"')
    told = "Daarvoor werd niet geteld."
    assert (told in texts(document.sections[0])) == (place == "antwoord")
    assert any(told in plain(block.runs) for block in document.preliminary) == (place == "voorafgaand")  # type: ignore[union-attr]


STAND = 'label = "1"\nitem = "contingent_stand"\nmaatregel = "arbeidszorg"\njaren = "2019-2021"'


def test_markers_lead_to_their_notes(reader: Reader) -> None:
    [section] = composed(reader, STAND).sections
    [table] = tables(section)
    assert plain(table.rows[0][1][0].runs) == "389,7 VTE (*)"
    assert [plain(head[0]) for head, _ in table.rows] == ["2019", "2020", "2021 (kw1)(**)"]
    first, second, third = notes(table)
    assert first == "(*) 1 VTE = 30u/week in de arbeidszorg."
    assert second.startswith("(**) Met ingang van kwartaal 2/2021")
    assert third.startswith("Tussen haakjes staat van wanneer tot wanneer")
    assert table.unit == ()


def test_a_note_that_two_lists_name_is_printed_once(reader: Reader) -> None:
    document = composed(reader, STAND, STAND.replace('"1"', '"2"'))
    assert [len(notes(table)) for section in document.sections for table in tables(section)] == [3, 3]


def test_remarks_of_an_item_stand_behind_its_table(reader: Reader) -> None:
    part = ITEM.format("1", "lde", "2021").replace("doelgroepwerknemers", "ondernemingen_grootteklasse")
    [section] = composed(reader, part).sections
    assert texts(section)[-1].startswith("Bij de daling past een kanttekening")


def test_the_unit_stands_under_a_table_of_full_time_equivalents(reader: Reader) -> None:
    part = ITEM.format("1", "lde", "2021").replace("doelgroepwerknemers", "contingent")
    [table] = tables(composed(reader, part).sections[0])
    assert plain(table.unit) == "Eenheid: voltijdsequivalenten (VTE)"
    assert plain(table.caption) == "Toegekend contingent (VTE): lokale diensteneconomie (2021)"
    assert (
        table.summary == "Toegekend contingent (VTE): lokale diensteneconomie (2021). Rijen: Jaargemiddelde."
    )


def test_tables_move_to_an_annex_with_a_reference(reader: Reader) -> None:
    annexes = '[[bijlage]]\nnummer = 1\ntitel = "Werknemers 2020-2021"\n'
    annexes += '[[bijlage]]\nnummer = 2\ntitel = "Cijfers"\n'
    document = composed(
        reader,
        ITEM.format("1", "lde", "2020-2021") + 'opsplitsing = ["leeftijd", "herkomst"]\nbijlage = 1',
        ITEM.format("2", "lde", "2020-2021") + "bijlage = 2",
        annexes=annexes,
    )
    assert [tables(section) for section in document.sections] == [[], []]
    assert [len(annex.tables) for annex in document.annexes] == [2, 1]
    assert texts(document.sections[0])[1] == "De opsplitsing naar leeftijd en herkomst staat in bijlage 1."
    assert texts(document.sections[1])[1] == "De cijfers staan in bijlage 2."
    [title] = document.annexes[0].title
    assert (title.text, title.source and title.source.origin) == ("Werknemers 2020-2021", Origin.PARAMETER)
    assert document.annexes[1].title == (Run("Cijfers"),)
    ids = [block.id for block in document.blocks() if isinstance(block, TableBlock)]
    assert len(ids) == len(set(ids)) == 3


@pytest.mark.parametrize("template", ["Zie hier: {{ tabel(r) }}\n", "Tekst\n{{ tabel(r) }}\n"])
def test_tables_in_the_middle_of_a_paragraph_are_refused_with_the_remedy(
    overlay: Any, reader: Reader, template: str
) -> None:
    overlay.item(template=template)
    with pytest.raises(InputError, match=r"midden in een alinea.*lege regel") as caught:
        composed(reader, 'label = "1"\nitem = "proef"\nmaatregel = "lde"\njaren = 2021')
    assert caught.value.where.endswith("proef.md.j2")


def test_a_template_can_place_a_passage(overlay: Any, reader: Reader) -> None:
    overlay.item(template="{{ passage('maatwerk-geen-verplichte-doorstroom') }}\n\n{{ tabel(r) }}\n")
    [section] = composed(reader, 'label = "1"\nitem = "proef"\nmaatregel = "lde"\njaren = 2021').sections
    assert "10%" in texts(section)[0]


def test_a_document_of_demonstration_data_carries_its_mark(reader: Reader) -> None:
    document = composed(reader, *opened("1"))
    assert document.mark.startswith("Demonstratiegegevens")
    plan = parse_plan(HEAD + '[[antwoord]]\nlabel = "1"\nopen = "x"\n')
    made = draft(plan, reader, load_catalogue(), made="x", formats=["json"])
    assert made.document.mark == document.mark
    assert compose(plan, [], made="x", demonstration=False).mark == ""


# --- tables by themselves


def test_an_unprotected_table_is_refused(reader: Reader) -> None:
    item = load_catalogue().get("contingent")
    raw = run_item(reader, item, {"maatregel": "lde", "jaren": 2021})
    with pytest.raises(BlockedError, match="onbeschermde tabel"):
        result_blocks(item, raw)  # type: ignore[arg-type]


def block(reader: Reader, name: str, **asked: Any) -> TableBlock:
    from pq_answers.answer import query_item

    item = load_catalogue().get(name)
    result, _ = query_item(item, {"maatregel": "lde", "jaren": 2021, **asked}, reader)
    return result_blocks(item, result)[0]


def test_a_caption_says_what_for_whom_and_when_and_sources_its_numbers(reader: Reader) -> None:
    caption = block(
        reader, "doelgroepwerknemers", jaren="2020-2021", provincie="BE22", opsplitsing="leeftijd x geslacht"
    ).caption
    assert (
        plain(caption)
        == "Aantal personen naar leeftijd en geslacht: lokale diensteneconomie: Limburg (2020 en 2021)"
    )
    assert all(run.source for run in caption if any(char.isdigit() for char in run.text))


def test_a_label_with_a_number_has_its_code_as_source(reader: Reader) -> None:
    made = block(reader, "doelgroepwerknemers", opsplitsing="leeftijd")
    label = made.rows[0][0][0]
    assert plain(label) == "Jonger dan 25 jaar"
    assert label[0].source is not None
    assert (label[0].source.origin, label[0].source.name) == (Origin.CODE, "leeftijd=Y_LT25")
    assert [plain(stub) for stub in made.stub] == ["Leeftijd"]
    assert made.head[0][0].runs[0].source is not None


def test_hidden_and_missing_cells_read_the_same_and_have_their_note(reader: Reader) -> None:
    item = load_catalogue().get("doelgroepwerknemers")
    raw = run_item(reader, item, {"maatregel": "lde", "jaren": 2021, "opsplitsing": "geslacht"}).shown[0]
    first, second, *_ = raw
    changed = {
        first.key: first.suppressed(),
        second.key: replace(second, value=None, state=State.NOT_AVAILABLE),
    }
    table = ProtectedTable(
        **{name: getattr(raw, name) for name in ProtectedTable.__dataclass_fields__ if name != "cells"},
        cells=tuple(tuple(changed.get(cell.key, cell) for cell in row) for row in raw.cells),
    )
    made = TableMaker(item, load_sentences()).block(table, "x", ())
    assert [row[-1] for row in block_grid(made)] == ["2021", "–", "n.b.", "3.078"]
    assert [plain(note)[:4] for note in made.notes] == ["–: n", "n.b."]
    assert made.rows[0][1][0].value is None


def test_groups_of_columns_are_printed_as_two_rows_of_headers(reader: Reader) -> None:
    made = block(reader, "ondernemingen_grootteklasse", maatregel="arbeidszorg", jaren=2020)
    assert [[(plain(box.runs), box.span) for box in level] for level in made.head] == [
        [("2020", 3)],
        [("Experimentele arbeidszorg", 1), ("Structurele arbeidszorg", 1), ("Activerende arbeidszorg", 1)],
    ]


def test_tables_that_a_template_leaves_out_are_not_lost_in_silence(reader: Reader) -> None:
    item = load_catalogue().get("contingent")
    bare = replace(item, template="Dit zijn de cijfers.")
    result, _ = query_item(bare, {"maatregel": "lde", "jaren": 2021, "opsplitsing": "provincie"}, reader)
    plan = parse_plan(HEAD + '[[antwoord]]\nlabel = "1"\nitem = "contingent"\nopsplitsing = "provincie"\n')
    with pytest.raises(InputError, match="plaatst de gevraagde tabellen niet"):
        compose(plan, [Answered(plan.parts[0], bare, result)], made="", demonstration=False)


def test_a_breakdown_that_prose_answers_is_printed_where_it_was_asked_for(reader: Reader) -> None:
    part = 'label = "1"\nitem = "evaluaties"\nmaatregel = "lde"\njaren = "2019-2021"\n'
    assert tables(composed(reader, part).sections[0]) == []
    assert len(tables(composed(reader, part + 'opsplitsing = "evaluatieresultaat"').sections[0])) == 1


def test_an_annex_that_no_answer_fills_is_refused(reader: Reader) -> None:
    with pytest.raises(InputError, match="Bijlage 1 blijft leeg"):
        composed(reader, *opened("1"), annexes='[[bijlage]]\nnummer = 1\ntitel = "Niets"\n')
