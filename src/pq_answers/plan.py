"""The plan: which item or passage answers which sub-question, as a file that a person reads and corrects."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, suggest

_TOP = {"vraag", "antwoord", "bijlage"}
_QUESTION = {"nummer", "datum", "steller", "titel", "tekst"}
_ANSWER = {"label", "vraag", "item", "passage", "open", "bijlage", "zie"}
_ANNEX = {"nummer", "titel"}
_LABEL = re.compile(r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$")


@dataclass(frozen=True, slots=True)
class Question:
    """The header of a question: its number, date and asker stand in the letterhead."""

    number: str
    day: date
    asker: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: an item with its parameters, a standing passage, or a gap for a person.

    `annex` moves its tables to an annex; `see` names another label whose answer holds the figures.
    """

    label: str
    line: int
    item: str = ""
    passage: str = ""
    gap: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)
    annex: int | None = None
    see: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class PlannedAnnex:
    """An annex that parts may fill."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan; `sha256` is of the file's bytes and `text` the file itself, to run it again."""

    question: Question
    parts: tuple[Part, ...]
    annexes: tuple[PlannedAnnex, ...]
    sha256: str = ""
    name: str = "plan"
    text: str = ""


def read_plan(path: Path) -> Plan:
    """Return the plan in `path`; raise `InputError` with file, line and remedy where it is wrong."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "Dit plan is niet leesbaar.", where=str(path), fix="Bewaar het als UTF-8."
        ) from error
    return parse_plan(text, where=str(path), sha256=hashlib.sha256(raw).hexdigest(), name=path.stem)


def parse_plan(text: str, *, where: str = "plan", sha256: str = "", name: str = "plan") -> Plan:
    """Return the plan that the TOML `text` describes."""
    return _Reader(text, where).plan(sha256 or hashlib.sha256(text.encode()).hexdigest(), name)


class _Reader:
    """Reads one plan and knows on which line each part begins."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where = text, where
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            match = re.search(r"line (\d+)", str(error))
            raise self.fault(
                f"Het plan is geen geldige TOML ({error}).", int(match[1]) if match else 1
            ) from error
        self.starts = {name: self._lines(name) for name in _TOP}

    def plan(self, sha256: str, name: str) -> Plan:
        self.known(self.data, _TOP, 1)
        parts = tuple(self.part(entry, i) for i, entry in enumerate(self.tables("antwoord")))
        if not parts:
            raise self.fault(
                "Het plan beantwoordt geen enkele vraag.", 1, "Voeg minstens één [[antwoord]] toe."
            )
        annexes = tuple(self.annex(entry, i) for i, entry in enumerate(self.tables("bijlage")))
        self.cross_check(parts, annexes)
        return Plan(self.question(), parts, annexes, sha256, name, self.text)

    def question(self) -> Question:
        line = self.start("vraag", 0)
        entry = self.data.get("vraag")
        if not isinstance(entry, dict):
            raise self.fault(
                "Het plan heeft geen [vraag].", 1, "Voeg [vraag] met nummer, datum en steller toe."
            )
        self.known(entry, _QUESTION, line)
        for key in ("nummer", "datum", "steller", "titel"):
            if key not in entry:
                raise self.fault(f"[vraag] mist «{key}».", line, f"Voeg {key} = … toe.")
        if type(entry["datum"]) is not date:
            raise self.fault("De datum van de vraag is geen datum.", line, "Schrijf datum = 2022-01-26.")
        return Question(str(entry["nummer"]), entry["datum"], str(entry["steller"]), str(entry["titel"]))

    def part(self, entry: Mapping[str, Any], index: int) -> Part:
        line = self.start("antwoord", index)
        label = str(entry.get("label", ""))
        if not _LABEL.match(label):
            raise self.fault("Dit antwoord heeft geen (geldig) label.", line, 'Schrijf label = "7.f.ii".')
        kinds = [key for key in ("item", "passage", "open") if entry.get(key)]
        if len(kinds) != 1:
            fix = "Kies precies één van item, passage en open."
            raise self.fault(f"Het antwoord op {label} zegt niet (eenduidig) wat antwoordt.", line, fix)
        asked = {key: value for key, value in entry.items() if key not in _ANSWER}
        if asked and kinds != ["item"]:
            self.known(entry, _ANSWER, line)
        return Part(
            label,
            line,
            item=str(entry.get("item", "")),
            passage=str(entry.get("passage", "")),
            gap=str(entry.get("open", "")),
            asked=asked,
            annex=self.number(entry, "bijlage", line),
            see=str(entry.get("zie", "")),
            question=str(entry.get("vraag", "")),
        )

    def annex(self, entry: Mapping[str, Any], index: int) -> PlannedAnnex:
        line = self.start("bijlage", index)
        self.known(entry, _ANNEX, line)
        number, title = self.number(entry, "nummer", line), entry.get("titel")
        if number is None or not isinstance(title, str) or not title:
            raise self.fault("Een bijlage heeft een nummer en een titel.", line, "Vul beide in.")
        return PlannedAnnex(number, title)

    def cross_check(self, parts: tuple[Part, ...], annexes: tuple[PlannedAnnex, ...]) -> None:
        numbers = [annex.number for annex in annexes]
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            raise self.fault("De bijlagen zijn niet van 1 af doorgenummerd.", self.start("bijlage", 0))
        labels = {part.label for part in parts}
        for part in parts:
            if part.annex is not None and part.annex not in numbers:
                raise self.fault(
                    f"Het antwoord op {part.label} verwijst naar bijlage {part.annex}, die er niet is.",
                    part.line,
                    f"Voeg een [[bijlage]] met nummer = {part.annex} toe.",
                )
            if part.see and part.see not in labels:
                raise self.fault(
                    f"Het antwoord op {part.label} verwijst naar {part.see}, dat er niet is.",
                    part.line,
                    suggest(part.see, sorted(labels)),
                )

    def number(self, entry: Mapping[str, Any], key: str, line: int) -> int | None:
        value = entry.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.fault(f"«{key}» is geen nummer.", line, f"Schrijf {key} = 1.")
        return value

    def tables(self, name: str) -> list[Mapping[str, Any]]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.fault(f"«{name}» is geen lijst van tabellen.", 1, f"Schrijf [[{name}]].")
        return value

    def known(self, entry: Mapping[str, Any], known: set[str], line: int) -> None:
        for key in entry:
            if key not in known:
                raise self.fault(f"Het plan kent «{key}» hier niet.", line, suggest(key, sorted(known)))

    def start(self, name: str, index: int) -> int:
        lines = self.starts[name]
        return lines[index] if index < len(lines) else 1

    def _lines(self, name: str) -> list[int]:
        pattern = re.compile(rf"^\s*\[\[?{name}\]\]?")
        return [n for n, line in enumerate(self.text.splitlines(), 1) if pattern.match(line)]

    def fault(self, what: str, line: int, fix: str = "") -> InputError:
        return InputError(what, where=f"{self.where}:{line}", fix=fix)
