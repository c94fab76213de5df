"""What protection hands on: the tables as they may be read, and the account of what is hidden and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from pq_answers.codelists import load_codelist
from pq_answers.nl import listing
from pq_answers.tables import CellKey, ProtectedTable, Table


class Kind(StrEnum):
    """Why a cell is hidden: for its own sake, to shield another, as it was before, or with its count.

    A sum over companies is hidden for its own sake where one of them dominates it, or too few make it up.
    """

    PRIMARY = "primair"
    DOMINATED = "overwicht"
    SECONDARY = "secundair"
    EARLIER = "eerder verborgen"
    DERIVED = "afgeleid"


class Reason(StrEnum):
    """Why a whole breakdown is withheld, as the Dutch sentence that a drafter reads."""

    UNSAFE = "Er bleef geen veilige manier over om deze uitsplitsing te tonen."
    EMPTY = "Na bescherming bleef van deze uitsplitsing geen enkel aantal over."
    INCONSISTENT = "De delen zijn samen groter dan hun totaal, zodat de bescherming niet na te gaan is."
    ROUNDED = "Naast afgeronde aantallen personen zou dit cijfer de echte aantallen verklappen."
    CONTRIBUTIONS = "De bijdragen van de ondernemingen ontbreken of kunnen niet juist zijn."
    EARLIER = "Een eerder antwoord verbergt cijfers over dezelfde ondernemingen en hetzelfde jaar."
    NARROW = "De klassen zijn zo smal dat ze de grootte van één onderneming verraden."
    NOT_COUNTS = "De tabel bevat aantallen personen die geen gehele, positieve getallen zijn."


_WHOSE = {True: "personen", False: "afzonderlijke ondernemingen"}


def protected_copy(table: Table) -> ProtectedTable:
    """Return a table as one that may be shown, for who has just taken out of it what may not."""
    # The fields of a table that may be shown: what only a raw one has stays behind.
    return ProtectedTable(**{one.name: getattr(table, one.name) for one in fields(ProtectedTable)})


@dataclass(frozen=True, slots=True)
class Withheld:
    """A table that is left out as a whole; `reason` is a Dutch sentence without values."""

    table: str
    title: str
    breakdown: tuple[str, ...]
    reason: Reason

    @classmethod
    def of(cls, table: Table, reason: Reason) -> Withheld:
        """Return that `table` is left out."""
        return cls(table.id, table.title, table.breakdown, reason)


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A hidden cell and why, never its value; `interval` is what anybody can work out about its count.

    Of a figure that is no count the interval is in units of its last decimal, of which there are `decimals`.
    """

    key: CellKey
    kind: Kind
    interval: tuple[int | None, int | None] | None = None
    decimals: int = 0

    @property
    def persons(self) -> bool:
        """Whether persons are counted."""
        return bool((load_codelist("populatie").get(self.key.population).texts or {}).get("personen"))


@dataclass(frozen=True, slots=True)
class TableReport:
    """How many cells of one table are hidden, by kind, and how many are shown; no kind is published."""

    table: str
    kinds: Mapping[Kind, int]
    shown: int

    @property
    def hidden(self) -> int:
        """The number of hidden cells, whatever their kind."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Report:
    """The protection report of an answer: counts of cells, keys and reasons, never a hidden value.

    `answers` names the earlier answers that were reckoned with; `rounded` is the base of rounding, if any.
    """

    policy: str
    tables: tuple[TableReport, ...]
    withheld: tuple[Withheld, ...]
    hidden: tuple[HiddenCell, ...]
    answers: tuple[str, ...] = ()
    rounded: int = 0

    @property
    def summary(self) -> str:
        """One or two Dutch sentences for the drafter."""
        parts = (self._rounded_sentence(), self._hidden_sentence(), self._withheld_sentence())
        return " ".join(part for part in parts if part)

    def _rounded_sentence(self) -> str:
        if not self.rounded:
            return ""
        return f"Alle aantallen personen zijn afgerond op een veelvoud van {self.rounded}."

    def _hidden_sentence(self) -> str:
        if not self.hidden:
            return (
                ""
                if self.withheld or self.rounded
                else "Alle aantallen zijn weergegeven: er vallen er geen onder de drempel."
            )
        cells = "1 cel is" if len(self.hidden) == 1 else f"{len(self.hidden)} cellen zijn"
        about = {cell.persons for cell in self.hidden}
        whose = " of ".join(word for persons, word in _WHOSE.items() if persons in about)
        return f"{cells} niet weergegeven om herkenning van {whose} te vermijden."

    def _withheld_sentence(self) -> str:
        if not self.withheld:
            return ""
        titles = listing([f"«{table.title}{_by(table.breakdown)}»" for table in self.withheld])
        verb = "Deze tabel is" if len(self.withheld) == 1 else "Deze tabellen zijn"
        return f"{verb} in het geheel weggelaten: {titles}."


def _by(breakdown: tuple[str, ...]) -> str:
    return f" naar {listing([name.replace('_', ' ') for name in breakdown])}" if breakdown else ""


@dataclass(frozen=True, slots=True)
class Protected:
    """The tables that may be shown, in their order; `report.withheld` names the others."""

    tables: tuple[ProtectedTable, ...]
    report: Report

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """The tables that are left out as a whole."""
        return self.report.withheld
