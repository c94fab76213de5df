"""What moved between two answers to the same: figure by figure, and nothing that either of them hides.

Both records come from protected tables, so neither holds a hidden value. What one hides and the other shows
is hidden here in both: shown once and hidden once, a figure that did not change would give itself away.
Hiding more than each answer does leaves an attacker of either with fewer known figures than before, so its
promise holds; and where nothing changed, both are the same table with at least the pattern that was proven
safe. A breakdown that one of them withholds as a whole is left out. What is hidden is named alike, whichever
of the two hides it, and whether it moved is not told: it is not known here either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pq_answers import nl
from pq_answers.tables import State

Record = Mapping[str, Any]
NONE = "–"
_WORDS = {"nb": "n.b.", "nvt": "nvt", "geen": "geen"}


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that both answers show, or that one does not have: its key, its table, how each reads."""

    key: str
    table: str
    was: str
    now: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What moved, how many figures did not, the keys that either hides, and what either leaves out."""

    moved: tuple[Moved, ...]
    same: int
    hidden: tuple[str, ...]
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One answer: how each figure that it shows reads, in which tables, and what it hides or leaves out."""

    shown: Mapping[str, str]
    tables: Mapping[str, frozenset[str]]
    titles: Mapping[str, str]
    hidden: frozenset[str]
    withheld: Mapping[str, str]


def compare_records(before: Record, after: Record) -> Comparison:
    """Return what moved between the records of two answers to the same plan, or of two runs of an item."""
    old, new = _side(before), _side(after)
    hidden = old.hidden | new.hidden | _gone(old, new) | _gone(new, old)
    titles, places = {**old.titles, **new.titles}, _places(before, after)
    keys = [key for key in dict.fromkeys((*new.shown, *old.shown)) if key not in hidden]
    reads = {key: (old.shown.get(key, NONE), new.shown.get(key, NONE)) for key in keys}
    moved = [
        Moved(key, titles[key], was, now, places.get(key, ()))
        for key, (was, now) in reads.items()
        if was != now
    ]
    told = dict.fromkeys({**old.withheld, **new.withheld}.values())
    return Comparison(tuple(moved), len(reads) - len(moved), tuple(sorted(hidden)), tuple(told))


def _side(record: Record) -> _Side:
    tables: Sequence[Record] = record["tabellen"]
    protection: Record = record["bescherming"]
    suppressed = {one["sleutel"] for one in _cells(tables) if one["status"] == State.SUPPRESSED}
    keys: dict[str, frozenset[str]] = {}
    for table in tables:
        own = frozenset(cell["sleutel"] for cell in table["cellen"])
        keys[_own_name(table["id"])] = keys.get(_own_name(table["id"]), frozenset()) | own
    return _Side(
        dict(_shown(_cells(tables))),
        keys,
        {cell["sleutel"]: str(table["titel"]) for table in tables for cell in table["cellen"]},
        frozenset({*protection["verborgen"], *suppressed}),
        {_own_name(one["tabel"]): str(one["titel"]) for one in protection["weggelaten"]},
    )


def _own_name(table: str) -> str:
    """Return the name of a table without its place in the plan, which differs between two versions of it."""
    return table.rpartition(":")[2]


def _cells(tables: Iterable[Record]) -> Iterator[Record]:
    return (cell for table in tables for cell in table["cellen"])


def _shown(cells: Iterable[Record]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        if cell["status"] != State.SUPPRESSED:
            yield cell["sleutel"], _printed(cell)


def _printed(cell: Record) -> str:
    if "waarde" not in cell:
        return _WORDS.get(cell["status"], str(cell["status"]))
    return nl.number(Decimal(cell["waarde"]), cell["decimalen"])


def _gone(side: _Side, other: _Side) -> frozenset[str]:
    """Return what one answer has in a breakdown that the other withholds, and shows nowhere else."""
    own = {key for table, keys in side.tables.items() if table in other.withheld for key in keys}
    return frozenset(own - other.shown.keys())


def _places(*records: Record) -> dict[str, tuple[str, ...]]:
    """Return where in the text each figure stands, in the newest answer that has it."""
    found: dict[str, tuple[str, ...]] = {}
    for record in records:
        own: dict[str, list[str]] = {}
        for one in record.get("getallen", ()):
            if one["herkomst"] == "cel":
                own.setdefault(one["naam"], []).append(one["plaats"])
        found |= {key: tuple(dict.fromkeys(places)) for key, places in own.items()}
    return found
