"""A list of items: one request a line, in the words of `pq-answers query`, as a plan without a question."""

from __future__ import annotations

import hashlib
import shlex
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError
from pq_answers.plan import Part, Plan, Question

_HEADER = {"nummer", "datum", "steller", "titel"}


def read_list(path: Path) -> Plan:
    """Return the list in `path` as a plan; lines that begin with # say number, date, asker and title.

    Raises `InputError` with the line that is wrong.
    """
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "Deze lijst is niet leesbaar.", where=str(path), fix="Bewaar ze als UTF-8."
        ) from error
    header: dict[str, str] = {}
    parts: list[Part] = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith("#"):
            key, _, value = text.removeprefix("#").partition(":")
            header[key.strip().lower()] = value.strip()
        elif text:
            parts.append(_part(text, len(parts) + 1, f"{path}:{number}", number))
    if not parts:
        raise InputError("Deze lijst is leeg.", where=str(path), fix="Schrijf één vraag per regel.")
    question = _question({k: v for k, v in header.items() if k in _HEADER}, path)
    return Plan(question, tuple(parts), (), hashlib.sha256(raw).hexdigest(), path.stem)


def _part(text: str, label: int, where: str, line: int) -> Part:
    try:
        item, *words = shlex.split(text)
    except ValueError as error:
        raise InputError("Een aanhalingsteken is niet gesloten.", where=where, fix="Sluit het.") from error
    asked: dict[str, Any] = {}
    for name, value in zip(words[::2], words[1::2], strict=False):
        if not name.startswith("--"):
            raise InputError(
                f"«{name}» is geen optie.", where=where, fix="Schrijf --maatregel lde --jaren 2021."
            )
        asked[name.removeprefix("--")] = value
    if len(words) % 2:
        raise InputError(f"De optie «{words[-1]}» heeft geen waarde.", where=where, fix="Vul ze aan.")
    return Part(str(label), line, item=item, asked=asked)


def _question(header: dict[str, str], path: Path) -> Question:
    try:
        day = date.fromisoformat(header["datum"])
    except (KeyError, ValueError) as error:
        raise InputError(
            "Deze lijst noemt geen datum.", where=str(path), fix="Begin met een regel «# datum: 2022-01-26»."
        ) from error
    return Question(
        header.get("nummer", path.stem),
        day,
        header.get("steller", "onbekend"),
        header.get("titel", path.stem),
    )
