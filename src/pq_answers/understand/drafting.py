"""From what was understood to a plan in TOML: readable, to be corrected by a person, and run again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date

from pq_answers.codelists import Code, load_codelist
from pq_answers.errors import InputError
from pq_answers.items import Catalogue, Item, Param, ParamKind, load_passages, measure_column
from pq_answers.items import Passage as StandingPassage
from pq_answers.plan import Plan, parse_plan
from pq_answers.understand.choose import known_breakdowns, likeness, wanted_measures
from pq_answers.understand.own import DATA, EXPLANATION, OUTSIDE, POLICY
from pq_answers.understand.reader import SubQuestion, Understood
from pq_answers.understand.resolve import Meaning
from pq_answers.understand.vocabulary import fold, vocabulary, words_of

# Below this a sub-question is left to a person, with the nearest candidates beside it.
THRESHOLD = 0.5
_FITTING = 0.8
_UNKNOWN = "onbekend"
_OPEN = {
    POLICY: "Beleidsvraag: in te vullen door de opsteller.",
    EXPLANATION: "Vraag om uitleg: in te vullen door de opsteller.",
    DATA: "Geen passende catalogusvraag: in te vullen door de opsteller.",
}


def draft_plan(understood: Understood, catalogue: Catalogue, *, file: str) -> Plan:
    """Return the plan of an understood question.

    Raises `InputError` where the question says no date: which passages hold depends on it.
    """
    text = plan_text(understood, catalogue)
    return parse_plan(text, where=file, file=file)


def plan_text(understood: Understood, catalogue: Catalogue) -> str:
    """Return the plan as TOML, with a comment above every answer that says how sure it is."""
    header = understood.header
    if header.day is None:
        raise InputError(
            "In de tekst staat geen datum van de vraag.", fix="Zet bovenaan een regel «Datum: 26-01-2022»."
        )
    lines = [
        "# Gemaakt uit de tekst van de vraag. Kijk elke keuze na; verbeteren mag gewoon hier.",
        "",
        "[vraag]",
        f"nummer = {_toml(header.number or _UNKNOWN)}",
        f"datum = {header.day.isoformat()}",
        f"steller = {_toml(header.asker or _UNKNOWN)}",
        f"titel = {_toml(header.title or _UNKNOWN)}",
    ]
    for part in understood.parts:
        lines += ["", *_answer(part, catalogue, header.day)]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _answer(part: SubQuestion, catalogue: Catalogue, day: date) -> Iterator[str]:
    meaning = part.meaning
    yield f"# Vertrouwen {_comma(part.confidence)}{_doubts(part)}"
    for name, lines in _chosen(part, catalogue, day):
        yield "[[antwoord]]"
        yield f"label = {_toml(meaning.label)}"
        yield f"vraag = {_toml(meaning.text)}"
        yield from lines
        if name:
            yield f"# {name}"


def _comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _doubts(part: SubQuestion) -> str:
    words = []
    if part.meaning.doubts:
        words.append(f"niet in de eigen woorden: {', '.join(part.meaning.doubts)}")
    others = [c.item for c in part.choice.candidates if c.item != part.choice.item]
    if others and part.meaning.kind == DATA:
        words.append(f"andere kandidaten: {', '.join(others)}")
    return f"; {'; '.join(words)}" if words else ""


def _chosen(part: SubQuestion, catalogue: Catalogue, day: date) -> Iterator[tuple[str, Sequence[str]]]:
    meaning = part.meaning
    passages = fitting_passages(meaning, day)
    if meaning.kind == DATA and part.choice.item and part.confidence >= THRESHOLD:
        item = catalogue.get(part.choice.item)
        asked = parameters(meaning, item, day.year)
        if asked is not None:
            yield (
                "",
                [f"item = {_toml(item.name)}", *(f"{key} = {_toml(value)}" for key, value in asked.items())],
            )
            return
    if passages and meaning.kind in {DATA, EXPLANATION}:
        for passage in passages:
            yield "", [f"passage = {_toml(passage.name)}"]
        return
    yield "", [f"open = {_toml(_gap(meaning))}"]


def _gap(meaning: Meaning) -> str:
    if meaning.kind != OUTSIDE:
        return _OPEN[meaning.kind]
    lead = "Deze deelvraag valt buiten de bevoegdheid van de minister."
    return f"{lead} Bevoegd is wellicht {_competent(meaning)}."


def _competent(meaning: Meaning) -> str:
    folded = fold(meaning.text)
    for concept in vocabulary("bevoegdheid"):
        if words_of(concept.words, concept.code, folded):
            return concept.texts.get("bevoegd", "een andere minister")
    return "een andere minister of een ander bestuursniveau"


def fitting_passages(meaning: Meaning, day: date) -> list[StandingPassage]:
    """Return the standing passages in force about what is asked, those nearest to its words first."""
    found = []
    for passage in load_passages().values():
        valid = passage.valid_from <= day and (passage.valid_to is None or day <= passage.valid_to)
        about = meaning.indicator in passage.indicators and passage.place == "antwoord"
        measures = not passage.measures or set(passage.measures) & set(meaning.measures)
        if valid and about and measures:
            found.append((likeness(meaning.text, passage.keywords), passage))
    return [
        passage for score, passage in sorted(found, key=lambda p: (-p[0], p[1].name)) if score >= _FITTING
    ]


def parameters(meaning: Meaning, item: Item, year: int) -> dict[str, object] | None:
    """Return the parameters of `item` for a meaning; None where one that it needs is not to be found.

    Without a period every year that the item has is asked.
    """
    measures = list(wanted_measures(meaning, item))
    asked: dict[str, object] = {measure_column(item): measures, "jaren": _years(meaning, item, year)}
    breakdowns = list(known_breakdowns(meaning, item))
    param = item.param(ParamKind.BREAKDOWNS)
    breakdowns = [name for name in breakdowns if param and name in param.dimensions]
    if breakdowns:
        asked["opsplitsing"] = breakdowns
    for other in item.params.values():
        if other.kind is ParamKind.CODES and other.filters:
            code = _code(other, meaning.text)
            if code:
                asked[other.name] = code
            elif other.required:
                return None
    return asked if measures else None


def _years(meaning: Meaning, item: Item, year: int) -> str:
    spans = [entry.years for entry in item.availability.values() if entry.years]
    first = meaning.period.first if meaning.period else min(span.first.year for span in spans)
    last = meaning.period.last if meaning.period else None
    last = year if last is None else last
    return str(first) if first >= last else f"{first}-{last}"


def _code(param: Param, text: str) -> str:
    """Return the code of which the longest wording stands in the text, or nothing."""
    folded = fold(text)
    names = [(str(name), code.code) for code in load_codelist(param.codelist) for name in _wordings(code)]
    found = [(len(name), code) for name, code in names if re.search(rf"\b{re.escape(fold(name))}", folded)]
    return max(found)[1] if found else ""


def _wordings(code: Code) -> Iterator[str]:
    texts = code.texts or {}
    yield code.label
    yield from texts.get("synoniemen", ())
    yield from texts.get("woorden", ())
