"""`make bench`: the answer to 274, the start of the command line, and a batch on one and on two processes."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STORE, PLAN, RUNS = "var/opslag", "data/demo/vraag-274.toml", 5
TOOL = str(Path(sys.executable).parent / "pq-answers")


def main() -> None:
    """Print every figure with the limit that it is held against."""
    whole = [_json("-m", "bench.one_answer", STORE, PLAN) for _ in range(RUNS)]
    profiled = _json("-m", "bench.one_answer", STORE, PLAN, "--profile")
    apart = [w["total"] - w["protect"] - w["audit_files"] for w in whole]
    _line("antwoord 274, alle formaten: CPU zonder bescherming en audit (s)", _median(apart), "<= 2")
    _line("  waarvan eigen Python, zonder DuckDB en documentbibliotheken", profiled["own"], "<= 0.20")
    _line("  bescherming (s CPU)", _median([w["protect"] for w in whole]), "")
    _line("  audit (s CPU)", _median([w["audit_files"] for w in whole]), "")
    _line("  piekgeheugen (MB)", _median([w["rss_mb"] for w in whole]), "<= 300")
    _line("pq-answers --help (s)", _median(_repeat(_timer(TOOL, "--help"))), "<= 0.3")
    _line("pq-answers items, warm (s)", _median(_repeat(_timer(TOOL, "items"))), "<= 0.3")
    _line(
        "pq-answers check --published (s)", _median(_repeat(_timer(TOOL, "check", "--published", code=1))), ""
    )
    _batch()


def _batch() -> None:
    """Compare 100 answers on one and on two processes, in turn."""
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base, "plannen")
        folder.mkdir()
        for number in range(100):
            shutil.copy(PLAN, folder / f"vraag-{number:03}.toml")
        times = {
            jobs: _timer(TOOL, "batch", str(folder), "-o", f"{base}/{jobs}", "-j", str(jobs))()
            for jobs in (1, 2)
        }
    _line("100 antwoorden op een proces (s)", times[1], "")
    _line("100 antwoorden op twee processen (s)", times[2], "")
    _line("  verhouding twee / een", times[2] / times[1], "<= 0.6")


def _timer(*command: str, code: int = 0) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode != code:
            raise RuntimeError(f"{' '.join(command)} did not end with {code}")
        return time.perf_counter() - start

    return run


def _repeat(run: Callable[[], float]) -> list[float]:
    run()
    return [run() for _ in range(RUNS)]


def _json(*words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _line(what: str, value: float, limit: str) -> None:
    print(f"{what:72} {value:8.3f}  {limit}")


if __name__ == "__main__":
    main()
