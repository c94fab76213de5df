"""The demonstration register's records give the printed figures of answer 274, and nothing is looked up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pq_answers.demo import write_delivery

YEARS = (2015, 2016, 2017, 2018, 2019, 2020, 2021)
LDE = {
    "<5": (115, 114, 108, 89, 64, 61, 49),
    "5 tot 10": (58, 58, 58, 55, 57, 49, 46),
    "11 tot 20": (31, 32, 34, 31, 31, 31, 29),
    "21 tot 50": (11, 9, 14, 16, 21, 18, 16),
    "51 tot 100": (5, 4, 4, 5, 5, 6, 7),
    ">100": (2, 2, 2, 3, 3, 3, 3),
}
MAATWERK = {
    "<50": (67, 65, 61),
    "50-100": (34, 32, 31),
    "100-500": (55, 56, 55),
    "500-1000": (1, 1, 2),
    ">1000": (1, 1, 2),
}
ARBEIDSZORG = {
    "experimentele_arbeidszorg": (3, 12, 10, 5),
    "structurele_arbeidszorg": (1, 26, 26, 9),
    "activerende_arbeidszorg": (1, 11, 13, 2),
}
SIZES = """
    SELECT onderneming_id, left(kwartaal, 4)::INTEGER AS jaar, sum(vte) / 4 AS grootte
    FROM tewerkstelling WHERE maatregel = $maatregel GROUP BY ALL
"""
YEARLY_CONTINGENT = """
    WITH jaren AS (SELECT j AS jaar, make_date(j, 1, 1) AS begin, make_date(j, 12, 31) AS einde
                   FROM range(2015, 2022) r(j))
    SELECT jaar, sum(vte::DECIMAL(12,2) * (least(coalesce(tot, einde), einde) - greatest(van, begin) + 1)),
           any_value(einde - begin + 1)
    FROM contingent, jaren
    WHERE maatregel = $maatregel AND van <= einde AND coalesce(tot, einde) >= begin
    GROUP BY jaar ORDER BY jaar
"""


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for path in folder.iterdir():
        if path.suffix in {".csv", ".parquet"}:
            connection.execute(f"CREATE TABLE {path.stem} AS FROM '{path}'")
    return connection


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(write_delivery(tmp_path_factory.mktemp("demo") / "levering")) as connection:
        yield connection


@pytest.fixture(scope="module")
def threefold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(write_delivery(tmp_path_factory.mktemp("demo") / "levering", factor=3)) as connection:
        yield connection


def bands(connection: duckdb.DuckDBPyConnection, codelist: str, maatregel: str) -> dict[tuple[str, int], int]:
    """Count the companies per printed band and year, with the published code list and not the generator's."""
    path = Path(__file__).parents[2] / "data" / "codelists" / f"{codelist}.toml"
    found: dict[tuple[str, int], int] = {}
    rows = connection.execute(SIZES, {"maatregel": maatregel}).fetchall()
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["code"]:
        for _, year, size in rows:
            if entry["van"] <= size < entry.get("tot", float("inf")):
                found[entry["label"], year] = found.get((entry["label"], year), 0) + 1
    return found


def printed(table: dict[str, tuple[int, ...]], factor: int = 1) -> dict[tuple[str, int], int]:
    return {
        (label, YEARS[-len(row) + column]): factor * count
        for label, row in table.items()
        for column, count in enumerate(row)
    }


def test_lde_companies_per_band_and_year_are_the_printed_ones(register: duckdb.DuckDBPyConnection) -> None:
    assert bands(register, "grootteklasse_lde", "lde") == printed(LDE)


def test_maatwerk_companies_per_band_and_year_are_the_printed_ones(
    register: duckdb.DuckDBPyConnection,
) -> None:
    assert bands(register, "grootteklasse_maatwerk", "collectief_maatwerk") == printed(MAATWERK)


def test_arbeidszorg_companies_per_type_and_band_are_the_printed_ones(
    register: duckdb.DuckDBPyConnection,
) -> None:
    rows = register.execute(
        f"""SELECT type_onderneming,
                   (grootte >= 2)::INT + (grootte >= 5)::INT + (grootte >= 10)::INT AS klasse, count(*)
            FROM ({SIZES}) JOIN onderneming USING (onderneming_id) GROUP BY ALL""",
        {"maatregel": "arbeidszorg"},
    ).fetchall()
    assert {(kind, band): n for kind, band, n in rows} == {
        (kind, band): n for kind, row in ARBEIDSZORG.items() for band, n in enumerate(row)
    }


