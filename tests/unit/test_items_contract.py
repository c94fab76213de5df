"""The item contract: everything that a header may not say is refused, in Dutch, with line and remedy."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pq_answers.errors import InputError, UsageError
from pq_answers.items import Catalogue, Moment, Place, Role, load_catalogue

HEADER = [
    # what is changed, into what, what the message says, what stands on the line that it names
    ('titel        = "Nieuwe', "titel        = Nieuwe", "geen geldige TOML", "titel"),
    ("[params]", "[params", "geen geldige TOML", "[params"),
    ("-- [kolommen]", "-- [params]", "deze tabel staat er twee keer", "-- [params]"),
    ("-- indicator ", "-- indicatr ", r"kent «indicatr» niet.*«indicator»", "indicatr"),
    ("-- bron ", "-- xyz ", "kent «xyz» niet", "xyz"),
    ('-- bron         = "Departement WSE"\n', "", "«bron» ontbreekt.*Voeg «bron", "/// item"),
    ('"Departement WSE"', "3", "«bron» moet een tekst zijn", "bron"),
    ('"Departement WSE"', '""', "«bron» ontbreekt", "bron"),
    ('["aantal ondernemingen"]', '"aantal"', "«trefwoorden» moet een lijst", "trefwoorden"),
    ('["aantal ondernemingen"]', "[1]", "«trefwoorden» moet een lijst", "trefwoorden"),
    (
        '"ondernemingen"\n-- oms',
        '"ondernmingen"\n-- oms',
        "«ondernmingen» is geen.*«ondernemingen»",
        "indicator",
    ),
    (
        'populatie    = "onderneming"',
        'populatie    = "bedrijf"',
        "geldige waarde voor «populatie»",
        "populatie",
    ),
    ('"stroom"', '"stroming"', "«stroming».*«stroom»", "tijd"),
    ("-- populatie", '-- vervangt = "ja"\n-- populatie', "«vervangt» moet true of false", "vervangt"),
    ('"maatregel" }\n-- jaren', '"maatregl" }\n-- jaren', "«maatregl».*«codelist».*«maatregel»", "maatregl"),
    (
        'codelist = "maatregel" }\n-- jaren',
        "codelist = 3 }\n-- jaren",
        "«codelist» moet een tekst",
        "codelist = 3",
    ),
    ('type = "years"', 'type = "jaren"', "«jaren» is geen geldige waarde voor «type»", "jaren"),
    ('type = "years"', 'type = "years", soort = 1', "kent «soort» niet bij «jaren»", "soort"),
    ('-- jaren     = { type = "years" }\n', "", "precies één parameter met de jaren", "[params]"),
    (
        '-- jaren     = { type = "years" }\n',
        '-- jaren = { type = "years" }\n-- meer = { type = "periods" }\n',
        "precies één parameter met de jaren",
        "[params]",
    ),
    (
        'dimensies = ["provincie"] }',
        'dimensies = ["provincie"] }\n-- nog = { type = "sneden", dimensies = ["provincie"] }',
        "elk type parameter hoogstens één keer",
        "[params]",
    ),
    (
        '-- maatregel = { codelist = "maatregel" }\n',
        "",
        "met de naam van de kolom van de maatregel",
        "[params]",
    ),
    ('dimensies = ["provincie"]', 'dimensies = ["provincies"]', "«provincies».*«provincie»", "sneden"),
    ('dimensies = ["provincie"]', "dimensies = []", "noemt geen dimensies.*provincie", "sneden"),
    ('dimensies = ["provincie"]', "dimensies = 1", "«dimensies» moet een lijst", "sneden"),
    (
        "-- [kolommen]",
        '-- x = { codelist = "geslacht", filter = "provincie" }\n-- [kolommen]',
        "heeft niet de codelijst van de kolom «provincie»",
        "geslacht",
    ),
    ("-- [kolommen]", '-- x = { codelist = "geslacht" }\n-- [kolommen]', "waarde voor «filter»", "geslacht"),
    ('rol = "periode"', 'rol = "tijd"', "«tijd» is geen geldige waarde voor «rol»", "tijd"),
    ('rol = "periode"', 'rol = "periode", plaats = "boven"', "waarde voor «plaats»", "boven"),
    ('rol = "periode"', 'rol = "periode", plaats = "tabel"', "Alleen de maatregel", "tabel"),
    ('rol = "periode"', 'rol = "toelichting"', "precies één kolom met rol «periode»", "[kolommen]"),
    ('eenheid = "ondernemingen"', 'eenheid = "ondernemingen", decimalen = 1.5', "geheel getal van 0", "1.5"),
    ('codelist = "provincie" }', "decimalen = 1 }", "«decimalen» hoort bij.*rol «waarde»", "decimalen = 1"),
    (
        '"dimensie", codelist = "provincie" }',
        '"dimensie" }',
        "heeft geen codelijst en de vraag heeft geen klassen",
        '"dimensie" }',
    ),
    (
        '"dimensie", codelist = "provincie" }',
        '"dimensie", codelist = "provincie", volgorde = ["BE21"] }',
        "noemt niet precies de codes",
        "volgorde",
    ),
    (
        '"maatregel", codelist = "maatregel" }\n-- periode',
        '"maatregel", codelist = "geslacht" }\n-- periode',
        "«geslacht» is geen geldige waarde voor «codelist»",
        "geslacht",
    ),
    (
        'eenheid = "ondernemingen"',
        'eenheid = "personen"',
        "eenheid «personen» telt personen, maar de populatie «onderneming» niet",
        "eenheid",
    ),
    (
        'eenheid = "ondernemingen"',
        'eenheid = "dossiers"',
        "eenheid «dossiers» telt personen, maar de populatie «onderneming» niet",
        "eenheid",
    ),
    (
        'eenheid = "ondernemingen"',
        'eenheid = "VTE"',
        "in «VTE» kunnen die van één onderneming zijn",
        "eenheid",
    ),
    (
        'populatie    = "onderneming"',
        'populatie    = "doelgroepwerknemer"',
        "populatie «doelgroepwerknemer» telt personen, maar de eenheid «ondernemingen» niet",
        "eenheid",
    ),
    ('eenheid = "ondernemingen"', 'eenheid = "bedrijven"', "«bedrijven» is geen.*«eenheid»", "bedrijven"),
    ('titel = "Aantal ondernemingen"', 'titel = "Aantal in 2021"', "In de titel «Aantal in 2021»", "2021"),
    ('"Nieuwe vraag: aantal', '"Top 10: aantal', "staat een getal", "Top 10"),
    ('eenheid = "ondernemingen", ', 'eenheid = "ondernemingen", leeg = "niets", ', "voor «leeg»", "niets"),
    ("-- [beschikbaar.lde]", "-- [beschikbaar.lde_]", "«lde_» is geen.*«lde»", "lde_"),
    (
        "{ van = 2015 }",
        '{ van = 2015 }\n-- passage = "werkvloer-stages"',
        "zegt niet .eenduidig. wat er is",
        "[beschikbaar.lde]",
    ),
    ("-- jaren = { van = 2015 }\n", "", "zegt niet .eenduidig. wat er is", "[beschikbaar.lde]"),
    ("{ van = 2015 }", "2015", "«jaren» moet een tabel", "jaren = 2015"),
    ("{ van = 2015 }", "{ tot = 2015 }", "van ontbreekt", "tot = 2015"),
    ("{ van = 2015 }", "{ van = true }", "«True» is geen jaar", "true"),
    ("{ van = 2015 }", '{ van = "begin" }', "«begin» is geen jaar", "begin"),
    ("{ van = 2015 }", "{ van = 2015, tot = 2014 }", "kan niet.*loopt vooruit", "2014"),
    ("{ van = 2015 }", '{ van = 2015, tot = "2021-Q1" }', "kan niet.*kwartaal", "2021-Q1"),
    ("{ van = 2015 }", '{ van = "2015-Q2" }', "kan niet", "2015-Q2"),
    ("{ van = 2015 }", "{ van = 2015 }\n-- profiel = { van = 2014 }", "«profiel» van lde kan niet", "2014"),
    ("{ van = 2015 }", '{ van = 2015, "to" = 2016 }', "kent «to» niet bij «jaren»", "2016"),
    (
        "{ van = 2015 }",
        '{ van = 2015 }\n-- sneden = [["leeftijd"]]',
        "«leeftijd» is geen.*«sneden»",
        "leeftijd",
    ),
    (
        "{ van = 2015 }",
        '{ van = 2015 }\n-- klassen = "grootteklasse_lde"',
        "ten onrechte klassen",
        "[beschikbaar.lde]",
    ),
    ("{ van = 2015 }", '{ van = 2015 }\n-- status = "weg"', "voor «status»", "weg"),
    ('optelbaar = ["provincie"]', 'optelbaar = ["regio"]', "«regio» is geen.*«optelbaar»", "regio"),
    ("-- [relaties]", "-- [relatie]", "kent «relatie» niet.*«relaties»", "[relatie]"),
    ("-- [relaties]", "-- [controles]\n-- som = true\n-- [relaties]", "kent «controles» niet", "[controles]"),
    (
        "-- maatregel = { rol",
        "maatregel = { rol",
        "Elke regel van de kop is een SQL-commentaar",
        "maatregel = { rol",
    ),
    ("-- /// item", "-- begin", "precies één kop", "-- begin"),
]


def refused(overlay: Any, **files: str) -> InputError:
    overlay.item(**files)
    with pytest.raises(InputError) as caught:
        load_catalogue()
    assert caught.value.where
    assert caught.value.fix
    return caught.value


def test_the_item_that_a_newcomer_begins_with_is_accepted(overlay: Any) -> None:
    overlay.item()
    item = load_catalogue().get("proef")
    assert (item.value.unit, item.dimensions) == ("ondernemingen", ("provincie",))
    assert item.columns["maatregel"].place is Place.TABLE
    assert item.by_role(Role.PERIOD)[0].name == "periode"


@pytest.mark.parametrize(("old", "new", "words", "on_line"), HEADER)
def test_a_wrong_header_is_refused_with_its_line_and_remedy(
    overlay: Any, old: str, new: str, words: str, on_line: str
) -> None:
    assert old in overlay.sql
    text = overlay.sql.replace(old, new, 1)
    error = refused(overlay, sql=text)
    assert re.search(words, str(error), re.DOTALL), str(error)
    path, _, line = error.where.rpartition(":")
    assert path.endswith("queries/proef.sql")
    assert on_line in text.splitlines()[int(line) - 1]


def test_a_header_without_end_is_refused(overlay: Any) -> None:
    error = refused(overlay, sql=overlay.sql.replace("-- ///\nWITH", "WITH"))
    assert "niet afgesloten" in error.what


def test_a_header_without_measures_is_refused(overlay: Any) -> None:
    start, end = overlay.sql.index("-- [beschikbaar.lde]"), overlay.sql.index("-- [relaties]")
    error = refused(overlay, sql=overlay.sql[:start] + overlay.sql[end:])
    assert "geen enkele maatregel" in error.what


BANDED = [
    ("{ van = 2015 }", "{ van = 2015 }", "noemt geen klassen"),
    ("{ van = 2015 }", '{ van = 2015 }\n-- klassen = "leeftijd"', "«leeftijd» bevat geen klassen"),
    ("{ van = 2015 }", '{ van = 2015 }\n-- klassen = "grootte"', "«grootte» is geen geldige waarde"),
]


@pytest.mark.parametrize(("old", "new", "words"), BANDED)
def test_an_item_with_bands_names_its_bands_for_each_measure(
    overlay: Any, old: str, new: str, words: str
) -> None:
    assert words in refused(overlay, sql=banded(overlay).replace(old, new)).what


def test_bands_of_a_header_that_leave_sizes_out_are_refused(overlay: Any) -> None:
    band = '[[code]]\ncode = "B5"\nlabel = "vijf of meer"\nvan = 5\n'
    overlay.write("data/codelists/lek.toml", f'naam = "lek"\ntitel = "L"\nsoort = "klassen"\n{band}')
    text = banded(overlay).replace("{ van = 2015 }", '{ van = 2015 }\n-- klassen = "lek"')
    assert "«lek» laten een deel weg" in refused(overlay, sql=text).what


def banded(overlay: Any) -> str:
    """The newcomer's item with bands instead of provinces."""
    text: str = overlay.sql.replace('codelist = "provincie" }\n-- aantal', "totaal = false }\n-- aantal")
    return text.replace("-- [kolommen]", '-- klassen = { type = "klassen" }\n-- [kolommen]')


