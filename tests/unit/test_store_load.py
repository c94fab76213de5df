"""Loading makes a whole new snapshot or nothing: the old one stays current until the new one is complete."""

from __future__ import annotations

import errno
import os
import runpy
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pq_answers.errors import InputError, StoreError
from pq_answers.store import DeliveryRejectedError, Limits, Sources, Store
from pq_answers.store import load as load_module
from pq_answers.store.build import CIJFER_COLUMNS
from pq_answers.store.sources import mart_tables

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))
HEADER = ",".join(CIJFER_COLUMNS)
RIGHT = "c1,sv-274,T1,blz.,contingent,lde,,2021,VTE,5,5,,waarde,waarde,"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "opslag")


@pytest.fixture
def sources() -> Sources:
    return replace(Sources.from_catalogue(), published={}, marts={})


def _mart(folder: Path, sql: str, name: str = "10_m_proef.sql") -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(sql, encoding="utf-8")
    return {name.removesuffix(".sql").lstrip("0123456789_"): folder / name}


def _half_made(store: Store) -> list[str]:
    return [path.name for path in store.root.rglob("*") if path.name.startswith((".bouw", ".uitloop"))]


def _one(store: Store, sql: str) -> Any:
    with store.open() as reader:
        return reader.run(sql).rows


def test_a_load_makes_typed_tables_in_the_order_of_their_keys(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    sample = samples.Sample()
    sample.rows["persoon"].reverse()
    report = store.load(sample.write(tmp_path / "a"), sources=sources)
    assert report.new
    assert report.info.rows["persoon"] == 3
    assert _one(store, "SELECT * FROM persoon LIMIT 1") == [("GEHEIM1", "F", "BE", 1971)]
    assert _one(store, "SELECT vte, typeof(vte) FROM tewerkstelling LIMIT 1") == [
        (Decimal("0.8000"), "DECIMAL(9,4)")
    ]
    assert _one(store, "SELECT count(*) FROM contingent WHERE tot IS NULL") == [(1,)]


def test_the_snapshot_tells_what_it_was_made_from(tmp_path: Path, store: Store, sources: Sources) -> None:
    settings = {
        "soort": '"demonstratie"',
        "volledig_tot": '"2021-Q2"',
        "naam": '"Ré\\"gister"',
        "factor": "2",
    }
    info = store.load(samples.Sample(settings=settings).write(tmp_path / "a"), sources=sources).info
    assert info == store.current() == store.snapshots()[0]
    assert (info.name, info.last_complete_year, info.factor, info.is_demonstration) == (
        'Ré"gister',
        2020,
        2,
        True,
    )
    row = _one(store, "SELECT momentopname, soort, volledig_tot, laatste_jaar FROM levering")
    assert row == [(info.id, "demonstratie", "2021-Q2", 2020)]


def test_code_lists_stand_in_the_snapshot_with_their_bounds_and_order(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    store.load(samples.Sample().write(tmp_path / "a"), sources=sources)
    rows = _one(store, "SELECT code, van, tot FROM codelijst WHERE lijst = 'leeftijd' ORDER BY volgorde")
    assert rows[0] == ("Y_LT25", 0, 25)
    assert rows[-1] == ("Y_GE55", 55, None)


def test_marts_are_built_in_the_order_of_their_names(tmp_path: Path, store: Store, sources: Sources) -> None:
    marts = _mart(tmp_path / "m", "SELECT maatregel, count(*) AS n FROM tewerkstelling GROUP BY ALL;")
    marts |= _mart(tmp_path / "m", "SELECT sum(n) AS n FROM m_proef -- slot", "20_m_som.sql")
    report = store.load(samples.Sample().write(tmp_path / "a"), sources=replace(sources, marts=marts))
    assert _one(store, "SELECT n FROM m_som") == [(3,)]
    assert report.info.rows["m_som"] == 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT weg FROM persoon", "«weg» bestaat niet"),
        ("SELECT * FROM wegtabel", "«wegtabel» bestaat niet"),
        ("SELEC 1", "geen geldige SQL"),
        ("SELECT 1; SELECT 2", "2 opdrachten"),
        ("DROP TABLE persoon", "geen SELECT"),
        ("SELECT * FROM read_csv('/etc/passwd')", "«read_csv» is niet toegelaten"),
        ("SELECT $jaar AS jaar", "geen parameters"),
        ("SELECT CAST(persoon_id AS INTEGER) AS n FROM persoon", "past niet"),
    ],
)
def test_a_wrong_mart_is_named_and_nothing_is_loaded(
    tmp_path: Path, store: Store, sources: Sources, sql: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        store.load(
            samples.Sample().write(tmp_path / "a"), sources=replace(sources, marts=_mart(tmp_path / "m", sql))
        )
    assert caught.value.where == "queries/marts/10_m_proef.sql"
    assert "GEHEIM" not in str(caught.value)
    assert store.snapshots() == ()
    assert _half_made(store) == []


@pytest.mark.parametrize(
    "names", [["10_persoon.sql"], ["10_cijfer.sql"], ["1_m.sql", "2_m.sql"], ["10_M-x.sql"]]
)
def test_a_mart_whose_table_is_taken_or_odd_is_refused(sources: Sources, names: list[str]) -> None:
    with pytest.raises(InputError, match="kan niet"):
        mart_tables({name: Path(name) for name in names}, sources.schema)


def _published(folder: Path, *lines: str, header: str = HEADER) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    (folder / "sv-274.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return {"sv-274.csv": folder / "sv-274.csv"}


def test_published_figures_are_read_as_printed_and_an_empty_field_is_missing(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    published = _published(
        tmp_path / "p", 'c1,sv-274,T1,p. 3,contingent,lde,,2021,VTE,1868.0,"1.868,0",,waarde,waarde,'
    )
    store.load(samples.Sample().write(tmp_path / "a"), sources=replace(sources, published=published))
    assert _one(store, "SELECT waarde, gedrukt, dimensies FROM cijfer") == [
        (Decimal("1868.0000"), "1.868,0", None)
    ]


@pytest.mark.parametrize(
    ("lines", "header", "words"),
    [
        (('c1,"b" c,t,p,i,m,d,2021,VTE,1,g,r,s,v',), HEADER, "geen geldige CSV"),
        ((), "cijfer_id,bron", "kolommen"),
        ((RIGHT.replace("VTE,5", "VTE,veel"),), HEADER, "geen getal"),
        ((RIGHT.removesuffix(","),), HEADER, "te veel of te weinig"),
        ((RIGHT,) * 2, HEADER, "staat al op rij 2"),
    ],
)
def test_wrong_published_figures_are_refused_with_their_file(
    tmp_path: Path, store: Store, sources: Sources, lines: tuple[str, ...], header: str, words: str
) -> None:
    published = _published(tmp_path / "p", *lines, header=header)
    with pytest.raises(InputError, match=words) as caught:
        store.load(samples.Sample().write(tmp_path / "a"), sources=replace(sources, published=published))
    assert "data/published" in caught.value.where


@pytest.mark.parametrize("header", [HEADER, f"é{HEADER}"])
def test_published_figures_that_are_no_utf8_are_refused(
    tmp_path: Path, store: Store, sources: Sources, header: str
) -> None:
    path = tmp_path / "sv-274.csv"
    path.write_bytes(f"{header}\né,b,t,p,i,m,d,2021,VTE,1,g,r,s,v\n".encode("latin-1"))
    with pytest.raises(InputError, match="geen UTF-8") as caught:
        store.load(
            samples.Sample().write(tmp_path / "a"), sources=replace(sources, published={"sv-274.csv": path})
        )
    assert caught.value.fix


def test_loading_the_same_delivery_again_is_recognised_and_made_current(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    folder = samples.Sample().write(tmp_path / "a")
    first = store.load(folder, sources=sources)
    other = samples.Sample(settings={"naam": '"ander"'}).write(tmp_path / "b")
    second = store.load(other, sources=sources)
    third = store.load(folder, sources=sources)
    assert (first.new, second.new, third.new) == (True, True, False)
    assert third.info == first.info == store.current()
    assert {info.id for info in store.snapshots()} == {first.info.id, second.info.id}


def test_the_id_changes_with_whatever_the_snapshot_holds(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    changed = samples.Sample()
    changed.rows["tewerkstelling"][0]["vte"] = "0.9"
    plain = samples.Sample()
    made = [
        (plain, sources),
        (changed, sources),
        (samples.Sample(settings={"volledig_tot": '"2021-Q3"'}), sources),
        (samples.Sample(settings={"soort": '"demonstratie"'}), sources),
        (samples.Sample(settings={"producent": '"ander"'}), sources),
        (plain, replace(sources, marts=_mart(tmp_path / "m1", "SELECT 1 AS a"))),
        (plain, replace(sources, marts=_mart(tmp_path / "m2", "SELECT 1 AS b"))),
        (plain, replace(sources, published=_published(tmp_path / "p"))),
    ]
    ids = [
        store.load(sample.write(tmp_path / f"l{n}"), sources=given).info.id
        for n, (sample, given) in enumerate(made)
    ]
    assert len(set(ids)) == len(ids)


def test_a_faulty_delivery_leaves_the_old_snapshot_and_a_full_report(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    old = store.load(samples.Sample().write(tmp_path / "a"), sources=sources).info
    bad = samples.Sample()
    bad.rows["tewerkstelling"][2]["maatregel"] = "GEHEIM"
    with pytest.raises(DeliveryRejectedError) as caught:
        store.load(bad.write(tmp_path / "b"), sources=sources)
    assert "tewerkstelling.csv, rij 4, kolom maatregel" in str(caught.value)
    assert "GEHEIM" not in str(caught.value)
    assert caught.value.csv_path.parent == store.root / "verslagen"
    assert "maatregel" in caught.value.csv_path.read_text(encoding="utf-8-sig")
    assert store.current() == old
    assert _half_made(store) == []


def test_a_second_load_at_the_same_time_is_refused(tmp_path: Path, store: Store, sources: Sources) -> None:
    folder, seen = samples.Sample().write(tmp_path / "a"), []

    def load_again(_message: str) -> None:
        if not seen:
            with pytest.raises(StoreError, match="wordt al een levering geladen") as caught:
                store.load(folder, sources=sources)
            seen.append(caught.value)

    assert store.load(folder, load_again, sources=sources).new
    assert seen


_KILLED = """
import sys, time
from pathlib import Path
from pq_answers.store import Store
def say(message):
    print(message, flush=True)
    if message == "Momentopname wegschrijven":
        time.sleep(60)
Store(Path(sys.argv[1])).load(Path(sys.argv[2]), say)
"""


@pytest.mark.parametrize("moment", ["Levering controleren", "Tabellen opbouwen", "Momentopname wegschrijven"])
def test_a_killed_load_leaves_the_old_snapshot_and_the_next_load_cleans_up(
    tmp_path: Path, store: Store, sources: Sources, moment: str
) -> None:
    old = store.load(samples.Sample().write(tmp_path / "a"), sources=sources).info
    new = samples.Sample(settings={"naam": '"nieuw"'}).write(tmp_path / "b")
    command = [sys.executable, "-c", _KILLED, str(store.root), str(new)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any(line.strip() == moment for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert _half_made(store)
    assert store.current() == old
    assert [info.id for info in store.snapshots()] == [old.id]
    assert _one(store, "SELECT count(*) FROM persoon") == [(3,)]
    assert store.load(new, sources=sources).new
    assert _half_made(store) == []


def test_what_a_dead_reader_spilled_is_removed_and_a_living_ones_is_not(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    folder = samples.Sample().write(tmp_path / "a")
    store.load(folder, sources=sources)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    dead, living = store.root / f".uitloop-{ended.pid}", store.root / f".uitloop-{os.getpid()}"
    dead.mkdir()
    living.mkdir()
    store.load(folder, sources=sources)
    assert not dead.exists()
    assert living.exists()


def test_readers_never_notice_a_load(tmp_path: Path, store: Store, sources: Sources) -> None:
    folders = [samples.Sample(settings={"naam": f'"n{n}"'}).write(tmp_path / f"l{n}") for n in range(3)]
    store.load(folders[0], sources=sources)
    counts: list[int] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                counts.append(_one(store, "SELECT count(*) FROM persoon")[0][0])
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in readers:
        thread.start()
    for folder in folders[1:]:
        store.load(folder, sources=sources)
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert set(counts) == {3}
    assert len(counts) >= len(readers)


def test_a_reader_keeps_its_snapshot_while_the_pointer_moves(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    old = store.load(samples.Sample().write(tmp_path / "a"), sources=sources).info
    with store.open() as reader:
        fewer = samples.Sample(settings={"naam": '"nieuw"'})
        fewer.rows["onderneming"].pop()
        new = store.load(fewer.write(tmp_path / "b"), sources=sources).info
        assert reader.info == old
        assert reader.run("SELECT count(*) FROM onderneming").rows == [(2,)]
    assert store.current() == new
    assert store.switch(old.id) == store.current() == old


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, store: Store, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = store.load(samples.Sample().write(tmp_path / "a"), sources=sources).info

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(load_module, "write_info", full)
    with pytest.raises(StoreError, match="schijf is vol"):
        store.load(samples.Sample(settings={"naam": '"nieuw"'}).write(tmp_path / "b"), sources=sources)
    assert store.current() == old
    assert [info.id for info in store.snapshots()] == [old.id]
    assert _half_made(store) == []


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from pq_answers.store import Store
from pq_answers.errors import StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    Store(Path(sys.argv[1])).load(Path(sys.argv[2]))
except StoreError as error:
    print(error)
"""


def test_a_disk_that_fills_while_duckdb_writes_leaves_nothing_half_written(
    tmp_path: Path, store: Store
) -> None:
    folder = samples.Sample().write(tmp_path / "a")
    command = [sys.executable, "-c", _LIMITED, str(store.root), str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "schijf is vol" in result.stdout, result.stderr
    assert store.snapshots() == ()
    assert _half_made(store) == []


def test_a_damaged_snapshot_is_found_and_made_again_by_the_next_load(
    tmp_path: Path, store: Store, sources: Sources
) -> None:
    folder = samples.Sample().write(tmp_path / "a")
    info = store.load(folder, sources=sources).info
    path = store.root / "snapshots" / f"{info.id}.duckdb"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.chmod(0o600)
    path.write_bytes(content)
    assert store.broken() == (info.id,)
    assert store.load(folder, sources=sources).new
    assert store.broken() == ()


def test_the_catalogue_as_shipped_loads(tmp_path: Path, store: Store) -> None:
    report = store.load(samples.Sample().write(tmp_path / "a"))
    with store.open(limits=Limits(rows=10_000)) as reader:
        assert reader.run("SELECT count(*) FROM persoon").rows == [(report.info.rows["persoon"],)]
