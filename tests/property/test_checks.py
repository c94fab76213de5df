"""Right tables give no finding, one wrong figure is found, and the order of figures changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pq_answers.checks import check_published, check_tables
from pq_answers.checks.figures import Figure, Interval, published_figure
from pq_answers.checks.relations import How, Relation
from pq_answers.published import Precision, PublishedFigure, Role
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

SEXES, STEPS = ("M", "F", "X"), ("T3", "T4", "T5", "T6")
UNITS = ("personen", "trajecten", "VTE", "euro", "procent")
COUNTED = frozenset({"personen", "trajecten"})
fast = settings(max_examples=25, deadline=None)


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def half(value: Decimal, unit: str) -> Decimal:
    """How far a printed figure may lie from what it stands for: nothing for a count."""
    exponent = int(value.as_tuple().exponent)
    return Decimal(0) if unit in COUNTED else Decimal(5).scaleb(exponent - 1)


@dataclass(frozen=True)
class Grid:
    """An additive table with its margins, each rounded by itself; "" is the margin of a dimension."""

    unit: str
    figures: dict[tuple[str, str], Decimal]

    @property
    def lines(self) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
        """Each margin with its parts along one dimension."""
        rows, columns = ({key[i] for key in self.figures} for i in (0, 1))
        found = [((row, ""), [(row, c) for c in columns if c]) for row in rows if len(columns) > 1]
        found += [(("", column), [(r, column) for r in rows if r]) for column in columns if len(rows) > 1]
        return found

    @property
    def published(self) -> list[PublishedFigure]:
        return [
            figure(f"{row or '_'}{column or '_'}", value, {"geslacht": row, "trede": column}, unit=self.unit)
            for (row, column), value in self.figures.items()
        ]

    @property
    def table(self) -> RawTable:
        """The grid as a table of an answer, whose figures are exact until they are printed."""
        rows, columns = (tuple(dict.fromkeys(key[i] for key in self.figures)) for i in (0, 1))
        both = ("geslacht", "trede")
        cells = tuple(tuple(self._cell(row, column) for column in columns) for row in rows)
        heads = ((Category("geslacht", row or "_T", row),) for row in rows)
        above = ((Category("trede", column or "_T", column),) for column in columns)
        return RawTable(
            "t", "i", "Titel", self.unit, both, tuple(heads), tuple(above), cells, both, complete=both
        )

    def _cell(self, row: str, column: str) -> Cell:
        codes = {"geslacht": row or "_T", "trede": column or "_T"}
        key = CellKey.make("uitstroom", "p", "lde", codes, "2021", self.unit)
        value = self.figures[row, column]
        decimals = max(0, -int(value.as_tuple().exponent))
        return Cell(key, value, State.VALUE if value else State.ZERO, decimals)


def figure(
    name: str, value: Decimal, codes: dict[str, str], role: Role | None = None, **other: str
) -> PublishedFigure:
    told = {"indicator": "uitstroom", "measure": "lde", "period": "2021", "unit": "personen"} | other
    kept = tuple(sorted((dimension, code) for dimension, code in codes.items() if code))
    known = role or (Role.VALUE if len(kept) == len(codes) else Role.SUBTOTAL if kept else Role.TOTAL)
    return PublishedFigure(
        id=name, source="proef", table="t", place="", dimensions=kept, value=value, printed=str(value),
        precision=Precision.EXACT, role=known, state=State.VALUE if value else State.ZERO, note="",
        **told,
    )  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A table of one or two dimensions in any unit: counts exact, what is measured rounded from four."""
    unit = draw(st.sampled_from(UNITS))
    rows = draw(st.sampled_from((SEXES[:2], SEXES)))
    columns = draw(st.sampled_from(((), STEPS[:2], STEPS)))
    exact = draw(st.lists(st.integers(0, 10**9), min_size=12, max_size=12))
    decimals = 0 if unit in COUNTED else draw(st.integers(0, 3))
    scale = Decimal(1) if unit in COUNTED else Decimal("0.0001")
    inner = {key: value * scale for key, value in zip(product(rows, columns or ("",)), exact, strict=False)}
    figures = {
        (row, column): rounded(
            sum((v for (r, c), v in inner.items() if row in ("", r) and column in ("", c)), Decimal(0)),
            decimals,
        )
        for row, column in product((*rows, ""), (*columns, "") if columns else ("",))
    }
    return Grid(unit, figures)


@fast
@given(grids())
def test_an_additive_table_that_is_rightly_rounded_gives_no_finding(grid: Grid) -> None:
    assert check_published(grid.published) == ()
    assert check_tables([grid.table]) == ()