def test_bands_ask_for_a_table_of_each_measure_because_each_has_its_own(overlay: Any) -> None:
    text = banded(overlay).replace(
        'rol = "maatregel", codelist', 'rol = "maatregel", plaats = "rij", codelist'
    )
    error = refused(overlay, sql=text)
    assert "elke maatregel heeft haar eigen klassen" in error.what
    assert 'plaats = "tabel"' in error.fix


def test_full_time_equivalents_of_persons_are_a_unit_of_persons_too(overlay: Any) -> None:
    text = overlay.sql.replace('"onderneming"', '"doelgroepwerknemer"')
    overlay.item(sql=text.replace('eenheid = "ondernemingen"', 'eenheid = "VTE"'))
    assert load_catalogue().get("proef").value.unit == "VTE"


def test_a_file_that_is_not_utf8_is_refused(overlay: Any) -> None:
    overlay.item().write_bytes(b'-- /// item\n-- titel = "\xe9"\n-- ///\n')
    with pytest.raises(InputError, match=r"niet leesbaar.*UTF-8"):
        load_catalogue()


@pytest.mark.parametrize(
    ("gone", "kept"), [("queries/proef.sql", "templates"), ("templates/proef.md.j2", "queries")]
)
def test_a_half_pair_is_refused_with_the_missing_file_named(overlay: Any, gone: str, kept: str) -> None:
    overlay.item()
    (overlay.root / gone).unlink()
    with pytest.raises(InputError) as caught:
        load_catalogue()
    assert gone in caught.value.what
    assert f"/{kept}/" in caught.value.where
    assert caught.value.fix


