"""One whole answer in this process, all formats; prints its CPU by part as JSON. Run by `python -m bench`.

`total` counts from the start of the process, imports included. `own` is the share of the profiled time that
is spent in this project's own functions, protection and audit apart.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_CALLS_DUCKDB = ("store/reader.py", "store/guard.py")
MADE = "2026-11-21T00:00:00+00:00"


def main(store: str, plan: str, profile: bool) -> dict[str, Any]:
    """Draft `plan` and return the seconds of CPU: total, protection, audit, and the own share."""
    from pq_answers.answer import answer, recipe
    from pq_answers.cli.session import cache_folder
    from pq_answers.items import load_catalogue
    from pq_answers.plan import read_plan
    from pq_answers.store import Store

    apart = {"protect": 0.0, "audit_files": 0.0}
    for name in apart:
        setattr(recipe, name, _timed(getattr(recipe, name), name, apart))
    profiler = cProfile.Profile(time.process_time)
    with tempfile.TemporaryDirectory() as folder, Store(Path(store)).open() as reader:
        catalogue = load_catalogue(cache_folder())
        if profile:
            profiler.enable()
        answer(read_plan(Path(plan)), reader, catalogue, Path(folder), made=MADE)
        profiler.disable()
    figures = {"total": time.process_time(), "rss_mb": _peak_megabytes(), **apart}
    return figures | ({"own": _own_share(profiler)} if profile else {})


def _peak_megabytes() -> float:
    """Return the peak of this process since exec; ru_maxrss would count the process that started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def _timed(function: Any, name: str, apart: dict[str, float]) -> Any:
    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            apart[name] += time.process_time() - start

    return timed


def _own_share(profiler: cProfile.Profile) -> float:
    """Return the own functions' share of the time, without that of protection and audit.

    DuckDB's methods are invisible to the profiler: their time shows as that of the modules calling them.
    """
    stats: Any = pstats.Stats(profiler)
    own = everything = 0.0
    for (file, _line, _name), (_calls, _primitive, self_time, *_rest) in stats.stats.items():
        if "/pq_answers/protect/" in file or "/pq_answers/audit/" in file:
            continue
        everything += self_time
        own += self_time if "/pq_answers/" in file and not file.endswith(_CALLS_DUCKDB) else 0.0
    return own / everything if everything else 0.0


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], "--profile" in sys.argv)))
