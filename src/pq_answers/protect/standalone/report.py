"""The result of `pq-answers protect` as JSON, and the report in plain Dutch; never a hidden count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pq_answers.nl import listing
from pq_answers.protect.attack_audit import Interval
from pq_answers.protect.policy import Policy
from pq_answers.protect.standalone.request import Request
from pq_answers.protect.standalone.values import Key
from pq_answers.protect.standalone.verdict import Cause, Verdict

_CAUSES = {
    Cause.PRIMARY: "onder de drempel of als gevoelig aangeduid",
    Cause.SECONDARY: "om een andere cel te beschermen",
    Cause.HISTORY: "eerder ook niet weergegeven",
}
_ZEROS = {
    "shown": "Nullen zijn weergegeven; de lezer weet dus dat een verborgen aantal minstens 1 is.",
    "hidden": "Nullen mogen verborgen zijn om andere cellen te beschermen.",
    "primary": "Nullen zijn verborgen.",
}
_NOT_COVERED = (
    "Niet gedekt: kennis van buiten deze tabellen, mensen die zelf in de cijfers zitten, en publicaties die "
    "hier niet bij vermeld zijn."
)


def result_record(request: Request, verdict: Verdict) -> dict[str, Any]:
    """Return the result as JSON values."""
    record: dict[str, Any] = {
        "status": verdict.status,
        "gap": verdict.gap,
        "suppressed": [
            {**_named(key), "reason": str(cause), "interval": list(verdict.intervals[key])}
            for key, cause in verdict.causes.items()
        ],
        "audit": _audit_record(request, verdict),
    }
    if not verdict.feasible:
        record["obstacle"] = {
            "cells": [_named(key) for key in verdict.obstacle],
            "equations": [
                {"total": total.record(), "parts": [part.record() for part in parts]}
                for total, parts in verdict.sums
            ],
        }
    return record


def _named(key: Key) -> dict[str, Any]:
    return {"key": key.record()} | ({"population": key.population} if key.population else {})


def _audit_record(request: Request, verdict: Verdict) -> dict[str, Any]:
    policy = request.policy
    return {
        "safe": verdict.feasible,
        "cells": len(request.counts),
        "hidden": len(verdict.causes),
        "level": policy.level,
        "threshold": policy.threshold,
        "zeros": policy.zeros,
        "whole_numbers": True,
        "history": len(request.shown_before) + len(request.hidden_before),
    }


def report_text(request: Request, verdict: Verdict) -> str:
    """Return the report for people."""
    return "\n".join(_lines(request, verdict)) + "\n"


def _lines(request: Request, verdict: Verdict) -> Iterator[str]:
    policy = request.policy
    small = f"van {policy.hidden_from} tot en met {policy.hidden_to}"
    yield f"Regels: {policy.name}. Aantallen {small} zijn verborgen."
    yield _ZEROS[policy.zeros]
    yield ""
    if not verdict.feasible:
        yield from _obstacle(verdict)
        return
    yield _outcome(request, verdict)
    yield from _history(request)
    if not verdict.causes:
        return
    yield ""
    yield from _cells(verdict)
    yield ""
    yield f"Nagekeken: {_promise(policy)}"
    yield _NOT_COVERED


def _outcome(request: Request, verdict: Verdict) -> str:
    hidden, cells = len(verdict.causes), len({key for table in request.tables for key, _ in table.cells})
    if not hidden:
        return f"Alle {cells} cellen zijn weergegeven: er valt er geen onder de drempel."
    counts = Counter(verdict.causes.values())
    parts = listing([f"{counts[cause]} {text}" for cause, text in _CAUSES.items() if counts[cause]])
    verb = "is" if hidden == 1 else "zijn"
    best = f"Misschien volstaat tot {verdict.gap * 100:.0f} % minder extra cellen."
    best = "Minder kan niet." if verdict.status == "optimal" else best
    return f"{hidden} van de {cells} cellen {verb} niet weergegeven: {parts}. {best}"


def _history(request: Request) -> Iterator[str]:
    shown, hidden = len(request.shown_before), len(request.hidden_before)
    if shown or hidden:
        yield f"Rekening gehouden met eerdere publicaties: {shown} cellen weergegeven, {hidden} verborgen."


def _cells(verdict: Verdict) -> Iterator[str]:
    yield "Cel – reden – wat een lezer kan uitrekenen:"
    for key, cause in verdict.causes.items():
        yield f"  {key} – {_CAUSES[cause]} – {_interval(verdict.intervals[key])}"


def _interval(interval: Interval) -> str:
    low, high = interval
    if high is None:
        return f"minstens {low}"
    return f"van {low} tot en met {high}"


def _promise(policy: Policy) -> str:
    promise = "geen enkel verborgen aantal is exact te berekenen"
    if policy.level == "upper":
        promise += ", en van geen enkel klein aantal is aan te tonen dat het onder de drempel ligt"
    return f"{promise}, met alle getoonde aantallen, sommen en gehele getallen."


def _obstacle(verdict: Verdict) -> Iterator[str]:
    cells = listing([str(key) for key in verdict.obstacle])
    yield f"Geen enkele keuze beschermt deze cel: {cells}. Er is niets geschreven."
    for total, parts in verdict.sums:
        yield f"  {total} = {' + '.join(map(str, parts))}"
    yield "Oplossing: voeg categorieën samen, laat een opsplitsing weg, of maak een vastgezette cel los."
