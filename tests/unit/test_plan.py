"""A plan is read strictly: every fault names its line and its remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pq_answers.errors import InputError
from pq_answers.plan import Question, parse_plan, read_plan
from pq_answers.resources import find_file

PLAN = """\
[vraag]
nummer = 274
datum = 2022-01-26
steller = "Jan Peeters"
titel = "Sociale economie"

[[antwoord]]
label = "1"
item = "contingent"
maatregel = "lde"
jaren = "2015-2021"
bijlage = 1

[[antwoord]]
label = "2.a.i"
passage = "werkvloer-stages"
zie = "1"

[[ antwoord ]]
label = "3"
open = "Nog na te gaan."

[[bijlage]]
nummer = 1
titel = "Contingent"
"""


def test_what_nobody_knows_of_a_question_yet_may_be_empty() -> None:
    text = '[vraag]\nnummer = ""\ndatum = 2022-01-26\nsteller = ""\ntitel = ""\n'
    text += '[[antwoord]]\nlabel = "1"\nopen = "x"\n'
    assert parse_plan(text, where="p", file="p").question == Question("", date(2022, 1, 26), "", "")


def test_a_plan_is_read_with_its_parts_lines_and_own_text() -> None:
    plan = parse_plan(PLAN)
    assert (plan.question.number, plan.question.day, plan.text) == ("274", date(2022, 1, 26), PLAN)
    assert [(part.label, part.line) for part in plan.parts] == [("1", 7), ("2.a.i", 14), ("3", 19)]
    assert plan.parts[0].asked == {"maatregel": "lde", "jaren": "2015-2021"}
    assert (plan.parts[0].annex, plan.parts[1].see, plan.parts[2].gap) == (1, "1", "Nog na te gaan.")
    assert [(annex.number, annex.title) for annex in plan.annexes] == [(1, "Contingent")]


def test_the_same_text_has_the_same_hash_and_a_file_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "vraag-1.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    plan = read_plan(path)
    assert plan.name == "vraag-1"
    assert len(plan.sha256) == 64
    assert plan.sha256 != parse_plan(PLAN).sha256
    assert [part.line for part in plan.parts] == [7, 14, 19]


def test_the_shipped_plan_is_read() -> None:
    assert len(read_plan(find_file("data/demo/vraag-274.toml")).parts) == 23


WRONG = [
    ("nummer = 274", "nummer 274", 2, "geen geldige TOML"),
    ("nummer = 274\n", "", 1, r"mist «nummer».*nummer = "),
    ("datum = 2022-01-26", 'datum = "26/1/2022"', 1, "geen datum.*datum = 2022-01-26"),
    ("datum = 2022-01-26", "datum = 2022-01-26T10:00:00", 1, "geen datum"),
    ('titel = "Sociale economie"', 'titel = "S"\nkleur = 1', 1, "kent «kleur» hier niet.*Mogelijk"),
    ("[vraag]", "[vragen]", 1, "kent «vragen» hier niet.*«vraag»"),
    ('label = "1"\n', "", 7, "geen .geldig. label"),
    ('label = "1"', 'label = "1..a"', 7, "geen .geldig. label"),
    ('item = "contingent"', "", 7, "zegt niet .eenduidig. wat antwoordt.*precies één van"),
    ('item = "contingent"', 'item = "contingent"\nopen = "x"', 7, "zegt niet"),
    ('item = "contingent"', "item = 3", 7, "«item» is geen tekst"),
    ('open = "Nog na te gaan."', "open = true", 19, "«open» is geen tekst"),
    ('passage = "werkvloer-stages"', 'passage = "w"\njaren = 2021', 14, "kent «jaren» hier niet"),
    ("bijlage = 1", "bijlage = 2", 7, r"bijlage 2, die er niet is.*nummer = 2"),
    ("bijlage = 1", "bijlage = 0", 7, "«bijlage» is geen nummer"),
    ("bijlage = 1", "bijlage = true", 7, "«bijlage» is geen nummer"),
    ('zie = "1"', 'zie = "7"', 14, "verwijst naar 7; dat is geen ander antwoord"),
    ('zie = "1"', 'zie = "2.a.i"', 14, "verwijst naar 2.a.i; dat is geen ander antwoord"),
    ('label = "3"', 'label = "1"', 19, "label 1 komt later terug.*na elkaar"),
    ("nummer = 1\n", "nummer = 2\n", 23, "niet van 1 af doorgenummerd|bijlage 1"),
    ('titel = "Contingent"', 'titel = ""', 23, "een nummer en een titel"),
    ('titel = "Contingent"', 'titel = "C"\nsoort = 1', 23, "kent «soort» hier niet"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG)
def test_a_wrong_plan_is_refused_with_its_line_and_remedy(old: str, new: str, line: int, words: str) -> None:
    assert old in PLAN
    with pytest.raises(InputError, match=words) as caught:
        parse_plan(PLAN.replace(old, new, 1), where="plannen/x.toml")
    assert caught.value.where == f"plannen/x.toml:{line}"
    assert caught.value.fix


def test_parts_of_one_label_may_stand_next_to_each_other() -> None:
    plan = parse_plan(PLAN.replace('label = "3"', 'label = "2.a.i"'))
    assert [part.label for part in plan.parts] == ["1", "2.a.i", "2.a.i"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "beantwoordt geen enkele vraag"),
        ("antwoord = 3", "geen lijst van tabellen"),
        ("antwoord = [3]", "geen lijst van tabellen"),
        ('[[antwoord]]\nlabel = "1"\nopen = "x"', r"geen \[vraag\]"),
        ('vraag = 3\n[[antwoord]]\nlabel = "1"\nopen = "x"', r"geen \[vraag\]"),
    ],
)
def test_a_plan_without_question_or_answers_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_plan(text)


def test_an_unreadable_plan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes(b"\xff\xfe")
    for name, words in (("plan.toml", "geen tekst"), ("weg.toml", "bestaat niet"), ("", "niet leesbaar")):
        with pytest.raises(InputError, match=words):
            read_plan(tmp_path / name)


@pytest.mark.parametrize(
    "line",
    [
        "nummer = true",
        "nummer = 1.5",
        "nummer = 0",
        'steller = ["a"]',
        "titel = 3",
    ],
)
def test_a_header_value_of_the_wrong_kind_is_refused(line: str) -> None:
    header = {"nummer": "nummer = 1", "steller": 'steller = "Een lid"', "titel": 'titel = "Proef"'}
    header[line.split(" ", maxsplit=1)[0]] = line
    text = "\n".join(
        ["[vraag]", "datum = 2022-01-26", *header.values(), '[[antwoord]]\nlabel = "1"\nopen = "x"\n']
    )
    with pytest.raises(InputError, match="van de vraag is niet een"):
        parse_plan(text)


def test_a_plan_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(InputError, match="te diep"):
        parse_plan("x = " + "[" * 5000 + "]" * 5000)
