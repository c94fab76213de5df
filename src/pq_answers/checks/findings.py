"""Findings: what a check saw, about which cells, with the sum worked out where it may be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pq_answers.tables import CellKey


class Severity(StrEnum):
    """How bad a finding is: an error blocks, a warning is shown to the drafter, a note explains."""

    ERROR = "fout"
    WARNING = "waarschuwing"
    NOTE = "opmerking"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. About register counts `sentence` holds no value of a cell, and the last fields are empty.

    `printed` and `computed` are the figure as it stands and the sum worked out; `figures` are the ids of the
    published figures it is about, `source` is their publication.
    """

    rule: str
    severity: Severity
    table: str
    cells: tuple[CellKey, ...]
    sentence: str
    source: str = ""
    printed: str = ""
    computed: str = ""
    figures: tuple[str, ...] = ()


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without doubles, errors first, then by source, table and rule."""
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda f: (ranks[f.severity], f.source, f.table, f.rule, tuple(map(str, f.cells)), f.printed),
        )
    )
