"""No way out of the program shows counts of persons that were not protected."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest

import pq_answers
from pq_answers.answer import draft, query_item, recipe
from pq_answers.answer.attacked import refuse_small
from pq_answers.compose import result_blocks
from pq_answers.errors import BlockedError
from pq_answers.itemlist import parse_any
from pq_answers.items import load_catalogue
from pq_answers.ledger import NOTHING, Past, canonical
from pq_answers.protect import Protected, Report
from pq_answers.store import Store
from pq_answers.tables import Category, Cell, CellKey, ProtectedTable, RawTable

ROOT = Path(pq_answers.__file__).parent
RAW = {"RawTable", "run_item", "run_plan"}
"""What gives or holds figures before protection."""

MAY_SEE_RAW = {
    "tables.py", "query", "checks", "protect", "answer/recipe.py", "answer/proposals.py",
}  # fmt: skip
MAY_READ_ROWS = {"query", "store", "ledger", "doctor.py"}
"""Which parts run SQL; the ledger reads what is published, the others give nothing to a reader."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names(tree: ast.Module) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return found | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def reads_rows(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "run"):
        return False
    return ast.unparse(node.func.value).rpartition(".")[2].strip("_") == "reader"


def allowed(module: str, places: set[str]) -> bool:
    return module in places or module.split("/", maxsplit=1)[0] in places


def test_only_the_stages_before_protection_see_raw_tables() -> None:
    seen = {module for module, tree in modules() if names(tree) & RAW and not allowed(module, MAY_SEE_RAW)}
    assert not seen, f"these may only take protected tables: {sorted(seen)}"


def test_only_queries_the_store_and_the_ledger_read_rows() -> None:
    """`reader.run` gives rows as they are: nothing that shows figures may call it."""
    seen = {module for module, tree in modules() if any(map(reads_rows, ast.walk(tree)))}
    assert seen
    assert all(allowed(module, MAY_READ_ROWS) for module in seen), sorted(seen)


def test_only_protection_makes_protected_tables() -> None:
    makers = {
        module
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ProtectedTable"
    }
    assert makers == {"protect/report.py"}
    copied = {module for module, tree in modules() if "protected_copy" in names(tree)}
    assert copied == {"protect/stage.py", "protect/rounding.py"}


def unprotected(*values: int) -> ProtectedTable:
    cells = tuple(
        (Cell(CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", "lde", {"groep": str(n)}, "2021",
                           "personen"), Decimal(value)),)
        for n, value in enumerate(values)
    )  # fmt: skip
    rows = tuple((Category("groep", str(n), str(n)),) for n in range(len(cells)))
    return ProtectedTable("t", "i", "t", "personen", ("groep",), rows, ((),), cells, persons=True)


@pytest.mark.parametrize("value", [1, 2, 3])
def test_the_guard_lets_no_small_count_by(value: int) -> None:
    with pytest.raises(BlockedError, match="niet beschermd") as caught:
        refuse_small([unprotected(7777, value)], NOTHING)
    assert "7777" not in str(caught.value)
    refuse_small([unprotected(7777, 4, 5)], NOTHING)


def test_the_guard_lets_by_what_is_public_already() -> None:
    table = unprotected(7777, 2)
    key = canonical(next(cell.key for cell in table if cell.value == 2))
    refuse_small([table], Past((), {key: frozenset({2})}))


def passing(tables: list[RawTable], **_: object) -> Protected:
    made = tuple(
        ProtectedTable(**{field.name: getattr(table, field.name) for field in fields(ProtectedTable)})
        for table in tables
    )
    return Protected(made, Report("geen", (), (), ()))


LINE = "doorstroom_resultaat --maatregel collectief_maatwerk --jaren 2019-2021 --trajectresultaat succesvol"


def test_without_protection_neither_an_answer_nor_a_single_query_comes_out(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the stage itself does nothing, the guard behind it stops what it let through."""
    monkeypatch.setattr(recipe, "protect", passing)
    catalogue = load_catalogue()
    plan = parse_any(f"# datum: 2022-01-26\n{LINE} --opsplitsing herkomst\n", "lijst.vragen")
    asked = {"maatregel": "collectief_maatwerk", "jaren": "2019-2021", "trajectresultaat": "succesvol",
             "opsplitsing": "herkomst"}  # fmt: skip
    with demo_store.open() as reader:
        with pytest.raises(BlockedError, match="niet beschermd"):
            draft(plan, reader, catalogue, made="2026-11-21T00:00:00+00:00", formats=("txt",))
        with pytest.raises(BlockedError, match="niet beschermd"):
            query_item(catalogue.get("doorstroom_resultaat"), asked, reader)


def test_a_raw_table_is_refused_by_what_makes_a_document(demo_store: Store) -> None:
    catalogue = load_catalogue()
    item = catalogue.get("doorstroom_resultaat")
    asked = {"maatregel": "lde", "jaren": "2019-2021", "trajectresultaat": "succesvol"}
    with demo_store.open() as reader:
        result, _ = query_item(item, asked, reader)
    raw = [
        RawTable(**{field.name: getattr(table, field.name) for field in fields(table)})
        for table in result.tables
    ]
    with pytest.raises(BlockedError, match="onbeschermde tabel"):
        list(result_blocks(item, replace(result, tables=tuple(raw))))
