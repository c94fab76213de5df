"""Work in the background: taken once, kept through a kill, cancelled, bounded; on both databases."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.store import Store, StoreBusyError
from pq_answers.workflow import Database, Desk, ForbiddenError, StateError, UnknownError, jobs, loading, log
from pq_answers.workflow.jobs import (
    KEPT,
    LEASE,
    MOST_ATTEMPTS,
    MOST_OF_ONE,
    MOST_WAITING,
    Job,
    JobState,
    Kind,
    LostJobError,
    QueueFullError,
    Wanted,
)
from pq_answers.workflow.work import load_delivery, work_of
from pq_answers.workflow.worker import Done, FailedError, Task, Worker

from .conftest import NOW, Office

LATER = NOW + LEASE + timedelta(seconds=1)


def wanted(number: int = 0, kind: Kind = Kind.COMPARISON, data: bytes = b"") -> Wanted:
    return Wanted(kind, f"taak {number}", {"nummer": number}, data)


def put(office: Office, number: int = 0, who: str = "otto", **options: Any) -> Job:
    with office.database.writing() as connection:
        return jobs.add(connection, office.act(who), wanted(number, **options))


def seen(office: Office, job: Job) -> Job:
    with office.database.reading() as connection:
        return jobs.get(connection, job.id)


def take(office: Office, worker: str = "een", now: datetime = NOW) -> Job | None:
    with office.database.writing() as connection:
        return jobs.claim(connection, worker, now)


def worker(office: Office, work: Any, now: datetime = NOW, name: str = "een", **options: Any) -> Worker:
    return Worker(office.database, dict.fromkeys(Kind, work), lambda: now, name=name, **options)


# One after the other, and each once


def test_work_is_done_in_the_order_in_which_it_was_asked(office: Office) -> None:
    put(office, 1), put(office, 2)
    done: list[int] = []

    def work(task: Task) -> Done:
        done.append(task.job.input["nummer"])
        return Done({"gedaan": True}, ("uit.zip", b"PK"))

    one = worker(office, work)
    assert [one.run_one(), one.run_one(), one.run_one()] == [True, True, False]
    assert done == [1, 2]
    with office.database.reading() as connection:
        found, total = jobs.newest(connection)
        assert total == 2
        assert {job.state for job in found} == {JobState.DONE}
        assert found[0].outcome == {"gedaan": True}
        assert jobs.made_file(connection, found[0]) == ("uit.zip", b"PK")


def test_two_workers_that_take_at_once_never_take_the_same(office: Office) -> None:
    made = [put(office, number).id for number in range(8)]
    urls = office.database.engine.url.render_as_string(hide_password=False)
    workers = [Database(urls) for _ in range(4)]

    def take_all(number: int) -> list[int]:
        taken = []
        while True:
            with workers[number].writing() as connection:
                job = jobs.claim(connection, f"w{number}", NOW)
            if job is None:
                return taken
            taken.append(job.id)

    with ThreadPoolExecutor(4) as pool:
        taken = [number for found in pool.map(take_all, range(4)) for number in found]
    for one in workers:
        one.close()
    assert sorted(taken) == made


def test_two_deliveries_are_never_loaded_at_once(office: Office) -> None:
    first = put(office, 1, "bert", kind=Kind.DELIVERY, data=b"a")
    second = put(office, 2, "bert", kind=Kind.DELIVERY, data=b"b")
    third = put(office, 3)
    taken = [take(office, name) for name in ("een", "twee", "drie")]
    assert [job and job.id for job in taken] == [first.id, third.id, None]
    again = take(office, "vier", LATER)
    assert again is not None
    assert again.id == first.id, "the worker of the first is silent: it is begun again"
    assert seen(office, second).state is JobState.WAITING


def test_the_same_work_is_put_in_the_queue_once(office: Office) -> None:
    first = put(office, 1, "bert", kind=Kind.DELIVERY, data=b"x")
    assert put(office, 1, "bert", kind=Kind.DELIVERY, data=b"x") == first
    assert put(office, 1, "bert", kind=Kind.DELIVERY, data=b"y").id != first.id

    def add(_: int) -> int:
        with office.database.writing() as connection:
            return jobs.add(connection, act, wanted(9)).id

    act = office.act("otto")
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(add, range(8)))) == 1


def test_the_file_of_an_old_job_is_forgotten(office: Office) -> None:
    job = put(office, 1)
    assert worker(office, lambda _task: Done({}, ("uit.zip", b"PK"))).run_one()
    office.now += KEPT - timedelta(days=1)
    put(office, 2)
    with office.database.reading() as connection:
        assert jobs.made_file(connection, job)[1] == b"PK"
    office.now += timedelta(days=2)
    put(office, 3)
    with office.database.reading() as connection, pytest.raises(UnknownError, match="al gewist"):
        jobs.made_file(connection, job)


# A worker that dies


def test_work_of_a_silent_worker_is_taken_up_again_and_its_own_result_comes_too_late(office: Office) -> None:
    job = put(office, data=b"levering")
    first = take(office, "eerste")
    assert first is not None
    assert take(office, "tweede", NOW + LEASE) is None
    second = take(office, "tweede", LATER)
    assert second is not None
    assert (second.id, second.attempts) == (job.id, 2)
    with pytest.raises(LostJobError), office.database.writing() as connection:
        jobs.beat(connection, first, "eerste", LATER)
    with pytest.raises(LostJobError), office.database.writing() as connection:
        jobs.finish(connection, first, "eerste", LATER, JobState.DONE, {"van": "eerste"}, ("oud", b"oud"))
    with office.database.writing() as connection:
        assert jobs.handed_in(connection, second) == b"levering"
        jobs.finish(
            connection, second, "tweede", LATER, JobState.DONE, {"van": "tweede"}, ("nieuw", b"nieuw")
        )
        assert jobs.get(connection, job.id).outcome == {"van": "tweede"}
        assert jobs.made_file(connection, second) == ("nieuw", b"nieuw")


KILLED = """
import sys, time
from datetime import datetime
from pq_answers.workflow import Database
from pq_answers.workflow.jobs import Kind
from pq_answers.workflow.work import load_delivery, work_of
from pq_answers.workflow.worker import Worker

