"""Every kind of fault names its file, row and column, says how to mend it, and shows no value."""

from __future__ import annotations

import csv
import json
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from pq_answers.deliveries import Rule, load_schema, read_delivery, stage, summary, validate, write_report

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))

BENT = [
    ("tewerkstelling", 1, "vte", "GEHEIM", Rule.TYPE),
    ("tewerkstelling", 1, "vte", "0.80001", Rule.TYPE),
    ("tewerkstelling", 1, "vte", "0,8", Rule.TYPE),
    ("tewerkstelling", 1, "vte", "1e0", Rule.TYPE),
    ("tewerkstelling", 0, "vte", "0", Rule.MINIMUM),
    ("tewerkstelling", 2, "vte", "1.5001", Rule.MAXIMUM),
    ("tewerkstelling", 1, "vte", "", Rule.REQUIRED),
    ("tewerkstelling", 1, "kwartaal", "2021-Q5", Rule.PATTERN),
    ("tewerkstelling", 1, "kwartaal", "2021-Q1 ", Rule.PATTERN),
    ("tewerkstelling", 2, "maatregel", "GEHEIM", Rule.CODELIST),
    ("tewerkstelling", 2, "maatregel", "LDE", Rule.CODELIST),
    ("tewerkstelling", 2, "maatregel", "_T", Rule.CODELIST),
    ("tewerkstelling", 2, "persoon_id", "GEHEIM9", Rule.REFERENCE),
    ("persoon", 1, "geboortejaar", "1971.5", Rule.TYPE),
    ("persoon", 1, "geboortejaar", "99999999999", Rule.TYPE),
    ("persoon", 1, "geboortejaar", "1899", Rule.MINIMUM),
    ("uitstroom", 0, "datum", "2021-02-30", Rule.TYPE),
    ("uitstroom", 0, "datum", "31/12/2021", Rule.TYPE),
    ("uitstroom", 0, "datum", "2021-1-5", Rule.TYPE),
    ("onderneming", 1, "onderneming_id", " O2", Rule.TYPE),
    ("onderneming", 1, "onderneming_id", "O\x002", Rule.TYPE),
    ("contingent", 0, "tot", "2019-12-31", Rule.ORDER),
    ("evaluatie", 0, "traject_id", "GEHEIM7", Rule.REFERENCE),
]


@pytest.mark.parametrize(("table", "index", "column", "value", "rule"), BENT)
def test_a_bent_value_is_one_fault_at_its_row_and_column(
    tmp_path: Path, table: str, index: int, column: str, value: str, rule: Rule
) -> None:
    sample = samples.Sample()
    sample.rows[table][index][column] = value
    report = samples.check(sample, tmp_path)
    assert [(f.file, f.table, f.row, f.column, f.rule) for f in report.faults] == [
        (f"{table}.csv", table, index + 2, column, rule)
    ]
    assert report.faults[0].what
    assert report.faults[0].fix
    assert "GEHEIM" not in "".join(summary(report))


def test_the_last_day_of_a_period_counts_so_a_shared_day_overlaps(tmp_path: Path) -> None:
    sample = samples.Sample()
    sample.rows["contingent"][1]["van"] = "2020-12-31"
    [fault] = samples.check(sample, tmp_path).faults
    assert (fault.rule, fault.row, fault.column) == (Rule.OVERLAP, 3, "van")
    assert "rij 2" in fault.what


def test_a_long_period_overlaps_past_a_short_one_in_between(tmp_path: Path) -> None:
    sample = samples.Sample()
    first, second = sample.rows["contingent"]
    first["tot"] = "2021-12-31"
    second |= {"van": "2020-03-01", "tot": "2020-03-31"}
    sample.rows["contingent"].append({**second, "van": "2021-06-01", "tot": "2021-06-30"})
    faults = samples.check(sample, tmp_path).faults
    assert [(f.rule, f.row) for f in faults] == [(Rule.OVERLAP, 3), (Rule.OVERLAP, 4)]
    assert all("rij 2" in fault.what for fault in faults)


def test_periods_of_other_measures_do_not_overlap(tmp_path: Path) -> None:
    sample = samples.Sample()
    sample.rows["contingent"].append({**sample.rows["contingent"][0], "maatregel": "collectief_maatwerk"})
    assert not samples.check(sample, tmp_path)


def test_a_double_key_names_the_row_that_has_it_first(tmp_path: Path) -> None:
    sample = samples.Sample()
    sample.rows["persoon"].append(dict(sample.rows["persoon"][1]))
    [fault] = samples.check(sample, tmp_path).faults
    assert (fault.rule, fault.row) == (Rule.KEY, 5)
    assert "rij 3" in fault.what


