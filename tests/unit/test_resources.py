"""Files come from the package or from a ministry's own overlay; errors say what, where and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pq_answers import resources
from pq_answers.errors import BlockedError, ExitCode, InputError, StoreError, UsageError, UserError, suggest
from pq_answers.resources import find_file, find_files, layers, package_root


def test_without_an_overlay_there_is_one_layer() -> None:
    [layer] = layers()
    assert layer.root == package_root()
    assert not layer.overlay


def test_the_overlay_wins_and_adds(overlay: Any) -> None:
    own = overlay.write("data/zinnen.toml", "")
    extra = overlay.write("data/passages/eigen.md", "")
    assert find_file("data/zinnen.toml") == own
    assert find_files("data/passages", "*.md")["eigen.md"] == extra
    assert [layer.overlay for layer in layers()] == [False, True]


def test_an_overlay_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path / "weg"))
    with pytest.raises(InputError, match=r"eigen catalogus bestaat niet.*PQ_CATALOGUE"):
        layers()


def test_a_missing_file_is_refused_with_its_name() -> None:
    with pytest.raises(InputError, match=r"data/weg.toml: Dit bestand ontbreekt"):
        find_file("data/weg.toml")


def test_a_broken_installation_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(InputError, match=r"ontbreken.*Installeer"):
        package_root.__wrapped__()
    (tmp_path / "a" / "b" / "_resources" / "queries").mkdir(parents=True)
    assert package_root.__wrapped__() == tmp_path / "a" / "b" / "_resources"


def test_an_error_reads_as_place_fault_and_remedy() -> None:
    assert str(UserError("Dit is fout.", where="plan:3", fix="Doe dat.")) == "plan:3: Dit is fout. Doe dat."
    assert str(UserError("Dit is fout.")) == "Dit is fout."


@pytest.mark.parametrize(
    ("kind", "code"),
    [(BlockedError, 1), (UsageError, 2), (InputError, 3), (StoreError, 4)],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[UserError], code: int) -> None:
    assert kind("x").exit_code == ExitCode(code)


def test_near_names_are_suggested_few_names_listed_and_many_left_out() -> None:
    assert suggest("leeftyd", ["leeftijd", "herkomst"]) == "Bedoelde u «leeftijd»?"
    assert suggest("qq", ["b", "a"]) == "Mogelijk: a, b."
    assert suggest("qq", [f"naam{n}" for n in range(13)]) == ""
    assert suggest("qq", []) == ""
