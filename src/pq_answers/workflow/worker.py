"""Who does the work of the queue: a thread that takes one job after the other, and shows that it lives."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from pq_answers.errors import UserError
from pq_answers.store import StoreBusyError
from pq_answers.workflow import jobs
from pq_answers.workflow.database import Database
from pq_answers.workflow.jobs import Job, JobState, Kind, LostJobError

_LOG = logging.getLogger("pq_answers.taken")
_BEATS = 3  # signs of life for each lease
_REST = 1.0


class StoppedError(Exception):
    """Somebody asked that the work stops."""


class GoingError(Exception):
    """The program itself stops: the job goes back in the queue for the next one."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a job gives: values to show, and a file to take along."""

    outcome: Mapping[str, Any] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A job as the one who does it sees it."""

    job: Job
    data: bytes
    say: Callable[[str, int, int], None]

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        """Tell how far the work is; raises `StoppedError` or `LostJobError` where it has to stop."""
        self.say(step, done, total)


Work = Callable[[Task], Done]


class FailedError(UserError):
    """The work ended with faults that a person has to mend; `done` is the report of them."""

    def __init__(self, done: Done, what: str, *, fix: str = "") -> None:
        super().__init__(what, fix=fix)
        self.done = done


class Worker:
    """Takes jobs and does them; `clock` says what time it is, and `lease` how long silence is trusted."""

    def __init__(
        self,
        database: Database,
        work: Mapping[Kind, Work],
        clock: Callable[[], datetime],
        *,
        name: str = "",
        lease: timedelta = jobs.LEASE,
    ) -> None:
        self.database, self.work, self.clock, self.lease = database, work, clock, lease
        self.name = name or f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid4().hex[:8]}"
        self._going = Event()

    def run(self, stop: Event) -> None:
        """Do what there is to do until `stop` is set."""
        self._going = stop
        while not stop.is_set():
            try:
                worked = self.run_one()
            except Exception as error:
                # A database that is away for a while may not end the worker; the next round tries again.
                _LOG.error("worker: %s", type(error).__name__)
                worked = False
            if not worked:
                stop.wait(_REST)

    def run_one(self) -> bool:
        """Take one job and do it; return whether there was one that could be done."""
        with self.database.reading() as connection:
            if not jobs.is_any(connection, self.clock()):
                return False
        with self.database.writing() as connection:
            job = jobs.claim(connection, self.name, self.clock(), self.lease)
        if job is None:
            return False
        try:
            return self._do(job)
        except LostJobError:
            _LOG.warning("job %s was taken over", job.id)
            return True

    def _do(self, job: Job) -> bool:
        try:
            with self._alive(job):
                done = self.work[job.kind](Task(job, self._handed_in(job), self._teller(job)))
            self._finish(job, JobState.DONE, done)
        except StoppedError:
            self._finish(job, JobState.CANCELLED, Done())
        except (StoreBusyError, GoingError):
            # Somebody loads by another way, or the program stops; the job waits for its turn.
            with self.database.writing() as connection:
                jobs.release(connection, job, self.name)
            return False
        except LostJobError:
            raise
        except FailedError as error:
            self._finish(job, JobState.FAILED, Done({**error.done.outcome, **_told(error)}, error.done.file))
        except UserError as error:
            self._finish(job, JobState.FAILED, Done(_told(error)))
        except Exception as error:
            # Only the kind: the message of an exception may hold what somebody wrote.
            _LOG.error("job %s: %s", job.id, type(error).__name__)
            fix = "Probeer het opnieuw; meld het aan de beheerder als het zo blijft."
            self._finish(job, JobState.FAILED, Done({"wat": "Er ging intern iets mis.", "oplossing": fix}))
        return True

    def _handed_in(self, job: Job) -> bytes:
        with self.database.reading() as connection:
            return jobs.handed_in(connection, job)

    def _finish(self, job: Job, state: JobState, done: Done) -> None:
        with self.database.writing() as connection:
            jobs.finish(connection, job, self.name, self.clock(), state, done.outcome, done.file)

    def _teller(self, job: Job) -> Callable[[str, int, int], None]:
        def tell(step: str, done: int, total: int) -> None:
            if self._beat(job, step=step, done=done, total=total):
                raise StoppedError
            if self._going.is_set():
                raise GoingError

        return tell

    def _beat(self, job: Job, **told: Any) -> bool:
        with self.database.writing() as connection:
            return jobs.beat(connection, job, self.name, self.clock(), self.lease, **told)

    @contextmanager
    def _alive(self, job: Job) -> Iterator[None]:
        """Show signs of life while a job is worked on, also during a step that takes long."""
        ended = Event()
        heart = Thread(target=self._beats, args=(job, ended), name=f"taak-{job.id}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            ended.set()
            heart.join()

    def _beats(self, job: Job, ended: Event) -> None:
        while not ended.wait(self.lease.total_seconds() / _BEATS):
            try:
                self._beat(job)
            except LostJobError:
                return
            except Exception as error:
                _LOG.warning("sign of life of job %s: %s", job.id, type(error).__name__)


def _told(error: UserError) -> dict[str, Any]:
    return {"wat": error.what, "oplossing": error.fix}
