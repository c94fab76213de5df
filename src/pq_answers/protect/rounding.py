"""Controlled rounding: every count of persons a multiple of the base, and every sum still a sum.

Which of its two neighbouring multiples a count becomes is drawn with the chance that keeps it right on
average, from its key and a secret: the same count always becomes the same, a small one may become the upper
one, and nobody can try out which counts would have become this multiple.
Source: controlled rounding (Cox, 1987), Handbook on Statistical Disclosure Control, chapters 4 and 5; sums by
a 0/1 model as in Salazar-González (2005).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from pq_answers.errors import UnprotectedError
from pq_answers.ledger import NOTHING, Past
from pq_answers.protect.attack_audit import Audit
from pq_answers.protect.earlier import near
from pq_answers.protect.graph import Constraint
from pq_answers.protect.lines import build_graph, thresholds_of
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.rebuilt import ReadTable, audit_read, read_past_tables
from pq_answers.protect.report import Protected, Reason, Report, TableReport, Withheld, protected_copy
from pq_answers.protect.size_classes import too_narrow
from pq_answers.tables import Cell, CellKey, ProtectedTable, RawTable, State

_DRAWS = 5
"""So many times other multiples are drawn where the audit finds that the first ones tell too much."""

Counts = Mapping[CellKey, int]


def protect_rounded(
    tables: Sequence[RawTable], secret: bytes, policy: Policy | None = None, past: Past = NOTHING
) -> Protected:
    """Return the tables with counts of persons as multiples of the policy's base, audited with the past.

    `secret` is known to nobody who reads an answer: with it, a multiple would tell which counts gave it.
    Tables of persons in other units are withheld: exact full-time equivalents would tell the counts. Raises
    `UnprotectedError` where an earlier answer hides counts of these persons, where no multiples keep the
    sums, or where too much follows from them all the same.
    """
    policy = policy or load_policy()
    _refuse_two_methods(tables, past)
    withheld = {number: Reason.ROUNDED for number, table in enumerate(tables) if _other(table, policy)}
    withheld |= dict.fromkeys(too_narrow(tables, policy, past), Reason.NARROW)
    kept = [table for number, table in enumerate(tables) if number not in withheld]
    counts = _counts(kept, policy)
    before = _before(tables, past, counts, policy)
    for draw in range(_DRAWS):
        rounded = _rounded(kept, counts, before, policy, secret + bytes([draw]))
        shown = tuple(_shown(table, rounded, policy) for table in kept)
        if _audited(shown, past, counts, policy).safe:
            return Protected(shown, _report(tables, shown, withheld, policy, past))
    raise UnprotectedError(
        "Ook na afronding is een klein aantal te berekenen.",
        fix="Laat de methode weg: dan worden er aantallen verborgen. Of vraag minder fijne uitsplitsingen.",
    )


def _refuse_two_methods(tables: Sequence[RawTable], past: Past) -> None:
    hiding = [one for one in near(tables, past) if not one.rounded and None in one.cells.values()]
    if hiding:
        raise UnprotectedError(
            "Een eerder antwoord over deze personen verbergt aantallen in plaats van ze af te ronden.",
            where=hiding[0].answer,
            fix="Laat de methode «afronden» weg uit het plan: twee methodes samen verklappen te veel.",
        )


def _other(table: RawTable, policy: Policy) -> bool:
    """Whether a table has figures that may not stand beside rounded counts.

    Those about persons that are no whole counts of them would tell the counts; sums over companies are never
    rounded.
    """
    if table.companies or not table.persons:
        return table.companies
    valued = (cell for cell in table if cell.value is not None)
    return any(
        cell.key.unit not in policy.units or (cell.value or 0) < 0 or (cell.value or 0) % 1 for cell in valued
    )


def _counts(tables: Iterable[RawTable], policy: Policy) -> dict[CellKey, int]:
    cells = (cell for table in tables if table.persons for cell in table)
    return {c.key: int(c.value) for c in cells if c.value is not None and c.key.unit in policy.units}


def _before(tables: Sequence[RawTable], past: Past, counts: Counts, policy: Policy) -> dict[CellKey, int]:
    """Return what these counts became in an earlier answer, where they are still near it."""
    found = {}
    for table in near(tables, past):
        for key, shown in table.cells.items():
            known = table.rounded and shown is not None and key in counts
            if known and abs((shown or 0) - counts[key]) < policy.base:
                found[key] = shown or 0
    return found


def _rounded(
    tables: Sequence[RawTable], counts: Counts, before: Counts, policy: Policy, secret: bytes
) -> dict[CellKey, int]:
    """Return the multiple for each count, so that all printed sums hold; else raise `UnprotectedError`."""
    cells = build_graph([table for table in tables if table.persons], counts, policy)
    printed = [one for one in cells.graph.constraints if all(node < cells.own for node in one.nodes)]
    keys = cells.keys[: cells.own]
    wanted = [
        _Wanted(counts[key], _draws_up(key, counts[key], policy, secret), before.get(key)) for key in keys
    ]
    for lines in (printed, [one for one in printed if one.exact]):
        found = _solved(wanted, lines, policy)
        if found is not None:
            return dict(zip(keys, found, strict=True))
    raise UnprotectedError(
        "De aantallen zijn niet af te ronden zonder dat een som niet meer klopt.",
        fix="Laat de methode weg: dan worden er aantallen verborgen. Of vraag minder kruisingen.",
    )


def _draws_up(key: CellKey, count: int, policy: Policy, secret: bytes) -> bool:
    """Whether a count goes up: `count % base` times in `base`, drawn from its key and a secret."""
    digest = hmac.digest(secret, f"{key}|{count}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % policy.base < count % policy.base


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A count, whether its draw goes up, and the multiple that it was before, if any."""

    count: int
    up: bool
    before: int | None


