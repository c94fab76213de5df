"""The checks: sums, signs, equal figures and printed bands; a finding never holds a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from pq_answers.checks import Severity, check_tables
from pq_answers.tables import Category, Cell, CellKey, RawTable, State


def table(
    figures: Mapping[str, int | None], name: str = "t", *, additive: bool = True, dimension: str = "k"
) -> RawTable:
    """A column of figures by code; "_T" is the margin, None is not available."""
    rows = tuple((Category(dimension, code, code),) for code in figures)
    cells = tuple((cell(dimension, code, value),) for code, value in figures.items())
    broken = (dimension,)
    parts = broken if additive else ()
    return RawTable(
        name, "i", "Titel", "personen", broken, rows, ((),), cells, additive=parts, complete=broken
    )


def cell(dimension: str, code: str, value: int | None) -> Cell:
    key = CellKey.make("i", "p", "lde", {dimension: code}, "2021", "personen")
    state = State.NOT_AVAILABLE if value is None else State.VALUE if value else State.ZERO
    return Cell(key, None if value is None else Decimal(value), state)


def rules(*tables: RawTable) -> list[tuple[str, str]]:
    return [(finding.rule, finding.table) for finding in check_tables(tables)]


def test_parts_that_make_their_total_give_no_finding() -> None:
    assert rules(table({"a": 3, "b": 4, "_T": 7})) == []


def test_parts_that_do_not_make_their_total_are_an_error_without_a_number() -> None:
    [finding] = check_tables([table({"a": 3, "b": 4, "_T": 8})])
    assert (finding.rule, finding.severity, len(finding.cells)) == ("som", Severity.ERROR, 3)
    assert not any(char.isdigit() for char in finding.sentence)


def test_a_total_in_another_table_is_held_against_the_parts_too() -> None:
    assert rules(table({"a": 3, "b": 4}), table({"_T": 8}, "los")) == [("som", "t")]
    assert rules(table({"a": 3, "b": 4}), table({"_T": 7}, "los")) == []


def test_what_is_not_additive_or_not_available_is_not_summed() -> None:
    assert rules(table({"a": 3, "b": 4, "_T": 8}, additive=False)) == []
    assert rules(table({"a": 3, "b": None, "_T": 8})) == []
    assert rules(table({"a": 3, "b": 4, "_T": None})) == []


def test_parts_of_which_a_filter_left_some_out_are_not_summed() -> None:
    partial = replace(table({"a": 3, "b": 4, "_T": 8}), complete=())
    assert partial.additive == ("k",)
    assert rules(partial) == []


def test_a_figure_below_zero_is_an_error() -> None:
    assert rules(table({"a": -1}, additive=False)) == [("teken", "t")]


def test_one_figure_with_two_values_is_an_error_and_with_one_value_is_not() -> None:
    assert rules(table({"a": 3}), table({"a": 4}, "u")) == [("zelfde_cijfer", "u")]
    assert rules(table({"a": 3}), table({"a": 3}, "u")) == []


def banded(*names: str) -> RawTable:
    figures = {f"B{number}": 1 for number, _ in enumerate(names)}
    made = table(figures, additive=False)
    rows = tuple((Category("k", f"B{number}", name),) for number, name in enumerate(names))
    return RawTable(made.id, made.item, made.title, made.unit, made.breakdown, rows, made.columns, made.cells)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (("<5", "5 tot 10"), ""),
        (("5 tot 10", "11 tot 20"), "laten een gat"),
        (("50-100", "100-500"), "delen een grens"),
        (("51 tot 100", ">100"), ""),
        (("Minder dan 5", "5 tot minder dan 10"), ""),
        (("5 tot minder dan 10", "10 of meer"), ""),
        (("Minder dan 1.000", "1.000 of meer"), ""),
        (("klein", "groot"), ""),
    ],
)
def test_printed_bands_that_can_be_misread_are_a_warning_never_an_error(
    names: tuple[str, ...], problem: str
) -> None:
    findings = check_tables([banded(*names)])
    assert [finding.severity for finding in findings] == ([Severity.WARNING] if problem else [])
    assert all(problem in finding.sentence for finding in findings)


def test_errors_come_before_warnings() -> None:
    found = check_tables([banded("50-100", "100-500"), table({"a": -1}, "z", additive=False)])
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]
