"""The tables of `data/register.toml`: the contract between data owners and queries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pq_answers.codelists import codelist_names
from pq_answers.deliveries.problems import bad_toml
from pq_answers.errors import InputError, suggest
from pq_answers.resources import find_file

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TYPE = re.compile(r"VARCHAR|INTEGER|DATE|DECIMAL\(([1-9]|[12][0-9]|3[0-8]),[0-9]{1,2}\)")
_COLUMN_KEYS = (
    "type",
    "codelijst",
    "verplicht",
    "sleutel",
    "verwijst",
    "min",
    "max",
    "patroon",
    "omschrijving",
)
_PATTERN = "Kijk haakjes en tekens met een bijzondere betekenis na, of schrap het patroon."
_TABLE_KEYS = ("omschrijving", "kolommen", "geldigheid")
_VALIDITY_KEYS = ("van", "tot", "per")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type and the rules that each of its values must keep."""

    name: str
    type: str
    codelist: str = ""
    required: bool = True
    key: bool = False
    references: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    description: str = ""

    @property
    def scale(self) -> int:
        """The number of decimals that the type holds; 0 for anything but a DECIMAL."""
        return int(self.type.rstrip(")").split(",")[1]) if self.type.startswith("DECIMAL") else 0


@dataclass(frozen=True, slots=True)
class Validity:
    """A validity interval (geldigheid), both days included: runs forward, no overlap within `per`."""

    start: str
    end: str
    per: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One register table with its columns in delivery order."""

    name: str
    columns: tuple[Column, ...]
    validity: tuple[Validity, ...] = ()
    description: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column `name`; raise `KeyError` where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Schema:
    """All register tables, in the order in which they are written down."""

    tables: tuple[Table, ...]
    source: Path

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all tables."""
        return tuple(table.name for table in self.tables)

    def table(self, name: str) -> Table:
        """Return the table `name`; raise `KeyError` where there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def load_schema(path: Path | None = None) -> Schema:
    """Return the register's schema, the catalogue's unless `path` is given; raise `InputError` if wrong."""
    source = path or find_file("data/register.toml")
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise bad_toml(error, source) from error
    schema = Schema(tuple(_table(name, entry, source) for name, entry in data.items()), source)
    _check_references(schema)
    return schema


def _wrong(source: Path, place: str, what: str, fix: str = "") -> InputError:
    return InputError(what, where=f"{source} [{place}]", fix=fix or "Verbeter dit in het register.")


def _refuse_unknown_keys(
    entry: object, known: tuple[str, ...], place: str, source: Path
) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise _wrong(source, place, "Hier hoort een tabel met sleutels.", f"Schrijf [{place}].")
    for key in entry:
        if key not in known:
            raise _wrong(source, place, f"De sleutel «{key}» is onbekend.", suggest(key, known))
    return entry


def _refuse_bad_name(name: str, place: str, source: Path) -> None:
    if not _NAME.fullmatch(name):
        raise _wrong(source, place, "Deze naam kan niet.", "Gebruik kleine letters, cijfers en _.")


def _table(name: str, raw: object, source: Path) -> Table:
    _refuse_bad_name(name, name, source)
    entry = _refuse_unknown_keys(raw, _TABLE_KEYS, name, source)
    columns = tuple(_column(name, key, value, source) for key, value in entry.get("kolommen", {}).items())
    if not any(column.key for column in columns):
        raise _wrong(source, name, "Deze tabel heeft geen sleutel.", "Geef een kolom «sleutel = true».")
    validity = tuple(_validity(name, row, columns, source) for row in entry.get("geldigheid", []))
    return Table(name, columns, validity, entry.get("omschrijving", ""))


def _column(table: str, name: str, raw: object, source: Path) -> Column:
    place = f"{table}.{name}"
    _refuse_bad_name(name, place, source)
    entry = _refuse_unknown_keys(raw, _COLUMN_KEYS, place, source)
    kind, codelist = str(entry.get("type", "")), str(entry.get("codelijst", ""))
    if not _TYPE.fullmatch(kind):
        fix = "Gebruik VARCHAR, INTEGER, DATE of DECIMAL(p,s)."
        raise _wrong(source, place, f"Het type «{kind}» kan niet.", fix)
    if codelist and codelist not in codelist_names():
        raise _wrong(
            source, place, f"De codelijst «{codelist}» bestaat niet.", suggest(codelist, codelist_names())
        )
    return Column(
        name,
        kind,
        codelist,
        bool(entry.get("verplicht", True)),
        bool(entry.get("sleutel", False)),
        str(entry.get("verwijst", "")),
        _bound(entry, "min", place, source),
        _bound(entry, "max", place, source),
        _pattern(entry, place, source),
        str(entry.get("omschrijving", "")),
    )


def _bound(entry: Mapping[str, Any], key: str, place: str, source: Path) -> Decimal | None:
    value = entry.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(source, place, f"«{key}» moet een getal zijn.", f"Schrijf {key} = 0.")
    return Decimal(value)


def _pattern(entry: Mapping[str, Any], place: str, source: Path) -> str:
    pattern = str(entry.get("patroon", ""))
    try:
        re.compile(pattern)
    except re.error as error:
        raise _wrong(source, place, "Het patroon is geen reguliere uitdrukking.", _PATTERN) from error
    return pattern


def _validity(table: str, raw: object, columns: tuple[Column, ...], source: Path) -> Validity:
    place = f"{table}.geldigheid"
    entry = _refuse_unknown_keys(raw, _VALIDITY_KEYS, place, source)
    names = tuple(column.name for column in columns)
    for key in _VALIDITY_KEYS:
        if key not in entry:
            raise _wrong(source, place, f"De sleutel «{key}» ontbreekt.", f"Voeg {key} = … toe.")
    for name in (entry["van"], entry["tot"], *entry["per"]):
        if name not in names:
            raise _wrong(source, place, f"De kolom «{name}» bestaat niet.", suggest(str(name), names))
    return Validity(entry["van"], entry["tot"], tuple(entry["per"]))


def _check_references(schema: Schema) -> None:
    targets = {f"{table.name}.{column}" for table in schema.tables for column in table.column_names}
    for table in schema.tables:
        for column in table.columns:
            if column.references and column.references not in targets:
                place = f"{table.name}.{column.name}"
                raise _wrong(
                    schema.source,
                    place,
                    f"«{column.references}» bestaat niet.",
                    suggest(column.references, sorted(targets)),
                )
