"""The demonstration register is a register, not a lookup: the figures of the items follow its records."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pq_answers.answer import query_item
from pq_answers.demo import write_delivery
from pq_answers.items import load_catalogue
from pq_answers.query import run_item
from pq_answers.store import Store

pytestmark = pytest.mark.slow
Figures = dict[str, Decimal | None]
Load = Callable[[dict[str, str]], "Figures"]

ASKED = (
    ("doelgroepwerknemers", {"maatregel": "lde,collectief_maatwerk,arbeidszorg", "jaren": "2015-2021"}),
    (
        "ondernemingen_grootteklasse",
        {"maatregel": "lde,collectief_maatwerk,arbeidszorg", "jaren": "2015-2021"},
    ),
    ("contingent", {"maatregel": "lde,collectief_maatwerk", "jaren": "2015-2021"}),
    ("geindiceerden_advies", {"maatregel": "lde,collectief_maatwerk", "jaren": "2021"}),
    ("doorstroomtrajecten_gestart", {"maatregel": "lde,collectief_maatwerk", "jaren": "2019-2021"}),
    (
        "doorstroom_resultaat",
        {"maatregel": "lde,collectief_maatwerk", "jaren": "2019-2021", "trajectresultaat": "succesvol"},
    ),
    ("evaluaties", {"maatregel": "lde", "jaren": "2019-2021"}),
)


def figures(store: Store) -> Figures:
    """Return the raw figures of the items: a test may look at what no reader sees."""
    catalogue = load_catalogue()
    with store.open() as reader:
        return {
            str(cell.key): cell.value
            for name, asked in ASKED
            for table in run_item(reader, catalogue.get(name), asked).tables
            for cell in table
        }


def changed(delivery: Path, target: Path, conditions: dict[str, str]) -> Path:
    """Copy the delivery without the rows that `conditions` (per table) select."""
    shutil.copytree(delivery, target)
    sidecar = (target / "levering.toml").read_text(encoding="utf-8")
    for table, condition in conditions.items():
        path = next(target.glob(f"{table}.*"))
        kept = f"SELECT * FROM '{path}' WHERE NOT coalesce({condition}, false)"
        duckdb.execute(f"CREATE OR REPLACE TEMP TABLE rest AS {kept}")
        form = "(FORMAT parquet)" if path.suffix == ".parquet" else "(FORMAT csv, HEADER)"
        duckdb.execute(f"COPY rest TO '{path}' {form}")
        row = duckdb.execute("SELECT count(*) FROM rest").fetchone()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        pattern = rf'(tabel = "{table}"\npad = "[^"]+"\nrijen = )\d+(\nsha256 = ")[0-9a-f]+'
        sidecar = re.sub(pattern, rf"\g<1>{row[0] if row else 0}\g<2>{digest}", sidecar)
    (target / "levering.toml").write_text(sidecar, encoding="utf-8")
    return target


def difference(before: Figures, after: Figures) -> dict[str, Decimal]:
    return {
        key: (before.get(key) or Decimal(0)) - (after.get(key) or Decimal(0))
        for key in before | after
        if before.get(key) != after.get(key)
    }


@pytest.fixture(scope="module")
def without(demo_delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Load:
    def load(conditions: dict[str, str]) -> Figures:
        base = tmp_path_factory.mktemp("zonder")
        store = Store(base / "opslag")
        store.load(changed(demo_delivery, base / "levering", conditions))
        return figures(store)

    return load


def test_deleting_one_person_changes_exactly_the_figures_that_it_belongs_to(
    demo_delivery: Path, demo_store: Store, without: Load
) -> None:
    row = duckdb.execute(
        f"""SELECT persoon_id FROM '{demo_delivery}/doorstroomtraject.csv' t
            WHERE maatregel = 'lde' AND trajectresultaat = 'succesvol' AND year(startdatum) = 2020
              AND persoon_id NOT IN (SELECT persoon_id FROM '{demo_delivery}/advies.parquet')
            ORDER BY 1 LIMIT 1"""
    ).fetchone()
    assert row
    person = f"persoon_id = '{row[0]}'"
    tables = (
        "persoon",
        "persoonsprofiel",
        "tewerkstelling",
        "doorstroomtraject",
        "advies",
        "uitstroom",
        "evaluatie",
    )
    changes = difference(figures(demo_store), without(dict.fromkeys(tables, person)))
    persons = {key: value for key, value in changes.items() if not key.startswith("ondernemingen_")}
    assert set(persons.values()) == {Decimal(1)}
    assert {key.split("|")[0] for key in persons} == {
        "doelgroepwerknemers",
        "doorstroomtrajecten_gestart",
        "doorstroom_resultaat",
    }
    assert all("|lde|" in key for key in persons)


def test_deleting_one_company_changes_exactly_the_figures_that_it_belongs_to(
    demo_delivery: Path, demo_store: Store, without: Load
) -> None:
    row = duckdb.execute(
        f"""SELECT onderneming_id FROM '{demo_delivery}/tewerkstelling.parquet'
            WHERE maatregel = 'collectief_maatwerk'
              AND onderneming_id NOT IN (SELECT onderneming_id FROM '{demo_delivery}/doorstroomtraject.csv')
            GROUP BY 1 HAVING count(DISTINCT kwartaal) = 12 ORDER BY 1 LIMIT 1"""
    ).fetchone()
    assert row
    company = f"onderneming_id = '{row[0]}'"
    tables = ("onderneming", "tewerkstelling", "contingent", "doorstroomtraject")
    changes = difference(figures(demo_store), without(dict.fromkeys(tables, company)))
    assert {key.split("|")[0] for key in changes} == {
        "ondernemingen_grootteklasse",
        "doelgroepwerknemers",
        "contingent",
    }
    assert all("|collectief_maatwerk|" in key for key in changes)
    counted = {key: value for key, value in changes.items() if "grootteklasse=" in key}
    assert sorted(counted.values()) == [Decimal(1)] * 3


def test_factor_three_gives_three_times_every_figure(
    demo_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("factor")
    store = Store(base / "opslag")
    store.load(write_delivery(base / "levering", 3))
    single, threefold = figures(demo_store), figures(store)
    assert set(single) == set(threefold)
    assert {key for key, value in single.items() if (value or 0) * 3 != (threefold[key] or 0)} == set()


def test_a_crossing_that_nobody_foresaw_works_and_is_protected(demo_store: Store) -> None:
    item = load_catalogue().get("doelgroepwerknemers")
    asked = {"maatregel": "lde", "jaren": "2021", "opsplitsing": "provincie x opleidingsniveau x geslacht"}
    with demo_store.open() as reader:
        result, report = query_item(item, asked, reader)
    assert result.tables or report.withheld
    shown = [cell.value for table in result.tables for cell in table if cell.value is not None]
    assert not {Decimal(1), Decimal(2), Decimal(3)} & set(shown)
