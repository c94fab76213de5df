"""The server as an administrator starts it, in processes of its own, that a test may stop or kill."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from pq_answers.workflow import Act, Database, people


class Served:
    """A running server with its trial accounts; a new one on the same state goes on where it stopped."""

    def __init__(self, folder: Path, store: Path, database: str, workers: int, port: int = 0) -> None:
        self.folder, self.database = folder, database
        self.out, self.log = folder / "uit", folder / "log.jsonl"
        settings = {
            "PQ_STORE": str(store),
            "PQ_DATABASE": database,
            "PQ_EERDER": str(folder / "goedgekeurd"),
            "PQ_GEHEUGEN": str(folder / "geheugen"),
            "PQ_SETTINGS": str(folder / "pq.toml"),
            "PYTHONUNBUFFERED": "1",
        }
        # A server under load in a test is one person in a hurry.
        (folder / "pq.toml").write_text('[limieten]\nbegrijpen = "9000 per minuut"\n', encoding="utf-8")
        words = ["serve", "--proef", "--poort", str(port), "--werkers", str(workers), "--log", str(self.log)]
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pq_answers", *words],
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **settings},
                start_new_session=True,
            )
        self.port = self._started()

    def _started(self) -> int:
        for _ in range(600):
            found = re.search(r"op http://\S+?:(\d+)", self.out.read_text())
            if found and "elk van hen" in self.out.read_text():
                return int(found[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"the server did not start:\n{self.out.read_text()}")

    def token(self, name: str) -> str:
        """Return a token for a trial account; it outlives the server."""
        database = Database(self.database)
        with database.writing() as connection:
            user = next(one for one in people.all_users(connection) if one.name == name)
            made = people.make_token(connection, Act(user, datetime.now(UTC)), "proef")
        database.close()
        return made

    def kill(self) -> None:
        """End all its processes at once, as when the power fails."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> int:
        """Ask it to stop and return with which code it did."""
        self.process.terminate()
        return self.process.wait(60)


class Caller:
    """A program that calls the interface, over one connection for each call."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
        """Return the status, the value and the version that were answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(
                method,
                f"/api/v1{path}",
                None if body is None else json.dumps(body),
                {"authorization": f"Bearer {self.token}", "content-type": "application/json", **named},
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), answer.headers.get("etag", "")
        finally:
            connection.close()
