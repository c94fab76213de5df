"""A file that is damaged, made up or of another version changes nothing, whatever is wrong with it."""

from __future__ import annotations

import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from pq_answers.backup import ArchiveError, Places, back_up, examine, restore
from pq_answers.backup.archive import is_safe
from pq_answers.errors import UserError
from pq_answers.store import Store
from pq_answers.workflow import Database, Desk

from .conftest import Office
from .test_backup import MADE, places_of, quiet, rewritten, told
from .test_workflow import approve, in_review


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, demo_store: Store) -> Path:
    """Return a backup with an approved answer, made once; not to be changed."""
    base = tmp_path_factory.mktemp("kopie")
    database = Database(f"sqlite:///{base}/dossiers.sqlite")
    database.migrate()
    desk = Desk(demo_store, base / "goed", base / "weg", base / "geheugen", demo_store.root.parent / "goed")
    desk.prepare()
    office = Office(database, desk)
    approve(office, in_review(office))
    back_up(places_of(office), base / "kopie.zip", MADE, quiet)
    database.close()
    return base / "kopie.zip"


@pytest.fixture
def backup(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "kopie.zip"))


@pytest.fixture
def target(tmp_path: Path) -> Places:
    base = tmp_path / "elders"
    return Places(
        f"sqlite:///{base}/x.sqlite", base / "goed", base / "weg", base / "geheugen", base / "opslag"
    )


def refused(path: Path, target: Places, words: str) -> None:
    with pytest.raises(UserError, match=words):
        examine(path)
    with pytest.raises(UserError, match=words):
        restore(path, target, quiet)
    assert not target.approved.parent.exists(), "nothing was touched"


def test_half_a_file(backup: Path, target: Places) -> None:
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    refused(backup, target, "geen hele reservekopie")


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x05\x06" + bytes(18)])
def test_no_backup_at_all(data: bytes, tmp_path: Path, target: Places) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    refused(path, target, "reservekopie")


def test_one_byte_changed_anywhere(backup: Path, target: Places) -> None:
    whole = backup.read_bytes()
    for place in range(100, len(whole), len(whole) // 12):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ArchiveError):
            examine(backup)
    refused(backup, target, "beschadigd|reservekopie|lijst|bewaard")


def test_a_member_with_other_content(backup: Path, target: Places) -> None:
    rewritten(backup, lambda name, data: (name, data + b" " if "users" in name else data))
    refused(backup, target, "niet meer wat er bewaard werd")


def test_a_member_less(backup: Path, target: Places) -> None:
    rewritten(backup, lambda name, data: None if "users" in name else (name, data))
    refused(backup, target, "lijst van bestanden")


def test_a_member_more(backup: Path, target: Places) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("goedgekeurd/x/answer.json", "{}")
    refused(backup, target, "lijst van bestanden")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice(backup: Path, target: Places) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("staat/users.jsonl", "[]")
    refused(backup, target, "lijst van bestanden")


@pytest.mark.parametrize(
    "name",
    [
        "../buiten.txt",
        "goedgekeurd/../../buiten.txt",
        "/etc/buiten.txt",
        "goedgekeurd/./x",
        "goedgekeurd//x",
        "goedgekeurd/x\\..\\y",
        "goedgekeurd/.verborgen",
        "goedgekeurd/C:x",
        "goedgekeurd/" + "x" * 300,
        "opslag/.lock",
        "opslag/snapshots/../current",
        "staat/../users.jsonl",
        "elders/x",
        "goedgekeurd/",
    ],
)
def test_a_name_that_leads_elsewhere(backup: Path, target: Places, name: str) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr(name, b"x")
    fact = {"bytes": 1, "sha256": sha256(b"x").hexdigest()}
    told(backup, lambda manifest: manifest["bestanden"].update({name: fact}))  # type: ignore[attr-defined]
    assert not is_safe(name)
    refused(backup, target, "naam die niet kan|lijst van bestanden")


def test_a_link_is_restored_as_a_file_or_not_at_all(backup: Path, target: Places) -> None:
    info = zipfile.ZipInfo("goedgekeurd/koppeling")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    refused(backup, target, "lijst van bestanden")


def test_a_member_that_grows_without_end(backup: Path, target: Places) -> None:
    rewritten(backup, lambda name, data: (name, bytes(50_000_000) if "users" in name else data))
    refused(backup, target, "niet meer wat er bewaard werd")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"formaat": 2}, "andere versie"),
        ({"tabellen": "9999"}, "andere tabellen"),
        ({"bestanden": []}, "geen reservekopie"),
        ({"bestanden": {"staat/users.jsonl": {}}}, "geen reservekopie"),
        ({"bestanden": {"staat/users.jsonl": {"bytes": -1, "sha256": ""}}}, "geen reservekopie"),
    ],
)
def test_another_version_or_a_strange_manifest(
    backup: Path, target: Places, change: dict[str, object], words: str
) -> None:
    told(backup, lambda manifest: manifest.update(change))
    refused(backup, target, words)
