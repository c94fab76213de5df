"""Several workers on one socket: they count together, stop without breaking a request, and lose no write."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from pq_answers.errors import StoreError
from pq_answers.ledger import read_asked
from pq_answers.store import Store
from pq_answers.web.watch.tally import Board, Tally
from pq_answers.web.workers import Workers

from .conftest import QUESTION, new_postgres
from .served import Caller, Served
from .test_operations import number

pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
FORK = multiprocessing.get_context("fork")


# What the parent of the workers does, with a small application


def waiting_app(go: Path, seen: Path) -> Callable[..., Any]:
    """Return an application that answers /traag only when a file is there, and says that it was asked."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        import asyncio

        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["path"] == "/traag":
            seen.touch()
            while not go.exists():
                await asyncio.sleep(0.05)
        told = f"{os.getpid()}".encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(told))],
            }
        )
        await send({"type": "http.response.body", "body": told})

    return app


class Small:
    """A parent with workers that answer with their process id."""

    def __init__(self, base: Path, workers: int) -> None:
        self.go, self.seen = base / "ga", base / "gezien"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

        def made(_board: Board, _tally: Tally) -> Any:
            return waiting_app(self.go, self.seen)

        self.parent = FORK.Process(target=Workers(made, self.listener, workers, own_log=True).run)
        self.parent.start()
        # As where it is really used: only the server itself listens.
        self.listener.close()

    def get(self, path: str = "/") -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.headers)
        finally:
            connection.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[int], Small]]:
    made: list[Small] = []

    def begin(workers: int) -> Small:
        made.append(Small(tmp_path, workers))
        return made[-1]

    yield begin
    for one in made:
        one.go.touch()
        one.parent.terminate()
        one.parent.join(60)


def until(true: Callable[[], bool]) -> None:
    for _ in range(1200):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen")


def test_a_running_request_finishes_and_who_comes_later_is_told_to_come_back(
    small: Callable[[int], Small],
) -> None:
    site = small(2)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(site.get, "/traag")
        until(site.seen.exists)
        site.parent.terminate()
        answers: list[tuple[int, str, dict[str, str]]] = []

        def turned_away() -> bool:
            try:
                answers.append(site.get())
            except (OSError, HTTPException):
                return False
            return answers[-1][0] == 503

        until(turned_away)
        assert int(answers[-1][2]["Retry-After"]) > 0
        assert "opnieuw" in answers[-1][1]
        assert not slow.done()
        site.go.touch()
        assert slow.result(60)[0] == 200
    site.parent.join(60)
    assert site.parent.exitcode == 0


def test_a_worker_that_dies_is_replaced(small: Callable[[int], Small]) -> None:
    site = small(1)
    first = int(site.get()[1])
    os.kill(first, signal.SIGKILL)

    def answered_by_another() -> bool:
        try:
            return int(site.get()[1]) != first
        except (OSError, HTTPException):
            return False

    until(answered_by_another)


def test_workers_go_when_their_parent_is_killed(small: Callable[[int], Small]) -> None:
    site = small(2)
    worker = int(site.get()[1])
    os.kill(site.parent.pid or 0, signal.SIGKILL)

    def gone() -> bool:
        return not Path(f"/proc/{worker}").exists() or " Z " in Path(f"/proc/{worker}/stat").read_text()

    until(gone)


def test_workers_that_do_not_stay_alive_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_board: Board, _tally: Tally) -> Any:
        os._exit(7)

    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(StoreError, match="niet in leven"),
    ):
        Workers(broken, listener, 2, own_log=True).run()
    assert threading.active_count() >= 1


# The application itself


@pytest.fixture
def started(tmp_path: Path, demo_store: Store) -> Iterator[Callable[..., Served]]:
    made: list[Served] = []

    def start(database: str, workers: int = 2) -> Served:
        made.append(Served(tmp_path, demo_store.root, database, workers))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            one.kill()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return new_postgres(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path}/dossiers.sqlite"


@pytest.mark.slow
def test_two_workers_answer_and_count_together(started: Callable[..., Served], tmp_path: Path) -> None:
    site = started(f"sqlite:///{tmp_path}/d.sqlite")
    reader = Caller(site.port, site.token("lezer"))
    for _ in range(40):
        assert reader.call("GET", "/ik")[0] == 200
    connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", "/metrics")
    told = connection.getresponse().read().decode()
    connection.close()
    assert number(told, 'pq_requests_total{method="GET",route="/api/v1/ik",status="200"}') == 40
    assert site.stop() == 0
    assert len(site.log.read_text().splitlines()) >= 41  # the last line follows its response
    assert "Traceback" not in site.out.read_text()


