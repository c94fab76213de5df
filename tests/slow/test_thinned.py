"""Question 274 where twelve people succeeded: no count of them is read, or worked out by taking away."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.questions import thinned

from pq_answers.answer import draft
from pq_answers.items import load_catalogue
from pq_answers.plan import read_plan
from pq_answers.resources import find_file
from pq_answers.store import Store

pytestmark = pytest.mark.slow
EIGHTH = "substr(persoon_id, 2)::INTEGER % 8 = 0"
Counts = dict[str, int | None]


@pytest.fixture(scope="module")
def record(demo_delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    base = tmp_path_factory.mktemp("dun")
    with (demo_delivery / "doorstroomtraject.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["trajectresultaat"] == "succesvol"]
    succeeded = [row["persoon_id"] for row in rows if int(row["persoon_id"][1:]) % 8 == 0]
    twelve = " AND ".join([EIGHTH, *(f"persoon_id <> '{one}'" for one in succeeded[12:])])
    store = Store(base / "opslag")
    store.load(thinned(demo_delivery, base / "levering", twelve))
    with store.open() as reader:
        plan = read_plan(find_file("data/demo/vraag-274.toml"))
        return dict(draft(plan, reader, load_catalogue(), made="2026-11-21T00:00:00+00:00").record)


def tables(record: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Counts]]:
    """Yield the dimensions over which a table of persons adds up, and its counts, None for hidden."""
    for table in (one for one in record["tabellen"] if one["personen"]):
        told = (cell for cell in table["cellen"] if "waarde" in cell or cell["status"] == "onderdrukt")
        cells = {cell["sleutel"]: int(cell["waarde"]) if "waarde" in cell else None for cell in told}
        yield tuple(table["optelbaar"]), cells


def sums(record: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the totals that a reader sees, with their parts."""
    for additive, cells in tables(record):
        parts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in cells:
            fields = key.split("|")
            codes = [] if fields[3] == "-" else fields[3].split(";")
            for code in (one for one in codes if one.split("=")[0] in additive):
                rest = ";".join(one for one in codes if one != code) or "-"
                parts["|".join([*fields[:3], rest, *fields[4:]]), code.split("=")[0]].append(key)
        yield from ((total, own) for (total, _), own in parts.items() if total in cells)


def test_no_small_count_is_shown_and_none_follows_by_subtraction(record: dict[str, Any]) -> None:
    known: dict[str, int] = {}
    hidden: set[str] = set()
    for _, cells in tables(record):
        known |= {key: count for key, count in cells.items() if count is not None}
        hidden |= {key for key, count in cells.items() if count is None}
    assert len(hidden) > 20
    assert not hidden & known.keys()
    assert not [key for key, count in known.items() if 0 < count < 4]
    lines = [{total, *parts} for total, parts in sums(record)]
    assert not [line for line in lines if len(line - known.keys()) == 1]


def test_the_record_names_what_is_hidden_and_never_a_value(record: dict[str, Any]) -> None:
    cells = [cell for table in record["tabellen"] for cell in table["cellen"]]
    assert all("waarde" not in cell for cell in cells if cell["status"] == "onderdrukt")
    assert "cellen zijn niet weergegeven" in str(record["bescherming"])
