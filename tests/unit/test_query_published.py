"""Published figures as tables: periods and codes are those of the rows, and what is missing is said."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from pq_answers.answer.recipe import query_item
from pq_answers.errors import BlockedError, InputError, UsageError
from pq_answers.items import load_catalogue
from pq_answers.query import run_item
from pq_answers.results import Gap, GapKind, Result
from pq_answers.store import Reader, Rows, Store
from pq_answers.tables import RawTable, State, years_within

HEADER = """\
-- /// item
-- titel        = "Proef"
-- indicator    = "participatieladder"
-- omschrijving = "Wat gedrukt is."
-- bron         = "POM West-Vlaanderen"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stand"
-- trefwoorden  = ["proef"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["trede", "regio"] }
-- regio     = { codelist = "regio", filter = "regio", verplicht = false }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- trede     = { rol = "dimensie", codelist = "trede", volledig = false }
-- regio     = { rol = "dimensie", codelist = "regio", plaats = "kolom", volledig = false, totaal = false }
-- periode   = { rol = "periode", vrij = true }
-- aantal    = { rol = "waarde", eenheid = "personen", leeg = "nb", status = "stand", titel = "Personen" }
-- stand     = { rol = "status" }
-- groei     = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = "cijfers", teken = true }
-- cijfers   = { rol = "decimalen" }
-- bron      = { rol = "bron" }
-- [beschikbaar.lde]
-- jaren = { van = 2003, tot = 2025 }
-- [beschikbaar.sine]
-- jaren = { van = 2012, tot = 2025 }
-- ///
SELECT
    c.maatregel, '_T' AS trede, '_T' AS regio, c.periode, c.waarde AS aantal, c.status AS stand,
    c.waarde AS groei, c.decimalen AS cijfers, c.bron
FROM m_cijfer AS c
WHERE
    $maatregel::VARCHAR[] = [] AND $jaren::INTEGER[] = []
    AND $sneden::VARCHAR[][] = [] AND $regio::VARCHAR[] = []
