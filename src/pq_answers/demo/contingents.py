"""Contingents of the demonstration register: intervals per company that add up to the printed totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pq_answers.demo.companies import Company
from pq_answers.demo.draws import Bools, Floats, Ints, Stream, apportion, sample, shuffled, stream
from pq_answers.demo.quarters import day_number
from pq_answers.demo.settings import Block, Period, Settings

# Amounts are whole tenths of a VTE where a yearly average is the target, so that its sums are exact.
_TENTHS, _CENTS = 10, 100


@dataclass(frozen=True, slots=True)
class Grant:
    """One interval of one company's contingent, in hundredths of a VTE; without `end` it still runs."""

    company: int
    start: date
    end: date | None
    cents: int


def grant_contingents(settings: Settings, companies: list[Company]) -> list[Grant]:
    """Return the contingent of every company as intervals that follow each other."""
    grants: list[Grant] = []
    for block in settings.blocks:
        members = np.array([n for n, company in enumerate(companies) if company.block is block])
        rng = stream(settings.seed, "contingent", block.name)
        if block.periods:
            grants += _fixed(block, members, companies, rng)
        else:
            grants += _yearly(block, members, companies, rng)
    return sorted(grants, key=lambda grant: (grant.company, grant.start))


def _fixed(block: Block, members: Ints, companies: list[Company], rng: Stream) -> list[Grant]:
    jitter = 0.97 + 0.06 * rng.random(len(members))
    weights = np.array([companies[n].sizes[block.years[-1]] for n in members]) * jitter
    return [grant for period in block.periods for grant in _share_out(period, members, weights)]


def _share_out(period: Period, members: Ints, weights: Floats) -> list[Grant]:
    parts = apportion(int(period.vte * _CENTS), weights)
    return [
        Grant(int(n), period.start, period.end, int(part)) for n, part in zip(members, parts, strict=True)
    ]


def _yearly(block: Block, members: Ints, companies: list[Company], rng: Stream) -> list[Grant]:
    changes: dict[int, list[tuple[date, int]]] = {int(n): [] for n in members}
    amounts = np.zeros(len(members), dtype=np.int64)
    for year in block.years:
        sizes = np.array([companies[n].sizes.get(year, 0.0) for n in members])
        amounts = _renew(amounts, sizes, block, rng)
        amounts += _level(amounts, sizes, int(block.contingent_in(year) * _TENTHS), rng)
        _record(changes, members, amounts, date(year, 1, 1))
        for day in _transfer_days(year, block.transfers):
            _transfer(amounts, sizes, rng)
            _record(changes, members, amounts, day)
    return [grant for n in changes for grant in _intervals(n, changes[n])]


def _renew(amounts: Ints, sizes: Floats, block: Block, rng: Stream) -> Ints:
    """Keep a contingent that still fits; a company that no longer fills it gives part of it up."""
    wanted = np.ceil(sizes * _TENTHS / (block.filled + 0.05 * (rng.random(len(sizes)) - 0.5)))
    need = sizes * _TENTHS
    fits = (need <= amounts * 0.995) & (need >= amounts * 0.84) & (sizes > 0)
    return np.where(fits, amounts, wanted).astype(np.int64)


def _level(amounts: Ints, sizes: Floats, target: int, rng: Stream) -> Ints:
    """Return corrections, on as few companies as can carry them, that bring the sum to `target`."""
    missing = target - int(amounts.sum())
    room = _room(amounts, sizes, missing)
    chosen = shuffled(rng, len(sizes))
    carried = np.cumsum(room[chosen])
    chosen = chosen[: int(np.searchsorted(carried, abs(missing))) + 1]
    corrections = np.zeros(len(sizes), dtype=np.int64)
    if missing:
        corrections[chosen] = apportion(missing, room[chosen])
    return corrections


def _room(amounts: Ints, sizes: Floats, missing: int) -> Floats:
    if missing > 0:
        return 0.08 * sizes * _TENTHS
    # One tenth stays, for what apportioning rounds up.
    return np.maximum(amounts - sizes * _TENTHS - 1, 0)


def _transfer_days(year: int, count: int) -> list[date]:
    return [date(year, 3 * (1 + n % 3) + 1, 1) for n in sorted(range(count), key=lambda n: n % 3)]


def _transfer(amounts: Ints, sizes: Floats, rng: Stream) -> None:
    # What one company hands over, another one gets on the same day: the sum stays the same on every day, so
    # that the yearly average is exact and not only rounded.
    slack = np.floor(amounts - sizes * _TENTHS).astype(np.int64)
    givers: Bools = (slack >= 5) & (sizes > 0)
    takers: Bools = (slack < 5) & (sizes >= 5)
    if givers.any() and takers.any():
        giver = int(sample(rng, np.flatnonzero(givers), 1)[0])
        taker = int(sample(rng, np.flatnonzero(takers), 1)[0])
        part = max(min(int(slack[giver]) // 2, int(sizes[taker])), 5)
        amounts[giver] -= part
        amounts[taker] += part


def _record(changes: dict[int, list[tuple[date, int]]], members: Ints, amounts: Ints, day: date) -> None:
    for n, amount in zip(members.tolist(), amounts.tolist(), strict=True):
        history = changes[n]
        # Two transfers on one day are one change, or none when they cancel out.
        if history and history[-1][0] == day:
            history.pop()
        if amount != (history[-1][1] if history else 0):
            history.append((day, amount))


def _intervals(company: int, history: list[tuple[date, int]]) -> list[Grant]:
    ends = [day - timedelta(days=1) for day, _ in history[1:]]
    return [
        Grant(company, start, end, amount * _CENTS // _TENTHS)
        for (start, amount), end in zip(history, [*ends, None], strict=True)
        if amount
    ]


def grant_columns(grants: list[Grant]) -> dict[str, Ints]:
    """Return the grants as columns of whole numbers; -1 stands for no end."""
    return {
        "onderneming": np.array([grant.company for grant in grants]),
        "van": np.array([day_number(grant.start) for grant in grants]),
        "tot": np.array([day_number(grant.end) if grant.end else -1 for grant in grants]),
        "vte": np.array([grant.cents for grant in grants]),
    }
