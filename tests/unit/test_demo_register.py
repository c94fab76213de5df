"""The demonstration register obeys the register's schema, and its people lead believable lives."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pq_answers.codelists import load_codelist
from pq_answers.demo import write_delivery

SCHEMA: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "register.toml").read_text(encoding="utf-8")
)
TABLES = sorted(SCHEMA)
COLUMNS = [(table, name) for table in TABLES for name in SCHEMA[table]["kolommen"]]
SHARE_OF = """
    SELECT count(*) FILTER ({condition}) / count(*) FROM (
        SELECT DISTINCT persoon_id, maatregel, geslacht, herkomst, 2020 - geboortejaar AS leeftijd,
               opleidingsniveau, talenkennis, persoonsprofiel.provincie
        FROM tewerkstelling JOIN persoon USING (persoon_id) JOIN persoonsprofiel USING (persoon_id)
        WHERE kwartaal LIKE '2020%' AND jaar = 2020)
    WHERE {among}
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = write_delivery(tmp_path_factory.mktemp("demo") / "levering")
    with duckdb.connect() as connection:
        for table in TABLES:
            file = next(folder.glob(f"{table}.*"))
            # Every value must fit its declared type: the cast fails on the first that does not.
            columns = ", ".join(f"{n}::{c['type']} AS {n}" for n, c in SCHEMA[table]["kolommen"].items())
            connection.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM '{file}'")
        yield connection


def number(connection: duckdb.DuckDBPyConnection, question: str) -> Any:
    row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def share(connection: duckdb.DuckDBPyConnection, condition: str, among: str = "true") -> float:
    return float(number(connection, SHARE_OF.format(condition=condition, among=among)))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_exactly_the_declared_columns_and_unique_keys(
    register: duckdb.DuckDBPyConnection, table: str
) -> None:
    columns = SCHEMA[table]["kolommen"]
    keys = ", ".join(name for name, column in columns.items() if column.get("sleutel"))
    assert [row[0] for row in register.execute(f"DESCRIBE {table}").fetchall()] == list(columns)
    assert number(register, f"SELECT count(*) - count(DISTINCT ({keys})) FROM {table}") == 0


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_holds_only_what_the_schema_allows(
    register: duckdb.DuckDBPyConnection, table: str, column: str
) -> None:
    rule = SCHEMA[table]["kolommen"][column]
    if rule.get("verplicht", True):
        assert number(register, f"SELECT count(*) - count({column}) FROM {table}") == 0
    if "codelijst" in rule:
        found = register.execute(
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        ).fetchall()
        assert {row[0] for row in found} <= set(load_codelist(rule["codelijst"]).names)
    if "verwijst" in rule:
        other, key = rule["verwijst"].split(".")
        lost = f"SELECT count({column}) FROM {table} a ANTI JOIN {other} b ON a.{column} = b.{key}"
        assert number(register, lost) == 0
    if "patroon" in rule:
        pattern = rule["patroon"]
        assert number(register, f"SELECT bool_and(regexp_full_match({column}, '{pattern}')) FROM {table}")
    if "min" in rule:
        low, high = rule["min"], rule["max"]
        assert number(register, f"SELECT bool_and({column} BETWEEN {low} AND {high}) FROM {table}")


@pytest.mark.parametrize("table", [table for table in TABLES if "geldigheid" in SCHEMA[table]])
def test_intervals_run_forward_and_never_overlap(register: duckdb.DuckDBPyConnection, table: str) -> None:
    for rule in SCHEMA[table]["geldigheid"]:
        begin, end, per = rule["van"], rule["tot"], ", ".join(rule["per"])
        rows = register.execute(
            f"SELECT {per}, {begin}, coalesce({end}, DATE '9999-12-31') FROM {table} ORDER BY {per}, {begin}"
        ).fetchall()
        assert all(row[-2] <= row[-1] for row in rows)
        assert all(a[-1] < b[-2] for a, b in pairwise(rows) if a[:-2] == b[:-2])


def test_nobody_stands_in_persoon_without_another_row(register: duckdb.DuckDBPyConnection) -> None:
    assert (
        number(
            register,
            """SELECT count(*) FROM persoon WHERE persoon_id NOT IN (
               SELECT persoon_id FROM tewerkstelling UNION ALL SELECT persoon_id FROM advies)""",
        )
        == 0
    )