def test_a_missing_column_is_one_fault_and_brings_no_others(tmp_path: Path) -> None:
    sample = samples.Sample()
    for row in sample.rows["persoon"]:
        del row["persoon_id"]
    report = samples.check(sample, tmp_path)
    missing = [fault for fault in report.faults if fault.table == "persoon"]
    assert [(f.rule, f.column, f.row) for f in missing if f.rule is Rule.MISSING_COLUMN] == [
        (Rule.MISSING_COLUMN, "persoon_id", None)
    ]
    assert not [fault for fault in report.faults if fault.rule is Rule.REFERENCE and fault.table != "persoon"]


def test_a_misspelt_column_is_named_by_its_place_with_the_nearest_name(tmp_path: Path) -> None:
    sample = samples.Sample()
    sample.rows["persoon"] = [
        {("geslagt" if key == "geslacht" else key): value for key, value in row.items()}
        for row in sample.rows["persoon"]
    ]
    faults = samples.check(sample, tmp_path).faults
    [unknown] = [fault for fault in faults if fault.rule is Rule.UNKNOWN_COLUMN]
    assert "Kolom 2" in unknown.what
    assert "«geslacht»" in unknown.fix


def test_a_file_without_header_is_told_so_without_showing_its_first_row(tmp_path: Path) -> None:
    sample = samples.Sample(raw={"persoon": b"GEHEIM1,F,BE,1971\nGEHEIM2,F,BE,1972\n"})
    report = samples.check(sample, tmp_path)
    [fault] = [fault for fault in report.faults if fault.table == "persoon"]
    assert "geen kolomnamen" in fault.what
    assert "GEHEIM" not in "".join(summary(report))


def test_empty_lines_and_line_breaks_in_a_field_do_not_shift_the_row(tmp_path: Path) -> None:
    text = 'onderneming_id,provincie,type_onderneming\n\nO1,BE21,\n"O\n2",BE22,\nO3,XX,\n'
    report = samples.check(samples.Sample(raw={"onderneming": text.encode()}), tmp_path)
    found = [(f.row, f.column, f.rule) for f in report.faults if f.table == "onderneming"]
    assert found == [(4, "onderneming_id", Rule.TYPE), (6, "provincie", Rule.CODELIST)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"GEHEIM4,F,BE\n", "3 velden"),
        (b"GEHEIM4,F,BE,1971,x\n", "5 velden"),
        (b'GEHEIM4,"F,BE,1971\n', "aanhalingsteken"),
        (b"GEHEIM4,F,B\xff,1971\n", "UTF-8"),
    ],
)
def test_a_broken_line_is_named_and_not_shown(tmp_path: Path, line: bytes, words: str) -> None:
    raw = b"persoon_id,geslacht,herkomst,geboortejaar\nGEHEIM1,F,BE,1971\n" + line
    report = samples.check(samples.Sample(raw={"persoon": raw}), tmp_path)
    [fault] = report.faults
    assert (fault.table, fault.row, fault.rule) == ("persoon", 3, Rule.STRUCTURE)
    assert words in fault.what
    assert "GEHEIM" not in str(fault)


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_another_format_that_is_no_such_file_is_one_fault(tmp_path: Path, kind: str) -> None:
    report = samples.check(samples.Sample(raw={"persoon": b"GEHEIM"}, formats={"persoon": kind}), tmp_path)
    assert [(f.file, f.rule) for f in report.faults] == [(f"persoon.{kind}", Rule.FILE)]


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_all_formats_hold_the_same_delivery(tmp_path: Path, kind: str) -> None:
    report = samples.check(samples.Sample(formats=dict.fromkeys(samples.Sample().rows, kind)), tmp_path)
    assert [str(fault) for fault in report.faults] == []


def test_a_semicolon_a_decimal_comma_a_byte_order_mark_and_crlf_are_read(tmp_path: Path) -> None:
    sample = samples.Sample(settings={"decimaal": '","', "scheiding": '";"'})
    for row in (*sample.rows["tewerkstelling"], *sample.rows["contingent"]):
        row["vte"] = row["vte"].replace(".", ",")
    sample.raw = {
        table: b"\xef\xbb\xbf" + samples.csv_bytes(rows, ";").replace(b"\n", b"\r\n")
        for table, rows in sample.rows.items()
    }
    assert [str(fault) for fault in samples.check(sample, tmp_path).faults] == []


