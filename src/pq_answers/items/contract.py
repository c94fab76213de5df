"""The item contract: what the header of a query file declares, as frozen types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pq_answers import nl


class ParamKind(StrEnum):
    """What a parameter accepts, and how it is bound."""

    CODES = "codes"
    YEARS = "years"
    PERIODS = "periods"
    SPAN = "periode"
    BREAKDOWNS = "sneden"
    BANDS = "klassen"


class Role(StrEnum):
    """What a returned column holds."""

    DIMENSION = "dimensie"
    MEASURE = "maatregel"
    PERIOD = "periode"
    VALUE = "waarde"
    DECIMALS = "decimalen"
    NOTE = "toelichting"
    STATUS = "status"
    SOURCE = "bron"
    CONTRIBUTION = "bijdrage"


class Place(StrEnum):
    """Where a dimension stands: in the rows, in the columns, or one table for each code."""

    ROW = "rij"
    COLUMN = "kolom"
    TABLE = "tabel"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: declared once, it drives the options, the validation and the docs.

    `dimensions` are what a breakdown may name; `filters` is the dimension that a list of codes restricts.
    """

    name: str
    kind: ParamKind
    codelist: str = ""
    many: bool = True
    required: bool = True
    dimensions: tuple[str, ...] = ()
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One returned column; the fields behind `place` shape how it is printed.

    `free` belongs to a period (the codes are those of the rows), `complete` to a dimension (every code of its
    list has a place). The rest belongs to a value: `fixed` are codes that its keys have besides those of the
    dimensions, `indicator` is its own one, `table` the title of a table that it shares with others,
    `helpers` the columns that give its decimals, state and addition. A sum over companies has
    `contributions`: the columns with how many make it up, the largest contribution and the second one.
    """

    name: str
    role: Role
    codelist: str = ""
    place: Place = Place.ROW
    title: str = ""
    total: bool = True
    order: tuple[str, ...] = ()
    free: bool = False
    complete: bool = True
    unit: str = ""
    decimals: int = 0
    empty: str = "nul"
    show_unit: bool = False
    signed: bool = False
    fixed: tuple[tuple[str, str], ...] = ()
    indicator: str = ""
    table: str = ""
    helpers: Mapping[Role, str] = field(default_factory=dict)
    contributions: tuple[str, ...] = ()


_MOMENT = re.compile(r"([0-9]{4})(?:-Q([1-4]))?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A year, or a quarter where a series breaks off inside a year; `str` gives the SDMX period."""

    year: int
    quarter: int = 0

    @classmethod
    def parse(cls, value: object) -> Moment:
        """Return the moment that "2021", 2021 or "2021-Q1" names; raise `ValueError` for anything else."""
        match = _MOMENT.match(str(value))
        if match is None or isinstance(value, bool):
            raise ValueError(f"«{value}» is geen jaar (2021) of kwartaal (2021-Q1)")
        return cls(int(match[1]), int(match[2] or 0))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)


@dataclass(frozen=True, slots=True)
class Span:
    """The years for which data exist, ends included; `last` None is the snapshot's last year."""

    first: Moment
    last: Moment | None = None
    outside: str = ""

    def __str__(self) -> str:
        if self.last is None:
            return f"vanaf {self.first}"
        return (
            f"{self.first}"
            if self.first == self.last
            else f"{self.first} tot en met {nl.period(str(self.last))}"
        )


@dataclass(frozen=True, slots=True)
class Availability:
    """What exists for one measure: years, years with a profile, default bands and breakdowns.

    `state` and `passage` answer where the measure has no data at all.
    """

    measure: str
    years: Span | None = None
    profile: Span | None = None
    bands: str = ""
    breakdowns: tuple[tuple[str, ...], ...] = ()
    state: str = ""
    passage: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relations:
    """Which dimensions add up to their margin, and whose counts these lie within.

    Persons counted in several codes make a dimension non-additive. `within` (dimension, indicator, unit): all
    codes of the dimension together are at most the other indicator's count of the same cell.
    """

    additive: tuple[str, ...] = ()
    within: tuple[str, str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question item: the header of `queries/<name>.sql`, its SQL and its template.

    `published` says that its figures are public already, so that protection leaves them alone. `also` names
    other indicators that it answers where a question has one of its keywords.
    """

    name: str
    title: str
    indicator: str
    description: str
    source: str
    population: str
    time: str
    keywords: tuple[str, ...]
    params: Mapping[str, Param]
    columns: Mapping[str, Column]
    availability: Mapping[str, Availability]
    relations: Relations
    sql: str
    sql_path: Path
    template: str
    template_path: Path
    replaces: bool = False
    published: bool = False
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sha256: str = field(default="", compare=False)

    def param(self, kind: ParamKind) -> Param | None:
        """Return the parameter of `kind`, of which an item has at most one unless it is a list of codes."""
        return next((p for p in self.params.values() if p.kind is kind), None)

    def by_role(self, role: Role) -> tuple[Column, ...]:
        """Return the columns that have `role`, in the header's order."""
        return tuple(column for column in self.columns.values() if column.role is role)

    @property
    def values(self) -> tuple[Column, ...]:
        """The columns with figures, each of which gives its own table unless they share one."""
        return self.by_role(Role.VALUE)

    @property
    def value(self) -> Column:
        """The first column with figures: what the item is about."""
        return self.values[0]

    @property
    def period(self) -> Column:
        """The column with the period."""
        return self.by_role(Role.PERIOD)[0]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that can be asked for, in the header's order."""
        return tuple(column.name for column in self.by_role(Role.DIMENSION))