def test_a_name_that_exists_is_refused_unless_the_header_says_that_it_replaces(overlay: Any) -> None:
    shipped = load_catalogue()
    error = refused(overlay, name="contingent")
    assert "«contingent» bestaat al" in error.what
    assert "vervangt = true" in error.fix
    overlay.item("contingent", overlay.sql.replace("-- populatie", "-- vervangt = true\n-- populatie"))
    own = load_catalogue()
    assert own.get("contingent").title == "Nieuwe vraag: aantal ondernemingen"
    assert len(own.items) == len(shipped.items)
    assert own.sha256 != shipped.sha256


@pytest.mark.parametrize(
    "added",
    ['-- noten = ["werkvloer-stage"]', '-- noten = ["zzz"]'],
)
def test_a_passage_that_does_not_exist_is_refused(overlay: Any, added: str) -> None:
    error = refused(overlay, sql=overlay.sql.replace("-- populatie", f"{added}\n-- populatie"))
    assert "verwijst naar de passage" in error.what


@pytest.mark.parametrize(
    "added",
    [
        '-- noten = ["weg"]',
        '-- profiel = { van = 2016, daarbuiten = "passage:weg" }',
    ],
)
def test_a_missing_passage_of_one_measure_is_refused(overlay: Any, added: str) -> None:
    error = refused(overlay, sql=overlay.sql.replace("{ van = 2015 }", f"{{ van = 2015 }}\n{added}"))
    assert "«weg», die niet bestaat" in error.what


