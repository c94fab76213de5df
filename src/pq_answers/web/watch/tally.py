"""Counting over several worker processes: each has a page of shared memory, and who is asked adds them up."""

from __future__ import annotations

import mmap
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from threading import Lock

_PAGE = 1 << 18
_USED = struct.Struct("=Q")
_HEAD = struct.Struct("=Hd")
_LONGEST = 0xFFFF


class Board:
    """Numbers by name. It is made before the workers are, so that they share its memory.

    A worker that takes the place of one that died counts on from where that one was: no number goes down.
    """

    def __init__(self, workers: int = 1) -> None:
        self._pages, self._memory = workers, mmap.mmap(-1, workers * _PAGE)

    def tally(self, worker: int = 0) -> Tally:
        """Return what one worker counts with."""
        return Tally(memoryview(self._memory)[worker * _PAGE : (worker + 1) * _PAGE])

    def total(self) -> Mapping[str, float]:
        """Return the sum over all workers of everything that was ever counted."""
        found: dict[str, float] = defaultdict(float)
        for worker in range(self._pages):
            for name, _, value in _entries(memoryview(self._memory)[worker * _PAGE : (worker + 1) * _PAGE]):
                found[name] += value
        return found


class Tally:
    """Counts on one page: a length, then for each name its size, its number and the name itself."""

    def __init__(self, page: memoryview) -> None:
        self._page, self._lock = page, Lock()
        self._places = {name: place for name, place, _ in _entries(page)}

    def add(self, name: str, by: float = 1.0) -> None:
        """Add to a number; a name that has no room any more is not counted."""
        with self._lock:
            place = self._places.get(name)
            if place is None:
                self._begin(name, by)
                return
            size, value = _HEAD.unpack_from(self._page, place)
            _HEAD.pack_into(self._page, place, size, value + by)

    def _begin(self, name: str, value: float) -> None:
        told = name.encode()
        [used] = _USED.unpack_from(self._page)
        place = _USED.size + used
        end = place + _HEAD.size + len(told)
        if end > len(self._page) or len(told) > _LONGEST:
            return
        _HEAD.pack_into(self._page, place, len(told), value)
        self._page[place + _HEAD.size : end] = told
        # Last: who reads meanwhile sees the entry whole or not at all.
        _USED.pack_into(self._page, 0, end - _USED.size)
        self._places[name] = place


def _entries(page: memoryview) -> Iterator[tuple[str, int, float]]:
    [used] = _USED.unpack_from(page)
    place, end = _USED.size, _USED.size + used
    while place < end:
        size, value = _HEAD.unpack_from(page, place)
        start = place + _HEAD.size
        yield bytes(page[start : start + size]).decode(), place, value
        place = start + size
