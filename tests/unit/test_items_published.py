"""An item over published figures: what its header may say, and that it reads nothing but public figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.items import Role, is_protected, load_catalogue, population_of
from pq_answers.items.publiccheck import public_tables, tables_of
from pq_answers.resources import find_files

PUBLIC = """\
-- /// item
-- titel        = "Proef met gepubliceerde cijfers"
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
-- sneden    = { type = "sneden", dimensies = ["trede"] }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- trede     = { rol = "dimensie", codelist = "trede", volledig = false }
-- periode   = { rol = "periode", vrij = true }
-- aantal    = { rol = "waarde", eenheid = "personen", leeg = "nb", decimalen = "cijfers" }
-- cijfers   = { rol = "decimalen" }
-- aandeel   = { rol = "waarde", AANDEEL, status = "stand" }
-- stand     = { rol = "status" }
-- bron      = { rol = "bron" }
-- [beschikbaar.kansengroepen_alle]
-- jaren = { van = 2017 }
-- ///
SELECT
    c.maatregel, c.periode, c.codes['trede'] AS trede,
    c.waarde AS aantal, c.decimalen AS cijfers, NULL::DECIMAL(18, 4) AS aandeel, NULL AS stand, c.bron
FROM m_cijfer AS c
WHERE $maatregel::VARCHAR[] = [c.maatregel] AND $jaren::INTEGER[] = c.jaren AND $sneden::VARCHAR[][] = []
""".replace("AANDEEL", 'eenheid = "procent", leeg = "nb", dimensies = { noemer = "trede" }')


def refused(overlay: Any, sql: str) -> InputError:
    overlay.item(sql=sql)
    with pytest.raises(InputError) as caught:
        load_catalogue()
    assert caught.value.fix
    return caught.value


def test_a_published_item_may_count_persons_in_percent_and_is_not_protected(overlay: Any) -> None:
    overlay.item(sql=PUBLIC)
    item = load_catalogue().get("proef")
    assert item.published
    assert [population_of(item, value) for value in item.values] == ["doelgroepwerknemer"] * 2
    assert not any(is_protected(item, value) for value in item.values)
    assert item.columns["aandeel"].fixed == (("noemer", "trede"),)
    assert item.columns["aantal"].helpers == {Role.DECIMALS: "cijfers"}
    assert item.columns["aandeel"].helpers == {Role.STATUS: "stand"}


def test_the_only_value_of_an_item_finds_its_helpers_by_itself() -> None:
    value = load_catalogue().get("contingent_stand").value
    assert value.helpers == {Role.DECIMALS: "decimalen", Role.NOTE: "geldigheid"}


def test_a_value_with_its_own_indicator_counts_the_population_of_that_indicator(overlay: Any) -> None:
    overlay.item(
        sql=PUBLIC.replace(
            'dimensies = { noemer = "trede" }',
            'indicator = "loontrekkenden"',
        )
    )
    item = load_catalogue().get("proef")
    assert population_of(item, item.columns["aandeel"]) == "geen"


HEADER = [
    # what is changed, into what, what the message says, what stands on the line that it names
    ("-- gepubliceerd = true\n", "", "telt personen, maar de eenheid «procent» niet", "aandeel"),
    ("gepubliceerd = true", 'gepubliceerd = "ja"', "«gepubliceerd» moet true of false", "gepubliceerd"),
    ('leeg = "nb", decimalen', "decimalen", "Waar niets gepubliceerd is, staat geen nul", "aantal"),
    ('decimalen = "cijfers"', 'decimalen = "weg"', "«weg» is geen geldige waarde voor «decimalen»", "weg"),
    ('decimalen = "cijfers"', "decimalen = 7", "geheel getal van 0 tot en met 6", "7"),
    ('decimalen = "cijfers"', "decimalen = true", "geheel getal van 0 tot en met 6", "true"),
    ('decimalen = "cijfers"', "decimalen = 0", "Geen enkele waarde gebruikt de kolom «cijfers»", "cijfers"),
    ('status = "stand"', 'status = "bron"', "«bron» is geen geldige waarde voor «status»", "aandeel"),
    (', status = "stand"', "", "Geen enkele waarde gebruikt de kolom «stand»", "-- stand"),
    ('noemer = "trede"', 'noemr = "x"', "«noemr».*«noemer»", "noemr"),
    ('noemer = "trede"', 'noemer = "alles"', "«alles» is geen geldige waarde", "alles"),
    ('{ noemer = "trede" }', '{ trede = "T5" }', "«trede» staat ook als kolom", "aandeel"),
    (
        '"procent", leeg = "nb", dimensies = { noemer = "trede" }',
        '"personen", leeg = "nb"',
        "dezelfde sleutel",
        "aandeel",
    ),
    ('status = "stand" }', 'status = "stand", tabel = "Aandelen" }', "past niet bij «tabel»", "aandeel"),
    ('status = "stand" }', 'status = "stand", plaats = "kolom" }', "past niet bij «tabel»", "aandeel"),
    ('status = "stand" }', 'status = "stand", indicator = "weg" }', "voor «indicator»", "aandeel"),
    ('status = "stand" }', 'status = "stand", teken = 1 }', "«teken» moet true of false", "aandeel"),
    ('rol = "periode", vrij = true', 'rol = "periode", volledig = false', "«volledig» hoort bij", "periode"),
    ('codelist = "trede", volledig', 'codelist = "trede", vrij = true, volledig', "«vrij» hoort", "trede"),
    ('codelist = "trede", volledig', 'codelist = "trede", leeg = "nb", volledig', "«leeg» hoort", "trede"),
    ('rol = "bron" }', 'rol = "bron" }\n-- nog = { rol = "bron" }', "hoogstens één kolom", "[kolommen]"),
    ('type = "years"', 'type = "periods"', "Met vrije perioden krijgt de query de jaren", "periode"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words", "on_line"), HEADER)
def test_a_header_that_cannot_be_is_refused_with_its_line(
    overlay: Any, old: str, new: str, words: str, on_line: str
) -> None:
    assert old in PUBLIC
    text = PUBLIC.replace(old, new, 1)
    error = refused(overlay, text)
    assert re.search(words, str(error), re.DOTALL), str(error)
    assert on_line in text.splitlines()[int(error.where.rpartition(":")[2]) - 1]


def test_values_of_one_table_share_their_place_unit_and_sign(overlay: Any) -> None:
    shared = 'tabel = "Samen", plaats = "rij"'
    text = PUBLIC.replace('leeg = "nb", dec', f'leeg = "nb", {shared}, dec')
    text = text.replace('status = "stand" }', f'status = "stand", {shared} }}')
    assert "delen een tabel, maar niet hun plaats of eenheid" in refused(overlay, text).what


@pytest.mark.parametrize(
    "column", ['periode   = { rol = "periode", vrij = true }', 'bron      = { rol = "bron" }']
)
def test_what_only_published_figures_may_have_is_refused_elsewhere(overlay: Any, column: str) -> None:
    name = column.split(maxsplit=1)[0]
    old = {"periode": '-- periode   = { rol = "periode" }', "bron": "-- [beschikbaar.lde]"}[name]
    new = f"-- {column}" if name == "periode" else f"-- {column}\n{old}"
    sql = overlay.sql.replace(old, new)
    error = refused(overlay, sql)
    assert f"«{name}» kan zo alleen bij gepubliceerde cijfers" in error.what


def test_a_dimension_that_protection_needs_whole_is_never_incomplete(overlay: Any) -> None:
    incomplete = overlay.sql.replace(
        'codelist = "provincie" }', 'codelist = "provincie", volledig = false }', 1
    )
    overlay.item(sql=incomplete)
    assert not load_catalogue().get("proef").columns["provincie"].complete
    persons = incomplete.replace('"onderneming"', '"doelgroepwerknemer"').replace(
        'eenheid = "ondernemingen"', 'eenheid = "personen"'
    )
    assert "«provincie» kan zo alleen" in refused(overlay, persons).what


# Reading nothing but public figures


READS = [
    ("FROM m_cijfer AS c", "FROM m_persoon_jaar AS c", "m_persoon_jaar"),
    ("FROM m_cijfer AS c", "FROM cijfer AS c CROSS JOIN persoon", "persoon"),
    ("FROM m_cijfer AS c", "FROM (SELECT * FROM main.tewerkstelling) AS c", "tewerkstelling"),
    ("SELECT\n", "WITH persoon AS (SELECT * FROM persoon) SELECT\n", "persoon"),
    ("SELECT\n", "WITH a AS (SELECT * FROM M_Persoon_Jaar), b AS (FROM a) SELECT\n", "m_persoon_jaar"),
    ("= [c.maatregel]", "= [c.maatregel] AND (SELECT count(*) FROM advies) > 0", "advies"),
    ("SELECT\n", "WITH RECURSIVE a AS (SELECT 1 UNION SELECT 1 FROM a, evaluatie) SELECT\n", "evaluatie"),
]


@pytest.mark.parametrize(("old", "new", "table"), READS)
def test_a_published_item_that_reads_a_register_is_refused_on_its_line(
    overlay: Any, old: str, new: str, table: str
) -> None:
    text = PUBLIC.replace(old, new, 1)
    error = refused(overlay, text)
    assert f"leest de tabel «{table}»" in error.what
    assert table in text.splitlines()[int(error.where.rpartition(":")[2]) - 1].lower()
    assert "gepubliceerd = true" in error.fix


def test_a_mart_that_reads_a_register_is_not_public_however_it_gets_there(overlay: Any) -> None:
    overlay.write("queries/marts/80_m_eerlijk.sql", "SELECT * FROM m_cijfer AS c, codelijst")
    overlay.write("queries/marts/81_m_vals.sql", "SELECT * FROM cijfer, m_persoon_jaar")
    overlay.write("queries/marts/82_m_langs.sql", "SELECT * FROM m_vals")
    public = public_tables(find_files("queries/marts", "*.sql"))
    assert public == {"cijfer", "codelijst", "m_cijfer", "m_eerlijk"}
    overlay.item(sql=PUBLIC.replace("m_cijfer", "m_eerlijk"))
    assert load_catalogue().get("proef").published
    for name in ("m_vals", "m_langs"):
        assert f"«{name}»" in refused(overlay, PUBLIC.replace("m_cijfer", name)).what


def test_a_mart_that_changes_is_looked_at_again(overlay: Any, tmp_path: Path) -> None:
    mart = overlay.write("queries/marts/80_m_eigen.sql", "SELECT * FROM m_cijfer")
    overlay.item(sql=PUBLIC.replace("m_cijfer", "m_eigen"))
    load_catalogue(tmp_path / "gezien")
    mart.write_text("SELECT * FROM persoon")
    with pytest.raises(InputError, match="«m_eigen»"):
        load_catalogue(tmp_path / "gezien")


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("WITH a AS (SELECT * FROM cijfer) SELECT * FROM a JOIN main.a USING (x)", {"a", "cijfer"}),
        ("SELECT * FROM (WITH y AS (FROM z) FROM y), y", {"z", "y"}),
        ("WITH b AS (FROM a), a AS (FROM cijfer) FROM b", {"a", "cijfer"}),
        ("SELECT * FROM ander.cijfer", {"ander.cijfer"}),
        ("geen sql", {"?"}),
        ("SELECT 1", set()),
    ],
)
def test_the_tables_of_a_query_are_those_that_it_does_not_make_itself(sql: str, tables: set[str]) -> None:
    assert tables_of(sql) == tables


def test_an_item_that_is_not_published_reads_what_it_likes(overlay: Any) -> None:
    overlay.item()
    assert "m_onderneming_jaar" in tables_of(load_catalogue().get("proef").sql)
