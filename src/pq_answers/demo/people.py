"""The people of the demonstration register: what is known of a person before the profile is drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from pq_answers.demo.companies import Company
from pq_answers.demo.draws import Ints, sample, shuffled, stream
from pq_answers.demo.employment import Spells
from pq_answers.demo.settings import Settings, codes

NONE = -1


@dataclass(frozen=True, slots=True)
class People:
    """Per person: profile group, provincie of the company, years and last spell, and maatregel of the advies.

    -1 stands for none: no company, no spell, no advies.
    """

    group: Ints
    provincie: Ints
    first_year: Ints
    last_year: Ints
    last_spell: Ints
    last_quarter: Ints
    advice: Ints

    def __len__(self) -> int:
        return len(self.group)


def groups(settings: Settings) -> list[str]:
    """Return the names of the profile groups; their positions are the group numbers."""
    return list(settings.profiles["groep"])


def gather_people(
    settings: Settings, companies: list[Company], spells: Spells, person: Ints, placed: Ints
) -> People:
    """Return everyone who was employed, and the job seekers with an advies; who is `placed` seeks no job."""
    employed = _employed(settings, companies, spells, person)
    rng = stream(settings.seed, "advies")
    wanted = settings.advice["aantal"]
    advice = np.repeat([codes("maatregel").index(code) for code in wanted], list(wanted.values()))
    advice = advice[shuffled(rng, len(advice))]
    idle = np.setdiff1d(np.flatnonzero(employed.last_quarter < len(settings.quarters) - 1), placed)
    former = sample(rng, idle, round(float(settings.advice["eerder_tewerkgesteld"]) * len(advice)))
    employed.advice[former] = advice[: len(former)]
    return _joined(employed, _seekers(settings, advice[len(former) :]))


def _employed(settings: Settings, companies: list[Company], spells: Spells, person: Ints) -> People:
    # The last spell decides the profile group: someone who moved to maatwerk resembles his colleagues there.
    in_time = np.lexsort((spells.first, person))
    starts = np.flatnonzero(np.diff(person[in_time], prepend=-1))
    first = in_time[starts]
    last = in_time[np.append(starts[1:], len(person)) - 1]
    names = groups(settings)
    group_of = np.array([names.index(code) if code in names else NONE for code in codes("maatregel")])
    provincie = np.array([company.provincie for company in companies])
    return People(
        group=group_of[spells.maatregel[last]],
        provincie=provincie[spells.company[last]],
        first_year=settings.quarters.year(spells.first[first]),
        last_year=settings.quarters.year(spells.last[last]),
        last_spell=last,
        last_quarter=spells.last[last],
        advice=np.full(len(first), NONE),
    )


def _seekers(settings: Settings, advice: Ints) -> People:
    year = np.full(len(advice), settings.reference_day.year)
    nothing = np.full(len(advice), NONE)
    return People(advice_group(settings, advice), nothing, year, year, nothing, nothing, advice)


def advice_group(settings: Settings, advice: Ints) -> Ints:
    """Return the profile group of the job seekers with an advies for these maatregelen."""
    names = groups(settings)
    numbers = [
        names.index(f"advies_{code}") if f"advies_{code}" in names else NONE for code in codes("maatregel")
    ]
    return np.array(numbers)[advice]


def _joined(one: People, other: People) -> People:
    return People(*(np.concatenate([getattr(one, f.name), getattr(other, f.name)]) for f in fields(People)))