@pytest.mark.parametrize(
    ("maatregel", "gaps"),
    [
        ("lde", [(4.5, 5), (10, 11), (20, 21), (50, 51), (98, 102)]),
        ("collectief_maatwerk", [(49, 51), (99, 101), (495, 505), (990, 1010)]),
        ("arbeidszorg", [(1.9, 2.1), (4.9, 5.1), (9.9, 10.1)]),
    ],
)
def test_no_company_has_a_size_that_two_labels_could_claim(
    register: duckdb.DuckDBPyConnection, maatregel: str, gaps: list[tuple[float, float]]
) -> None:
    sizes = [float(row[2]) for row in register.execute(SIZES, {"maatregel": maatregel}).fetchall()]
    assert not [size for size in sizes for low, high in gaps if low < size < high]


@pytest.mark.parametrize(
    ("maatregel", "averages"),
    [
        ("lde", (1868.0, 1829.9, 1874.9, 2109.0, 2161.3, 2151.4, 2100.7)),
        ("collectief_maatwerk", (19407.5, 19585.8, 19769.0)),
    ],
)
def test_the_yearly_average_contingent_is_exact_to_the_day(
    register: duckdb.DuckDBPyConnection, maatregel: str, averages: tuple[float, ...]
) -> None:
    rows = register.execute(YEARLY_CONTINGENT, {"maatregel": maatregel}).fetchall()
    # In whole tenths times days: no rounding could hide a difference.
    assert [10 * total for _, total, _ in rows] == [
        round(10 * average) * days for average, (_, _, days) in zip(averages, rows, strict=True)
    ]


def test_contingents_also_change_within_a_year(register: duckdb.DuckDBPyConnection) -> None:
    changed = register.execute(
        """SELECT maatregel, count(*) FROM contingent
           WHERE month(van) > 1 AND maatregel <> 'arbeidszorg' GROUP BY 1"""
    ).fetchall()
    assert all(count >= 6 for _, count in changed)
    assert len(changed) == 2


def test_some_lde_companies_gave_up_contingent_and_others_got_more(
    register: duckdb.DuckDBPyConnection,
) -> None:
    row = register.execute(
        """SELECT count(*) FILTER (later.vte < eerder.vte), count(*) FILTER (later.vte > eerder.vte)
           FROM contingent eerder JOIN contingent later USING (onderneming_id, maatregel)
           WHERE maatregel = 'lde' AND later.van = eerder.tot + 1 AND later.van >= DATE '2019-01-01'"""
    ).fetchone()
    assert row is not None
    assert min(row) >= 5


