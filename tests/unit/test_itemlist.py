"""A list of items, one request a line, becomes a plan."""

from __future__ import annotations

from datetime import date

import pytest

from pq_answers.errors import InputError
from pq_answers.itemlist import parse_any
from pq_answers.plan import Plan


def read(text: str) -> Plan:
    return parse_any(text, "week-12.vragen", where="vragen/week-12.vragen")


def test_a_list_becomes_a_plan_with_one_part_a_line() -> None:
    text = """\
# datum: 2022-01-26
# steller: Jan Peeters
# zomaar een opmerking

contingent --maatregel lde --jaren 2019-2021
doelgroepwerknemers --maatregel=lde --jaren=2021 --opsplitsing "leeftijd x herkomst"
"""
    plan = read(text)
    assert (plan.question.day, plan.question.asker, plan.question.number) == (
        date(2022, 1, 26),
        "Jan Peeters",
        "week-12",
    )
    assert [(part.label, part.line, part.item) for part in plan.parts] == [
        ("1", 5, "contingent"),
        ("2", 6, "doelgroepwerknemers"),
    ]
    assert plan.parts[1].asked == {"maatregel": "lde", "jaren": "2021", "opsplitsing": "leeftijd x herkomst"}


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("# datum: 2022-01-26\n", "", "lijst is leeg"),
        ("contingent --jaren 2021\n", "", "noemt geen datum.*# datum"),
        ("# datum: 26/1/2022\ncontingent --jaren 2021\n", "", "noemt geen datum"),
        ('# datum: 2022-01-26\ncontingent --jaren "2021\n', ":2", "niet gesloten"),
        ("# datum: 2022-01-26\ncontingent jaren 2021\n", ":2", "«jaren» is geen optie"),
        ("# datum: 2022-01-26\ncontingent --jaren\n", ":2", "«--jaren» heeft geen waarde"),
        (
            "# datum: 2022-01-26\ncontingent --maatregel --jaren 2021\n",
            ":2",
            "«--maatregel» heeft geen waarde",
        ),
        ("# datum: 2022-01-26\ncontingent --jaren 2021 --jaren 2020\n", ":2", "«--jaren» staat er twee keer"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(text: str, where: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(text)
    assert caught.value.where == f"vragen/week-12.vragen{where}"
    assert caught.value.fix


def test_a_list_keeps_its_text_to_run_it_again() -> None:
    text = "# datum: 2022-01-26\ncontingent --maatregel lde --jaren 2021\n"
    assert read(text).text == text


def test_any_other_file_is_a_plan() -> None:
    with pytest.raises(InputError, match=r"x.toml:1: Het plan beantwoordt geen enkele vraag"):
        parse_any("", "x.toml")
