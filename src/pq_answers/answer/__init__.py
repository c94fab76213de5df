"""From plan to answer: the recipe, its record, and the files in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pq_answers.answer.place import RECORD, place_files
from pq_answers.answer.recipe import ALL_FORMATS, Draft, draft, protect_results
from pq_answers.answer.record import dump_record, tool_version
from pq_answers.items import Catalogue
from pq_answers.plan import Plan
from pq_answers.store import Reader

__all__ = [
    "ALL_FORMATS",
    "RECORD",
    "Draft",
    "Placed",
    "answer",
    "draft",
    "dump_record",
    "protect_results",
    "tool_version",
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
) -> Placed:
    """Draft the answer to `plan` and put its files in `folder`, the record always among them."""
    drafted = draft(plan, reader, catalogue, made=made, formats=formats)
    files = {**drafted.files, RECORD: dump_record(drafted.record)}
    return Placed(drafted, place_files(folder, files))
