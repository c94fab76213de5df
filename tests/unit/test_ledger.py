"""The publication ledger: one name for one quantity, and nothing that was said before left out in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.errors import InputError, StoreError
from pq_answers.ledger import Entry, Ledger, canonical, ledger_digest, read_ledger
from pq_answers.ledger.records import _RECORD
from pq_answers.published import COLUMNS, Precision, Role, figure_row, load_sources, read_catalogue
from pq_answers.store import Reader, Store
from pq_answers.tables import CellKey

LATE = date(2030, 1, 1)
GRANTED = CellKey("contingent", "onderneming", "lde", (), "2021", "VTE")


class Snapshot:
    """A reader that returns given rows of the table `cijfer`."""

    def __init__(self, *rows: dict[str, str | None]) -> None:
        self.rows = [tuple(row[name] for name in COLUMNS) for row in rows]

    def run(self, _sql: str, **_: str) -> Snapshot:
        return self


EMPTY = cast("Reader", Snapshot())


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


@pytest.fixture(scope="module")
def ledger(reader: Reader) -> Ledger:
    return read_ledger(reader)


def cell(value: str | None = "2100.7", key: CellKey = GRANTED, decimals: int = 1) -> dict[str, Any]:
    shown = {} if value is None else {"waarde": value}
    return {
        "sleutel": str(key),
        "status": "waarde" if value else "onderdrukt",
        "decimalen": decimals,
        **shown,
    }


def record(*cells: dict[str, Any], number: int = 12, day: str = "2024-05-06") -> dict[str, Any]:
    table = {"id": "1", "titel": "Contingent", "cellen": list(cells)}
    return {"vraag": {"nummer": number, "datum": day}, "tabellen": [table]}


def approve(folder: Path, name: str, content: Any) -> Path:
    path = folder / name / _RECORD
    path.parent.mkdir(parents=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


# One name for one quantity


names = st.text(st.characters(exclude_characters="|;=", exclude_categories=["Cs"]), min_size=1, max_size=8)
keys = st.builds(
    CellKey,
    names,
    names,
    names,
    st.dictionaries(names, names, max_size=3).map(lambda codes: tuple(sorted(codes.items()))),
    st.sampled_from(("2021", "2021-Q1", "2019-2021", "2019+2021", "2021-12-31", "2021-01-01/2021-06-30")),
    names,
)


@given(keys)
def test_a_key_that_was_written_reads_back_as_itself(key: CellKey) -> None:
    assert CellKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "a|b", "a|b|c|-|2021|x|y"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        CellKey.parse(text)


@given(keys)
def test_naming_a_quantity_twice_changes_nothing(key: CellKey) -> None:
    assert canonical(canonical(key)) == canonical(key)


def test_naming_every_published_quantity_twice_changes_nothing() -> None:
    for figure in read_catalogue():
        once = canonical(figure.key)
        assert canonical(once) == once
        assert CellKey.parse(str(once)) == once


def banded(measure: str, code: str) -> CellKey:
    return CellKey(
        "ondernemingen_grootteklasse", "onderneming", measure, (("grootteklasse", code),), "2021", "x"
    )


def test_a_band_is_its_bounds_for_one_code_means_others_for_another_measure() -> None:
    lde, work = (canonical(banded(measure, "B100")).dimensions for measure in ("lde", "collectief_maatwerk"))
    assert (lde, work) == ((("grootteklasse", "B100T"),), (("grootteklasse", "B100T500"),))


def test_a_published_band_has_the_key_of_the_cell_of_an_item(ledger: Ledger) -> None:
    [entry] = [entry for entry in ledger.entries if entry.id == "sv274-2a-015"]
    assert entry.key.dimensions == (("grootteklasse", "B1000T"),)


def test_bounds_that_no_list_knows_stay_as_they_are() -> None:
    for key in (banded("lde", "B7T9"), banded("onbekend", "B100"), banded("sine", "B100")):
        assert canonical(key) == key


def formed(form: str, measure: str = "sociale_economie", *more: tuple[str, str]) -> CellKey:
    codes = tuple(sorted((("werkvorm", form), *more)))
    return CellKey("doelgroepwerknemers", "doelgroepwerknemer", measure, codes, "2013", "personen")


def test_a_form_of_work_that_is_a_measure_becomes_that_measure() -> None:
    key = canonical(formed("arbeidszorg", "sociale_economie", ("regio", "BE25")))
    assert (key.measure, key.dimensions) == ("arbeidszorg", (("regio", "BE25"),))


@pytest.mark.parametrize("form", ["pwa", "tijdelijk", "arbeidszorg_wse", "bestaat_niet"])
def test_a_form_of_work_that_is_no_measure_or_part_of_one_stays(form: str) -> None:
    assert canonical(formed(form)) == formed(form)


# What was published


def test_every_published_figure_is_in_the_ledger_and_no_constant_is(ledger: Ledger) -> None:
    told = {f.id: f for f in read_catalogue() if f.value is not None and f.role is not Role.CONSTANT}
    sources = load_sources()
    assert {entry.id for entry in ledger.entries} == set(told)
    for entry in ledger.entries:
        figure, source = told[entry.id], sources[entry.source]
        assert (str(entry.value), entry.printed, entry.precision) == (
            str(figure.value), figure.printed, figure.precision,
        )  # fmt: skip
        assert (entry.source, entry.title, entry.day) == (figure.source, source.title, source.day)


def test_only_what_was_published_before_a_day_is_found_the_oldest_first() -> None:
    entries = [
        Entry(f"e{n}", GRANTED, Decimal(n), str(n), Precision.EXACT, "bron", "Titel", date(2020, 1, n), "t")
        for n in (3, 1, 2)
    ]
    ledger = Ledger.of(entries)
    assert len(ledger) == 3
    assert [entry.id for entry in ledger.find(GRANTED, date(2020, 1, 3))] == ["e1", "e2"]
    assert [entry.id for entry in ledger.find(GRANTED, LATE)] == ["e1", "e2", "e3"]
    assert ledger.find(GRANTED, date(2020, 1, 1)) == ()
    assert ledger.find(replace(GRANTED, period="2020"), LATE) == ()


def test_a_figure_of_a_source_that_the_catalogue_forgot_is_not_left_out_in_silence() -> None:
    figure = replace(next(f for f in read_catalogue() if f.value is not None), source="verdwenen")
    with pytest.raises(InputError, match="«verdwenen», die de catalogus niet kent"):
        read_ledger(cast("Reader", Snapshot(figure_row(figure))))


def test_a_snapshot_without_published_figures_is_refused_with_a_remedy() -> None:
    class Old:
        def run(self, _sql: str, **_: str) -> None:
            raise InputError("De tabel bestaat niet.", where="cijfer")

    with pytest.raises(StoreError, match="oudere versie") as raised:
        read_ledger(cast("Reader", Old()))
    assert raised.value.fix


# Approved answers


def test_the_figures_of_approved_answers_are_in_the_ledger(tmp_path: Path) -> None:
    approve(tmp_path, "antwoord-12", record(cell("2100.74"), cell("7", replace(GRANTED, period="2020"), 0)))
    first, second = read_ledger(EMPTY, tmp_path).entries
    assert (first.key, first.value, first.printed, first.precision) == (
        GRANTED, Decimal("2100.7"), "2.100,7", Precision.EXACT,
    )  # fmt: skip
    assert (first.title, first.day, first.table) == (
        "Antwoord op vraag nr. 12",
        date(2024, 5, 6),
        "Contingent",
    )
    assert (second.value, second.printed) == (7, "7")


def test_a_hidden_figure_of_an_approved_answer_is_nowhere(tmp_path: Path) -> None:
    approve(tmp_path, "een", record(cell(None), cell("0", replace(GRANTED, period="2020"))))
    assert [entry.key.period for entry in read_ledger(EMPTY, tmp_path).entries] == ["2020"]


def test_answers_lie_at_any_depth_and_other_files_do_not_count(tmp_path: Path) -> None:
    approve(tmp_path, "2024/mei/een", record(cell()))
    (tmp_path / "lees.txt").write_text("niets", encoding="utf-8")
    assert len(read_ledger(EMPTY, tmp_path)) == 1


def test_two_answers_with_one_number_were_both_given(tmp_path: Path) -> None:
    approve(tmp_path, "een", record(cell("1.0"), day="2023-01-01"))
    approve(tmp_path, "twee", record(cell("2.0"), day="2024-01-01"))
    found = read_ledger(EMPTY, tmp_path).find(GRANTED, LATE)
    assert [entry.printed for entry in found] == ["1,0", "2,0"]
    assert len({entry.id for entry in found}) == 2


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert len(read_ledger(EMPTY, tmp_path)) == 0


def test_a_folder_that_is_not_there_or_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("")
    for folder in (tmp_path / "weg", tmp_path / "bestand"):
        for look in (lambda f: read_ledger(EMPTY, f), ledger_digest):
            with pytest.raises(InputError, match="bestaat niet") as raised:
                look(folder)
            assert raised.value.where == str(folder)


WHOLE = record(cell())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "3",
        '"vraag"',
        "null",
        "[" * 100_000,
        {},
        {**WHOLE, "vraag": None},
        {**WHOLE, "vraag": "12"},
        {**WHOLE, "vraag": {"nummer": 12}},
        {**WHOLE, "vraag": {"nummer": 12, "datum": "gisteren"}},
        {**WHOLE, "vraag": {"nummer": 12, "datum": 20240506}},
        {"vraag": WHOLE["vraag"]},
        {**WHOLE, "tabellen": 3},
        {**WHOLE, "tabellen": [3]},
        {**WHOLE, "tabellen": [{"id": "1", "titel": "t"}]},
        {**WHOLE, "tabellen": [{"cellen": [cell()]}]},
        record({"waarde": "3"}),
        record({**cell(), "waarde": None}),
        record({**cell(), "waarde": "veel"}),
        record({**cell(), "waarde": "NaN"}),
        record({**cell(), "waarde": "Infinity"}),
        record({**cell(), "waarde": "1E+999999999"}),
        record({**cell(), "decimalen": "een"}),
        record({**cell(), "decimalen": 10**9}),
        record({**cell(), "sleutel": "contingent"}),
        record({**cell(), "sleutel": 3}),
        record({**cell(), "sleutel": None}),
    ],
    ids=lambda content: str(content)[:40],
)
def test_a_record_that_is_broken_is_refused_in_dutch_with_its_place(tmp_path: Path, content: Any) -> None:
    approve(tmp_path, "goed", record(cell()))
    path = approve(tmp_path, "stuk", content)
    with pytest.raises(InputError, match="goedgekeurde antwoord is niet leesbaar") as raised:
        read_ledger(EMPTY, tmp_path)
    assert raised.value.where == str(path)
    assert "2100" not in str(raised.value)


def test_a_record_that_is_no_text_is_refused(tmp_path: Path) -> None:
    approve(tmp_path, "stuk", "").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="niet leesbaar"):
        read_ledger(EMPTY, tmp_path)


def test_the_digest_tells_which_answers_were_approved(tmp_path: Path) -> None:
    assert ledger_digest(None) == ""
    digests = [ledger_digest(tmp_path)]
    path = approve(tmp_path, "een", record(cell()))
    digests.append(ledger_digest(tmp_path))
    path.write_text(json.dumps(record(cell("3.0"))), encoding="utf-8")
    digests.append(ledger_digest(tmp_path))
    approve(tmp_path, "twee", record(cell("4.0")))
    digests.append(ledger_digest(tmp_path))
    assert len({"", *digests}) == 5
    assert ledger_digest(tmp_path) == digests[-1]
