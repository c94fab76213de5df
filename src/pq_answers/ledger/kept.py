"""Keeps what was read from records that do not change, as much as memory allows."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

_IDLE = 32
"""After how many readings of a folder something that none of them needed makes place for others."""


@dataclass(slots=True)
class _One:
    found: Any
    size: int
    used: int


class Kept:
    """Results by key, until their sizes together exceed `most`; then new ones are not kept.

    The folder is read from begin to end each time: to put out the one that was used longest ago would put
    out precisely what is needed next.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = self._reading = 0
        self._ones: dict[Hashable, _One] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._ones)

    def begin(self) -> None:
        """Say that a folder is read from the begin."""
        with self._lock:
            self._reading += 1

    def find(self, key: Hashable) -> Any:
        """Return what was kept for `key`, None for nothing."""
        with self._lock:
            one = self._ones.get(key)
            if one:
                one.used = self._reading
            return one.found if one else None

    def keep(self, key: Hashable, found: Any, size: int) -> None:
        """Keep `found`, which nobody may change, where there is place for it."""
        with self._lock:
            if self._size + size > self._most:
                self._drop_idle()
            if key not in self._ones and self._size + size <= self._most:
                self._ones[key] = _One(found, size, self._reading)
                self._size += size

    def _drop_idle(self) -> None:
        self._ones = {key: one for key, one in self._ones.items() if one.used > self._reading - _IDLE}
        self._size = sum(one.size for one in self._ones.values())
