"""The workers of one server: threads that do what waits in the queue for as long as the server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from pq_answers.web.office import Office
from pq_answers.workflow import jobs
from pq_answers.workflow.work import remove_leftovers, work_of
from pq_answers.workflow.worker import Worker

_GOODBYE = 10.0


@contextmanager
def background(office: Office) -> Iterator[None]:
    """Let a worker run; on leaving it puts its job back at the next step, and is waited for that long."""
    with office.database.writing() as connection:
        remove_leftovers(office.desk, jobs.open_ones(connection))
    stop = Event()
    worker = Worker(office.database, work_of(office.database, office.desk), office.settings.clock)
    # A step that takes longer than the goodbye is left to its lease: the next server begins it again.
    thread = Thread(target=worker.run, args=(stop,), name="taken", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_GOODBYE)
