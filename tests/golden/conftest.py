"""The answer to question 274, drafted once per worker and read back by the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pq_answers.answer import Placed, answer
from pq_answers.items import load_catalogue
from pq_answers.plan import read_plan
from pq_answers.resources import find_file
from pq_answers.store import Store

MADE = "2026-11-21T00:00:00+00:00"


@pytest.fixture(scope="session")
def placed_274(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    folder = tmp_path_factory.mktemp("antwoord-274")
    plan = read_plan(find_file("data/demo/vraag-274.toml"))
    with demo_store.open() as reader:
        return answer(plan, reader, load_catalogue(), folder, made=MADE)


@pytest.fixture(scope="session")
def answer_274(placed_274: Placed) -> Path:
    return placed_274.paths[0].parent
