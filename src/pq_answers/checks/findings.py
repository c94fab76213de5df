"""Findings: what a check saw, about which cells; the numbers themselves stay with the statistician."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pq_answers.tables import CellKey


class Severity(StrEnum):
    """How bad a finding is: an error blocks, a warning is shown to the drafter."""

    ERROR = "fout"
    WARNING = "waarschuwing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `sentence` is Dutch and holds no value of a cell."""

    rule: str
    severity: Severity
    table: str
    cells: tuple[CellKey, ...]
    sentence: str
