"""Records are parsed once and looked at every time: an edit, a fault or another code list is noticed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.ledger import Ledger, read_asked, read_past, records
from pq_answers.ledger.kept import Kept
from pq_answers.ledger.records import read_records

KEY = "doelgroepwerknemers|doelgroepwerknemer|lde|leeftijd=-25|2021|personen"


def record(count: str = "12", question: str = "Hoeveel?") -> dict[str, Any]:
    cell = {"sleutel": KEY, "status": "waarde", "waarde": count, "decimalen": 0}
    table = {"id": "1", "titel": "t", "personen": True, "optelbaar": [], "volledig": [], "cellen": [cell]}
    return {
        "vraag": {"nummer": "12", "datum": "2024-05-06"},
        "tabellen": [table],
        "antwoorden": [{"label": "1", "vraag": question}],
    }


def approve(folder: Path, name: str, content: dict[str, Any]) -> Path:
    path = folder / name / "answer.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def counts(folder: Path) -> list[int | None]:
    return [n for table in read_past(Ledger(()), folder).tables for n in table.cells.values()]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    empty = Kept(1_000_000)
    monkeypatch.setattr(records, "_KEPT", empty)
    return empty


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    load = json.loads

    def heard(text: str) -> Any:
        seen.append(text)
        return load(text)

    monkeypatch.setattr(records.json, "loads", heard)
    return seen


def test_a_record_is_parsed_once_for_who_reads_all_of_it(tmp_path: Path, parsed: list[str]) -> None:
    approve(tmp_path, "een", record())

    def first(told: Any, _names: Any) -> list[str]:
        return [told["vraag"]["nummer"]]

    def second(told: Any, _names: Any) -> list[str]:
        return [told["vraag"]["datum"]]

    assert list(read_records(tmp_path, first, (second,))) == ["12"]
    assert list(read_records(tmp_path, second)) == ["2024-05-06"]
    assert list(read_records(tmp_path, first)) == ["12"]
    assert len(parsed) == 1


def test_an_edited_record_is_read_anew_though_its_name_time_and_size_stay(tmp_path: Path) -> None:
    path = approve(tmp_path, "een", record("12"))
    before = path.stat()
    assert counts(tmp_path) == [12]
    approve(tmp_path, "een", record("13"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert counts(tmp_path) == [13]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"vraag": {}}'])
def test_a_record_that_was_damaged_after_it_was_read_is_refused(tmp_path: Path, damage: bytes) -> None:
    path = approve(tmp_path, "een", record())
    assert counts(tmp_path) == [12]
    path.write_bytes(damage)
    for _ in range(2):  # the refusal is not forgotten either
        with pytest.raises(InputError, match="goedgekeurde antwoord is niet leesbaar") as raised:
            counts(tmp_path)
        assert raised.value.where == str(path)


def test_a_record_that_is_gone_tells_nothing_any_more(tmp_path: Path) -> None:
    path = approve(tmp_path, "een", record())
    approve(tmp_path, "twee", record("7"))
    assert counts(tmp_path) == [12, 7]
    path.unlink()
    assert counts(tmp_path) == [7]


def test_what_fails_beside_is_told_to_who_asks_for_it(tmp_path: Path) -> None:
    approve(tmp_path, "een", {**record(), "tabellen": 3})

    def questions(told: Any, _names: Any) -> list[str]:
        return [told["vraag"]["nummer"]]

    def tables(told: Any, _names: Any) -> list[str]:
        return list(told["tabellen"])

    assert list(read_records(tmp_path, questions, (tables,))) == ["12"]
    with pytest.raises(InputError, match="niet leesbaar"):
        list(read_records(tmp_path, tables))


def test_two_answers_with_the_same_content_keep_their_own_names(tmp_path: Path) -> None:
    approve(tmp_path, "een", record())
    approve(tmp_path, "twee", record())
    assert read_past(Ledger(()), tmp_path).answers == ("een", "twee")


def test_without_place_to_keep_anything_the_same_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    monkeypatch.setattr(records, "_KEPT", Kept(0))
    approve(tmp_path, "een", record())
    assert [counts(tmp_path), counts(tmp_path)] == [[12], [12]]
    assert [one.text for one in read_asked(tmp_path)] == ["Hoeveel?"]
    assert len(parsed) == 3


def test_what_is_kept_never_exceeds_its_measure_and_makes_place_for_what_is_used() -> None:
    kept = Kept(10)
    for key in "abc":
        kept.keep(key, key, 4)
    assert (kept.find("a"), kept.find("b"), kept.find("c")) == ("a", "b", None)
    for _ in range(40):
        kept.begin()
        kept.find("b")
    kept.keep("c", "c", 4)
    assert (kept.find("a"), kept.find("b"), kept.find("c")) == (None, "b", "c")


def test_another_code_list_is_another_name_for_a_quantity_that_was_read_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    approve(tmp_path, "een", record())
    counts(tmp_path)
    monkeypatch.setattr(records, "code_lists_state", lambda: ("changed",))
    counts(tmp_path)
    assert len(parsed) == 2
