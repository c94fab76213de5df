"""`python -m bench.protection PART`: how good and how fast protection is; a function per part."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from bench.history import random_pair, too_much
from bench.instances import LARGE, SMALL, TINY, Family, answer
from pq_answers.errors import BlockedError
from pq_answers.protect.attack_audit import Audit, Published, audit
from pq_answers.protect.graph import Constraint, Graph
from pq_answers.protect.pattern import optimal
from pq_answers.protect.pattern.component import needs
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError, suppress
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.standalone.request import read_request
from pq_answers.protect.standalone.verdict import Verdict, protect_counts

POLICY = load_policy()


def klein(count: int = 25) -> None:
    """Instances of at most 150 cells: optimal within 1 s for 95 %?"""
    _families(SMALL, count, limit=1)


def groot(count: int = 10) -> None:
    """Instances of at most 550 cells: optimal within 15 s for 95 %?"""
    _families(LARGE, count, limit=15)


def _families(families: Mapping[str, Family], count: int, limit: int) -> None:
    suppress(*families[next(iter(families))](random.Random(0), POLICY), POLICY)  # loads the solver
    for name, family in families.items():
        rows = [_one(family, seed, limit) for seed in range(count)]
        solved = [row for row in rows if row is not None]
        within = sum(1 for seconds, gap, _ in solved if gap == 0 and seconds <= limit)
        late = [(seconds, gap) for seconds, gap, _ in solved if gap > 0 or seconds > limit]
        worst, slowest = (max((row[place] for row in late), default=0.0) for place in (1, 0))
        middle = _middle([row[0] for row in solved])
        print(f"{name}: {len(solved)} te beschermen, veilig na nazicht {sum(row[2] for row in solved)}")
        print(f"  optimaal binnen {limit} s: {within}, mediaan {middle:.2f} s")
        print(f"  seconden per instantie: {' '.join(f'{row[0]:.2f}' for row in solved)}")
        print(f"  overige: {len(late)}, slechtste kloof {worst:.1%}, traagste {slowest:.1f} s", flush=True)


def _one(family: Family, seed: int, limit: int) -> tuple[float, float, bool] | None:
    """Return CPU seconds, gap and safety; past the limit, those of a run of at most ten seconds."""
    graph, primary = family(random.Random(seed), POLICY)
    for seconds in (limit, 10):
        try:
            spent, pattern = timed(graph, primary, replace(POLICY, seconds=seconds))
        except UnprotectableError:
            return None
        if pattern.optimal:
            break
    return spent, pattern.gap, audited(graph, pattern).safe


def timed(graph: Graph, primary: Iterable[int], policy: Policy) -> tuple[float, Pattern]:
    # One thread: in CPU time, other work on the machine counts for nothing, in the limits neither.
    with mock.patch.object(optimal.time, "monotonic", time.process_time):
        start = time.process_time()
        pattern = suppress(graph, primary, policy)
    return time.process_time() - start, pattern


def audited(graph: Graph, pattern: Pattern, policy: Policy = POLICY) -> Audit:
    hidden = pattern.primary | pattern.secondary | graph.hidden
    unknown = hidden | graph.virtual
    read = Published(
        shown={str(node): value for node, value in enumerate(graph.values) if node not in unknown},
        hidden=[str(node) for node in sorted(hidden)],
        sums=[([str(n) for n in c.plus], [str(n) for n in c.minus], c.exact) for c in graph.constraints],
        unprinted=frozenset(str(node) for node in unknown - hidden),
        least=1 if policy.zeros == "shown" else 0,
    )
    needed = needs(graph, pattern.primary, policy)
    return audit(read, {str(node): graph.values[node] + rise for node, rise in needed.items() if rise})


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def z3() -> None:
    """The published case of 1.200 cells with 333 primaries: safe within 120 s?"""
    (case,) = json.loads(Path(__file__).with_name("ssb-z3.json").read_text(encoding="utf-8"))
    lines = tuple(Constraint((total,), tuple(parts)) for total, parts in case["equations"])
    graph = Graph(tuple(case["cells"]), lines, margins=frozenset(total for total, _ in case["equations"]))
    for level in ("exact", "upper"):
        policy = replace(POLICY, level=level)
        spent, pattern = timed(graph, case["primary"], policy)
        hidden = len(pattern.primary | pattern.secondary)
        print(f"{level}: {hidden} verborgen, kloof {pattern.gap:.1%}, {spent:.0f} s", flush=True)
        start = time.perf_counter()
        found = audited(graph, pattern, policy)
        print(f"  nazicht: veilig {found.safe}, {time.perf_counter() - start:.0f} s", flush=True)
    print(f"  gepubliceerd: {case['published']['n_suppressed_total']}")


def antwoorden(count: int = 1000) -> None:
    """Random answers of ten tables with history: how many hidden counts can be calculated?"""
    start, told = (
        time.perf_counter(),
        {"beschermd": 0, "onmogelijk": 0, "optimaal": 0, "verborgen": 0, "exact": 0},
    )
    for seed in range(count):
        for verdict in in_two_steps(answer(random.Random(seed))):
            told["onmogelijk" if verdict is None or not verdict.feasible else "beschermd"] += 1
            if verdict is not None and verdict.feasible:
                told["optimaal"] += verdict.status == "optimal"
                told["verborgen"] += len(verdict.causes)
                told["exact"] += sum(low == high for low, high in verdict.intervals.values())
    print(f"{count} antwoorden, elk in twee stappen: {told}, {time.perf_counter() - start:.0f} s")


def in_two_steps(data: dict[str, Any], first: int = 4) -> list[Verdict | None]:
    """Protect the first tables, then all with those as history; None where the audit finds a breach."""
    before = _protected({"tables": data["tables"][:first]}, [])
    if before is None or not before.feasible:
        return [before]
    hidden = [key.record() for key in before.causes]
    history = []
    for table in data["tables"][:first]:
        for cell in table["cells"]:
            key = {dimension: code for dimension, code in cell["key"].items() if code != "_T"}
            history.append(
                {"key": key, "hidden": True} if key in hidden else {"key": key, "count": cell["count"]}
            )
    return [before, _protected(data, history)]


def _protected(data: dict[str, Any], history: list[dict[str, Any]]) -> Verdict | None:
    try:
        return protect_counts(read_request({**data, "history": history}, POLICY))
    except BlockedError as error:
        print("nazicht:", error)
        return None


def orakel(count: int = 60) -> None:
    """Against tau-ARGUS optimal (pytauargus): no more hidden cells, and safe where it is?"""
    from bench.oracle import tau_argus

    fewer = same = more = safe = theirs = 0
    for name, family in TINY.items():
        for seed in range(count // len(TINY)):
            graph, primary = family(random.Random(seed), POLICY)
            other = tau_argus(graph, primary, POLICY)
            try:
                own = suppress(graph, primary, POLICY)
            except UnprotectableError:
                continue
            if other is None:
                print(f"  {name} {seed}: geen uitkomst van tau-ARGUS", flush=True)
                continue
            fewer += len(own.secondary) < len(other)
            same += len(own.secondary) == len(other)
            more += len(own.secondary) > len(other)
            safe += audited(graph, own).safe
            theirs += audited(graph, Pattern(own.primary, other)).safe
    print(f"minder {fewer}, evenveel {same}, meer {more}; veilig: eigen {safe}, tau-ARGUS {theirs}")


def geschiedenis(count: int = 3000) -> None:
    """Two answers about six groups of people, against every set of people that fits what both show."""
    start, hidden, found = time.perf_counter(), 0, 0
    for seed in range(count):
        pair = random_pair(random.Random(seed))
        hidden += sum(len(answer.report.hidden) for answer in pair)
        found += len(too_much(pair))
    spent = time.perf_counter() - start
    print(f"{count} paren: {hidden} verborgen cellen, {found} te achterhalen, {spent:.0f} s")


PARTS = {
    "klein": klein,
    "groot": groot,
    "z3": z3,
    "antwoorden": antwoorden,
    "orakel": orakel,
    "geschiedenis": geschiedenis,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](*map(int, sys.argv[2:]))
