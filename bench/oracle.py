"""tau-ARGUS (`pytauargus`) as an independent oracle: optimal cell suppression over arbitrary equations.

It runs in a process of its own: a crash of its native code then stops one comparison only.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pq_answers.protect.graph import Graph
from pq_answers.protect.policy import Policy

_RUN = """
import sys

import pytauargus

code = pytauargus.HiTaSCtrl().full_jj("in.jj", "out.jj", 1)
sys.exit(0 if code == 0 else 3)
"""
_MANY = 10_000  # far over every count: no upper limit that the attacker knows


def tau_argus(
    graph: Graph, primary: Iterable[int], policy: Policy, seconds: int = 60
) -> frozenset[int] | None:
    """Return the secondary cells that tau-ARGUS chooses with unit weights, or None where it gives none."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "in.jj").write_text(_problem(graph, set(primary), policy), encoding="ascii")
        command = [sys.executable, "-c", _RUN]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return None
        out = Path(folder, "out.jj")
        if done.returncode or not out.exists():
            return None
        return frozenset(int(word) for word in out.read_text(encoding="ascii").split())


def _problem(graph: Graph, primary: set[int], policy: Policy) -> str:
    """Return the problem in the JJ format: a line per cell, then a line per equation."""
    lines = ["0", str(len(graph.values))]
    lines += [_cell(graph, node, primary, policy) for node in range(len(graph.values))]
    lines.append(str(len(graph.constraints)))
    for one in graph.constraints:
        terms = [f"{node} (-1)" for node in one.plus] + [f"{node} (1)" for node in one.minus]
        lines.append(f"0 {len(terms)} : {' '.join(terms)}")
    return "\n".join(lines) + "\n"


def _cell(graph: Graph, node: int, primary: set[int], policy: Policy) -> str:
    value = graph.values[node]
    fixed = node in graph.kept or (not value and policy.zeros == "shown")
    status = "u" if node in primary else "z" if fixed else "s"
    low = min(value, 1 if policy.zeros == "shown" else 0)
    rise = policy.threshold - value if node in primary else 0
    return f"{node} {value} 1 {status} {low} {_MANY} 0 {rise} 0"  # a decimal point would hang it
