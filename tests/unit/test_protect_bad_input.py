"""What `pq-answers protect` cannot read, or could read in two ways, it refuses: in Dutch, without a count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pq_answers.cli import main

CELLS = [{"key": {"a": "x"}, "count": 7771}, {"key": {"a": "y"}, "count": 7772}]
COUNTS = ("7771", "7772", "7.771", "7,771", "15543")


def table(cells: Any = CELLS, dims: Any = ("a",), **more: Any) -> dict[str, Any]:
    return {"name": "t", "dims": list(dims), "cells": cells, **more}


def of(cells: Any = CELLS, **top: Any) -> dict[str, Any]:
    return {"tables": [table(cells)], **top}


def counted(count: Any, **key: Any) -> dict[str, Any]:
    return {"key": key, "count": count}


def told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: str | bytes, *, name: str = "t.json"
) -> tuple[int, str]:
    """Run the command; return its exit code and all it prints, after seeing that it wrote nothing."""
    source, out = tmp_path / name, tmp_path / "uit"
    source.write_bytes(data if isinstance(data, bytes) else data.encode())
    code = main(["protect", str(source), "-o", str(out)])
    printed = capsys.readouterr()
    assert code == 0 or not out.exists()
    return code, printed.out + printed.err


def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, data: Any, *, name: str = "t.json") -> str:
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    code, printed = told(capsys, tmp_path, text, name=name)
    assert code == 3, printed
    assert printed.startswith("Fout: ")
    assert "Traceback" not in printed
    assert not any(count in printed for count in COUNTS)
    return printed


def hidden(capsys: pytest.CaptureFixture[str], tmp_path: Path, data: Any) -> list[dict[str, str]]:
    source = tmp_path / "t.json"
    source.write_text(json.dumps(data), encoding="utf-8")
    assert main(["protect", str(source), "--json"]) == 0
    return [one["key"] for one in json.loads(capsys.readouterr().out)["suppressed"]]


LONG = '{"tables": [{"name": "t", "dims": ["a"], "cells": [{"key": {"a": "x"}, "count": %s}]}]}'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (of([counted(10**400, a="x")]), "groter dan een miljard"),
        (of([counted(1e300, a="x")]), "groter dan een miljard"),
        (LONG % ("7" * 5000), "Een getal is te lang"),
        (LONG % "NaN", "geen geheel getal"),
        (LONG % "-Infinity", "negatief"),
        ("[" * 100_000, "te diep"),
        ('{"tables":' + "[" * 20_000 + "]" * 20_000 + "}", "te diep"),
        (LONG % '2, "count": 7771', "«count» staat tweemaal"),
        ('{"tables": [], "tables": [1]}', "«tables» staat tweemaal"),
        (of([counted(2, a="\ud800"), *CELLS]), "half teken"),
    ],
)
def test_numbers_and_json_that_no_computer_reads_well_are_refused(
    data: Any, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert message in refused(capsys, tmp_path, data)


@pytest.mark.parametrize("code", [None, "", "  ", True, 1.5, {"b": 1}, ["x"]])
def test_a_code_that_is_no_text_is_refused_for_it_may_have_meant_a_total(
    code: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    printed = refused(capsys, tmp_path, of([*CELLS, counted(15543, a=code)]))
    assert "Een code of een naam ontbreekt of is geen tekst." in printed
    assert "t, key, a" in printed


@pytest.mark.parametrize(
    ("top", "message"),
    [
        ({"policy": {"pinned": 5}}, "lijst verwacht"),
        ({"policy": 0}, "object verwacht"),
        ({"history": ""}, "lijst verwacht"),
        ({"policy": {"threshold": 10**30}}, "tot een miljoen"),
        ({"history": [{"key": {"a": "x"}, "hidden": "nee"}]}, "true of false"),
        (
            {"equations": [{"total": {"a": "y"}, "parts": [{"a": "x"}, {"a": "x"}]}]},
            "tweemaal in dezelfde som",
        ),
        ({"hierarchies": {"b": {"x": ["y"]}}}, "De dimensie «b» komt in geen enkele cel voor"),
        ({"hierarchies": {"a": {"X": ["x", "y"]}}}, "a=X"),
        ({"hierarchies": {"a": {"x": ["y", "q"]}}}, "a=q"),
        ({"hierarchies": {"a": {"x": ["y", "y"]}}}, "«y» staat hier tweemaal"),
        ({"hierarchies": {"a": {"_T": ["x"]}}}, "Een totaal staat in een hiërarchie"),
    ],
)
def test_rules_sums_and_history_of_a_wrong_kind_are_refused(
    top: dict[str, Any], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert message in refused(capsys, tmp_path, of(**top))


def test_a_dimension_that_stands_twice_in_a_key_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cells = [{"key": {"a": "x", " a": "y"}, "count": 7771}, CELLS[1]]
    code, printed = told(capsys, tmp_path, json.dumps(of(cells)))
    assert code == 3
    assert "staat tweemaal" in printed
    assert not any(count in printed for count in COUNTS)


@pytest.mark.parametrize("population", [["werkzoekende"], {"a": 1}, 0, False, 5])
def test_a_population_that_is_no_text_is_refused(
    population: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = {"tables": [table(population=population)]}
    assert "is niet bekend" in refused(capsys, tmp_path, data)


def test_sums_and_hierarchies_of_any_depth_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cells = [counted(7771, a=f"n{place}") for place in range(1500)]
    steps = [{"total": {"a": f"n{n}"}, "parts": [{"a": f"n{n + 1}"}]} for n in range(1499)]
    circle = [*steps, {"total": {"a": "n1499"}, "parts": [{"a": "n0"}]}]
    printed = refused(capsys, tmp_path, of(cells, equations=circle))
    assert "De sommen lopen rond." in printed
    tree = {f"n{n}": [f"n{n + 1}"] for n in range(1499)} | {"n1499": ["n0"]}
    assert "De hiërarchie loopt rond." in refused(capsys, tmp_path, of(cells, hierarchies={"a": tree}))


def test_a_table_with_too_many_dimensions_is_refused_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    dims = [f"d{place}" for place in range(22)]
    data = {"tables": [table([counted(7771, **dict.fromkeys(dims, "x"))], dims)]}
    assert "te veel totalen" in refused(capsys, tmp_path, data)


@pytest.mark.parametrize(
    "line",
    [
        "x;7.771", "x;7,771", "x;7_771", "x;٧٧٧١", "x;7771e0", "x;–", "x;7771;3", "7771", '"x;7771',
        "x" * 200_000 + ";7771",
    ],
)  # fmt: skip
def test_a_csv_line_that_can_be_read_in_two_ways_is_refused_without_what_stands_in_it(
    line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    refused(capsys, tmp_path, f"a;aantal\ny;12\n{line}\n", name="t.csv")


@pytest.mark.parametrize("header", ["a;aantal;n", ";aantal", "a;a;aantal"])
def test_a_csv_header_that_does_not_say_which_column_counts_is_refused(
    header: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    line = ";".join(["7771"] * (header.count(";") + 1))
    assert "De kolommen zijn niet te lezen." in refused(capsys, tmp_path, f"{header}\n{line}\n", name="t.csv")


def test_a_csv_line_that_is_too_short_is_named_by_its_number(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "t.csv, regel 3" in refused(capsys, tmp_path, "a;b;aantal\nx;y;12\nx;7771\n", name="t.csv")


def test_a_large_count_of_a_csv_comes_out_digit_for_digit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert told(capsys, tmp_path, "a;aantal\nx;999999999\n", name="t.csv")[0] == 0
    assert "999999999" in (tmp_path / "uit" / "t.csv").read_text("utf-8")


@pytest.mark.parametrize("total", ["Total", "TOTAL", "_t", " totaal "])
def test_a_total_is_known_however_it_is_capitalised(
    total: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cells = [counted(2, a="x"), counted(10, a="y"), counted(12, a=total)]
    assert len(hidden(capsys, tmp_path, of(cells))) == 2


def test_an_earlier_figure_without_a_population_is_one_of_the_tables(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cells = [counted(2, a="x"), counted(10, a="y"), counted(20, a="z")]
    history = [counted(32), counted(10, a="y")]
    data = {"tables": [table(cells, population="werkzoekende")], "history": history}
    assert hidden(capsys, tmp_path, data) == [{"a": "x"}, {"a": "z"}]


def test_an_earlier_figure_that_may_be_of_two_populations_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tables = [table(population=name) for name in ("werkzoekende", "doelgroepwerknemer")]
    printed = refused(capsys, tmp_path, {"tables": tables, "history": [counted(15543)]})
    assert "over welke populatie" in printed


def test_a_hierarchy_links_totals_that_no_table_prints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """B is 20 men and 22 women, so B1 is 42 - 40: one more cell than the small ones has to go for each."""
    ages = table(
        [counted(2, age="A1"), counted(10, age="A2"), counted(2, age="B1"), counted(40, age="B2")], ["age"]
    )
    crossed = [counted(5, age="A", sex="m"), counted(7, age="A", sex="v"),
               counted(20, age="B", sex="m"), counted(22, age="B", sex="v")]  # fmt: skip
    other = {**table(crossed, ["age", "sex"]), "name": "u"}
    tree = {"age": {"A": ["A1", "A2"], "B": ["B1", "B2"]}}
    keys = hidden(capsys, tmp_path, {"tables": [ages, other], "hierarchies": tree})
    assert len(keys) == 4
    assert {key["age"][0] for key in keys if key["age"] not in {"A1", "B1"}} == {"A", "B"}
