"""Uitstroom of the demonstration register: where people go, also several times in one year."""

from __future__ import annotations

import numpy as np

from pq_answers.demo.draws import Bools, Floats, Ints, Stream, between, pick, stream
from pq_answers.demo.employment import Spells
from pq_answers.demo.people import NONE, People
from pq_answers.demo.quarters import year_start
from pq_answers.demo.settings import Settings, codes, weights_of
from pq_answers.demo.trajectories import Trajectories

Columns = dict[str, Ints]


class Outflow:
    """Collects the destinations of people, one source after the other."""

    def __init__(self, settings: Settings, spells: Spells, person: Ints, people: People) -> None:
        self._settings, self._spells, self._person, self._people = settings, spells, person, people
        self._rng = stream(settings.seed, "uitstroom")
        self._rows: list[tuple[Ints, Ints, Ints]] = []
        years = settings.outflow["jaren"]
        self._period = year_start(years[0]), year_start(years[-1] + 1) - 1
        self._starts = settings.quarters.starts()

    def rows(self, trajectories: Trajectories, earlier: Ints, later: Ints) -> Columns:
        """Return person, day and destination, a person and day once."""
        placed = self._after_success(trajectories)
        self._into_next_spell(earlier, later)
        self._after_work(placed)
        self._seekers()
        person, day, destination = (np.concatenate(column) for column in zip(*self._rows, strict=True))
        inside = (day >= self._period[0]) & (day <= self._period[1])
        person, day, destination = person[inside], day[inside], destination[inside]
        # The first source wins: a traject's outcome is not overwritten by a drawn destination.
        _, once = np.unique(person * 100_000 + day, return_index=True)
        return {"persoon": person[once], "datum": day[once], "bestemming": destination[once]}

    def _after_success(self, trajectories: Trajectories) -> Ints:
        ended = np.isin(trajectories.spell, trajectories.succeeded)
        persons = self._person[trajectories.spell[ended]]
        # The new job follows the traject at once; one that ended on the very last day is registered that day.
        day = np.minimum(trajectories.end[ended] + 1, self._period[1])
        destination = np.full(len(persons), codes("uitstroombestemming").index("nec"))
        self._rows.append((persons, day, destination))
        return persons

    def _into_next_spell(self, earlier: Ints, later: Ints) -> None:
        change = self._spells.maatregel[earlier] != self._spells.maatregel[later]
        names = codes("uitstroombestemming")
        same = np.array([names.index(code) if code in names else NONE for code in codes("maatregel")])
        day = self._starts[self._spells.first[later[change]]]
        self._rows.append((self._person[later[change]], day, same[self._spells.maatregel[later[change]]]))

    def _after_work(self, placed: Ints) -> None:
        people = self._people
        # Where the register of a maatregel ends, its people do not leave: they are only no longer counted.
        final = np.zeros(len(codes("maatregel")), dtype=np.int64)
        np.maximum.at(final, self._spells.maatregel, self._spells.last)
        leavers: Bools = people.last_spell != NONE
        leavers &= people.last_quarter < final[self._spells.maatregel[people.last_spell]]
        leavers[placed] = False
        persons = self._some(leavers, "na_tewerkstelling")
        quarter = people.last_quarter[persons]
        day = between(self._rng, self._starts[quarter + 1] - 30, self._starts[quarter + 1] - 1)
        weights = np.array([self._weights(code) for code in codes("maatregel")])
        maatregel = self._spells.maatregel[people.last_spell[persons]]
        self._add(persons, day, weights[maatregel])

    def _seekers(self) -> None:
        persons = self._some((self._people.advice != NONE) & (self._people.last_spell == NONE), "met_advies")
        first, last = (np.full(len(persons), day) for day in self._period)
        day = between(self._rng, first, last)
        self._add(persons, day, np.array([self._weights("advies")] * len(persons)))

    def _some(self, among: Bools, chance: str) -> Ints:
        return np.flatnonzero(among & (self._rng.random(len(among)) < float(self._settings.outflow[chance])))

    def _weights(self, origin: str) -> list[float]:
        # A maatregel without destinations of its own is never drawn from; the row keeps the numbering.
        return weights_of(self._settings.outflow["bestemming"].get(origin, {}), "uitstroombestemming")

    def _add(self, persons: Ints, day: Ints, weights: Floats) -> None:
        self._rows.append((persons, day, pick(self._rng, weights)))
        self._rows.append(_second(self._rng, persons, day, weights, float(self._settings.outflow["tweede"])))


def _second(rng: Stream, persons: Ints, day: Ints, weights: Floats, chance: float) -> tuple[Ints, Ints, Ints]:
    again = rng.random(len(persons)) < chance
    later = day[again] + between(rng, np.full(again.sum(), 20), np.full(again.sum(), 150))
    return persons[again], later, pick(rng, weights[again])
