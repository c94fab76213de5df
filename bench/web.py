"""`python -m bench.web [DATASETTE]`: the web application under load from another process, beside datasette.

Part one: 50 people read drafts and 5 write, on two workers. Part two: the draft page of question 274 (warm)
against a page of datasette with the same figures, in turn in one run. Datasette is no dependency: its program
is the argument; without it the second part says that it is absent.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import duckdb

from pq_answers.store import Store
from pq_answers.workflow import Act, Database, people

STORE, QUESTION = Path("var/opslag"), Path("data/demo/vraagtekst-274.txt")
READERS, DRAFTERS, SECONDS = 50, 5, 30
# Somebody who reads looks at a page for a second; somebody who writes does not stop.
PAUSE = 1.0
CONNECTIONS, ROUND, ROUNDS = 8, 6, 3
ROWS = "SELECT tabel, titel, sleutel, status, waarde FROM cellen ORDER BY tabel, sleutel"
COUNTED = (
    "SELECT jaar, maatregel, leeftijd, geslacht, count(DISTINCT persoon_id) AS aantal FROM persoon_jaar "
    "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)


def main() -> None:
    """Run both parts and print their figures."""
    words = argparse.ArgumentParser()
    words.add_argument("datasette", nargs="?", default=shutil.which("datasette") or "")
    words.add_argument("--seconden", type=int, default=SECONDS)
    words.add_argument("--werkers", type=int, default=2)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder, chosen.werkers) as site:
            base = drafted(site, QUESTION.read_text(encoding="utf-8"))
            load(site, base, chosen.seconden)
            beside_datasette(site, base, folder, chosen.datasette)


@dataclass
class Site:
    """A running server, with what programs and browsers need to enter."""

    port: int
    pid: int
    token: str
    cookies: list[str] = field(default_factory=list)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        named = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), named)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), answer.headers.get("etag", "")
        finally:
            connection.close()


@contextmanager
def served(folder: Path, workers: int) -> Iterator[Site]:
    """Start the server in processes of its own, with 50 signed-in readers."""
    url = f"sqlite:///{folder / 'dossiers.sqlite'}"
    command = [sys.executable, "-u", "-m", "pq_answers", "serve", "--proef", "--poort", "0"]
    places = ["--databank", url, "--eerder", f"{folder}/goedgekeurd", "--geheugen", f"{folder}/geheugen"]
    more = ["--opslag", str(STORE), "--werkers", str(workers)]
    process = subprocess.Popen([*command, *places, *more], stdout=subprocess.PIPE, text=True)
    try:
        told = "".join(iter(process.stdout.readline, "Stoppen: Ctrl+C.\n"))  # type: ignore[union-attr]
        port = int(re.search(r"op http://\S+?:(\d+)", told)[1])  # type: ignore[index]
        password = re.search(r"elk van hen: (\S+)", told)[1]  # type: ignore[index]
        yield _entered(url, port, process.pid, password)
    finally:
        process.terminate()
        process.wait(60)


def _entered(url: str, port: int, pid: int, password: str) -> Site:
    database, now = Database(url), datetime.now(UTC)
    with database.writing() as connection:
        known = {user.name: user for user in people.all_users(connection)}
        token = people.make_token(connection, Act(known["opsteller"], now), "meting")
        secrets = [people.sign_in(connection, "lezer", password, now) for _ in range(READERS)]
    database.close()
    return Site(port, pid, token, [f"pq={secret}" for secret in secrets])


def drafted(site: Site, text: str) -> str:
    """Bring a question to its draft and return the path of its dossier."""
    _, made, tag = site.call("POST", "/dossiers", {"tekst": text})
    base = f"/dossiers/{made['id']}"
    for step in ("plan", "ontwerp"):
        status, told, tag = site.call("POST", f"{base}/{step}", if_match=tag)
        if status != 200:
            raise RuntimeError(told)
    return base


class Reader:
    """Asks one page again and again over one connection, with as little work of its own as can be."""

    def __init__(self, port: int, path: str, cookie: str = "", pause: float = 0) -> None:
        host = f"Host: 127.0.0.1:{port}\r\n"
        self._asked = f"GET {path} HTTP/1.1\r\n{host}Cookie: {cookie}\r\n\r\n".encode()
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._buffer = bytearray(1 << 20)
        self.times: list[float] = []
        self.pause = pause
        self.statuses: Counter[int] = Counter()

    def run(self, until: float) -> None:
        """Read until a moment, with a pause between two pages."""
        while time.perf_counter() < until:
            begun = time.perf_counter()
            self.statuses[self.read()] += 1
            self.times.append(time.perf_counter() - begun)
            time.sleep(self.pause)

    def read(self) -> int:
        """Ask once and return the status."""
        self._socket.sendall(self._asked)
        view, got = memoryview(self._buffer), 0
        while (end := self._buffer.find(b"\r\n\r\n", 0, got)) < 0:
            got += self._more(view[got:])
        head = bytes(self._buffer[:end]).lower()
        size = re.search(rb"content-length: (\d+)", head)
        if size is None:
            return self._rest_of_chunks(got, head)
        whole = end + 4 + int(size[1])
        while got < whole:
            got += self._more(view[got:])
        return int(head[9:12])

    def _rest_of_chunks(self, got: int, head: bytes) -> int:
        view = memoryview(self._buffer)
        while not self._buffer.endswith(b"0\r\n\r\n", 0, got):
            got += self._more(view[got:])
        return int(head[9:12])

    def _more(self, room: memoryview) -> int:
        size = self._socket.recv_into(room)
        if not size:
            raise ConnectionError("the server hung up")
        return size


class Drafter(threading.Thread):
    """Rewrites its own dossier and one that all share, makes drafts, and remembers what was accepted."""

    def __init__(self, site: Site, own: str, shared: str, until: float) -> None:
        super().__init__(daemon=True)
        self.site, self.own, self.shared, self.until = site, own, shared, until
        self.accepted: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.turns: list[float] = []

    def run(self) -> None:
        turn = 0
        while time.perf_counter() < self.until:
            begun, turn = time.perf_counter(), turn + 1
            for base in (self.own, self.shared):
                self._write(base, f"{self.name} {turn}")
            self._call("GET", f"{self.own}/ontwerp")
            self.turns.append(time.perf_counter() - begun)

    def _write(self, base: str, title: str) -> None:
        found, tag = self._call("GET", base)
        head = {name: found[name] for name in ("nummer", "datum", "steller")}
        status, _, _ = self.site.call("PUT", f"{base}/kop", {**head, "titel": title}, if_match=tag)
        self.statuses[status] += 1
        self.accepted[base] += status == 200

    def _call(self, method: str, path: str) -> tuple[Any, str]:
        status, value, tag = self.site.call(method, path)
        self.statuses[status] += 1
        return value, tag


def load(site: Site, read: str, seconds: int) -> None:
    """Let 50 people read and 5 write, and look for errors and lost writes."""
    text = QUESTION.read_text(encoding="utf-8")
    shared, *own = [drafted(site, text) for _ in range(DRAFTERS + 1)]
    before = {base: _version(site, base) for base in (shared, *own)}
    readers = [Reader(site.port, f"{read}/ontwerp", cookie, PAUSE) for cookie in site.cookies]
    # Every worker has worked the draft out before the measuring begins.
    _together([reader.read for reader in readers])  # type: ignore[list-item]
    until = time.perf_counter() + seconds
    drafters = [Drafter(site, base, shared, until) for base in own]
    threads = [threading.Thread(target=reader.run, args=(until,), daemon=True) for reader in readers]
    for thread in (*drafters, *threads):
        thread.start()
    for thread in (*drafters, *threads):
        thread.join(seconds + 120)
    accepted = sum((drafter.accepted for drafter in drafters), Counter[str]())
    lost = sum(_version(site, base) - before[base] != accepted[base] for base in before)
    statuses = sum((one.statuses for one in (*readers, *drafters)), Counter[int]())
    times = [value for reader in readers for value in reader.times]
    line("lezers", len(readers))
    line("opstellers", len(drafters))
    line("seconden", seconds)
    line("gelezen ontwerpen per seconde", len(times) / seconds)
    line("een ontwerp lezen, mediaan (ms)", statistics.median(times) * 1000)
    line("een ontwerp lezen, 95 % binnen (ms)", statistics.quantiles(times, n=20)[-1] * 1000)
    turns = [value for drafter in drafters for value in drafter.turns]
    line("twee wijzigingen en een nieuw ontwerp, mediaan (ms)", statistics.median(turns) * 1000)
    line("aanvaarde wijzigingen", sum(accepted.values()))
    line("geweigerd, want iemand was eerst (409)", statuses[409])
    line("andere fouten", sum(n for status, n in statuses.items() if status not in {200, 409}))
    line("dossiers met een verloren wijziging", lost)


def _version(site: Site, base: str) -> int:
    return int(site.call("GET", base)[2].strip('"'))


@dataclass
class Measured:
    """What one page gave: pages a second in each round, and what the server's processes spent on a page."""

    speeds: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @property
    def speed(self) -> float:
        return statistics.median(self.speeds)

    @property
    def cost(self) -> float:
        return statistics.median(self.costs)

    def add(self, pid: int, port: int, path: str, cookies: list[str]) -> None:
        """Read a page over eight connections for one round."""
        readers = [Reader(port, path, cookies[n % len(cookies)]) for n in range(CONNECTIONS)]
        for _ in range(3):
            _together([reader.read for reader in readers])
        spent, until = _cpu(pid), time.perf_counter() + ROUND
        _together([partial(reader.run, until) for reader in readers])
        statuses = sum((reader.statuses for reader in readers), Counter[int]())
        if set(statuses) != {200}:
            raise RuntimeError(f"{path}: {statuses}")
        self.speeds.append(statuses.total() / ROUND)
        self.costs.append((_cpu(pid) - spent) * 1000 / statuses.total())


