"""Protection apart from any answer: tables of counts in, what to hide and the attacker's intervals out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pq_answers.errors import BlockedError
from pq_answers.protect.attack_audit import Audit, Interval, Published, audit
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError, suppress
from pq_answers.protect.standalone.linked import Linked, link
from pq_answers.protect.standalone.request import Request
from pq_answers.protect.standalone.values import Key


class Cause(StrEnum):
    """Why a cell is hidden, as it stands in the result."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What protection decided: the hidden cells with cause and interval; or the cells and sums in the way.

    `status` is optimal, feasible or infeasible; `gap` is the share by which the pattern is at most too dear.
    """

    status: str
    gap: float
    causes: Mapping[Key, Cause]
    intervals: Mapping[Key, Interval]
    obstacle: tuple[Key, ...] = ()
    sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether there is anything to publish."""
        return self.status != "infeasible"


def protect_counts(request: Request) -> Verdict:
    """Return the verdict on a request; raise `BlockedError` where the audit finds a promise broken."""
    linked = link(request)
    try:
        pattern = suppress(linked.graph, linked.primary, request.policy)
    except UnprotectableError as error:
        return _infeasible(linked, error)
    causes = _causes(linked, pattern)
    found = _audited(request, linked, causes)
    status = "optimal" if pattern.optimal else "feasible"
    intervals = {key: found.intervals[str(key)] for key in causes}
    return Verdict(status, round(pattern.gap, 4), causes, intervals)


def _causes(linked: Linked, pattern: Pattern) -> dict[Key, Cause]:
    causes = dict.fromkeys(pattern.secondary, Cause.SECONDARY)
    causes |= dict.fromkeys(linked.graph.hidden, Cause.HISTORY) | dict.fromkeys(
        pattern.primary, Cause.PRIMARY
    )
    return {linked.keys[node]: causes[node] for node in sorted(causes)}


def _audited(request: Request, linked: Linked, causes: Mapping[Key, Cause]) -> Audit:
    """Return the audit of what would be published; what it reads holds no hidden count."""
    policy, graph = request.policy, linked.graph
    unprinted = {str(linked.keys[node]) for node in graph.virtual}
    published = Published(
        shown={str(key): count for key, count in request.counts.items() if key not in causes},
        hidden=[str(key) for key in causes],
        sums=[
            ([str(linked.keys[n]) for n in one.plus], [str(linked.keys[n]) for n in one.minus], one.exact)
            for one in graph.constraints
        ],
        unprinted=frozenset(unprinted),
        least=1 if policy.zeros == "shown" else 0,
    )
    small = {key for key in causes if request.counts[key] < policy.threshold and causes[key] is Cause.PRIMARY}
    reach = {str(key): policy.threshold for key in small if policy.level == "upper"}
    found = audit(published, reach, policy.max_nodes)
    if found.breaches:
        told = "; ".join(f"{one.cell}: {one.how}" for one in found.breaches[:5])
        fix = "Er is niets gepubliceerd. Voeg categorieën samen en probeer opnieuw."
        raise BlockedError(
            "Het nazicht toont dat een verborgen aantal te achterhalen is.", where=told, fix=fix
        )
    return found


def _infeasible(linked: Linked, error: UnprotectableError) -> Verdict:
    constraints = [linked.graph.constraints[line] for line in error.lines]
    keys = linked.keys
    sums = tuple((keys[one.plus[0]], tuple(keys[node] for node in one.minus)) for one in constraints)
    return Verdict("infeasible", 1.0, {}, {}, (keys[error.node],), sums)
