"""A database with five people, and a desk on the demonstration register; every test has its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from pq_answers.store import Store
from pq_answers.web.app import create_app
from pq_answers.web.office import Settings
from pq_answers.workflow import Act, Database, Desk, Dossier, Role, User, dossiers, load_calendar, people

NOW = datetime(2022, 2, 1, 9, 0, tzinfo=UTC)
PASSWORD = "een lang wachtwoord"
QUESTION = """Schriftelijke vraag nr. 12
van AN PEETERS
datum: 26 januari 2022

Contingent

1. Wat is het contingent van de LDE in 2019, 2020 en 2021?

2. Welke initiatieven neemt de minister om het contingent te verhogen?
"""
PEOPLE = {
    "lena": {Role.READER},
    "otto": {Role.DRAFTER},
    "olga": {Role.DRAFTER, Role.REVIEWER},
    "nora": {Role.REVIEWER},
    "bert": {Role.ADMIN},
}


class Office:
    """People, a database and a desk, with a clock that goes a minute further at every act."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self.database, self.desk, self.now = database, desk, NOW
        self.calendar = load_calendar()
        with database.writing() as connection:
            self.users: dict[str, User] = {
                name: people.add_user(connection, name, roles, PASSWORD) for name, roles in PEOPLE.items()
            }

    def act(self, name: str) -> Act:
        self.now += timedelta(minutes=1)
        return Act(self.users[name], self.now)

    def read(self, identifier: int) -> Dossier:
        with self.database.reading() as connection:
            return dossiers.get(connection, identifier)


# PostgreSQL: a server of its own for the run, below a temporary folder


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("PostgreSQL is missing. Install it with: sudo apt-get install postgresql", pytrace=False)
    return found[-1].parent


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the URL of a PostgreSQL server without the name of a database."""
    programs = _programs()
    # A short path: the name of a socket may not be long.
    folder = Path(tempfile.mkdtemp(prefix="pq-"))
    # The server refuses to run as root: it then runs as the user that Debian made for it.
    lead = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        lead = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def run(program: str, *words: str) -> None:
        command = [*lead, str(programs / program), *words]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    run("initdb", "-A", "trust", "-U", "pq", str(data))
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://pq@/{{}}?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def new_postgres(server: str) -> str:
    import psycopg

    name = f"pq_{uuid4().hex}"
    with psycopg.connect(server.format("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.format(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with its tables, of each kind."""
    sqlite = request.param == "sqlite"
    url = (
        f"sqlite:///{tmp_path / 'dossiers.sqlite'}"
        if sqlite
        else new_postgres(request.getfixturevalue("postgres"))
    )
    made = Database(url)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path, demo_store: Store) -> Desk:
    stamps = demo_store.root.parent / "goed"
    made = Desk(demo_store, tmp_path / "goedgekeurd", tmp_path / "ingetrokken", tmp_path / "geheugen", stamps)
    made.prepare()
    return made


@pytest.fixture
def office(database: Database, desk: Desk) -> Office:
    return Office(database, desk)


# The application


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
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/dossiers.sqlite"


@pytest.fixture
def settings(database_url: str, desk: Desk) -> Settings:
    return Settings(database_url, desk, frozenset({"localhost"}), clock=Clock())


Opened = Callable[[], TestClient]
Enter = Callable[..., "Browser"]


@pytest.fixture
def open_client(settings: Settings) -> Iterator[Opened]:
    app = create_app(settings)
    office = app.state.office
    with office.database.writing() as connection:
        for name, roles in PEOPLE.items():
            people.add_user(connection, name, roles, PASSWORD)
    clients: list[TestClient] = []

    def opened() -> TestClient:
        clients.append(TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
        return clients[-1]

    yield opened
    for client in clients:
        client.close()
    office.database.close()


@pytest.fixture
def people_in(open_client: Opened) -> Enter:
    def enter(name: str = "") -> Browser:
        return Browser(open_client(), name)

    return enter
