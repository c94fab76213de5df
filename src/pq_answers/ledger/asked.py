"""The sub-questions that were answered before, with their answers, to find the like of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.ledger.keys import Names
from pq_answers.ledger.records import read_records


@dataclass(frozen=True, slots=True)
class Asked:
    """A sub-question of an approved answer; `answer` are the words that answered it, without its tables."""

    number: str
    day: date
    label: str
    text: str
    indicator: str
    measures: tuple[str, ...]
    answer: str


def read_asked(approved: Path | None) -> tuple[Asked, ...]:
    """Return the sub-questions of the answers in the folder `approved`, in the order of the files.

    An answer to a plan without the words of its sub-questions gives none. Raises `InputError` for a record
    that cannot be read.
    """
    return tuple(read_records(approved, asked_in)) if approved else ()


def asked_in(record: Mapping[str, Any], _names: Names) -> list[Asked]:
    """Return the sub-questions of one record; raises what a broken one makes it raise."""
    question = record["vraag"]
    day = date.fromisoformat(question["datum"])
    number = str(question["nummer"])
    return [_one(entry, number, day) for entry in record.get("antwoorden", ()) if entry.get("vraag")]


def _one(entry: Mapping[str, Any], number: str, day: date) -> Asked:
    understood = entry.get("begrepen", {})
    return Asked(
        number,
        day,
        str(entry["label"]),
        str(entry["vraag"]),
        str(understood.get("indicator", entry.get("indicator", ""))),
        tuple(understood.get("maatregelen", ())),
        str(entry.get("tekst", "")),
    )
