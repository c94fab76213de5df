"""The attacker's audit of an answer: what was decided is worked out again, without the solver."""

from __future__ import annotations

from pq_answers.errors import UnprotectedError
from pq_answers.protect.attack_audit import Audit, Published, audit
from pq_answers.protect.lines import CellGraph
from pq_answers.protect.pattern.component import needs
from pq_answers.protect.pattern.secondary import Pattern
from pq_answers.protect.policy import Policy
from pq_answers.protect.targets import Targets


def inspect(cells: CellGraph, targets: Targets, pattern: Pattern, policy: Policy) -> Audit:
    """Return the audit of a pattern; raise `UnprotectedError` where more can be calculated than is promised.

    The solver's own proof and this one share no code: where they disagree one of them is wrong, and nothing
    is published. The error names cells and sums, never a count that is not shown.
    """
    graph, names = targets.graph, [str(key) for key in cells.keys]
    hidden = pattern.primary | pattern.secondary | graph.hidden
    sums = [
        ([names[node] for node in one.plus], [names[node] for node in one.minus], one.exact)
        for one in graph.constraints
        if hidden.intersection(one.nodes) or graph.virtual.intersection(one.nodes) & targets.reached
    ]
    unknown = (hidden | graph.virtual) & targets.reached
    published = Published(
        shown={names[node]: count for node, count in enumerate(graph.values) if node not in unknown},
        hidden=[names[node] for node in sorted(hidden)],
        sums=sums,
        unprinted=frozenset(names[node] for node in unknown - hidden),
        least=1 if policy.zeros == "shown" else 0,
    )
    needed = needs(graph, pattern.primary, policy)
    reach = {names[node]: graph.values[node] + rise for node, rise in needed.items() if rise}
    found = audit(published, reach, policy.max_nodes)
    if not found.safe:
        # Which count follows is for nobody; which cell and from what, is what the statistician needs.
        told = "; ".join(breach.cell for breach in found.breaches[:5])
        fix = "Er is niets gemaakt. Vraag minder fijne uitsplitsingen, en meld dit aan de beheerder."
        raise UnprotectedError(
            "Het nazicht toont dat een verborgen aantal te achterhalen is.", where=told, fix=fix
        )
    return found
