"""Careers of the demonstration register: which spells, one after the other, belong to the same person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pq_answers.demo.companies import Company
from pq_answers.demo.draws import Bools, Ints, Stream, shuffled, stream
from pq_answers.demo.employment import UNIT, Employment
from pq_answers.demo.settings import Settings, codes
from pq_answers.demo.trajectories import Evaluations, Trajectories


class Careers:
    """Joins spells to careers; a spell is joined once at most, so that a career has two spells at most."""

    def __init__(
        self,
        settings: Settings,
        companies: list[Company],
        employment: Employment,
        trajectories: Trajectories,
        evaluations: Evaluations,
    ) -> None:
        spells = employment.spells
        self._settings, self._spells = settings, spells
        at_start = np.flatnonzero(np.diff(employment.spell, prepend=-1))
        self._first_vte = employment.vte[at_start]
        self._last_vte = employment.vte[np.append(at_start[1:], len(employment.spell)) - 1]
        self._provincie = np.array([company.provincie for company in companies])[spells.company]
        self._may_leave = np.ones(len(spells), dtype=np.bool_)
        self._may_leave[trajectories.succeeded] = False
        self._may_join = np.ones(len(spells), dtype=np.bool_)
        self._may_join[trajectories.spell] = False
        oriented = evaluations.result == codes("evaluatieresultaat").index("collectief_maatwerk")
        self._oriented = evaluations.spell[oriented]
        self.earlier: Ints = np.array([], dtype=np.int64)
        self.later: Ints = np.array([], dtype=np.int64)

    def join(self) -> Ints:
        """Return the person of every spell, numbered from 0 without gaps."""
        for move in self._settings.careers["overstap"]:
            rng = stream(self._settings.seed, "overstap", move["van"], move["naar"])
            self._move(move, rng)
        person = np.arange(len(self._spells))
        person[self.later] = person[self.earlier]
        return np.unique(person, return_inverse=True)[1]

    def _move(self, move: Mapping[str, Any], rng: Stream) -> None:
        leavers = np.flatnonzero(self._leavers(move, rng))
        other_measure = move["van"] != move["naar"]
        overlap = rng.random(len(leavers)) < float(self._settings.careers["overlap"])
        begin = self._spells.last[leavers] + np.where(overlap & other_measure, 0, 1)
        joiners = np.flatnonzero(self._joiners(move["naar"]))
        key_out = _ranked(self._key(leavers, begin), rng)
        key_in = _ranked(self._key(joiners, self._spells.first[joiners]), rng)
        _, out, into = np.intersect1d(key_out, key_in, assume_unique=True, return_indices=True)
        earlier, later = leavers[out], joiners[into]
        # A company that hires back its own leaver would have had no leaver at all.
        possible = self._spells.company[earlier] != self._spells.company[later]
        possible &= self._within_full_time(earlier, later)
        self._record(earlier[possible], later[possible])

    def _within_full_time(self, earlier: Ints, later: Ints) -> Bools:
        together = self._last_vte[earlier] + self._first_vte[later] <= UNIT
        return np.asarray(together | (self._spells.last[earlier] < self._spells.first[later]))

    def _leavers(self, move: Mapping[str, Any], rng: Stream) -> Bools:
        among: Bools = self._spells.of(move["van"]) & self._may_leave
        among &= self._spells.last < len(self._settings.quarters) - 1
        chosen = rng.random(len(among)) < float(move["aandeel"])
        if move["naar"] == "collectief_maatwerk":
            chosen[self._oriented] = True
        return np.asarray(among & chosen)

    def _joiners(self, maatregel: str) -> Bools:
        among = self._spells.of(maatregel)
        # Who is there from the maatregel's first quarter on was there before the register began.
        later: Bools = self._spells.first > self._spells.first[among].min()
        return np.asarray(among & self._may_join & later)

    def _key(self, spells: Ints, quarter: Ints) -> Ints:
        return self._provincie[spells] * (len(self._settings.quarters) + 1) + quarter

    def _record(self, earlier: Ints, later: Ints) -> None:
        self.earlier, self.later = np.append(self.earlier, earlier), np.append(self.later, later)
        for taken in (earlier, later):
            self._may_leave[taken] = self._may_join[taken] = False


def _ranked(key: Ints, rng: Stream) -> Ints:
    """Return unique keys: a random rank among equals is added, so that pairs are one to one."""
    mixed = shuffled(rng, len(key))
    mixed = mixed[np.argsort(key[mixed], kind="stable")]
    # The second leaver of a provincie and quarter meets the second joiner there, and so on.
    rank = np.arange(len(key))
    starts = np.flatnonzero(np.diff(key[mixed], prepend=-1))
    rank -= np.repeat(starts, np.diff(np.append(starts, len(key))))
    ranked = np.empty_like(key)
    ranked[mixed] = key[mixed] * 1_000_000 + rank
    return ranked
