"""A store without a usable snapshot says so, with the remedy, whatever is wrong with its files."""

from __future__ import annotations

import runpy
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pq_answers.errors import StoreError
from pq_answers.store import DRAWING, SnapshotInfo, Sources, Store

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bron")
    sources = replace(Sources.from_catalogue(), published={}, marts={})
    Store(folder / "opslag").load(samples.Sample().write(folder / "levering"), sources=sources)
    return folder / "opslag"


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Store:
    shutil.copytree(loaded, tmp_path / "opslag")
    return Store(tmp_path / "opslag")


def _database(store: Store) -> Path:
    path = store.root / "snapshots" / f"{store.current().id}.duckdb"
    path.chmod(0o600)
    return path


def _fails(store: Store, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught, store.open() as reader:
        reader.run("SELECT * FROM persoon")
    assert caught.value.fix
    assert caught.value.where


def test_an_empty_store_names_the_command_that_fills_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pq-answers load"):
        Store(tmp_path / "leeg").current()
    assert Store(tmp_path / "leeg").snapshots() == ()


@pytest.mark.parametrize("content", ["", "weg", "../../etc/passwd", "s12345", "S0123456789AB", "\xff\xfe"])
def test_a_damaged_pointer_is_told_apart_from_an_empty_store(store: Store, content: str) -> None:
    (store.root / "current").write_text(content, encoding="latin-1")
    _fails(store, "aanwijzer")


def test_a_pointer_to_a_vanished_snapshot_is_refused(store: Store) -> None:
    (store.root / "current").write_text("s000000000000\n", encoding="utf-8")
    _fails(store, "s000000000000 bestaat niet")


def test_a_snapshot_without_its_description_is_refused_and_not_listed(store: Store) -> None:
    _database(store).with_suffix(".toml").unlink()
    _fails(store, "beschrijving van deze momentopname ontbreekt")
    assert store.snapshots() == ()


@pytest.mark.parametrize("text", ["", "id = 5", "id = [", "[rijen]\n"])
def test_an_unreadable_description_is_refused(store: Store, text: str) -> None:
    _database(store).with_suffix(".toml").write_text(text, encoding="utf-8")
    _fails(store, "onleesbaar")


@pytest.mark.parametrize("kept", [0, 100, 20_000])
def test_a_truncated_snapshot_is_refused(store: Store, kept: int) -> None:
    path = _database(store)
    path.write_bytes(path.read_bytes()[:kept])
    _fails(store, "beschadigd")


@pytest.mark.parametrize("filler", [b"\0", b"rommel"])
def test_a_snapshot_of_the_right_size_but_the_wrong_content_is_refused(store: Store, filler: bytes) -> None:
    path = _database(store)
    size = path.stat().st_size
    path.write_bytes((filler * size)[:size])
    _fails(store, "beschadigd")
    assert store.broken() == (path.stem,)


def test_switching_to_an_unknown_snapshot_offers_the_nearest(store: Store) -> None:
    current = store.current()
    wrong = current.id[:-1] + ("0" if current.id[-1] != "0" else "1")
    with pytest.raises(StoreError, match=current.id):
        store.switch(wrong)
    with pytest.raises(StoreError, match="geen nummer"):
        store.switch("../../etc")
    assert store.current() == current


def test_two_descriptions_cannot_be_swapped(store: Store) -> None:
    path = _database(store).with_suffix(".toml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(path.stem, "s000000000000", 1), encoding="utf-8")
    _fails(store, "andere momentopname")


def test_an_info_is_frozen(store: Store) -> None:
    info: SnapshotInfo = store.current()
    with pytest.raises(AttributeError):
        info.id = "x"  # type: ignore[misc]


def test_a_description_that_hides_that_data_are_for_demonstration_is_refused(
    demo_store: Store, tmp_path: Path
) -> None:
    root = tmp_path / "opslag"
    shutil.copytree(demo_store.root, root)
    info = root / "snapshots" / f"{demo_store.current().id}.toml"
    text = info.read_text(encoding="utf-8").replace('"demonstratie"', '"registratie"')
    info.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="hoort niet bij haar gegevens"):
        Store(root).open()


def test_the_own_number_of_a_store_is_made_once_and_read_by_nobody_else(
    demo_store: Store, tmp_path: Path
) -> None:
    shutil.copytree(demo_store.root, tmp_path / "opslag")
    store = Store(tmp_path / "opslag")
    with store.open() as one, store.open() as two:
        first = one.secret()
        assert len(first) == 32
        assert two.secret() == first
    path = tmp_path / "opslag" / DRAWING
    assert path.stat().st_mode & 0o077 == 0
    assert first.hex() == path.read_text(encoding="ascii")
    path.write_text("kapot", encoding="ascii")
    with store.open() as reader, pytest.raises(StoreError, match="eigen getal"):
        reader.secret()
