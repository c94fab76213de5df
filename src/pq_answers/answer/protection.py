"""The report on protection for the drafter and the data protection officer, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pq_answers.compose import described
from pq_answers.protect import HiddenCell, Kind, Report, load_policy

_WHY = {
    Kind.PRIMARY: "zelf onder de drempel",
    Kind.SECONDARY: "beschermt een andere cel",
    Kind.EARLIER: "in een eerder antwoord verborgen",
    Kind.DERIVED: "hoort bij een verborgen aantal",
}
_LEVELS = {
    "upper": "Niemand kan een verborgen aantal exact berekenen, of aantonen dat het onder de drempel ligt.",
    "exact": "Niemand kan een verborgen aantal exact berekenen.",
}


def protection_told(report: Report) -> dict[str, Any]:
    """Return what the page shows: the rules, the promise, every hidden cell with why and interval."""
    policy = load_policy()
    return {
        "samenvatting": report.summary,
        "beleid": policy.name,
        "bron": policy.source.rstrip("."),
        "van": policy.hidden_from,
        "tot": policy.hidden_to,
        "belofte": _LEVELS[policy.level],
        "aantallen": _numbers(report.hidden),
        "cellen": [_cell(cell) for cell in report.hidden],
        "weggelaten": [(table.title, table.breakdown, table.reason.value) for table in report.withheld],
        "eerdere": list(report.answers),
    }


def _numbers(hidden: Sequence[HiddenCell]) -> Mapping[str, int]:
    counted = {_WHY[kind]: sum(cell.kind is kind for cell in hidden) for kind in Kind}
    return {words: number for words, number in counted.items() if number}


def _cell(cell: HiddenCell) -> dict[str, str]:
    return {"wat": described(cell.key), "waarom": _WHY[cell.kind], "interval": _interval(cell)}


def _interval(cell: HiddenCell) -> str:
    if cell.interval is None:
        return "–"
    low, high = cell.interval
    return f"{low or 0} of meer" if high is None else f"ligt tussen {low or 0} en {high}"
