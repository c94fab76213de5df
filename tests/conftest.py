"""One demonstration store for the whole run, built once and shared by all workers."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import settings

from pq_answers.demo import write_delivery
from pq_answers.resources import find_file
from pq_answers.store import Store

# A busy machine is slow, and that is no fault of the program: nothing here is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests out of the user's cache, and the user's own catalogue out of the tests."""
    os.environ["XDG_CACHE_HOME"] = str(_shared(tmp_path_factory) / "cache")
    os.environ.pop("PQ_CATALOGUE", None)
    os.environ.pop("PQ_STORE", None)
    os.environ.pop("SOURCE_DATE_EPOCH", None)


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def demo_delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration register as a delivery; not to be changed."""
    return _built(tmp_path_factory) / "levering"


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with the demonstration register; not to be changed."""
    return Store(_built(tmp_path_factory) / "opslag")


def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = _shared(tmp_path_factory) / "demo"
    base.mkdir(exist_ok=True)
    with (base / "slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / "klaar").exists():
            Store(base / "opslag").load(write_delivery(base / "levering"))
            (base / "klaar").touch()
    return base


class Overlay:
    """A ministry's own catalogue in a temporary folder, which begins with one working item."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sql = find_file("data/nieuw/item.sql").read_text(encoding="utf-8")
        self.template = find_file("data/nieuw/item.md.j2").read_text(encoding="utf-8")

    def write(self, relative: str, text: str) -> Path:
        """Write a file of the overlay."""
        path = self.root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def item(self, name: str = "proef", sql: str | None = None, template: str | None = None) -> Path:
        """Write an item and return its query's path."""
        self.write(f"templates/{name}.md.j2", self.template if template is None else template)
        return self.write(f"queries/{name}.sql", self.sql if sql is None else sql)


@pytest.fixture
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Overlay:
    """An overlay that the environment names."""
    root = tmp_path / "eigen"
    root.mkdir()
    monkeypatch.setenv("PQ_CATALOGUE", str(root))
    return Overlay(root)
