"""Writing a plan: the TOML of its parts, which reads back as the same plan."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pq_answers.plan import Edit, Part, Plan, PlannedAnnex, Question, parse_plan


def write_plan(
    question: Question,
    parts: Sequence[Part],
    annexes: Sequence[PlannedAnnex],
    edits: Sequence[Edit] = (),
    *,
    file: str = "plan.toml",
    rounded: bool = False,
) -> Plan:
    """Return the plan with these parts; raises `InputError` where they do not make a plan together."""
    lines = ["[vraag]", *_entries(_question(question))]
    for part in parts:
        lines += ["", "[[antwoord]]", *_entries(_part(part))]
    for annex in annexes:
        lines += ["", "[[bijlage]]", *_entries({"nummer": annex.number, "titel": annex.title})]
    for edit in edits:
        entry = {"label": edit.label, "was": edit.was, "wordt": edit.becomes}
        lines += ["", "[[bewerking]]", *_entries(entry)]
    if rounded:
        lines += ["", "[bescherming]", *_entries({"methode": "afronden"})]
    return parse_plan("\n".join(lines) + "\n", where=file, file=file)


def rewritten(
    plan: Plan, *, parts: Sequence[Part] | None = None, edits: Sequence[Edit] | None = None
) -> Plan:
    """Return the plan with other parts or edits and everything else as it was."""
    return write_plan(
        plan.question,
        plan.parts if parts is None else parts,
        plan.annexes,
        plan.edits if edits is None else edits,
        file=plan.file,
        rounded=plan.rounded,
    )


def _question(question: Question) -> dict[str, Any]:
    return {
        "nummer": question.number,
        "datum": question.day,
        "steller": question.asker,
        "titel": question.title,
    }


def _part(part: Part) -> dict[str, Any]:
    known = {
        "label": part.label,
        "vraag": part.question,
        "begrepen": part.understood,
        "item": part.item,
        "passage": part.passage,
        "open": part.gap,
        "tekst": part.text,
        "bijlage": part.annex,
        "zie": part.see,
        "grafiek": part.chart,
        "bescherming": list(part.remedies),
    }
    return {
        name: value for name, value in {**known, **part.asked}.items() if value not in (None, "", False, [])
    }


def _entries(values: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} = {toml_value(value)}" for name, value in values.items() if value != {})


def toml_value(value: object) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {toml_value(one)}' for name, one in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    # A JSON string is a TOML string, but for the one control character that JSON lets through.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
