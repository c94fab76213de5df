"""Same plan and snapshot, same bytes: in two processes with other locales, time zones and hash seeds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pq_answers.resources import find_file
from pq_answers.store import Store

SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "LANG": "nl_BE.UTF-8"},
)


def drafted(store: Store, out: Path, surroundings: dict[str, str], made: str) -> dict[str, str]:
    plan = str(find_file("data/demo/vraag-274.toml"))
    words = ["answer", plan, "-o", str(out), "--opslag", str(store.root), "--gemaakt", made]
    subprocess.run(
        [sys.executable, "-m", "pq_answers", *words],
        check=True,
        capture_output=True,
        env={**os.environ, **surroundings},
    )
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


@pytest.mark.slow
def test_two_processes_in_other_surroundings_give_the_same_bytes(demo_store: Store, tmp_path: Path) -> None:
    made = "2026-11-21T00:00:00+00:00"
    first, second = (
        drafted(demo_store, tmp_path / str(number), env, made) for number, env in enumerate(SURROUNDINGS)
    )
    assert len(first) == 10
    assert first == second


@pytest.mark.slow
def test_only_the_declared_timestamp_makes_a_difference(demo_store: Store, tmp_path: Path) -> None:
    moments = ("2026-11-21T00:00:00+00:00", "2027-01-02T03:04:05+00:00")
    first, second = (
        drafted(demo_store, tmp_path / str(n), SURROUNDINGS[0], made) for n, made in enumerate(moments)
    )
    same = {name for name in first if first[name] == second[name]}
    assert same == {"antwoord.md", "antwoord.txt", "opsteller.html"} | (same & {"antwoord.html"})
