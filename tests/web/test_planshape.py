"""The shape of a plan: whatever is moved, merged, split or renamed, no answer is lost."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.errors import InputError
from pq_answers.plan import Edit, Part, Plan, PlannedAnnex, Question, parse_plan
from pq_answers.planwrite import write_plan
from pq_answers.web import planshape

HEAD = Question("12", date(2022, 1, 26), "AN PEETERS", "Contingent")


def plan_of(*parts: Part, annexes: tuple[PlannedAnnex, ...] = (), edits: tuple[Edit, ...] = ()) -> Plan:
    return write_plan(HEAD, parts, annexes, edits)


def said(label: str, text: str, question: str = "") -> Part:
    return Part(label, 0, text=text, question=question or f"Wat is {text}?")


def labels(plan: Plan) -> list[str]:
    return [part.label for part in plan.parts]


def texts(plan: Plan) -> list[str]:
    return [part.text for part in plan.parts]


THREE = plan_of(said("1", "a"), said("2", "b"), said("2", "c"), said("3", "d"))


def test_an_answer_moves_inside_its_sub_question_and_a_sub_question_moves_whole() -> None:
    assert texts(planshape.moved(THREE, 1, 1)) == ["a", "c", "b", "d"]
    assert labels(planshape.moved(THREE, 1, -1)) == ["2", "2", "1", "3"]
    assert labels(planshape.moved(THREE, 3, -1)) == ["1", "3", "2", "2"]


@pytest.mark.parametrize(("index", "step"), [(0, -1), (3, 1)])
def test_the_first_goes_no_higher_and_the_last_no_lower(index: int, step: int) -> None:
    assert not planshape.can_move(THREE, index, step)
    with pytest.raises(InputError, match="kan niet"):
        planshape.moved(THREE, index, step)


def test_merging_keeps_every_answer_and_what_refers_to_it() -> None:
    plan = plan_of(
        said("1", "a"),
        said("2", "b"),
        Part("3", 0, passage="lde-geen-afwijking", see="2"),
        edits=(Edit("2", 0, "was", "wordt"),),
    )
    done = planshape.merged(plan, 1)
    assert labels(done) == ["1", "1", "3"]
    assert done.parts[2].see == "1"
    assert done.edits[0].label == "1"
    again = planshape.merged(done, 2)
    assert labels(again) == ["1", "1", "1"]
    assert again.parts[2].see == "", "an answer does not refer to itself"
    with pytest.raises(InputError, match="geen andere"):
        planshape.merged(again, 0)


def proposed(words: str) -> list[Part]:
    return [Part("9", 0, gap="Nog te doen.", question=words)]


def test_splitting_gives_every_piece_the_answers_that_it_had() -> None:
    plan = plan_of(said("1", "a", "Hoeveel?"), said("1", "b", "En waarom?"), said("2", "c"))
    done = planshape.split(plan, 0, ["Hoeveel?", "En waarom?", "Wanneer?"], proposed)
    assert labels(done) == ["1.a", "1.b", "1.c", "2"]
    assert texts(done) == ["a", "b", "", "c"]
    assert done.parts[2].gap == "Nog te doen."


def test_what_fits_no_piece_stays_with_the_first_that_has_no_answer() -> None:
    done = planshape.split(
        plan_of(said("1", "a", "Hoeveel en waarom?")), 0, ["Hoeveel?", "Waarom?"], proposed
    )
    assert texts(done) == ["a", ""]
    assert [part.question for part in done.parts] == ["Hoeveel?", "Waarom?"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (["1"], ["1.a", "1.b"]),
        (["1.b"], ["1.b.i", "1.b.ii"]),
        (["7.f.ii"], ["7.f.ii.1", "7.f.ii.2"]),
        (["1", "1.a"], ["1", "1.b", "1.a"]),
    ],
)
def test_pieces_are_labelled_one_level_deeper(known: list[str], expected: list[str]) -> None:
    plan = plan_of(*(said(label, label) for label in known))
    assert labels(planshape.split(plan, 0, ["Hoeveel?", "Waarom?"], proposed)) == expected


@pytest.mark.parametrize("text", ["", "Hoeveel?", "Hoeveel?\nWaarom?", "\n\n  \n\n"])
def test_a_text_in_one_piece_is_not_split(text: str) -> None:
    with pytest.raises(InputError, match="niet in stukken"):
        planshape.pieces_of(text)


def test_renaming_maps_the_words_of_each_answer() -> None:
    plan = plan_of(said("1", "a", "Hoeveel?"), said("1", "b", "Waarom?"))
    assert planshape.words_of(plan, 1) == "Hoeveel?\n\nWaarom?"
    done = planshape.renamed(plan, 0, " 4.a) ", "Hoe veel?\n\nWaarom dan?")
    assert [(part.label, part.question) for part in done.parts] == [
        ("4.a", "Hoe veel?"),
        ("4.a", "Waarom dan?"),
    ]
    assert [part.question for part in planshape.renamed(plan, 0, "1", "Alles?").parts] == ["Alles?"] * 2
    with pytest.raises(InputError, match="3 stukken"):
        planshape.renamed(plan, 0, "1", "a\n\nb\n\nc")


@pytest.mark.parametrize(
    "label", ["", "1..2", "a b", "<script>", "=1", "1.2.3.4.5.6.7", "x" * 50, "é", "1\n2"]
)
def test_what_is_no_label_is_refused(label: str) -> None:
    with pytest.raises(InputError, match="geen label"):
        planshape.checked_label(label)


def test_a_label_that_comes_back_elsewhere_is_refused() -> None:
    with pytest.raises(InputError, match="later terug"):
        planshape.renamed(THREE, 3, "1", "Nog eens?")


def test_a_new_sub_question_gets_the_next_number_or_its_own_label() -> None:
    assert labels(planshape.added(THREE, "", "", proposed("x"))) == ["1", "2", "2", "3", "4"]
    assert labels(planshape.added(THREE, "1", "1.a", proposed("x"))) == ["1", "1.a", "2", "2", "3"]
    with pytest.raises(InputError, match="Er is al"):
        planshape.added(THREE, "", "2", proposed("x"))
    with pytest.raises(InputError, match="geen deelvraag"):
        planshape.added(THREE, "9", "", proposed("x"))


def test_an_annex_goes_along_and_disappears_with_its_last_table() -> None:
    item = {"item": "contingent", "asked": {"maatregel": ["lde"], "jaren": "2021"}}
    annexes = (PlannedAnnex(1, "Een"), PlannedAnnex(2, "Twee"))
    plan = plan_of(Part("1", 0, annex=1, **item), Part("2", 0, annex=2, **item), annexes=annexes)  # type: ignore[arg-type]
    swapped = planshape.moved(plan, 1, -1)
    assert [(part.label, part.annex) for part in swapped.parts] == [("2", 2), ("1", 1)]
    left = planshape.without_part(swapped, 1)
    assert [(annex.number, annex.title) for annex in left.annexes] == [(1, "Twee")]
    assert left.parts[0].annex == 1


ACTS = st.lists(
    st.tuples(st.sampled_from(["up", "down", "merge", "split", "add"]), st.integers(0, 30)), max_size=12
)


@given(ACTS)
def test_no_answer_is_ever_lost(acts: list[tuple[str, int]]) -> None:
    plan, added = THREE, 0
    for act, number in acts:
        index = number % len(plan.parts)
        try:
            if act in {"up", "down"}:
                plan = planshape.moved(plan, index, -1 if act == "up" else 1)
            elif act == "merge":
                plan = planshape.merged(plan, index)
            elif act == "split":
                plan = planshape.split(plan, index, ["Een?", "Twee?"], proposed)
            else:
                plan, added = planshape.added(plan, "", "", proposed("x")), added + 1
        except InputError:
            continue
        assert not Counter("abcd") - Counter(texts(plan))
        assert parse_plan(plan.text) == plan
