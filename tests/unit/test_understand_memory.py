"""What people chose before, and what was answered before: proposed again for sub-questions like theirs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pq_answers.errors import InputError, OutputError
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.ledger import Asked, read_asked
from pq_answers.plan import Plan, parse_plan
from pq_answers.understand import Memory, draft_plan, plan_text, read_memory, remember, similar, understand

QUESTION = "Hoeveel doelgroepwerknemers waren er in {} aan de slag in de LDE?"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def text(question: str, day: str = "15-03-2022") -> str:
    return f"Datum: {day}\n\nLDE - Cijfers\n\n1. {question}"


def mended(catalogue: Catalogue, question: str, choice: str) -> Plan:
    """Return the plan of a question in which a person chose something else."""
    plan = plan_text(understand(text(question), catalogue), catalogue)
    lines = [
        line
        for line in plan.splitlines()
        if not line.startswith(("item =", "maatregel =", "jaren =", "open ="))
    ]
    return parse_plan("\n".join(lines) + f"\n{choice}\n")


def chosen(catalogue: Catalogue, question: str, memory: Memory | None) -> Any:
    [part] = draft_plan(understand(text(question), catalogue), catalogue, file="v.toml", memory=memory).parts
    return part


def test_a_mended_choice_comes_first_for_the_same_question_a_year_later(catalogue: Catalogue) -> None:
    choice = 'item = "doelgroepwerknemers_reeks"\nmaatregel = ["collectief_maatwerk"]\njaren = "2020"'
    memory = Memory((mended(catalogue, QUESTION.format(2020), choice),))
    part = chosen(catalogue, QUESTION.format(2021), memory)
    assert part.item == "doelgroepwerknemers_reeks"
    assert part.asked == {"maatregel": ["collectief_maatwerk"], "jaren": "2021"}


def test_the_plan_says_where_a_remembered_choice_comes_from(catalogue: Catalogue) -> None:
    choice = 'item = "contingent"\nmaatregel = ["lde"]\njaren = "2020"'
    memory = Memory((mended(catalogue, QUESTION.format(2020), choice),))
    plan = plan_text(understand(text(QUESTION.format(2021)), catalogue), catalogue, memory)
    assert "zoals eerder gekozen voor vraag zonder nummer, deelvraag 1" in plan
    assert 'item = "contingent"' in plan
    assert 'jaren = "2021"' in plan


@pytest.mark.parametrize(
    "question",
    [
        "Hoeveel vacatures stonden er open bij de maatwerkbedrijven?",
        "Waarom daalt het aantal doelgroepwerknemers?",
        "Zal de minister de LDE uitbreiden?",
    ],
)
def test_a_question_that_is_not_like_it_is_left_alone(catalogue: Catalogue, question: str) -> None:
    memory = Memory(
        (mended(catalogue, QUESTION.format(2020), 'item = "contingent"\nmaatregel = "lde"\njaren = "2020"'),)
    )
    assert chosen(catalogue, question, memory) == chosen(catalogue, question, None)


def test_without_a_memory_every_choice_is_that_of_the_rules(catalogue: Catalogue) -> None:
    assert chosen(catalogue, QUESTION.format(2021), None).item == "doelgroepwerknemers"
    assert read_memory(None) is None


def test_a_remembered_passage_that_is_about_something_else_is_not_proposed(catalogue: Catalogue) -> None:
    memory = Memory((mended(catalogue, QUESTION.format(2020), 'passage = "werkvloer-stages"'),))
    assert chosen(catalogue, QUESTION.format(2021), memory).item == "doelgroepwerknemers"


def test_a_remembered_item_that_is_no_longer_in_the_catalogue_is_passed_over(catalogue: Catalogue) -> None:
    memory = Memory((mended(catalogue, QUESTION.format(2020), 'item = "bestaat_niet"\nmaatregel = "lde"'),))
    assert chosen(catalogue, QUESTION.format(2021), memory).item == "doelgroepwerknemers"


def test_what_is_remembered_is_a_plan_that_anybody_can_read(catalogue: Catalogue, tmp_path: Path) -> None:
    plan = draft_plan(understand(text(QUESTION.format(2020)), catalogue), catalogue, file="v.toml")
    path = remember(plan, tmp_path / "geheugen")
    assert path.name.startswith("zonder-nummer-2022-03-15-")
    assert path.read_text(encoding="utf-8") == plan.text
    assert remember(plan, tmp_path / "geheugen") == path
    memory = read_memory(tmp_path / "geheugen")
    assert memory is not None
    assert [known.text for known in memory.plans] == [plan.text]


def test_a_plan_without_the_words_of_its_questions_is_not_remembered(tmp_path: Path) -> None:
    head = '[vraag]\nnummer = 1\ndatum = 2022-01-26\nsteller = "x"\ntitel = "y"\n'
    plan = parse_plan(head + '[[antwoord]]\nlabel = "1"\nopen = "later"\n')
    with pytest.raises(InputError, match="geen woorden"):
        remember(plan, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_memory_that_is_not_there_or_broken_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bestaat niet"):
        read_memory(tmp_path / "weg")
    (tmp_path / "stuk.toml").write_text("[vraag", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_memory(tmp_path)
    assert "stuk.toml:1" in caught.value.where


def test_a_memory_that_cannot_be_written_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    plan = draft_plan(understand(text(QUESTION.format(2020)), catalogue), catalogue, file="v.toml")
    (tmp_path / "bestand").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="niet bewaard"):
        remember(plan, tmp_path / "bestand")


def asked(words: str, *, indicator: str = "contingent", measure: str = "lde", year: int = 2021) -> Asked:
    return Asked("12", date(year, 5, 6), "1", words, indicator, (measure,), "Het antwoord.")


def test_the_earlier_question_that_means_the_same_comes_first() -> None:
    same = asked("Wat was het contingent van de LDE in 2019?")
    near = asked("Wat was het contingent van de maatwerkbedrijven?", measure="collectief_maatwerk")
    other = asked("Hoeveel klachten waren er?", indicator="andere")
    understood = {"indicator": "contingent", "maatregelen": ["lde"]}
    found = similar("Welk contingent had de LDE in 2021?", understood, [other, near, same])
    assert [one.asked for one in found] == [same, near]
    assert found[0].record()["antwoord"] == "Het antwoord."


def test_of_equally_like_questions_the_latest_comes_first() -> None:
    old, new = asked("Het contingent?", year=2019), asked("Het contingent?", year=2021)
    found = similar("Het contingent?", {"indicator": "contingent", "maatregelen": ["lde"]}, [old, new])
    assert [one.asked.day.year for one in found] == [2021, 2019]


def test_the_sub_questions_of_approved_answers_are_read_with_their_answers(tmp_path: Path) -> None:
    record = {
        "vraag": {"nummer": "12", "datum": "2021-05-06"},
        "antwoorden": [
            {"label": "1", "vraag": "Het contingent?", "indicator": "contingent", "tekst": "Dit is het."},
            {"label": "2", "passage": "x"},
        ],
    }
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "answer.json").write_text(json.dumps(record), encoding="utf-8")
    [found] = read_asked(tmp_path)
    assert (found.number, found.label, found.answer) == ("12", "1", "Dit is het.")
    assert read_asked(None) == ()
    (tmp_path / "a" / "answer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="niet leesbaar"):
        read_asked(tmp_path)
