"""An answer beside the answers that were approved before it: what was hidden stays hidden, whichever way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pq_answers.answer import answer, draft
from pq_answers.answer.attacked import refuse_disclosure
from pq_answers.errors import BlockedError, InputError
from pq_answers.itemlist import parse_any
from pq_answers.items import load_catalogue
from pq_answers.ledger import NOTHING, WITHDRAWN
from pq_answers.recheck import recheck
from pq_answers.store import Store

MADE = "2026-11-21T00:00:00+00:00"
RESULTS = (
    "doorstroom_resultaat --maatregel collectief_maatwerk --jaren 2019-2021 --trajectresultaat succesvol"
)
BY_ORIGIN = f"{RESULTS} --opsplitsing herkomst"
BY_AGE = f"{RESULTS} --opsplitsing leeftijd"
BOTH = f'{RESULTS} --opsplitsing "herkomst x leeftijd"'


def listed(line: str, number: int) -> str:
    return f"# nummer: {number}\n# datum: 2022-01-26\n{line}\n"


def approve(store: Store, folder: Path, line: str, number: int) -> dict[str, Any]:
    with store.open() as reader:
        plan = parse_any(listed(line, number), "lijst.vragen")
        made = answer(
            plan,
            reader,
            load_catalogue(),
            folder / f"antwoord-{number}",
            made=MADE,
            approved=folder,
            formats=("txt",),
        )
    return dict(made.draft.record)


def cells(record: dict[str, Any], state: str) -> set[str]:
    return {c["sleutel"] for t in record["tabellen"] for c in t["cellen"] if c["status"] == state}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "goedgekeurd"
    path.mkdir()
    return path


def test_what_an_earlier_answer_hid_stays_hidden_and_what_it_showed_stays_shown(
    demo_store: Store, folder: Path
) -> None:
    first = approve(demo_store, folder, BY_ORIGIN, 11)
    assert cells(first, "onderdrukt")
    second = approve(demo_store, folder, BOTH, 12)
    assert second["bescherming"]["eerdere_antwoorden"] == ["antwoord-11"]
    assert not cells(first, "onderdrukt") & cells(second, "waarde")
    assert not cells(first, "waarde") & cells(second, "onderdrukt")


def test_an_answer_is_repeated_with_the_answers_that_it_was_made_with(
    demo_store: Store, folder: Path
) -> None:
    approve(demo_store, folder, BY_ORIGIN, 11)
    approve(demo_store, folder, BY_AGE, 12)
    approve(demo_store, folder, BOTH, 13)
    assert recheck(folder / "antwoord-12", demo_store, load_catalogue(), folder) == ()


def test_the_same_answer_again_is_the_same_though_it_was_approved_itself(
    demo_store: Store, folder: Path
) -> None:
    first = approve(demo_store, folder, BY_ORIGIN, 11)
    assert drafted(demo_store, BY_ORIGIN, 11, folder)["tabellen"] == first["tabellen"]


def drafted(store: Store, line: str, number: int, folder: Path) -> dict[str, Any]:
    with store.open() as reader:
        plan = parse_any(listed(line, number), "lijst.vragen")
        made = draft(plan, reader, load_catalogue(), made=MADE, approved=folder, formats=("txt",))
    return dict(made.record)


def test_the_number_and_day_of_an_answer_do_not_take_it_out_of_the_history(
    demo_store: Store, folder: Path
) -> None:
    """Anybody can type a number: who asks otherwise under the number of another answer learns no more."""
    first = approve(demo_store, folder, BY_ORIGIN, 11)
    again = drafted(demo_store, BOTH, 11, folder)
    assert again["bescherming"]["eerdere_antwoorden"] == ["antwoord-11"]
    assert not cells(first, "onderdrukt") & cells(again, "waarde")


def test_an_answer_that_was_taken_back_may_have_been_sent_and_counts_too(
    demo_store: Store, folder: Path
) -> None:
    first = approve(demo_store, folder, BY_ORIGIN, 11)
    (folder.parent / WITHDRAWN).mkdir()
    (folder / "antwoord-11").rename(folder.parent / WITHDRAWN / "antwoord-11-1")
    again = drafted(demo_store, BOTH, 12, folder)
    assert again["bescherming"]["eerdere_antwoorden"] == [f"{WITHDRAWN}/antwoord-11-1"]
    assert not cells(first, "onderdrukt") & cells(again, "waarde")


STARTED = "doorstroomtrajecten_gestart --maatregel {} --jaren {}"


def test_a_region_with_codes_missing_is_no_reason_to_refuse_the_next_answer(
    demo_store: Store, folder: Path
) -> None:
    wide = STARTED.format("collectief_maatwerk", "2020-2021")
    approve(demo_store, folder, f"{wide} --opsplitsing herkomst,opleidingsniveau", 11)
    narrow = STARTED.format("collectief_maatwerk", "2021")
    drafted(demo_store, f'{narrow} --provincie BE23 --opsplitsing "herkomst x opleidingsniveau"', 12, folder)


def test_no_finding_speaks_of_a_figure_that_is_hidden(demo_store: Store, folder: Path) -> None:
    record = drafted(demo_store, f"{STARTED.format('lde', '2019-2021')} --opsplitsing leeftijd", 11, folder)
    shown = cells(record, "waarde") | cells(record, "nul")
    told = {cell for finding in record["controles"] for cell in finding["cellen"]}
    assert told <= shown


@pytest.mark.parametrize("lost", ["personen", "optelbaar", "volledig"])
def test_an_earlier_answer_that_cannot_be_reckoned_with_stops_the_next(
    demo_store: Store, folder: Path, lost: str
) -> None:
    approve(demo_store, folder, BY_ORIGIN, 11)
    path = folder / "antwoord-11" / "answer.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    for table in record["tabellen"]:
        del table[lost]
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputError, match="antwoord-11"):
        approve(demo_store, folder, BY_AGE, 12)


def shown_again(record: dict[str, Any], key: str, count: int) -> bytes:
    changed = json.loads(json.dumps(record))
    for cell in (c for t in changed["tabellen"] for c in t["cellen"] if c["sleutel"] == key):
        cell |= {"status": "waarde", "waarde": str(count), "decimalen": 0}
    return json.dumps(changed).encode()


def test_showing_any_one_of_the_hidden_cells_stops_the_files(demo_store: Store) -> None:
    """The last look reads the record as it leaves; a cell that tells the others is found, whichever it is."""
    with demo_store.open() as reader:
        plan = parse_any(listed(BY_ORIGIN, 11), "lijst.vragen")
        made = draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",))
    hidden = sorted(cells(dict(made.record), "onderdrukt"))
    report = replace(made.protection)
    refuse_disclosure(json.dumps(made.record).encode(), report, NOTHING)
    assert hidden
    for key in hidden:
        with pytest.raises(BlockedError):
            refuse_disclosure(shown_again(dict(made.record), key, 4), report, NOTHING)


@pytest.mark.parametrize("text", ["2", " (2)"])
def test_a_figure_in_a_sentence_that_its_table_hides_stops_the_files(demo_store: Store, text: str) -> None:
    with demo_store.open() as reader:
        plan = parse_any(listed(BY_ORIGIN, 11), "lijst.vragen")
        made = draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",))
    key = sorted(cells(dict(made.record), "onderdrukt"))[0]
    told = {"plaats": "vraag 1", "tekst": text, "herkomst": "cel", "naam": key}
    record = {**made.record, "getallen": [*made.record["getallen"], told]}
    with pytest.raises(BlockedError, match="anders dan de beschermde tabel"):
        refuse_disclosure(json.dumps(record).encode(), made.protection, NOTHING)
