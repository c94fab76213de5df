"""The VDAB study of 2005 and the series beyond the seeds stand in data/published as printed."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from pq_answers.codelists import TOTAL, load_codelist

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "data" / "published"
BY_HAND = ROOT / "tests" / "vragen" / "cijfers-vdab-2005.csv"
Row = dict[str, str]

WORK_SOCIAL = "Tewerkstelling (VTE) Sociale Werkplaatsen 2005"
WORK_CARE = "Tewerkstelling (VTE) Arbeidszorg 2005"
# Each table of vacancies: rows with the total, measure, status, dimension, and the real sum of the column.
VACANCIES = {
    "Vervulde vacatures SWP naar soort SWP - 2004-2005": (
        8, "sociale_werkplaats", "vervuld", "activiteit", 1010,
    ),
    "Ontvangen vacatures SWP naar beroep - 2004-2005": (
        13, "sociale_werkplaats", "ontvangen", "beroep", 1010,
    ),
    "Ontvangen vacatures AZ naar soort bedrijf 2004-2005": (6, "arbeidszorg", "ontvangen", "activiteit", 479),
    "Ontvangen vacatures AZ naar beroep 2004-2005": (9, "arbeidszorg", "ontvangen", "beroep", 479),
    "Ontvangen vacatures IB naar soort bedrijf 2004-2005": (
        9, "invoegbedrijf", "ontvangen", "activiteit", 639,
    ),
    "Ontvangen vacatures IB naar beroep 2004-2005": (12, "invoegbedrijf", "ontvangen", "beroep", 639),
}  # fmt: skip
TABLES = {
    WORK_SOCIAL: 3 * 3,
    WORK_CARE: 3,
    **{name: 2 * shape[0] for name, shape in VACANCIES.items()},
    "Inleiding": 5,
    "Kinderziektes ontgroeid": 1,
    "Ondersteuningsinstrumenten": 2,
    "Sociale werkplaatsen": 3,
    "Kaart sociale werkplaatsen": 1,
    "Voetnoot 10": 1,
    "Toetreding sociale werkplaatsen": 1,
    "Tekst tewerkstelling sociale werkplaatsen": 6 + 1,
    "Evolutie sociale werkplaatsen": 1,
    "Soort tewerkstelling sociale werkplaatsen": 2,
    "Profiel sociale werkplaatsen": 7,
    "Voetnoot 12": 1,
    "Kenmerken van de doelgroepwerknemers": 3,
    "Arbeidszorg": 3,
    "Tekst tewerkstelling arbeidszorg": 9,
    "Tekst vacatures arbeidszorg": 1,
    "Bijschrift arbeidszorg": 2,
    "Kenmerken van de arbeidszorgmedewerkers": 1,
    "Profiel arbeidszorg": 1,
    "Profiel arbeidszorg (vervolg)": 6,
    "Interview Geert Joos": 5,
    "Beschutte werkplaatsen": 4,
    "Kaart beschutte werkplaatsen": 1,
    "Profiel beschutte werkplaatsen": 8,
    "Invoegbedrijven": 5,
    "Kaart invoegbedrijven": 1,
    "Toetreding invoegbedrijven": 5,
    "Tekst tewerkstelling invoegbedrijven": 3,
    "Soort tewerkstelling invoegbedrijven": 1,
    "Interview Jo Discart": 4,
    "Profiel invoegbedrijven": 9,
    "Kenmerken van de invoegwerknemers": 2,
    "Voetnoot 32": 1,
    "Buurt- en nabijheidsdiensten": 3,
    "Kaart buurt- en nabijheidsdiensten": 2,
    "Nawoord": 1,
    "In een notendop": 3,
}
UNITS = {
    "%": "procent", "breuk": "procent", "jobs": "arbeidsplaatsen", "miljoen euro": "miljoen_euro",
    "uur": "uren", "op 3": "op_3", "op 4": "op_4", "op 5": "op_5",
}  # fmt: skip
# What the words of the hand-checked list say of the people that a share is about.
PROFILE = {
    "mannen": {"geslacht": "M"},
    "vrouwen": {"geslacht": "F"},
    "veertigplussers": {"leeftijdsgrens": "Y_GE40"},
    "jonger dan 30": {"leeftijdsgrens": "Y_LT30"},
    "jonger dan 40": {"leeftijdsgrens": "Y_LT40"},
    "ouder dan 50": {"leeftijdsgrens": "Y_GT50"},
    "55+": {"leeftijdsgrens": "Y_GE55"},
    "niet-EU": {"etnie": "niet_eu"},
    "allochtonen": {"etnie": "allochtoon"},
    "allochtonen onder de mannen": {"etnie": "allochtoon", "geslacht": "M"},
    "allochtonen onder de vrouwen": {"etnie": "allochtoon", "geslacht": "F"},
    "laaggeschoolden": {"opleidingsniveau": "ED0-2"},
    "arbeidsgehandicapten": {"arbeidshandicap": "arbeidsgehandicapt"},
    "mentale handicap": {"arbeidshandicap": "mentaal"},
    "mentale handicap en zwakbegaafd": {"arbeidshandicap": "mentaal_of_zwakbegaafd"},
}
SERIES = {
    "reeksen-antwoorden": {
        "SV 15 (2025-2026), bijlage 1 (VDAB)": 6 * 8,
        "SV 15 (2025-2026), antwoord 1": 1,
        "SV 1 (2024-2025), antwoord 1, tabel 1 (DWSE)": 6,
        "SV 1115 (2024-2025), antwoord 10b": 6,
        "SV 1115 (2024-2025), antwoord 1": 1,
        "SV 1115 (2024-2025), antwoord 3c": 1,
        "SV 1115 (2024-2025), antwoord 3a": 1,
        "SV 420 (2025-2026), antwoord 1": 1,
        "SV 171 (2025-2026), antwoord 1": 1,
        "SV 319 (2025-2026), antwoord 1": 2,
        "SV 319 (2025-2026), antwoord 2": 2,
    },
    "reeksen-opendata": {"WEWIS open data CMW03": 8 * 4 + 7},
    "reeksen-begroting": {
        "BBT (Werk en) Sociale Economie": 5,
        "BBT Sociale Economie, uitvoering 2025": 1,
    },
    "reeksen-geciteerd": {
        "commissieverslag VP, begin 2018 (cijfers uit een SV van half december)": 4,
        "commissieverslag VP, begin 2018": 6,
        "Jaarverslag Sociale Economie, geciteerd in commissieverslag VP": 2,
        "antwoord op SV, geciteerd in commissieverslag VP 2021": 2,
        "Nieuwsblad jan 2020 (cijfers minister Crevits)": 1,
        "Nieuwsblad jan 2020": 1,
        "commissieverslag VP 2015": 1,
        "Trends/Knack juni 2018 (vraag aan minister Muyters)": 1,
        "FeBIO 12-11-2025": 2,
    },
    "reeksen-kamer": {"Kamer, antwoord op 56008860C": 1},
}
RELIABILITY = {
    "reeksen-antwoorden": "secundair: publieke repo Eberger01/wachtlijsten-vlaanderen",
    "reeksen-opendata": "secundair: publieke repo Eberger01/wachtlijsten-vlaanderen",
    "reeksen-begroting": "secundair: publieke repo Eberger01/wachtlijsten-vlaanderen",
    "reeksen-geciteerd": "eerste 2.000 tekens van de pagina zelf gelezen",
    "reeksen-kamer": "gelezen in de gitkopie van het commissieverslag",
}
# Typed from the list by hand: five provinces, Brussels, elsewhere, total.
ADVICE = """
2019 1.276 637 1.004 413 1.184 37 12 4.563
2020 1.533 670 1.084 505 1.267 43 9 5.111
2021 1.449 623 1.012 451 1.112 43 14 4.704
2022 1.325 551 938 388 1.039 27 9 4.277
2023 1.441 571 1.047 418 1.050 22 5 4.554
2024 1.083 363 690 287 649 14 3 3.089
"""
PLACES = ("BE21", "BE22", "BE23", "BE24", "BE25", "BE10", "buiten", TOTAL)
# Contingent granted, filled, open; establishments.
CONTINGENT = """
2019-Q4 19.533,8 18.602,73 931,07 103
2020-Q4 19.587,8 18.433,95 1.153,85 106
2021-Q4 19.804,8 18.748,94 1.055,86 105
2022-Q4 19.929,4 18.828,37 1.101,03 99
2023-Q4 21.421,94 19.790,62 1.631,32 84
2024-Q4 21.318,54 19.800,49 1.518,05 83
2025-Q4 21.245,67 20.341,62 904,05 82
2026-Q1 21.466,66 19.913,79 1.552,87 82
"""
BUDGET = {
    "afgerekend": "2019 386.122.060 2020 367.629.705 2021 403.092.727 2022 446.789.022 2023 502.975.281 "
    "2024 535.464.417 2025 560.540.971",
    "uitvoering": "2022 466.727.000 2023 526.727.000 2024 552.289.000 2025 572.517.000",
    "begrotingsopmaak": "2026 600.665.000",
}
# The other figures of the lists, in their order.
OTHERS = {
    "reeksen-antwoorden": "3.781 23.451 23.386 24.066 24.605 25.815 24.099 256 283 403 513 344 197 8.425 "
    "2.219 320 3.365 1.708 9.222 9.763 28,8 27,95",
    "reeksen-begroting": "189,5",
    "reeksen-geciteerd": "14.507,3 5,1 3.965 7,4 1.891,53 2,3 20.363,83 5,3 1.082,68 7.757 6.607 4.407 1.190 "
    "13.346 11.233 32,24 1.279 18.000 1.802 17.963.463,03",
    "reeksen-kamer": "7.892",
}  # fmt: skip


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def dimensions(row: Row) -> dict[str, str]:
    return dict(pair.split("=") for pair in row["dimensies"].split(";") if pair)


def place(line: Row) -> str:
    """Return the place that the hand-checked list means, as vdab-2005.csv words it."""
    tabular = line["tabel"] in VACANCIES or line["tabel"] in {WORK_SOCIAL, WORK_CARE}
    return f"blz. {line['blz']} / " + (
        f"rij {line['rij']} / kolom {line['kolom']}" if tabular else line["kolom"]
    )


@pytest.fixture(scope="module")
def study() -> list[Row]:
    return read(PUBLISHED / "vdab-2005.csv")


@pytest.fixture(scope="module")
def by_hand() -> list[Row]:
    return read(BY_HAND)


@pytest.fixture(scope="module")
def pairs(study: list[Row], by_hand: list[Row]) -> list[tuple[Row, Row]]:
    """Each figure beside its line of the hand-checked list: both are in reading order."""
    return list(zip(study, by_hand, strict=True))


@pytest.fixture(scope="module")
def series() -> dict[str, list[Row]]:
    return {name: read(PUBLISHED / f"{name}.csv") for name in SERIES}


# --- the study -----------------------------------------------------------------------------------


def test_every_figure_of_the_hand_checked_list_is_there_and_no_other(
    study: list[Row], by_hand: list[Row]
) -> None:
    wanted = [(line["tabel"], place(line), line["gedrukt"]) for line in by_hand]
    found = [(row["tabel"], row["plaats"], row["gedrukt"]) for row in study]
    assert not Counter(wanted) - Counter(found), "missing"
    assert not Counter(found) - Counter(wanted), "not in the study"
    assert found == wanted, "not in reading order"


def test_each_table_has_as_many_figures_as_the_study_prints(study: list[Row], by_hand: list[Row]) -> None:
    assert Counter(row["tabel"] for row in study) == TABLES
    assert Counter(line["tabel"] for line in by_hand) == TABLES


def test_the_id_names_the_page_and_the_pages_follow_each_other(study: list[Row]) -> None:
    pages = [int(row["plaats"].split(" / ")[0].removeprefix("blz. ")) for row in study]
    assert pages == sorted(pages)
    numbers: Counter[int] = Counter()
    for row, page in zip(study, pages, strict=True):
        numbers[page] += 1
        assert row["cijfer_id"] == f"vdab2005-p{page:02}-{numbers[page]:03}"


def test_the_unit_is_the_one_that_stands_with_the_figure(pairs: list[tuple[Row, Row]]) -> None:
    for row, line in pairs:
        assert row["eenheid"] == UNITS.get(line["eenheid"], line["eenheid"]), row
        if row["gedrukt"].endswith(("%", "procent")):
            assert row["eenheid"] == "procent", row


def test_shares_have_the_role_of_a_share_and_nothing_else_has(study: list[Row]) -> None:
    shares = {"procent", "op_3", "op_4", "op_5"}
    for row in study:
        if row["rol"] == "totaal" and row["tabel"] in VACANCIES:
            continue  # 100% is the printed total of the shares
        assert (row["eenheid"] in shares) == (row["rol"] == "aandeel"), row


@pytest.mark.parametrize("table", VACANCIES)
def test_vacancies_carry_the_code_of_the_printed_row_and_column(
    table: str, pairs: list[tuple[Row, Row]]
) -> None:
    size, measure, status, dimension, _ = VACANCIES[table]
    cells = [(row, line) for row, line in pairs if row["tabel"] == table]
    assert [line["kolom"] for _, line in cells] == ["Jobs", "%"] * size
    for row, line in cells:
        total = line["rij"] == "Totaal"
        code = TOTAL if total else load_codelist(dimension).find(line["rij"]).code
        jobs = line["kolom"] == "Jobs"
        assert dimensions(row) == {dimension: code, "vacaturestatus": status}, row
        assert (row["indicator"], row["maatregel"], row["periode"]) == ("vacatures", measure, "2004-2005")
        assert row["eenheid"] == ("vacatures" if jobs else "procent"), row
        assert row["rol"] == ("totaal" if total else "waarde" if jobs else "aandeel"), row


@pytest.mark.parametrize("table", VACANCIES)
def test_printed_shares_belong_to_the_sum_of_the_column_and_misprints_stay(
    table: str, study: list[Row]
) -> None:
    cells = [row for row in study if row["tabel"] == table]
    jobs, shares = cells[::2], cells[1::2]
    whole = sum(int(row["waarde"]) for row in jobs[:-1])
    assert whole == VACANCIES[table][4]
    assert jobs[-1]["waarde"] == ("479" if whole == 639 else str(whole)), "the printed total"
    assert ("639" in jobs[-1]["voetnoot"]) == (whole == 639)
    assert shares[-1]["gedrukt"] == "100%"
    for job, share in zip(jobs[:-1], shares[:-1], strict=True):
        computed = (Decimal(100) * int(job["waarde"]) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if share["gedrukt"] == "5,4%" and "Klusjesman" in share["plaats"]:
            assert computed == Decimal("5.3")
            assert "5,3%" in share["voetnoot"]
        else:
            assert Decimal(share["waarde"]) == computed, share


def test_the_employment_of_the_social_workplaces_keeps_its_wrong_total(pairs: list[tuple[Row, Row]]) -> None:
    cells = {
        (line["rij"], line["kolom"]): int(row["waarde"]) for row, line in pairs if row["tabel"] == WORK_SOCIAL
    }
    target, staff, total = "Doelgroepwerkn.", "Begeleiders", "Totaal"
    for row in (target, staff):
        assert cells[row, "Erkend"] + cells[row, "Niet Erkend"] == cells[row, total]
    for column in ("Erkend", "Niet Erkend"):
        assert cells[target, column] + cells[staff, column] == cells[total, column]
    assert cells[target, total] + cells[staff, total] == 3602
    assert cells[total, total] == 3702


def test_employment_carries_the_code_of_the_printed_role_and_recognition(
    pairs: list[tuple[Row, Row]],
) -> None:
    cells = [(row, line) for row, line in pairs if row["tabel"] in {WORK_SOCIAL, WORK_CARE}]
    assert len(cells) == 9 + 3
    for row, line in cells:
        codes = [
            TOTAL if word == "Totaal" else load_codelist(name).find(word).code
            for name, word in (("erkenning", line["kolom"]), ("functie", line["rij"]))
        ]
        assert dimensions(row) == dict(zip(("erkenning", "functie"), codes, strict=True)), row
        margins = codes.count(TOTAL)
        wanted = ("waarde", "deeltotaal", "totaal")[margins if row["tabel"] == WORK_SOCIAL else 2 * margins]
        assert row["rol"] == wanted, row


def test_parts_in_the_running_text_add_up_to_the_printed_whole(study: list[Row]) -> None:
    table = "Tekst tewerkstelling sociale werkplaatsen"
    for unit, whole in (("VTE", 2652), ("personen", 3030)):
        found = [row for row in study if row["tabel"] == table and row["eenheid"] == unit]
        known = [row for row in found if dimensions(row)["erkenning"] == "erkend"]
        parts = {dimensions(row)["functie"]: int(row["waarde"]) for row in known}
        assert parts.pop(TOTAL) == whole == sum(parts.values())
        assert set(parts) == {"doelgroepwerknemer", "begeleider"}


def test_a_profile_says_whom_it_is_about(pairs: list[tuple[Row, Row]]) -> None:
    checked = 0
    for row, line in pairs:
        if not row["tabel"].startswith("Profiel") or row["rol"] != "aandeel":
            continue
        checked += 1
        who, _, what = line["rij"].rpartition(": ")
        indicator = {"": "tewerkstelling", "potentiële doelgroep": "potentiele_doelgroep"}.get(
            who, "toegeleiden"
        )
        assert row["indicator"] == indicator, row
        wanted = {"functie": "doelgroepwerknemer"} if indicator == "tewerkstelling" else {}
        assert dimensions(row) == wanted | PROFILE[what], row
        social = row["tabel"] == "Profiel sociale werkplaatsen" or who.endswith("sociale werkplaatsen")
        measure = {"arbeidszorg (vervolg)": "arbeidszorg", "beschutte werkplaatsen": "beschutte_werkplaats"}
        own = measure.get(row["tabel"].removeprefix("Profiel "), "invoegbedrijf")
        assert row["maatregel"] == ("sociale_werkplaats" if social else own), row
    assert checked == 5 + 5 + 6 + 7


def test_the_placed_and_the_potential_group_are_the_printed_numbers(study: list[Row]) -> None:
    found = {
        (row["indicator"], row["maatregel"], row["gedrukt"])
        for row in study
        if row["indicator"] in {"toegeleiden", "potentiele_doelgroep"}
        and row["eenheid"] == "personen"
        and not row["dimensies"]
    }
    assert found == {
        ("toegeleiden", "sociale_werkplaats", "926"),
        ("potentiele_doelgroep", "sociale_werkplaats", "10.677"),
        ("toegeleiden", "arbeidszorg", "246"),
        ("toegeleiden", "invoegbedrijf", "532"),
        ("potentiele_doelgroep", "invoegbedrijf", "100.000"),
        ("potentiele_doelgroep", "invoegbedrijf", "103.402"),
    }


def test_budgets_are_in_million_euro_of_their_year(study: list[Row]) -> None:
    found = {
        (row["indicator"], row["maatregel"], row["periode"]): row["waarde"]
        for row in study
        if row["eenheid"] == "miljoen_euro"
    }
    assert found == {
        ("budget", "sociale_economie", "1999"): "12.8",
        ("budget", "sociale_economie", "2005"): "52",
        ("kredieten", "sociale_economie", "2004"): "10",
        ("budget", "sociale_werkplaats", "2006"): "30",
        ("bijkomend_budget", "invoegbedrijf", "2005-2006"): "3.4",
        ("budget", "invoegbedrijf", "2005"): "16",
        ("kosten", "sociale_economie", "2005"): "5",
    }


def test_the_numbers_of_initiatives_are_those_of_their_measure(study: list[Row]) -> None:
    counts = {"ondernemingen", "projecten"}
    found = Counter((row["maatregel"], row["gedrukt"]) for row in study if row["eenheid"] in counts)
    assert found == {
        ("sociale_economie", "300"): 2,
        ("sociale_economie", "11"): 1,
        ("sociale_werkplaats", "109"): 3,
        ("arbeidszorg", "57"): 1,
        ("arbeidszorg", "50-tal"): 1,
        ("beschutte_werkplaats", "68"): 3,
        ("invoegbedrijf", "95"): 2,
        ("buurt_en_nabijheidsdienst", "104"): 2,
    }


def test_words_before_a_figure_are_quoted_with_the_figure_in_them(study: list[Row]) -> None:
    quoted = [(row, re.search("Gedrukt als «([^»]+)»", row["voetnoot"])) for row in study]
    found = [(row, match[1]) for row, match in quoted if match]
    assert len(found) == 42
    for row, words in found:
        number = re.match(r"[\d.,]*\d", row["gedrukt"])
        assert number, row
        assert re.search(rf"(?<![\d.,]){re.escape(number[0])}(?![\d])", words), row
        assert words != row["gedrukt"], row


def test_only_the_fraction_sign_has_no_value(study: list[Row]) -> None:
    assert [(row["gedrukt"], row["status"]) for row in study if not row["waarde"]] == [("¾", "nb")]
    assert {row["status"] for row in study} == {"waarde", "nb"}
    fractions = {row["gedrukt"]: (row["waarde"], row["eenheid"]) for row in study if "op_" in row["eenheid"]}
    assert fractions == {
        "1 op 3": ("1", "op_3"),
        "1/5": ("1", "op_5"),
        "1 op de 3": ("1", "op_3"),
        "3 op 4": ("3", "op_4"),
        "4/5": ("4", "op_5"),
        "2 op de 3": ("2", "op_3"),
        "2 op 3": ("2", "op_3"),
    }


def test_constants_are_conditions_and_have_no_period(study: list[Row]) -> None:
    constants = [row for row in study if row["rol"] == "constante"]
    assert len(constants) == 1 + 2 + 3 + 5
    assert all(not row["periode"] for row in constants)
    assert all(row["periode"] for row in study if row["rol"] != "constante")
    base = [row["plaats"] for row in constants if "voorwaarde" not in dimensions(row)]
    assert base == ["blz. 10 / lopende tekst"], "the 1 VTE that a ratio is about"


def test_a_period_that_is_not_the_year_of_the_study_is_printed(study: list[Row]) -> None:
    found = {(row["tabel"], row["periode"]) for row in study if row["periode"] not in {"2005", ""}}
    assert found == {
        ("Inleiding", "1999"),
        ("Kinderziektes ontgroeid", "2004"),
        ("Ondersteuningsinstrumenten", "2004"),
        ("Sociale werkplaatsen", "2006"),
        ("Evolutie sociale werkplaatsen", "2006"),
        ("Soort tewerkstelling sociale werkplaatsen", "2004-2005"),
        ("Tekst tewerkstelling arbeidszorg", "2006"),
        ("Tekst vacatures arbeidszorg", "2004-2005"),
        *((table, "2004-2005") for table in VACANCIES),
        ("Interview Geert Joos", "2001-2005"),
        ("Beschutte werkplaatsen", "2003-12-31"),
        ("Profiel beschutte werkplaatsen", "2005-Q1"),
        ("Invoegbedrijven", "2005-2006"),
        ("Soort tewerkstelling invoegbedrijven", "2004-2005"),
        ("Voetnoot 32", "2003"),
        ("Buurt- en nabijheidsdiensten", "2004-07-01/2004-12-31"),
        ("Kaart buurt- en nabijheidsdiensten", "2004-07-01/2004-12-31"),
    }


def test_captions_and_interviews_say_how_their_period_was_read(study: list[Row]) -> None:
    undated = ("Kaart ", "Bijschrift ", "Interview ", "Nawoord", "In een notendop")
    checked = [row for row in study if row["tabel"].startswith(undated)]
    assert len(checked) == 1 + 2 + 5 + 1 + 1 + 4 + 2 + 1 + 3
    assert all("gelezen als" in row["voetnoot"] for row in checked)


def test_the_source_tells_its_misprints_and_its_doubts() -> None:
    sources = tomllib.loads((PUBLISHED / "bronnen.toml").read_text(encoding="utf-8"))["bron"]
    notes = {
        note["tabel"]: note["tekst"]
        for source in sources
        if source["code"] == "vdab-2005"
        for note in source["noot"]
    }
    assert {table for table, text in notes.items() if "Drukfout" in text} == {
        WORK_SOCIAL,
        "Ontvangen vacatures IB naar soort bedrijf 2004-2005",
        "Ontvangen vacatures IB naar beroep 2004-2005",
    }
    assert "3602" in notes[WORK_SOCIAL]
    assert "Erkend" in notes[WORK_CARE]


# --- the series beyond the seeds -----------------------------------------------------------------


def test_each_series_has_the_figures_of_its_sources(series: dict[str, list[Row]]) -> None:
    assert {name: Counter(row["tabel"] for row in rows) for name, rows in series.items()} == SERIES
    assert sum(map(len, series.values())) == 136


def test_every_line_of_the_list_is_there_once(series: dict[str, list[Row]]) -> None:
    lines = [
        int(match[1])
        for rows in series.values()
        for row in rows
        if (match := re.match(r"regel (\d+) van de lijst / \S", row["plaats"]))
    ]
    assert sorted(lines) == list(range(2, 138))


def test_every_row_keeps_its_source_address_and_reliability(series: dict[str, list[Row]]) -> None:
    for name, rows in series.items():
        for row in rows:
            note = row["voetnoot"]
            source = re.match(r"Bron: (.+?)\. (?:\(.+?\) )?Adres: (https?://\S+) Betrouwbaarheid: (.+)", note)
            assert source, row
            assert source[1] in {row["tabel"], "idem"}, row
            assert source[3].startswith(RELIABILITY[name]), row


def test_the_sources_of_the_series_say_that_they_are_second_hand() -> None:
    sources = tomllib.loads((PUBLISHED / "bronnen.toml").read_text(encoding="utf-8"))["bron"]
    told = {source["code"]: source["betrouwbaarheid"].split(":")[0] for source in sources}
    assert {name: told[name] for name in SERIES} == {
        "reeksen-antwoorden": "secundair",
        "reeksen-opendata": "secundair",
        "reeksen-begroting": "secundair",
        "reeksen-geciteerd": "tweedehands",
        "reeksen-kamer": "tweedehands",
    }
    assert told["vdab-2005"] == "primair"


def test_the_advice_by_province_is_the_list_and_adds_up(series: dict[str, list[Row]]) -> None:
    table = "SV 15 (2025-2026), bijlage 1 (VDAB)"
    rows = [row for row in series["reeksen-antwoorden"] if row["tabel"] == table]
    found = {(row["periode"], *dimensions(row).values()): row for row in rows}
    for line in ADVICE.split("\n")[1:-1]:
        year, *printed = line.split()
        cells = [found[year, code] for code in PLACES]
        assert [row["gedrukt"] for row in cells] == printed
        *parts, total = (int(row["waarde"]) for row in cells)
        assert sum(parts) == total
        assert [row["rol"] for row in cells] == ["waarde"] * 7 + ["totaal"]


def test_the_contingent_is_the_list_and_what_is_open_follows(series: dict[str, list[Row]]) -> None:
    rows = [row for row in series["reeksen-opendata"] if row["indicator"] != "budget"]
    found = {(row["periode"], row["indicator"], row["dimensies"]): row for row in rows}
    for line in CONTINGENT.split("\n")[1:-1]:
        quarter, *printed = line.split()
        keys = [("contingent", ""), ("contingent", "contingentdeel=ingevuld")]
        keys += [("contingent", "contingentdeel=niet_ingevuld"), ("ondernemingen", "")]
        cells = [found.pop((quarter, *key)) for key in keys]
        assert [row["gedrukt"] for row in cells] == printed
        granted, filled, still_open = (Decimal(row["waarde"]) for row in cells[:3])
        assert granted - filled == still_open
        assert [row["eenheid"] for row in cells] == ["VTE"] * 3 + ["vestigingen"]
    assert not found


def test_the_budgets_are_the_list(series: dict[str, list[Row]]) -> None:
    rows = [
        row
        for name in ("reeksen-opendata", "reeksen-begroting")
        for row in series[name]
        if row["indicator"] == "budget"
    ]
    assert all(row["eenheid"] == "euro" for row in rows)
    for phase, text in BUDGET.items():
        found = [row for row in rows if dimensions(row) == {"begrotingsfase": phase}]
        assert [part for row in found for part in (row["periode"], row["gedrukt"])] == text.split()
    assert len(rows) == 7 + 5


def test_the_other_figures_are_the_list(series: dict[str, list[Row]]) -> None:
    table = "SV 15 (2025-2026), bijlage 1 (VDAB)"
    for name, text in OTHERS.items():
        rest = [
            row["gedrukt"]
            for row in series[name]
            if row["tabel"] != table
            and not (row["maatregel"] == "collectief_maatwerk" and "begrotingsfase" in row["dimensies"])
        ]
        assert rest == text.split(), name


def test_what_differs_from_a_seed_stays_as_it_is(series: dict[str, list[Row]]) -> None:
    answer = {row["periode"]: row for row in read(PUBLISHED / "sv-274.csv") if row["tabel"] == "2.b"}
    granted = {
        row["periode"][:4]: row["gedrukt"]
        for row in series["reeksen-opendata"]
        if row["indicator"] == "contingent" and not row["dimensies"]
    }
    assert (answer["2019"]["gedrukt"], granted["2019"]) == ("19.407,5", "19.533,8")
    assert all(granted[year] != row["gedrukt"] for year, row in answer.items())


def test_percentages_are_shares_and_totals_are_totals(series: dict[str, list[Row]]) -> None:
    for rows in series.values():
        for row in rows:
            assert (row["rol"] == "aandeel") == (row["eenheid"] == "procent"), row
            total = row["plaats"].casefold().endswith("totaal") or "maatregel «totaal" in row["voetnoot"]
            # A total whose parts the list does not give is a value: there is nothing to add up.
            assert (row["rol"] == "totaal") <= (total and row["eenheid"] != "procent"), row


def test_words_of_the_list_that_became_codes_are_kept(series: dict[str, list[Row]]) -> None:
    for rows in series.values():
        for row in rows:
            if "/" in row["periode"] or "-Q" in row["periode"]:
                assert "periode «" in row["voetnoot"], row
            if row["maatregel"] in {"sociale_economie", "zonder_maatregel"}:
                assert "maatregel «" in row["voetnoot"], row
