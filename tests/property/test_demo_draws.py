"""Chance in the demonstration register: exact apportionment, fair draws, streams that follow their names."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.demo.draws import Floats, apportion, between, pick, pick_same, sample, shuffled, stream
from pq_answers.demo.quarters import Quarters, day_number, days_in

RECORDED = [0.009722722513168192, 0.7554048889943553, 0.8524034401182236]
weights = st.lists(st.floats(0.01, 1000), min_size=1, max_size=40).map(np.array)


@given(st.integers(-100_000, 100_000), weights)
def test_apportioned_parts_add_up_and_differ_less_than_one_from_their_share(
    total: int, parts: Floats
) -> None:
    found = apportion(total, parts)
    assert found.sum() == total
    assert (abs(found - total * parts / parts.sum()) < 1 + 1e-6).all()


@given(st.integers(0, 2**31), st.integers(0, 500))
def test_shuffling_keeps_every_number_once(seed: int, count: int) -> None:
    assert sorted(shuffled(stream(seed, "x"), count).tolist()) == list(range(count))


@given(st.integers(0, 2**31), st.integers(0, 60), st.integers(0, 60))
def test_a_sample_has_different_elements_and_at_most_all(seed: int, size: int, among: int) -> None:
    found = sample(stream(seed, "x"), np.arange(among), size)
    assert len(set(found.tolist())) == len(found) == min(size, among)


@given(st.integers(0, 2**31), st.lists(st.booleans(), min_size=1, max_size=8).filter(any))
def test_a_code_without_weight_is_never_drawn(seed: int, possible: list[bool]) -> None:
    found = pick_same(stream(seed, "x"), np.array(possible, dtype=float), 200)
    assert all(possible[code] for code in found)


@given(st.integers(0, 2**31), st.integers(-500, 500), st.integers(0, 500))
def test_numbers_between_two_bounds_stay_within_them(seed: int, low: int, width: int) -> None:
    found = between(stream(seed, "x"), np.full(50, low), np.full(50, low + width))
    assert found.min() >= low
    assert found.max() <= low + width


def test_draws_follow_the_weights_of_their_own_row() -> None:
    rows = np.repeat([[1.0, 0.0, 3.0], [2.0, 2.0, 0.0]], 20_000, axis=0)
    drawn = pick(stream(1, "x"), rows)
    assert abs((drawn[:20_000] == 2).mean() - 0.75) < 0.02
    assert abs((drawn[20_000:] == 1).mean() - 0.5) < 0.02


def test_a_stream_depends_on_seed_and_names_only() -> None:
    assert stream(274, "profiel", 0).random() == stream(274, "profiel", 0).random()
    seen = {stream(seed, name, copy).random() for seed in (1, 2) for name in "ab" for copy in (0, 1)}
    assert len(seen) == 8


def test_a_stream_gives_the_recorded_numbers_on_every_version_of_numpy() -> None:
    assert stream(274, "profiel", 0).random(3).tolist() == RECORDED


@given(st.dates(date(2015, 1, 1), date(2021, 12, 31)))
def test_every_day_falls_in_exactly_the_quarter_of_its_date(day: date) -> None:
    quarters = Quarters(2015, 2021)
    found = int(np.searchsorted(quarters.starts(), day_number(day), side="right")) - 1
    assert quarters.names()[found] == f"{day.year}-Q{(day.month + 2) // 3}"
    assert quarters.number(day.year, (day.month + 2) // 3) == found


@given(st.dates(date(2014, 1, 1), date(2023, 1, 1)), st.dates(date(2014, 1, 1), date(2023, 1, 1)))
def test_the_days_of_a_period_are_divided_over_its_years(one: date, other: date) -> None:
    start, end = min(one, other), max(one, other)
    assert sum(days_in(start, end, year) for year in range(2014, 2024)) == (end - start).days + 1
