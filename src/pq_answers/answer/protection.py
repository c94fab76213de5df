"""The report on protection for the drafter and the data protection officer, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pq_answers import nl
from pq_answers.compose import described
from pq_answers.protect import HiddenCell, Kind, Policy, Report, load_policy

_WHY = {
    Kind.PRIMARY: "zelf onder de drempel",
    Kind.DOMINATED: "overwegend van één onderneming, of van te weinig ondernemingen",
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
        "ondernemingen": "" if all(cell.persons for cell in report.hidden) else _rule_of_companies(policy),
        "belofte": _LEVELS[policy.level],
        "aantallen": _numbers(report.hidden),
        "cellen": [_cell(cell) for cell in report.hidden],
        "weggelaten": [(table.title, table.breakdown, table.reason.value) for table in report.withheld],
        "eerdere": list(report.answers),
    }


def _rule_of_companies(policy: Policy) -> str:
    return (
        f"Een cijfer van minder dan {policy.companies} ondernemingen wordt niet getoond, en ook niet een "
        f"cijfer waarmee de op één na grootste de grootste tot op {policy.percent} % kan ramen."
    )


def _numbers(hidden: Sequence[HiddenCell]) -> Mapping[str, int]:
    counted = {_WHY[kind]: sum(cell.kind is kind for cell in hidden) for kind in Kind}
    return {words: number for words, number in counted.items() if number}


def _cell(cell: HiddenCell) -> dict[str, str]:
    return {"wat": described(cell.key), "waarom": _WHY[cell.kind], "interval": _interval(cell)}


def _interval(cell: HiddenCell) -> str:
    if cell.interval is None:
        return "–"
    low, high = (_printed(bound, cell.decimals) for bound in cell.interval)
    return f"{low} of meer" if cell.interval[1] is None else f"ligt tussen {low} en {high}"


def _printed(bound: int | None, decimals: int) -> str:
    """Return a bound in units of the last decimal as it would stand in the table; a count as it is."""
    return nl.number(Decimal(bound or 0).scaleb(-decimals), decimals) if decimals else str(bound or 0)
