"""What is printed in Dutch reads back to the number that it is, and a slip of one digit is never read."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.errors import InputError
from pq_answers.nl import number
from pq_answers.published import COLUMNS, PublishedFigure, figure_row, read_files, read_row
from pq_answers.published.model import Precision, Role
from pq_answers.published.numbers import printed_number
from pq_answers.resources import find_file
from pq_answers.tables import VALUED, State

ANSWER = find_file("data/published/sv-274.csv")
SHIPPED = tuple(csv.DictReader(ANSWER.read_text(encoding="utf-8").splitlines()))
numbers = st.decimals(Decimal("-1e13"), Decimal("1e13"), places=4).map(lambda value: value + 0)
units = st.sampled_from(
    ["", "%", " %", " VTE", " miljoen euro", "*", "-tal", " op de 3", " (16/7/2018 – 15/10/19)", ".", ", of"]
)
words = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


@given(numbers, st.integers(0, 4), units)
def test_a_number_printed_in_dutch_reads_back_with_its_decimals(
    value: Decimal, decimals: int, unit: str
) -> None:
    printed = number(value, decimals)
    found = printed_number(printed + unit)
    assert number(Decimal(found), decimals) == printed
    assert len(found.partition(".")[2]) == decimals
    assert abs(Decimal(found) - value) * 2 <= Decimal(1).scaleb(-decimals)


@given(numbers, st.integers(0, 4))
def test_a_sign_a_gap_and_an_equals_sign_change_nothing(value: Decimal, decimals: int) -> None:
    printed = number(abs(value), decimals)
    plain = printed_number(printed)
    assert printed_number(printed.replace(".", " ")) == plain
    assert [printed_number(f"{sign}{printed}%") for sign in ("+", "+ ", "-", "\N{MINUS SIGN}")] == [
        plain, plain, f"-{plain}", f"-{plain}",
    ]  # fmt: skip
    assert printed_number(f"1 VTE = {printed}u/week") == plain


@given(numbers.filter(lambda value: abs(value) >= 1000), st.integers(1, 4))
def test_a_number_printed_in_english_is_no_number(value: Decimal, decimals: int) -> None:
    english = number(value, decimals).translate(str.maketrans(".,", ",."))
    assert printed_number(english) == ""


@st.composite
def figures(draw: st.DrawFn) -> PublishedFigure:
    state = draw(st.sampled_from(State))
    decimals = draw(st.integers(0, 4))
    printed = number(Decimal(0) if state == State.ZERO else draw(numbers), decimals)
    value = Decimal(printed_number(printed)) if state in VALUED else None
    codes = st.sampled_from(["_T", "T5", "A.1-b"])
    dimensions = draw(st.dictionaries(st.sampled_from(["aard", "regio", "trede"]), codes))
    names = ("id", "source", "table", "place", "indicator", "measure", "unit", "note")
    texts = {name: draw(words) for name in names}
    return PublishedFigure(
        **texts,
        dimensions=tuple(sorted(dimensions.items())),
        period=draw(st.sampled_from(["", "2021", "2021-Q1", "2019-2021", "2021-01-01/2021-06-30"])),
        value=value,
        printed=printed + draw(units),
        precision=draw(st.sampled_from(Precision)),
        role=draw(st.sampled_from(Role)),
        state=state,
    )


@given(figures())
def test_a_figure_and_its_row_are_each_others_inverse(figure: PublishedFigure) -> None:
    row = figure_row(figure)
    assert tuple(row) == COLUMNS
    assert read_row(row) == figure
    assert figure_row(read_row(row)) == row
    # The table of a store gives every value four decimals; those that are printed come back.
    stored = row | {"waarde": row["waarde"] and f"{Decimal(row['waarde']):.4f}"}
    assert read_row(stored).decimals == figure.decimals
    assert read_row(stored) == figure


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gepubliceerd")


@given(st.data())
def test_a_slip_in_any_digit_of_a_value_is_refused_on_its_row(folder: Path, data: st.DataObject) -> None:
    rows = [dict(row) for row in SHIPPED]
    at = data.draw(st.sampled_from([n for n, row in enumerate(rows) if row["waarde"]]), "row")
    right = rows[at]["waarde"]
    place = data.draw(st.sampled_from([n for n, letter in enumerate(right) if letter.isdigit()]), "place")
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != right[place]]), "digit")
    rows[at]["waarde"] = right[:place] + digit + right[place + 1 :]
    path = folder / ANSWER.name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InputError, match=rf"sv-274\.csv:{at + 2}, kolom «gedrukt»"):
        read_files({path.name: path})
