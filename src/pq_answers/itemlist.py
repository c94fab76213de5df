"""A list of items: one request a line, in the words of `pq-answers query`, as a plan without a question."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError
from pq_answers.plan import Part, Plan, Question, parse_plan

SUFFIX = ".vragen"
_HEADER = {"nummer", "datum", "steller", "titel"}


def parse_any(text: str, file: str, *, where: str = "") -> Plan:
    """Return the plan or the list that `text` is, as the ending of its file's name tells."""
    read = parse_list if file.endswith(SUFFIX) else parse_plan
    return read(text, where=where or file, file=file)


def parse_list(text: str, *, where: str, file: str) -> Plan:
    """Return a list as a plan; lines that begin with # say number, date, asker and title.

    Raises `InputError` with the line that is wrong.
    """
    header: dict[str, str] = {}
    parts: list[Part] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if words.startswith("#"):
            key, _, value = words.removeprefix("#").partition(":")
            header[key.strip().lower()] = value.strip()
        elif words:
            parts.append(_part(words, len(parts) + 1, f"{where}:{number}", number))
    if not parts:
        raise InputError("Deze lijst is leeg.", where=where, fix="Schrijf één vraag per regel.")
    question = _question({k: v for k, v in header.items() if k in _HEADER}, where, Path(file).stem)
    return Plan(question, tuple(parts), (), file, text)


def _part(text: str, label: int, where: str, line: int) -> Part:
    try:
        item, *words = shlex.split(text)
    except ValueError as error:
        raise InputError("Een aanhalingsteken is niet gesloten.", where=where, fix="Sluit het.") from error
    asked: dict[str, Any] = {}
    for name, value in _options(words, where):
        if name in asked:
            fix = "Schrijf de waarden achter elkaar: --maatregel lde,arbeidszorg."
            raise InputError(f"De optie «--{name}» staat er twee keer.", where=where, fix=fix)
        asked[name] = value
    return Part(str(label), line, item=item, asked=asked)


def _options(words: Sequence[str], where: str) -> Iterator[tuple[str, str]]:
    """Yield the options with their values, written as `--jaren 2021` or `--jaren=2021`."""
    rest = iter(words)
    for word in rest:
        name, _, value = word.removeprefix("--").partition("=")
        if not word.startswith("--"):
            fix = "Schrijf --maatregel lde --jaren 2021."
            raise InputError(f"«{word}» is geen optie.", where=where, fix=fix)
        value = value or next(rest, "")
        if not value or value.startswith("--"):
            raise InputError(f"De optie «{word}» heeft geen waarde.", where=where, fix="Vul ze aan.")
        yield name, value


def _question(header: dict[str, str], where: str, name: str) -> Question:
    try:
        day = date.fromisoformat(header["datum"])
    except (KeyError, ValueError) as error:
        fix = "Begin met een regel «# datum: 2022-01-26»."
        raise InputError("Deze lijst noemt geen datum.", where=where, fix=fix) from error
    asker = header.get("steller", "")
    return Question(header.get("nummer", name), day, asker, header.get("titel", name))
