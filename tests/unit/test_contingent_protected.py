"""What one company was granted is not read from a contingent, though its total stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from pq_answers.items import load_catalogue
from pq_answers.protect import Kind, Protected, protect
from pq_answers.query import run_item
from pq_answers.store import Reader, Rows, Store
from pq_answers.tables import State

Row = tuple[object, ...]


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


class Granting:
    """A reader that gives these rows whatever is asked."""

    def __init__(self, reader: Reader, names: str, rows: Sequence[Row]) -> None:
        self.info, self.names, self.rows = reader.info, tuple(names.split()), rows

    def run(self, sql: str, params: object, *, where: str) -> Rows:
        return Rows(self.names, ("",) * len(self.names), list(self.rows))


def protected(granting: Granting, name: str, **asked: Any) -> Protected:
    return protect(run_item(granting, load_catalogue().get(name), asked).tables)  # type: ignore[arg-type]


def shown(found: Protected) -> dict[str, str]:
    return {dict(c.key.dimensions).get("provincie", "_T"): str(c.value or "-") for c in found.tables[-1]}


GRANTED = "maatregel periode provincie vte houders grootste tweede"
PROVINCES = (
    ("BE21", "60.0", 6, "12.0", "11.0"),
    ("BE22", "50.5", 5, "12.5", "10.0"),
    ("BE23", "70.0", 7, "14.0", "9.5"),
)


def rows(*provinces: tuple[str, str, int, str, str]) -> list[Row]:
    vte = sum((Decimal(one[1]) for one in provinces), Decimal(0))
    largest = sorted((Decimal(figure) for one in provinces for figure in one[3:]), reverse=True)
    every = [*provinces, ("_T", str(vte), sum(one[2] for one in provinces), *map(str, largest[:2]))]
    return [("lde", "2021", code, Decimal(v), n, Decimal(x), Decimal(y)) for code, v, n, x, y in every]


@pytest.mark.parametrize(
    "alone",
    [
        ("BE24", "7.2", 1, "7.2", "0"),
        ("BE24", "9.7", 2, "7.2", "2.5"),
        ("BE24", "9.9", 5, "9.0", "0.4"),  # the second finds the first to within a few percent
    ],
)
def test_a_province_that_one_company_makes_up_is_hidden_with_another_one(
    alone: tuple[str, str, int, str, str], reader: Reader
) -> None:
    granting = Granting(reader, GRANTED, rows(*PROVINCES, alone))
    found = protected(granting, "contingent", maatregel="lde", jaren=2021, opsplitsing="provincie")
    told = shown(found)
    hidden = {code for code, value in told.items() if value == "-" and code not in {"BE25", "BE10"}}
    assert "BE24" in hidden
    assert len(hidden) == 2
    assert told["_T"] == str(Decimal("180.5") + Decimal(alone[1]))
    assert sorted(cell.kind for cell in found.report.hidden) == [Kind.DOMINATED, Kind.SECONDARY]


def test_provinces_with_enough_companies_all_stay(reader: Reader) -> None:
    granting = Granting(reader, GRANTED, rows(*PROVINCES))
    found = protected(granting, "contingent", maatregel="lde", jaren=2021, opsplitsing="provincie")
    assert not found.report.hidden
    assert {c.state for c in found.tables[-1]} == {State.VALUE, State.NOT_AVAILABLE}


STANDING = "maatregel periode type_onderneming vte decimalen geldigheid houders grootste tweede"


def test_a_type_that_one_company_makes_up_is_hidden_with_its_validity(reader: Reader) -> None:
    vte, types = ("137.42", "187.6", "389.7"), ("activerende", "experimentele", "structurele")
    held = ((1, "137.42", "0"), (30, "21.61", "20.17"), (62, "24.44", "19.06"))
    granted = [
        ("arbeidszorg", "2020", f"{one}_arbeidszorg", Decimal(v), 2, "16/10/19", n, Decimal(x), Decimal(y))
        for one, v, (n, x, y) in zip(types, vte, held, strict=True)
    ]
    granting = Granting(reader, STANDING, granted)
    found = protected(
        granting, "contingent_stand", maatregel="arbeidszorg", jaren=2020, opsplitsing="type_onderneming"
    )
    [hidden] = [cell for cell in found.tables[-1] if cell.state is State.SUPPRESSED]
    assert dict(hidden.key.dimensions) == {"type_onderneming": "activerende_arbeidszorg"}
    assert (hidden.value, hidden.note) == (None, "")
