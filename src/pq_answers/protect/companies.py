"""Sums over companies that one of them may dominate: judged like counts of persons, in their last decimal.

The same cell graph, solver and audit protect them. Where earlier answers hide figures of the same companies
and year, nothing says what they could tell together: of that year only what was shown already is shown again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from pq_answers.codelists import is_counted
from pq_answers.errors import UnprotectedError
from pq_answers.ledger import Names, Past, PastFigures
from pq_answers.protect.dominance import is_possible, needed_rise, rise_of_one
from pq_answers.protect.earlier import Earlier, per_period
from pq_answers.protect.inspection import inspect
from pq_answers.protect.lines import CellGraph, build_graph
from pq_answers.protect.pattern.secondary import UnprotectableError, suppress
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.report import HiddenCell, Kind, Reason
from pq_answers.protect.targets import Targets
from pq_answers.protect.withholding import nothing_left, to_withhold
from pq_answers.tables import Cell, CellKey, Contributions, ProtectedTable, RawTable, State

Hidden = dict[CellKey, HiddenCell]
Family = tuple[str, str, str]
"""Figures that can tell something about each other: indicator, measure and year."""

_ANY = 10**15
_NO_CONTRIBUTIONS = Contributions(0, Decimal(0), Decimal(0))


def judge_companies(
    tables: Sequence[RawTable], policy: Policy, past: Past
) -> tuple[Hidden, dict[int, Reason]]:
    """Return what is hidden of sums over companies, and which tables are withheld, by position.

    `past` is what was said before: what it shows stays shown, beside what it hides nothing new is shown.
    """
    withheld: dict[int, Reason] = {}
    if not any(table.companies for table in tables):
        return {}, withheld
    figures = _Figures.of(tables, past)
    withheld |= dict.fromkeys(_unfit(tables, figures), Reason.CONTRIBUTIONS)
    while True:  # each round withholds at least one table, or ends
        places = [n for n, table in enumerate(tables) if table.companies and n not in withheld]
        kept = [tables[number] for number in places]
        hidden, refused = _judge(kept, figures, policy, past)
        hidden = _with_derived(tables, kept, hidden | _veiled(kept, figures, past), figures, past)
        refused = refused or dict(_emptied(kept, hidden, figures))
        if not refused:
            return hidden, withheld
        withheld |= {places[place]: reason for place, reason in refused.items()}


@dataclass(frozen=True, slots=True)
class _Figures:
    """All contributions of an answer, the keys about which its tables disagree, and the decimals printed.

    `veiled` are the families of which an earlier answer hides a figure.
    """

    given: Mapping[CellKey, Contributions]
    disputed: frozenset[CellKey]
    decimals: Mapping[tuple[str, str], int]
    veiled: frozenset[Family] = frozenset()

    @classmethod
    def of(cls, tables: Sequence[RawTable], past: Past) -> _Figures:
        """Return the figures of `tables` beside what was said before."""
        given: dict[CellKey, Contributions] = {}
        disputed = set()
        for table in tables:
            for key, own in table.contributions.items():
                if given.setdefault(key, own) != own:
                    disputed.add(key)
        decimals: dict[tuple[str, str], int] = {(key.indicator, key.unit): 0 for key in given}
        for cell in (cell for table in tables if table.companies for cell in table):
            if (cell.key.indicator, cell.key.unit) in decimals:
                kind = cell.key.indicator, cell.key.unit
                decimals[kind] = max(decimals[kind], cell.decimals)
        figures = cls(given, frozenset(disputed), decimals)
        old = ((key, one) for table in past.companies for key, one in table.cells.items())
        return replace(figures, veiled=frozenset(_family(key) for key, one in old if figures.hides(key, one)))

    def guards(self, key: CellKey) -> bool:
        """Return whether `key` is one of the sums over companies."""
        return (key.indicator, key.unit) in self.decimals

    def sums(self, table: RawTable) -> list[Cell]:
        """Return the cells of `table` that are sums over companies."""
        return [cell for cell in table if cell.value is not None and self.guards(cell.key)]

    def judged(self, table: RawTable) -> list[Cell]:
        """Return the sums of `table` beside which no earlier answer hides anything."""
        return [cell for cell in self.sums(table) if _family(cell.key) not in self.veiled]

    def hides(self, key: CellKey, value: Decimal | None) -> bool:
        """Return whether an earlier figure was hidden, or shown finer than the figures of now."""
        return value is None or (self.guards(key) and self.units(key, value) is None)

    def scaled(self, key: CellKey, value: Decimal) -> Decimal:
        """Return a value of `key` in units of its last decimal."""
        return value.scaleb(self.decimals[key.indicator, key.unit])

    def units(self, key: CellKey, value: Decimal | None) -> int | None:
        """Return a figure of `key` that was shown, in units of its last decimal; None where it is finer."""
        scaled = None if value is None or not self.guards(key) else self.scaled(key, value)
        return None if scaled is None or scaled % 1 else int(scaled)


def _unfit(tables: Sequence[RawTable], figures: _Figures) -> Iterator[int]:
    """Yield the tables that cannot be judged by what companies are said to bring."""
    for number, table in enumerate(tables):
        if table.companies and any(_is_unfit(cell, figures) for cell in table):
            yield number


def _veiled(tables: Sequence[RawTable], figures: _Figures, past: Past) -> Hidden:
    """Return what is hidden beside earlier hidden figures: all that is not public as it is now.

    What was shown before tells nothing more when it is shown again.
    """
    names = Names()
    return {
        cell.key: HiddenCell(cell.key, Kind.EARLIER)
        for table in tables
        for cell in figures.sums(table)
        if _family(cell.key) in figures.veiled and cell.value not in past.public.get(names.of(cell.key), ())
    }


def _emptied(tables: Sequence[RawTable], hidden: Hidden, figures: _Figures) -> Iterator[tuple[int, Reason]]:
    """Yield the tables of which nothing is left that tells anything, and why."""
    for place, table in enumerate(tables):
        sums = [hidden.get(cell.key) for cell in figures.sums(table)]
        veiled = any(one is not None and one.kind is Kind.EARLIER for one in sums)
        if _tells_years_apart(table) and any(sums):
            yield place, Reason.UNSAFE
        elif (table.breakdown and nothing_left(table, hidden)) or (veiled and None not in sums):
            yield place, Reason.EARLIER if veiled else Reason.EMPTY


def _tells_years_apart(table: RawTable) -> bool:
    """Whether additions say when a figure held: one without an addition is then the same in every period.

    Each period is judged by itself, so that one may show what another hides.
    """
    return any(cell.note for cell in table) and len({cell.key.period for cell in table}) > 1


def _is_unfit(cell: Cell, figures: _Figures) -> bool:
    """Return whether a figure may be a sum over companies of which the contributions cannot be right."""
    value, key = cell.value, cell.key
    if value is None:
        return False
    if not figures.guards(key):
        return bool(value) and not is_counted(key.unit)
    scaled = figures.scaled(key, value)
    given = figures.given.get(key, _NO_CONTRIBUTIONS)
    return key in figures.disputed or scaled % 1 != 0 or value < 0 or not is_possible(value, given)


def _family(key: CellKey) -> Family:
    return key.indicator, key.measure, key.period


def _near(tables: Sequence[RawTable], figures: _Figures, past: Past) -> list[PastFigures]:
    """Return the earlier tables with sums over the same companies in the same year."""
    own = {_family(cell.key) for table in tables for cell in figures.judged(table)}
    return [one for one in past.companies if any(_family(key) in own for key in one.cells)]


def _judge(
    tables: Sequence[RawTable], figures: _Figures, policy: Policy, past: Past
) -> tuple[Hidden, dict[int, Reason]]:
    """Return the hidden keys, or the position and reason of the table that must go first."""
    values = {
        c.key: int(figures.scaled(c.key, c.value or Decimal(0))) for t in tables for c in figures.judged(t)
    }
    # What is left of a total beside some of its parts may be one company's, however large it is.
    rules = replace(policy, level="upper", zeros="shown", hidden_from=1, hidden_to=_ANY, stricter={})
    cells = build_graph(tables, values, rules, _recall(tables, figures, values, past))
    targets = _targets(cells, figures, policy)
    if not targets.primary:
        return {}, {}
    try:
        pattern = suppress(targets.graph, targets.primary, rules)
    except UnprotectableError as error:
        reason = Reason.INCONSISTENT if error.broken else Reason.UNSAFE
        return {}, {to_withhold(tables, cells, error.node): reason}
    found = inspect(cells, targets, pattern, rules)
    kinds = dict.fromkeys(pattern.secondary, Kind.SECONDARY) | dict.fromkeys(pattern.primary, Kind.DOMINATED)
    own = {cells.keys[node]: kind for node, kind in kinds.items() if node < cells.own}
    return {
        key: HiddenCell(key, kind, found.intervals.get(str(key)), figures.decimals[key.indicator, key.unit])
        for key, kind in own.items()
    }, {}


def _targets(cells: CellGraph, figures: _Figures, policy: Policy) -> Targets:
    """Return the graph with what each dominated sum must be able to be, and these sums."""
    rises: dict[CellKey, Decimal] = {}
    for node, key in enumerate(cells.keys):
        if key in cells.rests:
            rises[key] = rise_of_one(cells.graph.values[node], policy)
        elif node < cells.own and key not in cells.public:
            value = Decimal(cells.graph.values[node]).scaleb(-figures.decimals[key.indicator, key.unit])
            rise = _rise(key, value, figures, policy)
            if rise is not None:
                rises[key] = figures.scaled(key, rise)
    thresholds = tuple(
        value + (max(1, int(rises[key].to_integral_value(ROUND_CEILING))) if key in rises else 0)
        for key, value in zip(cells.keys, cells.graph.values, strict=True)
    )
    graph = replace(cells.graph, thresholds=thresholds)
    return Targets(graph, frozenset(cells.nodes(rises)), frozenset(range(len(cells.keys))))


def _recall(
    tables: Sequence[RawTable], figures: _Figures, values: Mapping[CellKey, int], past: Past
) -> Earlier:
    """Return what was shown before of these sums: known to every reader, and linked to those of now.

    A table with a figure that has changed since tells nothing exact about the figures of now.
    """
    known, linked = dict(values), []
    for table in (part for one in _near(tables, figures, past) for part in per_period(one)):
        told = ((key, one) for key, one in table.cells.items() if _family(key) not in figures.veiled)
        counts = {key: units for key, one in told if (units := figures.units(key, one)) is not None}
        if all(known.get(key, count) == count for key, count in counts.items()):
            known |= counts
            linked.append(_as_raw(table, counts))
    old = {cell.key: known[cell.key] for table in linked for cell in table}
    names = Names()
    public = {
        names.of(key): frozenset(
            units
            for one in past.public.get(names.of(key), ())
            if (units := figures.units(key, Decimal(one))) is not None
        )
        for key in known
    }
    return Earlier(tuple(linked), old, past=Past((), public))


def _as_raw(table: PastFigures, counts: Mapping[CellKey, int]) -> RawTable:
    cells = tuple(
        (Cell(key, Decimal(count), State.VALUE if count else State.ZERO),) for key, count in counts.items()
    )
    return RawTable(
        table.answer, "", "", "", (), ((),) * len(cells), ((),), cells,
        additive=table.additive, companies=True, complete=table.complete,
    )  # fmt: skip


def _with_derived(
    tables: Sequence[RawTable], kept: Sequence[RawTable], hidden: Hidden, figures: _Figures, past: Past
) -> Hidden:
    """Return the hidden keys with the figures in other units that go with a sum that is not shown.

    The euros of a company tell its full-time equivalents; counts of companies are in a public register, and
    what is public already may stay.
    """
    names = Names()
    shown = {cell.key for table in kept for cell in figures.sums(table)} - hidden.keys()
    every = {cell.key for table in tables if table.companies for cell in figures.sums(table)}
    unshown = {sibling(key) for key in every - shown}
    derived = {
        cell.key: HiddenCell(cell.key, Kind.DERIVED)
        for table in kept
        for cell in table
        if cell.value is not None
        and sibling(cell.key) in unshown
        and not is_counted(cell.key.unit)
        and cell.value not in past.public.get(names.of(cell.key), ())
    }
    return derived | hidden


def sibling(key: CellKey) -> tuple[str, str, str, tuple[tuple[str, str], ...], str]:
    """Return what a figure shares with the same one in another unit."""
    return key.indicator, key.population, key.measure, key.dimensions, key.period


def refuse_dominated(raw: Sequence[RawTable], shown: Iterable[ProtectedTable], past: Past) -> None:
    """Raise `UnprotectedError` for a shown sum that one company dominates, and that was not public yet.

    The guard on every way out, by the contributions that protection started from.
    """
    policy, figures, names = load_policy(), _Figures.of(raw, past), Names()
    told = {cell.key: cell.value for table in shown for cell in table if cell.value}
    for cell in (cell for table in raw if table.companies for cell in table if cell.key in told):
        dominated = _is_unfit(cell, figures) or _rise(cell.key, told[cell.key], figures, policy) is not None
        if dominated and told[cell.key] not in past.public.get(names.of(cell.key), ()):
            raise UnprotectedError(
                "Een tabel over ondernemingen is niet beschermd.",
                where=str(cell.key),
                fix="Er is niets gemaakt. Meld dit aan de beheerder: een beschermd cijfer staat er nog.",
            )


def _rise(key: CellKey, value: Decimal | None, figures: _Figures, policy: Policy) -> Decimal | None:
    """Return by how much a sum must be able to be larger; None where it may be shown, or is none."""
    given = figures.given.get(key)
    return None if given is None else needed_rise(value or Decimal(0), given, policy)
