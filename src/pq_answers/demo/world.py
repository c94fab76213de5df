"""The calibrated structure of the demonstration register: every row of every table, without profiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pq_answers.demo.careers import Careers
from pq_answers.demo.companies import Company, found_companies
from pq_answers.demo.contingents import grant_columns, grant_contingents
from pq_answers.demo.draws import Ints
from pq_answers.demo.employment import Employment, Spells, employ
from pq_answers.demo.outflow import Outflow
from pq_answers.demo.people import NONE, People, gather_people
from pq_answers.demo.settings import Settings, codes
from pq_answers.demo.trajectories import Evaluations, Trajectories, evaluate, start_trajectories

Columns = dict[str, Ints]


@dataclass(frozen=True, slots=True)
class World:
    """The people, and per register table its columns as whole numbers; -1 is empty."""

    people: People
    tables: dict[str, Columns]


def build_world(settings: Settings) -> World:
    """Return the structure that the settings describe; equal settings give an equal world."""
    companies = found_companies(settings)
    employment = employ(settings, companies)
    spells = employment.spells
    # Trajecten come before careers: who succeeded may not turn up again in a later employment.
    trajectories = start_trajectories(settings, spells)
    evaluations = evaluate(settings, spells, trajectories)
    careers = Careers(settings, companies, employment, trajectories, evaluations)
    person = careers.join()
    people = gather_people(settings, companies, spells, person, person[trajectories.succeeded])
    outflow = Outflow(settings, spells, person, people)
    tables = {
        "onderneming": _companies(companies),
        "tewerkstelling": _employment(employment, person),
        "contingent": _contingents(settings, companies),
        "doorstroomtraject": _trajectories(trajectories, spells, person),
        "evaluatie": _evaluations(evaluations, spells, person),
        "uitstroom": outflow.rows(trajectories, careers.earlier, careers.later),
        "advies": _advice(people),
    }
    return World(people, tables)


def _companies(companies: list[Company]) -> Columns:
    types = codes("type_onderneming")
    kinds = [types.index(c.block.company_type) if c.block.company_type else NONE for c in companies]
    return {
        "onderneming": np.arange(len(companies)),
        "provincie": np.array([company.provincie for company in companies]),
        "type_onderneming": np.array(kinds),
    }


def _employment(employment: Employment, person: Ints) -> Columns:
    spell, spells = employment.spell, employment.spells
    return {
        "persoon": person[spell],
        "onderneming": spells.company[spell],
        "maatregel": spells.maatregel[spell],
        "kwartaal": employment.quarter,
        "vte": employment.vte,
    }


def _contingents(settings: Settings, companies: list[Company]) -> Columns:
    columns = grant_columns(grant_contingents(settings, companies))
    maatregel = np.array([codes("maatregel").index(company.block.maatregel) for company in companies])
    return {**columns, "maatregel": maatregel[columns["onderneming"]]}


def _trajectories(trajectories: Trajectories, spells: Spells, person: Ints) -> Columns:
    return {
        "traject": np.arange(len(trajectories.spell)),
        "persoon": person[trajectories.spell],
        "onderneming": spells.company[trajectories.spell],
        "maatregel": spells.maatregel[trajectories.spell],
        "startdatum": trajectories.start,
        "einddatum": trajectories.end,
        "resultaat": trajectories.result,
    }


def _evaluations(evaluations: Evaluations, spells: Spells, person: Ints) -> Columns:
    return {
        "evaluatie": np.arange(len(evaluations.spell)),
        "persoon": person[evaluations.spell],
        "maatregel": spells.maatregel[evaluations.spell],
        "datum": evaluations.day,
        "resultaat": evaluations.result,
        "traject": evaluations.traject,
    }


def _advice(people: People) -> Columns:
    persons = np.flatnonzero(people.advice != NONE)
    return {"persoon": persons, "maatregel": people.advice[persons]}
