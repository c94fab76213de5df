"""The three inventories of POM West-Vlaanderen stand in data/published figure by figure as printed."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from pq_answers.codelists import UNKNOWN, load_codelist

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "data" / "published"
QUESTIONS = ROOT / "tests" / "vragen"
SOURCES = ("pom-2013", "slang-2021", "ladder-2017")
Row = dict[str, str]
Subject = tuple[str, str, dict[str, str]]  # indicator, measure, dimensions apart from the region

TABLES = {
    "pom-2013": {
        "tewerkstellingscreatie": 25 * 8,
        "naar regio": 2,
        "wist je dat": 2,
        "Sociale Economie": 2,
        "evolutie kansengroepen": 1,
        "initiatieven": 4,
    },
    # A rung prints two totals and a share, a card two figures.
    "slang-2021": {"trede 3": 3 + 2 * 2, "trede 4": 3 + 5 * 2, "trede 5": 3 + 4 * 2},
    "ladder-2017": {
        "nwwz en kansengroepen": 1,
        "activering, ladder": 9,
        "activering, lijst": 13,
        "trede 3": 2,
        "trede 3, arbeidszorg": 1,
        "trede 4": 2 + 6,
        "trede 5": 7,
        "trede 5, collectief": 1,
        "trede 6": 4,
        "activering, ladder herhaald": 8,
        "arbeidsmarkt, 3": 1,
        "niet-beroepsactieven": 2,
        "niet-beroepsactieven, invaliden": 4,
        "niet-beroepsactieven, ambitie": 2,
        "werkzaamheidsgraad 2020": 2,
    },
}
COLUMNS = (
    "West-Vlaanderen 2012",
    "West-Vlaanderen 2013",
    "Vlaams Gewest 2012",
    "Vlaams Gewest 2013",
    "aandeel West-Vlaanderen 2012",
    "aandeel West-Vlaanderen 2013",
    "evolutie West-Vlaanderen",
    "evolutie Vlaams Gewest",
)
# The rows of the table that are measures; the others are forms of work, under the umbrella.
MEASURES_2013 = {
    "Arbeidszorg": "arbeidszorg",
    "Beschutte werkplaatsen": "beschutte_werkplaats",
    "Sociale werkplaatsen": "sociale_werkplaats",
    "Invoegbedrijven": "invoegbedrijf",
    "Lokale diensteneconomie": "lde",
}
SUBTOTALS_2013 = {"a", "b", "c", "d", "= A", "B", "C"}
PERSONS = "doelgroepwerknemers"
LADDER, ALL, NONE = "participatieladder", "kansengroepen_alle", "zonder_maatregel"
SUBJECTS: dict[str, dict[str, Subject]] = {
    "pom-2013": {
        "aantal werkvormen": (PERSONS, "sociale_economie", {}),
        "aantal maatwerkbedrijven": ("ondernemingen", "collectief_maatwerk", {}),
        "werknemers van maatwerkbedrijven": (PERSONS, "collectief_maatwerk", {}),
        "niet aan een streek toegewezen": (PERSONS, "sociale_economie", {"noemer": "kansengroepen"}),
        "zonder dienstencheques": (PERSONS, "sociale_economie", {"werkvorm": "kansengroepen_excl"}),
        "met dienstencheques": (PERSONS, "sociale_economie", {"werkvorm": "kansengroepen_incl"}),
        "nwwz": ("werkzoekenden", NONE, {}),
        "initiatieven Arbeidszorg": ("ondernemingen", "arbeidszorg", {}),
        "initiatieven Maatwerkbedrijven (BW)": ("ondernemingen", "beschutte_werkplaats", {}),
        "initiatieven Lokale diensteneconomie": ("ondernemingen", "lde", {}),
        "initiatieven Maatwerkbedrijven (SW)": ("ondernemingen", "sociale_werkplaats", {}),
    },
    "slang-2021": {
        "SINE": (LADDER, "sine", {}),
        "LDE (lokale diensteneconomie)": (LADDER, "lde", {}),
        "Collectief maatwerk": (LADDER, "collectief_maatwerk", {}),
        "Doelgroepkortingen": (LADDER, "doelgroepvermindering", {}),
        "Wijk-werken": (LADDER, "wijk_werken", {}),
        "Doorstroom/activering uit arbeidszorg": (
            LADDER,
            "arbeidszorg",
            {"werkvorm": "doorstroom_arbeidszorg"},
        ),
        "Arbeidszorg WSE (AMA WSE en structurele arbeidszorg WSE)": (
            LADDER,
            "arbeidszorg",
            {"werkvorm": "arbeidszorg_wse"},
        ),
        "AMA WVG": (LADDER, "arbeidszorg", {"werkvorm": "ama_wvg"}),
        "Duaal leren (inclusief leren en werken)": (LADDER, ALL, {"werkvorm": "duaal_leren"}),
        "Werkplekleren - werkplekinstrumenten": (LADDER, ALL, {"werkvorm": "werkplekleren"}),
        "Activiteitencoöperatie": (LADDER, ALL, {"werkvorm": "activiteitencooperatie"}),
        "Arbeidsmatige activiteiten onder begeleiding": (LADDER, ALL, {}),
        "Tijdelijke activerende trajecten": (LADDER, ALL, {}),
        "Betaald werk met ondersteuning": (LADDER, ALL, {}),
    },
    "ladder-2017": {
        "alle treden": (LADDER, ALL, {}),
        "groei alle treden": (LADDER, ALL, {}),
        "alle treden van loontrekkenden": (LADDER, ALL, {"noemer": "loontrekkenden"}),
        "alle treden van Vlaanderen": (LADDER, ALL, {"noemer": "vlaams_gewest"}),
        "trede 3": (LADDER, ALL, {"trede": "T3"}),
        "trede 3 van kansengroepen": (LADDER, ALL, {"noemer": "kansengroepen", "trede": "T3"}),
        "trede 3 van Vlaanderen": (LADDER, ALL, {"noemer": "vlaams_gewest", "trede": "T3"}),
        "trede 4": (LADDER, ALL, {"trede": "T4"}),
        "trede 4 van kansengroepen": (LADDER, ALL, {"noemer": "kansengroepen", "trede": "T4"}),
        "trede 4 van Vlaanderen": (LADDER, ALL, {"noemer": "vlaams_gewest", "trede": "T4"}),
        "trede 5": (LADDER, ALL, {"trede": "T5"}),
        "trede 5 van kansengroepen": (LADDER, ALL, {"noemer": "kansengroepen", "trede": "T5"}),
        "trede 5 van loontrekkenden": (LADDER, ALL, {"noemer": "loontrekkenden", "trede": "T5"}),
        "trede 5 van Vlaanderen": (LADDER, ALL, {"noemer": "vlaams_gewest", "trede": "T5"}),
        "trede 6 van loontrekkenden": (LADDER, NONE, {"noemer": "loontrekkenden", "trede": "T6"}),
        "collectief": (LADDER, "sociale_economie", {"aard": "collectief", "trede": "T5"}),
        "collectief van trede": (
            LADDER,
            "sociale_economie",
            {"aard": "collectief", "noemer": "trede", "trede": "T5"},
        ),
        "individueel": (LADDER, ALL, {"aard": "individueel", "trede": "T5"}),
        "individueel van trede": (LADDER, ALL, {"aard": "individueel", "noemer": "trede", "trede": "T5"}),
        "loontrekkenden": ("loontrekkenden", NONE, {}),
        "bezoldigde tewerkstelling van Vlaanderen": (
            "bezoldigde_tewerkstelling",
            NONE,
            {"noemer": "vlaams_gewest"},
        ),
        "nwwz": ("werkzoekenden", NONE, {}),
        "kansengroepen van nwwz": ("werkzoekenden_kansengroepen", NONE, {"noemer": "nwwz"}),
        "niet-beroepsactieven": ("niet_beroepsactieven", NONE, {}),
        "niet-beroepsactieven van beroepsbevolking": (
            "niet_beroepsactieven",
            NONE,
            {"noemer": "potentiele_beroepsbevolking"},
        ),
        "invaliden": ("invaliden", NONE, {}),
        "invaliden van niet-beroepsactieven": ("invaliden", NONE, {"noemer": "niet_beroepsactieven"}),
        "streefcijfer": ("werkzaamheidsgraad", NONE, {}),
        "voorwaarde partnerschap": (LADDER, "arbeidszorg", {}),
        "onbekend": ("andere", NONE, {"noemer": UNKNOWN}),
        "Tijdelijke activerende trajecten": (
            LADDER,
            ALL,
            {"trede": "T4", "werkvorm": "tijdelijke_trajecten"},
        ),
        "Werkplekinstrumenten - Werkplekleren": (LADDER, ALL, {"trede": "T4", "werkvorm": "werkplekleren"}),
        "Activiteitencoöperatie Starterslabo": (
            LADDER,
            ALL,
            {"trede": "T4", "werkvorm": "activiteitencooperatie"},
        ),
        "Leren en werken (duaal leren)": (LADDER, ALL, {"trede": "T4", "werkvorm": "duaal_leren"}),
        "PWA (Wijk-Werken)": (LADDER, "wijk_werken", {"trede": "T4"}),
        "Doorstroom/activering uit Arbeidszorg": (
            LADDER,
            "arbeidszorg",
            {"trede": "T4", "werkvorm": "doorstroom_arbeidszorg"},
        ),
    },
}
Pair = tuple[str, Row, Row]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def published(source: str) -> list[Row]:
    return read(PUBLISHED / f"{source}.csv")


def by_hand(source: str) -> list[Row]:
    return read(QUESTIONS / f"cijfers-{source}.csv")


def dimensions(row: Row) -> dict[str, str]:
    return dict(pair.split("=") for pair in row["dimensies"].split(";") if pair)


def number(row: Row) -> Decimal:
    return Decimal(row["waarde"])


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """Each figure beside its line of the hand-checked list: both are in reading order."""
    return [
        (source, row, line)
        for source in SOURCES
        for row, line in zip(published(source), by_hand(source), strict=True)
    ]


# --- the three sources ---------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
def test_every_figure_of_the_hand_checked_list_is_there_and_no_other(source: str) -> None:
    wanted = [(line["tabel"], line["plaats"], line["gedrukt"]) for line in by_hand(source)]
    found = [(row["tabel"], row["plaats"], row["gedrukt"]) for row in published(source)]
    assert not Counter(wanted) - Counter(found), "missing"
    assert not Counter(found) - Counter(wanted), "not in the source"
    assert found == wanted, "not in reading order"


@pytest.mark.parametrize("source", SOURCES)
def test_each_table_has_as_many_figures_as_the_source_prints(source: str) -> None:
    assert Counter(row["tabel"] for row in published(source)) == TABLES[source]
    assert Counter(line["tabel"] for line in by_hand(source)) == TABLES[source]


def test_the_region_and_the_period_are_those_of_the_hand_checked_list(pairs: list[Pair]) -> None:
    for _, row, line in pairs:
        region = dimensions(row).get("regio", "")
        found = "" if region in {"", UNKNOWN} else load_codelist("regio").label(region)
        assert found == line["regio"], row
        assert row["periode"] == line["periode"], row


def test_each_figure_is_about_what_the_hand_checked_list_says(pairs: list[Pair]) -> None:
    for source, row, line in pairs:
        if row["tabel"] == "tewerkstellingscreatie":
            continue
        indicator, measure, wanted = SUBJECTS[source][line["over"]]
        found = {name: code for name, code in dimensions(row).items() if name != "regio"}
        if source == "slang-2021":
            rung = "T" + row["tabel"].removeprefix("trede ")
            wanted = wanted | {"trede": rung}
            if row["rol"] == "aandeel":
                wanted = wanted | {"noemer": "west_vlaanderen"}
        assert (row["indicator"], row["maatregel"], found) == (indicator, measure, wanted), row


def test_every_subject_of_the_tests_is_in_the_hand_checked_list() -> None:
    for source in SOURCES:
        about = {line["over"] for line in by_hand(source) if line["tabel"] != "tewerkstellingscreatie"}
        assert about == set(SUBJECTS[source])


def test_what_is_printed_with_a_percent_sign_is_a_share_a_growth_or_a_target(pairs: list[Pair]) -> None:
    for _, row, _ in pairs:
        printed = row["gedrukt"].rstrip("*")
        if printed != "nvt":
            assert printed.endswith("%") == (row["eenheid"] == "procent"), row
        if row["eenheid"] == "procent":
            assert row["rol"] in {"aandeel", "groei", "constante"}, row
        else:
            shares = {"aandeel"} if row["eenheid"].startswith("op_") else set()
            assert row["rol"] in {"waarde", "deeltotaal", "totaal", "constante"} | shares, row
        assert (row["rol"] == "aandeel") == ("noemer" in dimensions(row)) or row["status"] == "nvt", row


def test_a_growth_is_printed_with_its_sign_and_the_value_has_it_too(pairs: list[Pair]) -> None:
    growth = [row for _, row, _ in pairs if row["rol"] == "groei" and row["status"] != "nvt"]
    assert len(growth) == 24 * 2 + 2
    for row in growth:
        sign, value = row["gedrukt"][0], row["gedrukt"][1:].removesuffix("%").strip()
        assert sign in "+-", row
        assert number(row) == Decimal(value.replace(",", ".")) * (1 if sign == "+" else -1), row
    signed = [row for _, row, _ in pairs if row["gedrukt"][0] in "+-"]
    assert signed == growth


def test_cells_without_a_number_are_told_apart(pairs: list[Pair]) -> None:
    assert Counter(row["status"] for _, row, _ in pairs) == {"waarde": 298, "nul": 4, "nvt": 4, "nb": 1}
    words = {"nvt": "nvt", "n.b.": "nb", "0": "nul"}
    assert all(row["status"] == words.get(row["gedrukt"], "waarde") for _, row, _ in pairs)


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_says_how_it_was_read(source: str) -> None:
    sources = tomllib.loads((PUBLISHED / "bronnen.toml").read_text(encoding="utf-8"))["bron"]
    entry = next(entry for entry in sources if entry["code"] == source)
    assert entry["datum_betekenis"]
    assert any("noemer" in remark for remark in entry["opmerkingen"])
    assert any("is overgenomen uit de tekst" in remark for remark in entry["opmerkingen"])


# --- the inventory of 2012 and 2013 --------------------------------------------------------------


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, Row]]:
    """Return the table of pom-2013 by the printed row and column."""
    found: dict[str, dict[str, Row]] = {}
    for row in published("pom-2013"):
        if row["tabel"] == "tewerkstellingscreatie":
            name, _, column = row["plaats"].removeprefix("rij ").partition(" / kolom ")
            found.setdefault(name, {})[column] = row
    return found


def test_the_table_has_25_rows_of_8_figures(table: dict[str, dict[str, Row]]) -> None:
    assert len(table) == 25
    assert all(tuple(cells) == COLUMNS for cells in table.values())


def test_each_row_tells_its_measure_or_its_form_of_work(pairs: list[Pair]) -> None:
    forms = load_codelist("werkvorm")
    for _, row, line in (pair for pair in pairs if pair[1]["tabel"] == "tewerkstellingscreatie"):
        form = dimensions(row).get("werkvorm")
        assert row["indicator"] == PERSONS
        assert (form is None) == (line["over"] in MEASURES_2013), row
        if form is None:
            assert row["maatregel"] == MEASURES_2013[line["over"]], row
        else:
            assert forms.find(line["over"]).code == form, row
            cheques = "dienstencheques" if form == "dienstencheques_nonprofit" else "sociale_economie"
            assert row["maatregel"] == cheques, row


def test_each_column_tells_its_unit_and_role(table: dict[str, dict[str, Row]]) -> None:
    for name, cells in table.items():
        for column, row in cells.items():
            kind = column.split()[0]
            unit = "procent" if kind in {"aandeel", "evolutie"} else "personen"
            if unit == "procent":
                role = {"aandeel": "aandeel", "evolutie": "groei"}[kind]
            elif name.endswith(("A + B - e", "A + C")):
                role = "totaal"
            else:
                role = "deeltotaal" if name.endswith(tuple(f" {end}" for end in SUBTOTALS_2013)) else "waarde"
            assert (row["eenheid"], row["rol"]) == (unit, role), row
            denominator = "vlaams_gewest" if kind == "aandeel" else None
            assert dimensions(row).get("noemer") == denominator, row


def test_the_groups_of_the_table_are_the_sums_that_their_letters_say(
    table: dict[str, dict[str, Row]],
) -> None:
    names = list(table)
    a, b, c, d, social = (names[place] for place in (2, 5, 7, 15, 16))
    with_cheques, without_cheques, combined = names[20], names[21], names[22]
    sums = {
        a: names[0:2],
        b: names[3:5],
        c: names[6:7],
        d: names[8:15],
        social: [a, b, c, d],
        with_cheques: names[17:20],
        without_cheques: names[17:19],
        names[23]: [social, with_cheques],
        names[24]: [social, without_cheques],
    }
    for column in COLUMNS[:4]:
        for whole, parts in sums.items():
            less = number(table[combined][column]) if whole == names[23] else Decimal(0)
            added = sum(number(table[part][column]) for part in parts) - less
            assert added == number(table[whole][column]), (whole, column)


def test_the_shares_and_the_growth_of_the_table_are_those_of_its_figures(
    table: dict[str, dict[str, Row]],
) -> None:
    for name, cells in table.items():
        if name == "Invoeginterim":
            assert [row["gedrukt"] for row in cells.values()] == ["0"] * 4 + ["nvt"] * 4
            continue
        here12, here13, there12, there13 = (number(cells[column]) for column in COLUMNS[:4])
        wanted = [
            100 * here12 / there12,
            100 * here13 / there13,
            100 * (here13 - here12) / here12,
            100 * (there13 - there12) / there12,
        ]
        assert [number(cells[column]) for column in COLUMNS[4:]] == [rounded(value) for value in wanted], name


def test_rows_that_are_out_of_order_in_the_text_say_so(table: dict[str, dict[str, Row]]) -> None:
    noted = [name for name, cells in table.items() if any(row["voetnoot"] for row in cells.values())]
    starts = ("Stelsel", "Gesubsidieerde diensteneconomie (incl.", "TEWERKSTELLING")
    assert len(noted) == len(starts)
    for name, start in zip(noted, starts, strict=True):
        assert name.startswith(start)
        assert all("andere volgorde" in row["voetnoot"] for row in table[name].values())
    starred = [row for cells in table.values() for row in cells.values() if "(*)" in row["voetnoot"]]
    assert [row["gedrukt"] for row in starred] == ["25,5%*"]


def test_the_sentences_of_2013_agree_with_the_table(table: dict[str, dict[str, Row]]) -> None:
    rows = [row for row in published("pom-2013") if row["tabel"] != "tewerkstellingscreatie"]
    printed = {row["cijfer_id"]: number(row) for row in rows}
    column = [number(cells["West-Vlaanderen 2013"]) for cells in table.values()]
    assert printed["pom2013-wjd-002"] == column[5]
    assert (printed["pom2013-se-001"], printed["pom2013-se-002"]) == (column[24], column[23])
    assert printed["pom2013-ini-002"] + printed["pom2013-ini-004"] == printed["pom2013-wjd-001"]


# --- the ladder of 2021 --------------------------------------------------------------------------


def of_rung(rows: Iterable[Row], rung: str, region: str) -> tuple[Decimal, Decimal]:
    """Return the printed total of a rung and the sum of its cards."""
    own = [row for row in rows if dimensions(row)["trede"] == rung and dimensions(row)["regio"] == region]
    whole = [number(row) for row in own if row["rol"] == "totaal"]
    assert len(whole) == 1
    return whole[0], sum((number(row) for row in own if row["rol"] == "waarde" and row["waarde"]), Decimal(0))


def test_the_cards_of_2021_are_on_the_rung_that_their_sums_say() -> None:
    rows = published("slang-2021")
    over = {
        (rung, region): cards - whole
        for rung in ("T3", "T4", "T5")
        for region in ("BE25", "WESTHOEK")
        for whole, cards in [of_rung(rows, rung, region)]
    }
    # The cards of rung 5 exceed its printed total; the source does not say why.
    assert over.pop(("T5", "BE25")) == 39518 - 38797
    assert over.pop(("T5", "WESTHOEK")) == 6208 - 6072
    assert set(over.values()) == {0}


def test_the_shares_of_the_westhoek_are_those_of_its_figures() -> None:
    rows = published("slang-2021")
    shares = {dimensions(row)["trede"]: number(row) for row in rows if row["rol"] == "aandeel"}
    assert len(shares) == 3
    for rung, share in shares.items():
        part, whole = (of_rung(rows, rung, region)[0] for region in ("WESTHOEK", "BE25"))
        assert share == rounded(100 * part / whole)


def test_a_card_whose_title_cannot_be_told_says_so() -> None:
    rows = published("slang-2021")
    unsure = [row for row in rows if "(onzeker)" in row["plaats"]]
    assert len(unsure) == 7 * 2
    assert all("niet met zekerheid te zien" in row["voetnoot"] for row in unsure)
    assert not [row for row in rows if row not in unsure and "zekerheid" in row["voetnoot"]]
    assert {row["gedrukt"] for row in unsure} == {
        *("1.201", "227", "270", "22", "5.950", "1.248"),
        *("106", "n.b.", "823", "168", "376", "85", "767", "60"),
    }


# --- the ladder of 2017 --------------------------------------------------------------------------


def first(slide: str, **wanted: str) -> Decimal:
    """Return the one figure of a slide with just these dimensions and no growth; `rol` may be given."""
    role = wanted.pop("rol", "")
    codes = {"regio": "BE25"} | wanted
    found = [
        number(row)
        for row in published("ladder-2017")
        if row["tabel"] == slide
        and row["indicator"] == LADDER
        and dimensions(row) == codes
        and (row["rol"] == role if role else row["rol"] != "groei")
    ]
    assert len(found) == 1, (slide, wanted)
    return found[0]


def test_the_list_of_2017_adds_up_and_its_composition_is_that_of_its_figures() -> None:
    slide = "activering, lijst"
    whole, rungs = first(slide), {rung: first(slide, trede=rung) for rung in ("T3", "T4", "T5")}
    assert sum(rungs.values()) == whole
    for rung, value in rungs.items():
        assert first(slide, trede=rung, noemer="kansengroepen") == rounded(100 * value / whole)


def test_the_parts_of_rung_5_add_up_and_those_of_rung_4_do_not() -> None:
    collective, single = (
        first("trede 5", trede="T5", aard="collectief"),
        first("trede 5", trede="T5", aard="individueel"),
    )
    whole = first("trede 5", trede="T5")
    assert collective + single == whole
    assert first("trede 5", trede="T5", aard="individueel", noemer="trede") == rounded(100 * single / whole)
    parts = [
        number(row)
        for row in published("ladder-2017")
        if row["tabel"] == "trede 4" and row["rol"] == "waarde"
    ]
    assert len(parts) == 6
    assert first("trede 4", trede="T4", rol="deeltotaal") - sum(parts) == 10740 - 10423


def test_the_misprints_of_2017_stand_as_printed() -> None:
    employees = Decimal(418932)
    share = rounded(100 * first("trede 5", trede="T5") / employees)
    printed = {
        row["tabel"]: row["gedrukt"]
        for row in published("ladder-2017")
        if dimensions(row).get("trede") == "T5" and dimensions(row).get("noemer") == "loontrekkenden"
    }
    assert printed.pop("trede 5") == "10,4%"
    assert set(printed.values()) == {"10,7%"}
    assert len(printed) == 3
    assert share == Decimal("10.7")
    assert first("activering, lijst", noemer="vlaams_gewest") == Decimal("20.1")
    assert first("trede 5", trede="T5", noemer="vlaams_gewest") == Decimal("20.1")


def test_a_slide_that_repeats_a_figure_prints_it_the_same() -> None:
    said: dict[tuple[str, ...], set[str]] = {}
    for row in published("ladder-2017"):
        key = tuple(
            row[name] for name in ("indicator", "maatregel", "dimensies", "periode", "eenheid", "rol")
        )
        said.setdefault(key, set()).add(row["gedrukt"])
    differing = {frozenset(values) for values in said.values() if len(values) > 1}
    words = frozenset({"Eén op de ZEVEN", "één op zeven"})
    assert differing == {frozenset({"10,4%", "10,7%"}), frozenset({"86,2%", "86%"}), words}


def test_the_figure_without_a_title_is_about_nothing_that_is_known() -> None:
    loose = [row for row in published("ladder-2017") if row["gedrukt"] == "74,4%"]
    assert [row["indicator"] for row in loose] == ["andere"] * 2
    assert all(dimensions(row)["noemer"] == UNKNOWN for row in loose)
