"""Faults of a delivery: file, row and column, what is wrong and how to mend it; never a row's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pq_answers.codelists import load_codelist
from pq_answers.deliveries.schema import Column, Table

SHOWN_PER_RULE = 100


class Rule(StrEnum):
    """The rule that a fault breaks, by its name in the report."""

    FILE = "bestand"
    STRUCTURE = "opbouw"
    ROWS = "aantal_rijen"
    MISSING_COLUMN = "kolom_ontbreekt"
    UNKNOWN_COLUMN = "kolom_onbekend"
    COLUMN_TYPE = "kolomtype"
    REQUIRED = "verplicht"
    TYPE = "type"
    CODELIST = "codelijst"
    PATTERN = "patroon"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    KEY = "sleutel"
    REFERENCE = "verwijzing"
    ORDER = "van_na_tot"
    OVERLAP = "overlapping"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `row` is the row as a person sees it in the file, header included, None for a whole file."""

    file: str
    table: str
    row: int | None
    column: str
    rule: Rule
    what: str
    fix: str

    def __str__(self) -> str:
        row = f", rij {self.row}" if self.row is not None else ""
        column = f", kolom {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.what} {self.fix}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one rule is broken in one column of one table."""

    table: str
    column: str
    rule: Rule
    count: int


@dataclass(frozen=True, slots=True)
class FaultReport:
    """What is wrong with a delivery: at most `SHOWN_PER_RULE` per column and rule, all counted."""

    faults: tuple[Fault, ...] = ()
    tallies: tuple[Tally, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.faults)

    @property
    def count(self) -> int:
        """The number of all faults, those that are not shown included."""
        return sum(tally.count for tally in self.tallies)


def wording(table: Table, column: str, rule: Rule, other: int | None) -> tuple[str, str]:
    """Return what is wrong and how to mend it, in Dutch; `other` is the row that it clashes with."""
    if rule in {Rule.KEY, Rule.ORDER, Rule.OVERLAP}:
        return _row_wording(table, column, rule, other)
    return _value_wording(table.column(column), rule)


def _row_wording(table: Table, column: str, rule: Rule, other: int | None) -> tuple[str, str]:
    if rule is Rule.KEY:
        key = ", ".join(table.key)
        return f"Dezelfde sleutel ({key}) staat ook op rij {other}.", "Schrap een van beide rijen."
    validity = next(entry for entry in table.validity if column in {entry.start, entry.end})
    if rule is Rule.ORDER:
        return f"«{validity.end}» valt voor «{validity.start}».", "Verbeter een van beide datums."
    per = ", ".join(validity.per)
    return (
        f"De periode overlapt met die op rij {other} voor dezelfde {per}.",
        f"Laat de ene eindigen voor de andere begint; «{validity.start}» en «{validity.end}» tellen mee.",
    )


def _value_wording(column: Column, rule: Rule) -> tuple[str, str]:
    if rule is Rule.CODELIST:
        return f"Deze code staat niet in de codelijst «{column.codelist}».", _codes(column.codelist)
    if rule is Rule.REFERENCE:
        target = column.references.replace(".", ", kolom ")
        return f"Deze waarde komt niet voor in tabel {target}.", "Voeg de rij daar toe of verbeter de waarde."
    plain = {
        Rule.REQUIRED: ("De waarde ontbreekt.", "Vul de waarde in: deze kolom is verplicht."),
        Rule.PATTERN: ("De waarde heeft niet de gevraagde vorm.", f"Gevraagd: {column.description}."),
        Rule.MINIMUM: (f"De waarde is kleiner dan {_number(column.minimum)}.", "Controleer de waarde."),
        Rule.MAXIMUM: (f"De waarde is groter dan {_number(column.maximum)}.", "Controleer de waarde."),
    }
    return plain[rule] if rule in plain else _type_wording(column)


def _type_wording(column: Column) -> tuple[str, str]:
    if column.type == "INTEGER":
        return "Dit is geen geheel getal.", "Schrijf alleen cijfers."
    if column.type == "DATE":
        return "Dit is geen bestaande datum.", "Schrijf jjjj-mm-dd, zoals 2021-12-31."
    if column.type == "VARCHAR":
        return "De tekst heeft spaties rondom of stuurtekens.", "Haal die weg."
    return (
        f"Dit is geen getal met hoogstens {column.scale} decimalen.",
        "Schrijf geen scheiding van duizendtallen, en het decimaalteken dat de levering noemt.",
    )


def _codes(codelist: str) -> str:
    return f"Gebruik een van: {', '.join(load_codelist(codelist).names)}."


def _number(value: object) -> str:
    return str(value).replace(".", ",")


def summary(report: FaultReport, limit: int = 10) -> Sequence[str]:
    """Return the first faults as lines of text, and a line that counts the others."""
    lines = [str(fault) for fault in report.faults[:limit]]
    rest = report.count - len(lines)
    return [*lines, f"… en nog {rest} fouten."] if rest else lines
