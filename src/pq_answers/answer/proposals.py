"""What a drafter can choose where protection leaves little: each remedy with what it shows and hides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pq_answers.ledger import Past
from pq_answers.plan import Plan
from pq_answers.protect import Protected, crossings, protect, remedied, years_of
from pq_answers.results import Remedy, Result
from pq_answers.tables import ProtectedTable, RawTable, Table

_MOST = 4
"""Sub-questions that get proposals: each remedy costs a protection of all tables of its indicators."""

_WORDS = {
    (Remedy.MERGE,): "voeg kleine categorieën samen",
    (Remedy.UNCROSS,): "toon elk kenmerk apart in plaats van hun kruising",
    (Remedy.UNCROSS, Remedy.MERGE): "toon elk kenmerk apart en voeg kleine categorieën samen",
    (Remedy.YEARS,): "neem de jaren samen",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many counts of persons a sub-question shows, and how many it hides or leaves out."""

    shown: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A remedy for one part of the plan, by its place, with what stands there now and would stand then."""

    part: int
    label: str
    remedies: tuple[Remedy, ...]
    now: Counted
    then: Counted

    @property
    def told(self) -> str:
        """What to do and what it gives, in Dutch."""
        return f"{_WORDS[self.remedies]}: dan {_told(self.then)}; nu {_told(self.now)}."

    @property
    def sentence(self) -> str:
        """What to do and what it gives, with what to write in the plan."""
        names = ", ".join(f'"{name}"' for name in self.remedies)
        return f"{self.told} In het plan: bescherming = [{names}]"


def _told(counted: Counted) -> str:
    number = "1 aantal" if counted.shown == 1 else f"{counted.shown} aantallen"
    shown = f"{'wordt' if counted.shown == 1 else 'worden'} {number} getoond"
    return f"{shown} en {counted.hidden} verborgen" if counted.hidden else f"{shown} en geen enkel verborgen"


def propose(
    plan: Plan, results: Sequence[Result[RawTable] | None], protected: Protected, past: Past
) -> tuple[Proposal, ...]:
    """Return the remedies that would leave fewer counts hidden, for the parts that lost the most."""
    parts = plan.parts
    if plan.rounded:
        return ()
    found: list[Proposal] = []
    shown = {table.id: table for table in protected.tables}
    lost = [
        (number, now)
        for number, result in enumerate(results)
        if result and _is_poor(now := _now(result.tables, shown)) and not parts[number].remedies
    ]
    for number, now in sorted(lost, key=lambda one: (-one[1].hidden, one[0]))[:_MOST]:
        for remedies, then in _trials(results, number, past):
            if then.hidden < now.hidden and then.shown > 0:
                found.append(Proposal(number, parts[number].label, remedies, now, then))
    return tuple(sorted(found, key=lambda one: [part.label for part in parts].index(one.label)))


def _is_poor(now: Counted) -> bool:
    """Whether more than a third of the counts is not shown: then another layout tells the reader more."""
    return now.hidden * 2 > now.shown


def _now(tables: Iterable[RawTable], shown: dict[str, ProtectedTable]) -> Counted:
    kept = 0
    total = 0
    for table in tables:
        if table.persons:
            total += _counts(table)
            kept += _counts(shown[table.id]) if table.id in shown else 0
    return Counted(kept, total - kept)


def _counts(table: Table) -> int:
    return len({cell.key for cell in table if cell.value is not None})


def _possible(tables: Sequence[RawTable]) -> Iterator[tuple[Remedy, ...]]:
    crossed, years = bool(crossings(tables)), any(map(years_of, tables))
    for remedies in _WORDS:
        if (crossed or Remedy.UNCROSS not in remedies) and (years or Remedy.YEARS not in remedies):
            yield remedies


def _beside(results: Sequence[Result[RawTable] | None], number: int) -> list[RawTable]:
    """Return the other tables that can share counts with those of a result: of the same indicators."""
    own = results[number]
    names = {table.within[1] for table in own.tables if table.within} | {own.indicator} if own else set()
    others = (one for other, one in enumerate(results) if one and other != number)
    tables = (table for one in others for table in one.tables if table.persons)
    return [t for t in tables if names & {*(cell.key.indicator for cell in t), *t.within[1:2]}]


def _trials(
    results: Sequence[Result[RawTable] | None], number: int, past: Past
) -> Iterator[tuple[tuple[Remedy, ...], Counted]]:
    result = results[number]
    if result is None:
        return
    for remedies in _possible(result.tables):
        changed = [
            replace(table, id=f"{result.tables[0].id}:{place}")
            for place, table in enumerate(remedied(result.tables, remedies))
        ]
        after = protect([*_beside(results, number), *changed], past=past)
        shown = {table.id: table for table in after.tables}
        yield remedies, _now(changed, shown)
