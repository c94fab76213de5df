"""Deadlines: working days of the Flemish government, and a clock that stands still at times."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.errors import InputError
from pq_answers.workflow import Pause, deadline, load_calendar, working_days
from pq_answers.workflow.calendar import easter

CALENDAR = load_calendar()
DAYS = st.dates(date(2015, 1, 1), date(2060, 1, 1))


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    first = draw(st.dates(date(2020, 1, 1), date(2020, 12, 31)))
    return Pause(first, first + timedelta(days=draw(st.integers(0, 60))))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2022, 1, 26), date(2022, 2, 23)),
        (date(2022, 4, 1), date(2022, 5, 2)),  # Easter Monday
        (date(2021, 10, 29), date(2021, 12, 2)),  # 1, 2, 11 and 15 November
        (date(2022, 7, 8), date(2022, 8, 9)),  # 11 and 21 July
        (date(2022, 12, 23), date(2023, 1, 23)),  # 26 December; Christmas and New Year fall on a Sunday
    ],
)
def test_the_term_is_twenty_working_days(received: date, due: date) -> None:
    assert deadline(received, (), CALENDAR) == due


@pytest.mark.parametrize(
    "day",
    [
        "2022-07-11",
        "2022-11-02",
        "2022-11-15",
        "2022-12-26",
        "2022-04-18",
        "2022-05-26",
        "2022-06-06",
        "2022-07-21",
    ],
)
def test_nobody_works_on_the_holidays_of_the_flemish_government(day: str) -> None:
    assert not CALENDAR.is_working(date.fromisoformat(day))


def test_easter_is_where_the_almanac_has_it() -> None:
    known = {2015: (4, 5), 2022: (4, 17), 2024: (3, 31), 2027: (3, 28), 2038: (4, 25)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


@given(DAYS, st.lists(pauses(), max_size=3))
def test_exactly_the_term_lies_between_receipt_and_deadline(received: date, paused: list[Pause]) -> None:
    due = deadline(received, paused, CALENDAR)
    assert due is not None
    days = [received + timedelta(days=n) for n in range(1, (due - received).days + 1)]
    counted = [day for day in days if CALENDAR.is_working(day) and not any(day in one for one in paused)]
    assert len(counted) == CALENDAR.term
    assert counted[-1] == due


@given(DAYS, pauses())
def test_a_pause_never_brings_the_deadline_nearer(received: date, paused: Pause) -> None:
    without, with_one = deadline(received, (), CALENDAR), deadline(received, [paused], CALENDAR)
    assert without is not None
    assert with_one is not None
    assert with_one >= without


@given(DAYS, st.integers(1, 40))
def test_who_receives_later_answers_later(received: date, days: int) -> None:
    first, later = (deadline(received + timedelta(days=n), (), CALENDAR) for n in (0, days))
    assert first is not None
    assert later is not None
    assert later >= first


def test_there_is_no_deadline_while_the_clock_stands_still() -> None:
    received = date(2022, 1, 26)
    assert deadline(received, [Pause(date(2022, 2, 1))], CALENDAR) is None
    assert deadline(received, [Pause(date(2022, 3, 1))], CALENDAR) == date(2022, 2, 23)


def test_working_days_are_counted_both_ways() -> None:
    friday, monday = date(2022, 1, 28), date(2022, 1, 31)
    assert working_days(friday, monday, CALENDAR) == 1
    assert working_days(monday, friday, CALENDAR) == -1


@pytest.mark.parametrize(
    "text",
    [
        "termijn = 0",
        "termijn = 20\n[[vast]]\ndag = 3",
        'termijn = 20\n[[vast]]\ndag = "32-01"',
        "termijn = ",
        "",
    ],
)
def test_a_calendar_that_is_wrong_is_refused(overlay: Any, text: str) -> None:
    overlay.write("data/kalender.toml", text)
    with pytest.raises(InputError, match="De kalender is"):
        load_calendar()
