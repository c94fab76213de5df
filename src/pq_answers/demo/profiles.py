"""Profiles of the demonstration register: kenmerken drawn per person, each given the ones before it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pq_answers.codelists import load_codelist
from pq_answers.demo.draws import Bools, Floats, Ints, Stream, between, pick, pick_same, stream
from pq_answers.demo.people import NONE, People, advice_group, groups
from pq_answers.demo.settings import Settings, codes, weights_of

Columns = dict[str, Ints]


def draw_profiles(settings: Settings, people: People, replica: int) -> Columns:
    """Return the kenmerken of all people as code numbers; -1 stands for unknown or not applicable."""
    return _Profiler(settings, people, stream(settings.seed, "profiel", replica)).draw()


class _Profiler:
    """Draws one kenmerk after the other, so that each can depend on the ones before."""

    def __init__(self, settings: Settings, people: People, rng: Stream) -> None:
        self.settings, self.people, self.rng = settings, people, rng
        self.known: Columns = {"provincie": people.provincie}

    def draw(self) -> Columns:
        """Return the columns of one replica."""
        self._draw("woonplaats", self.people.group, "provincie")
        self._draw("geslacht", self.people.group)
        birth_year = self._birth_year()
        for dimension, given in (
            ("herkomst", ("woonplaats", "leeftijd")),
            ("opleidingsniveau", ("herkomst", "leeftijd")),
            ("talenkennis", ("herkomst", "opleidingsniveau")),
        ):
            self._draw(dimension, self.people.group, *given)
        self._draw_seeking()
        return {"geboortejaar": birth_year, **self._columns()}

    def _draw(self, dimension: str, group: Ints, *given: str) -> None:
        weights = _marginals(self.settings, dimension)[group]
        for name in given:
            weights = weights * _factors(self.settings, name, dimension)[self.known[name]]
        self.known[dimension] = pick(self.rng, weights)

    def _birth_year(self) -> Ints:
        self._draw("leeftijd", self.people.group)
        youngest, oldest = self.settings.profiles["leeftijdsgrens"]
        low, high = _age_bounds(youngest, oldest)
        last, first = self.people.last_year, self.people.first_year
        age = between(self.rng, low[self.known["leeftijd"]], high[self.known["leeftijd"]])
        # Old enough in the first year, not yet retired in the last.
        age = np.minimum(np.maximum(age, youngest + last - first), oldest)
        birth: Ints = last - age
        if_advised = self.settings.reference_day.year - oldest
        # Nobody past the age limit is a job seeker on the reference day.
        birth = np.where(self.people.advice == NONE, birth, np.maximum(birth, if_advised))
        self.known["leeftijd"] = np.searchsorted(high, last - birth)
        return birth

    def _draw_seeking(self) -> None:
        seeks = self.people.advice != NONE
        group = np.where(seeks, advice_group(self.settings, self.people.advice), NONE)
        # Nobody else has these kenmerken; they are drawn for all because that is simpler, then blanked.
        group = np.where(seeks, group, group[seeks][0]) if seeks.any() else group
        self._draw("werkloosheidsduur", group, "leeftijd", "opleidingsniveau")
        self._shorten_after_work()
        self._draw("bemiddelingsstatus", group, "werkloosheidsduur", "leeftijd")

    def _shorten_after_work(self) -> None:
        """Who worked in a maatregel until some quarter has been unemployed since then, not longer."""
        bounds = [float(code.end) * 4 for code in load_codelist("werkloosheidsduur") if code.end is not None]
        idle = len(self.settings.quarters) - 1 - self.people.last_quarter
        since_work = np.searchsorted(bounds, idle, side="right")
        drawn = self.known["werkloosheidsduur"]
        self.known["werkloosheidsduur"] = np.where(self.people.last_spell == NONE, drawn, since_work)

    def _columns(self) -> Columns:
        seeks = self.people.advice != NONE
        home, language = self.known["woonplaats"], self.known["talenkennis"]
        columns = {name: self.known[name] for name in ("geslacht", "herkomst")}
        # An unknown kenmerk is unknown in every year.
        columns["opleidingsniveau"] = self._blanked(self.known["opleidingsniveau"])
        columns["talenkennis"] = self._blanked(language)
        columns["talenkennis_later"] = np.where(
            columns["talenkennis"] == NONE, NONE, self._improved(language)
        )
        columns["provincie"] = self._blanked(home)
        columns["provincie_later"] = np.where(columns["provincie"] == NONE, NONE, self._moved(home))
        for name in ("werkloosheidsduur", "bemiddelingsstatus"):
            columns[name] = np.where(seeks, self._blanked(self.known[name]), NONE)
        return columns

    def _chance(self, setting: str) -> Bools:
        return self.rng.random(len(self.people)) < float(self.settings.profiles[setting])

    def _blanked(self, values: Ints) -> Ints:
        return np.where(self._chance("onbekend"), NONE, values)

    def _improved(self, language: Ints) -> Ints:
        best = len(codes("talenkennis")) - 1
        return np.where(self._chance("taalvooruitgang"), np.minimum(language + 1, best), language)

    def _moved(self, home: Ints) -> Ints:
        weights = np.array(weights_of(self.settings.profiles["hoofdzetel"], "hoofdzetel"))
        elsewhere = pick_same(self.rng, weights, len(home))
        return np.where(self._chance("verhuizing"), elsewhere, home)


def _marginals(settings: Settings, dimension: str) -> Floats:
    tables = settings.profiles["groep"]
    # A group without this kenmerk leaves it to the links with other kenmerken.
    even = dict.fromkeys(codes(dimension), 1)
    return np.array([weights_of(tables[name].get(dimension, even), dimension) for name in groups(settings)])


def _factors(settings: Settings, given: str, target: str) -> Floats:
    rows: Mapping[str, Mapping[str, float]] = settings.profiles["verband"][given][target]
    even = dict.fromkeys(codes(target), 1)
    table = [weights_of(rows.get(code, even), target) for code in codes(given)]
    # The last row is found with -1: without the given kenmerk there is no link.
    return np.array([*table, weights_of(even, target)])


def _age_bounds(youngest: int, oldest: int) -> tuple[Ints, Ints]:
    bands = tuple(load_codelist("leeftijd"))
    low = [max(int(band.start or 0), youngest) for band in bands]
    high = [min(int(band.end) - 1 if band.end else oldest, oldest) for band in bands]
    return np.array(low), np.array(high)
