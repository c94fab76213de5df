"""The last look before files leave: what the rendered record and its figures tell about what is hidden.

Only bytes that leave are read. That the other files say the same, and nothing else, is what the number check
proves by position (`pq_answers.audit`): hidden sheets, names, caches and properties of Office files too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pq_answers.answer.last_sums import Decimals, read_sums, told_too_much
from pq_answers.errors import UnprotectedError
from pq_answers.ledger import Names, Past
from pq_answers.protect import Kind, Policy, ReadTable, Report, audit_read, load_policy, read_past_tables
from pq_answers.tables import CellKey, ProtectedTable, State

_FIX = "Er is niets gemaakt. Meld dit aan de beheerder: de bescherming en het nazicht spreken elkaar tegen."
_FRACTION = re.compile(r",(\d+)")


def refuse_disclosure(record: bytes, report: Report, past: Past) -> None:
    """Raise `UnprotectedError` where more follows from a record, with earlier answers, than is promised."""
    read = json.loads(record)
    policy = load_policy()
    tables = [_table(table, policy.units) for table in read["tabellen"] if table["personen"]]
    sums, decimals = read_sums(read["tabellen"], report)
    _refuse_told(read, [*tables, *sums], decimals)
    _refuse(told_too_much(sums, decimals, report, past, policy))
    if not any(table.rounded or None in table.cells.values() for table in tables):
        return
    small = _small(read["tabellen"], report, policy)
    found = audit_read(tables, read_past_tables(past, policy.units), small, policy)
    _refuse([breach.cell for breach in found.breaches])


def _refuse(cells: Sequence[str]) -> None:
    if cells:
        what = "Uit het afgewerkte antwoord is een verborgen aantal te berekenen."
        raise UnprotectedError(what, where="; ".join(cells[:5]), fix=_FIX)


def _small(tables: Iterable[Mapping[str, Any]], report: Report, policy: Policy) -> dict[CellKey, int]:
    """Return the cells that are hidden for their own sake, with the strictest threshold of each."""
    primary = {str(cell.key): cell.key for cell in report.hidden if cell.kind is Kind.PRIMARY}
    found: dict[CellKey, int] = {}
    for table in tables:
        for name in (cell["sleutel"] for cell in table["cellen"] if cell["sleutel"] in primary):
            key = primary[name]
            found[key] = max(found.get(key, 0), policy.threshold_of(table["item"]))
    return found


def refuse_small(tables: Iterable[ProtectedTable], past: Past) -> None:
    """Raise `UnprotectedError` for a small count of persons that no earlier publication shows.

    The guard on every way out: whatever made these tables, none that skipped protection gets by.
    """
    policy, names = load_policy(), Names()
    for table in tables:
        for cell in table if table.persons and not table.rounded else ():
            counted = cell.value is not None and cell.key.unit in policy.units
            if not counted or not policy.hides(int(cell.value or 0), table.item):
                continue
            if int(cell.value or 0) not in past.public.get(names.of(cell.key), ()):
                raise UnprotectedError(
                    "Een tabel over personen is niet beschermd.", where=f"{table.id}: {cell.key}", fix=_FIX
                )


def _table(table: Mapping[str, Any], units: Sequence[str]) -> ReadTable:
    cells = {CellKey.parse(cell["sleutel"]): cell for cell in table["cellen"]}
    counts = {key: cell for key, cell in cells.items() if key.unit in units}
    told = {key: cell for key, cell in counts.items() if "waarde" in cell or _hidden(cell)}
    return ReadTable(
        {key: None if _hidden(cell) else int(Decimal(cell["waarde"])) for key, cell in told.items()},
        tuple(table["optelbaar"]),
        tuple(table["volledig"]) if len(told) == len(counts) else (),
        tuple(table.get("binnen", ())),
        int(table.get("afgerond", 0)),
    )


def _hidden(cell: Mapping[str, Any]) -> bool:
    return bool(cell["status"] == State.SUPPRESSED)


def _refuse_told(record: Mapping[str, Any], tables: Iterable[ReadTable], decimals: Decimals) -> None:
    """Refuse a figure in a sentence, a title or a table that tells what the tables of the record do not."""
    told = {
        str(key): (count, decimals.get((key.indicator, key.unit), 0))
        for table in tables
        for key, count in table.cells.items()
    }
    for figure in (one for one in record["getallen"] if one["herkomst"] == "cel" and one["naam"] in told):
        count, places = told[figure["naam"]]
        # An addition between brackets says when a figure held; what is hidden has none.
        added = count is not None and figure["tekst"].startswith(" (")
        if not added and not _agrees(figure["tekst"], count, places):
            raise UnprotectedError(
                "Het antwoord drukt een aantal anders dan de beschermde tabel.",
                where=f"{figure['plaats']}: {figure['naam']}",
                fix=_FIX,
            )


def _agrees(text: str, count: int | None, decimals: int) -> bool:
    """Whether a printed figure, with its unit, is that count; what is hidden, and none, print no digit.

    `count` is in units of the last of so many `decimals`; a figure may leave out zeros at its end.
    """
    digits, fraction = "".join(filter(str.isnumeric, text)), _FRACTION.search(text)
    if not digits:
        return not count
    digits += "0" * (decimals - (len(fraction[1]) if fraction else 0))
    return (digits.lstrip("0") or "0") == str(count)
