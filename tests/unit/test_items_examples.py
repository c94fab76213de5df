"""Every item has examples that anyone can read, and every example holds on the demonstration register."""

from __future__ import annotations

from pathlib import Path

import pytest

from pq_answers.errors import BlockedError, InputError
from pq_answers.items import Example, format_grid, load_catalogue, read_examples
from pq_answers.items.examples import parse_grid
from pq_answers.store import Store

FOLDER = Path(__file__).parents[1] / "items"
EXAMPLES = [example for path in sorted(FOLDER.glob("*.toml")) for example in read_examples(path)]


def _id(example: Example) -> str:
    return f"{example.item}: {example.description}"


def test_every_item_of_the_catalogue_has_an_example() -> None:
    assert {example.item for example in EXAMPLES} == set(load_catalogue().items)


@pytest.mark.parametrize("example", EXAMPLES, ids=_id)
def test_an_example_gives_the_table_that_it_says(example: Example, demo_store: Store) -> None:
    from pq_answers.answer import check_example

    with demo_store.open() as reader:
        check_example(example, reader, load_catalogue())


def test_an_example_that_does_not_hold_shows_the_table_that_came(demo_store: Store) -> None:
    from pq_answers.answer import check_example

    example = next(example for example in EXAMPLES if example.item == "contingent")
    wrong = Example(example.item, "proef", example.asked, (("a", "b"),), example.path)
    with demo_store.open() as reader, pytest.raises(BlockedError, match="geeft een andere tabel") as caught:
        check_example(wrong, reader, load_catalogue())
    assert format_grid(example.expected) in caught.value.what


def test_a_grid_survives_printing_and_reading() -> None:
    grid = (("", "2020", "2021"), ("Aantal ondernemingen", "168", "1.868,0"))
    assert parse_grid(format_grid(grid)) == grid


def test_tables_of_different_width_stand_below_each_other() -> None:
    grid = (("", "2020"), ("Rij", "1"), ("", "2020", "2021"), ("Rij", "2", "3"))
    assert format_grid(grid) == "    | 2020\nRij | 1\n\n    | 2020 | 2021\nRij | 2    | 3"
    assert parse_grid(format_grid(grid)) == grid


GOOD = '[[voorbeeld]]\nomschrijving = "x"\ngevraagd = { jaren = 2021 }\nverwacht = """\na | b\nc | d\n"""\n'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[voorbeeld]]", "[[voorbeelden]]", "geen ..voorbeeld.."),
        ("[[voorbeeld]]", "[[voorbeeld]", r":1: .*geen geldige TOML"),
        ("omschrijving", "uitleg", "niet volledig"),
        ("{ jaren = 2021 }", "2021", "niet volledig"),
        ("c | d", "c", "ongelijke rijen"),
        ("a | b\nc | d", "", "ongelijke rijen"),
    ],
)
def test_a_wrong_example_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "contingent.toml"
    path.write_text(GOOD)
    assert read_examples(path)[0].expected == (("a", "b"), ("c", "d"))
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(InputError, match=words) as caught:
        read_examples(path)
    assert caught.value.fix
