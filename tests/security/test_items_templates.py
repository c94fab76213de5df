"""A template writes prose: no unknown name, no arithmetic, no figure, no other file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pq_answers.errors import InputError
from pq_answers.items.templatecheck import CONTEXT, FILTERS, RESULT, check_template

PATH = Path("templates/proef.md.j2")
REFUSED = [
    ("Goed.\n{{ resultaat }}", 2, "onbekende naam: «resultaat»"),
    ("{{ tabl(r) }}", 1, "«tabl».*«tabel»"),
    ("{{ r.titel | default('niets') }}", 1, "filter «default» bestaat hier niet"),
    ("{{ r.titel | d }}", 1, "filter «d» bestaat hier niet"),
    ("{{ r.jaren | sum }}", 1, "filter «sum» bestaat hier niet"),
    ("{% filter upper %}tekst{% endfilter %}", 1, "upper"),
    ("{{ r.waarde() | safe }}", 1, "filter «safe»"),
    ("{% if x is defined %}a{% endif %}", 1, "«is defined»"),
    ("\n{% if r is defined %}a{% endif %}", 2, "«is defined» bestaat hier niet"),
    ("{% if r is undefined %}a{% endif %}", 1, "«is undefined»"),
    ("{% if r is zeldzaam %}a{% endif %}", 1, "«is zeldzaam»"),
    ("{{ r.waarde() + r.waarde() }}", 1, "niet gerekend"),
    ("{{ r.waarde() - r.waarde() }}", 1, "niet gerekend"),
    ("{{ r.waarde() * r.waarde() / r.waarde() }}", 1, "niet gerekend"),
    ("{{ -r.waarde() }}", 1, "niet gerekend"),
    ("{% set x = r.waarde() % r.waarde() %}", 1, "niet gerekend"),
    ("In totaal\nwaren er 12 personen.", 2, "getal in de tekst .«12»"),
    ("de helft, ½, van allen", 1, "«½"),
    ("{{ 12 }}", 1, "«12»"),
    ("{{ 'in 2021' }}", 1, "«2021»"),
    ("{{ '12' | hoofdletter }}", 1, "«12»"),
    ("{{ 'a' ~ '3' }}", 1, "«3»"),
    ("{{ r.titel if r.heeft_tabel else '7' }}", 1, "«7»"),
    ("Goed\n{{ r.titel ", 2, "niet leesbaar"),
    ("{% if r %}", 1, "niet leesbaar"),
    ("{{ r.titel | onbestaand }}", 1, "onbestaand"),
    ("{{ r.bestaatniet }}", 1, "bestaatniet"),
    ("{{ r.waarde().value }}", 1, "value"),
    ("{{ tabel.naam }}", 1, "naam"),
    ("{% include 'ander' %}", 1, "geen ander sjabloon"),
    ("{% import 'ander' as a %}", 1, "geen ander sjabloon"),
    ("{% from 'ander' import a %}", 1, "geen ander sjabloon"),
    ("{% extends 'ander' %}", 1, "geen ander sjabloon"),
]


@pytest.mark.parametrize(("text", "line", "words"), REFUSED)
def test_a_template_that_hides_or_makes_up_something_is_refused(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        check_template(text, PATH)
    assert caught.value.where == f"{PATH}:{line}"
    assert caught.value.fix


@pytest.mark.parametrize(
    "text",
    [
        "{{ r.maatregel | deelnemers }} in {{ r.jaren | jaren_voluit }}.\n\n{{ tabel(r) }}",
        "{{ r.waarde(periode='2021', leeftijd='Y_LT25') | getal }} personen",
        "{% for m in r.maatregelen %}{% if r.filter('x') == 'F' %}{{ m | maatregel }}{% endif %}{% endfor %}",
        "{{ passage('lde-doorstroom-verplicht') }}{# in 2021 gemaakt #}{% if r.heeft_tabel %}daar{% endif %}",
        "{{ r.maatregelen[0] | kort }}".replace("kort", "maatregel"),
    ],
)
def test_a_template_that_only_selects_is_accepted(text: str) -> None:
    check_template(text, PATH)


def test_compose_offers_exactly_the_names_and_filters_that_the_check_knows() -> None:
    from pq_answers.compose.prose import _environment
    from pq_answers.compose.sentences import load_sentences
    from pq_answers.compose.trace import Tracer
    from pq_answers.compose.view import ResultView

    assert set(_environment(Tracer(), load_sentences()).filters) == set(FILTERS)
    assert set(CONTEXT) == {"r", "tabel", "passage"}
    assert set(RESULT) == {name for name in vars(ResultView) if not name.startswith("_")} - {"item", "result"}
