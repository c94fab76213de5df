"""What must hold for one published row: codes that exist, a readable period, a number as it is printed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pq_answers.codelists import TOTAL, UNKNOWN, Codelist, codelist_names, load_codelist
from pq_answers.errors import suggest
from pq_answers.published.faults import Fault
from pq_answers.published.model import Precision, Role
from pq_answers.published.sources import PublishedSource
from pq_answers.tables import VALUED, State

_VALUE = re.compile(r"-?\d+(\.\d+)?")
_PRINTED = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?![\d.,]\d|\d)")
_PERIOD = re.compile(r"\d{4}|\d{4}-Q[1-4]|\d{4}-\d{4}|\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?")
_FILLED = ("cijfer_id", "tabel", "plaats", "gedrukt", "indicator", "maatregel", "rol", "status")
_CODED = ("indicator", "maatregel", "eenheid", "status")
_CONSTANT = Role.CONSTANT.value


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its place, the source that the file's name tells, and its cells by column."""

    file: str
    stem: str
    line: int
    cells: Mapping[str, str]

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """The pairs of the column «dimensies», as written."""
        pairs = (pair.partition("=") for pair in self.cells["dimensies"].split(";") if pair)
        return tuple((name, code) for name, _, code in pairs)

    def fault(self, column: str, what: str, fix: str = "") -> Fault:
        """Return a fault at this row."""
        return Fault(self.file, self.line, column, what, fix)


def row_faults(row: Row, sources: Container[str] | Mapping[str, PublishedSource]) -> Iterator[Fault]:
    """Yield everything that is wrong with `row` by itself."""
    yield from _text_faults(row)
    yield from _source_faults(row, sources)
    yield from _code_faults(row)
    yield from _dimension_faults(row)
    yield from _period_faults(row)
    yield from _value_faults(row)


def _text_faults(row: Row) -> Iterator[Fault]:
    for column in _FILLED:
        if not row.cells[column]:
            yield row.fault(column, "Deze cel is leeg.", "Vul ze in.")
    for column, text in row.cells.items():
        if text != text.strip():
            yield row.fault(column, "Er staat een spatie voor of achter de tekst.", "Haal ze weg.")


def _source_faults(row: Row, sources: Container[str]) -> Iterator[Fault]:
    code = row.cells["bron"]
    if not code or code not in sources:
        yield row.fault("bron", f"De bron «{code}» is niet bekend.", "Beschrijf ze in bronnen.toml.")
    elif code != row.stem:
        fix = f"Zet dit cijfer in {code}.csv."
        yield row.fault("bron", f"Dit bestand hoort bij de bron «{row.stem}».", fix)


def _code_faults(row: Row) -> Iterator[Fault]:
    constant = row.cells["rol"] == _CONSTANT
    for column in _CODED:
        code = row.cells[column]
        if code and code not in load_codelist(column):
            yield _unknown(row, column, code, load_codelist(column).names)
    if not row.cells["eenheid"] and not constant:
        yield row.fault("eenheid", "Dit cijfer heeft geen eenheid.", "Vul ze in.")
    for column, known in (("rol", tuple(Role)), ("nauwkeurigheid", tuple(Precision))):
        if row.cells[column] not in known:
            yield _unknown(row, column, row.cells[column], tuple(known))


def _unknown(row: Row, column: str, code: str, known: tuple[str, ...]) -> Fault:
    return row.fault(column, f"De code «{code}» bestaat niet.", suggest(code, known))


def _dimension_faults(row: Row) -> Iterator[Fault]:
    pairs = row.dimensions
    names = [name for name, _ in pairs]
    if names != sorted(set(names)):
        fix = "Schrijf regio=BE25;trede=T5, van a tot z."
        yield row.fault("dimensies", "De dimensies staan niet op volgorde, of een staat er tweemaal.", fix)
    for name, code in pairs:
        codelist = codes_of(name, row.cells["maatregel"])
        if codelist is None:
            yield _unknown(row, "dimensies", name, codelist_names())
        elif code not in {TOTAL, UNKNOWN} and code not in codelist:
            yield _unknown(row, "dimensies", code, codelist.names)


def codes_of(dimension: str, measure: str) -> Codelist | None:
    """Return the code list of a dimension; that of size bands depends on the measure. None: no such list."""
    if dimension in codelist_names():
        return load_codelist(dimension)
    if measure not in load_codelist("maatregel"):
        return None
    own = (load_codelist("maatregel").get(measure).texts or {}).get("klassen", "")
    return load_codelist(own) if own and own.startswith(f"{dimension}_") else None


def _period_faults(row: Row) -> Iterator[Fault]:
    period = row.cells["periode"]
    if not period and row.cells["rol"] == _CONSTANT:
        return
    if not _PERIOD.fullmatch(period) or not _in_order(period):
        fix = "Schrijf 2021, 2021-Q1, 2019-2021, 2021-12-31 of 2021-01-01/2021-06-30."
        yield row.fault("periode", f"«{period}» is geen periode.", fix)


def _in_order(period: str) -> bool:
    try:
        days = [date.fromisoformat(part) for part in period.split("/")] if period.count("-") > 1 else []
    except ValueError:
        return False
    years = period.split("-") if re.fullmatch(r"\d{4}-\d{4}", period) else []
    return days == sorted(days) and years == sorted(years)


def _value_faults(row: Row) -> Iterator[Fault]:
    value, status = row.cells["waarde"], row.cells["status"]
    if status in tuple(State) and bool(value) != (State(status) in VALUED):
        fix = "Een cijfer heeft een waarde, een status als nb of nvt heeft er geen."
        yield row.fault("waarde", f"De status «{status}» past niet bij deze waarde.", fix)
    if not value:
        return
    if not _VALUE.fullmatch(value):
        fix = "Schrijf 1868.0: een punt voor de decimalen en geen scheiding van duizendtallen."
        yield row.fault("waarde", f"«{value}» is geen getal in deze schrijfwijze.", fix)
    elif printed_number(row.cells["gedrukt"]) != value:
        fix = "Neem over wat er staat: «1.868,0» in gedrukt is 1868.0 in waarde, met evenveel decimalen."
        yield row.fault("gedrukt", "Het gedrukte getal is niet de waarde.", fix)
    elif (status == State.ZERO) != (Decimal(value) == 0):
        yield row.fault("status", "Alleen een echte nul heeft de status «nul».", "Verbeter de status.")


def printed_number(printed: str) -> str:
    """Return the number with which a printed cell begins (or that stands right of its equals sign).

    It is in plain notation with the printed decimals: "1.868,0" is "1868.0"; "" where there is none.
    """
    text = printed.rpartition("=")[2].strip().removeprefix("+").lstrip()
    number = _PRINTED.match(text)
    return number[0].replace(".", "").replace(",", ".") if number else ""