def _solved(wanted: Sequence[_Wanted], lines: Sequence[Constraint], policy: Policy) -> list[int] | None:
    """Return the multiples nearest to the drawn ones that keep the sums; None where there are none."""
    if not wanted:
        return []
    from pq_answers.protect.pattern.engine import Engine, Outcome

    base = policy.base
    floors = np.asarray([one.count // base for one in wanted], dtype=np.float64)
    lower, upper = np.zeros(len(wanted)), np.asarray([float(one.count % base > 0) for one in wanted])
    for place, one in enumerate(wanted):
        if one.before is not None:
            lower[place] = upper[place] = one.before // base - floors[place]
    # Ties by the order of the keys: the same answer always becomes the same.
    costs = np.asarray([-1.0 if one.up else 1.0 for one in wanted]) + np.linspace(0, 1e-3, len(wanted))
    engine = Engine(lower, upper, costs, mip_max_nodes=policy.max_nodes, mip_rel_gap=0.0, mip_abs_gap=0.0)
    engine.whole(range(len(wanted)))
    for line in lines:
        factors = [*[1.0] * len(line.plus), *[-1.0] * len(line.minus)]
        right = float(sum(floors[node] for node in line.minus) - sum(floors[node] for node in line.plus))
        engine.row(line.nodes, factors, right, right if line.exact else np.inf)
    if engine.run() is not Outcome.OPTIMAL:
        return None
    return [base * (int(floor) + round(more)) for floor, more in zip(floors, engine.solution(), strict=True)]


def _shown(table: RawTable, rounded: Counts, policy: Policy) -> ProtectedTable:
    copy = protected_copy(table)
    if not table.persons:
        return copy
    return replace(copy.map(lambda cell: _multiple(cell, rounded)), rounded=policy.base)


def _multiple(cell: Cell, rounded: Counts) -> Cell:
    if cell.key not in rounded:
        return cell
    count = rounded[cell.key]
    state = State.ZERO if not count else State.PROVISIONAL if cell.state is State.PROVISIONAL else State.VALUE
    return Cell(cell.key, Decimal(count), state)


def _audited(tables: Sequence[ProtectedTable], past: Past, counts: Counts, policy: Policy) -> Audit:
    read = [
        ReadTable(
            {cell.key: int(cell.value) for cell in table if cell.value is not None},
            table.additive,
            table.complete,
            table.within,
            table.rounded,
        )
        for table in tables
        if table.persons
    ]
    limits = thresholds_of(tables, policy)
    small = {key: limits[key] for key, n in counts.items() if policy.hidden_from <= n < limits[key]}
    return audit_read(read, read_past_tables(past, policy.units), small, policy)


def _report(
    tables: Sequence[RawTable],
    shown: Sequence[ProtectedTable],
    withheld: Mapping[int, Reason],
    policy: Policy,
    past: Past,
) -> Report:
    accounts = tuple(
        TableReport(table.id, {}, sum(cell.value is not None for cell in table))
        for table in shown
        if table.persons
    )
    gone = tuple(Withheld.of(tables[number], reason) for number, reason in sorted(withheld.items()))
    return Report(policy.name, accounts, gone, (), past.answers, policy.base)
