"""The plan: which item or passage answers which sub-question, as a file that a person reads and corrects."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, suggest, toml_problem
from pq_answers.results import Remedy

_TOP = {"vraag", "antwoord", "bijlage", "bewerking", "bescherming"}
_METHODS = ("verbergen", "afronden")
_QUESTION = {"nummer", "datum", "steller", "titel"}
_ANSWER = {
    "label",
    "vraag",
    "begrepen",
    "item",
    "passage",
    "open",
    "tekst",
    "bijlage",
    "zie",
    "grafiek",
    "bescherming",
}
_ANNEX = {"nummer", "titel"}
_EDIT = {"label", "was", "wordt"}
_KINDS = ("item", "passage", "open", "tekst")
_LABEL = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*\Z")


@dataclass(frozen=True, slots=True)
class Question:
    """The header of a question: its number, date and asker stand in the letterhead.

    Number, asker and title are empty as long as nobody knows them; then the answer does not name them.
    """

    number: str
    day: date
    asker: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: an item with its parameters, a standing passage, a person's text, or a gap.

    `annex` moves its tables to an annex; `see` names another label whose answer holds the figures; `chart`
    asks for a chart beside each table; `understood` is how a program read the sub-question; `remedies` change
    its tables before they are protected.
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
    understood: Mapping[str, Any] = field(default_factory=dict)
    chart: bool = False
    text: str = ""
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Prose that a person put in another way: of the paragraph that read `was`, below `label`.

    Both texts hold their figures as numbered places, so that a figure itself cannot be edited.
    """

    label: str
    line: int
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class PlannedAnnex:
    """An annex that parts may fill."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan; `text` is the file itself, so that the answer can be made again.

    `rounded` says that all counts of persons become multiples, instead of some being hidden.
    """

    question: Question
    parts: tuple[Part, ...]
    annexes: tuple[PlannedAnnex, ...]
    file: str = "plan.toml"
    text: str = ""
    edits: tuple[Edit, ...] = ()
    rounded: bool = False

    @property
    def sha256(self) -> str:
        """The sha256 of the file's text, for the record."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.file).stem


def read_plan(path: Path) -> Plan:
    """Return the plan in `path`; raise `InputError` with file, line and remedy where it is wrong."""
    return parse_plan(read_source(path), where=str(path), file=path.name)


def read_source(path: Path) -> str:
    """Return the text of a file that a person wrote; raise `InputError` where it is missing or unreadable."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError("Dit bestand bestaat niet.", where=str(path), fix="Kijk de naam na.") from error
    except OSError as error:
        fix = "Kijk de rechten na, en of het wel een bestand is."
        raise InputError("Dit bestand is niet leesbaar.", where=str(path), fix=fix) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "Dit bestand is geen tekst.", where=str(path), fix="Bewaar het als UTF-8."
        ) from error


def parse_plan(text: str, *, where: str = "plan", file: str = "plan.toml") -> Plan:
    """Return the plan that the TOML `text` describes."""
    return _Reader(text, where).plan(file)


