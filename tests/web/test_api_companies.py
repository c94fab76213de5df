"""The interface for programs shows no figure that one company dominates, nor what it contributes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from tests.companies import KNOWN, SECRETS, TEMPLATE

from pq_answers.web.office import Settings
from pq_answers.workflow import Role

from .test_api import Api

NAME = "vte_ondernemingen"
ASKED = {"maatregel": "lde", "jaren": "2021", "opsplitsing": ["provincie"]}
CHOSEN = {"vragen": [{"item": NAME, "parameters": ASKED}]}


@pytest.fixture
def api(overlay: Any, settings: Settings) -> Iterator[Api]:
    overlay.item(NAME, KNOWN, TEMPLATE)
    made = Api(settings)
    yield made
    made.client.close()
    made.office.database.close()


def refuse_secrets(text: str) -> None:
    for figure in SECRETS:
        whole, _, part = figure.partition(".")
        grouped = f"{whole[:-3]}.{whole[-3:]},{part}"
        assert not any(one in text for one in (figure, grouped, f"{whole},{part}"))


def test_no_answer_of_the_interface_shows_one(api: Api) -> None:
    reader, drafter = api.program(Role.READER), api.program(Role.DRAFTER)
    answer = json.dumps(reader.call("POST", "/keuzes/antwoord", json=CHOSEN), ensure_ascii=False)
    assert "15001.4" in answer
    refuse_secrets(answer)
    for name in ("antwoord.docx", "antwoord.txt"):
        data = reader.call("POST", f"/keuzes/bestanden/{name}", json=CHOSEN)
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(member) for member in archive.namelist())
        assert "15.001,4" in data.decode(errors="replace")
        refuse_secrets(data.decode(errors="replace"))
    made = drafter.call("POST", "/keuzes/dossier", 201, json=CHOSEN)
    base = f"/dossiers/{made['id']}"
    drafter.call("POST", f"{base}/ontwerp")
    for path in (base, f"{base}/ontwerp", f"{base}/plan"):
        refuse_secrets(json.dumps(drafter.call("GET", path), ensure_ascii=False))