def slack(grid: Grid, key: tuple[str, str]) -> Decimal:
    """What rounding can explain of a change: half a unit in the last place for each rounded term.

    A relation is one total with its parts; the strictest one counts. What rounding took already comes on top,
    for a right table need not lie in the middle of what it may.
    """
    lines = [(margin, parts) for margin, parts in grid.lines if key in (margin, *parts)]
    room = []
    for margin, parts in lines:
        off = grid.figures[margin] - sum((grid.figures[part] for part in parts), Decimal(0))
        terms = sum((half(grid.figures[one], grid.unit) for one in (margin, *parts)), Decimal(0))
        room.append(terms + abs(off))
    return min(room)


@fast
@given(grids(), st.data())
def test_any_one_figure_changed_beyond_rounding_is_found(grid: Grid, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(grid.figures)))
    unit = Decimal(1).scaleb(int(grid.figures[key].as_tuple().exponent))
    steps = slack(grid, key) // unit + data.draw(st.integers(1, 10**6))
    sign = data.draw(st.sampled_from((1, -1)))
    changed = grid.figures[key] + sign * steps * unit
    assume(changed >= 0)
    wrong = Grid(grid.unit, grid.figures | {key: changed})
    name = f"{key[0] or '_'}{key[1] or '_'}"
    assert any(name in finding.figures for finding in check_published(wrong.published))
    found = [finding for finding in check_tables([wrong.table]) if finding.rule == "som"]
    assert found
    assert not any(char.isdigit() for finding in found for char in finding.sentence)


@fast
@given(grids(), st.data())
def test_one_unit_more_in_a_count_is_already_beyond_rounding(grid: Grid, data: st.DataObject) -> None:
    assume(grid.unit in COUNTED)
    key = data.draw(st.sampled_from(sorted(grid.figures)))
    wrong = Grid(grid.unit, grid.figures | {key: grid.figures[key] + 1})
    assert {finding.rule for finding in check_published(wrong.published)} == {"som"}


@fast
@given(grids(), st.data())
def test_the_order_of_figures_and_rows_does_not_change_the_findings(grid: Grid, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(grid.figures)))
    wrong = Grid(grid.unit, grid.figures | {key: grid.figures[key] * 3 + 17})
    expected = check_published(wrong.published)
    assert check_published(data.draw(st.permutations(wrong.published))) == expected
    table = wrong.table
    order = data.draw(st.permutations(range(len(table.rows))))
    turned = replace(
        table, rows=tuple(table.rows[i] for i in order), cells=tuple(table.cells[i] for i in order)
    )
    told = [
        {(f.rule, f.severity, frozenset(f.cells)) for f in check_tables([one])} for one in (table, turned)
    ]
    assert told[0] == told[1]


@fast
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=4), st.integers(0, 3))
def test_right_shares_with_and_without_a_named_whole_give_no_finding(
    counts: list[int], decimals: int
) -> None:
    total = sum(counts)
    assume(total > 0)
    figures = [figure(f"c{n}", Decimal(c), {"trede": STEPS[n]}) for n, c in enumerate(counts)]
    figures.append(figure("t", Decimal(total), {}, Role.TOTAL))
    for n, count in enumerate(counts):
        share = rounded(Decimal(count) / total * 100, decimals)
        figures.append(figure(f"s{n}", share, {"trede": STEPS[n]}, Role.SHARE, unit="procent"))
    assert check_published(figures) == ()


@fast
@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 3), st.integers(2, 500), st.booleans())
def test_a_share_of_a_region_is_right_as_rounded_and_wrong_beyond(
    region: int, rest: int, decimals: int, steps: int, above: bool
) -> None:
    codes = {"noemer": "vlaams_gewest", "regio": "BE25"}
    share = rounded(Decimal(region) / (region + rest) * 100, decimals)
    figures = [
        figure("w", Decimal(region), {"regio": "BE25"}),
        figure("v", Decimal(region + rest), {"regio": "VL_GEW"}),
    ]
    right = figure("s", share, codes, Role.SHARE, unit="procent")
    assert check_published([*figures, right]) == ()
    wrong = share + (steps if above else -steps) * Decimal(1).scaleb(-decimals)
    found = check_published([*figures, replace(right, value=wrong)])
    assert [(finding.rule, finding.figures) for finding in found] == [("aandeel", ("s", "w", "v"))]


def rules_but_jumps(figures: Sequence[PublishedFigure]) -> list[str]:
    """The rules of the findings; that a series jumps is true of any large step."""
    return [finding.rule for finding in check_published(figures) if finding.rule != "sprong"]


@fast
@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 3), st.integers(2, 500), st.booleans())
def test_growth_is_right_as_rounded_and_wrong_beyond(
    before: int, after: int, decimals: int, steps: int, above: bool
) -> None:
    percent = rounded(Decimal(after) / before * 100 - 100, decimals)
    figures = [
        figure(str(y), Decimal(v), {}, Role.VALUE, period=str(y)) for y, v in ((2012, before), (2013, after))
    ]
    right = figure("g", percent, {}, Role.GROWTH, unit="procent", period="2012-2013")
    assert rules_but_jumps([*figures, right]) == []
    wrong = percent + (steps if above else -steps) * Decimal(1).scaleb(-decimals)
    assert rules_but_jumps([*figures, replace(right, value=wrong)]) == ["groei"]


