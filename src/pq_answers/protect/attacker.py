"""The attacker: what published numbers, additivity and whole numbers tell about the hidden cells.

The attacker also knows that zeros are always shown, so that every hidden cell counts at least one person.
A cell is safe when its feasible range holds more than one value, and, where it is hidden for its own sake,
reaches the threshold. Hiding one more cell only widens ranges: what is proven safe stays proven.
Source: the audit of a suppression pattern in the Handbook on Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pq_answers.protect.graph import Graph
from pq_answers.protect.policy import Policy
from pq_answers.protect.solver import Box, ExtremeSolver, Row

Witness = dict[int, int]
"""Another assignment that fits all that is published: only the nodes that differ from their true value."""


class Attacker:
    """The attacker's knowledge of one pattern of hidden cells; `hide` widens the pattern."""

    def __init__(self, graph: Graph, primary: Iterable[int], policy: Policy) -> None:
        self.graph, self.policy = graph, policy
        self.primary = frozenset(primary)
        self.hidden: set[int] = set(self.primary)
        self.witnesses: list[Witness] = []
        self.proven: set[int] = set()
        self._loose: set[int] = set()
        self._unknown = self._find_unknown()

    def hide(self, node: int) -> None:
        """Hide one more cell."""
        self.hidden.add(node)
        self._unknown = self._find_unknown() if self.graph.virtual else self._unknown | {node}

    def without(self, node: int) -> Attacker:
        """Return the attacker of the pattern that shows `node`, with the proofs that survive it."""
        other = Attacker(self.graph, self.primary, self.policy)
        other.hidden = self.hidden - {node}
        other._unknown = other._find_unknown()
        # An assignment that leaves the cell at its true value still fits once the cell is shown.
        other.witnesses = [witness for witness in self.witnesses if node not in witness]
        touched = set(self.component(node))
        other.proven = {cell for cell in self.proven if cell not in touched}
        for witness in other.witnesses:
            other._learn(witness)
        return other

    def unproven(self) -> list[int]:
        """Return the hidden cells that are not proven safe, in key order."""
        return sorted(self.hidden - self.proven)

    def enough(self, node: int, box: Box) -> bool:
        """Return whether this range is wide enough for the cell."""
        low, high = box
        wide = high is None or high > low
        return wide and (node not in self.primary or high is None or high >= self.policy.threshold)

    def rows(self, node: int) -> list[Row]:
        """Return the constraints of `node`, with all that is published moved to the right-hand side."""
        return [self._row(line) for line in self.graph.lines_of[node]]

    def outer(self, node: int) -> Box:
        """Return a range that holds the feasible one: each constraint taken alone. Needs no solver."""
        low, high = self._box(node)
        for row in self.rows(node):
            low, high = _meet((low, high), line_range(row, node, self._boxes(row)))
        return low, high

    def tight_lines(self, node: int) -> list[int]:
        """Return the lines that make `node` unsafe on their own, whatever is known of their other cells."""
        rows = [(line, self._row(line)) for line in self.graph.lines_of[node]]
        return [line for line, row in rows if not self.enough(node, line_range(row, node, self._floors(row)))]

    def tight(self, node: int) -> bool:
        """Return whether one line alone makes `node` unsafe; once loose is loose for good."""
        if node not in self._loose and not self.tight_lines(node):
            self._loose.add(node)
        return node not in self._loose

    def component(self, node: int) -> dict[int, None]:
        """Return the unknown nodes that are linked to `node` by constraints, in a fixed order."""
        found, queue = {node: None}, [node]
        while queue:
            for row in self.rows(queue.pop()):
                new = [other for other, _ in row.terms if other not in found]
                found.update(dict.fromkeys(new))
                queue.extend(new)
        return found

    def prove_component(self, node: int) -> int | None:
        """Return the first cell of the component of `node` that is not safe, or None; one model for all."""
        component = self.component(node)
        cells = sorted(cell for cell in component if cell in self.hidden and cell not in self.proven)
        if not self._linked_rows(component)[1:]:
            # One line alone: its range by hand is exact, so that simple answers never load the solver.
            self.proven.update(cell for cell in cells if self.enough(cell, self.outer(cell)))
            return next((cell for cell in cells if cell not in self.proven), None)
        if len(component) > self.policy.max_cells:
            return node  # too large to audit is not safe
        solver = self._solver(component)
        for cell in cells:
            if cell not in self.proven and not self._search(cell, solver):
                return cell
        return None

    def exact_range(self, node: int) -> Box | None:
        """Return the exact feasible range of `node`, or None where the solver cannot show it."""
        component = self.component(node)
        if not self._linked_rows(component)[1:]:
            return self.outer(node)
        solver = self._solver(component)
        low, high = (solver.extreme(node, largest=largest) for largest in (False, True))
        if low is None or high is None:
            return None
        return low[node], None if solver.unbounded(high[node]) else high[node]

    def _search(self, node: int, solver: ExtremeSolver) -> bool:
        # A primary cell must reach the threshold, so only its largest value can prove it safe; any other
        # cell needs one value beside its true one, on either side.
        for largest in (True, False):
            found = solver.extreme(node, largest=largest)
            if found is None:
                return False
            witness = {cell: value for cell, value in found.items() if value != self.graph.values[cell]}
            self.witnesses.append(witness)
            self._learn(witness)  # one assignment often proves its neighbours too
            if node in self.proven or node in self.primary:
                break
        return node in self.proven

    def _learn(self, witness: Witness) -> None:
        for cell, value in witness.items():
            if cell in self.hidden and (cell not in self.primary or value >= self.policy.threshold):
                self.proven.add(cell)

    def _solver(self, component: Iterable[int]) -> ExtremeSolver:
        boxes = {node: self._box(node) for node in component}
        return ExtremeSolver(self._linked_rows(component), boxes, self.policy)

    def _linked_rows(self, component: Iterable[int]) -> list[Row]:
        lines = sorted({line for node in component for line in self.graph.lines_of[node]})
        return [row for row in map(self._row, lines) if len(row.terms) > 1]

    def _row(self, line: int) -> Row:
        constraint, values, unknown = self.graph.constraints[line], self.graph.values, self._unknown
        terms = [(node, 1) for node in constraint.plus if node in unknown]
        terms += [(node, -1) for node in constraint.minus if node in unknown]
        rhs = sum(values[node] for node in constraint.minus if node not in unknown)
        rhs -= sum(values[node] for node in constraint.plus if node not in unknown)
        return Row(tuple(terms), rhs, constraint.exact)

    def _boxes(self, row: Row) -> dict[int, Box]:
        return {node: self._box(node) for node, _ in row.terms}

    def _box(self, node: int) -> Box:
        box: Box = self._floor(node)
        for row in self.rows(node):
            if len(row.terms) == 1:
                box = _meet(box, line_range(row, node, {}))
        return box

    def _floor(self, node: int) -> Box:
        return (0 if node in self.graph.virtual else 1), None

    def _floors(self, row: Row) -> dict[int, Box]:
        return {node: self._floor(node) for node, _ in row.terms}

    def _find_unknown(self) -> frozenset[int]:
        """Return what is not published, less the virtual margins that published cells give away."""
        unknown = self.hidden | self.graph.virtual
        changed = bool(self.graph.virtual)
        while changed:
            known = {node for node in unknown & self.graph.virtual if self._given_away(node, unknown)}
            unknown -= known
            changed = bool(known)
        return frozenset(unknown)

    def _given_away(self, node: int, unknown: set[int]) -> bool:
        lines = (self.graph.constraints[line] for line in self.graph.lines_of[node])
        return any(line.exact and not unknown.intersection(line.nodes) - {node} for line in lines)


def line_range(row: Row, node: int, boxes: Mapping[int, Box]) -> Box:
    """Return the range that one row leaves to `node`, given the ranges of its other nodes."""
    sign = dict(row.terms)[node]
    low, high = 0, 0  # of the signed sum of the others
    open_low = open_high = False
    for other, coefficient in row.terms:
        if other == node:
            continue
        other_low, other_high = boxes[other]
        bottom, top = (other_low, other_high) if coefficient > 0 else (other_high, other_low)
        open_low, open_high = open_low or bottom is None, open_high or top is None
        low, high = low + coefficient * (bottom or 0), high + coefficient * (top or 0)
    least = None if open_high else row.rhs - high
    most = None if open_low or not row.exact else row.rhs - low
    if sign < 0:
        least, most = (None if most is None else -most), (None if least is None else -least)
    return (0 if least is None else least), most


def _meet(left: Box, right: Box) -> Box:
    highs = [high for high in (left[1], right[1]) if high is not None]
    return max(left[0], right[0]), min(highs, default=None)