def test_everyone_employed_since_2020_has_a_profile_of_that_year_and_nobody_else(
    register: duckdb.DuckDBPyConnection,
) -> None:
    assert (
        register.execute(
            """(SELECT persoon_id, left(kwartaal, 4)::INT FROM tewerkstelling WHERE kwartaal >= '2020')
           EXCEPT SELECT persoon_id, jaar FROM persoonsprofiel"""
        ).fetchall()
        == []
    )
    assert (
        register.execute(
            """SELECT persoon_id, jaar FROM persoonsprofiel
           EXCEPT SELECT persoon_id, left(kwartaal, 4)::INT FROM tewerkstelling"""
        ).fetchall()
        == []
    )


@pytest.mark.parametrize("table", ["persoonsprofiel", "advies"])
def test_less_than_two_per_cent_of_a_profile_field_is_unknown(
    register: duckdb.DuckDBPyConnection, table: str
) -> None:
    optional = [n for n, c in SCHEMA[table]["kolommen"].items() if not c.get("verplicht", True)]
    for column in optional:
        assert 0 < number(register, f"SELECT 1 - count({column}) / count(*) FROM {table}") < 0.02


def test_employment_covers_the_declared_quarters_of_each_measure(register: duckdb.DuckDBPyConnection) -> None:
    assert register.execute(
        """SELECT maatregel, min(kwartaal), max(kwartaal), count(DISTINCT kwartaal)
           FROM tewerkstelling GROUP BY 1 ORDER BY 1"""
    ).fetchall() == [
        ("arbeidszorg", "2020-Q1", "2020-Q4", 4),
        ("collectief_maatwerk", "2019-Q1", "2021-Q4", 12),
        ("lde", "2015-Q1", "2021-Q4", 28),
    ]


def test_every_company_employs_only_while_it_has_a_contingent(register: duckdb.DuckDBPyConnection) -> None:
    assert (
        number(
            register,
            """SELECT count(*) FROM (
                   SELECT DISTINCT onderneming_id, maatregel, make_date(left(kwartaal, 4)::INT,
                          3 * right(kwartaal, 1)::INT - 2, 1) AS dag FROM tewerkstelling) t
               ANTI JOIN contingent c ON c.onderneming_id = t.onderneming_id AND c.maatregel = t.maatregel
                     AND t.dag >= c.van AND t.dag <= coalesce(c.tot, DATE '9999-12-31')""",
        )
        == 0
    )


def test_a_person_is_on_a_trajectory_once_and_employed_there_all_the_while(
    register: duckdb.DuckDBPyConnection,
) -> None:
    assert number(register, "SELECT count(*) - count(DISTINCT persoon_id) FROM doorstroomtraject") == 0
    gaps = """
        SELECT count(*) FROM doorstroomtraject d, generate_series(
            date_trunc('quarter', startdatum), coalesce(einddatum, DATE '2021-12-31'), INTERVAL 3 MONTH
        ) q(dag)
        ANTI JOIN tewerkstelling t
            ON t.persoon_id = d.persoon_id AND t.onderneming_id = d.onderneming_id
            AND t.maatregel = d.maatregel AND t.kwartaal = year(q.dag) || '-Q' || quarter(q.dag)
    """
    assert number(register, gaps) == 0


def test_ended_trajectories_end_in_2020_or_2021_after_three_to_fifteen_months(
    register: duckdb.DuckDBPyConnection,
) -> None:
    assert number(
        register,
        """SELECT bool_and(einddatum BETWEEN DATE '2020-01-01' AND DATE '2021-12-31'
                           AND einddatum >= startdatum + INTERVAL 3 MONTH
                           AND einddatum <= startdatum + INTERVAL 15 MONTH)
           FROM doorstroomtraject WHERE trajectresultaat IS NOT NULL""",
    )


def test_who_succeeds_no_longer_works_in_the_social_economy(register: duckdb.DuckDBPyConnection) -> None:
    later = """
        SELECT count(*) FROM doorstroomtraject JOIN tewerkstelling USING (persoon_id)
        WHERE trajectresultaat = 'succesvol' AND kwartaal > year(einddatum) || '-Q' || quarter(einddatum)
    """
    assert number(register, later) == 0


def test_everyone_on_a_trajectory_has_a_profile_of_the_year_it_ended_or_started(
    register: duckdb.DuckDBPyConnection,
) -> None:
    lost = """
        SELECT count(*) FROM doorstroomtraject d ANTI JOIN persoonsprofiel p
        ON p.persoon_id = d.persoon_id AND p.jaar = year(coalesce(d.einddatum, d.startdatum))
    """
    assert number(register, lost) == 0