def _cpu(pid: int) -> float:
    """Return the processor seconds of a process and its children until now."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid in {int(path.parent.name), int(fields[1])}:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def beside_datasette(site: Site, base: str, folder: Path, program: str) -> None:
    """Compare the draft page with two canned queries, in turn."""
    draft, rows, counting = Measured(), Measured(), Measured()
    if not program:
        print("datasette is er niet: installeer het in een eigen omgeving en noem het programma als argument")
        draft.add(site.pid, site.port, f"{base}/ontwerp", site.cookies)
        line("ontwerp 274 (warm), per seconde", draft.speed)
        return
    with _datasette(site, base, folder, program) as (pid, port):
        for _ in range(ROUNDS):
            rows.add(pid, port, "/cijfers/rijen", [""])
            draft.add(site.pid, site.port, f"{base}/ontwerp", site.cookies)
            counting.add(pid, port, "/cijfers/rekenend", [""])
    for name, one in (
        ("ontwerp 274 (warm)", draft),
        ("datasette, dezelfde cijfers als rijen", rows),
        ("datasette, een query die telt", counting),
    ):
        line(f"{name}: per seconde", one.speed)
        line(f"{name}: CPU van de server per pagina (ms)", one.cost)
    for name, one in (("de rijen", rows), ("de query die telt", counting)):
        line(f"verhouding tot {name}: per seconde", draft.speed / one.speed)
        line(f"verhouding tot {name}: CPU", one.cost / draft.cost)


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def _datasette(site: Site, base: str, folder: Path, program: str) -> Iterator[tuple[int, int]]:
    record = site.call("GET", f"{base}/ontwerp")[1]["verslag"]
    _write_figures(folder / "cijfers.db", record)
    queries = {"rijen": {"sql": ROWS}, "rekenend": {"sql": COUNTED}}
    (folder / "meta.json").write_text(json.dumps({"databases": {"cijfers": {"queries": queries}}}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    words = ["serve", "-i", str(folder / "cijfers.db"), "-m", str(folder / "meta.json"), "-p", str(port)]
    # Its own limit of one second would end the counting query on a busy machine.
    words += ["--setting", "sql_time_limit_ms", "30000"]
    process = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("datasette did not start")


def _write_figures(path: Path, record: Any) -> None:
    """Write the cells of the answer, and the derived table that most of them are counted from."""
    with sqlite3.connect(path) as target:
        target.execute("CREATE TABLE cellen (tabel, titel, sleutel, status, waarde)")
        for table in record["tabellen"]:
            rows = [
                (table["id"], table["titel"], cell["sleutel"], cell["status"], cell.get("waarde"))
                for cell in table["cellen"]
            ]
            target.executemany("INSERT INTO cellen VALUES (?, ?, ?, ?, ?)", rows)
        snapshot = STORE / "snapshots" / f"{Store(STORE).current().id}.duckdb"
        with duckdb.connect(str(snapshot), read_only=True) as source:
            kept = source.execute(
                "SELECT persoon_id, jaar, maatregel, leeftijd, geslacht FROM m_persoon_jaar"
            ).fetchall()
        target.execute("CREATE TABLE persoon_jaar (persoon_id, jaar, maatregel, leeftijd, geslacht)")
        target.executemany("INSERT INTO persoon_jaar VALUES (?, ?, ?, ?, ?)", kept)


def line(what: str, value: float) -> None:
    """Print a figure."""
    print(f"{what:60} {value:12.2f}", flush=True)


if __name__ == "__main__":
    main()
