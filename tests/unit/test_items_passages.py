"""Standing passages: their only numbers are declared constants with a legal basis; they have a validity."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.items import load_passage, load_passages

PASSAGE = """\
+++
titel = "Uren per week"
geldig = { van = 2019-01-01, tot = 2021-12-31 }
rechtsgrond = "Decreet van 12 juli 2013"
[constanten]
uren = "30"
+++
Er geldt {{ uren }} uur per week.
"""


def test_every_shipped_passage_is_sound() -> None:
    passages = load_passages()
    assert len(passages) >= 13
    for passage in passages.values():
        assert passage.basis or not passage.constants
        passage.check_valid(max(date(2022, 1, 26), passage.valid_from))


def test_a_passage_is_filled_with_its_constants(overlay: Any) -> None:
    overlay.write("data/passages/uren.md", PASSAGE)
    passage = load_passage("uren")
    assert passage.filled(lambda name, value: f"<{name}:{value}>") == "Er geldt <uren:30> uur per week."


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2022, 1, 1)])
def test_a_passage_that_was_not_in_force_is_refused(overlay: Any, day: date) -> None:
    path = overlay.write("data/passages/uren.md", PASSAGE)
    load_passage("uren").check_valid(date(2019, 1, 1))
    load_passage("uren").check_valid(date(2021, 12, 31))
    with pytest.raises(InputError, match=f"«uren» was op {day} niet geldig") as caught:
        load_passage("uren").check_valid(day)
    assert (caught.value.where, bool(caught.value.fix)) == (str(path), True)


def test_a_missing_passage_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"«werkvloer-stage» bestaat niet.*«werkvloer-stages»"):
        load_passage("werkvloer-stage")
    with pytest.raises(InputError, match=r"«qqqqq» bestaat niet.*data/passages"):
        load_passage("qqqqq")


def test_an_overlay_replaces_a_passage_only_when_it_says_so(overlay: Any) -> None:
    overlay.write("data/passages/werkvloer-stages.md", PASSAGE)
    with pytest.raises(InputError, match=r"bestaat al.*vervangt = true"):
        load_passage("werkvloer-stages")
    overlay.write("data/passages/werkvloer-stages.md", PASSAGE.replace("titel", "vervangt = true\ntitel", 1))
    assert load_passage("werkvloer-stages").title == "Uren per week"


WRONG = [
    ("+++\ntitel", "titel", "kop tussen twee regels"),
    ('titel = "Uren per week"\n', "", "«titel» ontbreekt.*Voeg titel"),
    ("titel =", "title =", "«titel» ontbreekt"),
    ("rechtsgrond", "rechtsgrnd", "kent «rechtsgrnd» niet.*«rechtsgrond»"),
    ('titel = "Uren per week"', "titel = 3", "«titel» heeft een waarde van een verkeerd type"),
    ('titel = "Uren per week"', "titel = Uren", "md:2: .*geen geldige TOML"),
    ("{ van = 2019-01-01, tot = 2021-12-31 }", "2019-01-01", "«geldig» heeft een waarde"),
    ("van = 2019-01-01, ", "", "geldigheid is geen periode"),
    ("van = 2019-01-01", "van = 2019-01-01T10:00:00", "geldigheid is geen periode"),
    ("tot = 2021-12-31", "tot = 2021", "geldigheid is geen periode"),
    ("[constanten]", 'plaats = "boven"\n[constanten]', "«boven» is geen plaats.*antwoord, voorafgaand, noot"),
    ("[constanten]", 'indicatoren = ["contingnt"]\n[constanten]', "«contingnt».*«contingent»"),
    ("[constanten]", 'maatregelen = ["ldee"]\n[constanten]', "«ldee» staat niet in de codelijst «maatregel»"),
    ("Er geldt {{ uren }} uur per week.", "", "geen tekst"),
    ("{{ uren }}", "{{ uren }} of {{ dagen }}", "stemmen niet overeen: dagen"),
    ("{{ uren }}", "dertig", "stemmen niet overeen: uren"),
    ("{{ uren }}", "{{ Uren }}", "geen geldige naam"),
    ("{{ uren }}", "{{ uren }", "geen geldige naam"),
    ("uur per week", "uur per 7 dagen", "een getal in de tekst .«7»"),
    ("uur per week", "en ½ uur per week", "een getal in de tekst .«½»"),
    ("uren = ", "uren = 30 # ", "Een constante is een tekst"),
    ('rechtsgrond = "Decreet van 12 juli 2013"\n', "", "noemt haar rechtsgrond"),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_a_wrong_passage_is_refused_with_its_file_and_remedy(
    overlay: Any, old: str, new: str, words: str
) -> None:
    assert old in PASSAGE
    path = overlay.write("data/passages/uren.md", PASSAGE.replace(old, new, 1))
    with pytest.raises(InputError, match=words) as caught:
        load_passage("uren")
    assert caught.value.where.startswith(str(path))
    assert caught.value.fix


def test_an_edit_of_a_passage_is_seen_at_once(overlay: Any) -> None:
    overlay.write("data/passages/uren.md", PASSAGE)
    load_passage("uren")
    overlay.write("data/passages/uren.md", PASSAGE.replace('"30"', '"38"'))
    assert load_passage("uren").constants == {"uren": "38"}
