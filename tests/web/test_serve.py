"""Starting the server: what is refused, and with which words."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pq_answers.cli import main
from pq_answers.store import Store


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PQ_STORE", str(demo_store.root))


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ([], 2, "--proef"),
        (["--proef", "--adres", "0.0.0.0"], 2, "alleen op deze machine"),
        (["--proef", "--adres", "192.168.1.4"], 2, "alleen op deze machine"),
        (["--proef", "--adres", "voorbeeld.be"], 2, "alleen op deze machine"),
        (["--proef", "--databank", "onzin"], 2, "databank"),
        (["--proef", "--opslag", "niets"], 4, "nog geen levering"),
        (["--proef", "--poort", "70000"], 2, "0 tot en met 65535"),
        (["--proef", "--werkers", "0"], 2, "1 tot en met 64"),
        (["--proef", "--metingen-van", "overal"], 2, "--metingen-van overal"),
        (["--proef", "--metingen-van", "10.0.0.1/8"], 2, "--metingen-van 10.0.0.1/8"),
        (["--proef", "--log", "nergens/log"], 4, "--log"),
    ],
)
def test_what_cannot_be_served_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, says: str
) -> None:
    assert main(["serve", *words]) == code
    assert says in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--proef", "--poort", str(taken.getsockname()[1])]) == 4
    assert "--poort" in capsys.readouterr().err


def test_help_loads_nothing_of_the_web() -> None:
    code = (
        "import sys; from pq_answers.cli import main; main(['serve', '--help']);"
        "sys.exit(any(name in sys.modules for name in ('fastapi', 'sqlalchemy', 'uvicorn')))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "--proef" in done.stdout


def test_a_small_answer_does_not_wait_for_a_word_of_the_other_side() -> None:
    from pq_answers.cli.serve_command import _listening

    with _listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as client:
        taken, _ = listener.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert client
