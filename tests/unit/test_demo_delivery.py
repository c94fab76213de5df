"""The demonstration delivery: a complete folder or none, the same bytes everywhere, errors in Dutch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from pq_answers.demo import write_delivery
from pq_answers.demo.settings import load_settings
from pq_answers.errors import ExitCode, InputError, OutputError, UsageError

ROOT = Path(__file__).parents[2]
WRITE = "import sys; from pathlib import Path; from pq_answers.demo import write_delivery; "
WRITE += "write_delivery(Path(sys.argv[1]))"


def contents(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def rows(path: Path, condition: str = "true") -> int:
    with duckdb.connect() as connection:
        counted = connection.execute(f"SELECT count(*) FROM '{path}' WHERE {condition}").fetchall()
    return int(counted[0][0])


def written_elsewhere(folder: Path, **environment: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    subprocess.run([sys.executable, "-c", WRITE, str(folder)], env=environment, check=True)
    return contents(folder)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_delivery(tmp_path_factory.mktemp("demo") / "levering")


@pytest.fixture
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ministry's own settings, a copy that a test can change."""
    settings = tmp_path / "eigen" / "data" / "demo" / "register.toml"
    settings.parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "demo" / "register.toml", settings)
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path / "eigen"))
    return settings


def change(settings: Path, old: str, new: str) -> None:
    text = settings.read_text(encoding="utf-8")
    assert old in text
    settings.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_two_processes_with_other_hash_seeds_zones_and_locales_write_the_same_bytes(
    delivery: Path, tmp_path: Path
) -> None:
    expected = contents(delivery)
    one = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    two = {"PYTHONHASHSEED": "2", "TZ": "America/Caracas", "LC_ALL": "nl_BE.UTF-8"}
    assert written_elsewhere(tmp_path / "een", **one) == expected
    assert written_elsewhere(tmp_path / "twee", **two) == expected


def test_the_sidecar_describes_every_file_that_is_there(delivery: Path) -> None:
    sidecar = tomllib.loads((delivery / "levering.toml").read_text(encoding="utf-8"))
    head = {key: value for key, value in sidecar.items() if key != "bestand"}
    assert head == {
        "producent": "pq-answers",
        "soort": "demonstratie",
        "naam": "demonstratieregister",
        "volledig_tot": "2021-Q4",
        "factor": 1,
    }
    register = tomllib.loads((ROOT / "data" / "register.toml").read_text(encoding="utf-8"))
    assert {entry["tabel"] for entry in sidecar["bestand"]} == set(register)
    found = contents(delivery)
    assert {entry["pad"]: entry["sha256"] for entry in sidecar["bestand"]} == {
        name: digest for name, digest in found.items() if name != "levering.toml"
    }
    for entry in sidecar["bestand"]:
        assert rows(delivery / entry["pad"]) == entry["rijen"]


def test_csv_files_are_plain_utf8_with_a_header_and_unix_line_ends(delivery: Path) -> None:
    for path in delivery.glob("*.csv"):
        data = path.read_bytes()
        assert data.decode("utf-8").startswith(
            ("onderneming_id,", "traject_id,", "persoon_id,", "evaluatie_id,")
        )
        assert b"\r" not in data
        assert data.endswith(b"\n")


def test_nothing_but_the_delivery_is_left_in_the_folder_or_beside_it(delivery: Path) -> None:
    assert [path.name for path in delivery.parent.iterdir()] == ["levering"]
    assert len(list(delivery.iterdir())) == 10


def test_an_empty_folder_may_exist_already(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    assert write_delivery(tmp_path / "leeg") == tmp_path / "leeg"
    assert (tmp_path / "leeg" / "levering.toml").is_file()


def test_a_quote_or_a_space_in_the_folder_name_is_no_problem(delivery: Path, tmp_path: Path) -> None:
    odd = write_delivery(tmp_path / "map van 'An' {met} $tekens")
    assert contents(odd) == contents(delivery)


@pytest.mark.parametrize("factor", [0, -1, 101, True, 1.5, "2"])
def test_a_factor_outside_one_to_a_hundred_is_refused_in_dutch(tmp_path: Path, factor: int) -> None:
    with pytest.raises(UsageError, match="geheel getal van 1 tot en met 100") as caught:
        write_delivery(tmp_path / "levering", factor=factor)
    assert caught.value.exit_code == ExitCode.USAGE
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "belangrijk.txt").write_text("x")
    with pytest.raises(UsageError, match="niet leeg"):
        write_delivery(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["belangrijk.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(UsageError, match="geen map"):
        write_delivery(tmp_path / "bestand")


def test_a_place_where_nothing_can_be_written_is_reported_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(OutputError, match="Kies een map waarin u mag schrijven"):
        write_delivery(tmp_path / "bestand" / "levering")


def test_a_failure_halfway_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pq_answers.demo.delivery._write_sidecar", full_disk)
    with pytest.raises(OutputError):
        write_delivery(tmp_path / "levering")
    assert list(tmp_path.iterdir()) == []


def test_another_target_in_the_settings_gives_another_register(overlay: Path, tmp_path: Path) -> None:
    change(overlay, "succesvol = 67", "succesvol = 70")
    change(overlay, "lde = 869", "lde = 900")
    folder = write_delivery(tmp_path / "levering")
    assert (
        rows(folder / "doorstroomtraject.csv", "maatregel = 'lde' AND trajectresultaat = 'succesvol'") == 70
    )
    assert rows(folder / "advies.parquet", "maatregel = 'lde'") == 900


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("contingent      = [1868.0,", "contingent      = [9868.0,", "spreken elkaar tegen"),
        ("contingent      = [1868.0,", "contingent      = [", "niet één waarde per jaar"),
        ("B0   = [0.6, 4.4]", "B0   = [0.6, 5.4]", "valt buiten <5"),
        ("opgestart = [64, 227, 58]", "opgestart = [64, 227, 5800]", "te weinig tewerkstellingen"),
        ("M = 42, F = 58", "M = 42, V = 58", "onbekende code in geslacht: V"),
        ("zaad          = 274", "", "missen de sleutel 'zaad'"),
        ("zaad          = 274", "zaad =", "niet leesbaar"),
        ("zaad          = 274", 'zaad = "x"', "kloppen niet"),
    ],
)
def test_wrong_settings_are_refused_with_their_place(
    overlay: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    change(overlay, old, new)
    with pytest.raises(InputError, match=message) as caught:
        write_delivery(tmp_path / "levering")
    assert "register.toml" in caught.value.where
    assert caught.value.fix
    assert not (tmp_path / "levering").exists()


def test_the_shipped_settings_are_read_without_complaint() -> None:
    settings = load_settings()
    assert [block.maatregel for block in settings.blocks][:2] == ["lde", "collectief_maatwerk"]
    assert len(settings.quarters) == 28
