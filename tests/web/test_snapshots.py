"""Snapshots, on the pages and for programs: deliveries, faults, the current one, what differs and moves."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pq_answers.answer import Draft, compare_records, query_item, result_record
from pq_answers.deliveries import unpack
from pq_answers.document import CellBox, Document, TableBlock, plain
from pq_answers.errors import InputError
from pq_answers.store import Store
from pq_answers.tables import State
from pq_answers.web.changes import changes, lines_of
from pq_answers.web.office import Settings
from pq_answers.web.routes import draft as draft_routes
from pq_answers.workflow import Desk, Role, dossiers
from pq_answers.workflow.standard import standard_requests
from pq_answers.workflow.work import work_of
from pq_answers.workflow.worker import Worker

from .conftest import ORIGIN, QUESTION, Browser, Enter, words
from .test_api import Api, to_draft
from .test_pages import drafted

Change = Callable[[list[dict[str, str]]], list[dict[str, str]]]


# Two deliveries: the demonstration register, and the same with some rows altered


def altered(source: Path, target: Path, changes: Mapping[str, Change], name: str = "verbeterd") -> Path:
    """Copy a delivery with other rows in some of its CSV files, and a sidecar that fits them."""
    shutil.copytree(source, target)
    sidecar = (source / "levering.toml").read_text().replace("demonstratieregister", name)
    for table, change in changes.items():
        path = target / f"{table}.csv"
        was = hashlib.sha256(path.read_bytes()).hexdigest()
        with path.open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        count = len(rows)
        new = change(rows)
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(new)
        sidecar = sidecar.replace(was, hashlib.sha256(path.read_bytes()).hexdigest())
        sidecar = re.sub(rf'(pad = "{table}.csv"\nrijen = ){count}', rf"\g<1>{len(new)}", sidecar)
    (target / "levering.toml").write_text(sidecar)
    return target


def more_contingent(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    first = next(row for row in rows if row["maatregel"] == "lde" and not row["tot"])
    return [{**row, "vte": "105.80"} if row is first else row for row in rows]


def fewer_trajectories(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Let half of the successful trajectories of one measure fail: what stays is few, and hidden."""
    own = [r for r in rows if (r["maatregel"], r["trajectresultaat"]) == ("lde", "succesvol")]
    failed = {row["traject_id"] for row in own[: len(own) // 2]}
    return [
        {**row, "trajectresultaat": "niet_succesvol"} if row["traject_id"] in failed else row for row in rows
    ]


@pytest.fixture(scope="module")
def other_delivery(demo_delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("levering") / "anders"
    changes = {"contingent": more_contingent, "doorstroomtraject": fewer_trajectories}
    return altered(demo_delivery, folder, changes)


@pytest.fixture(scope="module")
def two(demo_store: Store, other_delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with both; the first is the current one."""
    root = tmp_path_factory.mktemp("twee") / "opslag"
    shutil.copytree(demo_store.root, root)
    store = Store(root)
    store.load(other_delivery, switch=False)
    assert len(store.snapshots()) == 2
    return store


@pytest.fixture
def desk(tmp_path: Path, two: Store, demo_store: Store) -> Desk:
    store = Store(tmp_path / "opslag")
    shutil.copytree(two.root, store.root)
    stamps = demo_store.root.parent / "goed"
    made = Desk(
        store, tmp_path / "w/goedgekeurd", tmp_path / "w/ingetrokken", tmp_path / "w/geheugen", stamps
    )
    made.prepare()
    return made


@pytest.fixture
def api(settings: Settings) -> Any:
    made = Api(settings)
    yield made
    made.client.close()
    made.office.database.close()


def other_of(desk: Desk) -> str:
    current = desk.store.current().id
    return next(one.id for one in desk.store.snapshots() if one.id != current)


def zip_of(folder: Path) -> bytes:
    return zipped({path.name: path.read_bytes() for path in sorted(folder.iterdir())})


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def work(client: TestClient) -> None:
    """Do all that waits."""
    office = client.app.state.office  # type: ignore[attr-defined]
    worker = Worker(office.database, work_of(office.database, office.desk), office.settings.clock)
    while worker.run_one():
        pass


def send(browser: Browser, path: str, data: bytes, name: str = "levering.zip", status: int = 200) -> str:
    token = re.search(r'name="csrf" value="([^"]*)"', browser.get(path))
    assert token is not None
    answer = browser.client.post(
        path, data={"csrf": token[1]}, files={"bestand": (name, data)}, headers=ORIGIN
    )
    assert answer.status_code == status, words(answer.text)[:500]
    return answer.text


def job_path(html: str) -> str:
    found = re.search(r"/taken/\d+", html)
    assert found is not None
    return found[0]


# Deliveries


def test_a_delivery_becomes_a_snapshot_that_a_manager_makes_current(
    people_in: Enter, desk: Desk, demo_delivery: Path, tmp_path: Path
) -> None:
    bert, lena = people_in("bert"), people_in("lena")
    before = desk.store.current().id
    delivery = altered(demo_delivery, tmp_path / "nieuw", {}, "derde levering")
    waits = send(bert, "/momentopnames", zip_of(delivery), "C:\\werk\\../derde.zip")
    assert "staat in de rij" in words(waits)
    assert "derde.zip, gevraagd door bert" in words(waits)
    path = job_path(waits)
    assert '<noscript><meta http-equiv="refresh"' in waits
    work(bert.client)
    done = bert.get(path)
    assert "http-equiv" not in done
    made = re.search(r'href="/momentopnames/(s\w+)"', done)
    assert made is not None
    assert "persoon 44.586 rijen" in words(done)
    assert desk.store.current().id == before, "loading alone changes nothing for anybody"
    assert not list(desk.store.root.glob(".levering-*")), "nothing of the delivery stays behind"
    shown = lena.get(f"/momentopnames/{made[1]}")
    assert "Maak dit de huidige" not in words(shown)
    lena.post(f"/momentopnames/{made[1]}/huidige", shown, 403)
    assert "Elk nieuw ontwerp staat op deze" in words(
        bert.post(f"/momentopnames/{made[1]}/huidige", bert.get(f"/momentopnames/{made[1]}"))
    )
    assert desk.store.current().id == made[1]
    listing = words(lena.get("/momentopnames"))
    assert f"{made[1]} huidige derde levering" in listing
    assert "Levering opladen" not in listing
    again = send(bert, "/momentopnames", zip_of(delivery))
    work(bert.client)
    assert "Deze levering was al geladen" in words(bert.get(job_path(again)))


def test_every_fault_of_a_delivery_is_shown_with_file_row_and_column(
    people_in: Enter, demo_delivery: Path, tmp_path: Path, desk: Desk
) -> None:
    def wrong(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{**rows[0], "vte": "geheim"}, {**rows[1], "maatregel": "<b>x</b>"}, *rows[2:]]

    bert = people_in("bert")
    delivery = altered(demo_delivery, tmp_path / "fout", {"contingent": wrong})
    path = job_path(send(bert, "/momentopnames", zip_of(delivery)))
    work(bert.client)
    shown = bert.get(path)
    assert "De levering heeft 2 fouten; er is niets geladen." in words(shown)
    assert "contingent.csv 2 vte Dit is geen getal" in words(shown)
    assert "contingent.csv 3 maatregel Deze code staat niet" in words(shown)
    assert "geheim" not in shown, "a row's values are shown nowhere"
    assert str(desk.store.root) not in shown
    faults = bert.client.get(f"{path}/resultaat")
    assert faults.headers["content-disposition"] == 'attachment; filename="fouten.csv"'
    assert faults.content.decode("utf-8-sig").count("\n") == 3
    assert len(desk.store.snapshots()) == 2


def test_two_uploads_at_once_are_two_jobs_and_the_same_one_is_one(
    people_in: Enter, demo_delivery: Path, tmp_path: Path, desk: Desk
) -> None:
    bert, other = people_in("bert"), people_in("bert")
    one = zip_of(altered(demo_delivery, tmp_path / "een", {}, "een"))
    two = zip_of(altered(demo_delivery, tmp_path / "twee", {}, "twee"))
    first = job_path(send(bert, "/momentopnames", one, "a.zip"))
    assert job_path(send(other, "/momentopnames", one, "a.zip")) == first
    second = job_path(send(other, "/momentopnames", two, "a.zip"))
    assert second != first
    work(bert.client)
    assert {info.name for info in desk.store.snapshots()} >= {"een", "twee"}


def linked(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def locked() -> bytes:
    data = bytearray(zipped({"levering.toml": b"x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """Return a ZIP whose entry says that it is smaller than it is."""
    data = bytearray(zipped({"a.csv": b"0" * 1000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


BAD_ZIPS: dict[str, tuple[bytes, str]] = {
    "no zip": (b"MZ\x00geen zip", "geen leesbare zip"),
    "half a zip": (zipped({"levering.toml": b"x" * 100})[:60], "geen leesbare zip"),
    "empty": (zipped({}), "leeg"),
    "traversal": (zipped({"../../levering.toml": b"x"}), "pad of een naam"),
    "absolute": (zipped({"/etc/levering.toml": b"x"}), "pad of een naam"),
    "windows": (zipped({"C:\\x\\levering.toml": b"x"}), "pad of een naam"),
    "control": (zipped({"a\x01.csv": b"x"}), "pad of een naam"),
    "dots": (zipped({"a/../levering.toml": b"x"}), "pad of een naam"),
    "long": (zipped({"x" * 300 + ".csv": b"x"}), "pad of een naam"),
    "deep": (zipped({"a/b/c/d.csv": b"x"}), "pad of een naam"),
    "link": (linked("levering.toml"), "koppeling"),
    "programme": (zipped({"levering.toml": b"x", "virus.exe": b"MZ"}), "van een soort"),
    "twice": (zipped({"a.csv": b"x", "A.CSV": b"y"}), "twee keer"),
    "locked": (locked(), "wachtwoord"),
    "bomb": (zipped({"a.csv": b"0" * 60_000_000}), "uitgepakt te groot"),
    "many": (zipped({f"{number}.csv": b"x" for number in range(201)}), "meer dan 200"),
    "lying": (lying(), "geen leesbare zip"),
    "no sidecar": (zipped({"a.csv": b"x"}), "begeleidend bestand"),
    "bad sidecar": (zipped({"levering.toml": b"= ="}), "geen geldige TOML"),
    "poor sidecar": (zipped({"levering.toml": b'producent = "x"'}), "ontbreekt"),
}


@pytest.mark.parametrize("kind", BAD_ZIPS)
def test_a_file_that_cannot_be_a_delivery_gets_a_clear_answer(
    people_in: Enter, desk: Desk, kind: str
) -> None:
    data, told = BAD_ZIPS[kind]
    bert = people_in("bert")
    path = job_path(send(bert, "/momentopnames", data, "../../<b>x</b>.zip"))
    work(bert.client)
    shown = bert.get(path)
    assert told in words(shown)
    assert "<b>" not in shown
    assert str(desk.store.root.parent) not in shown
    assert not list(desk.store.root.glob(".levering-*"))
    assert not (desk.store.root.parent / "levering.toml").exists()
    assert len(desk.store.snapshots()) == 2


def test_a_workbook_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    inside = zipped({"xl/worksheets/sheet1.xml": b" " * 210_000_000})
    with pytest.raises(InputError, match="uitgepakt te groot"):
        unpack(zipped({"a.xlsx": inside}), tmp_path / "uit", (".xlsx",))


def test_files_in_one_folder_come_without_it(tmp_path: Path) -> None:
    data = zipped({"map/a.csv": b"x", "map/b.toml": b"y", "__MACOSX/map/a.csv": b"", "map/.DS_Store": b""})
    found = unpack(data, tmp_path, (".csv", ".toml"))
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.csv", "b.toml"]


def test_more_than_twelve_megabytes_and_nothing_at_all_are_refused(people_in: Enter) -> None:
    bert = people_in("bert")
    assert "hoogstens 12 MB" in send_raw(bert, b"x" * 12_100_000, 413)
    assert "geen bestand gekozen" in words(send(bert, "/momentopnames", b"", status=422))
    for who in ("lena", "otto", "nora"):
        browser = people_in(who)
        token = re.search(r'name="csrf" value="([^"]*)"', browser.get("/momentopnames"))
        assert token is not None
        answer = browser.client.post(
            "/momentopnames", data={"csrf": token[1]}, files={"bestand": ("a.zip", b"PK")}, headers=ORIGIN
        )
        assert answer.status_code == 403, who


def send_raw(browser: Browser, data: bytes, status: int) -> str:
    answer = browser.client.post("/momentopnames", files={"bestand": ("a.zip", data)}, headers=ORIGIN)
    assert answer.status_code == status
    return answer.text


# Comparing


def test_two_snapshots_are_compared_item_by_item(people_in: Enter, desk: Desk) -> None:
    lena = people_in("lena")
    old, new = desk.store.current().id, other_of(desk)
    seen = lena.get("/momentopnames")
    waits = lena.post("/momentopnames/vergelijken", seen, van=old, naar=new, vraag="contingent")
    work(lena.client)
    shown = words(lena.get(job_path(waits)))
    assert "1 van 1 catalogusvragen heeft andere cijfers" in shown
    assert "2.100,7 2.205,7" in shown
    everything = lena.post("/momentopnames/vergelijken", seen, van=old, naar=new)
    work(lena.client)
    shown = words(lena.get(job_path(everything)))
    assert "Zonder verschil" in shown
    assert "kon niet vergeleken worden" not in shown
    assert "in minstens een van beide verborgen" in shown


@pytest.mark.parametrize(
    ("old", "new", "items", "status"),
    [
        ("s000000000000", "", [], 404),
        ("../../etc", "", [], 404),
        ("", "", ["contingent"], 422),
        ("", "ander", ["bestaat_niet"], 404),
    ],
)
def test_a_comparison_of_what_is_not_there_is_refused(
    people_in: Enter, desk: Desk, old: str, new: str, items: list[str], status: int
) -> None:
    lena, current = people_in("lena"), desk.store.current().id
    chosen = {"van": old or current, "naar": other_of(desk) if new == "ander" else new or current}
    lena.post("/momentopnames/vergelijken", lena.get("/momentopnames"), status, **chosen, vraag=items)


@pytest.mark.parametrize(
    "path",
    ["/momentopnames/s000000000000", "/momentopnames/..%2f..%2fx", "/momentopnames/x", "/taken/999",
     "/taken/-1", "/taken/999/resultaat", "/taken/99999999999999999999"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(people_in: Enter, path: str) -> None:
    answer = people_in("lena").client.get(path)
    assert answer.status_code in {404, 422}
    assert "Niet gelukt" in words(answer.text)


# Nothing hidden comes out by comparing


def test_what_either_snapshot_hides_is_hidden_in_both(desk: Desk) -> None:
    """Also where a figure did not change: shown in one, it would tell what the other hides."""
    catalogue = desk.catalogue()
    hidden_once = 0
    for name in ("doorstroom_resultaat", "doorstroomtrajecten_gestart", "geindiceerden_advies"):
        item = catalogue.get(name)
        for asked in standard_requests(item, 2021):
            records = []
            for snapshot in (desk.store.current().id, other_of(desk)):
                with desk.store.open(snapshot) as reader:
                    records.append(result_record(*query_item(item, asked, reader)))
            found = compare_records(*records)
            own = [_hidden(record) for record in records]
            hidden_once += len(own[0] ^ own[1])
            assert own[0] | own[1] <= set(found.hidden)
            assert not {moved.key for moved in found.moved} & (own[0] | own[1])
            back = compare_records(*reversed(records))
            assert back.hidden == found.hidden, "which of the two hides it is not told"
    assert hidden_once, "the two snapshots hide other cells, or this proves nothing"


def _hidden(record: Mapping[str, Any]) -> set[str]:
    cells = (cell for table in record["tabellen"] for cell in table["cellen"])
    return {*record["bescherming"]["verborgen"]} | {
        cell["sleutel"] for cell in cells if cell["status"] == State.SUPPRESSED
    }


def record(
    cells: Mapping[str, str | None], table: str = "1:1:t", withheld: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the part of a record that is compared; None is a hidden cell."""
    told = [
        {"sleutel": key, "status": "waarde", "waarde": value, "decimalen": 0}
        if value is not None
        else {"sleutel": key, "status": "onderdrukt"}
        for key, value in cells.items()
    ]
    return {
        "tabellen": [{"id": table, "titel": "T", "cellen": told}],
        "bescherming": {
            "verborgen": [key for key, value in cells.items() if value is None],
            "weggelaten": [{"tabel": name, "titel": name} for name in withheld],
        },
        "getallen": [{"herkomst": "cel", "naam": key, "plaats": "vraag 1"} for key in cells],
    }


def test_a_figure_moves_only_where_both_show_it() -> None:
    found = compare_records(
        record({"a": "10", "b": None, "c": "7", "d": "1000"}),
        record({"a": "12", "b": "5", "c": None, "e": "4"}),
    )
    assert [(m.key, m.was, m.now) for m in found.moved] == [
        ("a", "10", "12"),
        ("e", "–", "4"),
        ("d", "1.000", "–"),
    ]
    assert found.hidden == ("b", "c")
    assert "5" not in str(found.moved)
    assert "7" not in str(found.moved)


def test_a_breakdown_that_one_withholds_is_left_out_wherever_it_stands_in_the_plan() -> None:
    shown = record({"a": "10", "b": "11"}, "2.a:7:t-leeftijd")
    withheld = record({"a": "10"}, "2.a:6:t", ("2.a:6:t-leeftijd",))
    found = compare_records(shown, withheld)
    assert found.withheld == ("2.a:6:t-leeftijd",)
    assert found.hidden == ("b",)
    assert (found.moved, found.same) == ((), 1), "what the other still shows elsewhere is compared"


# What changed since


def test_what_the_current_snapshot_moves_is_told_of_a_draft_and_of_a_frozen_answer(
    people_in: Enter, desk: Desk
) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    assert "staat op de huidige momentopname" in words(otto.get(f"{base}/ontwerp/momentopname"))
    otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"))
    nora.post(f"{base}/goedkeuren", nora.get(f"{base}/nalezing"), gelezen="ja")
    desk.store.switch(other_of(desk))
    assert "andere momentopname" in words(nora.get(f"{base}/ontwerp"))
    frozen = otto.get(f"{base}/ontwerp/momentopname")
    assert "1 cijfer verandert" in words(frozen)
    assert re.search(r"deelvraag 1[^|]* 2\.100,7 2\.205,7", words(frozen))
    assert "Heropenen" in words(frozen)
    assert "Heropenen" not in words(nora.get(f"{base}/ontwerp/momentopname"))
    otto.post(f"{base}/heropenen", frozen, reden="Nieuwe cijfers.")
    moved = otto.get(f"{base}/ontwerp/momentopname")
    assert "1 cijfer verandert" in words(moved)
    assert f"{base}/ontwerp#antwoord-1" in moved
    version = _version(otto, base)
    taken = otto.post(f"{base}/ontwerp/momentopname", moved)
    assert "2.205,7" in words(taken)
    assert "Er is een nieuwere momentopname" not in words(taken)
    changed = otto.get(f"{base}/nalezing?sinds={version}")
    assert "<del>2.100,7</del>" in changed
    assert "<ins>2.205,7</ins>" in changed


SMALL = QUESTION.replace(
    "1. Wat is het contingent van de LDE in 2019, 2020 en 2021?",
    "1. Hoeveel doorstroomtrajecten LDE waren succesvol in 2019, 2020 en 2021, naar herkomst en leeftijd?",
)


def test_a_cell_that_one_version_hides_is_a_dash_in_all_that_compares_them(
    people_in: Enter, desk: Desk
) -> None:
    otto = people_in("otto")
    base = drafted(otto, SMALL)
    fields = {
        "keuze": "item:doorstroom_resultaat",
        "maatregel": "lde",
        "jaren": "2019-2021",
        "trajectresultaat": "succesvol",
        "opsplitsing": ["leeftijd", "herkomst"],
    }
    seen = otto.post(f"{base}/plan/0", otto.get(f"{base}/plan"), **fields)
    otto.post(f"{base}/plan", seen, actie="ontwerp")
    version = _version(otto, base)
    old = _draft(otto, base)
    desk.store.switch(other_of(desk))
    moved = otto.get(f"{base}/ontwerp/momentopname")
    otto.post(f"{base}/ontwerp/momentopname", moved)
    new = _draft(otto, base)
    hidden = [_hidden(one.record) for one in (old, new)]
    once = hidden[0] ^ hidden[1]
    assert once, "the two hide other cells, or this proves nothing"
    found = changes(old, new)
    assert once <= set(found.figures.hidden)
    for made in (old, new):
        lines = [text for _, text in lines_of(made.document, found.figures.hidden)]
        for row in _rows_with(made.document, once):
            assert row in lines
    shown = otto.get(f"{base}/nalezing?sinds={version}")
    assert "staan hier in beide als «–»" in words(shown)
    assert "Verborgen" in words(moved)


def _version(browser: Browser, base: str) -> str:
    found = re.search(r'name="versie" value="(\d+)"', browser.get(f"{base}/plan"))
    assert found is not None
    return found[1]


def _draft(browser: Browser, base: str) -> Draft:
    office = browser.client.app.state.office  # type: ignore[attr-defined]
    with office.database.reading() as connection:
        found = dossiers.get(connection, int(base.rpartition("/")[2]))
    made: Draft = office.desk.draft(found)
    return made


def _rows_with(document: Document, keys: set[str]) -> list[str]:
    """Return the rows of tables in which one of these cells stands, each with a dash in its place."""

    def told(box: CellBox) -> str:
        own = any(run.source and run.source.name in keys for run in box.runs)
        return "–" if own else plain(box.runs)

    tables = [block for block in document.blocks() if isinstance(block, TableBlock)]
    rows = [(heads, cells) for table in tables for heads, cells in table.rows]
    return [
        " | ".join((*map(plain, heads), *map(told, cells)))
        for heads, cells in rows
        if any(run.source and run.source.name in keys for box in cells for run in box.runs)
    ]


# Many questions, and large answers


def test_a_zip_of_questions_comes_back_as_a_zip_of_answers(people_in: Enter, desk: Desk) -> None:
    otto = people_in("otto")
    asked = {
        "vraag-12.txt": QUESTION.encode(),
        "leeg.txt": b"",
        "lijst.vragen": b"contingent --maatregel lde --jaren 2021",
    }
    path = job_path(send(otto, "/taken", zipped(asked), "reeks.zip"))
    work(otto.client)
    shown = otto.get(path)
    assert "leeg.txt geblokkeerd" in words(shown)
    assert "vraag-12.txt klaar" in words(shown)
    answer = otto.client.get(f"{path}/resultaat")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        assert {"samenvatting.csv", "vraag-12/antwoord.docx", "vraag-12/answer.json"} <= names
        summary = archive.read("samenvatting.csv").decode("utf-8-sig")
    assert "vraag-12.txt,klaar,vraag-12" in summary
    assert str(desk.jobs_folder) not in summary + shown
    assert not list(desk.jobs_folder.iterdir())
    send(people_in("lena"), "/momentopnames", b"x", status=403)


def test_a_large_answer_is_made_in_the_background_first(
    people_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_routes, "_LARGE", 1)
    otto = people_in("otto")
    base = drafted(otto)
    waits = otto.get(f"{base}/ontwerp")
    assert "Antwoord 1" in words(waits)
    assert otto.get(f"{base}/ontwerp").count("taken worden een voor een gedaan") == 1
    path = job_path(waits)
    work(otto.client)
    assert "Het antwoord is gemaakt" in words(otto.get(path))
    assert otto.client.get(f"{path}/resultaat").content[:2] == b"PK"
    assert "2.100,7" in words(otto.get(f"{base}/ontwerp"))


def test_a_job_is_cancelled_on_its_page_and_shown_by_htmx_alone(people_in: Enter, desk: Desk) -> None:
    lena, olga = people_in("lena"), people_in("olga")
    chosen = {"van": desk.store.current().id, "naar": other_of(desk)}
    path = job_path(lena.post("/momentopnames/vergelijken", lena.get("/momentopnames"), **chosen))
    part = lena.client.get(path, headers={"hx-request": "true"}).text
    assert part.lstrip().startswith('<div id="taakstand" data-hx-get')
    assert "Annuleer" not in olga.get(path)
    olga.post(f"{path}/annuleren", olga.get(path), 403)
    assert "geannuleerd" in words(lena.post(f"{path}/annuleren", lena.get(path)))
    lena.post(f"{path}/annuleren", lena.get("/taken"), 409)


def test_a_full_queue_is_told(people_in: Enter, desk: Desk) -> None:
    lena = people_in("lena")
    seen = lena.get("/momentopnames")
    chosen = {"van": desk.store.current().id, "naar": other_of(desk)}
    names = sorted(desk.catalogue().items)
    for name in names[:10]:
        lena.post("/momentopnames/vergelijken", seen, **chosen, vraag=name)
    assert "10 taken" in words(lena.post("/momentopnames/vergelijken", seen, 429, **chosen, vraag=names[10]))


# The interface for programs


def test_a_program_delivers_compares_and_switches(
    api: Api, desk: Desk, demo_delivery: Path, tmp_path: Path
) -> None:
    manager, reader = api.program(Role.ADMIN), api.program(Role.READER)
    data = zip_of(altered(demo_delivery, tmp_path / "nieuw", {"contingent": more_contingent}, "via de API"))
    job = manager.call("POST", "/momentopnames", 202, files={"bestand": ("a.zip", data)})
    assert job["stand"] == "wacht"
    work(api.client)
    done = reader.call("GET", f"/taken/{job['id']}")
    assert done["stand"] == "klaar"
    new = done["uitkomst"]["momentopname"]
    assert reader.call("GET", f"/momentopnames/{new}")["huidige"] is False
    body = {"van": desk.store.current().id, "naar": new, "vragen": ["contingent"]}
    compared = reader.call("POST", "/vergelijkingen", 202, json=body)
    work(api.client)
    [one] = reader.call("GET", f"/taken/{compared['id']}")["uitkomst"]["vragen"]
    assert [moved["now"] for moved in one["cijfers"] if moved["was"] == "2.100,7"] == ["2.205,7"]
    reader.call("PUT", "/huidige-momentopname", 403, json={"id": new})
    assert manager.call("PUT", "/huidige-momentopname", json={"id": new})["huidige"] is True
    assert [one["id"] for one in reader.call("GET", "/momentopnames") if one["huidige"]] == [new]
    reader.call("GET", f"/taken/{compared['id']}/resultaat", 404)
    assert reader.call("GET", "/taken?aantal=1")["totaal"] == 2
    manager.call("POST", "/momentopnames", 422, files={"bestand": ("a.zip", b"")})
    manager.call("POST", f"/taken/{job['id']}/annuleren", 409)


def test_a_program_sees_what_moved_and_takes_it(api: Api, desk: Desk) -> None:
    drafter = api.program(Role.DRAFTER)
    base = to_draft(drafter)
    desk.store.switch(other_of(desk))
    moved = drafter.call("GET", f"{base}/verschuivingen")
    assert [(one["was"], one["wordt"]) for one in moved["cijfers"]] == [("2.100,7", "2.205,7")]
    assert moved["cijfers"][0]["plaatsen"]
    version = drafter.call("GET", base)["versie"]
    drafter.call("POST", f"{base}/momentopname")
    changed = drafter.call("GET", f"{base}/wijzigingen?sinds={version}")
    kinds = {(p["soort"], p["tekst"]) for line in changed["regels"] for p in line["stukken"]}
    assert {("weg", "2.100,7"), ("bij", "2.205,7")} <= kinds
    drafter.call("GET", f"{base}/wijzigingen?sinds=999", 404)
    drafter.call("GET", f"{base}/wijzigingen?sinds=1", 404)
