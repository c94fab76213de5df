"""Looking an answer over again: tampering, another catalogue, a snapshot that is gone, a broken record."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pq_answers.answer import answer
from pq_answers.errors import InputError
from pq_answers.itemlist import parse_any
from pq_answers.items import load_catalogue
from pq_answers.recheck import recheck
from pq_answers.store import Store

LIST = "# datum: 2022-01-26\ncontingent --maatregel lde --jaren 2019-2021\n"


@pytest.fixture
def folder(demo_store: Store, tmp_path: Path) -> Path:
    with demo_store.open() as reader:
        plan = parse_any(LIST, "lijst.vragen")
        answer(plan, reader, load_catalogue(), tmp_path, made="2026-11-21T00:00:00+00:00", formats=("txt",))
    return tmp_path


def change(folder: Path, **values: Any) -> None:
    path = folder / "answer.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_an_answer_from_a_list_can_be_repeated(folder: Path, demo_store: Store) -> None:
    assert recheck(folder, demo_store, load_catalogue()) == ()


def test_a_changed_file_is_found_even_when_its_hash_was_changed_along(
    folder: Path, demo_store: Store
) -> None:
    text = folder / "antwoord.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("2.161,3", "2.961,3"), encoding="utf-8")
    change(folder, bestanden={"antwoord.txt": hashlib.sha256(text.read_bytes()).hexdigest()})
    findings = recheck(folder, demo_store, load_catalogue())
    assert [(finding.file, finding.blocks) for finding in findings] == [("antwoord.txt", True)]


def test_another_file_from_another_catalogue_is_only_a_warning(folder: Path, demo_store: Store) -> None:
    text = folder / "antwoord.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("Deze tabel", "De tabel"), encoding="utf-8")
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    change(folder, bestanden={"antwoord.txt": digest}, catalogus="een andere")
    [finding] = recheck(folder, demo_store, load_catalogue())
    assert not finding.blocks
    assert "catalogus" in finding.sentence


def test_a_snapshot_that_is_gone_is_a_warning(folder: Path, demo_store: Store) -> None:
    change(folder, momentopname={"id": "s000000000000"})
    [finding] = recheck(folder, demo_store, load_catalogue())
    assert "momentopname" in finding.sentence
    assert not finding.blocks


def test_a_missing_file_is_an_error(folder: Path, demo_store: Store) -> None:
    (folder / "antwoord.txt").unlink()
    findings = recheck(folder / "answer.json", demo_store, load_catalogue())
    assert [finding.sentence for finding in findings] == ["Dit bestand ontbreekt."]


@pytest.mark.parametrize(
    "values",
    [
        {"bestanden": []},
        {"bestanden": {"a": 1}},
        {"plan": None},
        {"momentopname": "s0"},
        {"gemaakt": 3},
        {"gemaakt": "x"},
    ],
)
def test_a_record_of_the_wrong_shape_is_refused(
    folder: Path, demo_store: Store, values: dict[str, Any]
) -> None:
    change(folder, **values)
    with pytest.raises(InputError, match=r"geen answer\.json"):
        recheck(folder, demo_store, load_catalogue())