def test_every_trajectory_follows_an_evaluation_of_the_same_person(
    register: duckdb.DuckDBPyConnection,
) -> None:
    followed = """
        SELECT count(*) FROM doorstroomtraject d JOIN evaluatie e
        ON e.traject_id = d.traject_id AND e.persoon_id = d.persoon_id AND e.maatregel = d.maatregel
        AND e.datum <= d.startdatum AND e.evaluatieresultaat = 'doorstroom'
    """
    assert number(register, followed) == number(register, "SELECT count(*) FROM doorstroomtraject") == 481
    assert number(register, "SELECT bool_and(year(datum) BETWEEN 2019 AND 2021) FROM evaluatie")


def test_evaluated_persons_are_employed_in_that_measure_on_that_day(
    register: duckdb.DuckDBPyConnection,
) -> None:
    absent = """
        SELECT count(*) FROM evaluatie e ANTI JOIN tewerkstelling t
        ON t.persoon_id = e.persoon_id AND t.maatregel = e.maatregel
        AND t.kwartaal = year(e.datum) || '-Q' || quarter(e.datum)
    """
    assert number(register, absent) == 0


def test_some_people_move_to_maatwerk_and_some_work_in_two_measures_in_one_year(
    register: duckdb.DuckDBPyConnection,
) -> None:
    for origin in ("lde", "arbeidszorg"):
        moved = f"""
            SELECT count(*) FROM (SELECT persoon_id, max(kwartaal) AS tot FROM tewerkstelling
                                  WHERE maatregel = '{origin}' GROUP BY 1) e
            JOIN (SELECT persoon_id, min(kwartaal) AS van FROM tewerkstelling
                  WHERE maatregel = 'collectief_maatwerk' GROUP BY 1) l USING (persoon_id) WHERE van >= tot
        """
        assert number(register, moved) > 50
    double = """
        SELECT count(*) FROM (SELECT persoon_id FROM tewerkstelling WHERE kwartaal LIKE '2020%'
                              GROUP BY 1 HAVING count(DISTINCT maatregel) > 1)
    """
    assert number(register, double) > 30
    assert (
        number(
            register,
            "SELECT max(s) FROM (SELECT sum(vte) s FROM tewerkstelling GROUP BY persoon_id, kwartaal)",
        )
        <= 1
    )


def test_most_companies_and_people_are_still_there_a_year_later(
    register: duckdb.DuckDBPyConnection,
) -> None:
    for column, least in (("onderneming_id", 0.85), ("persoon_id", 0.75)):
        stayed = f"""
            WITH aanwezig AS (SELECT DISTINCT {column} AS wie, left(kwartaal, 4)::INT AS jaar
                              FROM tewerkstelling WHERE maatregel = 'lde')
            SELECT min(deel) FROM (
                SELECT a.jaar, count(l.wie) / count(*) AS deel
                FROM aanwezig a LEFT JOIN aanwezig l ON l.wie = a.wie AND l.jaar = a.jaar + 1
                WHERE a.jaar < 2021 GROUP BY a.jaar)
        """
        assert number(register, stayed) >= least


def test_people_are_of_working_age_whenever_they_work(register: duckdb.DuckDBPyConnection) -> None:
    ages = """
        SELECT min(left(kwartaal, 4)::INT - geboortejaar) || '-' || max(left(kwartaal, 4)::INT - geboortejaar)
        FROM tewerkstelling JOIN persoon USING (persoon_id)
    """
    assert number(register, ages) == "18-65"


def test_the_measures_differ_as_they_do_in_flanders(register: duckdb.DuckDBPyConnection) -> None:
    lde, maatwerk, zorg = (f"maatregel = '{m}'" for m in ("lde", "collectief_maatwerk", "arbeidszorg"))
    assert share(register, "geslacht = 'F'", lde) > share(register, "geslacht = 'F'", maatwerk) + 0.1
    assert share(register, "herkomst = 'NEU'", lde) > share(register, "herkomst = 'NEU'", maatwerk) + 0.1
    assert share(register, "leeftijd >= 55", zorg) > share(register, "leeftijd >= 55", maatwerk) + 0.05
    assert (
        2.2
        < number(register, "SELECT count(*) / sum(vte) FROM tewerkstelling WHERE maatregel = 'arbeidszorg'")
        < 2.8
    )


def test_origin_goes_with_language_and_age_with_education(register: duckdb.DuckDBPyConnection) -> None:
    weak = "talenkennis IN ('NL0', 'NL1')"
    assert share(register, weak, "herkomst = 'NEU'") > 3 * share(register, weak, "herkomst = 'BE'")
    assert share(register, "opleidingsniveau = 'ED5-8'", "herkomst = 'NEU'") > share(
        register, "opleidingsniveau = 'ED5-8'", "herkomst = 'BE'"
    )
    low = "opleidingsniveau = 'ED0-2'"
    assert share(register, low, "leeftijd >= 55") > share(register, low, "leeftijd < 40") + 0.05


