"""What moved between two answers to the same: figure by figure, and nothing that either of them hides.

Both records come from protected tables, so neither holds a hidden value. What one hides and the other shows is
hidden here in both: shown once and hidden once, a figure that did not change would give itself away. Hiding more
than each answer does leaves an attacker of either with fewer known figures than before, so its promise holds; and
where nothing changed, both are the same table with at least the pattern that was proven safe. A breakdown that one
of them withholds as a whole is left out. What is hidden is named alike, whichever of the two hides it, and
whether it moved is not told: it is not known here either.
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
    """A figure that both answers show, or only one has at all: its key, its table, and how it reads in each."""

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
    """The figures of one answer that it shows, by table and key."""

    shown: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str]
    hidden: frozenset[str]
    withheld: Mapping[str, str]


def compare_records(before: Record, after: Record) -> Comparison:
    """Return what moved between the records of two answers to the same plan, or of two runs of an item."""
    old, new = _side(before), _side(after)
    withheld = {**old.withheld, **new.withheld}
    hidden = old.hidden | new.hidden | _gone(old, new) | _gone(new, old)
    tables = [name for name in dict.fromkeys((*old.shown, *new.shown)) if name not in withheld]
    places = _places(before, after)
    moved: dict[str, Moved] = {}
    same: set[str] = set()
    for table in tables:
        was, now = old.shown.get(table, {}), new.shown.get(table, {})
        for key in (key for key in dict.fromkeys((*now, *was)) if key not in hidden):
            reads = was.get(key, NONE), now.get(key, NONE)
            if reads[0] == reads[1]:
                same.add(key)
            else:
                title = new.titles.get(table) or old.titles[table]
                moved.setdefault(key, Moved(key, title, *reads, places.get(key, ())))
    told = tuple(dict.fromkeys(withheld.values()))
    return Comparison(tuple(moved.values()), len(same - moved.keys()), tuple(sorted(hidden)), told)


def _side(record: Record) -> _Side:
    tables: Sequence[Record] = record["tabellen"]
    protection: Record = record["bescherming"]
    suppressed = {one["sleutel"] for one in _cells(tables) if one["status"] == State.SUPPRESSED}
    return _Side(
        {table["id"]: dict(_shown(table["cellen"])) for table in tables},
        {table["id"]: str(table["titel"]) for table in tables},
        frozenset({*protection["verborgen"], *suppressed}),
        {one["tabel"]: str(one["titel"]) for one in protection["weggelaten"]},
    )


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
    """Return what one answer shows in a breakdown that the other withholds: it is hidden there."""
    own = {key for table, cells in side.shown.items() if table in other.withheld for key in cells}
    elsewhere = {key for cells in other.shown.values() for key in cells}
    return frozenset(own - elsewhere)


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
