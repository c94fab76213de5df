"""A class is never so narrow that counting a company in it tells how large that company is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from pq_answers.items import band_code
from pq_answers.ledger import Past
from pq_answers.protect import Protected, Reason, protect, protect_rounded
from pq_answers.tables import Category, Cell, CellKey, RawTable, State


def key(band: str, year: str = "2021", persons: bool = False, dimension: str = "grootteklasse") -> CellKey:
    population, unit = ("doelgroepwerknemer", "personen") if persons else ("onderneming", "ondernemingen")
    return CellKey.make("grootte", population, "lde", {dimension: band}, year, unit)


def table(
    *bounds: str,
    name: str = "t",
    year: str = "2021",
    persons: bool = False,
    dimension: str = "grootteklasse",
) -> RawTable:
    edges = [Decimal(0), *map(Decimal, bounds)]
    bands = [band_code(low, high) for low, high in zip(edges, [*edges[1:], None], strict=True)]
    return RawTable(
        id=name,
        item="i",
        title=name,
        unit="ondernemingen",
        breakdown=(dimension,),
        rows=tuple((Category(dimension, band, band),) for band in bands),
        columns=((Category("kolom", "k", "k"),),),
        cells=tuple((Cell(key(band, year, persons, dimension), Decimal(7), State.VALUE),) for band in bands),
        additive=(dimension,),
        persons=persons,
    )


def withheld(result: Protected) -> list[tuple[str, Reason]]:
    return [(gone.table, gone.reason) for gone in result.withheld]


@pytest.mark.parametrize(
    ("bounds", "narrow"),
    [
        (("5", "10", "20"), False),
        (("0.37", "0.38"), True),
        (("5", "5.01", "20"), True),
        (("17", "23"), False),  # six on forty: just 15 %
        (("17", "22.99"), True),
        (("0.01",), False),  # what lies under one bound or above it has no width to speak of
    ],
)
def test_a_class_narrower_than_the_rule_for_sums_is_withheld(bounds: Sequence[str], narrow: bool) -> None:
    assert withheld(protect([table(*bounds)])) == ([("t", Reason.NARROW)] if narrow else [])


def test_two_tables_with_bounds_close_to_each_other_do_not_both_stand() -> None:
    first, second = table("5", "10", name="a"), table("5", "11", name="b")
    assert withheld(protect([first, second])) == [("b", Reason.NARROW)]
    assert withheld(protect([first, table("5", "11", name="b", year="2020")])) == []
    assert withheld(protect([first, table("5", "11", name="b", dimension="omzetklasse")])) == []
    public = {cell.key: frozenset({Decimal(7)}) for cell in first}
    assert withheld(protect([first, second], past=Past((), public))) == [("b", Reason.NARROW)]


def test_classes_that_are_public_already_may_stay() -> None:
    narrow = table("5", "5.01")
    public = {cell.key: frozenset({Decimal(7)}) for cell in narrow}
    assert withheld(protect([narrow], past=Past((), public))) == []


def test_bands_of_persons_are_no_sizes_and_rounding_changes_nothing_about_sizes() -> None:
    assert withheld(protect([table("5", "5.01", persons=True)])) == []
    assert withheld(protect_rounded([table("5", "5.01")], b"geheim")) == [("t", Reason.NARROW)]