def test_antwerpen_and_both_flanders_are_the_largest_provinces(register: duckdb.DuckDBPyConnection) -> None:
    shares = {code: share(register, f"provincie = '{code}'") for code in load_codelist("provincie").names}
    assert set(sorted(shares, key=lambda code: -shares[code])[:3]) == {"BE21", "BE23", "BE25"}
    assert 0 < shares["BE10"] < 0.02


def test_people_mostly_live_in_the_province_of_their_company(register: duckdb.DuckDBPyConnection) -> None:
    near = """
        SELECT avg((p.provincie = o.provincie)::INT) FROM tewerkstelling t
        JOIN onderneming o USING (onderneming_id)
        JOIN persoonsprofiel p ON p.persoon_id = t.persoon_id AND p.jaar = left(t.kwartaal, 4)::INT
    """
    assert 0.88 < number(register, near) < 0.97


def test_profiles_are_stable_from_one_year_to_the_next(register: duckdb.DuckDBPyConnection) -> None:
    same = """
        SELECT avg((a.opleidingsniveau IS NOT DISTINCT FROM b.opleidingsniveau)::INT),
               avg((a.talenkennis IS NOT DISTINCT FROM b.talenkennis)::INT),
               avg((a.provincie IS NOT DISTINCT FROM b.provincie)::INT)
        FROM persoonsprofiel a JOIN persoonsprofiel b ON a.persoon_id = b.persoon_id
        WHERE a.jaar = 2020 AND b.jaar = 2021
    """
    education, language, home = register.execute(same).fetchall()[0]
    assert education == 1
    assert 0.93 < language < 1
    assert 0.97 < home < 1


def test_older_and_longer_unemployed_seekers_are_harder_to_place(
    register: duckdb.DuckDBPyConnection,
) -> None:
    asked = "SELECT avg((bemiddelingsstatus = 'niet_toeleidbaar')::INT) FROM advies WHERE "
    assert number(register, asked + "maatregel = 'collectief_maatwerk'") > 0.45
    assert number(register, asked + "maatregel = 'lde'") < 0.1
    assert number(register, asked + "werkloosheidsduur = 'Y_GE5'") > 2 * number(
        register, asked + "werkloosheidsduur = 'Y_LT1'"
    )
    longest = """
        SELECT avg((werkloosheidsduur = 'Y_GE5')::INT) FROM advies JOIN persoon USING (persoon_id) WHERE
    """
    assert (
        number(register, longest + "geboortejaar < 1967")
        > number(register, longest + "geboortejaar > 1990") + 0.2
    )


def test_some_people_have_several_destinations_in_one_year(register: duckdb.DuckDBPyConnection) -> None:
    several = """
        SELECT count(*) FROM (SELECT persoon_id FROM uitstroom GROUP BY persoon_id, year(datum)
                              HAVING count(DISTINCT uitstroombestemming) > 1)
    """
    assert number(register, several) > 200
    assert number(register, "SELECT bool_and(year(datum) BETWEEN 2019 AND 2021) FROM uitstroom")
    assert number(register, "SELECT count(DISTINCT uitstroombestemming) FROM uitstroom") == 7


def test_an_unforeseen_crossing_adds_up_to_its_total(register: duckdb.DuckDBPyConnection) -> None:
    crossed = """
        SELECT sum(n) FROM (
            SELECT (2021 - geboortejaar) // 10 AS leeftijd, herkomst,
                   coalesce(p.provincie, '_U') AS provincie, count(DISTINCT persoon_id) AS n
            FROM tewerkstelling JOIN persoon USING (persoon_id) JOIN persoonsprofiel p USING (persoon_id)
            WHERE maatregel = 'lde' AND kwartaal LIKE '2021%' AND jaar = 2021 GROUP BY ALL)
    """
    total = """
        SELECT count(DISTINCT persoon_id) FROM tewerkstelling
        WHERE maatregel = 'lde' AND kwartaal LIKE '2021%'
    """
    assert number(register, crossed) == number(register, total)


def test_an_id_says_nothing_about_the_measure(register: duckdb.DuckDBPyConnection) -> None:
    means = register.execute(
        """SELECT avg(substr(persoon_id, 2)::INT) / (SELECT count(*) FROM persoon)
           FROM (SELECT DISTINCT maatregel, persoon_id FROM tewerkstelling) GROUP BY maatregel"""
    ).fetchall()
    assert all(mean == pytest.approx(0.5, abs=0.03) for (mean,) in means)
