"""What an administrator sees: readiness, numbers and a log in which nothing of people stands."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pq_answers.errors import OutputError
from pq_answers.web import app as application
from pq_answers.web.app import create_app
from pq_answers.web.office import Settings
from pq_answers.web.watch.journal import JsonLines, start_log
from pq_answers.web.watch.metrics import count_request, exposition
from pq_answers.web.watch.tally import Board
from pq_answers.workflow import Database, Desk, dossiers, people

from .conftest import ORIGIN, PASSWORD, PEOPLE, QUESTION, Browser, Enter, Opened
from .test_pages import drafted


@pytest.fixture
def app(settings: Settings) -> Iterator[object]:
    made = create_app(settings)
    with made.state.office.database.writing() as connection:
        for name, roles in PEOPLE.items():
            people.add_user(connection, name, roles, PASSWORD)
    yield made
    made.state.office.database.close()


def client_of(app: object, address: str = "127.0.0.1") -> TestClient:
    return TestClient(
        app,  # type: ignore[arg-type]
        base_url="http://localhost",
        client=(address, 1),
        raise_server_exceptions=False,
        follow_redirects=False,
    )


# Readiness


def test_it_is_ready_when_database_store_and_ledger_are_there(open_client: Opened) -> None:
    answer = open_client().get("/klaar")
    assert (answer.status_code, answer.text) == (200, "klaar\n")


def test_it_says_what_is_missing(open_client: Opened, desk: Desk, tmp_path: Path) -> None:
    client = open_client()
    shutil.rmtree(desk.approved)
    answer = client.get("/klaar")
    assert (answer.status_code, answer.text) == (503, "geen map van goedgekeurde antwoorden\n")
    assert answer.headers["retry-after"].isdecimal()
    (tmp_path / "dossiers.sqlite").write_bytes(b"geen databank meer" * 1000)
    answer = client.get("/klaar")
    assert answer.status_code == 503
    assert client.get("/gezond").status_code == 200


def test_without_a_snapshot_it_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    from pq_answers.store import Store

    made = create_app(replace(settings, desk=replace(settings.desk, store=Store(tmp_path / "leeg"))))
    answer = client_of(made).get("/klaar")
    assert (answer.status_code, answer.text) == (503, "geen momentopname\n")
    made.state.office.database.close()


@pytest.mark.parametrize(
    ("path", "status"), [("/gezond", 200), ("/klaar", 200), ("/metrics", 400), ("/", 400)]
)
def test_only_whether_it_is_well_is_told_under_any_name(app: object, path: str, status: int) -> None:
    assert client_of(app).get(path, headers={"host": "10.9.8.7"}).status_code == status


# Numbers


def number(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_the_template_of_their_route(app: object) -> None:
    client = client_of(app)
    for path in (
        "/dossiers/7/plan",
        "/dossiers/8/plan?zoek=Peeters",
        "/nergens/Peeters",
        "/api/v1/dossiers/9",
    ):
        client.get(path)
    told = client.get("/metrics").text
    plan = 'pq_requests_total{method="GET",route="/dossiers/{identifier:int}/plan",status="303"}'
    assert number(told, plan) == 2
    assert number(told, 'pq_requests_total{method="GET",route="(onbekend)",status="404"}') == 1
    assert (
        number(told, 'pq_requests_total{method="GET",route="/api/v1/dossiers/{identifier}",status="401"}')
        == 1
    )
    assert "Peeters" not in told
    assert not re.search(r"dossiers/\d", told)


def test_strange_methods_and_refused_hosts_are_counted_without_their_words(app: object) -> None:
    client = client_of(app)
    client.request("PEETERS", "/dossiers")
    client.get("/dossiers", headers={"host": "peeters.example"})
    told = client.get("/metrics").text
    assert number(told, 'pq_requests_total{method="GET",route="(onbekend)",status="400"}') == 1
    assert "peeters" not in told.lower()


def test_every_line_is_in_the_format_of_prometheus(app: object) -> None:
    client = client_of(app)
    client.get("/aanmelden")
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    sample = re.compile(r'[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.e+-]+|# (HELP|TYPE) .+')
    families = []
    for line in answer.text.splitlines():
        assert sample.fullmatch(line), line
        if line.startswith("# TYPE "):
            families.append(line.split()[2])
    assert len(families) == len(set(families)), "the lines of one family stand together"


def test_the_buckets_of_a_duration_add_up() -> None:
    board = Board()
    for seconds in (0.004, 0.02, 0.02, 3.0, 60.0):
        count_request(board.tally(), "GET", "/x", 200, seconds)
    database = Database("sqlite://")
    database.migrate()
    with database.reading() as connection:
        told = exposition(board.total(), connection)
    base = 'pq_request_duration_seconds_bucket{method="GET",route="/x",le='
    assert [number(told, f'{base}"{one}"}}') for one in (0.005, 0.01, 0.025, 5.0, "+Inf")] == [1, 1, 3, 4, 5]
    assert number(told, 'pq_request_duration_seconds_count{method="GET",route="/x"}') == 5


def test_drafts_are_counted_and_what_stopped_one(
    people_in: Enter, open_client: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    otto, bert = people_in("otto"), people_in("bert")
    base = drafted(otto)
    otto.get(f"{base}/ontwerp")
    told = bert.get("/metrics")
    assert number(told, 'pq_drafts_total{outcome="gemaakt"}') == 1
    assert number(told, 'pq_dossiers_open{state="ontwerp"}') == 1
    assert number(told, 'pq_dossiers_open{state="nalezing"}') == 0

    from pq_answers.answer import recipe
    from pq_answers.errors import ChecksError

    def stopped(*_: object) -> None:
        raise ChecksError("tegengehouden")

    monkeypatch.setattr(recipe, "check_results", stopped)
    office = open_client().app.state.office  # type: ignore[attr-defined]
    with office.database.reading() as connection:
        dossier = dossiers.get(connection, 1)
    with pytest.raises(ChecksError):
        office.desk.fresh_draft(dossier, ())
    assert number(bert.get("/metrics"), 'pq_drafts_total{outcome="controles"}') == 1


def test_the_kinds_of_what_stops_a_draft_are_told_apart() -> None:
    from pq_answers import errors

    kinds = ("InputError", "StoreError", "OutputError", "BlockedError", "ChecksError", "UnprotectedError")
    told = [getattr(errors, name).kind for name in (*kinds, "UntracedError")]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("address", "headers", "networks", "status"),
    [
        ("127.0.0.1", {}, (), 200),
        ("::1", {}, (), 200),
        ("10.0.0.4", {}, (), 303),
        ("10.0.0.4", {}, ("10.0.0.0/8",), 200),
        ("127.0.0.1", {}, ("10.0.0.0/8",), 303),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, (), 303),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, (), 303),
        ("127.0.0.1", {"via": "1.1 proxy"}, (), 303),
        ("geen-adres", {}, (), 303),
    ],
)
def test_numbers_are_for_known_networks_only(
    settings: Settings, address: str, headers: dict[str, str], networks: tuple[str, ...], status: int
) -> None:
    own = {"watchers": tuple(map(ip_network, networks))} if networks else {}
    made = create_app(replace(settings, **own))
    assert client_of(made, address).get("/metrics", headers=headers).status_code == status
    made.state.office.database.close()


@pytest.mark.parametrize(
    ("name", "status"), [("lena", 403), ("otto", 403), ("olga", 403), ("nora", 403), ("bert", 200)]
)
def test_of_those_signed_in_only_an_administrator_reads_the_numbers(
    people_in: Enter, name: str, status: int
) -> None:
    people_in(name).get("/metrics", status)


# Shared memory


def test_workers_count_together_and_a_new_one_counts_on() -> None:
    board = Board(3)
    board.tally(0).add("een", 2)
    board.tally(1).add("een")
    board.tally(2).add("ander", 0.5)
    again = board.tally(0)
    again.add("een")
    again.add("nieuw")
    assert board.total() == {"een": 4, "ander": 0.5, "nieuw": 1}


def test_a_full_page_counts_what_it_knows_and_never_breaks() -> None:
    board = Board()
    tally = board.tally()
    tally.add("eerste")
    for name in range(5_000):
        tally.add(f"{name:0100}")
    tally.add("eerste")
    found = board.total()
    assert found["eerste"] == 2
    assert 1_000 < len(found) < 5_000


def test_threads_lose_no_count() -> None:
    from concurrent.futures import ThreadPoolExecutor

    board = Board()
    tally = board.tally()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: [tally.add("een") for _ in range(500)], range(8)))
    assert board.total() == {"een": 4_000}


# The log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    path = tmp_path / "log.jsonl"
    start_log(str(path))
    yield path
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = before
    root.setLevel(level)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_request_is_one_line_with_a_number_that_the_answer_names(log: Path, app: object) -> None:
    answer = client_of(app).get("/dossiers/7/plan?zoek=Peeters")
    [line] = lines(log)
    assert line["route"] == "/dossiers/{identifier:int}/plan"
    assert (line["methode"], line["status"], line["niveau"]) == ("GET", 303, "melding")
    assert line["verzoek"] == answer.headers["x-request-id"]
    assert set(line) == {"tijd", "niveau", "methode", "route", "status", "ms", "verzoek"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("8F14E45F-CEEA-467F-9575-6BB55CCFEF2D", True),
        ("an.peeters@vlaanderen.be", False),
        ("a" * 41, False),
        ("", False),
        ('"}{"status":200', False),
    ],
)
def test_the_number_of_a_proxy_is_kept_when_it_is_a_number(app: object, given: str, kept: bool) -> None:
    found = client_of(app).get("/gezond", headers={"x-request-id": given}).headers["x-request-id"]
    assert (found == given.lower()) is kept
    assert re.fullmatch(r"[0-9a-f-]{16,40}", found)


def test_nothing_that_people_typed_comes_into_the_log(
    log: Path, people_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    otto: Browser = people_in("otto")
    drafted(otto)
    otto.client.get("/dossiers?zoek=Janssens")
    otto.client.post("/aanmelden", data={"naam": "Janssens", "wachtwoord": "geheim geheim"}, headers=ORIGIN)

    from pq_answers.web.routes import library

    def broken(*_: object) -> None:
        raise RuntimeError("Janssens")

    monkeypatch.setattr(library, "matching", broken)
    otto.get("/catalogus?zoek=Janssens", 500)
    told = log.read_text()
    for word in ("Janssens", "otto", "PEETERS", "geheim", "contingent", PASSWORD, QUESTION[:20]):
        assert word not in told, word
    faults = [line for line in lines(log) if line["niveau"] == "fout"]
    assert len(faults) == 1
    assert str(faults[0]["bericht"]).startswith("interne fout RuntimeError op /catalogus in verzoek ")
    assert faults[0]["bericht"].endswith(str(lines(log)[-1]["verzoek"]))  # type: ignore[attr-defined]


def test_of_an_exception_only_its_kind_is_written() -> None:
    try:
        raise ValueError("An Peeters")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    for name in ("uvicorn.error", "pq_answers.web", "asyncio"):
        record = logging.LogRecord(name, logging.ERROR, "x", 1, "An Peeters %s", ("zegt",), info)
        told = json.loads(JsonLines().format(record))
        assert told["bericht"] == "ValueError"
    foreign = logging.LogRecord("sqlalchemy.engine", logging.ERROR, "x", 1, "An Peeters", (), None)
    assert "Peeters" not in JsonLines().format(foreign)


def test_the_log_goes_on_in_a_new_file_after_rotation(log: Path, app: object) -> None:
    client = client_of(app)
    client.get("/gezond")
    log.rename(log.with_suffix(".1"))
    client.get("/gezond")
    assert len(lines(log)) == 1
    assert len(lines(log.with_suffix(".1"))) == 1


def test_a_log_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="--log"):
        start_log(str(tmp_path / "nergens" / "log"))


def test_the_application_counts_for_itself_when_nobody_shares(settings: Settings) -> None:
    first, second = create_app(settings), create_app(settings)
    client_of(first).get("/gezond")
    assert (
        number(
            client_of(second).get("/metrics").text,
            'pq_requests_total{method="GET",route="/gezond",status="200"}',
        )
        == 0
    )
    for made in (first, second):
        made.state.office.database.close()
    assert application.create_app is create_app
