"""The queue of work that takes longer than a page may: kept in the database, so that nothing is forgotten.

A worker holds a job by a lease that it renews. One that dies lets its lease run out; another then begins the
job again, which is why all work here gives the same result however often it is begun.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from pq_answers.workflow import log
from pq_answers.workflow.database import take_queue_lock
from pq_answers.workflow.kinds import Act, ForbiddenError, Right, StateError, UnknownError
from pq_answers.workflow.schema import job_files, jobs, users

LEASE = timedelta(seconds=60)
MOST_WAITING, MOST_OF_ONE = 40, 10
MOST_ATTEMPTS = 3
KEPT = timedelta(days=30)
"""How long the file that a job made can be fetched."""

PAGE_SIZE = 50
_STEP = 200
_IN, _OUT = "in", "uit"


class Kind(StrEnum):
    """What there is to do."""

    DELIVERY = "levering"
    BATCH = "reeks"
    COMPARISON = "vergelijking"
    ANSWER = "antwoord"


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "wacht"
    RUNNING = "bezig"
    DONE = "klaar"
    FAILED = "mislukt"
    INTERRUPTED = "onderbroken"
    CANCELLED = "geannuleerd"


OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
NEEDS: Mapping[Kind, Right] = {
    Kind.DELIVERY: Right.MANAGE,
    Kind.BATCH: Right.DRAFT,
    Kind.COMPARISON: Right.READ,
    Kind.ANSWER: Right.READ,
}
ONE_AT_A_TIME = frozenset({Kind.DELIVERY})
"""Two of these would stand in each other's way: the store takes one delivery at a time."""


class QueueFullError(StateError):
    """There is more to do already than can be done soon."""


