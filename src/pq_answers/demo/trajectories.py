"""Doorstroomtrajecten and evaluaties of the demonstration register, drawn from the people employed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pq_answers.demo.draws import Floats, Ints, Stream, apportion, between, sample, shuffled, stream
from pq_answers.demo.employment import Spells
from pq_answers.demo.quarters import Quarters, day_number, year_start
from pq_answers.demo.settings import PLACE, Settings, TrajectoryTarget, codes
from pq_answers.errors import InputError

RUNNING = -1


@dataclass(frozen=True, slots=True)
class Trajectories:
    """Doorstroomtrajecten: their spell, their first and last day, their result (-1: still running)."""

    spell: Ints
    start: Ints
    end: Ints
    result: Ints

    @property
    def succeeded(self) -> Ints:
        """The spells whose doorstroomtraject ended in a job outside the social economy."""
        succeeded: Ints = self.spell[self.result == codes("trajectresultaat").index("succesvol")]
        return succeeded


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Evaluaties: their spell, day and result, and the number of the traject that followed (-1: none)."""

    spell: Ints
    day: Ints
    result: Ints
    traject: Ints


class _Finder:
    """Draws doorstroomtrajecten of a kind that fit in a spell, never two in one spell."""

    def __init__(self, settings: Settings, spells: Spells) -> None:
        self.rng = stream(settings.seed, "doorstroom")
        self.spells, self.starts = spells, settings.quarters.starts()
        self.free = np.ones(len(spells), dtype=np.bool_)
        self.shortest, self.longest = (int(days) for days in settings.trajectories["duur_dagen"])
        self.first_end = day_number(settings.trajectories["eerste_einde"])
        self.final_day = int(self.starts[-1]) - 1

    def find(self, maatregel: str, year: int, outcome: int, count: int) -> Trajectories:
        """Return `count` trajecten of one maatregel, year of start and outcome."""
        among = np.flatnonzero(self.free & self.spells.of(maatregel))
        among = among[shuffled(self.rng, len(among))]
        begin, until = self.starts[self.spells.first[among]], self.starts[self.spells.last[among] + 1] - 1
        start, end = self._draw(begin, until, year, outcome)
        fits = (start >= begin) & (start >= year_start(year)) & (start < year_start(year + 1))
        if outcome == RUNNING:
            fits &= (until == self.final_day) & (end > self.final_day)
        else:
            fits &= (end <= until) & (end >= self.first_end)
        return self._take(among, start, end, np.flatnonzero(fits)[:count], outcome, count)

    def _draw(self, begin: Ints, until: Ints, year: int, outcome: int) -> tuple[Ints, Ints]:
        lengths = between(self.rng, np.full(len(begin), self.shortest), np.full(len(begin), self.longest))
        if outcome == codes("trajectresultaat").index("succesvol"):
            # Who succeeds leaves the social economy: the traject ends in the last quarter of the employment.
            last_quarter = self.starts[np.searchsorted(self.starts, until, side="right") - 1]
            end = between(self.rng, last_quarter, until)
            return end - lengths, end
        earliest = np.maximum(begin, year_start(year))
        start = between(self.rng, earliest, np.maximum(np.minimum(until, year_start(year + 1) - 1), earliest))
        return start, start + lengths

    def _take(
        self, among: Ints, start: Ints, end: Ints, chosen: Ints, outcome: int, count: int
    ) -> Trajectories:
        if len(chosen) < count:
            raise InputError(
                "Er zijn te weinig tewerkstellingen waarin de gevraagde doorstroomtrajecten passen.",
                where=PLACE,
                fix="Verlaag de aantallen onder [doorstroom].",
            )
        # One traject per spell, whatever its year and outcome.
        self.free[among[chosen]] = False
        days = np.full(count, -1) if outcome == RUNNING else end[chosen]
        return Trajectories(among[chosen], start[chosen], days, np.full(count, outcome))


