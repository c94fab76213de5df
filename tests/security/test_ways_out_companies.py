"""No way out of the program shows what a company contributes, or a figure that one of them dominates."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from tests.companies import KNOWN, SECRETS, TEMPLATE
from tests.conftest import Overlay

import pq_answers
from pq_answers.answer import ALL_FORMATS, draft, dump_record, query_item, recipe
from pq_answers.answer.examples import run_example
from pq_answers.cli import main
from pq_answers.errors import BlockedError
from pq_answers.itemlist import parse_any
from pq_answers.items import Example, describe_item, load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.protect import Protected, Report
from pq_answers.store import Store
from pq_answers.tables import ProtectedTable, RawTable

NAME = "vte_ondernemingen"
ASKED = {"maatregel": "lde", "jaren": 2021, "opsplitsing": "provincie"}
LIST = f"# datum: 2022-01-26\n{NAME} --maatregel lde --jaren 2021 --opsplitsing provincie\n"
SHOWN = "15001.4"
PLAN = f"""[vraag]
nummer = 12
datum = 2022-01-26
steller = "An Peeters"
titel = "Tewerkstelling"

[[antwoord]]
label = "a"
item = "{NAME}"
maatregel = "lde"
jaren = 2021
opsplitsing = ["provincie"]
bijlage = 1

[[antwoord]]
label = "b"
item = "{NAME}"
maatregel = "lde"
jaren = "2020-2021"
opsplitsing = ["provincie"]

