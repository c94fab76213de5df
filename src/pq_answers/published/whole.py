"""What must hold over all published rows together: no id or cell twice, no total without parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from pq_answers.codelists import load_codelist
from pq_answers.published.faults import Fault
from pq_answers.published.model import PublishedFigure, Role

_WHOLES = frozenset({Role.TOTAL, Role.SUBTOTAL})
_PARTS = frozenset({Role.VALUE, Role.SUBTOTAL, Role.SHARE})


def whole_faults(figures: Sequence[PublishedFigure]) -> Iterator[Fault]:
    """Yield the faults that only show across rows."""
    yield from _twice("cijfer_id", ((figure.id, figure) for figure in figures))
    yield from _twice("plaats", ((_cell(figure), figure) for figure in figures))
    yield from _lonely_totals(figures)


def _cell(figure: PublishedFigure) -> Hashable:
    return figure.source, figure.table, figure.key, figure.role


def _twice(column: str, named: Iterable[tuple[Hashable, PublishedFigure]]) -> Iterator[Fault]:
    first: dict[Hashable, PublishedFigure] = {}
    for name, figure in named:
        other = first.setdefault(name, figure)
        if other is not figure:
            what = f"Deze cel staat al op rij {other.line} van {_file(other)}."
            yield Fault(_file(figure), figure.line, column, what, "Laat één van beide staan.")


def _lonely_totals(figures: Sequence[PublishedFigure]) -> Iterator[Fault]:
    """Find totals whose parts stand nowhere in their source: nothing could ever be checked against them.

    A subtotal may also be known as a part of a printed total, such as one rung of a ladder.
    """
    groups: dict[Hashable, list[PublishedFigure]] = defaultdict(list)
    for figure in figures:
        groups[figure.source, figure.indicator, figure.period, figure.unit].append(figure)
    for group in groups.values():
        for total in (figure for figure in group if figure.role in _WHOLES):
            if not any(_belongs(total, other) for other in group):
                what = f"Dit {total.role} heeft in zijn bron geen delen."
                fix = "Voeg de delen toe, of geef het de rol «waarde»."
                yield Fault(_file(total), total.line, "rol", what, fix)


def _belongs(total: PublishedFigure, other: PublishedFigure) -> bool:
    if other.role in _PARTS and _refines(other, total):
        return True
    return total.role is Role.SUBTOTAL and other.role in _WHOLES and _refines(total, other)


def _refines(part: PublishedFigure, whole: PublishedFigure) -> bool:
    """Whether `part` counts some of what `whole` counts: more dimensions, or one measure of all of them."""
    own, wider = dict(part.key.dimensions), dict(whole.key.dimensions)
    if part.measure == whole.measure:
        return own != wider and wider.items() <= own.items()
    # A total over measures may carry the name of a group of them, which its parts do not.
    shared = own.keys() & wider.keys()
    return _spans_measures(whole.measure) and all(own[name] == wider[name] for name in shared)


def _spans_measures(measure: str) -> bool:
    return bool((load_codelist("maatregel").get(measure).texts or {}).get("koepel"))


def _file(figure: PublishedFigure) -> str:
    return f"data/published/{figure.source}.csv"