@fast
@given(
    st.lists(st.integers(0, 10**8), min_size=3, max_size=3),
    st.integers(0, 3),
    st.sampled_from(("personen", "VTE")),
)
def test_a_formula_row_that_is_rightly_rounded_gives_no_finding(
    exact: list[int], decimals: int, unit: str
) -> None:
    plus, more, less = (Decimal(value) / (1 if unit == "personen" else 10**4) for value in exact)
    places = 0 if unit == "personen" else decimals
    names = ("sociale_inschakeling", "diensteneconomie_incl", "invoeg_dienstencheques", "kansengroepen_incl")
    values = (plus, more, less, plus + more - less)
    figures = [
        figure(name, rounded(value, places), {"werkvorm": name}, Role.VALUE, indicator="doelgroepwerknemers",
               measure="sociale_economie", unit=unit)
        for name, value in zip(names, values, strict=True)
    ]  # fmt: skip
    assert check_published(figures) == ()
    beyond = rounded(plus + more - less, places) + 5 * Decimal(1).scaleb(-places)
    found = check_published([*figures[:3], replace(figures[3], value=beyond)])
    assert [finding.rule for finding in found] == ["formule"]


@fast
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=4), st.data())
def test_a_whole_that_is_not_additive_is_found_only_outside_its_bounds(
    parts: list[int], data: st.DataObject
) -> None:
    measures = ("lde", "sine", "wijk_werken", "arbeidszorg")
    step = {"indicator": "participatieladder"}
    figures = [
        figure(m, Decimal(v), {"trede": "T5"}, measure=m, **step)
        for m, v in zip(measures, parts, strict=False)
    ]

    def rules(whole: int) -> list[str]:
        printed = figure(
            "w", Decimal(whole), {"trede": "T5"}, Role.SUBTOTAL, measure="kansengroepen_alle", **step
        )
        return [finding.rule for finding in check_published([*figures, printed])]

    assert rules(data.draw(st.integers(max(parts), sum(parts)))) == []
    assert rules(data.draw(st.integers(0, max(parts) - 1))) == ["verdeling"]
    assert rules(data.draw(st.integers(sum(parts) + 1, sum(parts) * 2 + 1))) == ["verdeling"]


values = st.decimals(0, 10**9, places=2).filter(bool)


def read(value: Decimal, precision: Precision, unit: str = "VTE") -> Figure:
    return published_figure(replace(figure("x", value, {}, unit=unit), precision=precision))


@fast
@given(values, st.sampled_from(list(Precision)), st.sampled_from(UNITS))
def test_what_is_printed_always_lies_in_its_own_interval(
    value: Decimal, precision: Precision, unit: str
) -> None:
    interval = read(value, precision, unit).interval
    assert interval.low <= value <= interval.high


@fast
@given(values, values)
def test_at_least_and_at_most_hold_what_lies_beyond_and_nothing_on_the_other_side(
    bound: Decimal, other: Decimal
) -> None:
    point = Interval(other, other)
    assert read(bound, Precision.AT_LEAST).interval.meets(point) == (other >= bound)
    assert read(bound, Precision.AT_MOST).interval.meets(point) == (other <= bound)


@fast
@given(st.integers(1, 9), st.integers(0, 6), values)
def test_about_is_rounded_at_its_last_figure(digit: int, noughts: int, other: Decimal) -> None:
    value = Decimal(digit * 10**noughts)
    near = abs(other - value) <= Decimal(10**noughts) / 2
    assert read(value, Precision.ABOUT).interval.meets(Interval(other, other)) == near


intervals = st.tuples(st.integers(-100, 100), st.integers(0, 50)).map(
    lambda ends: Interval(Decimal(ends[0]), Decimal(sum(ends)))
)


@fast
@given(intervals, intervals, st.integers(0, 50), st.integers(0, 50))
def test_a_sum_and_a_difference_hold_those_of_every_value_within(
    one: Interval, two: Interval, first: int, second: int
) -> None:
    a, b = min(one.low + first, one.high), min(two.low + second, two.high)
    assert (one + two).low <= a + b <= (one + two).high
    assert (one - two).low <= a - b <= (one - two).high
    assert one.meets(two) == two.meets(one)


@fast
@given(st.lists(values, min_size=1, max_size=5), st.sampled_from(list(How)), st.sampled_from(list(Precision)))
def test_a_relation_of_what_is_equal_always_holds(
    parts: Sequence[Decimal], how: How, precision: Precision
) -> None:
    terms = tuple(read(value, precision) for value in parts)
    whole = read(sum(parts, Decimal(0)), precision)
    assert Relation("som", whole, terms, how=how).holds
