"""Printed numbers read back to the value, whatever the value and the machine's own context."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, localcontext

from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from pq_answers import nl

VALUES = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=4)


@given(VALUES, st.integers(0, 3))
def test_a_printed_number_reads_back_within_half_a_unit(value: Decimal, decimals: int) -> None:
    text = nl.number(value, decimals)
    back = Decimal(text.replace(".", "").replace(",", "."))
    assert abs(back - value) <= Decimal(5).scaleb(-decimals - 1)
    assert not (back == 0 and text.startswith("-"))
    assert len(text.partition(",")[2]) == decimals


@given(VALUES)
def test_the_callers_rounding_does_not_matter(value: Decimal) -> None:
    expected = nl.number(value, 1)
    with localcontext() as context:
        context.rounding = ROUND_DOWN
        assert nl.number(value, 1) == expected


@given(st.sets(st.integers(1990, 2030), min_size=1))
def test_every_year_and_no_other_is_told(years: set[int]) -> None:
    told: set[int] = set()
    for part in nl.years(sorted(years)).replace(" en ", ", ").split(", "):
        first, _, last = part.partition("-")
        told.update(range(int(first), int(last or first) + 1))
    assert told == years


@given(st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False), st.integers(0, 4))
def test_a_number_is_printed_as_babel_prints_it_for_dutch_in_belgium(value: Decimal, decimals: int) -> None:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = nl.rounded(value, decimals) + 0
    assert nl.number(value, decimals) == format_decimal(shown, format=pattern, locale="nl_BE")