def start_trajectories(settings: Settings, spells: Spells) -> Trajectories:
    """Return the doorstroomtrajecten that the settings ask for, each in a spell of its own."""
    finder, years = _Finder(settings, spells), settings.trajectories["jaren"]
    found = [
        finder.find(target.maatregel, year, outcome, int(count))
        for target in settings.trajectory_targets
        for outcome, counts in _by_outcome(target)
        for year, count in zip(years, counts, strict=True)
    ]
    return Trajectories(
        np.concatenate([part.spell for part in found]),
        np.concatenate([part.start for part in found]),
        np.concatenate([part.end for part in found]),
        np.concatenate([part.result for part in found]),
    )


def _by_outcome(target: TrajectoryTarget) -> Iterator[tuple[int, Ints]]:
    # The most demanding kinds are drawn first, while every spell is still free.
    results = codes("trajectresultaat")
    ended: Floats = np.array(target.started, dtype=np.float64) - np.array(target.running)
    succeeded = apportion(target.succeeded, ended)
    yield results.index("succesvol"), succeeded
    yield RUNNING, np.array(target.running)
    yield results.index("niet_succesvol"), ended.astype(np.int64) - succeeded


def evaluate(settings: Settings, spells: Spells, trajectories: Trajectories) -> Evaluations:
    """Return an evaluatie before every traject, and the evaluaties that no traject followed."""
    rng = stream(settings.seed, "evaluatie")
    free = np.ones(len(spells), dtype=np.bool_)
    free[trajectories.spell] = False
    parts = [
        _before_trajectories(settings, spells, trajectories, rng),
        _without_trajectory(settings, spells, np.flatnonzero(free & spells.of("lde")), rng),
        _of_sitting_workers(settings, spells, np.flatnonzero(free & spells.of("collectief_maatwerk")), rng),
    ]
    return Evaluations(
        np.concatenate([part.spell for part in parts]),
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.result for part in parts]),
        np.concatenate([part.traject for part in parts]),
    )


def _before_trajectories(settings: Settings, spells: Spells, found: Trajectories, rng: Stream) -> Evaluations:
    first_day = year_start(settings.trajectories["jaren"][0])
    earliest = np.maximum(settings.quarters.starts()[spells.first[found.spell]], first_day)
    day = np.maximum(found.start - between(rng, np.zeros_like(found.start), found.start * 0 + 60), earliest)
    result = np.full(len(day), codes("evaluatieresultaat").index("doorstroom"))
    return Evaluations(found.spell, day, result, np.arange(len(day)))


def _without_trajectory(settings: Settings, spells: Spells, among: Ints, rng: Stream) -> Evaluations:
    years, wanted = settings.trajectories["jaren"], settings.evaluations["lde_zonder_traject"]
    present = _present(settings.quarters, spells, among, years[0], years[-1])
    chosen = sample(rng, present, sum(wanted.values()))
    result = np.repeat([codes("evaluatieresultaat").index(code) for code in wanted], list(wanted.values()))
    day = _day_within(settings.quarters, spells, chosen, years[0], years[-1], rng)
    return Evaluations(chosen, day, result, np.full(len(chosen), -1))


def _of_sitting_workers(settings: Settings, spells: Spells, among: Ints, rng: Stream) -> Evaluations:
    year, share = settings.evaluations["maatwerk_jaar"], settings.evaluations["maatwerk_aandeel_zittend"]
    present = _present(settings.quarters, spells, among, year, year)
    chosen = sample(rng, present, round(float(share) * len(present)))
    day = _day_within(settings.quarters, spells, chosen, year, year, rng)
    result = np.full(len(chosen), codes("evaluatieresultaat").index("blijft"))
    return Evaluations(chosen, day, result, np.full(len(chosen), -1))


def _present(quarters: Quarters, spells: Spells, among: Ints, first: int, last: int) -> Ints:
    begin, until = quarters.number(first), quarters.number(last, 4)
    return among[(spells.first[among] <= until) & (spells.last[among] >= begin)]


def _day_within(quarters: Quarters, spells: Spells, chosen: Ints, first: int, last: int, rng: Stream) -> Ints:
    starts = quarters.starts()
    earliest = np.maximum(starts[spells.first[chosen]], year_start(first))
    return between(rng, earliest, np.minimum(starts[spells.last[chosen] + 1], year_start(last + 1)) - 1)
