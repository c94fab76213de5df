"""The answer to a question from its text alone is the answer to the plan that a person made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pq_answers.answer import Draft, draft
from pq_answers.inputs import read_input
from pq_answers.items import load_catalogue
from pq_answers.plan import read_plan
from pq_answers.store import Store

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "data" / "demo" / "vraagtekst-274.txt"
PLAN = ROOT / "data" / "demo" / "vraag-274.toml"
MADE = "2026-11-21T00:00:00+00:00"


@pytest.fixture(scope="module")
def drafts(demo_store: Store) -> tuple[Draft, Draft]:
    catalogue = load_catalogue()
    formats = ("txt", "xlsx", "json")
    with demo_store.open() as reader:
        from_text = draft(read_input(TEXT, catalogue), reader, catalogue, made=MADE, formats=formats)
        by_hand = draft(read_plan(PLAN), reader, catalogue, made=MADE, formats=formats)
    return from_text, by_hand


def without_titles(made: Draft) -> str:
    """Return the text without the titles of its annexes, which a person words as she likes."""
    text = made.files["antwoord.txt"].decode()
    kept = re.sub(
        r"^(?:\d\. .*|Bijlage \d: .*)(?:\n   \S.*|\n\S.*)?\n(?:=+\n)?",
        "",
        text.partition("BIJLAGEN")[2],
        flags=re.M,
    )
    return text.partition("BIJLAGEN")[0] + kept


def test_every_sentence_and_every_table_is_the_same(drafts: tuple[Draft, Draft]) -> None:
    from_text, by_hand = drafts
    assert without_titles(from_text) == without_titles(by_hand)


def test_every_cell_is_the_same(drafts: tuple[Draft, Draft]) -> None:
    from_text, by_hand = ([table["cellen"] for table in made.record["tabellen"]] for made in drafts)
    assert from_text == by_hand


def test_the_same_tables_stand_in_the_same_annexes(drafts: tuple[Draft, Draft]) -> None:
    from_text, by_hand = (
        [[block.caption for block in annex.tables] for annex in made.document.annexes] for made in drafts
    )
    assert from_text == by_hand


def test_nothing_is_left_open(drafts: tuple[Draft, Draft]) -> None:
    assert {row["stand"] for row in drafts[0].record["volledigheid"]} == {"geleverd", "deels"}