def test_a_worksheet_fault_names_the_row_of_the_sheet(tmp_path: Path) -> None:
    sample = samples.Sample(formats={"persoon": "xlsx"})
    sample.rows["persoon"].insert(1, dict.fromkeys(sample.rows["persoon"][0], ""))
    sample.rows["persoon"][2]["geslacht"] = "X"
    [fault] = samples.check(sample, tmp_path).faults
    assert (fault.file, fault.row, fault.column, fault.rule) == ("persoon.xlsx", 4, "geslacht", Rule.CODELIST)


def test_dates_and_numbers_in_cells_are_read_as_what_they_are(tmp_path: Path) -> None:
    import datetime as dt

    import xlsxwriter

    folder = samples.Sample(formats={"contingent": "xlsx"}).write(tmp_path)
    with xlsxwriter.Workbook(folder / "contingent.xlsx") as book:
        sheet, day = book.add_worksheet("contingent"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["onderneming_id", "maatregel", "van", "tot", "vte"])
        sheet.write_row(1, 0, ["O1", "lde"])
        sheet.write_datetime(1, 2, dt.datetime(2020, 1, 1), day)  # noqa: DTZ001 - a worksheet knows no zones
        sheet.write_number(1, 4, 0.1 + 0.2)
        book.add_worksheet("toelichting")
    with duckdb.connect() as con:
        rows = _typed(con, folder, "contingent")
    assert [(str(row[3]), str(row[5])) for row in rows] == [("2020-01-01", "0.30")]


def _typed(con: duckdb.DuckDBPyConnection, folder: Path, table: str) -> list[tuple[Any, ...]]:
    import re

    from pq_answers.deliveries import sha256_of

    sidecar = folder / "levering.toml"
    text = sidecar.read_text(encoding="utf-8")
    pattern = rf'(pad = "{table}\.\w+"\nsha256 = ")\w+'
    path = next(folder.glob(f"{table}.*"))
    sidecar.write_text(re.sub(pattern, rf"\g<1>{sha256_of(path)}", text), encoding="utf-8")
    schema = load_schema()
    delivery = read_delivery(folder, schema)
    report = validate(con, delivery, schema, stage(con, delivery, schema))
    assert [str(fault) for fault in report.faults] == []
    names = ", ".join(f'"{name}"' for name in schema.table(table).column_names)
    return con.execute(f'SELECT "rij!", {names} FROM "lev_{table}" ORDER BY "rij!"').fetchall()


PARQUET = [
    ("SELECT 'O1' AS onderneming_id, 'BE21' AS provincie, NULL::INTEGER AS type_onderneming", []),
    ("SELECT 'O1' AS onderneming_id, 'BE21' AS provincie, true AS type_onderneming", [Rule.COLUMN_TYPE]),
    ("SELECT 'O1' AS onderneming_id, ['BE21'] AS provincie, '' AS type_onderneming", [Rule.COLUMN_TYPE]),
]


@pytest.mark.parametrize(("select", "rules"), PARQUET)
def test_a_parquet_column_must_have_a_type_that_fits(tmp_path: Path, select: str, rules: list[Rule]) -> None:
    path = tmp_path / "bron.parquet"
    with duckdb.connect() as con:
        con.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    sample = samples.Sample(raw={"onderneming": path.read_bytes()}, formats={"onderneming": "parquet"})
    report = samples.check(sample, tmp_path / "levering")
    assert [fault.rule for fault in report.faults if fault.row is None] == rules


