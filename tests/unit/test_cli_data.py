"""The commands about data and batches: demo, load, snapshots, batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pq_answers.cli import main
from pq_answers.store import Store

PLAN = """
[vraag]
nummer = 1
datum = 2022-01-26
steller = "Een lid"
titel = "Contingent"

[[antwoord]]
label = "1"
item = "contingent"
maatregel = "lde"
jaren = "2019-2021"
"""


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_delivery_is_made_loaded_recognised_and_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    delivery, store = str(tmp_path / "levering"), ["--opslag", str(tmp_path / "opslag")]
    assert "nog geen momentopnamen" in run(capsys, "snapshots", *store)[1]
    code, out, _ = run(capsys, "demo", delivery, "--json")
    assert (code, json.loads(out)["factor"]) == (0, 1)
    code, out, _ = run(capsys, "load", delivery, *store, "--json")
    first = json.loads(out)
    assert (code, first["nieuw"]) == (0, True)
    assert first["rijen"]["doorstroomtraject"] == 481
    assert "Was al geladen" in run(capsys, "load", delivery, *store)[1]
    code, out, _ = run(capsys, "snapshots", *store, "--json")
    assert json.loads(out) == [
        {"id": first["momentopname"], "naam": "demonstratieregister", "soort": "demonstratie", "huidig": True}
    ]
    code, out, _ = run(capsys, "snapshots", *store, "--kies", first["momentopname"])
    assert (code, first["momentopname"] in out) == (0, True)


def test_a_folder_in_use_is_not_overwritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "iets.txt").write_text("van een mens")
    code, _, err = run(capsys, "demo", str(tmp_path))
    assert code != 0
    assert "Oplossing" in err
    assert [path.name for path in tmp_path.iterdir()] == ["iets.txt"]


def test_a_wrong_delivery_says_where_and_leaves_the_old_snapshot(
    capsys: pytest.CaptureFixture[str], demo_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "levering.toml").write_text('producent = "x"\n', encoding="utf-8")
    code, _, err = run(capsys, "load", str(tmp_path), "--opslag", str(demo_store.root))
    assert code == 3
    assert "levering.toml" in err
    assert demo_store.current().is_demonstration


@pytest.mark.parametrize("bad", [False, True])
def test_a_batch_exits_with_one_when_anything_is_blocked(
    capsys: pytest.CaptureFixture[str], demo_store: Store, tmp_path: Path, bad: bool
) -> None:
    folder = tmp_path / "vragen"
    folder.mkdir()
    (folder / "een.toml").write_text(PLAN, encoding="utf-8")
    if bad:
        (folder / "twee.toml").write_text("kapot", encoding="utf-8")
    words = ["batch", str(folder), "-o", str(tmp_path / "uit"), "--opslag", str(demo_store.root)]
    code, out, _ = run(capsys, *words, "--formats", "txt,json")
    assert code == int(bad)
    assert "samenvatting.csv" in out
    code, out, _ = run(capsys, *words, "--formats", "txt,json", "--json")
    assert {entry["name"]: entry["state"] for entry in json.loads(out)} == {
        "een.toml": "overgeslagen",
        **({"twee.toml": "geblokkeerd"} if bad else {}),
    }


def test_an_internal_fault_is_told_without_a_traceback_and_with_code_five(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("waarde 12 van persoon P0000001")

    monkeypatch.delenv("PQ_DEBUG", raising=False)
    monkeypatch.setattr("pq_answers.items.load_catalogue", broken)
    code, out, err = run(capsys, "items")
    assert code == 5
    assert "RuntimeError" in err
    assert "P0000001" not in out + err