def in_review(site: Served, drafter: Caller) -> tuple[int, str, str]:
    """Bring a question to review and return its number, version and digest."""
    _, made, tag = drafter.call("POST", "/dossiers", {"tekst": QUESTION})
    base = f"/dossiers/{made['id']}"
    _, plan, tag = drafter.call("POST", f"{base}/plan", if_match=tag)
    text = re.sub(r"(?m)^open = .*$", 'tekst = "Dat volgt in 2023."', plan["tekst"])
    status, told, tag = drafter.call("PUT", f"{base}/plan", {"tekst": text}, if_match=tag)
    assert status == 200, told
    _, _, tag = drafter.call("POST", f"{base}/ontwerp", if_match=tag)
    status, told, tag = drafter.call("POST", f"{base}/voorleggen", if_match=tag)
    assert status == 200, told
    _, draft, tag = drafter.call("GET", f"{base}/ontwerp")
    return made["id"], tag, draft["inhoud_sha256"]


@pytest.mark.slow
def test_of_many_approvals_over_two_workers_one_counts(started: Callable[..., Served], url: str) -> None:
    site = started(url)
    identifier, tag, digest = in_review(site, Caller(site.port, site.token("opsteller")))
    reviewer = Caller(site.port, site.token("nalezer"))

    def approve(_: int) -> int:
        body = {"inhoud_sha256": digest}
        return reviewer.call("POST", f"/dossiers/{identifier}/goedkeuring", body, if_match=tag)[0]

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(approve, range(8)))
    assert statuses == [200] + [409] * 7
    assert len({one.number for one in read_asked(site.folder / "goedgekeurd")}) == 1
    assert len(list((site.folder / "goedgekeurd").iterdir())) == 1


class Writer(threading.Thread):
    """Makes dossiers and remarks until the server is gone, and remembers what was accepted."""

    def __init__(self, caller: Caller, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.caller = caller
        self.heads: dict[int, tuple[str, str]] = {}
        self.remarks: set[tuple[int, str]] = set()
        self.keys: dict[str, int] = {}
        self.asked: list[str] = []

    @property
    def accepted(self) -> int:
        return len(self.heads) + len(self.remarks) + len(self.keys)

    def run(self) -> None:
        try:
            for turn in range(10_000):
                self._write(f"{self.name}-{turn}")
        except (OSError, HTTPException):
            return

    def _write(self, key: str) -> None:
        text = QUESTION.replace("2019, 2020 en 2021", f"2021 ({key})")
        self.asked.append(key)
        status, made, tag = self.caller.call("POST", "/dossiers", {"tekst": text}, idempotency_key=key)
        assert status == 201, made
        self.keys[key] = made["id"]
        head = {"nummer": key, "datum": "2022-01-26", "steller": "AN PEETERS", "titel": "Contingent"}
        status, told, tag = self.caller.call("PUT", f"/dossiers/{made['id']}/kop", head, if_match=tag)
        assert status == 200, told
        self.heads[made["id"]] = key, tag
        remark = {"plaats": "algemeen", "tekst": f"opmerking {key}"}
        status, told, _ = self.caller.call("POST", f"/dossiers/{made['id']}/opmerkingen", remark)
        assert status == 201, told
        self.remarks.add((made["id"], remark["tekst"]))


@pytest.mark.slow
def test_killed_under_load_no_accepted_write_is_lost(started: Callable[..., Served], url: str) -> None:
    site = started(url)
    token = site.token("opsteller")
    writers = [Writer(Caller(site.port, token), f"s{number}") for number in range(4)]
    for writer in writers:
        writer.start()
    until(lambda: sum(writer.accepted for writer in writers) >= 60 or not writers[0].is_alive())
    site.kill()
    for writer in writers:
        writer.join(60)
    assert sum(writer.accepted for writer in writers) >= 60

    again = started(url)
    caller = Caller(again.port, token)
    for writer in writers:
        for identifier, (number_, tag) in writer.heads.items():
            _, found, now = caller.call("GET", f"/dossiers/{identifier}")
            assert (found["nummer"], now) == (number_, tag)
        for identifier, text in writer.remarks:
            _, remarks, _ = caller.call("GET", f"/dossiers/{identifier}/opmerkingen")
            assert text in [one["tekst"] for one in remarks]
        for key, identifier in writer.keys.items():
            text = QUESTION.replace("2019, 2020 en 2021", f"2021 ({key})")
            status, made, _ = caller.call("POST", "/dossiers", {"tekst": text}, idempotency_key=key)
            assert (status, made["id"]) == (201, identifier), "sent again, it is still the same dossier"
    _, listing, _ = caller.call("GET", "/dossiers")
    asked = sum(len(writer.asked) for writer in writers)
    assert sum(len(writer.keys) for writer in writers) <= listing["totaal"] <= asked
    assert again.stop() == 0