class _Reader:
    """Reads one plan and knows on which line each part begins."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where = text, where
        try:
            self.data = tomllib.loads(text)
        except RecursionError as error:
            raise self.fault(
                "Het plan is te diep genest.", 1, "Schrijf lijsten zonder lijsten erin."
            ) from error
        except tomllib.TOMLDecodeError as error:
            line, problem = toml_problem(error, text)
            raise self.fault(f"Het plan is geen geldige TOML: {problem}.", line) from error
        self.starts = {name: self._lines(name) for name in _TOP}

    def plan(self, file: str) -> Plan:
        self.known(self.data, _TOP, 1)
        parts = tuple(self.part(entry, i) for i, entry in enumerate(self.tables("antwoord")))
        if not parts:
            raise self.fault(
                "Het plan beantwoordt geen enkele vraag.", 1, "Voeg minstens één [[antwoord]] toe."
            )
        annexes = tuple(self.annex(entry, i) for i, entry in enumerate(self.tables("bijlage")))
        self.cross_check(parts, annexes)
        edits = tuple(self.edit(entry, i) for i, entry in enumerate(self.tables("bewerking")))
        return Plan(self.question(), parts, annexes, file, self.text, edits, self.rounded())

    def rounded(self) -> bool:
        entry, line = self.data.get("bescherming", {}), self.start("bescherming", 0)
        if not isinstance(entry, dict) or not entry.keys() <= {"methode"}:
            raise self.fault("[bescherming] heeft alleen «methode».", line, 'Schrijf methode = "afronden".')
        method = entry.get("methode", _METHODS[0])
        if method not in _METHODS:
            fix = f"Mogelijk: {', '.join(_METHODS)}."
            raise self.fault("Deze methode van bescherming bestaat niet.", line, fix)
        return bool(method == _METHODS[1])

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
        number, asker, title = (self.words(entry, key, line) for key in ("nummer", "steller", "titel"))
        return Question(number, entry["datum"], asker, title)

    def words(self, entry: Mapping[str, Any], key: str, line: int) -> str:
        value = entry[key]
        whole = key == "nummer" and isinstance(value, int) and not isinstance(value, bool) and value > 0
        if not (whole or isinstance(value, str)):
            what = "een nummer" if key == "nummer" else "een tekst"
            raise self.fault(
                f"«{key}» van de vraag is niet {what}.", line, f'Vul {key} in, of schrijf {key} = "".'
            )
        return str(value).strip()

    def part(self, entry: Mapping[str, Any], index: int) -> Part:
        line = self.start("antwoord", index)
        label = str(entry.get("label", ""))
        if not _LABEL.match(label):
            raise self.fault("Dit antwoord heeft geen (geldig) label.", line, 'Schrijf label = "7.f.ii".')
        for key in (*_KINDS, "vraag"):
            if not isinstance(entry.get(key, ""), str):
                raise self.fault(f"«{key}» is geen tekst.", line, f'Schrijf {key} = "…".')
        kinds = [key for key in _KINDS if entry.get(key)]
        if len(kinds) != 1:
            fix = "Kies precies één van item, passage, open en tekst."
            raise self.fault(f"Het antwoord op {label} zegt niet (eenduidig) wat antwoordt.", line, fix)
        if not isinstance(entry.get("begrepen", {}), dict):
            raise self.fault("«begrepen» is geen tabel.", line, 'Schrijf begrepen = { soort = "cijfers" }.')
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
            understood=dict(entry.get("begrepen", {})),
            chart=self.chart(entry, label, line),
            text=str(entry.get("tekst", "")),
            remedies=self.remedies(entry, label, line),
        )

    def remedies(self, entry: Mapping[str, Any], label: str, line: int) -> tuple[Remedy, ...]:
        value = entry.get("bescherming", [])
        names = [value] if isinstance(value, str) else value
        known = {str(remedy) for remedy in Remedy}
        if not isinstance(names, list) or not all(isinstance(one, str) and one in known for one in names):
            fix = f"Mogelijk: {', '.join(f'«{name}»' for name in Remedy)}."
            raise self.fault(f"Het antwoord op {label} noemt een onbekende bescherming.", line, fix)
        if names and not entry.get("item"):
            fix = "Haal bescherming weg, of kies een item."
            raise self.fault(f"Het antwoord op {label} heeft geen cijfers om te beschermen.", line, fix)
        return tuple(map(Remedy, dict.fromkeys(names)))

    def chart(self, entry: Mapping[str, Any], label: str, line: int) -> bool:
        value = entry.get("grafiek", False)
        if not isinstance(value, bool):
            raise self.fault("«grafiek» is niet true of false.", line, "Schrijf grafiek = true.")
        if value and not entry.get("item"):
            fix = "Haal grafiek weg, of kies een item."
            raise self.fault(f"Het antwoord op {label} heeft geen cijfers voor een grafiek.", line, fix)
        return value

    def edit(self, entry: Mapping[str, Any], index: int) -> Edit:
        line = self.start("bewerking", index)
        self.known(entry, _EDIT, line)
        label, was, becomes = (entry.get(key) for key in ("label", "was", "wordt"))
        if not all(isinstance(text, str) and text.strip() for text in (label, was, becomes)):
            fix = "Vul label, was en wordt in; of haal de bewerking weg."
            raise self.fault("Deze bewerking zegt niet wat waar verandert.", line, fix)
        return Edit(str(label), line, str(was), str(becomes))

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
            fix = "Nummer ze 1, 2, 3 …, elk één keer."
            raise self.fault("De bijlagen zijn niet van 1 af doorgenummerd.", self.start("bijlage", 0), fix)
        self.refuse_returning(parts)
        labels = {part.label for part in parts}
        for part in parts:
            if part.annex is not None and part.annex not in numbers:
                raise self.fault(
                    f"Het antwoord op {part.label} verwijst naar bijlage {part.annex}, die er niet is.",
                    part.line,
                    f"Voeg een [[bijlage]] met nummer = {part.annex} toe.",
                )
            if part.see and part.see not in labels - {part.label}:
                raise self.fault(
                    f"Het antwoord op {part.label} verwijst naar {part.see}; dat is geen ander antwoord.",
                    part.line,
                    suggest(part.see, sorted(labels - {part.label}))
                    or "Noem het label van een ander antwoord.",
                )

    def refuse_returning(self, parts: tuple[Part, ...]) -> None:
        """Refuse a label that comes back after another: one sub-question has one answer, in one place."""
        ended: set[str] = set()
        for before, part in pairwise(parts):
            if part.label != before.label:
                ended.add(before.label)
            if part.label in ended:
                fix = f"Zet alle antwoorden op {part.label} na elkaar, of verbeter het label."
                raise self.fault(f"Het label {part.label} komt later terug.", part.line, fix)

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
                fix = suggest(key, sorted(known)) or f"Mogelijk: {', '.join(sorted(known))}."
                raise self.fault(f"Het plan kent «{key}» hier niet.", line, fix)

    def start(self, name: str, index: int) -> int:
        lines = self.starts[name]
        return lines[index] if index < len(lines) else 1

    def _lines(self, name: str) -> list[int]:
        pattern = re.compile(rf"\s*\[\[?\s*{name}\s*\]")
        return [n for n, line in enumerate(self.text.splitlines(), 1) if pattern.match(line)]

    def fault(self, what: str, line: int, fix: str = "Verbeter deze regel.") -> InputError:
        return InputError(what, where=f"{self.where}:{line}", fix=fix)
