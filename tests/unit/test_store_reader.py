"""A reader runs one SELECT with its own parameters, and stops at the limits of time, memory and rows."""

from __future__ import annotations

import datetime as dt
import runpy
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pq_answers.errors import InputError, StoreError
from pq_answers.resources import find_file
from pq_answers.store import Limits, Reader, Sources, Store

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("bron")
    store = Store(folder / "opslag")
    sources = replace(Sources.from_catalogue(), published={}, marts={})
    store.load(samples.Sample().write(folder / "levering"), sources=sources)
    return store


@pytest.fixture
def reader(store: Store) -> Iterator[Reader]:
    with store.open() as opened:
        yield opened


def test_a_result_has_columns_types_and_python_values(reader: Reader) -> None:
    rows = reader.run("SELECT 1 AS a, DATE '2021-12-31' AS d, 2.50::DECIMAL(9,2) AS v, ['x'] AS l, NULL AS n")
    assert rows.columns == ("a", "d", "v", "l", "n")
    assert rows.types == ("INTEGER", "DATE", "DECIMAL(9,2)", "VARCHAR[]", "NULL")
    assert rows.rows == [(1, dt.date(2021, 12, 31), Decimal("2.50"), ["x"], None)]


def test_only_the_parameters_of_the_statement_are_passed_on(reader: Reader) -> None:
    params = {"maatregel": ["lde"], "over": 1, "sneden": [[], ["leeftijd"]]}
    sql = "SELECT count(*) FROM tewerkstelling WHERE list_contains($maatregel, maatregel)"
    assert reader.run(sql, params).rows == [(3,)]
    assert reader.run("SELECT len(unnest($sneden)) AS n ORDER BY n", params).rows == [(0,), (1,)]


def test_a_parameter_without_value_or_name_is_refused(reader: Reader) -> None:
    with pytest.raises(InputError, match="«jaar» heeft geen waarde"):
        reader.run("SELECT $jaar", {})
    with pytest.raises(InputError, match="geen naam"):
        reader.run("SELECT ?")


def test_the_columns_are_known_without_running_the_query(reader: Reader) -> None:
    endless = (
        "SELECT a.range AS n, $x::DATE AS d FROM range(10000000) a, range(10000000) b ORDER BY n; -- slot"
    )
    started = time.monotonic()
    rows = reader.columns(endless.replace("; -- slot", " -- slot"), {"x": "2021-01-01"})
    assert time.monotonic() - started < 20  # the query would take hours
    assert (rows.columns, rows.types, rows.rows) == (("n", "d"), ("BIGINT", "DATE"), [])
    assert reader.columns("SELECT 1 AS een;").columns == ("een",)


WRONG = [
    ("SELECT weg FROM persoon", "De kolom «weg» bestaat niet"),
    ("SELECT p.weg FROM persoon p", "past niet op de tabellen: een tabel heeft deze kolom niet .*«weg»"),
    ("SELECT * FROM weg", "De tabel «weg» bestaat niet"),
    ("SELECT weg(1)", "De functie «weg» bestaat niet"),
    ("SELECT geslacht, count(*) FROM persoon", "een kolom ontbreekt in GROUP BY bij «geslacht»"),
    ("SELECT persoon_id FROM persoon a JOIN persoon b ON true", "een kolom komt uit meer dan een tabel"),
    ("SELEC 1", "geen geldige SQL"),
    ("", "0 opdrachten"),
    ("-- niets", "0 opdrachten"),
    ("SELECT CAST(persoon_id AS INTEGER) FROM persoon", "past niet in het gevraagde type"),
    ("SELECT error(persoon_id) FROM persoon", "kan niet uitgevoerd worden"),
]


