"""Looking an answer over again: its files against the record, and the record against a second run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pq_answers.answer import PAGE, RECORD, Draft, draft
from pq_answers.checks import Severity
from pq_answers.errors import InputError, StoreError
from pq_answers.itemlist import parse_any
from pq_answers.items import Catalogue
from pq_answers.store import Store

_PARTS = {
    "tabellen": "de cijfers",
    "bescherming": "de bescherming",
    "controles": "de controles",
    "aansluiting": "de vergelijking met eerdere cijfers",
    "getallen": "de getallen in de tekst",
}
_SUFFIXES = {
    "docx": ".docx",
    "xlsx": ".xlsx",
    "html": "antwoord.html",
    "md": ".md",
    "txt": ".txt",
    "opsteller": "opsteller.html",
}


@dataclass(frozen=True, slots=True)
class RecheckFinding:
    """One finding about an answer on disk."""

    severity: Severity
    file: str
    sentence: str

    @property
    def blocks(self) -> bool:
        """Whether the answer must not go out like this."""
        return self.severity is Severity.ERROR


def recheck(
    path: Path, store: Store, catalogue: Catalogue, approved: Path | None = None
) -> tuple[RecheckFinding, ...]:
    """Return what is wrong with the answer whose record is `path` (or lies in that folder).

    `approved` is the folder of earlier answers that it was made with.

    A file that changed is an error, and so are other figures in a second run on the same snapshot. Another
    file is an error too, unless the tool or the catalogue changed; a snapshot that is gone is a warning.
    """
    file = path / RECORD if path.is_dir() else path
    record = _read(file)
    return (*_files(file.parent, record), *_again(file.parent, record, store, catalogue, approved))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        files, plan, snapshot = record["bestanden"], record["plan"], record["momentopname"]
        texts = [record["gemaakt"], plan["tekst"], plan["bestand"], snapshot["id"], *files, *files.values()]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError(RECORD)
        datetime.fromisoformat(record["gemaakt"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"Dit is geen {RECORD} van een antwoord.", where=str(path), fix="Geef de map van een antwoord."
        ) from error
    return dict(record)


def _files(folder: Path, record: Mapping[str, Any]) -> Iterator[RecheckFinding]:
    for name, digest in record["bestanden"].items():
        path = folder / Path(name).name
        if not path.is_file() and path.name == PAGE:
            continue  # the page for the drafter stays behind when an answer is handed on
        if not path.is_file():
            yield RecheckFinding(Severity.ERROR, name, "Dit bestand ontbreekt.")
        elif name != PAGE and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield RecheckFinding(Severity.ERROR, name, "Dit bestand is na het opstellen gewijzigd.")


def _again(
    folder: Path, record: Mapping[str, Any], store: Store, catalogue: Catalogue, approved: Path | None
) -> Iterator[RecheckFinding]:
    try:
        reader = store.open(record["momentopname"]["id"])
    except StoreError:
        yield RecheckFinding(Severity.WARNING, RECORD, "De momentopname is er niet meer; herhalen kan niet.")
        return
    with reader:
        plan = parse_any(record["plan"]["tekst"], record["plan"]["bestand"])
        formats = [name for name, suffix in _SUFFIXES.items() if _has(record, suffix)]
        made = record["gemaakt"]
        # What was approved since may not change what was said then.
        history = record.get("bescherming", {}).get("eerdere_antwoorden", ())
        again = draft(plan, reader, catalogue, made=made, formats=formats, approved=approved, history=history)
        yield from _differences(folder, record, again)


def _has(record: Mapping[str, Any], suffix: str) -> bool:
    return any(name.endswith(suffix) for name in record["bestanden"])


def _differences(folder: Path, record: Mapping[str, Any], again: Draft) -> Iterator[RecheckFinding]:
    fresh = json.loads(json.dumps(again.record))
    for part, what in _PARTS.items():
        if fresh[part] != record.get(part):
            sentence = f"Herhalen geeft {what} anders dan in dit bestand."
            yield RecheckFinding(Severity.ERROR, RECORD, sentence)
    same_tool = all(fresh[part] == record.get(part) for part in ("versie", "catalogus"))
    severity = Severity.ERROR if same_tool else Severity.WARNING
    why = "" if same_tool else " (de versie of de catalogus is veranderd)"
    for name, digest in fresh["bestanden"].items():
        same = _is_page(folder, again) if name == PAGE else record["bestanden"].get(name) == digest
        if not same:
            yield RecheckFinding(severity, name, f"Herhalen geeft een ander bestand{why}.")


def _is_page(folder: Path, again: Draft) -> bool:
    """Return whether the page for the drafter, of which there is no digest, is as it was or not there."""
    path = folder / PAGE
    return not path.is_file() or path.read_bytes() == again.files[PAGE]
