"""The recipe: parts of one label stay apart, and protection sees the whole answer."""

from __future__ import annotations

from decimal import Decimal

from pq_answers.answer import draft
from pq_answers.document import BulletList, plain
from pq_answers.items import load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.store import Store

HEAD = '[vraag]\nnummer = 1\ndatum = 2022-01-26\nsteller = "Jan Peeters"\ntitel = "Proef"\n'
MADE = "2026-11-21T00:00:00+00:00"
RESULT = """
[[antwoord]]
label = "1"
item = "doorstroom_resultaat"
maatregel = "lde"
jaren = "2019-2021"
trajectresultaat = "{0}"
"""
STARTED = """
[[antwoord]]
label = "{0}"
item = "doorstroomtrajecten_gestart"
maatregel = "lde"
jaren = 2020
"""


def test_two_parts_of_one_label_each_print_their_own_tables(demo_store: Store) -> None:
    plan = parse_plan(HEAD + RESULT.format("succesvol") + RESULT.format("niet_succesvol"))
    with demo_store.open() as reader:
        drafted = draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",))
    assert len(drafted.record["tabellen"]) == 2
    [section] = drafted.document.sections
    lists = [plain(item) for block in section.blocks if isinstance(block, BulletList) for item in block.items]
    assert ["67" in lists[0], "282" in lists[1]] == [True, True]


def test_a_total_and_its_filtered_parts_are_protected_together(demo_store: Store) -> None:
    provinces = ("BE21", "BE22", "BE23", "BE24", "BE25", "BE10")
    parts = [STARTED.format(n) + f'provincie = "{code}"\n' for n, code in enumerate(provinces, start=2)]
    plan = parse_plan(HEAD + STARTED.format("1") + "".join(parts))
    with demo_store.open() as reader:
        drafted = draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",))
    cells = [cell for table in drafted.record["tabellen"] for cell in table["cellen"]]
    hidden = [cell for cell in cells if cell["status"] == "onderdrukt"]
    shown = {Decimal(cell["waarde"]) for cell in cells if "waarde" in cell}
    assert not shown & {Decimal(1), Decimal(2), Decimal(3)}
    assert len(hidden) != 1, "one hidden part follows from the total and the others"


def test_the_record_does_not_tell_which_cells_are_hidden_for_their_own_sake(demo_store: Store) -> None:
    plan = parse_plan(HEAD + RESULT.format("succesvol") + 'opsplitsing = ["leeftijd", "herkomst"]\n')
    with demo_store.open() as reader:
        drafted = draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",))
    text = str(drafted.record["bescherming"])
    assert drafted.record["bescherming"]["verborgen"]
    assert not any(word in text for word in ("primair", "secundair", "primary", "secondary"))
