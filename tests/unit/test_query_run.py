"""Running an item: a register answers what nobody foresaw, zero differs from not available, gaps are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pq_answers.checks import check_tables
from pq_answers.errors import BlockedError, InputError, UsageError
from pq_answers.items import Item, Moment, load_catalogue
from pq_answers.query import run_item
from pq_answers.query.bind import span_label, with_margins
from pq_answers.query.delivery import plan_delivery
from pq_answers.query.lookup import Expected, read_rows
from pq_answers.results import GapKind, Result
from pq_answers.store import Reader, Rows, Store
from pq_answers.tables import Cell, CellKey, RawTable, State


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


def ask(reader: Any, name: str, **asked: Any) -> Result[RawTable]:
    return run_item(reader, load_catalogue().get(name), asked)


def values(table: RawTable) -> list[list[int | None]]:
    return [[None if cell.value is None else int(cell.value) for cell in row] for row in table.cells]


def labels(table: RawTable) -> list[tuple[str, ...]]:
    return [tuple(category.label for category in header) for header in table.rows]


def test_the_figures_come_from_the_records_not_from_published_figures(
    reader: Reader, tmp_path: Path, demo_delivery: Path
) -> None:
    from pq_answers.store import Sources

    store = Store(tmp_path / "opslag")
    store.load(demo_delivery, sources=replace(Sources.from_catalogue(), published={}))
    asked = {"maatregel": "lde", "jaren": "2015-2021"}
    with store.open() as bare:
        assert bare.run("SELECT count(*) FROM cijfer").rows == [(0,)]
        for name in ("ondernemingen_grootteklasse", "contingent", "doelgroepwerknemers", "evaluaties"):
            assert ask(bare, name, **asked).tables == ask(reader, name, **asked).tables
    assert reader.run("SELECT count(*) > 0 FROM cijfer").rows == [(True,)]


def test_a_crossing_that_nobody_foresaw_works(reader: Reader) -> None:
    result = ask(
        reader, "doelgroepwerknemers", maatregel="lde", jaren=2021, opsplitsing="geslacht x provincie"
    )
    table = result.shown[0]
    assert table.breakdown == ("geslacht", "provincie")
    # Two sexes and their total, six provinces, unknown and their total.
    assert (len(table.rows), len(table.columns)) == (3 * len({row[1].code for row in table.rows}), 1)
    assert values(table)[-1] == [3078]
    [(women,)] = reader.run(
        "SELECT count(*) FROM m_persoon_jaar "
        "WHERE maatregel = 'lde' AND jaar = 2021 AND geslacht = 'F' AND provincie = 'BE21'"
    ).rows
    [cell] = [cell for cell in table if cell.key.dimensions == (("geslacht", "F"), ("provincie", "BE21"))]
    assert cell.value == women


def test_the_order_of_a_crossing_is_the_order_of_its_rows(reader: Reader) -> None:
    tables = [
        ask(reader, "doelgroepwerknemers", maatregel="lde", jaren=2021, opsplitsing=crossing).shown[0]
        for crossing in ("geslacht x herkomst", "herkomst x geslacht")
    ]
    assert [table.rows[0][0].dimension for table in tables] == ["geslacht", "herkomst"]
    assert set(tables[0]) == set(tables[1])


def test_a_province_filter_counts_only_that_province_and_says_so_in_its_keys(reader: Reader) -> None:
    result = ask(
        reader,
        "doelgroepwerknemers",
        maatregel="lde",
        jaren=2021,
        provincie="Limburg",
        opsplitsing="geslacht",
    )
    [(number,)] = reader.run(
        "SELECT count(*) FROM m_persoon_jaar WHERE maatregel = 'lde' AND jaar = 2021 AND provincie = 'BE22'"
    ).rows
    total = next(iter(result.tables[0]))
    assert (total.value, total.key.dimensions) == (number, (("provincie", "BE22"),))
    assert result.filters == {"provincie": ("BE22",)}


def test_a_breakdown_by_the_filtered_dimension_shows_only_its_codes_and_no_total(reader: Reader) -> None:
    result = ask(
        reader,
        "doelgroepwerknemers",
        maatregel="lde",
        jaren=2021,
        provincie="BE21,BE22",
        opsplitsing="provincie",
    )
    [table] = result.tables
    assert labels(table) == [("Antwerpen",), ("Limburg",)]
    assert "provincie" in table.additive
    assert table.complete == ()
    assert (
        check_tables([table, *ask(reader, "doelgroepwerknemers", maatregel="lde", jaren=2021).tables]) == ()
    )


def test_persons_over_some_codes_together_are_refused(reader: Reader) -> None:
    with pytest.raises(
        UsageError, match=r"niet over enkele codes van «provincie».*splits ook op naar provincie"
    ):
        ask(reader, "doelgroepwerknemers", maatregel="lde", jaren=2021, provincie="BE21,BE22")
    companies = ask(reader, "ondernemingen_grootteklasse", maatregel="lde", jaren=2021, provincie="BE21,BE22")
    assert next(iter(companies.tables[0])).key.dimensions == (("provincie", "BE21+BE22"),)


@pytest.mark.parametrize(
    ("crossings", "allowed"),
    [
        (["herkomst", "herkomst x provincie"], False),
        (["herkomst x provincie", "provincie"], True),
        (["provincie", "geslacht"], False),
    ],
)
def test_persons_over_some_codes_are_refused_unless_every_breakdown_keeps_the_codes_apart(
    reader: Reader, crossings: list[str], allowed: bool
) -> None:
    asked = {"maatregel": "lde", "jaren": 2021, "provincie": "BE21,BE24", "opsplitsing": crossings}
    if not allowed:
        with pytest.raises(UsageError, match=r"niet over enkele codes.*in elke opsplitsing"):
            ask(reader, "doelgroepwerknemers", **asked)
        return
    keys = [cell.key for table in ask(reader, "doelgroepwerknemers", **asked).tables for cell in table]
    assert keys
    assert {dict(key.dimensions)["provincie"] for key in keys} == {"BE21", "BE24"}


def test_what_is_not_known_has_a_row_of_its_own_only_where_it_occurs(reader: Reader) -> None:
    result = ask(
        reader,
        "doorstroomtrajecten_gestart",
        maatregel="lde",
        jaren="2019-2021",
        opsplitsing=["talenkennis", "geslacht"],
    )
    by_breakdown = {table.breakdown: labels(table) for table in result.shown}
    unknown = [
        breakdown for breakdown, rows in by_breakdown.items() if any("Onbekend" in row for row in rows)
    ]
    [(missing,)] = reader.run(
        "SELECT count(*) FROM m_traject WHERE maatregel = 'lde' AND startjaar >= 2020 AND talenkennis IS NULL"
    ).rows
    assert (("talenkennis",) in unknown) == bool(missing)
    assert ("geslacht",) not in unknown


def test_zero_is_a_figure_and_not_available_is_none(reader: Reader) -> None:
    orientation = ask(reader, "evaluaties", maatregel="lde", jaren="2019-2021").shown[0]
    states = {
        row[0].code: cells[0].state for row, cells in zip(orientation.rows, orientation.cells, strict=True)
    }
    assert states["doorstroom"] is State.ZERO
    assert states["collectief_maatwerk"] is State.VALUE
    advice = ask(reader, "geindiceerden_advies", maatregel="lde,arbeidszorg", jaren=2021).tables[0]
    assert [cell.state for cell in advice] == [State.VALUE, State.NOT_APPLICABLE]
    stock = ask(reader, "contingent_stand", maatregel="arbeidszorg", jaren=2021).shown[0]
    assert stock.cells[0][2].state is State.NONE


def test_a_measure_outside_its_years_is_not_available_beside_one_that_has_data(
    overlay: Any, reader: Reader
) -> None:
    text = overlay.sql.replace('rol = "maatregel", codelist', 'rol = "maatregel", plaats = "rij", codelist')
    overlay.item(sql=text)
    table = ask(reader, "proef", maatregel="lde,collectief_maatwerk", jaren="2018-2019").tables[0]
    assert [[cell.state for cell in row] for row in table.cells] == [
        [State.VALUE, State.VALUE],
        [State.NOT_AVAILABLE, State.VALUE],
    ]


def test_bands_share_a_key_exactly_where_their_bounds_are_equal(reader: Reader) -> None:
    asked = {"maatregel": "lde", "jaren": 2021, "opsplitsing": "grootteklasse"}
    tables = [
        ask(reader, "ondernemingen_grootteklasse", **asked, **extra).shown[0]
        for extra in (
            {},
            {"klassen": "5,10,20"},
            {"klassen": "grootteklasse_maatwerk"},
            {"klassen": "grootteklasse_lde"},
        )
    ]
    assert tables[0].cells == tables[3].cells
    keys = [{dict(cell.key.dimensions)["grootteklasse"] for cell in table} for table in tables[:3]]
    assert keys[0] == {"B0T5", "B5T11", "B11T21", "B21T51", "B51T100", "B100T"}
    assert keys[0] & keys[1] == {"B0T5"}
    assert keys[2] == {"B0T50", "B50T100", "B100T500", "B500T1000", "B1000T"}
    assert check_tables(tables[:2]) == check_tables(tables[:1])
    assert [row[0].code for row in tables[0].rows] == ["B0", "B5", "B11", "B21", "B51", "B100"]
    assert labels(tables[2])[0] == ("<50",)
    assert [sum(cell.value or 0 for cell in table) for table in tables] == [150, 150, 150, 150]


GAPS = [
    ("collectief_maatwerk", "2015-2021", None, [(GapKind.YEARS, ("2019", "2020", "2021"))]),
    (
        "lde",
        "2019-2021",
        "leeftijd,geslacht",
        [(GapKind.BREAKDOWN, ("2020", "2021"))],
    ),
    ("lde", "2015-2019", "leeftijd", [(GapKind.BREAKDOWN, ())]),
    ("arbeidszorg", "2019-2020", "leeftijd", [(GapKind.YEARS, ("2020",))]),
    ("lde", "2020-2021", "leeftijd", []),
    ("lde", "2021-2030", None, [(GapKind.YEARS, ("2021",))]),
]


@pytest.mark.parametrize(("measure", "years", "breakdown", "expected"), GAPS)
def test_every_difference_between_asked_and_delivered_is_a_gap(
    reader: Reader, measure: str, years: str, breakdown: str | None, expected: object
) -> None:
    result = ask(reader, "doelgroepwerknemers", maatregel=measure, jaren=years, opsplitsing=breakdown)
    assert [(gap.kind, gap.delivered) for gap in result.gaps] == expected


def test_a_gap_of_a_filtered_breakdown_names_the_passage_of_the_profile(reader: Reader) -> None:
    result = ask(
        reader,
        "doelgroepwerknemers",
        maatregel="lde",
        jaren="2019-2021",
        provincie="BE21",
        opsplitsing="provincie",
    )
    assert [(gap.kind, gap.passage) for gap in result.gaps] == [(GapKind.YEARS, "profiel-vanaf-2020")]


@pytest.mark.parametrize("breakdown", [None, "geslacht"])
def test_a_filter_on_the_profile_gives_no_zeros_for_the_years_without_a_profile(
    reader: Reader, breakdown: str | None
) -> None:
    asked = {"maatregel": "lde", "jaren": "2015-2021", "provincie": "BE21", "opsplitsing": breakdown}
    result = ask(reader, "doelgroepwerknemers", **asked)
    assert {cell.key.period for table in result.tables for cell in table} == {"2020", "2021"}
    assert all(cell.value for cell in result.tables[0])
    assert result.periods == ("2020", "2021")
    assert [(gap.kind, gap.delivered, gap.passage) for gap in result.gaps] == [
        (GapKind.YEARS, ("2020", "2021"), "profiel-vanaf-2020")
    ]


def test_a_filter_that_is_no_characteristic_leaves_the_years_of_the_figure(reader: Reader) -> None:
    result = ask(
        reader, "doorstroom_resultaat", maatregel="lde", jaren="2019-2021", trajectresultaat="succesvol"
    )
    assert (result.periods, result.gaps) == (("2019-2021",), ())


def test_one_measure_without_data_is_a_gap_and_the_other_is_answered(reader: Reader) -> None:
    result = ask(reader, "doelgroepwerknemers", maatregel="lde,arbeidszorg", jaren=2021)
    assert result.measures == ("lde",)
    assert [(gap.measure, gap.delivered) for gap in result.gaps] == [("arbeidszorg", ())]


def test_a_series_that_breaks_off_inside_a_year_says_its_quarter(reader: Reader) -> None:
    result = ask(reader, "contingent_stand", maatregel="arbeidszorg", jaren="2020-2021")
    assert labels(result.shown[0]) == [("2020",), ("2021 (kw1)",)]
    assert [(gap.kind, gap.delivered) for gap in result.gaps] == [(GapKind.YEARS, ("2020", "2021-Q1"))]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"jaren": 2014}, r"Voor 2014 heeft.*lokale diensteneconomie 2015-2021"),
        ({"jaren": "2022-2030"}, r"geen gegevens.*2015-2021"),
        ({"jaren": "2015-2018", "provincie": "BE21", "opsplitsing": "provincie"}, "2020-2021"),
        ({"jaren": "2015-2018", "provincie": "BE21"}, "2020-2021"),
    ],
)
def test_years_without_any_data_are_refused_with_the_nearest_span(
    reader: Reader, asked: Any, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        ask(reader, "doelgroepwerknemers", maatregel="lde", **asked)
    assert caught.value.where == "doelgroepwerknemers"


def test_a_measure_that_the_item_does_not_have_is_refused_with_those_it_has(reader: Reader) -> None:
    with pytest.raises(InputError, match=r"geen gegevens over individueel maatwerk.*lokale diensteneconomie"):
        ask(reader, "doelgroepwerknemers", maatregel="individueel_maatwerk", jaren=2021)


def test_a_measure_that_only_a_passage_answers_gives_no_table(reader: Reader) -> None:
    result = ask(reader, "doorstroomtrajecten_gestart", maatregel="arbeidszorg", jaren=2021)
    assert (result.tables, result.measures) == ((), ())
    assert [(gap.kind, gap.passage) for gap in result.gaps] == [
        (GapKind.MEASURE, "arbeidszorg-geen-doorstroom")
    ]


@pytest.mark.parametrize(
    ("name", "unit", "gaps"),
    [
        ("ondernemingen_grootteklasse", "personen", [("personen", "VTE")]),
        ("ondernemingen_grootteklasse", "VTE", []),
        ("doelgroepwerknemers", "VTE", [("VTE", "personen")]),
        ("doelgroepwerknemers", "personen", []),
    ],
)
def test_another_unit_than_the_asked_one_is_a_gap(reader: Reader, name: str, unit: str, gaps: object) -> None:
    result = ask(reader, name, maatregel="lde", jaren=2021, eenheid=unit)
    assert [gap.unit for gap in result.gaps] == gaps
    with pytest.raises(UsageError, match="codelijst «eenheid»"):
        ask(reader, name, maatregel="lde", jaren=2021, eenheid="stuks")


def test_years_taken_together_have_one_period(reader: Reader) -> None:
    asked = {"maatregel": "lde", "trajectresultaat": "succesvol"}
    for years, code in ((2020, "2020"), ("2019-2021", "2019-2021"), ("2019,2021", "2019+2021")):
        table = ask(reader, "doorstroom_resultaat", **asked, jaren=years).tables[0]
        assert next(iter(table)).key.period == code
    assert span_label([2019, 2021]) == "2019+2021"


def test_a_result_knows_where_it_came_from(reader: Reader) -> None:
    result = ask(reader, "doelgroepwerknemers", maatregel="lde", jaren="2019-2021", opsplitsing="leeftijd")
    assert result.provenance.snapshot == reader.info.id
    assert result.provenance.sql_sha256 == load_catalogue().get("doelgroepwerknemers").sha256
    assert [values["jaren"] for values in result.provenance.parameters] == [[2019, 2020, 2021], [2020, 2021]]


def test_a_crossing_brings_all_its_margins_once() -> None:
    assert with_margins([("b", "a"), ("a",)]) == ((), ("a",), ("b",), ("a", "b"))


class Answering:
    """A reader that gives these rows whatever is asked."""

    def __init__(self, reader: Reader, rows: list[tuple[object, ...]]) -> None:
        self.info, self.rows = reader.info, rows

    def run(self, sql: str, params: object, *, where: str) -> Rows:
        names = ("maatregel", "periode", "provincie", "vte", "houders", "grootste", "tweede")
        held = (9, Decimal("0.5"), Decimal("0.5"))
        return Rows(names, ("",) * len(names), [(*row, *held) for row in self.rows])


GOOD: tuple[object, ...] = ("lde", "2021", "_T", Decimal("1.5"))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([GOOD, GOOD], "twee keer"),
        ([("lde", "2021", "BE99", 1)], "code die niet in de codelijst staat"),
        ([("lde", "2021", None, 1)], "code die niet in de codelijst staat"),
        ([("lde", "2021-12-31", "_T", 1)], "«periode» geeft een code die niet gevraagd is"),
        ([("lde", 2021, "_T", 1)], "«periode» geeft een code die niet gevraagd is"),
        ([("lde", None, "_T", 1)], "«periode» geeft een code die niet gevraagd is"),
        ([("arbeidszorg", "2021", "_T", 1)], "«maatregel» geeft een code die niet gevraagd is"),
        ([("lde", "2021", "_T", 1.5)], "geen geheel of decimaal getal"),
        ([("lde", "2021", "_T", None)], "geen geheel of decimaal getal"),
        ([("lde", "2021", "_T", True)], "geen geheel of decimaal getal"),
    ],
)
def test_rows_that_cannot_be_right_are_refused_never_dropped(reader: Reader, rows: Any, words: str) -> None:
    with pytest.raises(BlockedError, match=words) as caught:
        ask(Answering(reader, rows), "contingent", maatregel="lde", jaren=2021)
    assert caught.value.where.endswith("contingent.sql")
    assert caught.value.fix


@pytest.mark.parametrize("decimals", [None, -1, 7, "1", 1.0])
def test_a_number_of_decimals_that_cannot_be_is_refused(decimals: object) -> None:
    item: Item = load_catalogue().get("contingent_stand")
    columns = (
        "maatregel", "periode", "type_onderneming", "vte", "decimalen", "geldigheid",
        "houders", "grootste", "tweede",
    )  # fmt: skip
    expected = Expected("arbeidszorg", frozenset({"2021-Q1"}), frozenset({2021}), frozenset(), {})
    with pytest.raises(BlockedError, match="geen aantal decimalen"):
        read_rows(item, columns, [("arbeidszorg", "2021-Q1", "_T", 1, decimals, "", 9, 1, 1)], expected)
    rows = [("arbeidszorg", "2021-Q1", "_T", 1, 2, None, 9, 1, 1)]
    [figure] = read_rows(item, columns, rows, expected).values()
    assert (figure.decimals, figure.note) == (2, "")


def test_without_rows_a_contingent_is_not_available(reader: Reader) -> None:
    table = ask(Answering(reader, []), "contingent", maatregel="lde", jaren=2021).tables[0]
    assert [cell.state for cell in table] == [State.NOT_AVAILABLE]


def test_the_last_year_is_that_of_the_snapshot() -> None:
    item = load_catalogue().get("doelgroepwerknemers")
    from pq_answers.items import read_request

    request = read_request(item, {"maatregel": "lde", "jaren": "2019-2021"})
    [part] = plan_delivery(item, request, 2020).slices
    assert part.moments == (Moment(2019), Moment(2020))
    assert part.years == (2019, 2020)


def test_a_cell_carries_a_value_exactly_where_its_state_does() -> None:
    key = CellKey.make("i", "p", "lde", {"b": "1", "a": "_T"}, "2021", "personen")
    assert str(key) == "i|p|lde|b=1|2021|personen"
    assert str(key.without("b")) == "i|p|lde|-|2021|personen"
    assert Cell(key, Decimal(3), note="x").suppressed() == Cell(key, None, State.SUPPRESSED)
    for value, state in ((None, State.VALUE), (Decimal(1), State.NONE), (None, State.ZERO)):
        with pytest.raises(ValueError, match="does not fit"):
            Cell(key, value, state)


def test_a_grid_must_fit_its_headers(reader: Reader) -> None:
    table = ask(reader, "contingent", maatregel="lde", jaren="2020-2021").tables[0]
    for wrong in ({"rows": ()}, {"columns": table.columns[:1]}):
        with pytest.raises(ValueError, match="does not fit its headers"):
            replace(table, **wrong)
