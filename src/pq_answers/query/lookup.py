"""The rows of a query as a lookup from codes to figures, with every row that cannot be right refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pq_answers.codelists import TOTAL, UNKNOWN, load_codelist
from pq_answers.errors import BlockedError
from pq_answers.items import MOST_DECIMALS, Column, Item, Role
from pq_answers.published import load_sources
from pq_answers.tables import VALUED, Contributions, State, years_within

Codes = tuple[tuple[str, str], ...]
"""The codes of the dimensions that are broken down, sorted; totals left out."""


class Spot(NamedTuple):
    """Where a figure belongs: the column with figures, the measure, the period and the codes."""

    value: str
    measure: str
    period: str
    codes: Codes

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions that are broken down here."""
        return frozenset(name for name, _ in self.codes)


@dataclass(frozen=True, slots=True)
class Figure:
    """One returned figure with its decimals, printed addition, publications and contributions of companies.

    It has no `value` exactly where its `state` has none.
    """

    value: Decimal | None
    state: State
    decimals: int
    note: str = ""
    sources: tuple[str, ...] = ()
    contributions: Contributions | None = field(default=None, repr=False)


Lookup = dict[Spot, Figure]


@dataclass(frozen=True, slots=True)
class Expected:
    """What one run may return: its measure, and its periods, or any period that touches its years.

    `fixed` are the dimensions that a filter holds; `bands` are the codes of the dimensions that have bands
    instead of a code list.
    """

    measure: str
    periods: frozenset[str]
    years: frozenset[int]
    fixed: frozenset[str]
    bands: Mapping[str, tuple[str, ...]]


def read_rows(
    item: Item, columns: Sequence[str], rows: Sequence[Sequence[object]], expected: Expected
) -> Lookup:
    """Return the figures by their spot, in the order of the rows.

    Raises `BlockedError` for a cell that comes twice, a measure or period that was not asked, a code outside
    its list, or a value that is no number.
    """
    reader = _RowReader(item, columns, expected)
    lookup: Lookup = {}
    for row in rows:
        for spot, figure in reader.read(row):
            if spot in lookup:
                raise _fault(
                    item, "Dezelfde cel komt twee keer terug.", "Groepeer op elke teruggegeven dimensie."
                )
            lookup[spot] = figure
    return lookup


