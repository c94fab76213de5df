"""Many questions unattended: a folder of plans, texts and lists, each answered on its own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pq_answers.answer import PAGE, RECORD, answer, place_files, remove_earlier
from pq_answers.errors import InputError, UserError
from pq_answers.inputs import PLAN, Kind, kind_of, read_input
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.ledger import ledger_digest
from pq_answers.plan import Plan
from pq_answers.resources import tool_version
from pq_answers.store import Reader, Store
from pq_answers.understand import read_memory

SUMMARY = "samenvatting"
_RANKS = (Kind.PLAN, Kind.LIST, Kind.QUESTION)
_READ = f"een plan ({PLAN}), een lijst (.vragen) of een vraag (.txt, .docx, .pdf, .html, .eml)"
_REMOVED = "Het antwoord van een vorige keer is verwijderd."
_KEPT = "Het antwoord van een vorige keer geldt niet meer, maar kon niet verwijderd worden."
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


Work = Callable[[Path], Outcome]


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What every answer of a batch shares."""

    store: Path
    snapshot: str | None
    out: Path
    made: str
    formats: tuple[str, ...]
    cache: Path
    approved: Path | None = None
    memory: Path | None = None


def run_batch(
    folder: Path, options: BatchOptions, jobs: int = 1, tell: Tell | None = None
) -> tuple[Outcome, ...]:
    """Answer every file in `folder` and write the summary; the outcomes come in the files' order.

    The snapshot is chosen once, so that a load during the batch does not split it. Each answer is written
    whole or not at all, so a batch that was stopped goes on where it was. A file that is blocked loses the
    answer of an earlier batch: what lies in the output is current.
    """
    store = Store(options.store)
    snapshot = options.snapshot or store.current().id
    fixed = replace(options, snapshot=snapshot)
    load_catalogue(options.cache)
    paths, passed = _inputs(folder, options.out)
    found = [*passed, *_answers(paths, fixed, jobs, tell)]
    ordered = tuple(sorted(found, key=lambda outcome: outcome.name))
    place_files(options.out, {f"{SUMMARY}.csv": _as_csv(ordered), f"{SUMMARY}.json": _as_json(ordered)})
    return ordered


def _inputs(folder: Path, out: Path) -> tuple[list[Path], list[Outcome]]:
    """Return the files to answer, and what else lies in the folder; hidden files and the output do not count.

    A text beside the plan of the same name is what that plan answers, not a question of its own.
    """
    if not folder.is_dir():
        raise InputError("Deze map bestaat niet.", where=str(folder), fix="Geef een map met plannen.")
    found = [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and path.resolve() != out.resolve()
    ]
    read = [path for path in found if kind_of(path) and path.is_file()]
    if not read:
        raise InputError(
            "In deze map staat niets om te beantwoorden.",
            where=str(folder),
            fix=f"Zet er {_READ} in.",
        )
    plans = {path.stem for path in read if kind_of(path) is Kind.PLAN}
    passed = [_passed(path) for path in found if path not in read]
    return [path for path in read if kind_of(path) is not Kind.QUESTION or path.stem not in plans], passed


def _passed(path: Path) -> Outcome:
    if path.is_dir():
        what, fix = "Een map in de map wordt niet gelezen.", "Geef deze map aan een eigen batch."
        return Outcome(f"{path.name}/", State.SKIPPED, reason=what, where=str(path), fix=fix)
    what = f"Een bestand «{path.suffix or path.name}» wordt niet gelezen."
    fix = f"Het moet een van deze zijn: {_READ}."
    return Outcome(path.name, State.SKIPPED, reason=what, where=str(path), fix=fix)


def _answers(paths: Sequence[Path], options: BatchOptions, jobs: int, tell: Tell | None) -> Iterator[Outcome]:
    work = partial(_one, options=options)
    results = map(work, paths) if jobs == 1 or len(paths) == 1 else _each(work, paths, jobs)
    for done, result in enumerate(results, start=1):
        outcome = result if isinstance(result, Outcome) else _fallen(result)
        if outcome.blocked:
            outcome = _without_earlier(outcome, paths, options)
        yield outcome
        if tell:
            tell(done, len(paths))


def _each(work: Work, paths: Sequence[Path], jobs: int) -> Iterator[Outcome | Path]:
    """Yield the outcome of every path, or the path itself where its process died.

    A process that dies takes its whole pool along. Those that it could have been working on are then tried
    one by one, so that only the culprit is blocked; the rest go on together.
    """
    waiting = list(paths)
    while waiting:
        finished = set()
        for path, outcome in _pooled(work, waiting, jobs):
            finished.add(path)
            yield outcome
        left = [path for path in waiting if path not in finished]
        for path in left[:jobs]:
            yield next((outcome for _, outcome in _pooled(work, [path], 1)), path)
        waiting = left[jobs:]


