"""What is wrong with the published files, with file, row and column; never a silent correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pq_answers.errors import InputError

_SHOWN = 10


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: the file, the row (column heads are row 1), the column, what is wrong and how to mend it."""

    file: str
    line: int
    column: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}, kolom «{self.column}»: {self.what} {self.fix}".rstrip()


def reject(faults: Sequence[Fault]) -> None:
    """Raise `InputError` with the first faults and their number; do nothing where there are none."""
    if not faults:
        return
    ordered = sorted(faults)
    noun = "fout" if len(ordered) == 1 else "fouten"
    shown = "\n".join(f"- {fault}" for fault in ordered[:_SHOWN])
    more = f"\n- en nog {len(ordered) - _SHOWN} andere" if len(ordered) > _SHOWN else ""
    raise InputError(
        f"De gepubliceerde cijfers hebben {len(ordered)} {noun}; er is niets geladen.\n{shown}{more}\n",
        where=f"{ordered[0].file}:{ordered[0].line}",
        fix="Verbeter de rijen; wat gedrukt is, blijft staan zoals het gedrukt is.",
    )
