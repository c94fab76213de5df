"""A figure about companies names what they contribute, so that the rule can judge it; else it is refused."""

from __future__ import annotations

import pytest
from tests.companies import ITEM, TEMPLATE
from tests.conftest import Overlay

from pq_answers.errors import InputError
from pq_answers.items import load_catalogue

NAMES = '{ aantal = "n", grootste = "x", tweede = "y" }'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (f", bijdragen = {NAMES}", "", "kunnen die van één onderneming zijn.*bijdragen"),
        (NAMES, '{ aantal = "n", grootste = "x" }', "noemen niet drie kolommen"),
        (NAMES, '{ aantal = "n", grootste = "x", tweede = "x" }', "noemen niet drie kolommen"),
        (NAMES, '{ aantal = "n", grootste = "x", derde = "y" }', "kent «derde» niet"),
        (NAMES, '{ aantal = "n", grootste = "x", tweede = 2 }', "«tweede» moet een tekst"),
        (NAMES, '{ aantal = "n", grootste = "x", tweede = "vte" }', "«vte» is geen"),
        (NAMES, '"n"', "«bijdragen» moet"),
        ('eenheid = "VTE"', 'eenheid = "ondernemingen"', "geen te beschermen cijfer"),
        ('populatie    = "onderneming"', 'populatie    = "geen"', "geen te beschermen cijfer"),
        ("decimalen = 1,", "decimalen = 1, teken = true,", "een teken"),
        ('"years"', '"periods"', "jaren naast elkaar"),
        ('-- [kolommen]', '-- [kolommen]\n-- z = { rol = "bijdrage" }', "gebruikt de kolom «z»"),
    ],
)  # fmt: skip
def test_what_the_rule_cannot_judge_is_refused(old: str, new: str, message: str, overlay: Overlay) -> None:
    assert old in ITEM
    overlay.item("proef", ITEM.replace(old, new, 1), TEMPLATE)
    with pytest.raises(InputError, match=f"(?s){message}"):
        load_catalogue().get("proef")


def test_the_three_columns_are_read_in_their_order(overlay: Overlay) -> None:
    overlay.item("proef", ITEM, TEMPLATE)
    assert load_catalogue().get("proef").value.contributions == ("n", "x", "y")
