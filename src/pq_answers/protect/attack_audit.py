"""The attacker's audit: what anybody can calculate about each hidden cell from what is published only.

It shares no code with the solver that chose the pattern, and no hidden value ever enters it: published
counts, the sums that hold between them, whole numbers, and what is known of zeros. Each interval is exact;
where a limit kept it from being shown, the audit says so and the promise counts as broken.
Source: the audit of a suppression pattern, Handbook on Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pq_answers.protect.derivation import derive

Interval = tuple[int | None, int | None]
"""The least and the greatest possible count; None where nothing bounds it, or where nothing was shown."""

_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Published:
    """What an attacker reads: shown counts, the hidden cells by name, and the sums between cells.

    A sum is `(plus, minus, exact)`: both sides are equal, or the first is at least the second. `unprinted`
    are totals that no table has. `least` is the smallest count that a hidden cell can have; `bounds` are
    those of a hidden cell that stands there rounded.
    """

    shown: Mapping[str, int]
    hidden: Sequence[str]
    sums: Sequence[tuple[Sequence[str], Sequence[str], bool]]
    unprinted: frozenset[str] = frozenset()
    least: int = 0
    bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breach:
    """A hidden cell about which more can be calculated than was promised; `how` tells it in Dutch."""

    cell: str
    interval: Interval
    how: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The interval of every hidden cell, and what was promised but does not hold."""

    intervals: Mapping[str, Interval]
    breaches: tuple[Breach, ...]

    @property
    def safe(self) -> bool:
        """Whether every promise holds."""
        return not self.breaches


def audit(published: Published, reach: Mapping[str, int], max_nodes: int = 2000) -> Audit:
    """Return the audit; `reach` is what some cells must be able to be at least, and every one must vary."""
    intervals: dict[str, Interval] = {}
    breaches: list[Breach] = []
    for part in _parts(published):
        model = _Model(published, part, max_nodes)
        for cell in part.cells:
            interval, shown = model.interval(cell)
            if cell in published.unprinted:
                continue
            intervals[cell] = interval
            how = _broken(published, part, cell, interval, shown, reach.get(cell))
            if how:
                breaches.append(Breach(cell, interval, how))
    return Audit({cell: intervals[cell] for cell in published.hidden}, tuple(breaches))


@dataclass(frozen=True, slots=True)
class _Part:
    cells: tuple[str, ...]
    sums: tuple[int, ...]


def _parts(published: Published) -> list[_Part]:
    """Return the unknown cells in groups that share no sum with another group."""
    unknown = dict.fromkeys((*published.hidden, *sorted(published.unprinted)))
    within: dict[str, list[int]] = {cell: [] for cell in unknown}
    for number, (plus, minus, _) in enumerate(published.sums):
        for cell in {*plus, *minus} & unknown.keys():
            within[cell].append(number)
    parts, seen = [], set[str]()
    for start in unknown:
        if start not in seen:
            cells = _linked(start, within, published)
            seen |= cells
            sums = sorted({number for cell in cells for number in within[cell]})
            parts.append(_Part(tuple(cell for cell in unknown if cell in cells), tuple(sums)))
    return parts


def _linked(start: str, within: Mapping[str, Sequence[int]], published: Published) -> set[str]:
    found, queue = {start}, [start]
    while queue:
        for number in within[queue.pop()]:
            plus, minus, _ = published.sums[number]
            new = ({*plus, *minus} & within.keys()) - found
            found |= new
            queue += sorted(new)
    return found


