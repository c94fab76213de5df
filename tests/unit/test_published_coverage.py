"""Every published figure can be asked for: a plan of the demonstration shows it, or a reason says why not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from pq_answers import nl
from pq_answers.answer import draft
from pq_answers.codelists import load_codelist
from pq_answers.items import load_catalogue, load_passage
from pq_answers.ledger import canonical, worded
from pq_answers.plan import read_plan
from pq_answers.published import Precision, PublishedFigure, Role, read_catalogue
from pq_answers.store import Store
from pq_answers.tables import VALUED, CellKey

DATA = Path(__file__).parents[2] / "data"
PLANS = sorted((DATA / "demo").glob("vraag-*.toml"))
MADE = "2026-11-21T00:00:00+00:00"
Shown = dict[CellKey, set[str]]

# What no plan shows: the reason, and with what the names of the figures begin that it holds for.
EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "it stands in the passage studie-beschutte-werkplaats": ("vdab2005-p15-001", "vdab2005-p16-008"),
    "another print of what the same source prints more exactly or more often, which is shown": (
        "vdab2005-p11-032",
        "vdab2005-p21-001",
        "ladder2017-t5-002",
        "ladder2017-am3-001",
        "ladder2017-wg-002",
    ),
    "it stands behind the figure of its year, as the time for which that holds": (
        "sv274-3b-012",
        "sv274-3b-017",
    ),
    "a lower bound beside the exact figure, which is shown": ("pom2013-wjd-002",),
    "it stands, in the same words, in the passage ladder-in-woorden": (
        "ladder2017-nb1-002",
        "ladder2017-nb2-004",
        "ladder2017-t5-007",
        "ladder2017-t5b-001",
    ),
    "the table of the rungs shows it, counted among all of the ladder": ("ladder2017-t5-004",),
}


@pytest.fixture(scope="module")
def shown(demo_store: Store) -> Shown:
    """What the plans print of every quantity: its figure, the word behind it, or why there is none."""
    found: Shown = defaultdict(set)
    with demo_store.open() as reader:
        for path in PLANS:
            record = draft(read_plan(path), reader, load_catalogue(), made=MADE, formats=("txt",)).record
            for number in record["getallen"]:
                if number["herkomst"] == "cel":
                    found[counted(CellKey.parse(number["naam"]))].add(number["tekst"])
    return found


def figures() -> list[PublishedFigure]:
    return [figure for figure in read_catalogue() if figure.role is not Role.CONSTANT]


def is_shown(figure: PublishedFigure, shown: Shown) -> bool:
    """Whether a plan prints the figure: the number with its decimals, and how exactly it may be read."""
    return set(texts_of(figure)) <= shown.get(counted(figure.key), set())


def counted(key: CellKey) -> CellKey:
    """Return the canonical key; a form of work that is a part of a measure is one in every inventory."""
    key = canonical(key)
    form = dict(key.dimensions).get("werkvorm", "_")
    known = load_codelist("werkvorm")
    whole = str((known.get(form).texts or {}).get("deel_van", "")) if form in known else ""
    return replace(key, measure=whole or key.measure)


def texts_of(figure: PublishedFigure) -> list[str]:
    if figure.value is None or figure.state not in VALUED:
        return [nl.capital(load_codelist("status").label(figure.state)).replace("N.b.", "n.b.")]
    number = nl.number(figure.value, figure.decimals, signed=figure.role is Role.GROWTH)
    return [number] if figure.precision is Precision.EXACT else [f"{worded(figure)} {number}"]


def is_excepted(figure: PublishedFigure) -> bool:
    return any(figure.id.startswith(names) for names in EXCEPTIONS.values())


def test_a_plan_shows_every_published_figure(shown: Shown) -> None:
    missing = [figure.id for figure in figures() if not is_excepted(figure) and not is_shown(figure, shown)]
    assert not missing, "\n".join(missing)


def test_every_exception_is_one(shown: Shown) -> None:
    for name in (name for names in EXCEPTIONS.values() for name in names):
        own = [figure for figure in figures() if figure.id.startswith(name)]
        assert own, f"{name} is no figure"
        assert not any(is_shown(figure, shown) for figure in own), f"{name} is shown"


def test_a_passage_holds_every_condition_of_the_study() -> None:
    passages = [load_passage(path.stem) for path in sorted((DATA / "passages").glob("studie-*.md"))]
    for figure in read_catalogue():
        if figure.source == "vdab-2005" and figure.role is Role.CONSTANT:
            number = re.match(r"\d+", figure.printed)
            constants = {
                value for p in passages if figure.measure in p.measures for value in p.constants.values()
            }
            assert number, figure.id
            assert number[0] in constants, figure.id