class LostJobError(Exception):
    """Another worker has this job now, or nobody."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: what, for whom, how far, and what became of it."""

    id: int
    kind: Kind
    title: str
    user: str
    made: datetime
    state: JobState
    input: Mapping[str, Any]
    attempts: int
    step: str
    done: int
    total: int
    started: datetime | None = None
    ended: datetime | None = None
    cancelled: datetime | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants done, with the file that goes with it; the same is not done twice at once."""

    kind: Kind
    title: str
    input: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = b""

    @property
    def digest(self) -> str:
        """What tells this work from other work."""
        text = json.dumps([self.kind, self.input], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode() + b"\0" + self.data).hexdigest()


def add(connection: Connection, act: Act, wanted: Wanted) -> Job:
    """Put work in the queue; return the job that does the same already where there is one.

    Raises `ForbiddenError` without the right for it, `QueueFullError` where too much waits.
    """
    act.need(NEEDS[wanted.kind])
    take_queue_lock(connection)
    same = and_(jobs.c.digest == wanted.digest, jobs.c.state.in_(OPEN))
    known = connection.execute(_selected().where(same).order_by(jobs.c.id)).first()
    if known is not None:
        return _job(known)
    _refuse_more(connection, act)
    _forget(connection, act.at - KEPT)
    row = {
        "kind": wanted.kind,
        "title": wanted.title[:200],
        "input": json.dumps(dict(wanted.input), ensure_ascii=False, sort_keys=True),
        "digest": wanted.digest,
    }
    none = {"worker": "", "attempts": 0, "step": "", "done": 0, "total": 0, "outcome": "{}"}
    made = connection.execute(
        insert(jobs).values(user_id=act.user.id, made=act.at, state=JobState.WAITING, **row, **none)
    ).inserted_primary_key
    identifier = int(made[0]) if made else 0
    if wanted.data:
        _keep(connection, identifier, _IN, wanted.title, wanted.data)
    log.write(connection, act, f"taak: {wanted.kind}", after={"taak": identifier, "wat": wanted.title[:200]})
    return get(connection, identifier)


def _refuse_more(connection: Connection, act: Act) -> None:
    waiting = select(func.count()).select_from(jobs).where(jobs.c.state.in_(OPEN))
    if connection.execute(waiting).scalar_one() >= MOST_WAITING:
        raise QueueFullError("Er wachten al te veel taken.", fix="Probeer het later opnieuw.")
    if connection.execute(waiting.where(jobs.c.user_id == act.user.id)).scalar_one() >= MOST_OF_ONE:
        fix = "Wacht tot er een klaar is, of annuleer er een."
        raise QueueFullError(f"U hebt al {MOST_OF_ONE} taken die wachten of bezig zijn.", fix=fix)


def _forget(connection: Connection, before: datetime) -> None:
    old = select(jobs.c.id).where(jobs.c.ended < before)
    connection.execute(delete(job_files).where(job_files.c.job_id.in_(old)))


def get(connection: Connection, identifier: int) -> Job:
    """Return a job; raises `UnknownError` where there is none."""
    row = connection.execute(_selected().where(jobs.c.id == identifier)).one_or_none()
    if row is None:
        raise UnknownError("Deze taak bestaat niet.", fix="Zoek ze in de lijst van taken.")
    return _job(row)


def newest(connection: Connection, *, offset: int = 0, limit: int = PAGE_SIZE) -> tuple[tuple[Job, ...], int]:
    """Return one page of the jobs, the newest first, and how many there are in all."""
    total = connection.execute(select(func.count()).select_from(jobs)).scalar_one()
    rows = connection.execute(_selected().order_by(jobs.c.id.desc()).offset(offset).limit(limit))
    return tuple(map(_job, rows)), total


def open_ones(connection: Connection) -> frozenset[int]:
    """Return the numbers of the jobs that wait or run."""
    return frozenset(connection.execute(select(jobs.c.id).where(jobs.c.state.in_(OPEN))).scalars())


def done_before(connection: Connection, wanted: Wanted) -> Job | None:
    """Return the newest job that did exactly this to its end, or None."""
    same = and_(jobs.c.digest == wanted.digest, jobs.c.state.in_({JobState.DONE, JobState.FAILED}))
    row = connection.execute(_selected().where(same).order_by(jobs.c.id.desc())).first()
    return _job(row) if row is not None else None


def _selected() -> Select[Any]:
    return select(jobs, users.c.name.label("user")).join(users, users.c.id == jobs.c.user_id)


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id,
        Kind(row.kind),
        row.title,
        row.user,
        row.made,
        JobState(row.state),
        json.loads(row.input),
        row.attempts,
        row.step,
        row.done,
        row.total,
        row.started,
        row.ended,
        row.cancelled,
        json.loads(row.outcome),
    )


def handed_in(connection: Connection, job: Job) -> bytes:
    """Return the file that was handed over with a job, empty where there was none."""
    return _file(connection, job.id, _IN)[1]


def made_file(connection: Connection, job: Job) -> tuple[str, bytes]:
    """Return the name and content of the file that a job made; raises `UnknownError` where it made none."""
    name, data = _file(connection, job.id, _OUT)
    if not name:
        raise UnknownError("Deze taak heeft geen bestand, of het is al gewist.", fix="Start ze opnieuw.")
    return name, data


def _file(connection: Connection, identifier: int, role: str) -> tuple[str, bytes]:
    own = and_(job_files.c.job_id == identifier, job_files.c.role == role)
    row = connection.execute(select(job_files.c.name, job_files.c.data).where(own)).one_or_none()
    return (row.name, bytes(row.data)) if row is not None else ("", b"")


def _keep(connection: Connection, identifier: int, role: str, name: str, data: bytes) -> None:
    connection.execute(insert(job_files).values(job_id=identifier, role=role, name=name[:200], data=data))


def cancel(connection: Connection, act: Act, identifier: int) -> Job:
    """Cancel what still waits at once; what runs stops at its next step.

    Only who asked for it or a manager may. Raises `StateError` for what has ended.
    """
    take_queue_lock(connection)
    job = get(connection, identifier)
    if job.user != act.user.name and not act.user.may(Right.MANAGE):
        fix = "Vraag het aan wie de taak startte, of aan de beheerder."
        raise ForbiddenError("Deze taak is van iemand anders.", fix=fix)
    if not job.is_open:
        raise StateError(f"Deze taak is al gedaan: {job.state}.", fix="Laad de pagina opnieuw.")
    connection.execute(update(jobs).where(jobs.c.id == identifier).values(cancelled=act.at))
    if job.state is JobState.WAITING:
        _end(connection, identifier, act.at, JobState.CANCELLED, {})
    log.write(connection, act, "taak geannuleerd", after={"taak": identifier})
    return get(connection, identifier)


# For workers


def is_any(connection: Connection, now: datetime) -> bool:
    """Whether something may be there to take; asking costs much less than taking."""
    dead = and_(jobs.c.state == JobState.RUNNING, jobs.c.lease < now)
    found = select(jobs.c.id).where(or_(jobs.c.state == JobState.WAITING, dead)).limit(1)
    return connection.execute(found).first() is not None


def claim(connection: Connection, worker: str, now: datetime, lease: timedelta = LEASE) -> Job | None:
    """Take the oldest job that waits, or whose worker gave no sign of life; None where nothing is to be done.

    A job that was begun too often is not begun again: it is told to be interrupted, and why.
    """
    take_queue_lock(connection)
    _give_up(connection, now)
    dead = and_(jobs.c.state == JobState.RUNNING, jobs.c.lease < now)
    running = select(jobs.c.kind).where(jobs.c.state == JobState.RUNNING, jobs.c.lease >= now)
    busy = ONE_AT_A_TIME & set(connection.execute(running).scalars())
    free = and_(or_(jobs.c.state == JobState.WAITING, dead), jobs.c.kind.not_in(busy))
    found = connection.execute(select(jobs.c.id, jobs.c.started).where(free).order_by(jobs.c.id)).first()
    if found is None:
        return None
    values = {"state": JobState.RUNNING, "worker": worker, "lease": now + lease, "step": "", "done": 0}
    held = update(jobs).where(jobs.c.id == found.id)
    connection.execute(held.values(**values, attempts=jobs.c.attempts + 1, started=found.started or now))
    return get(connection, found.id)


def _give_up(connection: Connection, now: datetime) -> None:
    dead = and_(jobs.c.state == JobState.RUNNING, jobs.c.lease < now)
    rows = connection.execute(select(jobs.c.id, jobs.c.attempts, jobs.c.cancelled).where(dead)).all()
    for row in rows:
        if row.cancelled is not None:
            _end(connection, row.id, now, JobState.CANCELLED, {})
        elif row.attempts >= MOST_ATTEMPTS:
            what = f"Het programma stopte {row.attempts} keer terwijl het hiermee bezig was."
            fix = "Start de taak opnieuw; meld het aan de beheerder als het zo blijft."
            _end(connection, row.id, now, JobState.INTERRUPTED, {"wat": what, "oplossing": fix})


def beat(
    connection: Connection, job: Job, worker: str, now: datetime, lease: timedelta = LEASE, **told: Any
) -> bool:
    """Renew the lease and tell how far the work is; return whether it should stop.

    Raises `LostJobError` for a worker that no longer holds the job.
    """
    if "step" in told:
        told["step"] = str(told["step"])[:_STEP]
    done = connection.execute(update(jobs).where(_held(job, worker)).values(lease=now + lease, **told))
    if not done.rowcount:
        raise LostJobError(job.id)
    asked = select(jobs.c.cancelled).where(jobs.c.id == job.id)
    return connection.execute(asked).scalar_one() is not None


def release(connection: Connection, job: Job, worker: str) -> None:
    """Put a job back in the queue that could not be begun now."""
    values = {"state": JobState.WAITING, "worker": "", "lease": None, "attempts": jobs.c.attempts - 1}
    connection.execute(update(jobs).where(_held(job, worker)).values(**values))


def finish(
    connection: Connection,
    job: Job,
    worker: str,
    now: datetime,
    state: JobState,
    outcome: Mapping[str, Any],
    file: tuple[str, bytes] | None = None,
) -> None:
    """Keep what became of a job; raises `LostJobError`, and keeps nothing, where another has it by now."""
    held = update(jobs).where(_held(job, worker)).values(lease=now)
    if not connection.execute(held).rowcount:
        raise LostJobError(job.id)
    if file is not None:
        _keep(connection, job.id, _OUT, *file)
    _end(connection, job.id, now, state, outcome)


def _held(job: Job, worker: str) -> Any:
    # The attempt as well: a worker may have lost a job and hold it again.
    own = and_(jobs.c.id == job.id, jobs.c.worker == worker, jobs.c.attempts == job.attempts)
    return and_(own, jobs.c.state == JobState.RUNNING)


def _end(
    connection: Connection, identifier: int, now: datetime, state: JobState, outcome: Mapping[str, Any]
) -> None:
    text = json.dumps(dict(outcome), ensure_ascii=False)
    values = {"state": state, "ended": now, "lease": None, "worker": "", "outcome": text}
    connection.execute(update(jobs).where(jobs.c.id == identifier).values(**values))
    # What was handed over is not needed any more; a delivery holds data of persons.
    own = and_(job_files.c.job_id == identifier, job_files.c.role == _IN)
    connection.execute(delete(job_files).where(own))
