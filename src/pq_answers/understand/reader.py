"""From a question's text to what it means: for each sub-question a choice that explains itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pq_answers.errors import InputError
from pq_answers.items import Catalogue
from pq_answers.ledger import Asked
from pq_answers.understand.choose import Choice, choose
from pq_answers.understand.header import Header, split_header
from pq_answers.understand.learned import Learned, learned_reading
from pq_answers.understand.leaves import read_leaves
from pq_answers.understand.own import DATA
from pq_answers.understand.resolve import Context, Meaning, resolve
from pq_answers.understand.similar import similar
from pq_answers.understand.tidy import tidy
from pq_answers.understand.tree import Element, read_tree
from pq_answers.understand.vocabulary import one_vocabulary

# What one open choice costs; measured on the annotated questions (docs/begrijpen.md).
_COSTS = {"maatregelen": 0.04, "verwijzing": 0.1, "geen_maatregel": 0.05}
_SURE = 0.97


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """One part of a sub-question with its item and how sure that is, from 0 to 1.

    `stems` are the sentences above it that it completes, outermost first, each with its label.
    """

    meaning: Meaning
    choice: Choice
    confidence: float
    stems: tuple[tuple[str, str], ...] = ()

    @property
    def above(self) -> str:
        """The text of all sentences above it."""
        return " ".join(text for _, text in self.stems)


@dataclass(frozen=True, slots=True)
class Understood:
    """A whole question as it was read; `text` is the tidied text in which every place counts."""

    header: Header
    text: str
    parts: tuple[SubQuestion, ...]


def understand(
    raw: str, catalogue: Catalogue, learned: Learned | None = None, *, day: date | None = None
) -> Understood:
    """Return what the question `raw` asks; the same text always gives the same result.

    `learned` is the learned reading, by default that of the catalogue's weights; `day` is the day of the
    question where a person knows better than its text. Raises `InputError` for a text in which nothing is
    asked.
    """
    with one_vocabulary():
        return _understand(raw, catalogue, learned or learned_reading(), day)


def _understand(raw: str, catalogue: Catalogue, learned: Learned, day: date | None) -> Understood:
    text = tidy(raw)
    header, body = split_header(text)
    header = replace(header, day=day or header.day)
    tree = read_tree(body)
    leaves = read_leaves(tree)
    context = Context.of(tree, leaves, header.title, header.day)
    meanings = resolve(leaves, context, learned)
    if not meanings:
        raise InputError("In deze tekst staat geen vraag.", fix="Geef de tekst van een schriftelijke vraag.")
    above = {leaf.label: leaf.above for leaf in leaves}
    parts = (_part(meaning, catalogue, above.get(meaning.label, ())) for meaning in meanings)
    return Understood(header, text, tuple(parts))


def _part(meaning: Meaning, catalogue: Catalogue, above: Sequence[Element]) -> SubQuestion:
    stems = tuple((element.label, element.text) for element in above if element.text)
    return SubQuestion(meaning, choose(meaning, catalogue), confidence(meaning), stems)


def confidence(meaning: Meaning) -> float:
    """Return how sure a meaning is: how likely kind and indicator are, less for each other open choice."""
    cost = sum(_COSTS.get(doubt, 0.0) for doubt in set(meaning.doubts))
    return round(max(0.05, _SURE * meaning.chance - cost), 2)


def understood_record(understood: Understood, earlier: Sequence[Asked] = ()) -> dict[str, Any]:
    """Return what was understood as plain JSON values, with the words that led to each choice.

    `earlier` are sub-questions that were answered before, of which the most like each one are named.
    """
    header = understood.header
    return {
        "kop": {
            "nummer": header.number,
            "datum": header.day.isoformat() if header.day else "",
            "steller": header.asker,
            "titel": header.title,
        },
        "tekst": understood.text,
        "vragen": [_record(part, earlier) for part in understood.parts],
    }


def _record(part: SubQuestion, earlier: Sequence[Asked]) -> dict[str, Any]:
    meaning = part.meaning
    period = meaning.period
    return {
        "label": meaning.label,
        "tekst": meaning.text,
        "soort": meaning.kind,
        "indicator": meaning.indicator,
        "maatregelen": list(meaning.measures),
        "periode": {"van": period.first, "tot": period.last} if period else None,
        "opsplitsingen": list(meaning.breakdowns),
        "vertrouwen": part.confidence,
        "item": part.choice.item or None,
        "kandidaten": [
            {"item": c.item, "score": c.score, "past": list(c.fits)} for c in part.choice.candidates
        ]
        if meaning.kind == DATA
        else [],
        "niet_begrepen": list(meaning.doubts),
        "woorden": [
            {"keuze": e.what, "code": e.code, "van": e.start, "tot": e.end, "woorden": e.text}
            for e in meaning.evidence
        ],
        "eerder": [
            one.record()
            for one in similar(
                meaning.text,
                {"indicator": meaning.indicator, "maatregelen": meaning.measures},
                earlier,
            )
        ],
    }
