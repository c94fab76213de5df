"""What is published, read back from what is published: tables, their sums, and what follows from them.

It shares no code with what built the cell graph or chose the pattern: names, counts and layouts as they stand
in the record, nothing else. Source: the audit of a suppression pattern over linked tables, Handbook on
Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pq_answers.codelists import JOIN
from pq_answers.ledger import Past
from pq_answers.protect.attack_audit import Audit, Published, audit
from pq_answers.protect.policy import Policy
from pq_answers.tables import CellKey, span_years

Line = tuple[tuple[str, ...], tuple[str, ...], bool]
"""What is at least, or exactly, what: names on both sides."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as anybody reads it: counts by key, None for a hidden one, and over which codes they add up.

    `complete` are the dimensions of which every code stands in the table; with a gap in it, none is.
    `rounded` is the base of which its counts are multiples: each is then less than that from the true one.
    """

    cells: Mapping[CellKey, int | None]
    additive: Collection[str]
    complete: Collection[str]
    within: tuple[str, str, str] | tuple[()] = ()
    rounded: int = 0


def read_past_tables(past: Past, units: Collection[str]) -> dict[str, list[ReadTable]]:
    """Return the tables of earlier answers as anybody reads them, by the name of the answer."""
    found: dict[str, list[ReadTable]] = defaultdict(list)
    for table in past.tables:
        cells = {key: count for key, count in table.cells.items() if key.unit in units}
        read = ReadTable(cells, table.additive, table.complete, table.within, table.rounded)
        found[table.answer].append(read)
    return found


def audit_read(
    tables: Sequence[ReadTable],
    past: Mapping[str, Sequence[ReadTable]],
    small: Mapping[CellKey, int],
    policy: Policy,
) -> Audit:
    """Return what follows for every hidden count of `tables` and of the earlier answers `past` by name.

    An earlier table that speaks otherwise of a count of some period is one of other data, and tells nothing
    exact of that period. `small`
    are the cells that nobody may be able to show to lie under their threshold; where every hidden count is at
    least one, no hidden count may be shown to.
    """
    published = _published([*tables, *_agreeing(tables, past)], policy)
    published = _near(published, {str(key) for table in tables for key in table.cells})
    every = policy.zeros == "shown" and not published.bounds
    reach = dict.fromkeys(published.hidden if every else (), policy.threshold)
    reach |= {str(key): threshold for key, threshold in small.items()}
    reach = reach if policy.level == "upper" else {}
    return audit(published, reach, policy.max_nodes)


def _agreeing(tables: Sequence[ReadTable], past: Mapping[str, Sequence[ReadTable]]) -> Iterator[ReadTable]:
    """Yield, by period, the earlier tables that speak of no count otherwise than what was read so far."""
    known: dict[tuple[CellKey, int], int] = {}
    for table in tables:
        known |= _told(table)
    for table in (part for _, earlier in sorted(past.items()) for one in earlier for part in _dated(one)):
        told = _told(table)
        if all(known.get(key, count) == count for key, count in told.items()):
            known |= told
            yield table


def _told(table: ReadTable) -> dict[tuple[CellKey, int], int]:
    return {(key, table.rounded): count for key, count in table.cells.items() if count is not None}


def _dated(table: ReadTable) -> Iterator[ReadTable]:
    cells: dict[str, dict[CellKey, int | None]] = defaultdict(dict)
    for key, count in table.cells.items():
        cells[key.period][key] = count
    yield from (replace(table, cells=own) for own in cells.values())


def _published(tables: Sequence[ReadTable], policy: Policy) -> Published:
    shown = {
        str(key): n
        for table in tables
        if not table.rounded
        for key, n in table.cells.items()
        if n is not None
    }
    printed = {key for table in tables for key in table.cells}
    additive = {name for table in tables for name in table.additive}
    lines = [*_of_tables(tables), *_of_years(printed), *_of_outer(tables, printed)]
    sums = list(dict.fromkeys([*lines, *_of_unions(printed, additive)]))
    named = {cell for plus, minus, _ in sums for cell in (*plus, *minus)}
    names = {str(key) for key in printed}
    return Published(
        shown=shown,
        hidden=sorted(names - shown.keys()),
        sums=sums,
        unprinted=frozenset(named - names),
        least=1 if policy.zeros == "shown" else 0,
        bounds={name: bound for name, bound in _bounds(tables).items() if name not in shown},
    )


def _bounds(tables: Iterable[ReadTable]) -> dict[str, tuple[int, int]]:
    """Return what rounded counts can have been: less than the base from every multiple that stands there."""
    found: dict[str, tuple[int, int]] = {}
    for table in tables:
        for key, count in table.cells.items() if table.rounded else ():
            if count is not None:
                low, high = found.get(str(key), (0, count + table.rounded))
                reach = table.rounded - 1
                found[str(key)] = (max(low, count - reach, 0), min(high, count + reach))
    return found


def _of_tables(tables: Iterable[ReadTable]) -> Iterator[Line]:
    """Yield, of each table and dimension, that a total is its parts, or is at least what stands of them."""
    for table in tables:
        # Past a dimension of which codes are missing, also the other dimensions need not be whole.
        whole = _margins(set(table.cells), [name for name in table.additive if name in table.complete])
        every = _margins(whole, table.additive)
        for margin, name, parts in _groups(every):
            names = tuple(sorted(map(str, parts)))
            if name in table.additive:
                yield (str(margin),), names, name in table.complete and margin in whole
            elif margin in table.cells:
                yield from (((str(margin),), (part,), False) for part in names)


def _margins(keys: set[CellKey], dimensions: Iterable[str]) -> set[CellKey]:
    """Return the keys with all their margins over `dimensions`."""
    names = frozenset(dimensions)
    seen, left = set(keys), list(keys)
    while left:
        key = left.pop()
        for name, _ in key.dimensions:
            margin = key.without(name)
            if name in names and margin not in seen:
                seen.add(margin)
                left.append(margin)
    return seen


def _groups(keys: Iterable[CellKey]) -> Iterator[tuple[CellKey, str, set[CellKey]]]:
    """Yield each margin and dimension with its parts: a joined category too."""
    groups: dict[tuple[CellKey, str], set[CellKey]] = defaultdict(set)
    for key in keys:
        for name, _ in key.dimensions:
            groups[key.without(name), name].add(key)
    for (margin, name), parts in groups.items():
        yield margin, name, parts


def _of_unions(keys: Iterable[CellKey], additive: Collection[str]) -> Iterator[Line]:
    """Yield that categories that are counted together are the sum of each of them, printed or not."""
    for key in keys:
        for name, code in key.dimensions:
            if JOIN in code and name in additive:
                yield (str(key),), tuple(sorted(map(str, key.apart(name)))), True


def _of_years(keys: Iterable[CellKey]) -> Iterator[Line]:
    """Yield that a span of years has at least what each part of it has."""
    by_years: dict[tuple[object, ...], dict[CellKey, set[int]]] = defaultdict(dict)
    for key in keys:
        years = set(span_years(key.period))
        if years:
            rest = (key.indicator, key.population, key.measure, key.dimensions, key.unit)
            by_years[rest][key] = years
    for group in by_years.values():
        for whole, years in group.items():
            for part in (other for other, own in group.items() if own < years):
                yield (str(whole),), (str(part),), False


def _of_outer(tables: Iterable[ReadTable], printed: Collection[CellKey]) -> Iterator[Line]:
    """Yield that the counts of an outer item hold those that lie within them."""
    inner: dict[CellKey, set[str]] = defaultdict(set)
    for table in tables:
        if not table.within:
            continue
        dimension, indicator, unit = table.within
        for key in table.cells:
            if dimension in dict(key.dimensions):
                rest = key.without(dimension)
                outer = CellKey(indicator, rest.population, rest.measure, rest.dimensions, rest.period, unit)
                inner[outer].add(str(key))
    for outer, parts in inner.items():
        if outer in printed:
            yield (str(outer),), tuple(sorted(parts)), False


def _near(published: Published, own: Collection[str]) -> Published:
    """Return the published without the hidden counts of earlier answers that this one tells nothing about."""
    unknown = {*published.hidden, *published.unprinted}
    lines: dict[str, list[int]] = defaultdict(list)
    for number, (plus, minus, _) in enumerate(published.sums):
        for cell in (*plus, *minus):
            lines[cell].append(number)
    seen = set(own)
    left = sorted(seen)
    while left:
        for number in lines[left.pop()]:
            plus, minus, _ = published.sums[number]
            new = ({*plus, *minus} & unknown) - seen
            seen |= new
            left += sorted(new)
    sums = [one for one in published.sums if seen & unknown & {*one[0], *one[1]}]
    hidden = [cell for cell in published.hidden if cell in seen]
    unprinted = published.unprinted & seen
    return Published(published.shown, hidden, sums, unprinted, published.least, published.bounds)
