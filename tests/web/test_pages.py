"""The pages: the whole way of a question, what each shows, and what each refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from pq_answers.resources import find_file
from pq_answers.web.app import create_app
from pq_answers.web.office import Settings
from pq_answers.workflow import Database, Desk, dossiers, people

from .conftest import NOW, PASSWORD, PEOPLE, QUESTION

ORIGIN = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Browser:
    """Somebody with a browser: keeps the cookie, and sends the forms of the pages that were read."""

    def __init__(self, client: TestClient, name: str = "") -> None:
        self.client = client
        if name:
            answer = self.client.post(
                "/aanmelden",
                data={"naam": name, "wachtwoord": PASSWORD},
                headers=ORIGIN,
                follow_redirects=False,
            )
            assert answer.status_code == 303, answer.text

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, words(answer.text)[:500])
        return answer.text

    def post(self, path: str, seen: str = "", status: int = 200, **fields: object) -> str:
        hidden = dict(re.findall(r'name="(csrf|versie|hash)" value="([^"]*)"', seen))
        answer = self.client.post(path, data={**hidden, **fields}, headers=ORIGIN)
        assert answer.status_code == status, (path, answer.status_code, words(answer.text)[:800])
        return answer.text


def words(html: str) -> str:
    bare = re.sub(r"<(head|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", bare).split()))


@pytest.fixture
def database_url(tmp_path: object) -> str:
    return f"sqlite:///{tmp_path}/dossiers.sqlite"


@pytest.fixture
def settings(database_url: str, desk: Desk) -> Settings:
    return Settings(database_url, desk, frozenset({"localhost"}), clock=Clock())


@pytest.fixture
def open_client(settings: Settings) -> Iterator[type[TestClient]]:
    app = create_app(settings)
    office = app.state.office
    with office.database.writing() as connection:
        for name, roles in PEOPLE.items():
            people.add_user(connection, name, roles, PASSWORD)
    clients: list[TestClient] = []

    def opened() -> TestClient:
        clients.append(TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
        return clients[-1]

    yield opened  # type: ignore[misc]
    for client in clients:
        client.close()
    office.database.close()


@pytest.fixture
def people_in(open_client: object):  # noqa: ANN201
    def enter(name: str = "") -> Browser:
        return Browser(open_client(), name)  # type: ignore[operator]

    return enter


def started(browser: Browser, text: str = QUESTION) -> str:
    """Paste a question and return the address of its dossier."""
    seen = browser.get("/dossiers/nieuw")
    shown = browser.post("/dossiers/nieuw", seen, tekst=text)
    found = re.search(r'action="(/dossiers/\d+)/vraag"', shown)
    assert found is not None
    return found[1]


def drafted(browser: Browser, text: str = QUESTION) -> str:
    """Go on to a draft in which nothing is open."""
    base = started(browser, text)
    seen = browser.get(f"{base}/vraag")
    head = {"nummer": "12", "datum": "2022-01-26", "steller": "AN PEETERS", "titel": "Contingent"}
    seen = browser.post(f"{base}/vraag", seen, actie="plan", **head)
    seen = browser.post(f"{base}/plan/1", seen, actie="bewaren", keuze="tekst", tekst="Dat volgt in 2023.")
    browser.post(f"{base}/plan", seen, actie="ontwerp")
    return base


def test_from_pasted_question_to_frozen_answer(people_in) -> None:  # noqa: ANN001
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    draft = otto.get(f"{base}/ontwerp")
    assert "2.100,7" in words(draft)
    otto.post(f"{base}/voorleggen", draft)
    review = nora.get(f"{base}/nalezing")
    nora.post(f"{base}/opmerkingen", review, plaats="deelvraag 1", tekst="In orde.")
    done = nora.post(f"{base}/goedkeuren", review, gelezen="ja")
    assert "Goedgekeurd door nora" in words(done)
    frozen = otto.get(f"{base}/ontwerp")
    assert "bevroren" in words(frozen)
    answer = otto.client.get(f"{base}/bestanden/antwoord.docx")
    assert answer.content[:2] == b"PK"
    assert "In orde." in words(otto.get(f"{base}/nalezing"))
    assert "goedgekeurd" in words(otto.get(f"{base}/verloop"))
    assert "Wat is het contingent van de LDE" in words(otto.get("/eerdere-antwoorden?q=contingent+LDE"))