class _RowReader:
    """Reads the rows of one item; knows where each column stands."""

    def __init__(self, item: Item, columns: Sequence[str], expected: Expected) -> None:
        self.item, self.expected = item, expected
        self.place = {name: columns.index(name) for name in item.columns}
        self.free = [name for name in item.dimensions if name not in expected.fixed]
        self.allowed = {name: _allowed(item.columns[name], expected.bands) for name in self.free}
        self.by_role = {column.role: column.name for column in item.columns.values()}
        self.publications = load_sources() if Role.SOURCE in self.by_role else {}

    def read(self, row: Sequence[object]) -> Iterator[tuple[Spot, Figure]]:
        """Yield the figures of a row: one for each column that has one here."""
        codes = sorted((name, code) for name in self.free if (code := self.code(name, row)) != TOTAL)
        measure, period = self.measure(row), self.period(row)
        sources = self.sources(row)
        for column in self.item.values:
            figure = self.figure(column, row, sources)
            if figure is not None:
                yield Spot(column.name, measure, period, tuple(codes)), figure

    def code(self, name: str, row: Sequence[object]) -> str:
        code = row[self.place[name]]
        if not isinstance(code, str) or code not in self.allowed[name]:
            raise _fault(
                self.item,
                f"De kolom «{name}» geeft een code die niet in de codelijst staat.",
                "Vul de codelijst aan, of vertaal de code in de SQL.",
            )
        return code

    def measure(self, row: Sequence[object]) -> str:
        """Return the measure of a row: one that was not asked would vanish from the tables."""
        code = row[self.place[self.by_role[Role.MEASURE]]]
        if not isinstance(code, str) or code != self.expected.measure:
            raise self.not_asked(Role.MEASURE)
        return code

    def period(self, row: Sequence[object]) -> str:
        """Return the period of a row, which was asked, or which touches a year that was."""
        code = row[self.place[self.by_role[Role.PERIOD]]]
        if not isinstance(code, str) or not self._is_asked(code):
            raise self.not_asked(Role.PERIOD)
        return code

    def _is_asked(self, period: str) -> bool:
        if not self.item.period.free:
            return period in self.expected.periods
        try:
            return not self.expected.years.isdisjoint(years_within(period))
        except ValueError:
            return False

    def not_asked(self, role: Role) -> BlockedError:
        return _fault(
            self.item,
            f"De kolom «{self.by_role[role]}» geeft een code die niet gevraagd is.",
            "Geef de codes terug zoals ze in de parameters staan.",
        )

    def figure(self, column: Column, row: Sequence[object], sources: tuple[str, ...]) -> Figure | None:
        """Return the figure that a column has in this row, None where it says that there is none."""
        value, state = row[self.place[column.name]], self.helper(column, Role.STATUS, row)
        if value is None and self.item.published:
            if state is None:
                return None
            return Figure(None, self.valueless(column, state), column.decimals, "", sources)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _fault(
                self.item,
                f"De kolom «{column.name}» geeft geen geheel of decimaal getal.",
                "Rond af met CAST(… AS DECIMAL(18, 1)): een zwevende komma is niet herhaalbaar.",
            )
        known = State.PROVISIONAL if state == State.PROVISIONAL else State.VALUE if value else State.ZERO
        note = str(self.helper(column, Role.NOTE, row) or "")
        decimals = self.decimals(column, row)
        return Figure(Decimal(value), known, decimals, note, sources, self.contributions(column, row))

    def valueless(self, column: Column, state: object) -> State:
        """Return why there is no figure; raise `BlockedError` for a status that goes with one."""
        if state in tuple(State) and State(str(state)) not in VALUED | {State.SUPPRESSED}:
            return State(str(state))
        raise _fault(
            self.item,
            f"De kolom «{column.name}» heeft geen getal en een status die er een verwacht.",
            "Geef nvt, nb of geen als status.",
        )

    def decimals(self, column: Column, row: Sequence[object]) -> int:
        if Role.DECIMALS not in column.helpers:
            return column.decimals
        decimals = self.helper(column, Role.DECIMALS, row)
        if not isinstance(decimals, int) or not 0 <= decimals <= MOST_DECIMALS:
            raise _fault(
                self.item,
                f"De kolom «{column.helpers[Role.DECIMALS]}» geeft geen aantal decimalen.",
                f"Geef een geheel getal van 0 tot en met {MOST_DECIMALS}.",
            )
        return decimals

    def contributions(self, column: Column, row: Sequence[object]) -> Contributions | None:
        """Return what companies bring to a figure; whether that can be right is for protection to say."""
        if not column.contributions:
            return None
        given = [row[self.place[name]] for name in column.contributions]
        numbers = [Decimal(one) for one in given if isinstance(one, int | Decimal) and type(one) is not bool]
        if len(numbers) < len(given) or numbers[0] % 1:
            raise _fault(
                self.item,
                f"De bijdragen van «{column.name}» ontbreken in een rij of zijn geen getallen.",
                "Geef in elke rij een geheel aantal, en nul waar er geen tweede onderneming is.",
            )
        return Contributions(int(numbers[0]), numbers[1], numbers[2])

    def helper(self, column: Column, role: Role, row: Sequence[object]) -> object:
        return row[self.place[column.helpers[role]]] if role in column.helpers else None

    def sources(self, row: Sequence[object]) -> tuple[str, ...]:
        """Return the publications of a row, given as one code or as a list of codes."""
        if Role.SOURCE not in self.by_role:
            return ()
        given = row[self.place[self.by_role[Role.SOURCE]]]
        codes = tuple(given) if isinstance(given, list) else (given,)
        for code in codes:
            if code not in self.publications:
                raise _fault(
                    self.item,
                    f"De kolom «{self.by_role[Role.SOURCE]}» noemt een bron die niet bekend is.",
                    "Geef de code van de bron zoals ze in bronnen.toml staat.",
                )
        return codes


def _allowed(column: Column, bands: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    own = bands.get(column.name) or load_codelist(column.codelist).names
    return frozenset((*own, TOTAL, UNKNOWN))


def _fault(item: Item, what: str, fix: str) -> BlockedError:
    return BlockedError(what, where=str(item.sql_path), fix=fix)
