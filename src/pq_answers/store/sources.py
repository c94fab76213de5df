"""What a snapshot is made of besides the delivery: schema, code lists, figures, marts; and its id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pq_answers.deliveries import Delivery, Schema, load_schema
from pq_answers.errors import InputError
from pq_answers.resources import find_files

# Part of every id: raise it when this package builds other tables from the same sources.
LAYOUT = "2"
CIJFER, LEVERING, CODELIJST = "cijfer", "levering", "codelijst"
_LEADING = re.compile(r"^[0-9]+_")
_TABLE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Sources:
    """The schema, the files of figures and code lists, and the SQL of the marts by the table they make."""

    schema: Schema
    published: Mapping[str, Path]
    codelists: Mapping[str, Path]
    marts: Mapping[str, Path]

    @classmethod
    def from_catalogue(cls) -> Sources:
        """Return the sources of the installed catalogue, the ministry's own overlay included."""
        schema = load_schema()
        published = dict(sorted(find_files("data/published", "*.csv").items()))
        codelists = dict(sorted(find_files("data/codelists", "*.toml").items()))
        return cls(schema, published, codelists, mart_tables(find_files("queries/marts", "*.sql"), schema))


def mart_tables(files: Mapping[str, Path], schema: Schema) -> dict[str, Path]:
    """Return the marts in building order by table: `10_m_persoon_jaar.sql` makes `m_persoon_jaar`."""
    taken = {*schema.names, CIJFER, LEVERING, CODELIJST}
    marts: dict[str, Path] = {}
    for name, path in sorted(files.items()):
        table = _LEADING.sub("", path.stem)
        if not _TABLE.fullmatch(table) or table in taken or table in marts:
            raise InputError(
                f"Een afgeleide tabel kan niet «{table}» heten.",
                where=str(path),
                fix=f"Geef {name} een andere naam: kleine letters, cijfers en _, nog niet in gebruik.",
            )
        marts[table] = path
    return marts


def delivery_sha256(delivery: Delivery) -> str:
    """Return the sha256 over what the delivery says and holds; the order of its files does not count."""
    return _digest(_delivery_parts(delivery)).hexdigest()


def snapshot_id(delivery: Delivery, sources: Sources) -> str:
    """Return the id of the snapshot of this delivery and these sources: same content, same id."""
    return "s" + _digest([*_delivery_parts(delivery), *_source_parts(sources)]).hexdigest()[:12]


def _digest(parts: Iterator[bytes] | list[bytes]) -> hashlib._Hash:
    digest = hashlib.sha256()
    for part in parts:
        # The length keeps "ab" + "c" apart from "a" + "bc".
        digest.update(f"{len(part)}:".encode() + part)
    return digest


def _delivery_parts(delivery: Delivery) -> list[bytes]:
    settings = (
        delivery.producer,
        delivery.kind,
        delivery.name,
        delivery.complete_until,
        str(delivery.factor),
        delivery.separator,
        delivery.decimal_mark,
    )
    files = sorted(f"{file.table} {file.format} {file.sheet} {file.sha256}" for file in delivery.files)
    return [text.encode() for text in (*settings, *files)]


def _source_parts(sources: Sources) -> Iterator[bytes]:
    yield LAYOUT.encode()
    yield sources.schema.source.read_bytes()
    for files in (sources.published, sources.codelists, sources.marts):
        for name, path in files.items():
            yield name.encode()
            yield path.read_bytes()
