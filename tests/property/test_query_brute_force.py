"""Tables equal a plain GROUP BY over the records; any request is answered whole or refused for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pq_answers.checks import check_tables
from pq_answers.errors import UserError
from pq_answers.items import Item, load_catalogue
from pq_answers.query import run_item
from pq_answers.results import Result
from pq_answers.store import Reader, Store
from pq_answers.tables import VALUED, RawTable, State

COMMON = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PROFILE = ("leeftijd", "herkomst", "geslacht", "opleidingsniveau", "talenkennis", "provincie")
ADVICE = (*PROFILE, "werkloosheidsduur", "bemiddelingsstatus")
PROVINCES = ("BE10", "BE21", "BE22", "BE23", "BE24", "BE25")


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


@cache
def records(reader: Reader, mart: str, measure: str, first_year: int) -> tuple[dict[str, Any], ...]:
    sql = f"SELECT * FROM {mart} WHERE maatregel = $maatregel AND jaar >= $jaar"
    rows = reader.run(sql, {"maatregel": measure, "jaar": first_year})
    return tuple(dict(zip(rows.columns, row, strict=True)) for row in rows.rows)


def counted(rows: list[dict[str, Any]], names: tuple[str, ...]) -> Counter[tuple[tuple[str, str], ...]]:
    """Count rows by the values of `names`: the GROUP BY that the query must equal, without SQL."""
    return Counter(tuple(sorted((name, row[name] or "_U") for name in names)) for row in rows)


def cells(table: RawTable) -> dict[tuple[str, tuple[tuple[str, str], ...]], Decimal | None]:
    return {(cell.key.period, cell.key.dimensions): cell.value for cell in table}


def one_table(result: Result[RawTable], breakdown: tuple[str, ...]) -> RawTable:
    [table] = [table for table in result.tables if table.breakdown == breakdown]
    return table


def assert_equal_to_records(table: RawTable, rows: list[dict[str, Any]], held: dict[str, str]) -> None:
    """Every cell of `table`, margins too, equals the count of the records with its codes."""
    found = cells(table)
    expected: dict[Any, int] = {}
    for size in range(len(table.breakdown) + 1):
        for names in combinations(table.breakdown, size):
            for year in {row["jaar"] for row in rows}:
                of_year = [row for row in rows if row["jaar"] == year]
                for codes, number in counted(of_year, names).items():
                    expected[str(year), tuple(sorted({**dict(codes), **held}.items()))] = number
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in expected.items() if key in found
    }
    fully = {key for key in expected if len(key[1]) == len(table.breakdown) + len(held)}
    assert fully <= set(found)


breakdowns = st.lists(st.sampled_from(PROFILE), min_size=1, max_size=2, unique=True).map(tuple)
advice_breakdowns = st.lists(st.sampled_from(ADVICE), min_size=1, max_size=2, unique=True).map(tuple)


@COMMON
@given(
    breakdown=breakdowns,
    measure=st.sampled_from(["lde", "arbeidszorg"]),
    years=st.sets(st.sampled_from([2020, 2021]), min_size=1),
    province=st.none() | st.sampled_from(PROVINCES),
)
def test_persons_by_any_breakdown_equal_the_records(
    reader: Reader, breakdown: tuple[str, ...], measure: str, years: set[int], province: str | None
) -> None:
    asked = {"maatregel": measure, "jaren": sorted(years | {2020}), "opsplitsing": " x ".join(breakdown)}
    if province:
        asked["provincie"] = province
    rows = [
        row
        for row in records(reader, "m_persoon_jaar", measure, 2020)
        if row["jaar"] in years | {2020} and province in (None, row["provincie"])
    ]
    result = run_item(reader, load_catalogue().get("doelgroepwerknemers"), asked)
    held = {"provincie": province} if province and "provincie" not in breakdown else {}
    assert_equal_to_records(one_table(result, breakdown), rows, held)


@COMMON
@given(breakdown=advice_breakdowns, measure=st.sampled_from(["lde", "collectief_maatwerk"]))
def test_advice_by_any_breakdown_equals_the_records(
    reader: Reader, breakdown: tuple[str, ...], measure: str
) -> None:
    asked = {"maatregel": measure, "jaren": 2021, "opsplitsing": " x ".join(breakdown)}
    result = run_item(reader, load_catalogue().get("geindiceerden_advies"), asked)
    rows = list(records(reader, "m_advies", measure, 2021))
    assert_equal_to_records(one_table(result, breakdown), rows, {})


@COMMON
@given(
    bounds=st.lists(st.integers(1, 120), min_size=1, max_size=5, unique=True).map(sorted),
    crossed=st.booleans(),
    year=st.integers(2015, 2021),
)
def test_companies_by_any_bands_equal_the_records(
    reader: Reader, bounds: list[int], crossed: bool, year: int
) -> None:
    breakdown = ("grootteklasse", "provincie") if crossed else ("grootteklasse",)
    asked = {"maatregel": "lde", "jaren": year, "klassen": bounds, "opsplitsing": " x ".join(breakdown)}
    result = run_item(reader, load_catalogue().get("ondernemingen_grootteklasse"), asked)
    edges = [0, *bounds, None]

    def band(vte: Decimal) -> str:
        start, end = next((a, b) for a, b in pairwise(edges) if b is None or vte < b)
        return f"B{start}T{'' if end is None else end}"

    rows = [
        {**row, "grootteklasse": band(row["vte"])}
        for row in records(reader, "m_onderneming_jaar", "lde", 2015)
        if row["jaar"] == year
    ]
    assert_equal_to_records(one_table(result, breakdown), rows, {})
    assert check_tables(result.tables) == ()


@COMMON
@given(breakdown=breakdowns, years=st.sets(st.integers(2015, 2021), min_size=1))
def test_margins_are_the_sums_of_their_parts(
    reader: Reader, breakdown: tuple[str, ...], years: set[int]
) -> None:
    asked = {"maatregel": "lde", "jaren": sorted(years), "opsplitsing": " x ".join(breakdown)}
    result = run_item(reader, load_catalogue().get("doelgroepwerknemers"), asked)
    assert check_tables(result.tables) == ()
    values = {cell.key: cell.value or 0 for table in result.tables for cell in table}
    for table in result.tables:
        for dimension in table.breakdown:
            for margin in {cell.key.without(dimension) for cell in table}:
                parts = [
                    value
                    for key, value in values.items()
                    if key.without(dimension) == margin and dimension in dict(key.dimensions)
                ]
                if parts and margin in values:
                    assert sum(parts) == values[margin]


@COMMON
@given(breakdown=breakdowns, wide=st.sets(st.integers(2018, 2021), min_size=2))
def test_asking_fewer_years_gives_the_same_cells(
    reader: Reader, breakdown: tuple[str, ...], wide: set[int]
) -> None:
    item = load_catalogue().get("doelgroepwerknemers")
    asked = {"maatregel": "lde", "opsplitsing": " x ".join(breakdown)}
    few = run_item(reader, item, {**asked, "jaren": min(wide)})
    many = run_item(reader, item, {**asked, "jaren": sorted(wide)})
    more = {cell.key: cell for table in many.tables for cell in table}
    own = {cell.key: cell for table in few.tables for cell in table}
    shared = {table.breakdown for table in many.tables}
    for table in few.tables:
        if table.breakdown in shared:
            for cell in table:
                # Unknown may be a row in the longer series only; what both have is the same.
                assert more.get(cell.key, cell) == cell
    assert own


WORDS = [
    "leeftijd",
    "herkomst",
    "provincie",
    "grootteklasse",
    "type_onderneming",
    "werkloosheidsduur",
    "weg",
    "",
]
PARTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" x ".join)
YEARS = st.one_of(
    st.integers(-5, 100_000),
    st.integers(2010, 2025),
    st.tuples(st.integers(1890, 2110), st.integers(1890, 2110)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
    st.text(max_size=6),
    st.lists(st.integers(2010, 2025), max_size=4),
)
BANDS = st.one_of(
    st.lists(st.integers(-2, 60) | st.floats(), max_size=4), st.text(max_size=8), st.just("grootteklasse_lde")
)
MEASURES = st.lists(
    st.sampled_from(["lde", "arbeidszorg", "collectief_maatwerk", "individueel_maatwerk", "_T", "x"]),
    max_size=3,
)
OPTIONS = st.fixed_dictionaries(
    {"maatregel": MEASURES, "jaren": YEARS},
    optional={
        "opsplitsing": st.lists(PARTS, max_size=3),
        "klassen": BANDS,
        "provincie": st.lists(st.sampled_from([*PROVINCES, "_U", "weg"]), max_size=3),
        "trajectresultaat": st.sampled_from(["succesvol", "niet_succesvol", "", "weg"]),
        "eenheid": st.sampled_from(["personen", "VTE", "weg"]),
        "onbekend": st.just("1"),
    },
)


def answered(reader: Reader, item: Item, asked: dict[str, Any]) -> Result[RawTable] | UserError:
    try:
        return run_item(reader, item, asked)
    except UserError as error:
        return error


def assert_whole(result: Result[RawTable]) -> None:
    ids = [table.id for table in result.tables]
    assert len(ids) == len(set(ids))
    for table in result.tables:
        assert table.rows
        assert table.columns
        keys = [cell.key for cell in table]
        assert len(keys) == len(set(keys)) == len(table.rows) * len(table.columns)
        assert all((cell.value is None) == (cell.state not in VALUED) for cell in table)
        assert all(cell.value != 0 or cell.state is State.ZERO for cell in table)


@settings(COMMON, max_examples=250)
@given(name=st.sampled_from(sorted(load_catalogue().items)), asked=OPTIONS)
def test_any_request_gives_whole_tables_or_a_message_for_people(
    reader: Reader, name: str, asked: dict[str, Any]
) -> None:
    item = load_catalogue().get(name)
    known = {"maatregel", "jaren", "eenheid", *(["opsplitsing"] if asked.get("opsplitsing") else [])}
    fitting = {key: value for key, value in asked.items() if key in known or key in item.params}
    for request in (asked, fitting):
        result = answered(reader, item, request)
        if isinstance(result, UserError):
            assert result.what
            assert result.fix
        else:
            assert_whole(result)
            assert not [f for f in check_tables(result.tables) if f.rule != "klassen"]


@settings(COMMON, max_examples=60)
@given(
    breakdowns=st.lists(breakdowns.map(" x ".join), max_size=3, unique=True),
    years=st.lists(st.integers(2013, 2023), min_size=1, max_size=4),
    measures=st.lists(
        st.sampled_from(["lde", "arbeidszorg", "collectief_maatwerk"]), min_size=1, max_size=3, unique=True
    ),
)
def test_every_sensible_request_is_answered_and_every_difference_is_stated(
    reader: Reader, breakdowns: list[str], years: list[int], measures: list[str]
) -> None:
    item = load_catalogue().get("doelgroepwerknemers")
    asked = {"maatregel": measures, "jaren": years, "opsplitsing": breakdowns}
    result = answered(reader, item, asked)
    if isinstance(result, UserError):
        assert "Er zijn gegevens over" in result.fix
        return
    assert_whole(result)
    stated = {gap.measure for gap in result.gaps}
    for measure in measures:
        periods = {
            cell.key.period for table in result.tables for cell in table if cell.key.measure == measure
        }
        if periods != {str(year) for year in years}:
            assert measure in stated
