"""A batch: one bad file never changes or stops another; what is done is not done again."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from pq_answers.batch import BatchOptions, Outcome, run_batch
from pq_answers.errors import InputError
from pq_answers.store import Store

PLAN = """
[vraag]
nummer = 1
datum = 2022-01-26
steller = "Een lid"
titel = "Contingent"

[[antwoord]]
label = "1"
item = "contingent"
maatregel = "lde"
jaren = "2019-2021"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    questions = tmp_path / "vragen"
    questions.mkdir()
    (questions / "goed.toml").write_text(PLAN, encoding="utf-8")
    (questions / "fout.toml").write_text(PLAN.replace('"contingent"', '"contingnt"'), encoding="utf-8")
    (questions / "stuk.toml").write_text("[vraag\n", encoding="utf-8")
    (questions / "los.txt").write_text("1. Hoeveel?\n", encoding="utf-8")
    (questions / "goed.txt").write_text("1. Het contingent?\n", encoding="utf-8")
    (questions / "lijst.vragen").write_text(
        "# datum: 2022-01-26\ncontingent --maatregel lde --jaren 2021\n", encoding="utf-8"
    )
    return questions


@pytest.fixture
def options(demo_store: Store, tmp_path: Path) -> BatchOptions:
    made = "2026-11-21T00:00:00+00:00"
    return BatchOptions(demo_store.root, None, tmp_path / "uit", made, ("txt", "json"), tmp_path / "cache")


def by_name(outcomes: tuple[Outcome, ...]) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in outcomes}


def test_each_file_has_its_own_result_and_reason(folder: Path, options: BatchOptions) -> None:
    found = by_name(run_batch(folder, options))
    assert {name: outcome.state.value for name, outcome in found.items()} == {
        "fout.toml": "geblokkeerd",
        "goed.toml": "klaar",
        "lijst.vragen": "klaar",
        "los.txt": "geblokkeerd",
        "stuk.toml": "geblokkeerd",
    }
    assert "«contingent»" in found["fout.toml"].fix
    assert "plan" in found["los.txt"].reason
    assert found["stuk.toml"].where.endswith("stuk.toml:1")


def test_a_text_beside_its_plan_is_not_a_question_of_its_own(folder: Path, options: BatchOptions) -> None:
    assert "goed.txt" not in by_name(run_batch(folder, options))


def test_the_answers_are_the_same_with_and_without_bad_neighbours(
    folder: Path, options: BatchOptions, tmp_path: Path
) -> None:
    run_batch(folder, options)
    beside = (options.out / "goed" / "antwoord.txt").read_bytes()
    alone = tmp_path / "alleen"
    alone.mkdir()
    shutil.copy(folder / "goed.toml", alone)
    run_batch(alone, options)
    assert (options.out / "goed" / "antwoord.txt").read_bytes() == beside


def test_a_second_run_skips_what_is_done_and_gives_the_same_files(
    folder: Path, options: BatchOptions
) -> None:
    run_batch(folder, options)
    before = {path: path.read_bytes() for path in options.out.rglob("answer.json")}
    found = by_name(run_batch(folder, options))
    assert found["goed.toml"].state.value == "overgeslagen"
    assert {path: path.read_bytes() for path in options.out.rglob("answer.json")} == before


def test_an_answer_that_was_tampered_with_is_made_again(folder: Path, options: BatchOptions) -> None:
    run_batch(folder, options)
    text = options.out / "goed" / "antwoord.txt"
    right = text.read_bytes()
    text.write_bytes(b"iets anders")
    assert by_name(run_batch(folder, options))["goed.toml"].state.value == "klaar"
    assert text.read_bytes() == right


def test_a_changed_plan_is_answered_again(folder: Path, options: BatchOptions) -> None:
    run_batch(folder, options)
    plan = folder / "goed.toml"
    plan.write_text(plan.read_text().replace("2019-2021", "2020-2021"), encoding="utf-8")
    assert by_name(run_batch(folder, options))["goed.toml"].state.value == "klaar"


def test_two_processes_give_the_same_outcomes_and_bytes(
    folder: Path, options: BatchOptions, tmp_path: Path
) -> None:
    alone = run_batch(folder, options)
    files = {path.relative_to(options.out): path.read_bytes() for path in options.out.rglob("antwoord.txt")}
    shutil.rmtree(options.out)
    together = run_batch(folder, options, jobs=2)
    assert together == alone
    again = {path.relative_to(options.out): path.read_bytes() for path in options.out.rglob("antwoord.txt")}
    assert again == files


def test_the_summary_names_every_file_in_csv_and_json(folder: Path, options: BatchOptions) -> None:
    outcomes = run_batch(folder, options)
    with (options.out / "samenvatting.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    records = json.loads((options.out / "samenvatting.json").read_text(encoding="utf-8"))
    names = [outcome.name for outcome in outcomes]
    assert [row["bestand"] for row in rows] == names
    assert [record["name"] for record in records] == names


def test_an_empty_folder_and_a_missing_one_are_refused(tmp_path: Path, options: BatchOptions) -> None:
    with pytest.raises(InputError, match="niets om te beantwoorden"):
        run_batch(tmp_path, options)
    with pytest.raises(InputError, match="bestaat niet"):
        run_batch(tmp_path / "weg", options)
