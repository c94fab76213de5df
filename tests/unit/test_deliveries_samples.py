"""A minimal valid delivery, written by hand, that other tests bend: a few rows in each of the nine tables.

Every value of a person holds the word GEHEIM, so that a test can ask whether a message shows one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pq_answers.deliveries import FaultReport, load_schema, read_delivery, stage, validate

Row = dict[str, str]

_ROWS: dict[str, list[Row]] = {
    "onderneming": [
        {"onderneming_id": "O1", "provincie": "BE21", "type_onderneming": ""},
        {"onderneming_id": "O2", "provincie": "BE22", "type_onderneming": "structurele_arbeidszorg"},
    ],
    "persoon": [
        {"persoon_id": f"GEHEIM{n}", "geslacht": "F", "herkomst": "BE", "geboortejaar": f"19{70 + n}"}
        for n in (1, 2, 3)
    ],
    "persoonsprofiel": [
        {
            "persoon_id": "GEHEIM1",
            "jaar": "2020",
            "opleidingsniveau": "ED0-2",
            "talenkennis": "",
            "provincie": "BE21",
        }
    ],
    "tewerkstelling": [
        {
            "persoon_id": f"GEHEIM{n}",
            "onderneming_id": "O1",
            "maatregel": "lde",
            "kwartaal": f"2021-Q{n}",
            "vte": "0.8",
        }
        for n in (1, 2, 3)
    ],
    "contingent": [
        {"onderneming_id": "O1", "maatregel": "lde", "van": "2020-01-01", "tot": "2020-12-31", "vte": "10.5"},
        {"onderneming_id": "O1", "maatregel": "lde", "van": "2021-01-01", "tot": "", "vte": "12"},
    ],
    "doorstroomtraject": [
        {
            "traject_id": "T1",
            "persoon_id": "GEHEIM1",
            "onderneming_id": "O1",
            "maatregel": "lde",
            "startdatum": "2021-02-01",
            "einddatum": "2021-06-30",
            "trajectresultaat": "succesvol",
        }
    ],
    "advies": [
        {
            "persoon_id": "GEHEIM2",
            "peildatum": "2021-12-31",
            "maatregel": "lde",
            "opleidingsniveau": "",
            "talenkennis": "NL1",
            "werkloosheidsduur": "Y1T2",
            "bemiddelingsstatus": "bemiddelbaar",
            "provincie": "BE23",
        }
    ],
    "uitstroom": [{"persoon_id": "GEHEIM3", "datum": "2021-05-01", "uitstroombestemming": "nec"}],
    "evaluatie": [
        {
            "evaluatie_id": "E1",
            "persoon_id": "GEHEIM1",
            "maatregel": "lde",
            "datum": "2021-01-15",
            "evaluatieresultaat": "doorstroom",
            "traject_id": "T1",
        }
    ],
}


@dataclass
class Sample:
    """A delivery in the making: change `rows`, or give a file's bytes, then `write` it."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: deepcopy(_ROWS))
    settings: dict[str, str] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write all files and the sidecar, and return the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        base = {
            "producent": '"test"',
            "soort": '"registratie"',
            "naam": '"proef"',
            "volledig_tot": '"2021-Q4"',
        }
        lines = [f"{key} = {value}" for key, value in (base | self.settings).items()]
        for table in self.rows:
            path = folder / f"{table}.{self.formats.get(table, 'csv')}"
            self._write_table(table, path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines += ["", "[[bestand]]", f'tabel = "{table}"', f'pad = "{path.name}"', f'sha256 = "{digest}"']
            lines += [self.extra[table]] if table in self.extra else []
        (folder / "levering.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    def _write_table(self, table: str, path: Path) -> None:
        if table in self.raw:
            path.write_bytes(self.raw[table])
        else:
            WRITERS[path.suffix](self.rows[table], path)


def csv_bytes(rows: list[Row], separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _write_csv(rows: list[Row], path: Path) -> None:
    path.write_bytes(csv_bytes(rows))


def _write_xlsx(rows: list[Row], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("blad")
        for number, values in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(number, 0, values)


def _write_parquet(rows: list[Row], path: Path) -> None:
    csv_path = path.with_suffix(".tussen")
    _write_csv(rows, csv_path)
    table = load_schema().table(path.stem)
    typed = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in table.columns)
    with duckdb.connect() as con:
        source = f"read_csv('{csv_path}', header = true, all_varchar = true)"
        con.execute(f"COPY (SELECT {typed} FROM {source}) TO '{path}' (FORMAT parquet)")
    csv_path.unlink()


WRITERS: dict[str, Callable[[list[Row], Path], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".parquet": _write_parquet,
}


def check(sample: Sample, folder: Path) -> FaultReport:
    """Write the sample, read it and return its faults."""
    schema = load_schema()
    delivery = read_delivery(sample.write(folder), schema)
    with duckdb.connect() as con:
        return validate(con, delivery, schema, stage(con, delivery, schema))


def test_the_sample_is_valid(tmp_path: Path) -> None:
    report = check(Sample(), tmp_path)
    assert [str(fault) for fault in report.faults] == []
    assert report.count == 0
    assert not report
