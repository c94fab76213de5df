"""Companies of the demonstration register: grootteklasse and size over the years, and head office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import fsum

import numpy as np

from pq_answers.demo.draws import Stream, stream
from pq_answers.demo.settings import PLACE, Block, Settings, weights_of
from pq_answers.errors import InputError


@dataclass(slots=True)
class Company:
    """A company in one block: per year its band number, its place in that band (0 to 1) and its size."""

    block: Block
    bands: dict[int, int] = field(default_factory=dict)
    places: dict[int, float] = field(default_factory=dict)
    sizes: dict[int, float] = field(default_factory=dict)
    provincie: int = 0


def found_companies(settings: Settings) -> list[Company]:
    """Return all companies; in every year their sizes fill the bands as the settings ask."""
    companies: list[Company] = []
    for block in settings.blocks:
        rng = stream(settings.seed, "onderneming", block.name)
        in_block = _trace_bands(block, rng)
        for year in block.years:
            _fit_sizes(block, [company for company in in_block if year in company.bands], year)
        companies += in_block
    _place_head_offices(companies, weights_of(settings.profiles["hoofdzetel"], "hoofdzetel"))
    return companies


def _trace_bands(block: Block, rng: Stream) -> list[Company]:
    companies = [
        _found(block, block.years[0], band, float(rng.random()))
        for band, row in enumerate(block.counts)
        for _ in range(row[0])
    ]
    for column, year in enumerate(block.years[1:], start=1):
        needs = [row[column] - row[column - 1] for row in block.counts]
        _stay(companies, year, rng)
        # From the top down, so that the net change of a band is passed on to the band below it: every change
        # of the totals is made by the fewest possible companies, and only the smallest ones come and go.
        for band in range(len(needs) - 1, 0, -1):
            _cross(companies, year, band, needs[band])
            needs[band - 1] += needs[band]
        _leave(companies, year, max(-needs[0], 0) + block.renewal)
        companies += [
            _found(block, year, 0, 0.5 * float(rng.random())) for _ in range(max(needs[0], 0) + block.renewal)
        ]
    return companies


def _found(block: Block, year: int, band: int, place: float) -> Company:
    return Company(block, {year: band}, {year: place})


def _stay(companies: list[Company], year: int, rng: Stream) -> None:
    for company in companies:
        if year - 1 in company.bands:
            drift = 0.16 * (float(rng.random()) - 0.5)
            company.bands[year] = company.bands[year - 1]
            company.places[year] = min(max(company.places[year - 1] + drift, 0.02), 0.98)


def _cross(companies: list[Company], year: int, band: int, need: int) -> None:
    # The year before, too, is moved to the edge of the band, so that nobody jumps from the middle of one band
    # to the middle of the next.
    if need > 0:
        for company in _extreme(companies, year, band - 1, need, largest=True):
            company.places[year - 1] = max(company.places[year - 1], 0.85)
            company.bands[year], company.places[year] = band, 0.15 * company.places[year]
    for company in _extreme(companies, year, band, max(-need, 0), largest=False):
        company.places[year - 1] = min(company.places[year - 1], 0.15)
        company.bands[year], company.places[year] = band - 1, 0.85 + 0.15 * company.places[year]


def _leave(companies: list[Company], year: int, count: int) -> None:
    for company in _extreme(companies, year, 0, count, largest=False):
        del company.bands[year], company.places[year]


def _extreme(companies: list[Company], year: int, band: int, count: int, *, largest: bool) -> list[Company]:
    in_band = [company for company in companies if company.bands.get(year) == band]
    if len(in_band) < count:
        raise _contradiction(f"in {year} zijn er te weinig ondernemingen om van klasse te veranderen")
    return sorted(in_band, key=lambda company: company.places[year], reverse=largest)[:count]


def _fit_sizes(block: Block, active: list[Company], year: int) -> None:
    target = block.filled * float(block.contingent_in(year))

    def sizes(bend: float) -> list[float]:
        return [_size(block, company, year, bend) for company in active]

    bend = _solve(lambda b: fsum(sizes(b)), target)
    if bend is None:
        raise _contradiction(
            f"de grootteklassen van {block.maatregel} in {year} passen niet bij het contingent"
        )
    for company, size in zip(active, sizes(bend), strict=True):
        company.sizes[year] = round(size, 2)


def _size(block: Block, company: Company, year: int, bend: float) -> float:
    low, high = block.zones[company.bands[year]]
    place = company.places[year]
    # A bent scale: one number pushes all companies of a year to the bottom or the top of their band, without
    # changing their order. Only + - * /, which give the same result on every processor.
    return low + (high - low) * place * bend / (place * bend + (1 - place) * (1 - bend))


def _solve(rising: Callable[[float], float], target: float) -> float | None:
    low, high = 0.001, 0.999
    if not rising(low) <= target <= rising(high):
        return None
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return low


def _place_head_offices(companies: list[Company], weights: list[float]) -> None:
    borders = np.cumsum(weights) / sum(weights)
    by_size = sorted(companies, key=lambda company: -max(company.sizes.values()))
    for rank, company in enumerate(by_size):
        # Golden-ratio steps spread the large companies over the provinces as evenly as the small ones; a
        # plain draw could put most of the employment in one province.
        position = (0.5 + rank * 0.6180339887498949) % 1.0
        company.provincie = int(np.searchsorted(borders[:-1], position, side="right"))


def _contradiction(what: str) -> InputError:
    return InputError(
        f"De doelen van het demonstratieregister spreken elkaar tegen: {what}.",
        where=PLACE,
        fix="Pas de aantallen, de zones of de bezetting aan.",
    )
