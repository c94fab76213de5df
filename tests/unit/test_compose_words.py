"""Text enters an answer by known doors: no digit without a source, no data that turns into Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pq_answers.compose.letterhead import letterhead
from pq_answers.compose.markdown import blocks_of
from pq_answers.compose.prose import render_prose
from pq_answers.compose.sentences import load_sentences
from pq_answers.compose.trace import Tracer, words
from pq_answers.compose.view import ResultView
from pq_answers.document import BulletList, Origin, Paragraph, Run, Source, plain
from pq_answers.errors import BlockedError, InputError
from pq_answers.items import Item, load_catalogue
from pq_answers.plan import Question
from pq_answers.results import Gap, GapKind, Provenance, Result
from pq_answers.tables import Cell, CellKey, ProtectedTable, State, years_within

QUESTION = Question("274", date(2022, 1, 26), "Jan Peeters", "Sociale economie")
ITEM = load_catalogue().get("contingent")


@pytest.mark.parametrize("text", ["In 2021 waren het er meer.", "de helft, ½", "²", "٣ personen", "Ⅳ"])
def test_a_written_number_is_refused_wherever_it_stands(text: str) -> None:
    for enter in (
        words,
        lambda t: Tracer().text(t),
        lambda t: Tracer().runs(t),
        lambda t: blocks_of(t, Tracer()),
    ):
        with pytest.raises(BlockedError, match="heeft geen herkomst") as caught:
            enter(text)
        assert caught.value.fix


def test_a_number_with_a_source_keeps_it_through_markdown() -> None:
    tracer = Tracer()
    token = tracer.number("1.868,0", Origin.PARAMETER, "x")
    [paragraph] = blocks_of(f"Er waren **{token} plaatsen** voorzien.", tracer)
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.bold, run.source) for run in paragraph.runs] == [
        ("Er waren ", False, None),
        ("1.868,0", True, Source(Origin.PARAMETER, "x")),
        (" plaatsen", True, None),
        (" voorzien.", False, None),
    ]


@pytest.mark.parametrize(
    "label",
    ["*vet* en _schuin_", "<b>vet</b>", "- lijst", "a & b &amp; c", "# kop", "[link](x)", "\ue010\ue011"],
)
def test_words_from_data_never_become_markdown_or_html(label: str) -> None:
    tracer = Tracer()
    [paragraph] = blocks_of(f"Het gaat om {tracer.text(label)}.", tracer)
    assert isinstance(paragraph, Paragraph)
    visible = label.replace("\ue010", "").replace("\ue011", "")
    assert plain(paragraph.runs) == f"Het gaat om {visible}."
    assert not any(run.bold or run.italic for run in paragraph.runs)


def test_data_cannot_forge_a_token() -> None:
    tracer = Tracer()
    tracer.number("7", Origin.PARAMETER, "x")
    with pytest.raises(BlockedError):
        tracer.text("\ue0000\ue001")


def test_paragraphs_lists_and_emphasis_are_known_and_nothing_else() -> None:
    blocks = blocks_of("Een *schuine*\nregel.\n\n- eerste\n- tweede", Tracer())
    assert blocks == (
        Paragraph((Run("Een "), Run("schuine", italic=True), Run(" regel."))),
        BulletList(((Run("eerste"),), (Run("tweede"),))),
    )
    for text in ("- een\n  - dieper", "a) x\n\n\ue0000\ue001. y"):
        tracer = Tracer()
        tracer.number("1", Origin.STRUCTURE, "x")
        if "dieper" in text:
            with pytest.raises(InputError, match=r"opmaak .bullet_list. kent een antwoord niet.*Gebruik"):
                blocks_of(text, tracer, where="templates/x.md.j2")
        else:
            assert len(blocks_of(text, tracer)) == 2


def test_a_fault_in_a_text_names_its_file() -> None:
    with pytest.raises(BlockedError) as caught:
        blocks_of("In 2021.", Tracer(), where="templates/x.md.j2")
    assert caught.value.where == "templates/x.md.j2"
    with pytest.raises(InputError, match="ordered_list"):
        blocks_of("1) een\n2) twee", Tracer())


# --- standard sentences


def test_a_sentence_is_filled_with_exactly_its_names() -> None:
    sentences = load_sentences()
    assert sentences.fill("verwijzing.bijlage_tabel", nummer="X") == "De cijfers staan in bijlage X."
    with pytest.raises(InputError, match=r"«verwijzing.weg» ontbreekt"):
        sentences.fill("verwijzing.weg")
    with pytest.raises(InputError, match="andere namen dan getal"):
        sentences.fill("verwijzing.bijlage_tabel", getal="X")
    with pytest.raises(InputError, match="andere namen dan geen"):
        sentences.fill("verwijzing.bijlage_tabel")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Zie bijlage {nummer} van 2021.", "staat een getal"),
        ("Zie bijlage {nummer!r:>3} {}.", "andere namen"),
        ("Zie bijlage {nummer", "andere namen"),
    ],
)
def test_a_sentence_with_a_number_or_another_name_is_refused(overlay: Any, sentence: str, words: str) -> None:
    path = overlay.write("data/zinnen.toml", f'[verwijzing]\nbijlage_tabel = "{sentence}"\n')
    with pytest.raises(InputError, match=words) as caught:
        load_sentences().fill("verwijzing.bijlage_tabel", nummer="X")
    assert caught.value.where == str(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [("[a\n", ":1: .*geen geldige TOML"), ("a = 'x'\n", "geen tekst"), ("[a]\nb = 3\n", "geen tekst")],
)
def test_a_file_of_sentences_that_is_wrong_is_refused(overlay: Any, text: str, words: str) -> None:
    overlay.write("data/zinnen.toml", text)
    with pytest.raises(InputError, match=words):
        load_sentences()


# --- letterhead


def test_the_minister_in_office_signs_and_the_question_is_named() -> None:
    tracer = Tracer()
    head = letterhead(QUESTION, tracer, load_sentences())
    assert plain(head.lines[0]) == "op vraag nr. 274 van 26 januari 2022"
    assert plain(head.lines[1]) == "van JAN PEETERS"
    assert head.name
    assert head.title


def test_a_day_without_a_minister_is_refused() -> None:
    with pytest.raises(InputError, match="26 januari 1822 staat er geen minister"):
        letterhead(replace(QUESTION, day=date(1822, 1, 26)), Tracer(), load_sentences())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[minister]\n", ":1: .*geen geldige TOML"),
        ("x = 1\n", "niet volledig"),
        ("[[minister]]\nvan = 3\n", "niet volledig"),
        ("[[minister]]\nvan = 2000-01-01\nnaam = 3\ntitel = 'x'\n", "niet volledig"),
    ],
)
def test_a_cabinet_that_is_wrong_is_refused(overlay: Any, text: str, words: str) -> None:
    overlay.write("templates/huisstijl/kabinet.toml", text)
    with pytest.raises(InputError, match=words) as caught:
        letterhead(QUESTION, Tracer(), load_sentences())
    assert caught.value.fix


# --- templates


def view(*cells: Cell) -> ResultView:
    header = ((),) * len(cells)
    table = ProtectedTable("t", "contingent", "T", "VTE", (), ((),), header, (cells,))
    periods = tuple(dict.fromkeys(cell.key.period for cell in cells))
    origin = Provenance("contingent", "", "", ())
    result = Result("contingent", "T", "contingent", ("lde",), (2021,), periods, (table,), (), {}, (), origin)
    return ResultView(ITEM, result)


def view_of(*measures: str, gaps: tuple[Gap, ...] = (), **filters: tuple[str, ...]) -> ResultView:
    """A result about these measures of which protection may have taken every table."""
    one = view(figure("1"))
    changed = replace(one.result, measures=measures, gaps=gaps, filters=filters)
    return ResultView(ITEM, replace(changed, tables=()) if gaps else changed)


def figure(value: str | None, state: State = State.VALUE, period: str = "2021") -> Cell:
    key = CellKey.make("contingent", "onderneming", "lde", {}, period, "VTE")
    return Cell(key, None if value is None else Decimal(value), state, 1)


def rendered(template: str, r: ResultView) -> str:
    tracer = Tracer()
    item = replace(ITEM, template=template)
    context: dict[str, Any] = {"r": r, "tabel": _no_table, "passage": str}
    text = render_prose(item, context, tracer, load_sentences())
    return plain(tracer.runs(text))


_no_table: Callable[[object], str] = str


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (figure("1868.04"), "1.868,0"),
        (figure("0", State.ZERO), "0,0"),
        (figure(None, State.SUPPRESSED), "een niet weergegeven aantal"),
        (figure(None, State.NOT_AVAILABLE), "n.b."),
        (figure(None, State.NOT_APPLICABLE), "Niet van toepassing"),
    ],
)
def test_a_figure_in_prose_reads_as_its_state_says(cell: Cell, text: str) -> None:
    assert rendered("{{ r.waarde() | getal }}", view(cell)) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ r.maatregel | de_maatregel }}", "de lokale diensteneconomie"),
        ("{{ r.maatregel | maatregel | hoofdletter }}", "Lokale diensteneconomie"),
        ("{{ r.maatregel | deelnemers }}", "doelgroepwerknemers lokale diensteneconomie"),
        ("{{ r.maatregel | ondernemingen }}", "LDE-ondernemingen"),
        ("{{ r.maatregelen | opsomming }}", "lde"),
        ("{{ r.jaren_cijfer | jaren }} / {{ r.jaren | jaren_voluit }}", "2021 / 2021"),
        ("{{ r.titel }}{{ r.filter('provincie') }}", "T"),
        ("{% if r.heeft_tabel %}ja{% endif %}", "ja"),
    ],
)
def test_the_filters_say_what_a_result_is_about(template: str, text: str) -> None:
    assert rendered(template, view(figure("1"))) == text


def test_several_measures_are_an_enumeration_in_any_wording() -> None:
    both = view_of("lde", "collectief_maatwerk")
    for template, text in (
        ("{{ r.maatregelen | de_maatregel }}", "de lokale diensteneconomie en collectief maatwerk"),
        ("{{ r.maatregelen | maatregel | hoofdletter }}", "Lokale diensteneconomie en collectief maatwerk"),
        ("{{ r.maatregelen | ondernemingen }}", "LDE-ondernemingen en maatwerkbedrijven"),
    ):
        assert rendered(template, both) == text
    assert rendered("{{ r.maatregelen | de_maatregel }}", view_of("lde")) == "de lokale diensteneconomie"


@pytest.mark.parametrize("measures", [("lde", "collectief_maatwerk"), ()])
def test_a_template_about_one_measure_is_refused_where_there_are_several_or_none(measures: Any) -> None:
    with pytest.raises(InputError, match=r"noemt één maatregel.*r.maatregelen"):
        rendered("{{ r.maatregel | de_maatregel }}", view_of(*measures))


@pytest.mark.parametrize("item", list(load_catalogue()), ids=lambda item: item.name)
def test_no_shipped_template_is_about_the_first_measure_alone(item: Item) -> None:
    assert "r.maatregel " not in item.template
    assert "r.maatregel|" not in item.template


def test_a_figure_that_protection_took_has_the_key_of_its_filters_and_its_measure() -> None:
    gap = Gap(GapKind.PROTECTION, "lde")
    one = view_of("lde", gaps=(gap,), provincie=("BE22", "BE21"))
    cell = one.waarde(geslacht="F")
    assert cell.state is State.SUPPRESSED
    assert cell.key.dimensions == (("geslacht", "F"), ("provincie", "BE21+BE22"))
    two = view_of("lde", "arbeidszorg", gaps=(gap,))
    assert two.waarde(maatregel="arbeidszorg").key.measure == "arbeidszorg"


WRONG = [
    ("Goed.\n{{ r.waard() | getal }}", ":2", "kan niet ingevuld worden .UndefinedError"),
    ("\n\n{{ r.maatregel | getal }}", ":3", "kan niet ingevuld worden .AttributeError"),
    ("{{ r.__class__.__mro__ }}", ":1", "kan niet ingevuld worden .SecurityError"),
    ("{{ r.maatregelen.append('x') }}", ":1", "kan niet ingevuld worden"),
    ("{{ r.waarde() }}", "", "zonder filter"),
    ("{{ r.waarde().value }}", "", "zonder filter"),
    ("{{ r.jaren }}", "", "zonder filter"),
    ("{{ r.waarde(periode='2020') | getal }}", "", "geen cel met periode=2020"),
    ("{{ r.waarde(leeftijd='x') | getal }}", "", "geen cel met leeftijd=x"),
]


@pytest.mark.parametrize(("template", "line", "words"), WRONG)
def test_a_template_that_asks_for_what_is_not_there_is_refused(template: str, line: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        rendered(template, view(figure("1")))
    assert caught.value.where.endswith(f"contingent.md.j2{line}") or not line
    assert caught.value.fix


def test_a_figure_that_is_not_one_cell_is_refused() -> None:
    with pytest.raises(InputError, match="meer dan één cel met alleen totalen"):
        rendered("{{ r.waarde() | getal }}", view(figure("1"), figure("2", period="2020")))


def test_a_written_number_in_a_template_is_refused_when_it_is_filled_in_too() -> None:
    for template in ("In 2021.", "{{ 'in 2021' }}", "{{ 2021 }}"):
        with pytest.raises((BlockedError, InputError)):
            rendered(template, view(figure("1")))


@pytest.mark.parametrize(
    ("period", "years"),
    [("2021", (2021,)), ("2021-Q1", (2021,)), ("2019-2021", (2019, 2020, 2021)), ("2019+2021", (2019, 2021))],
)
def test_a_period_knows_its_years(period: str, years: tuple[int, ...]) -> None:
    assert years_within(period) == years