def test_the_contingent_of_arbeidszorg_is_a_fixed_amount_per_type_and_period(
    register: duckdb.DuckDBPyConnection,
) -> None:
    rows = register.execute(
        """SELECT type_onderneming, van::VARCHAR, tot::VARCHAR, sum(vte::DECIMAL(12,2))::VARCHAR
           FROM contingent JOIN onderneming USING (onderneming_id)
           WHERE maatregel = 'arbeidszorg' GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    assert rows == [
        ("activerende_arbeidszorg", "2018-07-16", "2019-10-15", "157.40"),
        ("activerende_arbeidszorg", "2019-10-16", "2020-12-31", "137.42"),
        ("experimentele_arbeidszorg", "2015-01-01", "2021-03-31", "187.60"),
        ("structurele_arbeidszorg", "2015-01-01", "2021-03-31", "389.70"),
    ]


@pytest.mark.parametrize("maatregel", ["lde", "collectief_maatwerk", "arbeidszorg"])
def test_employment_fills_most_of_the_contingent_and_never_more_than_all(
    register: duckdb.DuckDBPyConnection, maatregel: str
) -> None:
    granted = {
        year: float(total) / days
        for year, total, days in register.execute(YEARLY_CONTINGENT, {"maatregel": maatregel}).fetchall()
    }
    filled = register.execute(
        f"SELECT jaar, sum(grootte) FROM ({SIZES}) GROUP BY jaar", {"maatregel": maatregel}
    ).fetchall()
    assert all(0.9 <= float(size) / granted[year] <= 0.97 for year, size in filled)


def test_advice_is_counted_as_printed_and_nobody_has_two(register: duckdb.DuckDBPyConnection) -> None:
    rows = register.execute(
        """SELECT maatregel, count(*), count(DISTINCT persoon_id), max(peildatum)::VARCHAR
           FROM advies GROUP BY 1"""
    ).fetchall()
    assert sorted(rows) == [
        ("collectief_maatwerk", 7061, 7061, "2021-12-31"),
        ("lde", 869, 869, "2021-12-31"),
    ]
    assert register.execute("SELECT count(DISTINCT persoon_id) FROM advies").fetchone() == (7930,)


def test_trajectories_started_per_year_are_the_printed_ones(register: duckdb.DuckDBPyConnection) -> None:
    rows = register.execute(
        "SELECT maatregel, year(startdatum), count(*) FROM doorstroomtraject GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    maatwerk = [("collectief_maatwerk", year, n) for year, n in ((2019, 24), (2020, 51), (2021, 57))]
    assert rows == [*maatwerk, ("lde", 2019, 64), ("lde", 2020, 227), ("lde", 2021, 58)]


def test_trajectory_results_are_the_printed_ones_and_fifty_still_run(
    register: duckdb.DuckDBPyConnection,
) -> None:
    rows = register.execute(
        """SELECT maatregel, trajectresultaat, count(*), count(einddatum)
           FROM doorstroomtraject GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    assert rows == [
        ("collectief_maatwerk", "niet_succesvol", 70, 70),
        ("collectief_maatwerk", "succesvol", 12, 12),
        ("collectief_maatwerk", None, 50, 0),
        ("lde", "niet_succesvol", 282, 282),
        ("lde", "succesvol", 67, 67),
    ]


def test_evaluations_without_trajectory_are_the_printed_ones(register: duckdb.DuckDBPyConnection) -> None:
    rows = dict(
        register.execute(
            """SELECT evaluatieresultaat, count(*) FROM evaluatie
               WHERE maatregel = 'lde' AND traject_id IS NULL GROUP BY 1"""
        ).fetchall()
    )
    assert (rows["collectief_maatwerk"], sum(rows.values())) == (83, 128)
    assert set(rows) == {"collectief_maatwerk", "blijft", "andere"}


def test_ten_per_cent_of_the_sitting_maatwerkers_of_2021_are_evaluated(
    register: duckdb.DuckDBPyConnection,
) -> None:
    row = register.execute(
        """SELECT (SELECT count(*) FROM evaluatie
                   WHERE maatregel = 'collectief_maatwerk' AND traject_id IS NULL AND year(datum) = 2021)
                / (SELECT count(DISTINCT persoon_id) FROM tewerkstelling
                   WHERE maatregel = 'collectief_maatwerk' AND kwartaal LIKE '2021%')"""
    ).fetchone()
    assert row is not None
    assert row[0] == pytest.approx(0.10, abs=0.005)


def test_deleting_one_company_changes_only_its_band(register: duckdb.DuckDBPyConnection) -> None:
    register.execute("BEGIN")
    register.execute(
        """DELETE FROM tewerkstelling WHERE maatregel = 'lde' AND kwartaal LIKE '2021%' AND onderneming_id = (
               SELECT onderneming_id FROM tewerkstelling WHERE maatregel = 'lde' AND kwartaal LIKE '2021%'
               GROUP BY 1 ORDER BY sum(vte) DESC LIMIT 1)"""
    )
    after = bands(register, "grootteklasse_lde", "lde")
    register.execute("ROLLBACK")
    assert after == {**printed(LDE), (">100", 2021): 2}


def test_factor_three_triples_every_calibrated_count(
    register: duckdb.DuckDBPyConnection, threefold: duckdb.DuckDBPyConnection
) -> None:
    assert bands(threefold, "grootteklasse_lde", "lde") == printed(LDE, factor=3)
    assert bands(threefold, "grootteklasse_maatwerk", "collectief_maatwerk") == printed(MAATWERK, factor=3)
    for table in ("persoon", "tewerkstelling", "persoonsprofiel", "uitstroom", "evaluatie", "onderneming"):
        count = f"SELECT count(*) FROM {table}"
        assert threefold.execute(count).fetchall()[0][0] == 3 * register.execute(count).fetchall()[0][0]
    for question in (
        "SELECT maatregel, trajectresultaat, year(startdatum), count(*) FROM doorstroomtraject GROUP BY ALL",
        "SELECT maatregel, maatregel, peildatum, count(*) FROM advies GROUP BY ALL",
    ):
        tripled = sorted(((*row[:3], 3 * row[3]) for row in register.execute(question).fetchall()), key=str)
        assert sorted(threefold.execute(question).fetchall(), key=str) == tripled


def test_factor_three_triples_the_contingent_of_every_year(
    register: duckdb.DuckDBPyConnection, threefold: duckdb.DuckDBPyConnection
) -> None:
    for maatregel in ("lde", "collectief_maatwerk", "arbeidszorg"):
        single = register.execute(YEARLY_CONTINGENT, {"maatregel": maatregel}).fetchall()
        triple = threefold.execute(YEARLY_CONTINGENT, {"maatregel": maatregel}).fetchall()
        assert triple == [(year, 3 * total, days) for year, total, days in single]


def test_the_replicas_of_factor_three_hold_other_people(threefold: duckdb.DuckDBPyConnection) -> None:
    row = threefold.execute(
        """WITH vrouwen AS (
               SELECT onderneming_id, count(DISTINCT persoon_id) AS mensen,
                      count(DISTINCT persoon_id) FILTER (geslacht = 'F') AS vrouwen
               FROM tewerkstelling JOIN persoon USING (persoon_id)
               WHERE maatregel = 'collectief_maatwerk' GROUP BY 1)
           SELECT count(*) FROM (SELECT mensen FROM vrouwen WHERE mensen > 200
                                 GROUP BY mensen HAVING count(DISTINCT vrouwen) > 1)"""
    ).fetchone()
    assert row is not None
    assert row[0] > 20
