"""SQL cannot write, leave the snapshot, change settings or idle: door and wall refuse it."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from pq_answers.errors import InputError
from pq_answers.store import Limits, Reader, Sources, Store
from pq_answers.store.reader import _connect

_SAMPLES = Path(__file__).parents[1] / "unit" / "test_deliveries_samples.py"
samples = SimpleNamespace(**runpy.run_path(str(_SAMPLES)))


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


READING = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM READ_CSV_AUTO('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM parquet_metadata('/etc/passwd')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM (SELECT * FROM read_text('/etc/passwd')) AS t",
    "WITH t AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM t",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
]
WRITING = [
    "INSERT INTO persoon VALUES ('x', 'F', 'BE', 1980)",
    "UPDATE persoon SET geboortejaar = 1980",
    "DELETE FROM persoon",
    "DROP TABLE persoon",
    "CREATE TABLE t (a INT)",
    "CREATE VIEW v AS SELECT 1",
    "ALTER TABLE persoon ADD COLUMN a INT",
    "COPY persoon TO '{out}'",
    "EXPORT DATABASE '{out}'",
    "WITH x AS (INSERT INTO persoon VALUES ('x', 'F', 'BE', 1980) RETURNING *) SELECT * FROM x",
    "WITH x AS (DELETE FROM persoon RETURNING *) SELECT * FROM x",
    "WITH x AS (COPY persoon TO '{out}') SELECT * FROM x",
    "SELECT * FROM (WITH x AS (COPY persoon TO '{out}') SELECT * FROM x)",
]
SETTINGS = [
    "SET memory_limit = '8GB'",
    "RESET threads",
    "SET lock_configuration = false",
    "SET enable_external_access = true",
    "PRAGMA enable_profiling",
    "PRAGMA threads = 4",
    "ATTACH '{out}' AS b",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE SECRET (TYPE s3)",
    "SELECT * FROM enable_logging()",
]
# What the wall lets through, so that only the door refuses it.
DOOR_ONLY = [
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE persoon",
    "CREATE TEMP TABLE t (a INT)",
    "BEGIN",
    "CHECKPOINT",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE SELECT 1",
    "PREPARE p AS SELECT 1",
    "SET VARIABLE x = 1",
    "PIVOT persoon ON geslacht USING count(*)",
    "DESCRIBE persoon",
    "SUMMARIZE persoon",
    "SELECT pg_sleep(60)",
    "SELECT sleep_ms(60000)",
    "SELECT write_log('x')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('persoon')",
    "SELECT * FROM checkpoint()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM pragma_database_size()",
    "SELECT current_setting('temp_directory')",
    "SELECT getvariable('x')",
]


@pytest.mark.parametrize("sql", READING + WRITING + SETTINGS + DOOR_ONLY)
def test_the_reader_refuses_it(reader: Reader, tmp_path: Path, sql: str) -> None:
    out = tmp_path / "uit"
    with pytest.raises(InputError) as caught:
        reader.run(sql.format(out=out))
    assert caught.value.what
    assert not out.exists()
    with pytest.raises(InputError):
        reader.columns(sql.format(out=out))
    assert not out.exists()


@pytest.mark.parametrize("sql", READING + WRITING + SETTINGS)
def test_the_connection_itself_refuses_it_too(store: Store, tmp_path: Path, sql: str) -> None:
    path = store.root / "snapshots" / f"{store.current().id}.duckdb"
    out = tmp_path / "uit"
    with _connect(path, Limits(), tmp_path / "uitloop") as con, pytest.raises(duckdb.Error):
        con.execute(sql.format(out=out)).fetchall()
    assert not out.is_file()


@pytest.mark.parametrize("suffix", ["", ".wal", ".wal.recovery"])
@pytest.mark.parametrize("sql", ["COPY (SELECT 1) TO '{}'", "WITH x AS (COPY (SELECT 1) TO '{}') SELECT 1"])
def test_not_even_the_files_of_the_snapshot_itself_can_be_written(
    store: Store, reader: Reader, suffix: str, sql: str
) -> None:
    path = store.root / "snapshots" / f"{reader.info.id}.duckdb"
    with pytest.raises(InputError):
        reader.run(sql.format(f"{path}{suffix}"))
    assert store.broken() == ()
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".duckdb", ".toml"]


def test_the_snapshot_is_unchanged_by_all_that_was_tried(store: Store, reader: Reader) -> None:
    for sql in WRITING:
        with pytest.raises(InputError):
            reader.run(sql.format(out=store.root / "uit"))
    assert store.broken() == ()


def test_variables_of_python_are_no_tables(reader: Reader) -> None:
    import pandas as pd

    geheim = pd.DataFrame({"a": [1]})
    with pytest.raises(InputError, match="«geheim» bestaat niet"):
        reader.run("SELECT * FROM geheim")
    assert len(geheim) == 1


def test_the_settings_are_the_strict_ones(store: Store, tmp_path: Path) -> None:
    path = store.root / "snapshots" / f"{store.current().id}.duckdb"
    names = {
        "access_mode": "read_only",
        "enable_external_access": "false",
        "lock_configuration": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "threads": "1",
        "max_execution_time": "10000",
    }
    with _connect(path, Limits(), tmp_path / "uitloop") as con:
        found = dict(con.execute("SELECT name, lower(value) FROM duckdb_settings()").fetchall())
    assert {name: found[name] for name in names} == names


HARMLESS = [
    "WITH g AS (SELECT unnest($sneden) AS snede) SELECT count(*) FROM persoon CROSS JOIN g GROUP BY ALL",
    "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 5) SELECT * FROM r",
    "SELECT * FROM range(3) UNION ALL SELECT * FROM generate_series(1, 2)",
    "SELECT geslacht, count(*) FILTER (geboortejaar > 1970) FROM persoon GROUP BY CUBE (geslacht)",
    "SELECT *, row_number() OVER (ORDER BY persoon_id) AS n FROM persoon QUALIFY n = 1",
    "FROM persoon SELECT persoon_id",
    "VALUES (1), (2)",
    "SELECT 'COPY x TO y; DROP TABLE persoon' AS tekst -- pg_sleep(1)",
]


@pytest.mark.parametrize("sql", HARMLESS)
def test_ordinary_queries_pass(reader: Reader, sql: str) -> None:
    assert reader.run(sql, {"sneden": [[], ["leeftijd"]]}).rows
