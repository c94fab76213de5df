"""A client that a generator makes of the description of the interface does what the description promises."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest

from pq_answers.store import Store

from .conftest import QUESTION
from .served import Served

pytestmark = [pytest.mark.slow]
# Errors are JSON as well; the generator does not know their media type by itself.
SETTINGS = "content_type_overrides:\n  application/problem+json: application/json\npost_hooks: []\n"


@pytest.fixture(scope="module")
def server(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("dienst")
    made = Served(folder, demo_store.root, f"sqlite:///{folder / 'dossiers.sqlite'}", workers=1)
    yield made
    made.stop()


class Generated:
    """A package that was generated; its modules are imported by name."""

    def __init__(self, told: str) -> None:
        self.told = told

    def part(self, name: str) -> ModuleType:
        return importlib.import_module(f"pq_klant.{name}")

    def model(self, name: str) -> Any:
        return getattr(self.part("models"), name)

    def client(self, server: Served, token: str) -> Any:
        """Return a client as a context, which closes its connections."""
        made = self.part("client").AuthenticatedClient
        return made(base_url=f"http://127.0.0.1:{server.port}/api/v1", token=token)

    def call(self, name: str, client: Any, *words: Any, **named: Any) -> Any:
        return self.part(f"api.{name}").sync_detailed(*words, client=client, **named)


@pytest.fixture(scope="module")
def generated(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    folder = tmp_path_factory.mktemp("klant")
    with urlopen(f"http://127.0.0.1:{server.port}/api/v1/openapi.json") as answer:
        (folder / "openapi.json").write_bytes(answer.read())
    (folder / "instellingen.yml").write_text(SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", "openapi.json", "--output-path", "pq_klant", "--config", "instellingen.yml"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    sys.path.insert(0, str(folder))
    yield Generated(done.stdout + done.stderr)
    sys.path.remove(str(folder))
    for name in [one for one in sys.modules if one.split(".")[0] == "pq_klant"]:
        del sys.modules[name]


@pytest.fixture
def client(server: Served, generated: Generated) -> Iterator[Any]:
    with generated.client(server, server.token("opsteller")) as made:
        yield made


def test_the_generator_leaves_nothing_out(generated: Generated) -> None:
    assert "warning" not in generated.told.lower(), generated.told
    assert generated.model("Problem")


def test_it_lists_the_catalogue(generated: Generated, client: Any) -> None:
    found = generated.call("catalogus.catalogue_catalogus_get", client)
    assert found.status_code == 200
    assert "contingent" in {one.naam for one in found.parsed}


def test_it_makes_a_dossier_and_reads_the_same_back(generated: Generated, client: Any) -> None:
    wanted = generated.model("NewDossier")(tekst=QUESTION)
    create = "dossiers.create_dossiers_post"
    made = generated.call(create, client, body=wanted, idempotency_key="een-keer")
    assert made.status_code == 201
    assert made.parsed.nummer == "12"
    again = generated.call(create, client, body=wanted, idempotency_key="een-keer")
    assert again.parsed.id == made.parsed.id
    read = generated.call("dossiers.dossier_dossiers_identifier_get", client, made.parsed.id)
    assert read.parsed == made.parsed
    assert read.headers["etag"] == f'"{made.parsed.versie}"'


def test_it_understands_what_went_wrong(server: Served, generated: Generated, client: Any) -> None:
    told = generated.call("dossiers.dossier_dossiers_identifier_get", client, 987_654).parsed
    assert isinstance(told, generated.model("Problem"))
    assert (told.status, bool(told.title)) == (404, True)
    with generated.client(server, "geraden") as stranger:
        assert generated.call("catalogus.catalogue_catalogus_get", stranger).parsed.status == 401
