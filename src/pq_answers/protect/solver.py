"""Extreme values of a hidden cell by integer programming: the exact form of the attacker's problem.

Source: the attacker's subproblems of Fischetti and Salazar (2001), as in the Handbook on Statistical
Disclosure Control, chapter 4. HiGHS only proposes: an assignment counts after it has been checked in whole
numbers, so that a tolerance of the solver can never make an unsafe pattern pass as safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pq_answers.protect.policy import Policy

Box = tuple[int, int | None]
"""The smallest and the largest value of a node; None where nothing bounds it."""

_HEADROOM = 1000  # room above all that is known, so that the cap never decides


@dataclass(frozen=True, slots=True)
class Row:
    """`sum(coefficient * node)` equals `rhs` where `exact`, else is at least `rhs`; only unknown nodes."""

    terms: tuple[tuple[int, int], ...]
    rhs: int
    exact: bool

    def holds(self, assignment: Mapping[int, int]) -> bool:
        """Return whether whole numbers satisfy the row."""
        total = sum(coefficient * assignment[node] for node, coefficient in self.terms)
        return total == self.rhs if self.exact else total >= self.rhs


class ExtremeSolver:
    """One component as a HiGHS model, built once and solved for several targets; one thread, fixed seed."""

    def __init__(self, rows: Sequence[Row], boxes: Mapping[int, Box], policy: Policy) -> None:
        self.rows, self.boxes = tuple(rows), dict(boxes)
        self.nodes = sorted(boxes)
        self.column = {node: column for column, node in enumerate(self.nodes)}
        self.cap = _HEADROOM + sum(abs(row.rhs) for row in rows) + sum(box[0] for box in boxes.values())
        self._highs = self._build(policy)
        self._target = 0

    def extreme(self, node: int, *, largest: bool) -> dict[int, int] | None:
        """Return an assignment where `node` is extreme, or None where the solver cannot show one."""
        import highspy

        self._highs.changeColCost(self._target, 0.0)
        self._target = self.column[node]
        self._highs.changeColCost(self._target, -1.0 if largest else 1.0)
        self._highs.run()
        # A limit, an error, even "infeasible" (the true values fit): then nothing has been shown.
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._highs.getSolution().col_value
        assignment = {node: round(found[column]) for node, column in self.column.items()}
        return assignment if self._consistent(assignment) else None

    def unbounded(self, value: int) -> bool:
        """Return whether a value exceeds all that is known together: only the artificial cap bounds it."""
        return value > self.cap - _HEADROOM

    def _consistent(self, assignment: Mapping[int, int]) -> bool:
        inside = all(
            low <= assignment[node] and (high is None or assignment[node] <= high)
            for node, (low, high) in self.boxes.items()
        )
        return inside and all(row.holds(assignment) for row in self.rows)

    def _build(self, policy: Policy) -> Any:
        import highspy

        engine: Any = highspy  # its stubs leave the constructor untyped
        highs = engine.Highs()
        for name, value in _options(policy).items():
            if highs.setOptionValue(name, value) != engine.HighsStatus.kOk:
                raise RuntimeError(f"HiGHS refuses the option {name}")
        for low, high in (self.boxes[node] for node in self.nodes):
            highs.addVar(low, self.cap if high is None else min(high, self.cap))
        for column in self.column.values():
            highs.changeColIntegrality(column, engine.HighsVarType.kInteger)
        for row in self.rows:
            columns = [self.column[node] for node, _ in row.terms]
            factors = [float(coefficient) for _, coefficient in row.terms]
            highs.addRow(row.rhs, row.rhs if row.exact else engine.kHighsInf, len(columns), columns, factors)
        return highs


def _options(policy: Policy) -> dict[str, Any]:
    return {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.5,
        "mip_max_nodes": policy.max_nodes,
    }
