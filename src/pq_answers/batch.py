"""Many questions unattended: a folder of plans, texts and lists, each answered on its own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pq_answers.answer import RECORD, answer, place_files, tool_version
from pq_answers.errors import InputError, UserError
from pq_answers.itemlist import SUFFIX, parse_any
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.plan import Plan, read_plan, read_source
from pq_answers.store import Reader, Store

SUMMARY = "samenvatting"
_LIST, _PLAN, _TEXT = SUFFIX, ".toml", ".txt"
Tell = Callable[[int, int], None]


class State(StrEnum):
    """What became of one file."""

    DONE = "klaar"
    SKIPPED = "overgeslagen"
    BLOCKED = "geblokkeerd"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one file: its state, where its answer lies, and the reason where there is none."""

    name: str
    state: State
    folder: str = ""
    reason: str = ""
    where: str = ""
    fix: str = ""
    findings: int = 0

    @property
    def blocked(self) -> bool:
        """Whether this file has no answer."""
        return self.state is State.BLOCKED

    def record(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
        return asdict(self) | {"state": self.state.value}


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What every answer of a batch shares."""

    store: Path
    snapshot: str | None
    out: Path
    made: str
    formats: tuple[str, ...]
    cache: Path


def run_batch(
    folder: Path, options: BatchOptions, jobs: int = 1, tell: Tell | None = None
) -> tuple[Outcome, ...]:
    """Answer every file in `folder` and write the summary; the outcomes come in the files' order.

    The snapshot is chosen once, so that a load during the batch does not split it. Each answer is written
    whole or not at all, so a batch that was stopped goes on where it was.
    """
    store = Store(options.store)
    snapshot = options.snapshot or store.current().id
    fixed = BatchOptions(options.store, snapshot, options.out, options.made, options.formats, options.cache)
    load_catalogue(options.cache)
    paths = _inputs(folder)
    outcomes = {outcome.name: outcome for outcome in _answers(paths, fixed, jobs, tell)}
    ordered = tuple(outcomes[path.name] for path in paths)
    place_files(options.out, {f"{SUMMARY}.csv": _as_csv(ordered), f"{SUMMARY}.json": _as_json(ordered)})
    return ordered


def _inputs(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError("Deze map bestaat niet.", where=str(folder), fix="Geef een map met plannen.")
    paths = sorted(
        path for path in folder.iterdir() if path.suffix in {_LIST, _PLAN, _TEXT} and path.is_file()
    )
    if not paths:
        raise InputError(
            "In deze map staat niets om te beantwoorden.",
            where=str(folder),
            fix=f"Zet er plannen ({_PLAN}), vraagteksten ({_TEXT}) of lijsten ({_LIST}) in.",
        )
    plans = {path.stem for path in paths if path.suffix == _PLAN}
    # A text beside the plan of the same name is what that plan answers, not a question of its own.
    return [path for path in paths if path.suffix != _TEXT or path.stem not in plans]


def _answers(paths: Sequence[Path], options: BatchOptions, jobs: int, tell: Tell | None) -> Iterable[Outcome]:
    if jobs == 1 or len(paths) == 1:
        for done, path in enumerate(paths, start=1):
            yield _one(path, options)
            _tell(tell, done, len(paths))
        return
    with ProcessPoolExecutor(min(jobs, len(paths)), mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_one, path, options): path for path in paths}
        for done, future in enumerate(as_completed(running), start=1):
            yield _result(
                running[future], future.exception(), future.result if not future.exception() else None
            )
            _tell(tell, done, len(paths))


def _tell(tell: Tell | None, done: int, total: int) -> None:
    if tell:
        tell(done, total)


def _result(path: Path, error: BaseException | None, result: Callable[[], Outcome] | None) -> Outcome:
    if result is not None:
        return result()
    return Outcome(path.name, State.BLOCKED, reason=f"Het proces viel weg ({type(error).__name__}).")


def _one(path: Path, options: BatchOptions) -> Outcome:
    """Answer one file; whatever goes wrong in it becomes its outcome and touches no other."""
    try:
        _refuse_namesake(path)
        return _answered(path, options)
    except UserError as error:
        return Outcome(path.name, State.BLOCKED, reason=error.what, where=error.where, fix=error.fix)
    except Exception as error:
        return Outcome(path.name, State.BLOCKED, reason=f"Er ging intern iets mis ({type(error).__name__}).")


def _refuse_namesake(path: Path) -> None:
    """Refuse a list beside a plan of the same name: their answers would lie in one folder."""
    if path.suffix == _LIST and path.with_suffix(_PLAN).is_file():
        fix = "Geef de lijst een andere naam."
        raise InputError("Er is ook een plan met deze naam.", where=str(path), fix=fix)


def _answered(path: Path, options: BatchOptions) -> Outcome:
    plan, catalogue = read_input(path), load_catalogue(options.cache)
    folder = options.out / path.stem
    mark = _fingerprint(plan, options, catalogue)
    if (findings := _done(folder, mark)) is not None:
        return Outcome(path.name, State.SKIPPED, str(folder), findings=findings)
    with _reader(options) as reader:
        placed = answer(
            plan, reader, catalogue, folder, made=options.made, formats=options.formats, fingerprint=mark
        )
    return Outcome(path.name, State.DONE, str(folder), findings=len(placed.draft.findings))


def read_input(path: Path) -> Plan:
    """Return the plan in a file: a plan, a list of items, or the plan beside a question text."""
    if path.suffix != _TEXT:
        return parse_any(read_source(path), path.name, where=str(path))
    plan = path.with_suffix(_PLAN)
    if not plan.is_file():
        raise InputError(
            "Bij deze vraagtekst hoort nog geen plan.",
            where=str(path),
            fix=f"Zet het plan ernaast als {plan.name}.",
        )
    return read_plan(plan)


def _reader(options: BatchOptions) -> Reader:
    return Store(options.store).open(options.snapshot)


def _fingerprint(plan: Plan, options: BatchOptions, catalogue: Catalogue) -> str:
    """Return what an answer depends on: plan, snapshot, catalogue, formats, version; not the moment."""
    parts = (plan.sha256, options.snapshot or "", catalogue.sha256, ",".join(options.formats), tool_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _done(folder: Path, mark: str) -> int | None:
    """Return how many findings the answer in `folder` has; None unless it is this one, whole."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        whole = record["vingerafdruk"] == mark and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            for name, digest in record["bestanden"].items()
        )
        return len(record["controles"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _as_csv(outcomes: Sequence[Outcome]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("bestand", "resultaat", "map", "reden", "waar", "oplossing", "bevindingen"))
    for o in outcomes:
        writer.writerow((o.name, o.state.value, o.folder, o.reason, o.where, o.fix, o.findings))
    return stream.getvalue().encode("utf-8-sig")


def _as_json(outcomes: Sequence[Outcome]) -> bytes:
    return (json.dumps([o.record() for o in outcomes], ensure_ascii=False, indent=1) + "\n").encode()
