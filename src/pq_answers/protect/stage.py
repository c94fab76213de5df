"""The stage itself: all tables of an answer in, the tables that may be shown and a report out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pq_answers.errors import UnprotectedError
from pq_answers.ledger import NOTHING, Past
from pq_answers.protect.attack_audit import Audit
from pq_answers.protect.companies import Hidden, judge_companies, sibling
from pq_answers.protect.earlier import Earlier, recall
from pq_answers.protect.inspection import inspect
from pq_answers.protect.lines import CellGraph, build_graph, sort_key
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError, suppress
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.report import (
    HiddenCell,
    Kind,
    Protected,
    Reason,
    Report,
    TableReport,
    Withheld,
    protected_copy,
)
from pq_answers.protect.size_classes import too_narrow
from pq_answers.protect.targets import Targets, find_targets
from pq_answers.protect.withholding import nothing_left, to_withhold
from pq_answers.tables import Cell, CellKey, ProtectedTable, RawTable, State


def protect(tables: Sequence[RawTable], policy: Policy | None = None, past: Past = NOTHING) -> Protected:
    """Return the tables without the cells that could identify a person or a company, judged together.

    `past` is what was said before: what was shown stays shown, what was hidden stays hidden, and nothing that
    was hidden can be worked out from the two together. Where no safe pattern can be shown, the whole table
    is withheld and the others are judged anew.
    Method: threshold rule, secondary suppression and attacker's audit as in the Handbook on Statistical
    Disclosure Control (Hundepool and others), chapter 4.
    """
    policy = policy or load_policy()
    _refuse_contradictions(tables)
    uncountable = [number for number, table in enumerate(tables) if _uncountable(table, policy)]
    of_companies, withheld = judge_companies(tables, policy, past)
    withheld |= dict.fromkeys(uncountable, Reason.NOT_COUNTS)
    withheld |= dict.fromkeys(too_narrow(tables, policy, past), Reason.NARROW)
    countable = [table for number, table in enumerate(tables) if number not in withheld]
    earlier = recall(countable, _values(countable, policy), past, policy)
    while True:  # each round withholds at least one table, or ends
        kept = [table for number, table in enumerate(tables) if number not in withheld]
        hidden, refused = _judge(kept, policy, earlier)
        refused = refused or _empty(kept, _with_derived(tables, kept, hidden, policy))
        if not refused:
            break
        numbers = [number for number in range(len(tables)) if number not in withheld]
        withheld.update({numbers[position]: reason for position, reason in refused.items()})
    hidden = _with_derived(tables, kept, hidden, policy) | of_companies
    return _result(tables, withheld, hidden, policy.name, past.answers)


def _refuse_contradictions(tables: Sequence[RawTable]) -> None:
    """Raise where one key stands for two values: a defect that would give hidden cells away."""
    known: dict[CellKey, tuple[Decimal | None, RawTable]] = {}
    for table in tables:
        for cell in table:
            if cell.value is None and cell.state is not State.SUPPRESSED:
                continue
            value, first = known.setdefault(cell.key, (cell.value, table))
            if value != cell.value:
                raise _contradiction(first, table, cell.key)


def _contradiction(first: RawTable, second: RawTable, key: CellKey) -> UnprotectedError:
    if first.item == second.item:
        fix = f"Verbeter de query van «{first.item}»: gelijke sleutels moeten gelijke cijfers geven."
    else:
        fix = (
            f"Kies in het plan voor beide dezelfde catalogusvraag («{first.item}» of «{second.item}»), "
            "of vraag ze over andere jaren."
        )
    return UnprotectedError(
        "Eenzelfde cel heeft in twee tabellen een andere waarde.",
        where=f"{_place_of(first)} en {_place_of(second)}, cel {key}",
        fix=fix,
    )


def _place_of(table: RawTable) -> str:
    label, found, _ = table.id.partition(":")
    return f"deelvraag {label}" if found else f"tabel {table.id}"


def _counts(table: RawTable, policy: Policy) -> list[Cell]:
    """Return the cells of `table` that count persons."""
    if not table.persons:
        return []
    return [cell for cell in table if cell.value is not None and cell.key.unit in policy.units]


def _uncountable(table: RawTable, policy: Policy) -> bool:
    return any(cell.value is None or cell.value < 0 or cell.value % 1 for cell in _counts(table, policy))


def _values(tables: Sequence[RawTable], policy: Policy) -> dict[CellKey, int]:
    return {cell.key: int(cell.value or 0) for table in tables for cell in _counts(table, policy)}


def _judge(tables: Sequence[RawTable], policy: Policy, earlier: Earlier) -> tuple[Hidden, dict[int, Reason]]:
    """Return the hidden keys, or the position and reason of the table that must go first."""
    values = _values(tables, policy)
    cells = build_graph([table for table in tables if table.persons], values, policy, earlier)
    targets = find_targets(cells, values, policy, earlier)
    if not targets.any:
        return {}, {}
    try:
        pattern = suppress(targets.graph, targets.primary, policy)
    except UnprotectableError as error:
        reason = Reason.INCONSISTENT if error.broken else Reason.UNSAFE
        return {}, {to_withhold(tables, cells, error.node): reason}
    found = inspect(cells, targets, pattern, policy)
    return _hidden(cells, targets, pattern, found), {}


def _hidden(cells: CellGraph, targets: Targets, pattern: Pattern, found: Audit) -> Hidden:
    kinds = dict.fromkeys(pattern.secondary, Kind.SECONDARY)
    kinds |= dict.fromkeys(targets.graph.hidden, Kind.EARLIER) | dict.fromkeys(pattern.primary, Kind.PRIMARY)
    own = {cells.keys[node]: kind for node, kind in kinds.items() if node < cells.own}
    return {key: HiddenCell(key, kind, found.intervals.get(str(key))) for key, kind in own.items()}


def _with_derived(
    tables: Sequence[RawTable], kept: Sequence[RawTable], hidden: Hidden, policy: Policy
) -> Hidden:
    """Return the hidden keys with those in other units that go with a count that is not shown.

    The full-time equivalents or the share of two persons say as much as their number.
    """
    shown = {cell.key for table in kept for cell in _counts(table, policy)} - hidden.keys()
    counts = {cell.key for table in tables for cell in _counts(table, policy)}
    unshown = {sibling(key) for key in counts - shown}
    derived = {
        cell.key: HiddenCell(cell.key, Kind.DERIVED)
        for table in kept
        for cell in (table if table.persons and unshown else ())
        if cell.value is not None and cell.key.unit not in policy.units and sibling(cell.key) in unshown
    }
    return hidden | derived


def _empty(tables: Sequence[RawTable], hidden: Hidden) -> dict[int, Reason]:
    """Return the tables of persons of which no inner cell survives."""
    return {
        position: Reason.EMPTY
        for position, table in enumerate(tables)
        if table.persons and table.breakdown and nothing_left(table, hidden)
    }


def _result(
    tables: Sequence[RawTable],
    withheld: Mapping[int, Reason],
    hidden: Hidden,
    policy: str,
    answers: tuple[str, ...],
) -> Protected:
    kept = [_protected(table, hidden) for number, table in enumerate(tables) if number not in withheld]
    gone = tuple(Withheld.of(tables[number], reason) for number, reason in sorted(withheld.items()))
    cells = tuple(hidden[key] for key in sorted(hidden, key=sort_key))
    accounts = tuple(_account(table, hidden) for table in kept if table.persons or table.companies)
    return Protected(tuple(kept), Report(policy, accounts, gone, cells, answers))


def _protected(table: RawTable, hidden: Hidden) -> ProtectedTable:
    copy = protected_copy(table)
    if not hidden:
        return copy
    return copy.map(lambda cell: cell.suppressed() if cell.value is not None and cell.key in hidden else cell)


def _account(table: ProtectedTable, hidden: Hidden) -> TableReport:
    kinds = [hidden[cell.key].kind for cell in table if cell.key in hidden]
    counted = {kind: kinds.count(kind) for kind in Kind}
    return TableReport(table.id, counted, sum(cell.value is not None for cell in table))
