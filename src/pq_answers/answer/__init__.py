"""From plan to answer: the recipe, its record, and the files in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pq_answers.answer.examples import check_example, run_example
from pq_answers.answer.moved import Comparison, Moved, compare_records
from pq_answers.answer.page import PAGE
from pq_answers.answer.place import RECORD, place_files, remove_earlier
from pq_answers.answer.protection import protection_told
from pq_answers.answer.recipe import ALL_FORMATS, Draft, draft, past_of, query_item
from pq_answers.answer.record import dump_record, finding_record, result_record
from pq_answers.items import Catalogue
from pq_answers.plan import Plan
from pq_answers.store import Reader

__all__ = [
    "ALL_FORMATS",
    "PAGE",
    "RECORD",
    "Comparison",
    "Draft",
    "Moved",
    "Placed",
    "answer",
    "check_example",
    "compare_records",
    "draft",
    "dump_record",
    "finding_record",
    "past_of",
    "place_files",
    "protection_told",
    "query_item",
    "remove_earlier",
    "result_record",
    "run_example",
]


@dataclass(frozen=True)
class Placed:
    """A draft and the files that it left on disk."""

    draft: Draft
    paths: tuple[Path, ...]


def answer(
    plan: Plan,
    reader: Reader,
    catalogue: Catalogue,
    folder: Path,
    *,
    made: str,
    formats: Iterable[str] = ALL_FORMATS,
    fingerprint: str = "",
    approved: Path | None = None,
) -> Placed:
    """Draft the answer to `plan` and put its files in `folder`, the record always among them.

    `fingerprint` is kept in the record, for who wants to recognise an answer that need not be made again.
    """
    drafted = draft(plan, reader, catalogue, made=made, formats=formats, approved=approved)
    record = {**drafted.record, "vingerafdruk": fingerprint} if fingerprint else drafted.record
    files = {**drafted.files, RECORD: dump_record(record)}
    return Placed(drafted, place_files(folder, files))
