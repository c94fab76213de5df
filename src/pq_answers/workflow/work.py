"""What the queue does: load a delivery, answer a folder of questions, compare snapshots, make large answers.

Each of them gives the same when it is begun again: a snapshot has its name from its content, an answer in a
folder that is whole is not made twice, and the rest only reads.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from pq_answers.answer import (
    ALL_FORMATS,
    PAGE,
    RECORD,
    compare_records,
    dump_record,
    past_of,
    query_item,
    result_record,
)
from pq_answers.batch import SUMMARY, BatchOptions, Outcome, run_batch
from pq_answers.deliveries import FORMATS, SIDECAR, unpack
from pq_answers.errors import InputError, UserError
from pq_answers.inputs import PLAN
from pq_answers.itemlist import SUFFIX
from pq_answers.items import Item
from pq_answers.ledger import Past
from pq_answers.store import Reader, Store
from pq_answers.understand import ENDINGS
from pq_answers.workflow import dossiers
from pq_answers.workflow.database import Database
from pq_answers.workflow.desk import Desk
from pq_answers.workflow.jobs import Kind
from pq_answers.workflow.loading import RejectedError, load_apart
from pq_answers.workflow.standard import standard_requests
from pq_answers.workflow.worker import Done, FailedError, StoppedError, Task, Work

_DELIVERED = (".toml", *FORMATS)
_ASKED = (PLAN, SUFFIX, *ENDINGS)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNPACKED = ".levering-"


def work_of(database: Database, desk: Desk) -> Mapping[Kind, Work]:
    """Return who does each kind of work."""
    return {
        Kind.DELIVERY: partial(load_delivery, desk),
        Kind.BATCH: partial(answer_batch, desk),
        Kind.COMPARISON: partial(compare_snapshots, desk),
        Kind.ANSWER: partial(make_answer, database, desk),
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files in one, the same bytes for the same files; not the page that nobody may send."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(name for name in files if Path(name).name != PAGE):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# A delivery


def load_delivery(desk: Desk, task: Task) -> Done:
    """Load the delivery in a ZIP as a new snapshot, beside the current one; or tell every fault of it."""
    task.tell("Uitpakken")
    with _unpacked(desk.store, task) as folder:
        try:
            return Done(load_apart(desk.store.root, folder, task.tell))
        except RejectedError as error:
            raise FailedError(
                Done(error.told, ("fouten.csv", error.csv)), error.what, fix=error.fix
            ) from error


@contextmanager
def _unpacked(store: Store, task: Task) -> Iterator[Path]:
    """Yield the folder of a delivery, in the store: data of persons lie nowhere else, nor stay behind."""
    # One delivery at a time: what lies here is of a worker that died.
    for left in store.root.glob(f"{_UNPACKED}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = store.root / f"{_UNPACKED}{task.job.id}-{task.job.attempts}"
    store.root.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    try:
        unpack(task.data, folder, _DELIVERED)
        if not (folder / SIDECAR).is_file():
            fix = f"Zet {SIDECAR} in de zip, naast de bestanden."
            raise InputError("In deze zip ontbreekt het begeleidend bestand.", fix=fix)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Many questions


def answer_batch(desk: Desk, task: Task) -> Done:
    """Answer every plan and question in a ZIP; each by itself, with a summary that says what became of it."""
    root = desk.jobs_folder / str(task.job.id)
    try:
        done = _answered(desk, task, root)
    except (StoppedError, UserError):
        shutil.rmtree(root, ignore_errors=True)
        raise
    shutil.rmtree(root, ignore_errors=True)
    return done


def _answered(desk: Desk, task: Task, root: Path) -> Done:
    # A batch of a program that fell away goes on where it was: only what was asked is unpacked again.
    shutil.rmtree(root / "in", ignore_errors=True)
    unpack(task.data, root / "in", _ASKED)
    out = root / "uit"
    options = BatchOptions(
        desk.store.root,
        str(task.job.input["momentopname"]),
        out,
        task.job.made.isoformat(timespec="seconds"),
        ALL_FORMATS,
        desk.stamps,
        desk.approved,
        desk.memory,
    )
    try:
        outcomes = run_batch(
            root / "in", options, tell=lambda done, all_: task.tell("Beantwoorden", done, all_)
        )
        files = {
            str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
        }
    except InputError as error:
        raise InputError(error.what, fix=error.fix) from error
    summaries = {name: _without(data, root) for name, data in files.items() if name.startswith(f"{SUMMARY}.")}
    told = [_outcome(one, root) for one in outcomes]
    return Done({"bestanden": told}, ("antwoorden.zip", zipped({**files, **summaries})))


def _without(data: bytes, root: Path) -> bytes:
    """Return a summary without the folder in which the work was done."""
    return data.replace(f"{root}/uit/".encode(), b"").replace(f"{root}/in/".encode(), b"")


def _outcome(one: Outcome, root: Path) -> dict[str, Any]:
    told = {"bestand": one.name, "resultaat": one.state.value, "reden": one.reason, "oplossing": one.fix}
    return {name: value.replace(f"{root}/", "") for name, value in told.items()}


# Comparing


def compare_snapshots(desk: Desk, task: Task) -> Done:
    """Hold two snapshots against each other, item by item; only figures that both may show."""
    catalogue = desk.catalogue()
    old, new = str(task.job.input["van"]), str(task.job.input["naar"])
    items = [catalogue.get(str(name)) for name in task.job.input["vragen"]]
    found: list[dict[str, Any]] = []
    with desk.store.open(old) as before, desk.store.open(new) as after:
        sides = [(reader, past_of(reader, desk.approved)) for reader in (before, after)]
        for number, item in enumerate(items):
            task.tell(item.title, number, len(items))
            found.append(_compared(item, sides))
    return Done({"van": old, "naar": new, "vragen": _hidden_in_all(found)})


def _compared(item: Item, sides: Sequence[tuple[Reader, Past]]) -> dict[str, Any]:
    """Return what moved in the standard figures of an item; what cannot be asked of one of them is told."""
    told: dict[str, Any] = {"vraag": item.name, "titel": item.title, "gelijk": 0, "cijfers": []}
    told |= {"verborgen": [], "weggelaten": [], "reden": ""}
    last = max(reader.info.last_complete_year for reader, _ in sides)
    try:
        for asked in standard_requests(item, last):
            records = [result_record(*query_item(item, asked, reader, past=past)) for reader, past in sides]
            one = compare_records(*records)
            told["gelijk"] += one.same
            told["cijfers"] += [asdict(moved) for moved in one.moved]
            told["verborgen"] += one.hidden
            told["weggelaten"] += one.withheld
    except UserError as error:
        told["reden"] = error.what
    return told


def _hidden_in_all(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the comparisons with every cell hidden that any of them hides: they are read side by side."""
    hidden = {key for one in found for key in one["verborgen"]}
    for one in found:
        one["cijfers"] = [moved for moved in one["cijfers"] if moved["key"] not in hidden]
        one["verborgen"] = sorted(set(one["verborgen"]))
    return list(found)


# A large answer


def make_answer(database: Database, desk: Desk, task: Task) -> Done:
    """Make the answer of a dossier with all its files; who reads the draft then does not wait for it."""
    task.tell("Ontwerp maken", 0, 2)
    with database.reading() as connection:
        dossier = dossiers.get(connection, int(task.job.input["dossier"]))
    if dossier.version != int(task.job.input["versie"]):
        raise InputError("Het dossier is intussen gewijzigd.", fix="Open het ontwerp opnieuw.")
    desk.draft(dossier)
    task.tell("Bestanden maken", 1, 2)
    made = desk.draft(dossier, ALL_FORMATS)
    files = {**made.files, RECORD: dump_record(made.record)}
    return Done({"dossier": dossier.id, "versie": dossier.version}, ("antwoord.zip", zipped(files)))


def remove_leftovers(desk: Desk, open_jobs: Collection[int]) -> None:
    """Remove the folders of jobs that are over; what a killed programme left behind does not pile up."""
    with suppress(OSError):
        for folder in desk.jobs_folder.iterdir():
            if folder.name.isdecimal() and int(folder.name) not in open_jobs:
                shutil.rmtree(folder, ignore_errors=True)
