"""`pq-answers protect`: tables in, protected tables and a report out; nothing is written for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pq_answers.cli import main

CSV = """leeftijd;geslacht;aantal
-25;m;2
-25;v;14
25+;m;20
25+;v;9
_T;m;22
totaal;v;23
-25;_T;16
25+;_T;29
_T;_T;45
"""


def cell(count: Any, **codes: str) -> dict[str, Any]:
    return {"key": codes, "count": count}


def one_way(name: str, dimension: str, counts: list[Any], total: Any = None, **more: Any) -> dict[str, Any]:
    cells = [cell(count, **{dimension: f"c{place}"}) for place, count in enumerate(counts)]
    cells += [] if total is None else [cell(total, **{dimension: "_T"})]
    return {"name": name, "dims": [dimension], "cells": cells, **more}


def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: Any, *words: str
) -> tuple[int, dict[str, Any], str]:
    source = tmp_path / "tabellen.json"
    source.write_text(json.dumps(data), encoding="utf-8")
    code = main(["protect", str(source), "-o", str(tmp_path / "uit"), "--json", *words])
    printed = capsys.readouterr()
    return code, json.loads(printed.out) if printed.out else {}, printed.err


def hidden(result: dict[str, Any]) -> list[dict[str, str]]:
    return [one["key"] for one in result["suppressed"]]


def test_a_csv_comes_out_with_dashes_and_a_report_in_dutch(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, out = tmp_path / "t.csv", tmp_path / "uit"
    source.write_text(CSV, encoding="utf-8")
    assert main(["protect", str(source), "-o", str(out)]) == 0
    report = capsys.readouterr().out
    assert "4 van de 9 cellen zijn niet weergegeven" in report
    assert "Minder kan niet." in report
    assert (out / "verslag.txt").read_text("utf-8") == report
    assert (out / "t.csv").read_text("utf-8").splitlines() == [
        "leeftijd;geslacht;aantal", "-25;m;–", "-25;v;–", "25+;m;–", "25+;v;–",
        "_T;m;22", "totaal;v;23", "-25;_T;16", "25+;_T;29", "_T;_T;45",
    ]  # fmt: skip


def test_json_gives_status_gap_reasons_and_intervals(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, result, _ = run(capsys, tmp_path, {"tables": [one_way("t", "a", [2, 10, 20], 32)]})
    assert (code, result["status"], result["gap"]) == (0, "optimal", 0.0)
    assert result["suppressed"] == [
        {"key": {"a": "c0"}, "reason": "primary", "interval": [1, 11]},
        {"key": {"a": "c1"}, "reason": "secondary", "interval": [1, 11]},
    ]
    assert result["audit"]["safe"] is True
    written = json.loads((tmp_path / "uit" / "tabellen.json").read_text("utf-8"))["tables"][0]["cells"]
    assert [one["count"] for one in written] == [None, None, 20, 32]


def test_nothing_is_written_without_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    source.write_text(CSV, encoding="utf-8")
    assert main(["protect", str(source)]) == 0
    assert capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [source]


def test_tables_are_linked_by_their_cells_and_by_the_total_that_nobody_prints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tables = [one_way("t1", "a", [2, 10, 20]), one_way("t2", "b", [16, 16])]
    _, result, _ = run(capsys, tmp_path, {"tables": tables})
    assert hidden(result) == [{"a": "c0"}, {"a": "c1"}]
    _, result, _ = run(capsys, tmp_path, {"tables": tables[:1]})
    assert hidden(result) == [{"a": "c0"}]


def test_other_populations_are_other_cells(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tables = [
        one_way("t1", "a", [5, 6], 11, population="werkzoekende"),
        one_way("t2", "a", [7, 8], 15, population="doelgroepwerknemer"),
    ]
    code, result, _ = run(capsys, tmp_path, {"tables": tables})
    assert (code, result["suppressed"]) == (0, [])


def test_hierarchies_and_equations_add_sums(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bands = [cell(2, a="15-19"), cell(9, a="20-24"), cell(11, a="15-24"), cell(30, a="25+"), cell(41)]
    table = {"name": "t", "dims": ["a"], "cells": bands}
    tree = {"a": {"15-24": ["15-19", "20-24"]}}
    sums = [{"total": {"a": "15-24"}, "parts": [{"a": "15-19"}, {"a": "20-24"}]}]
    for more in ({"hierarchies": tree}, {"equations": sums}):
        code, result, _ = run(capsys, tmp_path, {"tables": [table], **more})
        assert code == 0
        assert hidden(result) == [{"a": "15-19"}, {"a": "20-24"}]


def test_history_keeps_what_was_shown_and_what_was_hidden(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = {"tables": [one_way("t", "a", [2, 10, 20, 30], 62)]}
    history = [{"key": {"a": "c1"}, "count": 10}, {"key": {"a": "c3"}, "hidden": True}]
    _, result, _ = run(capsys, tmp_path, {**data, "history": history})
    assert [(one["key"]["a"], one["reason"]) for one in result["suppressed"]] == [
        ("c0", "primary"), ("c3", "history"),
    ]  # fmt: skip


def test_pinned_cells_stay_and_weights_steer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = {"tables": [one_way("t", "a", [2, 10, 20], 32)]}
    _, result, _ = run(capsys, tmp_path, {**data, "policy": {"pinned": [{"a": "c1"}]}})
    assert hidden(result) == [{"a": "c0"}, {"a": "c2"}]
    weights = [{"key": {"a": "c1"}, "weight": 9}, {"key": {"a": "c2"}, "weight": 9}]
    _, result, _ = run(capsys, tmp_path, {**data, "policy": {"weights": weights}})
    assert hidden(result) == [{}, {"a": "c0"}]


def test_zeros_are_primary_and_the_threshold_is_higher_where_the_policy_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = {"tables": [one_way("t", "a", [0, 5, 20, 30], 55)]}
    _, result, _ = run(capsys, tmp_path, {**data, "policy": {"zeros": "primary"}})
    assert {"a": "c0"} in hidden(result)
    _, result, _ = run(capsys, tmp_path, {**data, "policy": {"threshold": 6}})
    assert {"a": "c1"} in hidden(result)


def test_what_cannot_be_protected_is_named_with_the_sums_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = {
        "tables": [one_way("t", "a", [2, 10], 12)],
        "policy": {"pinned": [{"a": "c1"}, {}]},
    }
    code, result, _ = run(capsys, tmp_path, data)
    assert (code, result["status"]) == (1, "infeasible")
    assert result["obstacle"]["cells"] == [{"key": {"a": "c0"}}]
    assert result["obstacle"]["equations"] == [{"total": {}, "parts": [{"a": "c0"}, {"a": "c1"}]}]
    assert not (tmp_path / "uit").exists()


T = one_way("t", "a", [2, 10], 12)
BAD = [
    ({"tables": [one_way("t", "a", [-2, 10])]}, "negatief", "a=c0"),
    ({"tables": [one_way("t", "a", [2.5, 10])]}, "geen geheel getal", "a=c0"),
    ({"tables": [one_way("t", "a", ["2", 10])]}, "geen getal", "a=c0"),
    ({"tables": [one_way("t", "a", [2, 10], 13)]}, "niet de som", "a=c0"),
    ({"tables": [T, one_way("u", "a", [3, 9], 12)]}, "spreken elkaar tegen", "a=c0; a=c1"),
    ({"tables": [one_way("t", "a", [5, 9]), one_way("u", "b", [5, 8])]}, "spreken elkaar tegen", "totaal"),
    ({"tables": [T], "hierarchies": {"a": {"c0": ["c1"], "c1": ["c0"]}}}, "loopt rond", "a=c0; a=c1"),
    (
        {
            "tables": [T],
            "equations": [
                {"total": {"a": "c0"}, "parts": [{}]},
                {"total": {}, "parts": [{"a": "c0"}]},
            ],
        },
        "lopen rond",
        "a=c0",
    ),
    ({"tables": [T], "policy": {"threshold": 3}}, "losser", "policy"),
    ({"tables": [T], "policy": {"level": "exact"}}, "losser", "policy"),
    ({"tables": [T], "policy": {"level": "soft"}}, "niet bekend", "policy, level"),
    ({"tables": [one_way("t", "a", [2], population="mensen")]}, "niet bekend", "t"),
    ({"tables": [one_way("t", "a", [2], population="onderneming")]}, "telt geen personen", "t"),
    ({"tables": [T], "equations": [{"total": {"b": "x"}, "parts": [{}]}]}, "geen enkele tabel", "b=x"),
    ({"tables": [T], "policy": {"pinned": [{"a": "c0"}]}}, "vastgezette cel", "a=c0"),
    ({"tables": [T], "history": [{"key": {"a": "c1"}, "count": 11}]}, "eerder", "a=c1"),
    ({"tables": [T], "histroy": []}, "niet bekend", "bestand"),
    ({"tables": []}, "geen tabellen", ""),
    ({"tables": [{"name": "t", "dims": ["a"], "cells": [cell(1, b="x")]}]}, "niet in dims", "t"),
    ({"tables": [{"name": "t", "dims": ["a"], "cells": [cell(5), cell(5, a="_T")]}]}, "tweemaal", "totaal"),
    ({"tables": [T], "policy": {"weights": [{"key": {}, "weight": 0}]}}, "gewicht", "totaal"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "what", "where"), BAD)
def test_bad_input_names_the_cells_and_the_remedy_and_publishes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: Any, what: str, where: str
) -> None:
    code, result, printed = run(capsys, tmp_path, data)
    error = json.loads(printed)
    assert (code, result) == (3, {})
    assert what in error["fout"]
    assert where in error["waar"]
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("t.json", "{", "geen geldige JSON"),
        ("t.csv", "a;b\n1;2\n", "kolommen"),
        ("t.csv", "a;aantal\nx;2,5\n", "geen geheel getal"),
        ("t.csv", "a;aantal\n;2\n", "niet volledig"),
        ("t.csv", "a;aantal\nx;veel\n", "geen getal"),
        ("t.xlsx", "", "geen CSV of JSON"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str, what: str
) -> None:
    source = tmp_path / name
    source.write_text(text, encoding="utf-8")
    assert main(["protect", str(source)]) == 3
    assert what in capsys.readouterr().err
    assert main(["protect", str(tmp_path / "weg.csv")]) == 3


def test_the_source_is_never_overwritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    source.write_text(CSV, encoding="utf-8")
    assert main(["protect", str(source), "-o", str(tmp_path)]) == 2
    assert "overschrijven" in capsys.readouterr().err
    assert source.read_text("utf-8") == CSV


def test_a_file_in_the_place_of_the_folder_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = tmp_path / "t.csv"
    source.write_text(CSV, encoding="utf-8")
    assert main(["protect", str(source), "-o", str(source)]) == 4
    assert "niet geschreven" in capsys.readouterr().err


def test_an_audit_that_finds_a_breach_stops_everything(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pq_answers.protect.pattern.secondary import Pattern
    from pq_answers.protect.standalone import verdict

    monkeypatch.setattr(
        verdict, "suppress", lambda _graph, primary, _policy: Pattern(frozenset(primary), frozenset())
    )
    code, result, printed = run(capsys, tmp_path, {"tables": [one_way("t", "a", [2, 10, 20], 32)]})
    assert (code, result) == (1, {})
    assert "totaal − a=c1 − a=c2 = 2" in json.loads(printed)["waar"]
    assert not (tmp_path / "uit").exists()