@pytest.mark.parametrize(("sql", "words"), WRONG)
def test_wrong_sql_is_told_in_dutch_without_a_value(reader: Reader, sql: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        reader.run(sql, where="queries/proef.sql")
    assert caught.value.where == "queries/proef.sql"
    assert "GEHEIM" not in repr(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


ENDLESS = [
    "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT max(x) FROM r",
    "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range, b.range) = 1",
]


@pytest.mark.parametrize("sql", ENDLESS)
def test_an_endless_query_stops_at_the_time_limit_and_the_reader_lives_on(store: Store, sql: str) -> None:
    with store.open(limits=Limits(seconds=0.3)) as reader:
        started = time.monotonic()
        with pytest.raises(StoreError, match="langer dan de grens van 0,3 seconden"):
            reader.run(sql)
        assert time.monotonic() - started < 20  # the query would take hours
        assert reader.run("SELECT 1").rows == [(1,)]


def test_a_query_that_needs_too_much_memory_is_stopped_and_the_reader_lives_on(store: Store) -> None:
    with store.open(limits=Limits(memory_mb=60, spill_mb=0)) as reader:
        with pytest.raises(StoreError, match="meer geheugen nodig dan de grens van 60 MB"):
            reader.run("SELECT list(range) FROM range(100000000)")
        assert reader.run("SELECT 1").rows == [(1,)]


def test_what_does_not_fit_in_memory_spills_and_leaves_no_file(store: Store) -> None:
    with store.open(limits=Limits(memory_mb=40)) as reader:
        [(count,)] = reader.run("SELECT count(DISTINCT hash(range)) FROM range(2000000)").rows
        assert count == 2_000_000
    assert list(store.root.glob(".uitloop*")) == []


_HEAVY = """
import re, sys
from pathlib import Path
from pq_answers.store import Store
with Store(Path(sys.argv[1])).open() as reader:
    sql = "SELECT count(DISTINCT hash(range, x)) FROM range(1500000), (VALUES (1), (2)) AS v(x)"
    assert reader.run(sql).rows == [(3000000,)]
# ru_maxrss would count the process that started this one; the kernel's own peak begins at exec.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_a_heavy_query_keeps_the_process_below_300_megabytes(store: Store) -> None:
    command = [sys.executable, "-c", _HEAVY, str(store.root)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) < 300


@pytest.mark.parametrize("limit", [1, 5])
def test_more_rows_than_the_limit_are_refused_and_exactly_the_limit_is_not(store: Store, limit: int) -> None:
    with store.open(limits=Limits(rows=limit)) as reader:
        assert len(reader.run(f"SELECT * FROM range({limit})").rows) == limit
        with pytest.raises(StoreError, match=f"meer dan {limit} rijen"):
            reader.run("SELECT * FROM range(1000000000000)")
        assert reader.run("SELECT 1").rows == [(1,)]


def test_many_readers_read_at_once(store: Store) -> None:
    found: list[object] = []

    def read() -> None:
        with store.open() as reader:
            found.append(reader.run("SELECT count(*) FROM persoon").rows)

    threads = [threading.Thread(target=read) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(3,)]] * 16


def test_other_limits_on_a_snapshot_that_is_open_are_refused_clearly(store: Store, reader: Reader) -> None:
    with pytest.raises(StoreError, match="al open met andere grenzen"):
        store.open(limits=Limits(seconds=1))
    with store.open(reader.info.id) as second:
        assert second.run("SELECT 1").rows == [(1,)]


def test_a_closed_reader_closes_again_without_harm(store: Store) -> None:
    reader = store.open()
    reader.close()
    reader.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("tot = 25", "tot = 24", id="another upper bound"),
        pytest.param('"Y_GE55"', '"Y_GE55_X"', id="a code that is no longer there"),
    ],
)
def test_a_snapshot_banded_by_another_code_list_is_refused(
    store: Store, overlay: Any, old: str, new: str
) -> None:
    text = find_file("data/codelists/leeftijd.toml").read_text(encoding="utf-8")
    assert old in text
    overlay.write("data/codelists/leeftijd.toml", f"vervangt = true\n{text.replace(old, new)}")
    with pytest.raises(StoreError, match="«leeftijd» is gewijzigd sinds deze momentopname") as caught:
        store.open()
    assert caught.value.where == "data/codelists/leeftijd.toml"
    assert "pq-answers load" in caught.value.fix


def test_new_lists_labels_and_codes_leave_an_older_snapshot_readable(store: Store, overlay: Any) -> None:
    text = find_file("data/codelists/leeftijd.toml").read_text(encoding="utf-8")
    more = text.replace("55 jaar en ouder", "vijfenvijftigplussers")
    more += '\n[[code]]\ncode = "Y_ALLE"\nlabel = "alle leeftijden"\n'
    overlay.write("data/codelists/leeftijd.toml", f"vervangt = true\n{more}")
    overlay.write(
        "data/codelists/lengte.toml",
        text.replace('"leeftijd"', '"lengte"').replace('titel = "Leeftijd"', 'titel = "Lengte"'),
    )
    with store.open() as reader:
        assert reader.run("SELECT 1").rows == [(1,)]
