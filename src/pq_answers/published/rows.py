"""What must hold for one published row: codes that exist, a readable period, a number as it is printed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pq_answers.codelists import TOTAL, UNKNOWN, Codelist, codelist_names, is_counted, load_codelist
from pq_answers.errors import suggest
from pq_answers.published.faults import Fault
from pq_answers.published.model import Precision, Role
from pq_answers.published.numbers import printed_number
from pq_answers.published.periods import PERIOD_FIX, is_period
from pq_answers.resources import locate
from pq_answers.tables import VALUED, State

_NAME = re.compile(r"[a-z_]+")
_VALUE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# What the table `cijfer` holds without rounding: 18 digits, 4 of them decimals.
_STORED = re.compile(r"-?\d{1,14}(\.\d{1,4})?", re.ASCII)
_THOUSANDTHS = re.compile(r"\.\d{3}$", re.ASCII)
_FILLED = ("cijfer_id", "tabel", "plaats", "gedrukt", "indicator", "maatregel", "rol", "status")
_CODED = ("indicator", "maatregel", "eenheid", "status")
_CONSTANT = Role.CONSTANT.value
_DIMENSION, _BANDS = "dimensie", "klassen"  # kinds of code lists


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
        text = self.cells["dimensies"]
        pairs = (pair.partition("=") for pair in text.split(";")) if text else ()
        return tuple((name, code) for name, _, code in pairs)

    def fault(self, column: str, what: str, fix: str = "") -> Fault:
        """Return a fault at this row."""
        return Fault(self.file, self.line, column, what, fix)


def row_faults(row: Row, sources: Container[str]) -> Iterator[Fault]:
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
        if not _is_visible(text):
            yield row.fault(column, "Er staat een onzichtbaar teken in de tekst.", "Typ de tekst opnieuw.")


def _is_visible(text: str) -> bool:
    return text.isprintable() or all(letter.isprintable() or letter.isspace() for letter in text)


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
            yield _unknown(row, column, row.cells[column], known)


def _unknown(row: Row, column: str, code: str, known: Iterable[str]) -> Fault:
    names = [name for name in known if name]
    return row.fault(column, f"De code «{code}» bestaat niet.", suggest(code, names))


def _dimension_faults(row: Row) -> Iterator[Fault]:
    names = [name for name, _ in row.dimensions]
    if names != sorted(set(names)):
        fix = "Schrijf regio=BE25;trede=T5, van a tot z."
        yield row.fault("dimensies", "De dimensies staan niet op volgorde, of een staat er tweemaal.", fix)
    for name, code in row.dimensions:
        codelist = codes_of(name, row.cells["maatregel"])
        if codelist is None:
            what = f"De dimensie «{name}» bestaat niet, of niet bij deze maatregel."
            yield row.fault("dimensies", what, suggest(name, sorted(_dimension_names())))
        elif code not in {TOTAL, UNKNOWN} and code not in codelist:
            yield _unknown(row, "dimensies", code, codelist.names)


def codes_of(dimension: str, measure: str) -> Codelist | None:
    """Return the code list of a dimension; that of size bands depends on the measure. None: no such list."""
    if _NAME.fullmatch(dimension) and locate(f"data/codelists/{dimension}.toml"):
        found = load_codelist(dimension)
        return found if found.kind == _DIMENSION else None
    if measure not in load_codelist("maatregel"):
        return None
    own = (load_codelist("maatregel").get(measure).texts or {}).get("klassen", "")
    return load_codelist(own) if own and _banded(own) == dimension else None


def _dimension_names() -> set[str]:
    lists = [load_codelist(name) for name in codelist_names()]
    bands = {_banded(found.name) for found in lists if found.kind == _BANDS}
    return bands | {found.name for found in lists if found.kind == _DIMENSION}


def _banded(codelist: str) -> str:
    """Return the dimension of a list of bands: "grootteklasse" of "grootteklasse_lde"."""
    return codelist.partition("_")[0]


def _period_faults(row: Row) -> Iterator[Fault]:
    period = row.cells["periode"]
    if not period and row.cells["rol"] == _CONSTANT:
        return
    if not is_period(period):
        yield row.fault("periode", f"«{period}» is geen periode.", PERIOD_FIX)


def _value_faults(row: Row) -> Iterator[Fault]:
    value, status = row.cells["waarde"], row.cells["status"]
    if status in tuple(State) and bool(value) != (State(status) in VALUED):
        fix = "Een cijfer heeft een waarde, een status als nb of nvt heeft er geen."
        yield row.fault("waarde", f"De status «{status}» past niet bij deze waarde.", fix)
    elif value and not _VALUE.fullmatch(value):
        fix = "Schrijf 1868.0: een punt voor de decimalen en geen scheiding van duizendtallen."
        yield row.fault("waarde", f"«{value}» is geen getal in deze schrijfwijze.", fix)
    elif value and not _STORED.fullmatch(value):
        fix = "Hoogstens 14 cijfers voor en 4 achter de punt worden bewaard."
        yield row.fault("waarde", "Dit getal is te lang.", fix)
    elif value:
        yield from _printed_faults(row, value)


def _printed_faults(row: Row, value: str) -> Iterator[Fault]:
    if printed_number(row.cells["gedrukt"]) != value:
        fix = "Neem over wat er staat: «1.868,0» in gedrukt is 1868.0 in waarde, met evenveel decimalen."
        yield row.fault("gedrukt", "Het gedrukte getal is niet de waarde.", fix)
    elif (row.cells["status"] == State.ZERO) != (Decimal(value) == 0):
        yield row.fault("status", "Alleen een echte nul heeft de status «nul».", "Verbeter de status.")
    else:
        yield from _amount_faults(row, value)


def _amount_faults(row: Row, value: str) -> Iterator[Fault]:
    """Find what no amount can be: below zero, or a count with thousandths, which is a foreign thousand."""
    unit = row.cells["eenheid"]
    if value.startswith("-") and row.cells["rol"] != Role.GROWTH:
        fix = "Verbeter het teken, of geef het cijfer de rol «groei»."
        yield row.fault("waarde", f"«{value}» is kleiner dan nul; dat is alleen een groei.", fix)
    if _THOUSANDTHS.search(value) and unit in load_codelist("eenheid") and is_counted(unit):
        fix = f"Staat er «{value.replace('.', ',')}» als duizendtal, schrijf dan {value.replace('.', '')}."
        yield row.fault("waarde", f"Een aantal {unit} heeft geen drie decimalen.", fix)
