"""HiGHS as this package uses it: one thread, a fixed seed, every status checked.

Source: the HiGHS solver (Huangfu and Hall, 2018), through its Python interface `highspy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_OPTIONS: Mapping[str, Any] = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}


class EngineError(RuntimeError):
    """HiGHS refused an instruction or failed: nothing may be concluded."""


class Outcome(StrEnum):
    """What a run of the solver has shown."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    LIMIT = "limit"


class Engine:
    """One HiGHS model: columns with bounds and costs, rows added as they come; minimises."""

    def __init__(self, lower: Floats, upper: Floats, costs: Floats, **options: Any) -> None:
        import highspy

        self._api: Any = highspy  # its stubs leave most of it untyped
        self._highs = self._api.Highs()
        self.size = len(costs)
        for name, value in {**_OPTIONS, **options}.items():
            self._check(self._highs.setOptionValue(name, value))
        self._check(self._highs.addVars(self.size, lower, upper))
        self._all = np.arange(self.size, dtype=np.int32)
        self.costs(costs)

    def costs(self, costs: Floats) -> None:
        """Set the costs of all columns."""
        self._check(self._highs.changeColsCost(self.size, self._all, costs))

    def bounds(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of all columns."""
        self._check(self._highs.changeColsBounds(self.size, self._all, lower, upper))

    def whole(self, columns: Iterable[int]) -> None:
        """Demand whole numbers of `columns`."""
        for column in columns:
            self._check(self._highs.changeColIntegrality(column, self._api.HighsVarType.kInteger))

    def row(self, columns: Sequence[int], factors: Sequence[float], lower: float, upper: float) -> None:
        """Add the row `lower <= sum(factor * column) <= upper`."""
        indices, values = np.asarray(columns, dtype=np.int32), np.asarray(factors, dtype=np.float64)
        self._check(self._highs.addRow(lower, upper, len(columns), indices, values))

    def run(self) -> Outcome:
        """Solve; raise `EngineError` where HiGHS fails."""
        known = self._api.HighsModelStatus
        self._check(self._highs.run())
        if self._highs.getModelStatus() == known.kUnknown:
            self._check(
                self._highs.clearSolver()
            )  # a basis left by another target may mislead the simplex method
            self._check(self._highs.run())
        status = self._highs.getModelStatus()
        if status == known.kOptimal:
            return Outcome.OPTIMAL
        if status in {known.kInfeasible, known.kUnboundedOrInfeasible}:
            return Outcome.INFEASIBLE
        limits = {
            known.kObjectiveTarget,
            known.kIterationLimit,
            known.kSolutionLimit,
            known.kTimeLimit,
            known.kObjectiveBound,
        }
        if status in limits or status == known.kInterrupt:
            return Outcome.LIMIT
        raise EngineError(f"HiGHS ended with {status}")

    def solution(self) -> Floats:
        """Return the values of all columns."""
        return np.asarray(self._highs.getSolution().col_value, dtype=np.float64)

    def duals(self) -> tuple[Floats, Floats]:
        """Return the reduced costs of all columns and the duals of all rows."""
        found = self._highs.getSolution()
        return np.asarray(found.col_dual, dtype=np.float64), np.asarray(found.row_dual, dtype=np.float64)

    def objective(self) -> float:
        """Return the objective of the solution."""
        return float(self._highs.getInfo().objective_function_value)

    def _check(self, status: Any) -> None:
        if status == self._api.HighsStatus.kError:
            raise EngineError("HiGHS refused an instruction")