[[bijlage]]
nummer = 1
titel = "Tewerkstelling"
"""
MADE = "2026-11-21T00:00:00+00:00"


@pytest.fixture(autouse=True)
def known(overlay: Overlay, demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The item with known contributions, and a cache of its own."""
    overlay.item(NAME, KNOWN, TEMPLATE)
    monkeypatch.setenv("PQ_STORE", str(demo_store.root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def written(figure: str) -> Iterator[str]:
    """Yield the ways in which a figure may be written."""
    whole, _, part = figure.partition(".")
    grouped = f"{whole[:-3]}.{whole[-3:]}"
    yield from (figure, f"{whole},{part}", f"{grouped},{part}", f"{whole}{part}")


def found(figure: str, text: str) -> bool:
    return any(re.search(rf"(?<![\w.,]){re.escape(one)}(?!\w)", text) for one in written(figure))


def refuse_secrets(text: str) -> None:
    told = [figure for figure in SECRETS if found(figure, text)]
    assert not told, f"{told} in {text[:200]}"


def texts(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield all text in a file, also of what is packed in it."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from texts(f"{name}/{member}", archive.read(member))
    else:
        yield name, data.decode("utf-8", errors="replace")


def test_no_file_of_an_answer_nor_its_record_holds_a_contribution(
    demo_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plan = parse_plan(PLAN)
    with demo_store.open() as reader:
        made = draft(plan, reader, load_catalogue(), made=MADE, formats=ALL_FORMATS)
    files = {**made.files, "answer.json": dump_record(made.record)}
    assert {Path(name).suffix for name in files} >= {".docx", ".xlsx", ".html", ".json", ".txt"}
    read = [one for name, data in files.items() for one in texts(name, data)]
    assert any(found(SHOWN, text) for _, text in read), "the search sees what is shown"
    for _, text in read:
        refuse_secrets(text)
    refuse_secrets(repr(made.protection) + repr(made.findings) + repr(made.proposals) + caplog.text)


def test_the_drafter_reads_why_a_cell_is_hidden_and_how_close_anybody_comes(demo_store: Store) -> None:
    plan = parse_any(LIST, "lijst.vragen")
    with demo_store.open() as reader:
        made = draft(plan, reader, load_catalogue(), made=MADE, formats=("opsteller",))
    page = next(data for name, data in made.files.items() if "opsteller" in name).decode()
    assert "overwegend van één onderneming, of van te weinig ondernemingen" in page
    assert "ligt tussen 0,1 en 15.186,8" in page
    assert "Een cijfer van minder dan 3 ondernemingen wordt niet getoond" in page


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_neither_a_query_nor_its_help_on_the_command_line_shows_one(
    how: list[str], capsys: pytest.CaptureFixture[str], known: Path
) -> None:
    words = [NAME, "--maatregel", "lde", "--jaren", "2021", "--opsplitsing", "provincie", *how]
    assert main(["query", *words]) == 0
    assert main(["items", NAME, *how]) == 0
    told = capsys.readouterr()
    assert found(SHOWN, told.out)
    refuse_secrets(told.out + told.err)
    for path in (path for path in known.rglob("*") if path.is_file()):
        refuse_secrets(path.read_bytes().decode("utf-8", errors="replace"))


def test_neither_a_notebook_nor_an_example_of_the_catalogue_shows_one(demo_store: Store) -> None:
    with pq_answers.open_store(demo_store.root) as analysis:
        result = analysis.query(NAME, **ASKED)
        refuse_secrets(result.to_pandas().to_csv() + repr((result.protection, result.gaps)))
        refuse_secrets(json.dumps(analysis.describe(NAME)))
    catalogue = load_catalogue()
    with demo_store.open() as reader:
        example = Example(NAME, "proef", ASKED, (), Path("proef.toml"))
        refuse_secrets(repr(run_example(example, reader, catalogue)))
        result, report = query_item(catalogue.get(NAME), ASKED, reader)
    refuse_secrets(repr(result) + repr(report) + json.dumps(describe_item(catalogue.get(NAME))))


def passing(tables: list[RawTable], **_: object) -> Protected:
    names = [field.name for field in fields(ProtectedTable)]
    made = (ProtectedTable(**{name: getattr(table, name) for name in names}) for table in tables)
    return Protected(tuple(made), Report("geen", (), (), ()))


def test_without_protection_neither_an_answer_nor_a_single_query_comes_out(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "protect", passing)
    catalogue = load_catalogue()
    plan = parse_any(LIST, "lijst.vragen")
    with demo_store.open() as reader:
        with pytest.raises(BlockedError, match="niet beschermd") as drafted:
            draft(plan, reader, catalogue, made=MADE, formats=("txt",))
        with pytest.raises(BlockedError, match="niet beschermd") as queried:
            query_item(catalogue.get(NAME), ASKED, reader)
    refuse_secrets(str(drafted.value) + str(queried.value))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("r.bedrijven AS n", "CAST(NULL AS INTEGER) AS n"), "ontbreken in een rij"),
        (("r.bedrijven AS n", "2.5 AS n"), "ontbreken in een rij"),
        (("r.bedrijven AS n", "true AS n"), "ontbreken in een rij"),
        (("CAST(r.grootste AS DECIMAL(18, 1))", "CAST(r.grootste AS DOUBLE)"), "ontbreken in een rij"),
    ],
)
def test_contributions_that_are_no_numbers_stop_the_query_without_a_value(
    change: tuple[str, str], message: str, overlay: Overlay, demo_store: Store
) -> None:
    assert change[0] in KNOWN
    overlay.item(NAME, KNOWN.replace(*change), TEMPLATE)
    with demo_store.open() as reader, pytest.raises(BlockedError, match=message) as caught:
        query_item(load_catalogue().get(NAME), ASKED, reader)
    refuse_secrets(str(caught.value))


def test_impossible_contributions_withhold_the_breakdown(overlay: Overlay, demo_store: Store) -> None:
    overlay.item(NAME, KNOWN.replace("3, 3131.7", "3, 9131.7"), TEMPLATE)
    with demo_store.open() as reader:
        result, report = query_item(load_catalogue().get(NAME), ASKED, reader)
    assert [one.reason.name for one in report.withheld] == ["CONTRIBUTIONS"]
    refuse_secrets(repr(result) + repr(report))