"""
COLUMNS = ("maatregel", "trede", "regio", "periode", "aantal", "stand", "groei", "cijfers", "bron")
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


class Answering:
    """A reader that gives the rows of the measure that is asked."""

    def __init__(self, reader: Reader, rows: list[Row]) -> None:
        self.info, self.rows = reader.info, rows
        self.asked: list[Any] = []

    def run(self, sql: str, params: Any, *, where: str) -> Rows:
        self.asked.append(params)
        own = [row for row in self.rows if row[0] in (*params["maatregel"], "fout")]
        return Rows(COLUMNS, ("",) * len(COLUMNS), own)


def row(period: str = "2017", trede: str = "T5", regio: str = "BE25", **cells: Any) -> Row:
    known = {"maatregel": "lde", "trede": trede, "regio": regio, "periode": period, "bron": "ladder-2017"}
    return tuple((known | cells).get(name) for name in COLUMNS)


def one(period: str = "2017", value: int = 7, **cells: Any) -> Row:
    return row(period, aantal=value, **cells)


@pytest.fixture
def ask(overlay: Any, reader: Reader) -> Any:
    overlay.item(sql=HEADER)

    def run(*rows: Row, **asked: Any) -> Result[RawTable]:
        given = {"maatregel": "lde", "jaren": "2012-2025", "opsplitsing": "trede x regio"} | asked
        return run_item(Answering(reader, list(rows)), load_catalogue().get("proef"), given)  # type: ignore[arg-type]

    return run


def labels(headers: Any) -> list[str]:
    return [" / ".join(category.label for category in header) for header in headers]


# Free periods


def test_the_columns_are_the_periods_of_the_rows_in_their_order(ask: Any) -> None:
    codes = ["2017", "2003-12-31", "2004-2005", "2005-Q1", "2004-07-01/2004-12-31", "2025-04-01/2025-04-30"]
    years = {"jaren": "2003-2025"}
    [table] = ask(*(one(code) for code in codes), **years).tables
    assert labels(table.columns) == [
        "West-Vlaanderen / 31 december 2003",
        "West-Vlaanderen / 1 juli 2004 tot en met 31 december 2004",
        "West-Vlaanderen / 2004-2005",
        "West-Vlaanderen / 2005 (kw1)",
        "West-Vlaanderen / 2017",
        "West-Vlaanderen / april 2025",
    ]
    assert [cell.key.period for cell in table] == sorted(codes)


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2005-Q1", (2005,)),
        ("2003-12-31", (2003,)),
        ("2004-2006", (2004, 2005, 2006)),
        ("2004-07-01/2005-01-31", (2004, 2005)),
        ("2019+2021", (2019, 2021)),
    ],
)
def test_a_period_touches_its_years(period: str, years: tuple[int, ...]) -> None:
    assert years_within(period) == years


@pytest.mark.parametrize("period", ["2011", "2026-01-31", "2009-2011", "jaren", "", None, 2017])
def test_a_period_that_touches_no_asked_year_is_refused(ask: Any, period: Any) -> None:
    with pytest.raises(BlockedError, match="«periode» geeft een code die niet gevraagd is"):
        ask(one(period))


def test_the_query_gets_the_years_even_beyond_the_snapshot(overlay: Any, reader: Reader) -> None:
    overlay.item(sql=HEADER)
    stub: Any = Answering(reader, [one("2025")])
    assert reader.info.last_complete_year < 2025
    run_item(
        stub,
        load_catalogue().get("proef"),
        {"maatregel": "lde", "jaren": "2024-2026", "opsplitsing": "trede"},
    )
    assert stub.asked[0]["jaren"] == [2024, 2025]


def test_years_without_a_figure_are_said_and_a_change_does_not_fill_them(ask: Any) -> None:
    growth = row("2016-2017", "_T", groei=Decimal("2.4"), cijfers=1)
    result = ask(one("2017"), one("2021"), growth, jaren="2016-2021")
    assert result.gaps == (Gap(GapKind.YEARS, "lde", tuple(range(2016, 2022)), ("2017", "2021")),)


def test_a_period_of_several_years_fills_them_all(ask: Any) -> None:
    assert ask(one("2004-2005"), jaren="2004-2005").gaps == ()
    assert ask(one("2004-07-01/2004-12-31"), jaren="2004").gaps == ()


def test_without_any_figure_the_request_is_refused_with_what_there_is(ask: Any) -> None:
    with pytest.raises(InputError, match=r"geen gegevens.*Er zijn gegevens over: .*2003-2025"):
        ask(jaren="2013")
    with pytest.raises(InputError, match="geen gegevens met deze opsplitsing"):
        ask(jaren="2013", opsplitsing="trede")
    nothing = row()
    with pytest.raises(InputError, match="geen gegevens"):
        ask(nothing)


def test_one_measure_without_figures_is_a_gap_beside_the_others(ask: Any) -> None:
    result = ask(one(), maatregel="lde,sine", jaren=2017)
    assert [(gap.measure, gap.delivered) for gap in result.gaps] == [("sine", ())]
    assert result.measures == ("lde",)


def test_an_asked_breakdown_that_nobody_published_is_a_gap_and_no_empty_table(ask: Any) -> None:
    result = ask(one(regio="_T"), opsplitsing=["trede", "regio"], jaren=2017)
    assert [table.breakdown for table in result.tables] == [("trede",)]
    assert [(gap.kind, gap.dimensions) for gap in result.gaps] == [(GapKind.BREAKDOWN, ("regio",))]


def test_a_breakdown_with_fewer_years_than_the_rest_says_which(ask: Any) -> None:
    rows = [one("2017", trede="_T"), one("2021", trede="_T"), one("2021")]
    result = ask(*rows, opsplitsing=["regio", "trede x regio"], jaren="2017,2021")
    assert [(gap.delivered, gap.dimensions) for gap in result.gaps] == [(("2021",), ("trede", "regio"))]


# Rows and columns


def test_codes_come_in_the_order_of_the_rows_and_only_those_that_occur(ask: Any) -> None:
    [table] = ask(one(trede="T5"), one(trede="T3"), one(trede="T4", regio="WESTHOEK")).tables
    assert [header[0].code for header in table.rows] == ["T5", "T3", "T4"]
    assert [header[0].code for header in table.columns] == ["BE25", "WESTHOEK"]
    assert table.cells[0][1].state is State.NOT_AVAILABLE
    assert table.complete == ()


def test_a_column_without_any_figure_stays_away(ask: Any) -> None:
    [table] = ask(one("2017"), one("2021"), one("2021", regio="WESTHOEK")).tables
    assert labels(table.columns) == ["West-Vlaanderen / 2017", "West-Vlaanderen / 2021", "Westhoek / 2021"]


def test_a_total_stands_only_beside_its_parts(ask: Any) -> None:
    [table] = ask(one(), one(trede="_T", value=9)).tables
    assert [header[0].code for header in table.rows] == ["T5", "_T"]
    [alone] = ask(one(trede="_T", value=9), opsplitsing="regio").tables
    assert [cell.value for cell in alone] == [9]


def test_a_value_that_is_only_published_coarser_is_shown_coarser(ask: Any) -> None:
    growth = row("2016-2017", "_T", groei=Decimal("2.4"), cijfers=1)
    counts, change = ask(one(), growth, jaren="2016-2017").tables
    assert (counts.breakdown, change.breakdown) == (("trede", "regio"), ("regio",))
    assert (change.title, change.signed, change.value) == ("Proef", True, "groei")
    assert [(cell.value, cell.decimals) for cell in change] == [(Decimal("2.4"), 1)]


# Values, states and sources


def test_each_value_has_a_table_of_its_own_with_its_unit_and_id(ask: Any) -> None:
    rows = [one(), row("2016-2017", groei=Decimal(1), cijfers=0)]
    counts, change = ask(*rows, jaren="2016-2017").tables
    assert (counts.unit, change.unit) == ("personen", "procent")
    assert (counts.id, change.id) == ("proef-lde-trede-regio-aantal", "proef-lde-trede-regio-groei")
    assert not counts.persons
    assert counts.sources == ("ladder-2017",)


def test_no_figure_reads_as_not_available_and_a_status_says_why(ask: Any) -> None:
    [table] = ask(one(), row(trede="T3", stand="nvt"), row(trede="T4", stand="nb")).tables
    assert [cell.state for cell in table] == [State.VALUE, State.NOT_APPLICABLE, State.NOT_AVAILABLE]
    [table] = ask(one(stand="voorlopig"), one(trede="T3", value=0, stand="nul")).tables
    assert [cell.state for cell in table] == [State.PROVISIONAL, State.ZERO]


@pytest.mark.parametrize("state", ["waarde", "nul", "onderdrukt", "weg", 1])
def test_a_status_that_expects_a_figure_is_refused_without_one(ask: Any, state: object) -> None:
    with pytest.raises(BlockedError, match="een status die er een verwacht"):
        ask(one(), row(trede="T3", stand=state))


def test_several_publications_of_one_row_are_all_named(ask: Any) -> None:
    [table] = ask(one(bron=["slang-2021", "ladder-2017"]), one(trede="T3", bron="slang-2021")).tables
    assert table.sources == ("slang-2021", "ladder-2017")
    with pytest.raises(BlockedError, match="een bron die niet bekend is"):
        ask(one(bron="gerucht"))


def test_one_cell_twice_is_refused_for_each_value(ask: Any) -> None:
    with pytest.raises(BlockedError, match="twee keer"):
        ask(one(), one())
    change = row("2016-2017", groei=Decimal(1), cijfers=0)
    assert ask(one("2016-2017"), change, jaren="2016-2017").tables


def test_published_figures_are_never_added_over_the_codes_of_a_filter(ask: Any) -> None:
    with pytest.raises(UsageError, match="Gepubliceerde cijfers worden niet over enkele codes van «regio»"):
        ask(one(), regio="BE25,WESTHOEK", opsplitsing="trede")
    assert ask(one(), regio="BE25,WESTHOEK").tables


# The shipped items


def test_a_share_has_the_key_of_the_published_share(reader: Reader) -> None:
    item = load_catalogue().get("inventaris_tewerkstelling")
    result = run_item(reader, item, {"maatregel": "sociale_economie", "jaren": 2013})
    keys = {str(cell.key): cell.value for table in result.tables for cell in table}
    head, tail = "doelgroepwerknemers|doelgroepwerknemer|sociale_economie", "2013|procent"
    assert keys[f"{head}|noemer=vlaams_gewest;regio=BE25;werkvorm=pwa|{tail}"] == Decimal("24.0")


def test_every_cell_of_the_shipped_items_is_a_published_figure(reader: Reader) -> None:
    known = {
        (str(value), period, unit)
        for value, period, unit in reader.run("SELECT waarde, periode, eenheid FROM cijfer").rows
    }
    asked = {
        "inventaris_tewerkstelling": ("sociale_economie", "2012-2013"),
        "participatieladder": ("kansengroepen_alle", "2017,2021"),
        "participatieladder_samenstelling": ("kansengroepen_alle", "2017,2021"),
        "arbeidsmarkt_kerncijfers": ("zonder_maatregel", "2013-2020"),
    }
    for name, (measure, years) in asked.items():
        item = load_catalogue().get(name)
        result, report = query_item(item, {"maatregel": measure, "jaren": years}, reader)
        cells = [cell for table in result.tables for cell in table if cell.value is not None]
        assert cells
        assert {(str(c.value), c.key.period, c.key.unit) for c in cells} <= known
        assert not report.hidden


def test_the_inventory_has_its_25_rows_in_printed_order(reader: Reader) -> None:
    item = load_catalogue().get("inventaris_tewerkstelling")
    result = run_item(reader, item, {"maatregel": "sociale_economie", "jaren": "2012-2013"})
    counts, shares, growth, unassigned = result.tables
    assert [len(table.rows) for table in (counts, shares, growth)] == [25, 25, 25]
    assert [cell.value for cell in unassigned] == [5]
    assert labels(counts.rows)[0] == "Plaatselijke werkgelegenheidsagentschappen"
    assert labels(counts.rows)[-1].endswith("(A + C)")
    assert [cell.value for cell in counts.cells[13]] == [0, 0, 0, 0]
    assert {cell.state for table in (shares, growth) for cell in table.cells[13]} == {State.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("indicator", "dimensions", "value"),
    [
        # Printed as 86,2% once and as 86% twice; as 10,7% four times and as 10,4% once.
        ("werkzoekenden_kansengroepen", "noemer=nwwz;regio=BE25", "86.2"),
        ("participatieladder", "noemer=loontrekkenden;regio=BE25;trede=T5", "10.7"),
    ],
)
def test_of_two_prints_the_one_that_most_prints_bear_out_is_taken(
    reader: Reader, indicator: str, dimensions: str, value: str
) -> None:
    rows = reader.run(
        "SELECT m.waarde FROM m_cijfer AS m INNER JOIN cijfer AS c ON m.cijfer_id = c.cijfer_id"
        " WHERE c.indicator = $indicator AND c.dimensies = $dimensions",
        {"indicator": indicator, "dimensions": dimensions},
    ).rows
    assert rows == [(Decimal(value),)]


def test_a_breakdown_that_no_publication_has_is_refused_with_the_usual_one(reader: Reader) -> None:
    item = load_catalogue().get("inventaris_tewerkstelling")
    asked = {"maatregel": "sociale_economie", "jaren": 2012, "opsplitsing": "regio"}
    with pytest.raises(InputError, match="De gewone opsplitsing is werkvorm x regio"):
        run_item(reader, item, asked)


def test_a_measure_outside_its_years_is_a_gap_beside_one_that_has_them(reader: Reader) -> None:
    item = load_catalogue().get("initiatieven")
    result = run_item(reader, item, {"maatregel": "sine,collectief_maatwerk", "jaren": 2021})
    assert [(gap.kind, gap.measure, gap.delivered) for gap in result.gaps] == [(GapKind.YEARS, "sine", ())]