class _Model:
    """The unknown cells of one part as a model of HiGHS, in real and in whole numbers."""

    def __init__(self, published: Published, part: _Part, max_nodes: int) -> None:
        import highspy

        self.place = {cell: place for place, cell in enumerate(part.cells)}
        self._api: Any = highspy
        self._rows = [_row(published, published.sums[number], self.place) for number in part.sums]
        self._lows = [_bound(published, cell)[0] for cell in part.cells]
        self._highs = [_bound(published, cell)[1] for cell in part.cells]
        self._real = self._made({})
        self._whole: Any = None
        self._max_nodes = max_nodes
        known = highspy.HighsModelStatus
        self._told = {known.kOptimal, known.kUnbounded}
        self._real.run()
        self._feasible = self._real.getModelStatus() == known.kOptimal

    def interval(self, cell: str) -> tuple[Interval, bool]:
        """Return the exact interval of a cell in whole numbers, and whether it was shown."""
        low, low_shown = self._extreme(cell, largest=False)
        high, high_shown = self._extreme(cell, largest=True)
        return (low, high), low_shown and high_shown

    def _extreme(self, cell: str, *, largest: bool) -> tuple[int | None, bool]:
        status, values = self._run(self._real, cell, largest=largest)
        known = self._api.HighsModelStatus
        if status == known.kUnbounded or (status == known.kUnboundedOrInfeasible and self._feasible):
            return None, True  # also in whole numbers: the coefficients are whole
        if status == self._api.HighsModelStatus.kOptimal and self._fits(values):
            return round(values[self.place[cell]]), True
        if self._whole is None:
            self._whole = self._made(
                {"mip_max_nodes": self._max_nodes, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5}
            )
            for place in self.place.values():
                self._whole.changeColIntegrality(place, self._api.HighsVarType.kInteger)
        status, values = self._run(self._whole, cell, largest=largest)
        if status == self._api.HighsModelStatus.kOptimal and self._fits(values):
            return round(values[self.place[cell]]), True
        return None, False

    def _run(self, model: Any, cell: str, *, largest: bool) -> tuple[Any, Sequence[float]]:
        place = self.place[cell]
        model.changeColCost(place, -1.0 if largest else 1.0)
        ran = model.run()
        if model.getModelStatus() not in self._told:
            model.clearSolver()  # a basis left by another target may mislead the simplex method
            ran = model.run()
        status, values = model.getModelStatus(), model.getSolution().col_value
        model.changeColCost(place, 0.0)
        if ran == self._api.HighsStatus.kError:
            return None, ()
        return status, values

    def _fits(self, values: Sequence[float]) -> bool:
        """Return whether these are whole numbers that satisfy every sum."""
        whole = [round(value) for value in values]
        if any(abs(value - near) > _CLOSE for value, near in zip(values, whole, strict=True)):
            return False
        if any(value < low for value, low in zip(whole, self._lows, strict=True)):
            return False
        if any(high is not None and value > high for value, high in zip(whole, self._highs, strict=True)):
            return False
        sums = (sum(factor * whole[place] for place, factor in terms) for terms, _, _ in self._rows)
        rows = zip(sums, self._rows, strict=True)
        return all(total == right if exact else total >= right for total, (_, right, exact) in rows)

    def _made(self, options: Mapping[str, Any]) -> Any:
        model = self._api.Highs()
        fixed = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}
        for name, value in {**fixed, **options}.items():
            if model.setOptionValue(name, value) == self._api.HighsStatus.kError:
                raise RuntimeError(f"HiGHS refuses the option {name}")
        for low, high in zip(self._lows, self._highs, strict=True):
            model.addVar(low, self._api.kHighsInf if high is None else high)
        for terms, right, exact in self._rows:
            places, factors = [place for place, _ in terms], [float(factor) for _, factor in terms]
            model.addRow(right, right if exact else self._api.kHighsInf, len(terms), places, factors)
        return model


def _bound(published: Published, cell: str) -> tuple[int, int | None]:
    """Return the least and the greatest count of an unknown cell before any sum is looked at."""
    if cell in published.unprinted:
        return 0, None
    return published.bounds.get(cell, (published.least, None))


_Row = tuple[list[tuple[int, int]], int, bool]


def _row(
    published: Published, one: tuple[Sequence[str], Sequence[str], bool], place: Mapping[str, int]
) -> _Row:
    plus, minus, exact = one
    factors: dict[int, int] = {}
    right = 0
    for cells, sign in ((plus, 1), (minus, -1)):
        for cell in cells:
            if cell in place:
                factors[place[cell]] = factors.get(place[cell], 0) + sign
            else:
                right -= sign * published.shown[cell]
    return [(column, factor) for column, factor in factors.items() if factor], right, exact


def _broken(
    published: Published, part: _Part, cell: str, interval: Interval, shown: bool, reach: int | None
) -> str:
    """Return in Dutch what breaks the promise about a cell, or nothing."""
    low, high = interval
    if not shown:
        return "het interval is niet te bepalen binnen de grenzen van het nazicht"
    if low is not None and low == high and (low or cell not in published.bounds):
        return _explained(published, part, cell, low)
    if reach is not None and high is not None and high < reach:
        return f"hoogstens {high}, terwijl minstens {reach} mogelijk moet blijven; {_from(published, part)}"
    return ""


def _explained(published: Published, part: _Part, cell: str, value: int) -> str:
    sums = [published.sums[number] for number in part.sums]
    terms = derive(cell, sums, published.shown)
    if terms is None:
        return (
            f"enkel {value} is mogelijk, door de ondergrens en de gehele getallen; {_from(published, part)}"
        )
    return f"{_expression(terms)} = {value}"


def _expression(terms: Mapping[str, Any]) -> str:
    ordered = sorted(terms.items(), key=lambda item: (item[1] < 0, item[0]))
    text = " ".join(f"{'−' if factor < 0 else '+'} {_times(factor)}{cell}" for cell, factor in ordered)
    return text.removeprefix("+ ") or "0"


def _times(factor: Any) -> str:
    return "" if abs(factor) == 1 else f"{abs(factor)} × "


def _from(published: Published, part: _Part, limit: int = 3) -> str:
    told = [_sum_text(*published.sums[number]) for number in part.sums[:limit]]
    more = f" en nog {len(part.sums) - limit}" if len(part.sums) > limit else ""
    return f"het volgt uit {'; '.join(told)}{more}"


def _sum_text(plus: Iterable[str], minus: Iterable[str], exact: bool) -> str:
    join: Callable[[Iterable[str]], str] = " + ".join
    return f"{join(plus)} {'=' if exact else '≥'} {join(minus)}"
