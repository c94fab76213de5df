"""How often: counted in the database, by an injected clock, and told with how long to wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from pq_answers.errors import InputError
from pq_answers.web.app import create_app
from pq_answers.web.office import Settings
from pq_answers.workflow import Database, Role, people
from pq_answers.workflow.rates import Rate, Rates, TooManyError, forget, forgive, read_rate, take

from .conftest import NOW, ORIGIN, PASSWORD, QUESTION, Browser, words
from .test_pages import drafted

THREE = Rate(3, 60)


def test_as_often_as_is_allowed_and_no_more_until_the_time_is_over(database: Database) -> None:
    with database.writing() as connection:
        for second in range(3):
            take(connection, "iets", THREE, NOW + timedelta(seconds=second))
        take(connection, "iets anders", THREE, NOW)
    with pytest.raises(TooManyError) as caught, database.writing() as connection:
        take(connection, "iets", THREE, NOW + timedelta(seconds=20))
    assert caught.value.seconds == 40
    assert caught.value.fix == "Wacht 40 seconden."
    with database.writing() as connection:
        take(connection, "iets", THREE, NOW + timedelta(seconds=60))


def test_what_was_in_order_is_not_counted(database: Database) -> None:
    with database.writing() as connection:
        for _ in range(10):
            take(connection, "iets", THREE, NOW)
            forgive(connection, "iets")
        forgive(connection, "nooit gezien")


def test_many_at_once_are_counted_together(database: Database) -> None:
    def one(_: int) -> bool:
        try:
            with database.writing() as connection:
                take(connection, "iets", THREE, NOW)
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(20))) == 3


def test_two_processes_count_together(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    for each in (database, other, database):
        with each.writing() as connection:
            take(connection, "iets", THREE, NOW)
    with pytest.raises(TooManyError), other.writing() as connection:
        take(connection, "iets", THREE, NOW)
    other.close()


def test_names_are_not_kept_and_old_counts_are_forgotten(database: Database) -> None:
    with database.writing() as connection:
        take(connection, "van 203.0.113.9", THREE, NOW)
        rows = connection.exec_driver_sql("SELECT * FROM rates").all()
        assert len(rows) == 1
        assert "203.0.113.9" not in str(rows)
        forget(connection, NOW + timedelta(days=2))
        assert connection.exec_driver_sql("SELECT * FROM rates").all() == []


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("30 per minuut", Rate(30, 60)),
        ("5 per 5 minuten", Rate(5, 300)),
        ("1 per seconde", Rate(1, 1)),
        ("100 per 24 uur", Rate(100, 86400)),
    ],
)
def test_a_rate_reads_as_it_is_written(text: str, rate: Rate) -> None:
    assert read_rate(text) == rate
    assert read_rate(str(rate)) == rate


@pytest.mark.parametrize(
    "text",
    ["", "30", "0 per minuut", "5 per 0 minuten", "5 per week", "-1 per uur", "5 per 25 uur", "5 per m"],
)
def test_a_rate_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_rate(text)


# In the application


class Site:
    """The application with small limits."""

    def __init__(self, settings: Settings, **rates: Rate) -> None:
        self.app = create_app(replace(settings, rates=replace(Rates(), **rates)))
        self.office = self.app.state.office
        with self.office.database.writing() as connection:
            user = people.add_user(connection, "otto", {Role.DRAFTER}, PASSWORD)
            people.add_user(connection, "olga", {Role.DRAFTER}, PASSWORD)
            self.token = people.make_token(connection, self.office.act(user), "script")

    def client(self) -> TestClient:
        return TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)

    def program(self, method: str, path: str, **options: Any) -> Any:
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client().request(method, f"/api/v1{path}", headers=headers, **options)


def test_costly_work_is_counted_by_person_over_pages_and_programs(settings: Settings) -> None:
    site = Site(settings, understand=Rate(3, 3600))
    otto = Browser(site.client(), "otto")
    seen = otto.get("/dossiers/nieuw")
    for _ in range(2):
        otto.post("/dossiers/nieuw", seen, tekst=QUESTION)
    assert site.program("POST", "/dossiers", json={"tekst": QUESTION}).status_code == 201
    shown = otto.post("/dossiers/nieuw", seen, 429, tekst=QUESTION)
    assert "te vaak na elkaar" in words(shown)
    assert "Wacht 60 minuten" in words(shown)
    told = site.program("POST", "/dossiers", json={"tekst": QUESTION})
    assert told.status_code == 429
    assert told.headers["content-type"] == "application/problem+json"
    assert 3000 < int(told.headers["retry-after"]) <= 3600
    olga = Browser(site.client(), "olga")
    olga.post("/dossiers/nieuw", olga.get("/dossiers/nieuw"), tekst=QUESTION)
    site.office.database.close()


def test_drafts_and_downloads_have_limits_of_their_own(settings: Settings) -> None:
    site = Site(settings, draft=Rate(2, 3600), download=Rate(1, 3600))
    otto = Browser(site.client(), "otto")
    base = drafted(otto)
    for _ in range(4):
        otto.get(f"{base}/ontwerp")
    otto.get(f"{base}/bestanden/antwoord.txt")
    otto.get(f"{base}/bestanden/antwoord.txt", 429)
    for year, status in ((2024, 200), (2025, 429)):
        # Looking is free; what has to be worked out anew is counted.
        seen = otto.get(f"{base}/plan")
        otto.post(f"{base}/plan/1", seen, actie="bewaren", keuze="tekst", tekst=f"Dat volgt in {year}.")
        otto.get(f"{base}/ontwerp", status)
    assert site.program("GET", f"{base}/ontwerp").status_code == 429
    assert site.program("GET", f"{base}/bestanden/antwoord.txt").status_code == 429
    site.office.database.close()


def test_signing_in_well_is_not_counted_and_wrong_names_count_by_address(settings: Settings) -> None:
    site = Site(settings, address=Rate(4, 600), name=Rate(2, 600))
    for _ in range(6):
        Browser(site.client(), "otto")
    client = site.client()
    codes = [
        client.post("/aanmelden", data={"naam": f"niemand{n}", "wachtwoord": "x"}, headers=ORIGIN).status_code
        for n in range(5)
    ]
    assert codes == [401] * 4 + [429]
    site.office.database.close()


def test_wrong_tokens_are_counted_and_right_ones_keep_working(settings: Settings) -> None:
    site = Site(settings, address=Rate(2, 600))
    wrong = {"authorization": "Bearer pqa_onzin"}
    codes = [site.program("GET", "/ik", headers=wrong).status_code for _ in range(3)]
    assert codes == [401, 401, 429]
    assert site.program("GET", "/ik").status_code == 200
    site.office.database.close()
