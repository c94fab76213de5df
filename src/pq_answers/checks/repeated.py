"""What is wrong in a publication, told again where an answer repeats the figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.publications import check_published
from pq_answers.published import PublishedFigure, read_catalogue
from pq_answers.tables import RawTable


def repeated_faults(tables: Sequence[RawTable], known: Iterable[Finding]) -> Iterator[Finding]:
    """Yield a warning for each figure in `tables` that is wrong in its publication, unless `known` has it.

    The working of a sum or a share may stand in a table that the answer does not repeat; the drafter hears of
    it all the same.
    """
    heard = {(finding.rule, finding.cells[:1]) for finding in known}
    repeated = [table for table in tables if table.sources]
    faults = _faults(read_catalogue()) if repeated else ()
    for fault in (fault for fault in faults if (fault.rule, fault.cells[:1]) not in heard):
        place = next((table.id for table in repeated if _repeats(table, fault)), None)
        if place is not None:
            yield replace(fault, severity=Severity.WARNING, table=place)


def _repeats(table: RawTable, fault: Finding) -> bool:
    return fault.source in table.sources and any(cell.key in fault.cells[:1] for cell in table)


@lru_cache(maxsize=1)
def _faults(published: tuple[PublishedFigure, ...]) -> tuple[Finding, ...]:
    return tuple(fault for fault in check_published(published) if fault.severity is Severity.ERROR)
