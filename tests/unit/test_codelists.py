"""Code lists: what they hold, how a code is found, and which files are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pq_answers.codelists import TOTAL, UNKNOWN, codelist_names, load_codelist
from pq_answers.errors import InputError, UsageError

GOOD = 'naam = "kleur"\ntitel = "Kleur"\nsoort = "dimensie"\n'
RED = '[[code]]\ncode = "R"\nlabel = "rood"\n'
BLUE = '[[code]]\ncode = "B"\nlabel = "blauw"\n'


@pytest.mark.parametrize("name", codelist_names())
def test_every_shipped_code_list_is_whole(name: str) -> None:
    codelist = load_codelist(name)
    assert codelist.codes
    assert all(entry.label for entry in codelist)


def test_total_and_unknown_belong_to_every_list() -> None:
    codelist = load_codelist("geslacht")
    assert codelist.label(TOTAL) == "totaal"
    assert codelist.label(UNKNOWN) == "onbekend"
    assert TOTAL not in codelist
    assert "F" in codelist


def test_a_code_is_found_by_code_label_short_name_or_synonym() -> None:
    measures = load_codelist("maatregel")
    assert {measures.find(text).code for text in ("lde", "LDE", "lokale diensteneconomie", "lde'ers")} == {
        "lde"
    }
    assert measures.get("lde").text("met_lidwoord") == "de lokale diensteneconomie"
    assert measures.get("collectief_maatwerk").text("met_lidwoord") == "collectief maatwerk"


def test_an_unknown_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"«mann» staat niet.*«man»"):
        load_codelist("geslacht").get("mann")
    with pytest.raises(UsageError, match=r"«qqq».*Mogelijk: M, F|«qqq».*Mogelijk"):
        load_codelist("geslacht").find("qqq")


def test_an_unknown_list_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"«geslagt» bestaat niet.*«geslacht»"):
        load_codelist("geslagt")


def test_bands_are_half_open_and_know_their_unit() -> None:
    bands = load_codelist("grootteklasse_lde")
    assert bands.unit == "VTE"
    assert (bands.get("B5").start, bands.get("B5").end, bands.get("B100").end) == (
        Decimal(5),
        Decimal(11),
        None,
    )


def test_the_shipped_bands_hold_every_size() -> None:
    lists = [load_codelist(name) for name in codelist_names()]
    bands = [codelist for codelist in lists if codelist.kind == "klassen"]
    assert bands
    assert all(codelist.is_gapless for codelist in bands)


@pytest.mark.parametrize("said", ["", 'personen = "ja"', "personen = 1"])
def test_a_population_that_does_not_say_whether_it_is_of_persons_is_refused(overlay: Any, said: str) -> None:
    head = 'vervangt = true\nnaam = "populatie"\ntitel = "Populatie"\nsoort = "populatie"\n'
    path = overlay.write("data/codelists/populatie.toml", f"{head}{RED}{said}\n")
    with pytest.raises(InputError, match=r"«R» zegt niet of het om personen gaat.*personen = true") as caught:
        load_codelist("populatie")
    assert caught.value.where == str(path)
    overlay.write("data/codelists/populatie.toml", f"{head}{RED}personen = false\n")
    assert load_codelist("populatie").names == ("R",)


def test_an_overlay_adds_a_list_and_an_edit_is_seen_at_once(overlay: Any) -> None:
    overlay.write("data/codelists/kleur.toml", GOOD + RED)
    assert load_codelist("kleur").names == ("R",)
    assert "kleur" in codelist_names()
    overlay.write("data/codelists/kleur.toml", GOOD + RED + BLUE)
    assert load_codelist("kleur").names == ("R", "B")


def test_an_overlay_replaces_a_list_only_when_it_says_so(overlay: Any) -> None:
    text = GOOD.replace("kleur", "geslacht") + RED
    overlay.write("data/codelists/geslacht.toml", text)
    with pytest.raises(InputError, match=r"«geslacht» bestaat al.*vervangt = true"):
        load_codelist("geslacht")
    overlay.write("data/codelists/geslacht.toml", f"vervangt = true\n{text}")
    assert load_codelist("geslacht").names == ("R",)


BANDS = '[[code]]\ncode = "{0}"\nlabel = "{0}"\nvan = {0}\n{1}\n'
WRONG = [
    (GOOD + RED + RED.replace("rood", "rose"), "noemt «r» twee keer"),
    (GOOD + RED + BLUE.replace("blauw", "rood"), "noemt «rood» twee keer"),
    (GOOD + RED + BLUE + 'synoniemen = ["ROOD"]\n', "noemt «rood» twee keer"),
    (GOOD, "niet volledig"),
    (GOOD + "[[code]]\ncode = 1\nlabel = 'een'\n", "niet volledig, of een waarde heeft een verkeerd type"),
    (GOOD + RED + "van = 'nul'\n", "niet volledig"),
    (GOOD + "code = 3\n", "niet volledig"),
    (GOOD + 'code = ["R"]\n', "niet volledig"),
    (GOOD.replace("kleur", "kleuren") + RED, 'heet «kleuren».*naam = "kleur"'),
    (GOOD + RED.replace('"R"', '"_T"'), "«_T» is geen code"),
    (GOOD + RED.replace('"R"', '"a+b"'), "«a.b» is geen code"),
    (GOOD + BANDS.format(0, "tot = 5") + BANDS.format(4, ""), "overlappen of dalen"),
    (GOOD + BANDS.format(5, "tot = 9") + BANDS.format(0, "tot = 5"), "overlappen of dalen"),
    (GOOD + BANDS.format(0, "") + BANDS.format(4, ""), "overlappen of dalen"),
    (GOOD + "[[code]\n", r"toml:4: .*geen geldige TOML"),
    (GOOD + 'naam = "kleur"\n' + RED, "toml:4: .*deze naam staat er twee keer"),
    (GOOD + "x = [1,\n", "geen geldige TOML: een waarde ontbreekt"),
    (GOOD + "x = ja\n", "een tekst staat niet tussen aanhalingstekens"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_wrong_list_is_refused_with_its_file_and_remedy(overlay: Any, text: str, words: str) -> None:
    path = overlay.write("data/codelists/kleur.toml", text)
    with pytest.raises(InputError, match=words) as caught:
        load_codelist("kleur")
    assert caught.value.where.startswith(str(path))
    assert caught.value.fix


def test_a_list_that_is_not_utf8_is_refused(overlay: Any) -> None:
    overlay.write("data/codelists/kleur.toml", "").write_bytes(b'naam = "\xff"')
    with pytest.raises(InputError, match=r"niet leesbaar.*UTF-8"):
        load_codelist("kleur")
