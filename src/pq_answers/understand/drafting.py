"""From what was understood to a plan in TOML: readable, to be corrected by a person, and run again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pq_answers.errors import InputError
from pq_answers.items import Catalogue
from pq_answers.plan import Plan, parse_plan
from pq_answers.understand.asking import asked_units
from pq_answers.understand.memory import Memory
from pq_answers.understand.own import DATA, KINDS
from pq_answers.understand.proposal import Proposed, propose
from pq_answers.understand.reader import SubQuestion, Understood

_UNKNOWN = '""  # nog in te vullen'


def draft_plan(
    understood: Understood, catalogue: Catalogue, *, file: str, memory: Memory | None = None
) -> Plan:
    """Return the plan of an understood question.

    Raises `InputError` where the question says no date: which passages hold depends on it.
    """
    return parse_plan(plan_text(understood, catalogue, memory), where=file, file=file)


def plan_text(understood: Understood, catalogue: Catalogue, memory: Memory | None = None) -> str:
    """Return the plan as TOML, with a comment above every answer that says how sure it is."""
    header = understood.header
    if header.day is None:
        raise InputError(
            "In de tekst staat geen datum van de vraag.", fix="Zet bovenaan een regel «Datum: 26-01-2022»."
        )
    proposal = propose(understood, catalogue, header.day, memory)
    lines = [
        "# Gemaakt uit de tekst van de vraag. Kijk elke keuze na; verbeteren mag gewoon hier.",
        "",
        "[vraag]",
        f"nummer = {_told(header.number)}",
        f"datum = {header.day.isoformat()}",
        f"steller = {_told(header.asker)}",
        f"titel = {_told(header.title)}",
    ]
    for answer in proposal.answers:
        lines += ["", *_answer(answer)]
    for number, title in enumerate(proposal.annexes, start=1):
        lines += ["", "[[bijlage]]", f"nummer = {number}", f"titel = {_toml(title)}"]
    return "\n".join(lines) + "\n"


def _told(text: str) -> str:
    return _toml(text) if text else _UNKNOWN


def _answer(answer: Proposed) -> Iterator[str]:
    meaning = answer.part.meaning
    yield f"# {_comment(answer)}"
    yield "[[antwoord]]"
    yield f"label = {_toml(meaning.label)}"
    yield f"vraag = {_toml(meaning.text)}"
    yield f"begrepen = {_inline(understood_as(answer.part))}"
    chosen = {"item": answer.item, "passage": answer.passage, "open": answer.gap}
    yield from (f"{key} = {_toml(value)}" for key, value in chosen.items() if value)
    yield from (f"{key} = {_toml(value)}" for key, value in answer.asked.items())
    if answer.annex is not None:
        yield f"bijlage = {answer.annex}"
    if answer.see:
        yield f"zie = {_toml(answer.see)}"
    yield from (f"# past misschien: passage = {_toml(name)}" for name in answer.offered)


def understood_as(part: SubQuestion) -> dict[str, object]:
    """Return how a part was understood, for the plan and for the grid of what was asked and delivered."""
    meaning, period = part.meaning, part.meaning.period
    found: dict[str, object] = {"soort": KINDS[meaning.kind], "zeker": part.confidence}
    if meaning.kind != DATA:
        return found
    found |= {"indicator": meaning.indicator, "maatregelen": list(meaning.measures)}
    if period:
        found["periode"] = period.text
    found |= {"opsplitsingen": list(meaning.breakdowns), "eenheden": list(asked_units(meaning.text))}
    return {name: value for name, value in found.items() if value != []}


def _comment(answer: Proposed) -> str:
    meaning, choice = answer.part.meaning, answer.part.choice
    words = [f"Vertrouwen {answer.part.confidence:.2f}".replace(".", ",")]
    if answer.memory:
        words.append(f"zoals eerder gekozen voor vraag {answer.memory}")
    if meaning.doubts:
        words.append(f"niet in de eigen woorden: {', '.join(meaning.doubts)}")
    others = [candidate.item for candidate in choice.candidates if candidate.item != answer.item]
    if others and meaning.kind == DATA:
        words.append(f"andere kandidaten: {', '.join(others)}")
    return "; ".join(words)


def _inline(values: Mapping[str, object]) -> str:
    return f"{{ {', '.join(f'{name} = {_toml(value)}' for name, value in values.items())} }}"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
