"""What the ledger holds and what comparing with it tells, as frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from pq_answers.published import Precision
from pq_answers.tables import CellKey


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure that was published: in a publication of `data/published`, or in an approved answer.

    `key` is canonical; `value` has its printed decimals. `definition` is how the source says that it counts,
    `items` are those that count in the same way; `wording` are the words before a figure that is not exact.
    `approved` tells an answer of our own from a publication.
    """

    id: str
    key: CellKey
    value: Decimal
    printed: str
    precision: Precision
    source: str
    title: str
    day: date
    table: str
    definition: str = ""
    items: tuple[str, ...] = ()
    wording: str = ""
    approved: bool = False


@dataclass(frozen=True)
class Ledger:
    """All entries, found by what they count."""

    entries: tuple[Entry, ...]

    @cached_property
    def _by_key(self) -> Mapping[CellKey, Sequence[Entry]]:
        found: dict[CellKey, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.key].append(entry)
        return found

    @cached_property
    def _in_any_period(self) -> Mapping[_Timeless, Sequence[Entry]]:
        found: dict[_Timeless, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[_timeless(entry.key)].append(entry)
        return found

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, key: CellKey, before: date) -> tuple[Entry, ...]:
        """Return what was published of the canonical `key` before a day, the oldest first."""
        return _earlier(self._by_key.get(key, ()), before)

    def find_in_any_period(self, key: CellKey, before: date) -> tuple[Entry, ...]:
        """Return what was published of the canonical `key`, whatever its period, before a day."""
        return _earlier(self._in_any_period.get(_timeless(key), ()), before)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Ledger:
        """Return the ledger of `entries`."""
        return cls(tuple(entries))


_Timeless = tuple[str, str, str, tuple[tuple[str, str], ...], str]


def _timeless(key: CellKey) -> _Timeless:
    return key.indicator, key.population, key.measure, key.dimensions, key.unit


def _earlier(entries: Iterable[Entry], before: date) -> tuple[Entry, ...]:
    earlier = (entry for entry in entries if entry.day < before)
    return tuple(sorted(earlier, key=lambda entry: (entry.day, entry.source, entry.id)))


class Outcome(StrEnum):
    """Whether a figure of an answer is what was published before."""

    SAME = "gelijk"
    OTHER = "verschilt"


class Cause(StrEnum):
    """What can explain that it is not; NONE where nothing is known that does."""

    DEFINITION = "definitie"
    LATER_DATA = "latere gegevens"
    DEMONSTRATION = "demonstratiegegevens"
    PUBLICATIONS = "publicaties spreken elkaar tegen"
    MOMENT = "ander moment"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A shown figure of an answer beside one that was published before.

    The entry's key is the canonical form of `key`, or that of a quantity that readers take for it.
    """

    key: CellKey
    value: Decimal
    decimals: int
    entry: Entry
    outcome: Outcome
    cause: Cause = Cause.NONE
