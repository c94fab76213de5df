"""One sum by itself: its best pattern in closed form, so that a simple answer never loads the solver."""

from __future__ import annotations

from pq_answers.protect.pattern.component import Component, Row


def lone_line(component: Component) -> frozenset[int] | None:
    """Return the best pattern of a component with at most one row, or None where it takes a search.

    Nothing more, or one cell: with equal weights no pattern of two can be better than either.
    """
    if len(component.rows) > 1 or len({component.weights[column] for column in component.free}) > 1:
        return None
    row = component.rows[0] if component.rows else ()
    ranked = sorted(component.free, key=lambda column: component.order[column])
    for extra in [frozenset[int](), *(frozenset({column}) for column in ranked)]:
        unknown = extra.union(component.always)
        if all(_moves(component, row, target, unknown) for target in component.targets):
            return extra
    return None


def _moves(component: Component, row: Row, target: int, unknown: frozenset[int]) -> bool:
    """Return whether the others in the row can make up for the move that `target` needs."""
    signs = dict(row)
    if target not in signs:
        return True  # in no sum at all: nothing bounds it
    others = [column for column in signs if column in unknown and column != target]
    same = [column for column in others if signs[column] == signs[target]]
    room = sum(component.down[column] for column in same)
    if len(same) < len(others) or room >= component.demand(target):
        return True
    # Down is a change too, where any change will do.
    return component.targets[target] is None and component.down[target] > 0 and bool(same)
