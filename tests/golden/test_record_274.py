"""The record of the answer: every number traces to query, parameters, snapshot and cell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pq_answers.answer import Placed


@pytest.fixture(scope="module")
def record(answer_274: Path) -> dict[str, Any]:
    return dict(json.loads((answer_274 / "answer.json").read_text(encoding="utf-8")))


def test_each_number_from_a_cell_names_a_cell_that_a_table_of_the_record_holds(
    record: dict[str, Any],
) -> None:
    cells = {cell["sleutel"] for table in record["tabellen"] for cell in table["cellen"]}
    used = {number["naam"] for number in record["getallen"] if number["herkomst"] == "cel"}
    assert used
    assert used <= cells


def test_each_table_belongs_to_an_item_with_its_query_and_bound_parameters(record: dict[str, Any]) -> None:
    items = {entry["item"]: entry for entry in record["antwoorden"] if "item" in entry}
    assert {table["item"] for table in record["tabellen"]} <= set(items)
    for entry in items.values():
        assert re.fullmatch("[0-9a-f]{64}", entry["sql_sha256"])
        if entry["stand"] == "geleverd":
            assert entry["parameters"]


def test_a_hidden_cell_has_no_value_anywhere_in_the_record(record: dict[str, Any]) -> None:
    hidden = [c for table in record["tabellen"] for c in table["cellen"] if c["status"] == "onderdrukt"]
    assert hidden
    assert all("waarde" not in cell for cell in hidden)


def test_no_shown_count_of_persons_is_one_two_or_three(record: dict[str, Any]) -> None:
    shown = [
        cell["waarde"]
        for table in record["tabellen"]
        for cell in table["cellen"]
        if "waarde" in cell and not re.search(r"\|onderneming\||\|geen\|", cell["sleutel"])
    ]
    assert shown
    assert not {"1", "2", "3"} & set(shown)


def test_what_was_asked_and_not_delivered_is_told_per_question(record: dict[str, Any]) -> None:
    gaps = {
        e["label"]: [g["kind"] for g in e["verschillen"]] for e in record["antwoorden"] if "verschillen" in e
    }
    assert "opsplitsing" in gaps["1"]
    assert gaps["1.b"] == []
    assert "jaren" in gaps["2.b"]
    assert "maatregel" in gaps["7.c"]


def test_constants_of_passages_come_with_their_basis(record: dict[str, Any]) -> None:
    constants = [number for number in record["getallen"] if number["herkomst"] == "constante"]
    assert {number["tekst"] for number in constants} >= {"10%", "30", "1", "2/2021"}
    assert all(number["rechtsgrond"] for number in constants)


def test_the_findings_are_about_published_bands_and_one_series_that_jumps(placed_274: Placed) -> None:
    assert {(f.rule, f.severity.value) for f in placed_274.draft.findings} == {
        ("klassen", "waarschuwing"),
        ("sprong", "opmerking"),  # 64, 227 and 58 trajectories started
    }