def work(task):
    task.tell("Halfweg", 1, 2)
    print("bezig", flush=True)
    time.sleep(600)

now = datetime.fromisoformat(sys.argv[2])
Worker(Database(sys.argv[1]), dict.fromkeys(Kind, work), lambda: now, name="weg").run_one()
"""


def test_a_killed_worker_loses_no_work(office: Office) -> None:
    job = put(office)
    url = office.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, NOW.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "bezig\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    halfway = seen(office, job)
    assert (halfway.state, halfway.step, halfway.done) == (JobState.RUNNING, "Halfweg", 1)
    other = worker(office, lambda _task: Done({"af": True}), NOW, "ander")
    assert not other.run_one(), "its lease still holds"
    assert worker(office, lambda _task: Done({"af": True}), LATER, "ander").run_one()
    assert seen(office, job).outcome == {"af": True}


def test_work_that_kills_its_worker_every_time_is_told_to_be_interrupted(office: Office) -> None:
    job = put(office, data=b"x")
    now = NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        taken = take(office, f"w{attempt}", now)
        assert taken is not None
        assert taken.attempts == attempt
        now += LEASE + timedelta(seconds=1)
    assert take(office, "laatste", now) is None
    told = seen(office, job)
    assert told.state is JobState.INTERRUPTED
    assert told.outcome["wat"] == f"Het programma stopte {MOST_ATTEMPTS} keer terwijl het hiermee bezig was."
    assert told.ended == now
    with office.database.reading() as connection:
        assert jobs.handed_in(connection, told) == b"", "what was handed over is gone"


def test_a_worker_shows_that_it_lives_during_a_long_step(office: Office) -> None:
    job = put(office)
    beaten = Event()
    moments = iter(NOW + timedelta(minutes=minute) for minute in range(10**6))

    def work(task: Task) -> Done:
        # No step is told: only the heart beats, and moves the lease along with the clock.
        for _ in range(600):
            with office.database.reading() as connection:
                lease = connection.execute(jobs.select(jobs.jobs.c.lease)).scalar_one()
            if lease > NOW + timedelta(minutes=3):
                beaten.set()
                break
            Event().wait(0.02)
        return Done()

    one = Worker(
        office.database, dict.fromkeys(Kind, work), lambda: next(moments), lease=timedelta(seconds=0.1)
    )
    assert one.run_one()
    assert beaten.is_set()
    assert seen(office, job).state is JobState.DONE


def test_a_program_that_stops_puts_its_work_back(office: Office) -> None:
    job = put(office)
    stop, begun = Event(), Event()

    def work(task: Task) -> Done:
        begun.set()
        stop.wait(60)
        task.tell("Nog een stap")
        return Done()

    thread = Thread(target=worker(office, work).run, args=(stop,))
    thread.start()
    assert begun.wait(60)
    stop.set()
    thread.join(60)
    left = seen(office, job)
    assert (left.state, left.attempts) == (JobState.WAITING, 0)


# What becomes of it


def test_a_store_that_is_busy_lets_a_job_wait_for_its_turn(office: Office) -> None:
    job = put(office)

    def busy(_task: Task) -> Done:
        raise StoreBusyError("bezig")

    assert not worker(office, busy).run_one()
    assert (seen(office, job).state, seen(office, job).attempts) == (JobState.WAITING, 0)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (
            InputError("Dit is fout.", fix="Doe het anders."),
            {"wat": "Dit is fout.", "oplossing": "Doe het anders."},
        ),
        (
            FailedError(Done({"aantal": 2}), "Twee fouten."),
            {"aantal": 2, "wat": "Twee fouten.", "oplossing": ""},
        ),
        (ValueError("de rij van Jan"), None),
    ],
)
def test_what_went_wrong_is_told_without_what_nobody_should_see(
    office: Office, error: Exception, outcome: dict[str, Any] | None
) -> None:
    job = put(office)

    def work(_task: Task) -> Done:
        raise error

    assert worker(office, work).run_one()
    told = seen(office, job)
    assert told.state is JobState.FAILED
    assert "Jan" not in str(told)
    assert outcome is None or told.outcome == outcome


def test_what_waits_is_cancelled_at_once_and_what_runs_at_its_next_step(office: Office) -> None:
    waiting, running = put(office, 1), put(office, 2)
    with office.database.writing() as connection:
        assert jobs.cancel(connection, office.act("otto"), waiting.id).state is JobState.CANCELLED
        with pytest.raises(StateError, match="al gedaan"):
            jobs.cancel(connection, office.act("otto"), waiting.id)

    def work(task: Task) -> Done:
        task.tell("Stap een")
        with office.database.writing() as connection:
            jobs.cancel(connection, office.act("otto"), running.id)
        task.tell("Stap twee")
        pytest.fail("it went on")

    assert worker(office, work).run_one()
    assert seen(office, running).state is JobState.CANCELLED
    with office.database.reading() as connection:
        actions = [line.action for line in log.entries(connection)]
    assert actions.count("taak geannuleerd") == 2


def test_a_cancelled_job_of_a_dead_worker_is_not_begun_again(office: Office) -> None:
    job = put(office)
    take(office)
    with office.database.writing() as connection:
        jobs.cancel(connection, office.act("otto"), job.id)
    assert take(office, "ander", LATER) is None
    assert seen(office, job).state is JobState.CANCELLED


# Who may, and how much


def test_only_who_asked_or_a_manager_cancels(office: Office) -> None:
    job = put(office)
    with office.database.writing() as connection:
        with pytest.raises(ForbiddenError, match="iemand anders"):
            jobs.cancel(connection, office.act("olga"), job.id)
        assert jobs.cancel(connection, office.act("bert"), job.id).state is JobState.CANCELLED
        with pytest.raises(UnknownError):
            jobs.cancel(connection, office.act("bert"), 999)


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (Kind.DELIVERY, {"bert"}),
        (Kind.BATCH, {"otto", "olga"}),
        (Kind.COMPARISON, {"lena", "otto", "olga", "nora", "bert"}),
    ],
)
def test_each_kind_of_work_needs_its_right(office: Office, kind: Kind, may: set[str]) -> None:
    for who in ("lena", "otto", "olga", "nora", "bert"):
        if who in may:
            put(office, hash(who), who, kind=kind)
        else:
            with pytest.raises(ForbiddenError):
                put(office, hash(who), who, kind=kind)


def test_the_queue_is_bounded_for_each_and_for_all(office: Office) -> None:
    for number in range(MOST_OF_ONE):
        put(office, number)
    with pytest.raises(QueueFullError, match=f"al {MOST_OF_ONE} taken"):
        put(office, MOST_OF_ONE)
    for start, who in enumerate(("lena", "olga", "nora"), start=1):
        for number in range(MOST_OF_ONE):
            put(office, 100 * start + number, who)
    assert MOST_WAITING == 4 * MOST_OF_ONE
    with pytest.raises(QueueFullError, match="al te veel"):
        put(office, 999, "bert")
    job = take(office)
    assert job is not None
    with office.database.writing() as connection:
        jobs.finish(connection, replace(job), "een", NOW, JobState.DONE, {})
    put(office, 999, "bert")


# Loading in a process of its own


def delivery_job(office: Office, data: bytes) -> Job:
    with office.database.writing() as connection:
        return jobs.add(connection, office.act("bert"), Wanted(Kind.DELIVERY, "a.zip", data=data))


@pytest.fixture
def loads(
    tmp_path: Path, demo_delivery: Path, database_url: str, desk: Desk
) -> Iterator[tuple[Office, Desk, bytes]]:
    """An office whose store may get new snapshots, and a delivery that is right."""
    store = Store(tmp_path / "eigen")
    own = replace(desk, store=store)
    database = Database(database_url)
    database.migrate()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(demo_delivery.iterdir()):
            archive.write(path, path.name)
    yield Office(database, own), own, stream.getvalue()
    database.close()


def test_a_process_that_falls_away_while_loading_fells_nothing_else(
    loads: tuple[Office, Desk, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, desk, data = loads
    job = delivery_job(office, data)
    monkeypatch.setattr(loading, "_load", fallen)
    assert Worker(office.database, work_of(office.database, desk), lambda: NOW).run_one()
    told = seen(office, job)
    assert told.state is JobState.FAILED
    assert told.outcome["wat"] == "Het laden viel stil; er is niets geladen."
    assert not list(desk.store.root.glob(".levering-*"))


def fallen(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_load_that_is_cancelled_ends_and_leaves_nothing(loads: tuple[Office, Desk, bytes]) -> None:
    office, desk, data = loads
    job = delivery_job(office, data)
    steps: list[str] = []

    def cancelled_midway(task: Task) -> Done:
        def say(step: str, done: int, total: int) -> None:
            steps.append(step)
            if step == "Levering controleren":
                with office.database.writing() as connection:
                    jobs.cancel(connection, office.act("bert"), job.id)
            task.say(step, done, total)

        return load_delivery(desk, replace(task, say=say))

    assert worker(office, cancelled_midway).run_one()
    assert seen(office, job).state is JobState.CANCELLED
    assert steps[-1] == "Levering controleren"
    assert not desk.store.has_snapshots()
    assert not list(desk.store.root.glob(".levering-*"))
    assert Worker(office.database, work_of(office.database, desk), lambda: NOW).run_one() is False


def test_a_first_delivery_becomes_the_current_one(loads: tuple[Office, Desk, bytes]) -> None:
    office, desk, data = loads
    job = delivery_job(office, data)
    assert Worker(office.database, work_of(office.database, desk), lambda: NOW).run_one()
    assert seen(office, job).outcome["momentopname"] == desk.store.current().id