def test_an_unknown_item_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r"«contingnt» bestaat niet.*«contingent»"):
        load_catalogue().get("contingnt")


def test_the_costly_checks_are_remembered_by_content_and_not_beyond_it(overlay: Any, tmp_path: Any) -> None:
    stamps = tmp_path / "gezien"
    overlay.item()
    first = load_catalogue(stamps)
    assert len(list(stamps.iterdir())) == 1
    assert load_catalogue(stamps) is first
    overlay.item(template="{{ onbekend }}")
    with pytest.raises(InputError, match="onbekende naam"):
        load_catalogue(stamps)
    assert len(list(stamps.iterdir())) == 1


def test_a_catalogue_that_was_checked_is_not_checked_again(
    overlay: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay.item(sql=overlay.sql.replace("Nieuwe vraag", "Andere vraag"))
    load_catalogue(tmp_path)
    monkeypatch.setattr("pq_answers.items.catalogue.check_catalogue", lambda _: pytest.fail("checked again"))
    from pq_answers.items.catalogue import _load

    _load.cache_clear()
    assert isinstance(load_catalogue(tmp_path), Catalogue)


def test_a_folder_that_cannot_remember_only_costs_time(overlay: Any, tmp_path: Any) -> None:
    file = tmp_path / "bestand"
    file.touch()
    overlay.item(sql=overlay.sql.replace("Nieuwe vraag", "Nog een vraag"))
    assert "proef" in load_catalogue(file / "map").items


def test_a_moment_reads_and_prints_years_and_quarters() -> None:
    assert [str(Moment.parse(value)) for value in (2021, "2021", "2021-Q3")] == ["2021", "2021", "2021-Q3"]
    for wrong in ("21", "2021-Q5", "2021-12", True, None):
        with pytest.raises(ValueError, match="geen jaar"):
            Moment.parse(wrong)
