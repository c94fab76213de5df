"""What was answered before that is like a sub-question: by what it means, and by its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from pq_answers.ledger import Asked
from pq_answers.understand.counted import OTHER
from pq_answers.understand.vocabulary import fold

_MOST = 3
_ENOUGH = 0.5
_INDICATOR, _MEASURES, _WORDS = 0.4, 0.2, 0.4
# Where an earlier answer does not say what it is about, its words alone count.
_UNKNOWN = 0.7


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier sub-question with how like it is, from 0 to 1."""

    asked: Asked
    score: float

    def record(self) -> dict[str, Any]:
        """Return it as plain JSON values, with its answer."""
        asked = self.asked
        return {
            "nummer": asked.number,
            "datum": asked.day.isoformat(),
            "label": asked.label,
            "vraag": asked.text,
            "antwoord": asked.answer,
            "gelijkenis": self.score,
        }


def similar(text: str, understood: Mapping[str, Any], earlier: Iterable[Asked]) -> tuple[Similar, ...]:
    """Return the earlier sub-questions most like `text`, best first; of equals the latest first.

    `understood` says its "indicator" and "maatregelen", where those are known.
    """
    found = [Similar(asked, _score(text, understood, asked)) for asked in earlier]
    kept = [one for one in found if one.score >= _ENOUGH]
    kept.sort(key=lambda one: (-one.score, -one.asked.day.toordinal(), one.asked.number, one.asked.label))
    return tuple(kept[:_MOST])


def _score(text: str, understood: Mapping[str, Any], asked: Asked) -> float:
    indicator, measures = understood.get("indicator", OTHER), set(understood.get("maatregelen", ()))
    words = float(fuzz.token_set_ratio(fold(text), fold(asked.text))) / 100
    if not asked.indicator:
        return round(_UNKNOWN * words, 4)
    same = indicator == asked.indicator and indicator != OTHER
    either = measures | set(asked.measures)
    shared = len(measures & set(asked.measures)) / len(either) if either else 0.0
    score: float = _INDICATOR * same + _MEASURES * shared * same + _WORDS * words
    return round(score, 4)
