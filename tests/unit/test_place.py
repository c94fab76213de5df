"""Files come into place whole or not at all, and only what an earlier answer left is cleared away."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from pq_answers.answer import place_files
from pq_answers.errors import OutputError


def test_files_stand_in_the_folder_and_nothing_else_is_left(tmp_path: Path) -> None:
    place_files(tmp_path / "uit", {"a.txt": b"a", "answer.json": b"{}"})
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == ["a.txt", "answer.json"]


def test_a_file_that_an_earlier_answer_left_is_removed_and_a_strangers_file_stays(tmp_path: Path) -> None:
    place_files(tmp_path, {"bijlage-5.xlsx": b"x", "answer.json": b'{"bestanden": {"bijlage-5.xlsx": ""}}'})
    (tmp_path / "notitie.txt").write_text("van een mens")
    place_files(tmp_path, {"a.txt": b"a", "answer.json": b'{"bestanden": {"a.txt": ""}}'})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "answer.json", "notitie.txt"]


def test_a_record_that_names_a_file_elsewhere_removes_nothing(tmp_path: Path) -> None:
    stranger = tmp_path / "buiten.txt"
    stranger.write_text("blijft")
    folder = tmp_path / "uit"
    folder.mkdir()
    (folder / "answer.json").write_text('{"bestanden": {"../buiten.txt": ""}}')
    place_files(folder, {"a.txt": b"a"})
    assert stranger.read_text() == "blijft"


def test_a_full_disk_is_named_and_leaves_the_old_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_files(tmp_path, {"a.txt": b"oud"})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pq_answers.answer.place.os.fsync", full)
    with pytest.raises(OutputError, match="schijf is vol"):
        place_files(tmp_path, {"a.txt": b"nieuw"})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.txt", b"oud")]


def test_a_summary_beside_an_answer_does_not_clear_that_answer(tmp_path: Path) -> None:
    place_files(tmp_path, {"antwoord.txt": b"a", "answer.json": b'{"bestanden": {"antwoord.txt": ""}}'})
    place_files(tmp_path, {"samenvatting.csv": b"x"})
    assert {path.name for path in tmp_path.iterdir()} == {"antwoord.txt", "answer.json", "samenvatting.csv"}


def test_a_failure_between_two_files_leaves_no_record_that_could_vouch_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_files(tmp_path, {"a.txt": b"oud", "answer.json": b'{"bestanden": {"a.txt": ""}}'})
    replace = Path.replace

    def fail_at_b(self: Path, target: Path) -> Path:
        if self.name == "b.txt":
            raise OSError(errno.EIO, "I/O error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_b)
    with pytest.raises(OutputError):
        place_files(tmp_path, {"a.txt": b"nieuw", "b.txt": b"nieuw", "answer.json": b'{"bestanden": {}}'})
    assert not (tmp_path / "answer.json").exists()
