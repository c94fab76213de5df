"""The SQL itself, on a few records made by hand: who counts once, and on which day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from pq_answers.items import load_catalogue
from pq_answers.resources import find_file


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def records(db: duckdb.DuckDBPyConnection, table: str, columns: str, *rows: tuple[object, ...]) -> None:
    db.execute(f"CREATE TABLE {table} ({columns})")
    for row in rows:
        db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def answer(db: duckdb.DuckDBPyConnection, name: str, **asked: Any) -> list[dict[str, Any]]:
    cursor = db.execute(load_catalogue().get(name).sql, asked)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


TRAJECT = (
    "maatregel VARCHAR, startjaar INTEGER, einddatum DATE, traject_id VARCHAR, persoon_id VARCHAR, "
    "trajectresultaat VARCHAR, leeftijd VARCHAR, herkomst VARCHAR, geslacht VARCHAR, "
    "opleidingsniveau VARCHAR, talenkennis VARCHAR, provincie VARCHAR"
)


def traject(number: str, year: int, end: str | None, person: str, result: str | None, age: str) -> Any:
    return ("lde", year, end, number, person, result, age, None, "F", None, None, "BE21")


def outcomes(db: duckdb.DuckDBPyConnection, result: str, years: list[int]) -> dict[str, int]:
    rows = answer(
        db,
        "doorstroom_resultaat",
        maatregel=["lde"],
        jaren=years,
        periode="2019-2021",
        trajectresultaat=[result],
        sneden=[[], ["leeftijd"]],
    )
    return {row["leeftijd"]: row["aantal"] for row in rows}


def test_a_person_with_two_ended_trajectories_counts_once_with_the_profile_of_the_last(db: Any) -> None:
    records(
        db,
        "m_traject",
        TRAJECT,
        traject("t1", 2019, "2019-12-31", "p1", "succesvol", "Y_LT25"),
        traject("t2", 2020, "2021-03-31", "p1", "succesvol", "Y25T39"),
        traject("t3", 2021, None, "p1", None, "Y25T39"),
        traject("t4", 2020, "2020-06-30", "p2", "niet_succesvol", "Y_LT25"),
        traject("t5", 2021, "2021-06-30", "p2", "succesvol", "Y_LT25"),
    )
    together = outcomes(db, "succesvol", [2019, 2020, 2021])
    assert together == {"_T": 2, "Y25T39": 1, "Y_LT25": 1}
    assert outcomes(db, "niet_succesvol", [2019, 2020, 2021]) == {}
    assert outcomes(db, "niet_succesvol", [2020]) == {"_T": 1, "Y_LT25": 1}


def test_an_advice_counts_on_the_last_reference_date_of_its_year_only(db: Any) -> None:
    records(
        db,
        "persoon",
        "persoon_id VARCHAR, herkomst VARCHAR, geslacht VARCHAR, geboortejaar INTEGER",
        *((person, None, "F", 1990) for person in ("p1", "p2", "p3")),
    )
    records(db, "codelijst", "lijst VARCHAR, code VARCHAR, van INTEGER, tot INTEGER")
    own = ["opleidingsniveau", "talenkennis", "werkloosheidsduur", "bemiddelingsstatus", "provincie"]
    records(
        db,
        "advies",
        f"persoon_id VARCHAR, peildatum DATE, maatregel VARCHAR, {' VARCHAR, '.join(own)} VARCHAR",
        ("p1", "2021-06-30", "lde", *own),
        ("p2", "2021-06-30", "lde", *own),
        ("p1", "2021-12-31", "lde", *own),
        ("p3", "2020-12-31", "lde", *own),
    )
    mart = find_file("queries/marts/40_m_advies.sql").read_text(encoding="utf-8")
    db.execute(f"CREATE TABLE m_advies AS {mart}")
    rows = answer(
        db, "geindiceerden_advies", maatregel=["lde"], jaren=[2020, 2021], sneden=[[]], provincie=[]
    )
    assert {row["periode"]: row["aantal"] for row in rows} == {"2020": 1, "2021": 1}


GRANTED = (
    "maatregel VARCHAR, onderneming_id VARCHAR, type_onderneming VARCHAR, provincie VARCHAR,"
    "van DATE, tot DATE, vte DECIMAL(12, 2)"
)


def test_what_a_company_holds_is_added_up_before_it_is_held_against_others(db: Any) -> None:
    records(
        db,
        "m_contingent",
        GRANTED,
        ("lde", "o1", "x", "BE21", "2019-01-01", None, 2),
        ("lde", "o1", "x", "BE21", "2019-01-01", "2020-06-30", 1.24),
        ("lde", "o2", "x", "BE21", "2020-12-31", None, 9),
        ("lde", "o3", "x", "BE22", "2019-01-01", "2019-12-31", 7),
    )
    rows = answer(db, "contingent", maatregel=["lde"], jaren=[2020], sneden=[[], ["provincie"]])
    told = {row["provincie"]: (str(row["vte"]), row["houders"], float(row["grootste"])) for row in rows}
    # 1,24 during 182 of 366 days, and 9 during one: 2,6 and 0,0.
    assert told == {"_T": ("2.6", 1, 2.6), "BE21": ("2.6", 1, 2.6)}


def test_validities_stand_in_the_order_of_their_first_day(db: Any) -> None:
    records(
        db,
        "m_contingent",
        GRANTED,
        ("arbeidszorg", "o1", "structurele_arbeidszorg", "BE21", "2019-02-03", "2019-12-31", 2),
        ("arbeidszorg", "o2", "structurele_arbeidszorg", "BE22", "2019-02-03", "2019-12-31", 1),
        ("arbeidszorg", "o3", "experimentele_arbeidszorg", "BE21", "2019-02-03", "2019-12-31", 1),
        ("arbeidszorg", "o4", "activerende_arbeidszorg", "BE21", "2019-01-15", None, 5),
        ("arbeidszorg", "o5", "activerende_arbeidszorg", "BE22", "2019-11-01", None, 5),
    )
    [row] = answer(db, "contingent_stand", maatregel=["arbeidszorg"], perioden=["2019"], sneden=[[]])
    assert row["vte"] == 14
    assert (row["houders"], row["grootste"], row["tweede"]) == (5, 5, 5)
    assert row["geldigheid"] == "15/1/2019; 3/2/2019 – 31/12/19; 1/11/19"