def test_a_parquet_number_that_would_be_rounded_is_refused_and_an_exact_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "bron.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"""COPY (SELECT 'O1' AS onderneming_id, 'lde' AS maatregel, d AS van, d AS tot, v AS vte
                FROM (VALUES
                (TIMESTAMP '2020-01-01', 0.1::DOUBLE), (TIMESTAMP '2020-01-02', 0.125::DOUBLE),
                (TIMESTAMP '2020-01-03 12:00:00', 1::DOUBLE)) AS t(d, v)) TO '{path}' (FORMAT parquet)"""
        )
    sample = samples.Sample(raw={"contingent": path.read_bytes()}, formats={"contingent": "parquet"})
    report = samples.check(sample, tmp_path / "levering")
    assert [(f.row, f.column) for f in report.faults] == [(2, "vte"), (3, "tot"), (3, "van")]


def test_a_wrong_number_of_rows_is_a_fault(tmp_path: Path) -> None:
    [fault] = samples.check(samples.Sample(extra={"persoon": "rijen = 4"}), tmp_path).faults
    assert (fault.rule, fault.file) == (Rule.ROWS, "persoon.csv")


def test_a_hundred_faults_are_shown_and_all_are_counted_and_written(tmp_path: Path) -> None:
    sample = samples.Sample()
    sample.rows["persoon"] += [
        {"persoon_id": f"P{n}", "geslacht": "GEHEIM", "herkomst": "BE", "geboortejaar": "1980"}
        for n in range(250)
    ]
    schema = load_schema()
    delivery = read_delivery(sample.write(tmp_path / "levering"), schema)
    with duckdb.connect() as con:
        staging = stage(con, delivery, schema)
        report = validate(con, delivery, schema, staging)
        paths = write_report(con, schema, staging, report, tmp_path / "verslag")
    assert len(report.faults) == 100
    assert report.count == 250
    assert summary(report)[-1] == "… en nog 240 fouten."
    with paths[0].open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [int(row["rij"]) for row in rows] == list(range(5, 255))
    parsed = json.loads(paths[1].read_text(encoding="utf-8"))
    assert parsed["aantal"] == len(parsed["fouten"]) == 250
    assert "GEHEIM" not in paths[0].read_text(encoding="utf-8") + paths[1].read_text(encoding="utf-8")


def test_faults_are_sorted_by_table_row_and_column(tmp_path: Path) -> None:
    sample = samples.Sample()
    sample.rows["uitstroom"][0]["uitstroombestemming"] = "X"
    sample.rows["persoon"][2]["herkomst"] = sample.rows["persoon"][2]["geslacht"] = "X"
    sample.rows["persoon"][0]["herkomst"] = "X"
    faults = samples.check(sample, tmp_path).faults
    assert [(f.table, f.row, f.column) for f in faults] == [
        ("persoon", 2, "herkomst"),
        ("persoon", 4, "geslacht"),
        ("persoon", 4, "herkomst"),
        ("uitstroom", 2, "uitstroombestemming"),
    ]


def test_a_column_that_stands_there_twice_is_a_fault(tmp_path: Path) -> None:
    raw = b"onderneming_id,provincie,type_onderneming,provincie\nO1,BE21,,BE21\n"
    report = samples.check(samples.Sample(raw={"onderneming": raw}), tmp_path)
    [fault] = [fault for fault in report.faults if fault.row is None]
    assert (fault.rule, fault.column) == (Rule.UNKNOWN_COLUMN, "provincie")


def _workbook(path: Path, *sheets: str) -> bytes:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["onderneming_id", "provincie", "type_onderneming"])
            sheet.write_row(1, 0, ["O1", "BE21", "", "verdwaald"])
    return path.read_bytes()


def test_a_value_past_the_last_column_name_is_a_fault(tmp_path: Path) -> None:
    raw = {"onderneming": _workbook(tmp_path / "b.xlsx", "blad")}
    report = samples.check(samples.Sample(raw=raw, formats={"onderneming": "xlsx"}), tmp_path / "a")
    assert [(f.row, f.rule) for f in report.faults] == [(2, Rule.STRUCTURE)]


@pytest.mark.parametrize("extra", [{}, {"onderneming": 'blad = "weg"'}])
def test_a_worksheet_that_cannot_be_told_is_a_fault(tmp_path: Path, extra: dict[str, str]) -> None:
    raw = {"onderneming": _workbook(tmp_path / "b.xlsx", "een", "twee")}
    sample = samples.Sample(raw=raw, formats={"onderneming": "xlsx"}, extra=extra)
    report = samples.check(sample, tmp_path / "a")
    [fault] = report.faults
    assert fault.rule is Rule.FILE
    assert "werkblad" in fault.what


def test_a_header_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    report = samples.check(samples.Sample(raw={"onderneming": b"onderneming_id\xff,provincie\n"}), tmp_path)
    assert [(f.table, f.rule) for f in report.faults] == [("onderneming", Rule.STRUCTURE)]


def test_an_empty_table_with_only_a_header_is_fine(tmp_path: Path) -> None:
    raw = {"evaluatie": (",".join(load_schema().table("evaluatie").column_names)).encode()}
    assert not samples.check(samples.Sample(raw=raw), tmp_path)


def test_a_folder_whose_name_looks_like_a_pattern_is_read(tmp_path: Path) -> None:
    formats = {"persoon": "parquet"}
    assert not samples.check(samples.Sample(formats=formats), tmp_path / "levering [2021]*" / "jaar=2021")
