"""What protection hides, withholds and reports, table by table."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from pq_answers.errors import BlockedError, InputError
from pq_answers.protect import Kind, Protected, Reason, load_policy, protect
from pq_answers.resources import package_root
from pq_answers.tables import Category, Cell, CellKey, ProtectedTable, RawTable, State

Codes = dict[str, str]


def cell(
    codes: Codes, value: object, *, unit: str = "personen", measure: str = "lde", decimals: int = 0
) -> Cell:
    key = CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", measure, codes, "2021", unit)
    if isinstance(value, State):
        return Cell(key, None, value)
    number = Decimal(str(value))
    return Cell(key, number, State.VALUE if number else State.ZERO, decimals)


def table(
    name: str, cells: Sequence[Cell], *breakdown: str, persons: bool = True, additive: bool = True
) -> RawTable:
    rows = tuple((Category("rij", str(number), f"rij {number}"),) for number in range(len(cells)))
    grid = tuple((one,) for one in cells)
    columns = ((Category("jaar", "2021", "2021"),),)
    unit = cells[0].key.unit
    sums = breakdown if additive else ()
    return RawTable(name, "item", f"Tabel {name}", unit, breakdown, rows, columns, grid, sums, persons)


def one_way(
    name: str, values: Sequence[object], total: object = None, dimension: str = "leeftijd", **kw: str
) -> RawTable:
    cells = [cell({dimension: f"c{number}"}, value, **kw) for number, value in enumerate(values)]
    return table(name, cells if total is None else [*cells, cell({}, total, **kw)], dimension)


def texts(protected: ProtectedTable) -> list[str]:
    return ["–" if one.value is None else str(one.value) for one in protected]


def kinds(result: Protected) -> list[Kind]:
    return [one.kind for one in result.report.hidden]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([5, 10, 0], ["5", "10", "0", "15"]),
        ([2, 10, 20], ["–", "–", "20", "32"]),
        ([1, 1, 9, 30], ["–", "–", "–", "30", "41"]),
        ([2, 3, 10], ["–", "–", "10", "15"]),
        ([1, 2, 8, 30], ["–", "–", "–", "30", "41"]),
        ([3, 0, 7, 30], ["–", "0", "–", "30", "40"]),
    ],
    ids=["nothing small", "one small", "two ones", "two and three reach five", "sum of three", "zero stays"],
)
def test_the_smallest_needed_cells_are_hidden(values: list[int], shown: list[str]) -> None:
    assert texts(protect([one_way("t", values, sum(values))]).tables[0]) == shown


def test_a_total_that_nobody_prints_does_not_ask_for_more_hidden_cells() -> None:
    assert texts(protect([one_way("t", [2, 10, 20])]).tables[0]) == ["–", "10", "20"]


def test_a_total_that_only_another_table_prints_links_the_two() -> None:
    headline = table("kop", [cell({}, 32)])
    assert texts(protect([one_way("t", [2, 10, 20]), headline]).tables[0]) == ["–", "–", "20"]


def test_two_breakdowns_without_total_link_through_the_total_that_nobody_prints() -> None:
    result = protect([one_way("t1", [2, 10, 20]), one_way("t2", [16, 16], dimension="geslacht")])
    assert [texts(one) for one in result.tables] == [["–", "–", "20"], ["16", "16"]]


def test_equal_keys_are_hidden_in_every_table_also_where_no_persons_are_counted() -> None:
    copy = table("kopie", [cell({"leeftijd": "c0"}, 2)], persons=False)
    result = protect([one_way("t", [2, 10, 20], 32), copy])
    assert texts(result.tables[1]) == ["–"]


def test_a_table_that_counts_no_persons_passes_unchanged() -> None:
    raw = table("t", [cell({"grootte": "klein"}, 1, unit="ondernemingen")], "grootte", persons=False)
    result = protect([raw])
    assert texts(result.tables[0]) == ["1"]
    assert result.report.hidden == ()
    assert isinstance(result.tables[0], ProtectedTable)


def test_full_time_equivalents_of_a_hidden_count_are_hidden_with_it() -> None:
    result = protect(
        [one_way("t", [2, 10, 20], 32), one_way("vte", ["1.5", "8.2", "15.0"], "24.7", unit="VTE")]
    )
    assert texts(result.tables[1]) == ["–", "–", "15.0", "24.7"]
    assert kinds(result).count(Kind.DERIVED) == 2


def test_full_time_equivalents_of_a_withheld_breakdown_go_with_it() -> None:
    result = protect([one_way("t", [2, 3], 5), one_way("vte", ["1.5", "2.5"], "4.0", unit="VTE")])
    assert [(one.table, one.reason) for one in result.withheld] == [
        ("t", Reason.EMPTY),
        ("vte", Reason.EMPTY),
    ]


def test_a_dimension_that_does_not_add_up_hides_the_small_cell_alone() -> None:
    cells = [cell({"taal": code}, value) for code, value in (("nl", 2), ("fr", 30), ("en", 31))]
    assert texts(protect([table("t", [*cells, cell({}, 40)], "taal", additive=False)]).tables[0]) == [
        "–",
        "30",
        "31",
        "40",
    ]


def test_part_of_a_breakdown_bounds_its_missing_rest() -> None:
    """With 17 of 20 shown, a hidden cell is at most three: the bound alone says that it is small."""
    assert texts(protect([one_way("t", [1, 7, 10], 20)]).tables[0]) == ["–", "–", "10", "20"]


def test_a_breakdown_without_a_count_left_is_withheld_and_the_headline_stays() -> None:
    headline = table("kop", [cell({}, 7)])
    result = protect([one_way("t", [2, 5], 7), headline])
    assert [one.id for one in result.tables] == ["kop"]
    assert texts(result.tables[0]) == ["7"]
    assert result.withheld[0].reason is Reason.EMPTY


def test_a_line_with_nothing_left_to_hide_withholds_the_table() -> None:
    result = protect([one_way("t", [1, 0, 3], 4)])
    assert [one.reason for one in result.withheld] == [Reason.UNSAFE]


def test_a_small_total_is_hidden_with_its_parts_and_the_zeros_stay() -> None:
    assert texts(protect([one_way("t", [1, 2, 0], 3)]).tables[0]) == ["–", "–", "0", "–"]


def test_parts_that_exceed_their_total_withhold_the_table() -> None:
    result = protect([one_way("t", [2, 10, 20], 30)])
    assert result.withheld[0].reason is Reason.INCONSISTENT


def test_parts_that_exceed_their_total_pass_where_nothing_is_hidden() -> None:
    assert texts(protect([one_way("t", [12, 10, 20], 30)]).tables[0]) == ["12", "10", "20", "30"]


@pytest.mark.parametrize("value", ["2.5", "-4"], ids=["fraction", "negative"])
def test_persons_that_are_not_whole_counts_withhold_the_table(value: str) -> None:
    result = protect([one_way("t", [value, 10])])
    assert result.withheld[0].reason is Reason.NOT_COUNTS


def test_withholding_one_table_judges_the_others_anew() -> None:
    """The crossing would hide cells of its margins; once it is gone they are shown again."""
    crossing = [
        cell({"a": f"a{i}", "b": f"b{j}"}, v)
        for i, row in enumerate([[2, 3], [3, 12]])
        for j, v in enumerate(row)
    ]
    margins = [cell({"a": "a0"}, 5), cell({"a": "a1"}, 15), cell({}, 20)]
    result = protect([table("kruising", crossing, "a", "b"), table("marge", margins, "a")])
    assert texts(next(one for one in result.tables if one.id == "marge")) == ["5", "15", "20"]


def test_other_states_keep_their_state() -> None:
    result = protect([one_way("t", [2, State.NOT_AVAILABLE, 20, 30], 60)])
    assert [one.state for one in result.tables[0]][1] is State.NOT_AVAILABLE


def test_one_key_with_two_values_is_refused_without_saying_them() -> None:
    with pytest.raises(BlockedError) as caught:
        protect([one_way("t1", [71, 83]), one_way("t2", [71, 84])])
    assert "83" not in str(caught.value)
    assert "84" not in str(caught.value)


def test_no_hidden_value_lives_in_the_result() -> None:
    raw = [one_way("t", [2, 7777, 20000], 27779)]
    assert "7777" not in repr(protect(raw)).replace("27779", "")


def test_the_report_counts_cells_by_kind() -> None:
    report = protect([one_way("t", [2, 10, 20], 32)]).report
    assert (report.tables[0].kinds[Kind.PRIMARY], report.tables[0].kinds[Kind.SECONDARY]) == (1, 1)
    assert (report.tables[0].hidden, report.tables[0].shown) == (2, 2)
    assert report.summary == "2 cellen zijn niet weergegeven om herkenning van personen te vermijden."


def test_the_report_names_what_is_withheld() -> None:
    summary = protect([one_way("t", [2, 5], 7)]).report.summary
    assert summary == "Deze tabel is in het geheel weggelaten: «Tabel t naar leeftijd»."


def test_the_report_says_when_all_is_shown() -> None:
    assert protect([]).report.summary.startswith("Alle aantallen zijn weergegeven")


def test_the_order_of_the_tables_does_not_change_what_is_hidden() -> None:
    raw = [one_way("t1", [2, 10, 20], 32), one_way("t2", [1, 15, 16], 32, "geslacht")]
    assert protect(raw).report.hidden == protect(raw[::-1]).report.hidden


def test_the_policy_hides_one_to_three_and_shows_zero() -> None:
    policy = load_policy()
    assert [policy.hides(value) for value in range(5)] == [False, True, True, True, False]
    assert policy.threshold == 4


def test_a_broken_policy_is_refused_with_its_place(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protection.toml").write_text("naam = 'x'")
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path))
    with pytest.raises(InputError, match=r"protection\.toml"):
        load_policy()


def test_simple_answers_never_load_the_solver() -> None:
    code = "import sys, pq_answers.protect as p; p.protect([]); sys.exit('highspy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "change",
    [("tot_en_met = 3", "tot_en_met = 2"), ("van = 1", "van = 2")],
)
def test_an_overlay_may_not_hide_less_than_the_package(
    change: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = (package_root() / "data" / "protection.toml").read_text(encoding="utf-8")
    assert change[0] in policy
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protection.toml").write_text(policy.replace(*change), encoding="utf-8")
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path))
    with pytest.raises(InputError, match="losser"):
        load_policy()


def test_an_overlay_may_hide_more_than_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = (package_root() / "data" / "protection.toml").read_text(encoding="utf-8")
    (tmp_path / "data").mkdir()
    stricter = policy.replace("tot_en_met = 3", "tot_en_met = 5")
    (tmp_path / "data" / "protection.toml").write_text(stricter, encoding="utf-8")
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path))
    assert load_policy().threshold == 6


def test_an_item_may_be_stricter_than_the_house_and_never_looser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = (package_root() / "data" / "protection.toml").read_text(encoding="utf-8")
    file = tmp_path / "data" / "protection.toml"
    file.parent.mkdir()
    file.write_text(policy.replace("[strenger]", "[strenger]\nitem = 9\n"), encoding="utf-8")
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path))
    strict = load_policy()
    assert [strict.threshold_of(name) for name in ("item", "ander")] == [10, 4]
    assert texts(protect([one_way("t", [9, 30, 40], 79)]).tables[0]) == ["–", "–", "40", "79"]
    file.write_text(policy.replace("[strenger]", "[strenger]\nitem = 2\n"), encoding="utf-8")
    with pytest.raises(InputError, match="strenger"):
        load_policy()
