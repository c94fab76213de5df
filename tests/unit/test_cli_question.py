"""The commands on the text of a question: plan, remember, answer; and what bad files get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pq_answers.cli import main
from pq_answers.store import Store

TEXT = """Schriftelijke vraag nr. 88
van JAN PEETERS
datum: 15 maart 2022

Lokale diensteneconomie - Cijfers

1. Hoeveel doelgroepwerknemers waren er in 2020 en 2021 aan de slag in de LDE?

2. Waarom daalt hun aantal?
"""


@pytest.fixture
def question(tmp_path: Path) -> Path:
    path = tmp_path / "vraag-88.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_plan_is_shown_and_written_to_be_mended(
    capsys: pytest.CaptureFixture[str], question: Path, tmp_path: Path
) -> None:
    out = tmp_path / "plan.toml"
    code, shown, _ = run(capsys, "plan", question, "-o", out)
    assert code == 0
    assert "doelgroepwerknemers" in shown
    assert "uitleg" in shown
    written = out.read_text(encoding="utf-8")
    assert 'nummer = "88"' in written
    assert 'steller = "JAN PEETERS"' in written
    assert "datum = 2022-03-15" in written
    assert 'titel = "Lokale diensteneconomie - Cijfers"' in written


def test_the_json_of_a_plan_has_each_choice_with_the_words_that_led_to_it(
    capsys: pytest.CaptureFixture[str], question: Path
) -> None:
    code, shown, _ = run(capsys, "plan", question, "--json")
    record = json.loads(shown)
    assert code == 0
    first, second = record["vragen"]
    assert (first["item"], first["periode"]) == ("doelgroepwerknemers", {"van": 2020, "tot": 2021})
    assert (second["soort"], second["item"]) == ("explanation", None)
    for words in first["woorden"]:
        assert record["tekst"][words["van"] : words["tot"]].lower() == words["woorden"].lower()


def test_a_remembered_plan_changes_the_next_one_and_only_with_the_folder(
    capsys: pytest.CaptureFixture[str], question: Path, tmp_path: Path
) -> None:
    plan, memory, again = tmp_path / "plan.toml", tmp_path / "geheugen", tmp_path / "opnieuw.toml"
    run(capsys, "plan", question, "-o", plan)
    mended = plan.read_text(encoding="utf-8").replace('item = "doelgroepwerknemers"', 'item = "contingent"')
    plan.write_text(mended, encoding="utf-8")
    code, shown, _ = run(capsys, "remember", plan, "--geheugen", memory)
    assert code == 0
    assert "88-2022-03-15.toml" in shown
    run(capsys, "plan", question, "-o", again, "--geheugen", memory)
    assert 'item = "contingent"' in again.read_text(encoding="utf-8")
    run(capsys, "plan", question, "-o", again)
    assert 'item = "doelgroepwerknemers"' in again.read_text(encoding="utf-8")


def test_remembering_without_a_folder_is_refused(
    capsys: pytest.CaptureFixture[str], question: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PQ_GEHEUGEN", raising=False)
    code, _, problem = run(capsys, "remember", question)
    assert code != 0
    assert "--geheugen" in problem


def test_an_answer_comes_from_the_text_in_one_command(
    capsys: pytest.CaptureFixture[str], question: Path, tmp_path: Path, demo_store: Store
) -> None:
    out = tmp_path / "antwoord"
    code, _, _ = run(capsys, "answer", question, "-o", out, "--opslag", demo_store.root)
    assert code == 0
    record: Any = json.loads((out / "answer.json").read_text(encoding="utf-8"))
    assert [(row["label"], row["stand"]) for row in record["volledigheid"]] == [
        ("1", "geleverd"),
        ("2", "open"),
    ]
    assert record["vraag"]["nummer"] == "88"
    assert (out / "opsteller.html").exists()
    assert "In te vullen" in (out / "antwoord.txt").read_text(encoding="utf-8").replace("in te", "In te")


def test_a_plan_beside_the_question_goes_before_what_is_understood(
    capsys: pytest.CaptureFixture[str], question: Path, tmp_path: Path, demo_store: Store
) -> None:
    run(capsys, "plan", question, "-o", question.with_suffix(".toml"))
    plan = question.with_suffix(".toml")
    mended = plan.read_text(encoding="utf-8").replace('item = "doelgroepwerknemers"', 'item = "contingent"')
    plan.write_text(mended, encoding="utf-8")
    out = tmp_path / "antwoord"
    run(capsys, "answer", question, "-o", out, "--opslag", demo_store.root)
    record = json.loads((out / "answer.json").read_text(encoding="utf-8"))
    assert record["volledigheid"][0]["geleverd"]["item"] == "contingent"


FRENCH = (
    "Combien de travailleurs sont occupés dans les entreprises de travail adapté ? Et pour quelle raison ? "
)
ENGLISH = "How many people worked in the social economy of Flanders in 2021, by province? Why was that? "
BAD = {
    "leeg.txt": b"",
    "frans.txt": (FRENCH * 3).encode(),
    "engels.txt": (ENGLISH * 3).encode(),
    "geen_vraag.txt": b"Het weer was vandaag mooi. We gingen naar zee en aten daar een ijsje.",
    "rommel.txt": bytes(range(256)) * 20,
    "rommel.docx": b"PK\x03\x04" + bytes(range(256)),
    "rommel.pdf": b"%PDF-1.7\n" + bytes(range(256)),
    "groot.txt": b"a" * 50_000_000,
    "onbekend.odt": b"x",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["plan", "answer"])
def test_a_file_that_holds_no_question_gets_a_remedy_exit_code_3_and_no_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, demo_store: Store, command: str, name: str
) -> None:
    path, out = tmp_path / name, tmp_path / "uit"
    path.write_bytes(BAD[name])
    extra = ["--opslag", demo_store.root] if command == "answer" else []
    code, shown, problem = run(capsys, command, path, "-o", out, *extra)
    assert code == 3
    assert name in problem
    assert len(problem.strip().splitlines()) > 1, "what is wrong, and what to do"
    assert not shown.strip()
    assert not out.exists() or not list(out.iterdir())
    assert "travailleurs" not in problem
