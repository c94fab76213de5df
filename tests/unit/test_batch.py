"""A batch: one bad file never changes or stops another; what is done is not done again."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pq_answers.batch import BatchOptions, Outcome, run_batch
from pq_answers.errors import InputError
from pq_answers.inputs import read_input
from pq_answers.items import load_catalogue
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
    assert "datum" in found["los.txt"].reason
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


def test_a_file_that_is_blocked_now_loses_its_earlier_answer_and_nothing_else(
    folder: Path, options: BatchOptions
) -> None:
    run_batch(folder, options)
    note = options.out / "goed" / "notitie.txt"
    note.write_text("van een mens", encoding="utf-8")
    plan = folder / "goed.toml"
    plan.write_text(PLAN.replace('"lde"', '"ldee"'), encoding="utf-8")
    found = by_name(run_batch(folder, options))["goed.toml"]
    assert found.blocked
    assert "verwijderd" in found.reason
    assert list((options.out / "goed").iterdir()) == [note]
    assert (options.out / "lijst" / "answer.json").exists()
    assert "verwijderd" not in by_name(run_batch(folder, options))["goed.toml"].reason


def test_a_folder_that_only_held_the_earlier_answer_goes_with_it(folder: Path, options: BatchOptions) -> None:
    run_batch(folder, options)
    (folder / "goed.toml").write_text("kapot", encoding="utf-8")
    run_batch(folder, options)
    assert not (options.out / "goed").exists()


@pytest.mark.parametrize("content", ["{}", "geen json", '{"bestanden": {"../../blijft.txt": ""}}'])
def test_what_is_no_answer_is_not_removed(folder: Path, options: BatchOptions, content: str) -> None:
    stray = options.out / "fout"
    stray.mkdir(parents=True)
    (stray / "answer.json").write_text(content, encoding="utf-8")
    kept = options.out.parent / "blijft.txt"
    kept.write_text("van een mens", encoding="utf-8")
    run_batch(folder, options)
    assert kept.exists()
    assert (stray / "answer.json").exists() == ("bestanden" not in content)


def test_a_list_refused_beside_a_plan_of_its_name_leaves_that_plans_answer(
    folder: Path, options: BatchOptions
) -> None:
    run_batch(folder, options)
    shutil.copy(folder / "lijst.vragen", folder / "goed.vragen")
    found = by_name(run_batch(folder, options))
    assert "nog een plan met deze naam" in found["goed.vragen"].reason
    assert found["goed.toml"].state.value == "overgeslagen"
    assert (options.out / "goed" / "answer.json").exists()


def test_what_the_batch_does_not_read_stands_in_the_summary_with_the_reason(
    folder: Path, options: BatchOptions
) -> None:
    (folder / "vraag.odt").write_bytes(b"PK")
    (folder / "later").mkdir()
    (folder / ".verborgen").write_text("", encoding="utf-8")
    outcomes = run_batch(folder, replace(options, out=folder / "uit"))
    found = by_name(outcomes)
    assert [found[name].state.value for name in ("vraag.odt", "later/")] == ["overgeslagen"] * 2
    assert "«.odt»" in found["vraag.odt"].reason
    assert "batch" in found["later/"].fix
    assert not {".verborgen", "uit/", "uit"} & set(found)
    names = [outcome.name for outcome in outcomes]
    assert names == sorted(names)


def test_an_ending_in_capitals_is_the_same_ending(folder: Path, options: BatchOptions) -> None:
    (folder / "groot.TOML").write_text(PLAN, encoding="utf-8")
    (folder / "groot.TXT").write_text("1. Het contingent?\n", encoding="utf-8")
    (folder / "rij.Vragen").write_text(
        (folder / "lijst.vragen").read_text(encoding="utf-8"), encoding="utf-8"
    )
    found = by_name(run_batch(folder, options))
    assert found["groot.TOML"].state.value == found["rij.Vragen"].state.value == "klaar"
    assert "groot.TXT" not in found
    assert read_input(folder / "groot.TXT", load_catalogue(options.cache)).parts[0].item == "contingent"


def test_two_plans_whose_answers_would_share_a_folder_are_both_refused(
    folder: Path, options: BatchOptions
) -> None:
    (folder / "goed.Toml").write_text(PLAN, encoding="utf-8")
    found = by_name(run_batch(folder, options))
    assert found["goed.Toml"].blocked
    assert found["goed.toml"].blocked


_FATAL = """
import os, pathlib, signal

read = pathlib.Path.read_bytes

def read_bytes(self):
    if self.name.startswith("fataal"):
        os.kill(os.getpid(), signal.SIGKILL)
    return read(self)

pathlib.Path.read_bytes = read_bytes
"""


@pytest.mark.slow
def test_only_the_file_that_kills_its_process_is_blocked(
    folder: Path, options: BatchOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fataal-a.toml", "fataal-b.toml", "hier.toml", "zo.toml"):
        (folder / name).write_text(PLAN, encoding="utf-8")
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "sitecustomize.py").write_text(_FATAL, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "start"))
    told: list[tuple[int, int]] = []
    found = by_name(run_batch(folder, options, 2, lambda done, total: told.append((done, total))))
    killed = [name for name, outcome in found.items() if "viel weg" in outcome.reason]
    assert killed == ["fataal-a.toml", "fataal-b.toml"]
    assert all(found[name].state.value == "klaar" for name in ("goed.toml", "hier.toml", "zo.toml"))
    assert told == [(n, len(found)) for n in range(1, len(found) + 1)]


def test_every_blocked_file_has_a_remedy(
    folder: Path, options: BatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("waarde 12 van persoon P0000001")

    monkeypatch.setattr("pq_answers.batch.answer", broken)
    found = run_batch(folder, options)
    assert all(outcome.fix and outcome.where for outcome in found if outcome.blocked)
    internal = by_name(found)["goed.toml"]
    assert "PQ_DEBUG=1" in internal.fix
    assert "P0000001" not in repr(internal)
