"""Two answers about the same people, one after the other, held against every table that could be behind."""

from __future__ import annotations

from bench.history import INNER, LAYOUTS, past_of, table, too_much
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_answers.protect import protect


def layouts() -> st.SearchStrategy[list[tuple[tuple[str, ...], bool]]]:
    return st.lists(st.tuples(st.sampled_from(LAYOUTS), st.booleans()), min_size=1, max_size=2)


@given(
    numbers=st.lists(st.integers(0, 6), min_size=6, max_size=6),
    first=layouts(),
    second=layouts(),
)
@settings(max_examples=60, deadline=None)
def test_two_answers_together_tell_no_small_count(
    numbers: list[int], first: list[tuple[tuple[str, ...], bool]], second: list[tuple[tuple[str, ...], bool]]
) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    one = protect([table(f"t{n}", people, *layout) for n, layout in enumerate(first)])
    two = protect([table(f"t{n}", people, *layout) for n, layout in enumerate(second)], past=past_of(one))
    assert not too_much((one, two))


@given(numbers=st.lists(st.integers(0, 30), min_size=6, max_size=6), layout=layouts())
@settings(max_examples=30, deadline=None)
def test_the_same_answer_again_hides_the_same_cells(
    numbers: list[int], layout: list[tuple[tuple[str, ...], bool]]
) -> None:
    people = dict(zip(INNER, numbers, strict=True))
    raw = [table(f"t{n}", people, *one) for n, one in enumerate(layout)]
    first = protect(raw)
    again = protect(raw, past=past_of(first))
    assert [one.cells for one in again.tables] == [one.cells for one in first.tables]
