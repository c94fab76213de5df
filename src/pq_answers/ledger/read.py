"""Reading the ledger: the published figures of a snapshot, and the answers that were approved since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pq_answers import nl
from pq_answers.errors import InputError, StoreError
from pq_answers.ledger.asked import asked_in
from pq_answers.ledger.cited import worded
from pq_answers.ledger.entry import Entry, Ledger
from pq_answers.ledger.keys import Names
from pq_answers.ledger.past import tables_in
from pq_answers.ledger.records import read_records, record_paths
from pq_answers.published import COLUMNS, Precision, PublishedSource, Role, load_sources, read_row
from pq_answers.store import Reader
from pq_answers.tables import CellKey

_SQL = f"SELECT {', '.join(COLUMNS)} FROM cijfer ORDER BY cijfer_id"


def read_ledger(reader: Reader, approved: Path | None = None) -> Ledger:
    """Return everything published that a snapshot knows, and the answers in the folder `approved`.

    The folder holds approved answers, each in a folder of its own with its record. Raises `InputError` for a
    record that cannot be read: what was said before may not silently be left out.
    """
    # What is wanted next of every record, so that it is parsed once.
    answered = read_records(approved, _answered, (tables_in, asked_in)) if approved else ()
    return Ledger.of([*_published(reader, Names()), *answered])


def _published(reader: Reader, names: Names) -> Iterator[Entry]:
    sources = load_sources()
    try:
        rows = reader.run(_SQL, where="cijfer")
    except InputError as error:
        what = "Deze momentopname is met een oudere versie gemaakt."
        raise StoreError(what, where="cijfer", fix="Laad de levering opnieuw.") from error
    for row in rows.rows:
        cells = {name: None if cell is None else str(cell) for name, cell in zip(COLUMNS, row, strict=True)}
        yield from _published_entry(cells, sources, names)


def _published_entry(
    cells: Mapping[str, str | None], sources: Mapping[str, PublishedSource], names: Names
) -> Iterator[Entry]:
    figure = read_row(cells)
    if figure.value is None or figure.role is Role.CONSTANT:
        return
    source = _source(figure.source, sources)
    definition = source.definition(figure.indicator, figure.measure)
    yield Entry(
        figure.id,
        names.of(figure.key),
        figure.value,
        figure.printed,
        figure.precision,
        figure.source,
        source.title,
        source.day,
        figure.table,
        definition.text if definition else "",
        definition.items if definition else (),
        worded(figure),
    )


def _source(code: str, sources: Mapping[str, PublishedSource]) -> PublishedSource:
    """Return the source of a figure: what was said before may not drop out with a source that is gone."""
    if code not in sources:
        what = f"De momentopname heeft cijfers van de bron «{code}», die de catalogus niet kent."
        fix = "Zet de bron terug in bronnen.toml, of laad de levering opnieuw."
        raise InputError(what, where="data/published/bronnen.toml", fix=fix)
    return sources[code]


def ledger_digest(approved: Path | None) -> str:
    """Return a digest of the approved answers: an answer made beside others is another answer."""
    digest = hashlib.sha256()
    for path in record_paths(approved) if approved else ():
        digest.update(path.read_bytes())
    return digest.hexdigest() if approved else ""


def _answered(record: Mapping[str, Any], names: Names) -> list[Entry]:
    question = record["vraag"]
    day = date.fromisoformat(question["datum"])
    number = question["nummer"]
    title = f"Antwoord op vraag nr. {number}" if number else "Antwoord op een vraag zonder nummer"
    return [
        _entry(cell, table, names, f"vraag-{question['nummer']}", title, day)
        for table in record["tabellen"]
        for cell in table["cellen"]
        if "waarde" in cell
    ]


def _entry(
    cell: Mapping[str, Any], table: Mapping[str, Any], names: Names, source: str, title: str, day: date
) -> Entry:
    # Rounding refuses what is endless; "NaN" it lets through.
    value = nl.rounded(Decimal(cell["waarde"]), int(cell["decimalen"]))
    if not value.is_finite():
        raise ValueError(cell["waarde"])
    printed = nl.number(value, int(cell["decimalen"]))
    key = CellKey.parse(cell["sleutel"])
    # Numbers begin again every year: two answers may have one number, and both were said.
    identifier = f"{source}/{day}/{table['id']}/{cell['sleutel']}"
    return Entry(
        identifier,
        names.of(key),
        value,
        printed,
        Precision.ABOUT if table.get("afgerond") else Precision.EXACT,
        source,
        title,
        day,
        str(table["titel"]),
        approved=True,
    )
