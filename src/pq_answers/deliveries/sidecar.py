"""The sidecar `levering.toml`: who delivers what, up to which quarter, and the sha256 of every file."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pq_answers.deliveries.problems import bad_toml
from pq_answers.deliveries.schema import Schema, load_schema
from pq_answers.errors import InputError, os_problem, suggest

SIDECAR = "levering.toml"
KINDS = ("registratie", "demonstratie")
FORMATS = (".csv", ".parquet", ".xlsx")
_REQUIRED = ("producent", "soort", "naam", "volledig_tot", "bestand")
_KEYS = (*_REQUIRED, "factor", "scheiding", "decimaal")
_FILE_REQUIRED = ("tabel", "pad", "sha256")
_FILE_KEYS = (*_FILE_REQUIRED, "rijen", "blad")
_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file of a delivery; `rows` is what the data owner counted, `sheet` the worksheet of an XLSX."""

    table: str
    path: Path
    name: str
    sha256: str
    rows: int | None = None
    sheet: str = ""

    @property
    def format(self) -> str:
        """The file's format: csv, parquet or xlsx."""
        return self.path.suffix.lower().removeprefix(".")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery (levering) whose sidecar is right and whose files are the ones that it names."""

    folder: Path
    producer: str
    kind: str
    name: str
    complete_until: str
    files: tuple[DeliveredFile, ...]
    factor: Decimal = Decimal(1)
    separator: str = ""
    decimal_mark: str = "."

    @property
    def last_complete_year(self) -> int:
        """The last calendar year of which all four quarters are complete."""
        year, quarter = self.complete_until.split("-Q")
        return int(year) if quarter == "4" else int(year) - 1


def read_delivery(folder: Path, schema: Schema | None = None) -> Delivery:
    """Return the delivery in `folder`, its sidecar and file hashes checked; raise `InputError` if wrong."""
    sidecar = folder / SIDECAR
    data = _read_toml(sidecar)
    _check_keys(data, _KEYS, _REQUIRED, str(sidecar))
    factor, separator, mark = _settings(data, sidecar)
    return Delivery(
        folder,
        _text(data, "producent", sidecar),
        _choice(data, "soort", KINDS, sidecar),
        _text(data, "naam", sidecar),
        _quarter(data, sidecar),
        _files(folder, data["bestand"], (schema or load_schema()).names, sidecar),
        factor,
        separator,
        mark,
    )


def sha256_of(path: Path) -> str:
    """Return the hexadecimal sha256 of the file `path`."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_toml(sidecar: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(sidecar.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError as error:
        fix = f"Geef een map met een bestand {SIDECAR} en een bestand per tabel."
        raise InputError(
            "Dit is geen levering: het begeleidend bestand ontbreekt.", where=str(sidecar), fix=fix
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise bad_toml(error, sidecar) from error
    except OSError as error:
        raise InputError(
            f"Dit bestand is niet te lezen ({os_problem(error)}).",
            where=str(sidecar),
            fix="Controleer de rechten.",
        ) from error


def _check_keys(
    entry: Mapping[str, Any], known: tuple[str, ...], required: tuple[str, ...], where: str
) -> None:
    for key in entry:
        if key not in known:
            raise InputError(
                f"De sleutel «{key}» is onbekend.",
                where=where,
                fix=suggest(key, known) or f"Mogelijk: {', '.join(known)}.",
            )
    missing = [key for key in required if key not in entry]
    if missing:
        raise InputError(f"De sleutel «{missing[0]}» ontbreekt.", where=where, fix="Vul de sleutel aan.")


def _text(entry: Mapping[str, Any], key: str, sidecar: Path) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise InputError(
            f"«{key}» moet een tekst zijn.", where=str(sidecar), fix="Zet de tekst tussen aanhalingstekens."
        )
    return value


def _choice(entry: Mapping[str, Any], key: str, choices: tuple[str, ...], sidecar: Path) -> str:
    value = entry[key]
    if value not in choices:
        raise InputError(
            f"«{key}» kan niet «{value}» zijn.", where=str(sidecar), fix=suggest(str(value), choices)
        )
    return str(value)


def _quarter(data: Mapping[str, Any], sidecar: Path) -> str:
    value = data["volledig_tot"]
    if not isinstance(value, str) or not _QUARTER.fullmatch(value):
        raise InputError(
            "«volledig_tot» moet een kwartaal zijn.",
            where=str(sidecar),
            fix='Schrijf bijvoorbeeld "2021-Q4".',
        )
    return value


def _settings(data: Mapping[str, Any], sidecar: Path) -> tuple[Decimal, str, str]:
    factor = data.get("factor", 1)
    if isinstance(factor, bool) or not isinstance(factor, int | Decimal) or not factor > 0:
        raise InputError(
            "«factor» moet een getal boven nul zijn.", where=str(sidecar), fix="Laat de sleutel weg."
        )
    chosen = {"scheiding": "", "decimaal": ".", **data}
    separator = _choice(chosen, "scheiding", ("", ",", ";"), sidecar)
    mark = _choice(chosen, "decimaal", (".", ","), sidecar)
    return Decimal(factor), separator, mark


def _files(
    folder: Path, entries: object, tables: tuple[str, ...], sidecar: Path
) -> tuple[DeliveredFile, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(
            "«bestand» moet een lijst zijn.", where=str(sidecar), fix="Schrijf [[bestand]] per tabel."
        )
    files = tuple(
        _file(folder, entry, tables, f"{sidecar} [[bestand]] {n}") for n, entry in enumerate(entries, 1)
    )
    _refuse_doubles([file.table for file in files], "tabel", sidecar)
    _refuse_doubles([file.name for file in files], "bestand", sidecar)
    missing = [table for table in tables if table not in {file.table for file in files}]
    if missing:
        raise InputError(
            f"De tabel «{missing[0]}» ontbreekt in de levering.",
            where=str(sidecar),
            fix=f"Voeg [[bestand]] toe voor: {', '.join(missing)}; zonder rijen mag.",
        )
    return tuple(sorted(files, key=lambda file: tables.index(file.table)))


def _refuse_doubles(names: list[str], kind: str, sidecar: Path) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"{kind.capitalize()} «{name}» staat er tweemaal in.",
                where=str(sidecar),
                fix="Schrap er een.",
            )


def _file(folder: Path, entry: Mapping[str, Any], tables: tuple[str, ...], where: str) -> DeliveredFile:
    _check_keys(entry, _FILE_KEYS, _FILE_REQUIRED, where)
    table, name, sha256 = (str(entry[key]) for key in _FILE_REQUIRED)
    if table not in tables:
        raise InputError(f"De tabel «{table}» bestaat niet.", where=where, fix=suggest(table, tables))
    rows = entry.get("rijen")
    if rows is not None and (isinstance(rows, bool) or not isinstance(rows, int) or rows < 0):
        raise InputError("«rijen» moet een geheel getal zijn.", where=where, fix="Laat de sleutel weg.")
    path = _inside(folder, name, where)
    _check_hash(path, sha256.lower(), where)
    return DeliveredFile(table, path, name, sha256.lower(), rows, str(entry.get("blad", "")))


def _inside(folder: Path, name: str, where: str) -> Path:
    """Return the file `name`, refusing whatever lies outside the folder, by its path or through a link."""
    relative, root = Path(name), folder.resolve()
    outside = relative.is_absolute() or ".." in relative.parts or "\\" in name or "\0" in name
    if outside or not (path := (root / relative).resolve()).is_relative_to(root):
        raise InputError(
            "Dit bestand ligt buiten de map van de levering.",
            where=where,
            fix="Zet het bestand in de map zelf.",
        )
    if path.suffix.lower() not in FORMATS:
        raise InputError(
            f"«{path.suffix}» wordt niet gelezen.", where=where, fix="Lever CSV, Parquet of XLSX."
        )
    if not path.is_file():
        raise InputError(
            f"Het bestand «{name}» bestaat niet.", where=where, fix="Voeg het toe of verbeter «pad»."
        )
    return path


def _check_hash(path: Path, expected: str, where: str) -> None:
    if not _SHA256.fullmatch(expected):
        raise InputError("«sha256» telt 64 hexadecimale tekens.", where=where, fix="Bereken de som opnieuw.")
    try:
        found = sha256_of(path)
    except OSError as error:
        raise InputError(
            f"«{path.name}» is niet te lezen ({os_problem(error)}).",
            where=where,
            fix="Controleer de rechten.",
        ) from error
    if found != expected:
        raise InputError(
            f"De sha256 van «{path.name}» klopt niet: het bestand is na het opmaken gewijzigd of beschadigd.",
            where=where,
            fix="Vraag het bestand opnieuw of laat de producent de som vernieuwen.",
        )
