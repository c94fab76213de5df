"""A person's words: own texts trace to the person, and prose changes around figures that stay."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.answer import draft
from pq_answers.compose import editable, edited
from pq_answers.compose.written import written_blocks
from pq_answers.document import BulletList, Document, Origin, Paragraph, plain
from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.plan import Edit, Plan, parse_plan
from pq_answers.planwrite import write_plan
from pq_answers.store import Store

MADE = "2026-11-21T00:00:00+00:00"
PLAN = """
[vraag]
nummer = "12"
datum = 2022-03-01
steller = "An"
titel = "Contingent"

[[antwoord]]
label = "1"
item = "contingent"
maatregel = "lde"
jaren = "2019-2021"

[[antwoord]]
label = "2"
tekst = \"\"\"
Het decreet van 12 juli 2013 geldt.

Twee punten:
- de regeling loopt;
- er komt een evaluatie.
\"\"\"
"""


@pytest.fixture(scope="module")
def document(demo_store: Store) -> Document:
    with demo_store.open() as reader:
        return draft(parse_plan(PLAN), reader, load_catalogue(), made=MADE, formats=()).document


def test_a_persons_text_becomes_paragraphs_and_points(document: Document) -> None:
    first, second, points = document.sections[1].blocks
    assert plain(cast("Paragraph", first).runs) == "Het decreet van 12 juli 2013 geldt."
    assert plain(cast("Paragraph", second).runs) == "Twee punten:"
    assert [plain(item) for item in cast("BulletList", points).items][1] == "er komt een evaluatie."


def test_a_number_that_a_person_writes_traces_to_that_person() -> None:
    [block] = written_blocks("Sinds 2013 is dat 1.868,0 of ½.")
    origins = [(run.text, run.source.origin) for run in cast("Paragraph", block).runs if run.source]
    assert origins == [("2013", Origin.PERSON), ("1.868,0", Origin.PERSON), ("½", Origin.PERSON)]


def test_own_text_passes_the_audit_in_every_format(demo_store: Store) -> None:
    with demo_store.open() as reader:
        made = draft(parse_plan(PLAN), reader, load_catalogue(), made=MADE)
    assert "12 juli 2013" in made.files["antwoord.txt"].decode()
    assert {
        "herkomst": "persoon",
        "naam": "tekst van de opsteller",
        "plaats": "vraag 2",
        "tekst": "2013",
    } in (made.record["getallen"])


def test_words_change_and_figures_stay(document: Document) -> None:
    one = editable(document)[0]
    becomes = one.stored(f"Zoals gevraagd: {one.shown}")
    changed = edited(document, [Edit(one.label, 1, one.was, becomes)])
    before, after = (cast("Paragraph", d.sections[0].blocks[0]) for d in (document, changed))
    assert plain(after.runs) == f"Zoals gevraagd: {plain(before.runs)}"
    assert [run for run in after.runs if run.source] == [run for run in before.runs if run.source]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("⟦1", "⟦9"), "gewijzigd|ontbreekt"),
        (lambda text: text + " ⟦1⟧", "twee keer"),
        (lambda text: text + " En 5 meer.", "niet uit de gegevens"),
        (lambda text: text.split("⟦")[0], "ontbreekt"),
        (lambda text: text.replace("2019", "2018"), "gewijzigd"),
        (lambda text: text + " ⟦", "niet uit de gegevens"),
    ],
)
def test_a_figure_cannot_be_edited(document: Document, change: object, message: str) -> None:
    one = editable(document)[0]
    assert "⟦1: de periode 2019" in one.shown
    with pytest.raises(InputError, match=message):
        one.stored(change(one.shown))  # type: ignore[operator]


def test_an_edit_that_fits_nowhere_is_not_lost_in_silence(document: Document) -> None:
    with pytest.raises(InputError, match="plan:7: De alinea die u bij deelvraag 1 herschreef"):
        edited(document, [Edit("1", 7, "Wat er niet staat.", "Anders.")])


def test_what_a_person_wrote_is_not_edited_a_second_way(document: Document) -> None:
    assert all("decreet" not in one.was for one in editable(document))


def _again(plan: Plan) -> Plan:
    return write_plan(plan.question, plan.parts, plan.annexes, plan.edits)


def test_a_plan_reads_back_as_it_was_written() -> None:
    plan = parse_plan(PLAN + '[[bewerking]]\nlabel = "1"\nwas = "a ⟦1⟧"\nwordt = "b ⟦1⟧"\n')
    again = _again(plan)
    assert [replace(part, line=0) for part in again.parts] == [replace(part, line=0) for part in plan.parts]
    assert (again.question, again.annexes) == (plan.question, plan.annexes)
    assert [replace(edit, line=0) for edit in again.edits] == [replace(edit, line=0) for edit in plan.edits]
    assert _again(again).text == again.text


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip))
def test_any_text_survives_being_written(text: str) -> None:
    plan = parse_plan(PLAN)
    parts = (replace(plan.parts[1], text=text),)
    assert write_plan(plan.question, parts, ()).parts[0].text == text


@pytest.mark.parametrize("entry", ['label = "1"\nwas = "a"', 'label = "1"\nwas = "a"\nwordt = " "'])
def test_an_edit_without_its_words_is_refused(entry: str) -> None:
    with pytest.raises(InputError, match="zegt niet wat waar verandert"):
        parse_plan(f"{PLAN}[[bewerking]]\n{entry}\n")
