"""The declared controls: what is wrong in the file is refused in Dutch; nothing goes unchecked in silence."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pytest

from pq_answers.checks import check_published, check_tables
from pq_answers.checks.declared import FILE, load_rules
from pq_answers.checks.fields import Fields
from pq_answers.cli import main
from pq_answers.errors import InputError
from pq_answers.resources import find_file


class Overlay(Protocol):
    def write(self, relative: str, text: str) -> Path: ...


SHIPPED = find_file(FILE).read_text(encoding="utf-8")
NEEDED = """
[sprong]
spreiding = 6
minstens  = 0.5
punten    = 5
basis     = 30
factor    = 3

[standen]
indicatoren = ["contingent"]
hoogstens   = 0.1
"""


def refused(overlay: Overlay, text: str) -> str:
    path = overlay.write(FILE, text)
    with pytest.raises(InputError) as raised:
        load_rules()
    assert raised.value.where.startswith(str(path))
    assert raised.value.fix
    message = str(raised.value)
    assert not re.search(r"\b(must|str|int|list|dict|indices|NoneType|Error|not|unhashable)\b", message), (
        message
    )
    return raised.value.what


def test_every_rule_that_is_shipped_is_read() -> None:
    entries, rules = tomllib.loads(SHIPPED), load_rules()
    assert len(rules.partitions) == len(entries["verdeling"])
    assert len(rules.formulas) == len(entries["formule"])
    assert len(rules.within) == len(entries["binnen"])
    assert len(rules.units) == len(entries["eenheden"])
    assert len(rules.identities) == len(entries["samenhang"])
    assert len(rules.hundreds) == len(entries["honderd"])
    assert (rules.jump.spread, rules.jump.least) == (6, Decimal("0.5"))
    assert len(rules.related) == len(entries["verwant"])
    assert (rules.jump.bound("uitstroom"), rules.levels.at_most) == (3, Decimal("0.1"))
    assert rules.levels.indicators == ("contingent",)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('indicator = "contingent"', 'indicator = "contingentt"', "«contingentt» bestaat niet. Bedoelde u"),
        ('"pwa", "arbeidszorg"', '"pwaa", "arbeidszorg"', "formule 1: «pwaa» bestaat niet"),
        ('resultaat = "semi_formeel"', 'resultaat = "semi"', "«semi» bestaat niet"),
        ('min       = ["invoeg_dienstencheques"]', 'min = ["iets"]', "«iets» bestaat niet"),
        ('["provincie", "gewest"]', '["provincie", "gewestt"]', "De dimensie «gewestt» bestaat niet"),
        ('over      = ["contingentdeel"]', 'over = ["maat"]', "De dimensie «maat» bestaat niet"),
        ('["ingevuld", "niet_ingevuld"]', '["ingevuld", "over"]', "verdeling 2: «over» bestaat niet"),
        ('trede = ["T3", "T4"]', 'trede = ["T3", "T44"]', "verdeling 3, waar: «T44» bestaat niet"),
        (
            '{ trede = ["T5"] }\noptelbaar',
            '{ treden = ["T5"] }\noptelbaar',
            "De dimensie «treden» bestaat niet",
        ),
        ('["personen", "trajecten"]', '["personen", "traject"]', "«traject» bestaat niet"),
        (
            'dimensie = "regio"\ndeel     = "BE25"',
            'dimensie = "regio"\ndeel = "VL_GEW"',
            "binnen 2: het deel is",
        ),
        ('geheel   = "VL_GEW"', 'geheel   = "BE25"', "het deel is zelf het geheel"),
        ('hoogstens = "VTE"', 'hoogstens = "vte"', "eenheden 1: «vte» bestaat niet"),
        ('eenheid = "trajecten" }', 'eenheid = "t" }', "samenhang 1, geheel: «t» bestaat niet"),
        ('dimensie = "trajectresultaat"', 'dimensie = "resultaat"', "De dimensie «resultaat» bestaat niet"),
        ('codes    = ["M", "F"]', 'codes    = ["M", "V"]', "honderd 1: «V» bestaat niet"),
        ('noemer   = "loontrekkenden"', 'noemer = "iedereen"', "honderd 2: «iedereen» bestaat niet"),
        ('indicatoren = ["contingent"]', 'indicatoren = ["x"]', "standen: «x» bestaat niet"),
    ],
)
def test_a_code_or_dimension_that_does_not_exist_is_refused(
    overlay: Overlay, old: str, new: str, says: str
) -> None:
    assert old in SHIPPED
    assert says in refused(overlay, SHIPPED.replace(old, new, 1))


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('[[verdeling]]\nover = ["regio"]', "verdeling 1: «indicator» ontbreekt of is geen tekst"),
        ('[[verdeling]]\nindicator = "contingent"', "«over» is leeg"),
        ('[[verdeling]]\nindicator = "contingent"\nover = "regio"', "«over» is geen lijst van teksten"),
        ('[[verdeling]]\nindicator = "contingent"\nover = []', "«over» is leeg"),
        ('[[verdeling]]\nindicator = "contingent"\nover = ["regio", "regio"]', "noemt iets tweemaal"),
        ('[[verdeling]]\nindicator = "contingent"\nover = [3]', "geen lijst van teksten"),
        ('[[verdeling]]\nindicator = 3\nover = ["regio"]', "«indicator» ontbreekt of is geen tekst"),
        ('[[verdeling]]\nindicator = ["contingent"]\nover = ["regio"]', "«indicator» ontbreekt"),
        ('[[verdeling]]\nindicator="contingent"\nover=["regio"]\noptelbaar="nee"', "niet true of false"),
        ('[[verdeling]]\nindicator="contingent"\nover=["regio"]\noptelbar=false', "Bedoelde u «optelbaar»"),
        ('[[verdeling]]\nindicator="contingent"\nover=["regio"]\nwaar=["T5"]', "niet tussen accolades"),
        ('[[verdeling]]\nindicator="contingent"\nover=["regio"]\nwaar={trede="T5"}', "geen lijst"),
        ('[[verdeling]]\nindicator="contingent"\nover=["regio"]\nwaar={trede=[]}', "«trede» is leeg"),
        ('[[verdeeling]]\nindicator="contingent"', "soort controle «verdeeling» bestaat niet. Bedoelde u"),
        ('[verdeling]\nindicator="contingent"', "«verdeling» staat tussen dubbele vierkante haken"),
        ('verdeling = ["contingent"]', "«verdeling» staat tussen dubbele vierkante haken"),
        ('[[formule]]\nindicator="ondernemingen"\nplus=["lde"]', "«resultaat» ontbreekt"),
        ('[[formule]]\nindicator="ondernemingen"\nresultaat="lde"', "«plus» is leeg"),
        ('[[formule]]\nindicator="ondernemingen"\nresultaat="lde"\nplus="sine"', "geen lijst van teksten"),
        ('[[formule]]\nindicator="ondernemingen"\nresultaat="lde"\nplus=["lde"]', "is zelf de uitkomst"),
        ('[[formule]]\nindicator="ondernemingen"\nresultaat="lde"\nplus=["sine"]\nmin=["sine"]', "tweemaal"),
        ('[[binnen]]\ndimensie="regio"', "«geheel» ontbreekt"),
        ('[[binnen]]\ndimensie="regio"\ngeheel="BE25"\ndeel=""', "«deel» ontbreekt of is geen tekst"),
        ('[[eenheden]]\nhoogstens="VTE"', "«van» ontbreekt"),
        ("[[samenhang]]\nrest='x'", "samenhang 1, geheel: «indicator» ontbreekt"),
        ("[[samenhang]]\ngeheel='x'\ndelen='y'", "«geheel» staat niet tussen accolades"),
        ('[[honderd]]\ndimensie="geslacht"', "«codes» is leeg"),
        ('[[verwant]]\nindicator="uitstroom"\neen={geslacht="M"}', "noemen elk minstens één dimensie"),
        ('[[verwant]]\nindicator="uitstroom"\neen={geslacht="M"}\nander={geslacht="Z"}', "«Z» bestaat niet"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_whole_or_of_the_wrong_type_is_refused(
    overlay: Overlay, rule: str, says: str
) -> None:
    text = f"{rule}\n{NEEDED}"
    assert says in refused(overlay, text)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[sprong]", "[sprongen]", "soort controle «sprongen» bestaat niet"),
        (NEEDED.partition("[standen]")[0], "", "«[sprong]» ontbreekt"),
        (NEEDED[NEEDED.index("[standen]") :], "", "«[standen]» ontbreekt"),
        ("[standen]", "[[standen]]", "«[standen]» ontbreekt of staat niet tussen enkele"),
        ("spreiding = 6", 'spreiding = "6"', "«spreiding» ontbreekt of is geen getal vanaf 0"),
        ("spreiding = 6", "spreiding = nan", "geen getal vanaf 0"),
        ("spreiding = 6", "spreiding = inf", "geen getal vanaf 0"),
        ("spreiding = 6", "spreiding = true", "geen getal vanaf 0"),
        ("minstens  = 0.5", "minstens = -1", "geen getal vanaf 0"),
        ("minstens  = 0.5", "", "«minstens» ontbreekt"),
        ("punten    = 5", "punten = 5.5", "«punten» is geen geheel getal"),
        ("basis     = 30", "basis = 30\nbodem = 3", "«bodem» is hier niet bekend"),
        ("factor    = 3", "factor = 1", "«factor» is groter dan 1"),
        ("factor    = 3", "factor = 3\nfactoren = {contingent = 0.5}", "«contingent» is groter dan 1"),
        ("factor    = 3", "factor = 3\nfactoren = {contingenten = 2}", "«contingenten» bestaat niet"),
        ("hoogstens   = 0.1", "", "«hoogstens» ontbreekt"),
    ],
)
def test_a_threshold_that_is_missing_or_no_number_is_refused(
    overlay: Overlay, old: str, new: str, says: str
) -> None:
    assert old in NEEDED
    assert says in refused(overlay, NEEDED.replace(old, new, 1))


def test_a_broken_file_is_refused_with_its_line(overlay: Overlay) -> None:
    path = overlay.write(FILE, f"{NEEDED}\n[[verdeling]\n")
    with pytest.raises(InputError, match="geen geldige TOML") as raised:
        load_rules()
    assert raised.value.where == f"{path}:{NEEDED.count(chr(10)) + 2}"


def test_a_file_that_is_no_text_is_refused(overlay: Overlay) -> None:
    path = overlay.write(FILE, "")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="niet leesbaar"):
        load_rules()


def test_an_own_file_replaces_the_shipped_rules_and_an_edit_is_seen_at_once(overlay: Overlay) -> None:
    overlay.write(FILE, NEEDED)
    assert load_rules().partitions == ()
    overlay.write(FILE, f'[[eenheden]]\nhoogstens = "VTE"\nvan = "personen"\n{NEEDED}')
    assert len(load_rules().units) == 1


def test_every_check_stops_where_the_controls_are_wrong(
    overlay: Overlay, capsys: pytest.CaptureFixture[str]
) -> None:
    path = overlay.write(FILE, "")
    for check in (check_tables, check_published):
        with pytest.raises(InputError, match="controles kloppen niet"):
            check([])
    assert main(["check", "--published"]) == 3
    assert str(path) in capsys.readouterr().err


def test_total_and_unknown_are_codes_of_every_list_where_a_whole_is_meant() -> None:
    rule = Fields("binnen 1", {})
    assert rule.code("_T", "regio", special=True) == "_T"
    with pytest.raises(Exception, match="«_T» bestaat niet"):
        rule.code("_T", "regio")


def test_every_field_of_a_rule_is_read_or_refused(overlay: Overlay) -> None:
    data: dict[str, Any] = tomllib.loads(SHIPPED)
    for kind, entries in data.items():
        head = f"[[{kind}]]" if isinstance(entries, list) else f"[{kind}]"
        text = SHIPPED.replace(head, f"{head}\nonbekend = 1", 1)
        assert "«onbekend» is hier niet bekend" in refused(overlay, text), kind