def _pooled(work: Work, paths: Sequence[Path], jobs: int) -> Iterator[tuple[Path, Outcome]]:
    """Yield what a pool of processes finishes before one of them dies."""
    running: dict[Future[Outcome], Path] = {}
    with ProcessPoolExecutor(min(jobs, len(paths)), mp_context=get_context("spawn")) as pool:
        with suppress(BrokenProcessPool):  # it may break while it is being filled
            for path in paths:
                running[pool.submit(work, path)] = path
        for future in as_completed(running):
            if future.exception() is None:
                yield running[future], future.result()


def _fallen(path: Path) -> Outcome:
    fix = "Geef dit bestand apart, met -j 1 en minder jaren: misschien was er te weinig geheugen."
    return Outcome(path.name, State.BLOCKED, reason="Het proces viel weg.", where=str(path), fix=fix)


def _without_earlier(outcome: Outcome, paths: Sequence[Path], options: BatchOptions) -> Outcome:
    """Remove the files of the earlier answer to a blocked file, and say so."""
    path = next(path for path in paths if path.name == outcome.name)
    try:
        removed = _owner(path, paths) == path and remove_earlier(options.out / path.stem)
    except OSError:
        return replace(outcome, reason=f"{outcome.reason} {_KEPT}")
    return replace(outcome, reason=f"{outcome.reason} {_REMOVED}") if removed else outcome


def _owner(path: Path, paths: Sequence[Path]) -> Path:
    """Return the input to which this one's folder belongs: of one name the plan, else the list."""
    alike = [other for other in paths if other.stem == path.stem and other != path]
    return min((path, *alike), key=lambda other: (_RANKS.index(kind_of(other)), other.name))


def _one(path: Path, options: BatchOptions) -> Outcome:
    """Answer one file; whatever goes wrong in it becomes its outcome and touches no other."""
    try:
        _refuse_namesake(path)
        return _answered(path, options)
    except UserError as error:
        fix = error.fix or "Verbeter dit bestand en voer de batch opnieuw uit."
        return Outcome(path.name, State.BLOCKED, reason=error.what, where=error.where, fix=fix)
    except Exception as error:
        reason = f"Er ging intern iets mis ({type(error).__name__})."
        fix = f"Voer PQ_DEBUG=1 pq-answers answer {path} -o MAP uit en bezorg de uitvoer."
        return Outcome(path.name, State.BLOCKED, reason=reason, where=str(path), fix=fix)


def _refuse_namesake(path: Path) -> None:
    """Refuse a file whose answer would lie in the folder of another with the same name."""
    alike = [other for other in path.parent.glob("*") if other.stem == path.stem and other.is_file()]
    kinds = {Kind.PLAN} if kind_of(path) is not Kind.QUESTION else {Kind.LIST, Kind.QUESTION}
    before = [other for other in alike if kind_of(other) in kinds and other != path]
    if before and (kind_of(path) is not Kind.QUESTION or _owner(path, [path, *before]) != path):
        fix = f"Geef {path.name} een andere naam."
        what = "plan" if Kind.PLAN in kinds else "bestand"
        raise InputError(f"Er is nog een {what} met deze naam.", where=str(path), fix=fix)


def _answered(path: Path, options: BatchOptions) -> Outcome:
    catalogue = load_catalogue(options.cache)
    plan = read_input(path, catalogue, read_memory(options.memory))
    folder = options.out / path.stem
    mark = _fingerprint(plan, options, catalogue)
    if (findings := _done(folder, mark)) is not None:
        return Outcome(path.name, State.SKIPPED, str(folder), findings=findings)
    with _reader(options) as reader:
        placed = answer(
            plan,
            reader,
            catalogue,
            folder,
            made=options.made,
            formats=options.formats,
            fingerprint=mark,
            approved=options.approved,
        )
    return Outcome(path.name, State.DONE, str(folder), findings=len(placed.draft.findings))


def _reader(options: BatchOptions) -> Reader:
    return Store(options.store).open(options.snapshot)


def _fingerprint(plan: Plan, options: BatchOptions, catalogue: Catalogue) -> str:
    """Return what an answer depends on: plan, snapshot, catalogue, formats, version, earlier answers.

    Not the moment at which it was made.
    """
    formats, earlier = ",".join(options.formats), ledger_digest(options.approved)
    parts = (plan.sha256, options.snapshot or "", catalogue.sha256, formats, tool_version(), earlier)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _done(folder: Path, mark: str) -> int | None:
    """Return how many findings the answer in `folder` has; None unless it is this one, whole."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        whole = record["vingerafdruk"] == mark and all(
            (folder / name).is_file() if name == PAGE else digest == _digest(folder / name)
            for name, digest in record["bestanden"].items()
        )
        return len(record["controles"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _as_csv(outcomes: Sequence[Outcome]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("bestand", "resultaat", "map", "reden", "waar", "oplossing", "bevindingen"))
    for o in outcomes:
        writer.writerow((o.name, o.state.value, o.folder, o.reason, o.where, o.fix, o.findings))
    return stream.getvalue().encode("utf-8-sig")


def _as_json(outcomes: Sequence[Outcome]) -> bytes:
    return (json.dumps([o.record() for o in outcomes], ensure_ascii=False, indent=1) + "\n").encode()
