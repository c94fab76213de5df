"""Employment of the demonstration register: who works where, in which quarters, for how many VTE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pq_answers.demo.companies import Company
from pq_answers.demo.draws import Bools, Floats, Ints, Stream, pick_same, stream
from pq_answers.demo.quarters import Quarters
from pq_answers.demo.settings import Block, Settings, codes

UNIT = 10_000  # VTE are counted in ten-thousandths: the register has four decimals
_FULLEST = 0.98  # a company needs at least as many people as this share of a full-time job asks
_PARTIAL = 0.97  # what remains on average of a working time, as people come and go in the middle of a quarter


@dataclass(frozen=True, slots=True)
class Spells:
    """Uninterrupted employments of one person in one company: maatregel, first and last quarter."""

    company: Ints
    maatregel: Ints
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.company)

    def of(self, maatregel: str) -> Bools:
        """Return which spells belong to `maatregel`."""
        return np.asarray(self.maatregel == codes("maatregel").index(maatregel))


@dataclass(frozen=True, slots=True)
class Employment:
    """The rows of tewerkstelling: a spell, a quarter and the VTE in units of `UNIT`."""

    spells: Spells
    spell: Ints
    quarter: Ints
    vte: Ints


def employ(settings: Settings, companies: list[Company]) -> Employment:
    """Return people in every company and quarter, whose VTE add up to the companies' sizes."""
    parts = [_employ_block(settings, block, companies) for block in settings.blocks]
    offsets = np.cumsum([0] + [len(part.spells) for part in parts])
    spells = Spells(
        company=np.concatenate([part.spells.company for part in parts]),
        maatregel=np.concatenate([part.spells.maatregel for part in parts]),
        first=np.concatenate([part.spells.first for part in parts]),
        last=np.concatenate([part.spells.last for part in parts]),
    )
    return Employment(
        spells,
        np.concatenate([part.spell + offset for part, offset in zip(parts, offsets, strict=False)]),
        np.concatenate([part.quarter for part in parts]),
        np.concatenate([part.vte for part in parts]),
    )


def _employ_block(settings: Settings, block: Block, companies: list[Company]) -> Employment:
    rng = stream(settings.seed, "tewerkstelling", block.name)
    members = np.array([n for n, company in enumerate(companies) if company.block is block])
    levels = np.array([_quarterly(companies[n], settings.quarters) for n in members])
    company, quarter, spell = _fill_jobs(_heads(levels, block), block.turnover, rng)
    first, last = _bounds(spell, quarter)
    vte = _vte(levels, company, quarter, _wishes(block, spell, quarter, first, last, rng))
    at_start = np.flatnonzero(np.diff(spell, prepend=-1))
    maatregel = np.full(len(first), codes("maatregel").index(block.maatregel))
    return Employment(Spells(members[company[at_start]], maatregel, first, last), spell, quarter, vte)


def _quarterly(company: Company, quarters: Quarters) -> list[float]:
    levels = [0.0] * len(quarters)
    for year, size in company.sizes.items():
        before, after = company.sizes.get(year - 1, size), company.sizes.get(year + 1, size)
        step = min(max((after - before) / 8 / size, -0.04), 0.04)
        for n in range(4):
            # A straight line whose average over the year is the size itself.
            levels[quarters.number(year, n + 1)] = size * (1 + step * (n - 1.5))
    return levels


def _heads(levels: Floats, block: Block) -> Ints:
    times = block.working_times
    usual = sum(time * weight for time, weight in times.items()) / sum(times.values()) / 100 * _PARTIAL
    heads = np.maximum(np.ceil(levels / _FULLEST), np.rint(levels / usual))
    return np.asarray(heads, dtype=np.int64)


def _fill_jobs(heads: Ints, turnover: float, rng: Stream) -> tuple[Ints, Ints, Ints]:
    """Return company, quarter and spell per row: a job is held until it ends or its holder leaves."""
    width = heads.shape[1]
    cell = np.repeat(np.arange(heads.size), heads.ravel())
    job = np.arange(len(cell)) - np.repeat(np.cumsum(heads.ravel()) - heads.ravel(), heads.ravel())
    company, quarter = cell // width, cell % width
    # Jobs are stacked: a company that shrinks ends its last jobs and leaves all others untouched.
    in_order = np.lexsort((quarter, job, company))
    company, quarter, job = company[in_order], quarter[in_order], job[in_order]
    same_job = (np.diff(company, prepend=-1) == 0) & (np.diff(job, prepend=-1) == 0)
    unbroken = same_job & (np.diff(quarter, prepend=-1) == 1)
    starts = ~unbroken | (rng.random(len(cell)) < turnover)
    spell: Ints = np.cumsum(starts) - 1
    return company, quarter, spell


def _bounds(spell: Ints, quarter: Ints) -> tuple[Ints, Ints]:
    starts = np.flatnonzero(np.diff(spell, prepend=-1))
    ends = np.append(starts[1:], len(spell)) - 1
    return quarter[starts], quarter[ends]


def _wishes(block: Block, spell: Ints, quarter: Ints, first: Ints, last: Ints, rng: Stream) -> Ints:
    """Return the VTE each row would have by its holder's working time, less what falls outside the spell."""
    times = np.array(list(block.working_times))
    held = times[pick_same(rng, np.array(list(block.working_times.values())), len(first))]
    present = np.where(quarter == first[spell], 0.35 + 0.65 * rng.random(len(spell)), 1.0)
    leaves = (quarter == last[spell]) & (quarter < quarter.max())
    present = np.where(leaves, 0.35 + 0.65 * rng.random(len(spell)), present)
    # Who is there from the block's very first quarter on did not begin in the middle of it.
    present = np.where((quarter == quarter.min()) & ~leaves, 1.0, present)
    return _at_least_one(held[spell] * (UNIT // 100) * present)


def _vte(levels: Floats, company: Ints, quarter: Ints, wishes: Ints) -> Ints:
    """Return the wishes, moved up or down together so that each company reaches its level, within 0 to 1."""
    width = levels.shape[1]
    cell = company * width + quarter
    heads = np.bincount(cell, minlength=levels.size)
    wished = np.bincount(cell, weights=wishes, minlength=levels.size)
    level = levels.ravel() * UNIT
    less = np.divide(level, wished, out=np.ones(levels.size), where=wished > 0)
    room = heads * UNIT - wished
    more = np.divide(heads * UNIT - level, room, out=np.ones(levels.size), where=room > 0)
    # Upwards it is the distance to a full-time job that shrinks, so that nobody passes it.
    raised = UNIT - (UNIT - wishes) * more[cell]
    moved = np.where(less[cell] <= 1, wishes * less[cell], raised)
    return _at_least_one(moved)


def _at_least_one(vte: Floats) -> Ints:
    return np.asarray(np.maximum(np.rint(vte), 1), dtype=np.int64)
