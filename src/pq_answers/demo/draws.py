"""Reproducible chance: seeded streams, categorical draws by inverse CDF and exact apportionment."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Stream = np.random.Generator


def stream(seed: int, *names: str | int) -> Stream:
    """Return the random stream that belongs to these names, the same in every process."""
    # A stream per purpose: one draw more in one part leaves all other parts of the register as they were.
    # hash() would differ per process, hence crc32.
    key = "/".join(str(name) for name in (seed, *names))
    return np.random.Generator(np.random.PCG64(crc32(key.encode())))


def shuffled(rng: Stream, count: int) -> Ints:
    """Return 0 … count - 1 in random order."""
    # Only random() is used: numpy does not promise that choice() or shuffle() stay the same between versions.
    return np.argsort(rng.random(count), kind="stable")


def sample(rng: Stream, among: Ints, size: int) -> Ints:
    """Return `size` different elements of `among`, or all of them where there are fewer."""
    return among[shuffled(rng, len(among))[:size]]


def pick(rng: Stream, weights: Floats) -> Ints:
    """Draw a column number per row of `weights`, with chances proportional to that row."""
    cumulative = np.cumsum(weights, axis=1)
    height = rng.random(len(weights)) * cumulative[:, -1]
    return np.asarray((height[:, None] >= cumulative[:, :-1]).sum(axis=1), dtype=np.int64)


def pick_same(rng: Stream, weights: Floats, count: int) -> Ints:
    """Draw `count` positions of the one list `weights`, with chances proportional to it."""
    return pick(rng, np.broadcast_to(weights, (count, len(weights))))


def between(rng: Stream, low: Ints, high: Ints) -> Ints:
    """Draw a whole number from `low` to `high`, both included, per row."""
    return low + np.floor(rng.random(len(low)) * (high - low + 1)).astype(np.int64)


def apportion(total: int, weights: Floats) -> Ints:
    """Split a whole `total`, which may be negative, in whole parts by weight (largest remainder)."""
    exact = total * (weights / weights.sum())
    parts: Ints = np.floor(exact).astype(np.int64)
    by_remainder = np.argsort(parts - exact, kind="stable")
    parts[by_remainder[: total - int(parts.sum())]] += 1
    return parts
