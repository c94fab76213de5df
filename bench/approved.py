"""`python -m bench.approved [AMOUNT...]`: how much longer an answer takes beside many approved ones.

The approved answers are those of the demonstration plans under numbers of their own. One in ten says what the
new answer to 274 says too, or what has nothing to do with it; the others say the same of years of their own,
or with `--same` of the same years: then everything is linked. In turn, in seconds of CPU:

- new: a process of its own, imports and all, as on the command line, with its peak of memory;
- next: another draft in the same process, as on the web, where nothing was approved meanwhile;
- after: the draft after one more answer was approved;
- reading: the ledger, the past and the earlier questions, once more in the same process.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bench.one_answer import MADE, _peak_megabytes
from pq_answers.answer import draft
from pq_answers.cli.session import cache_folder
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.ledger import read_asked, read_ledger, read_past
from pq_answers.plan import Plan, read_plan
from pq_answers.store import Reader, Store

STORE, PLAN = Path("var/opslag"), Path("data/demo/vraag-274.toml")
OTHERS = ("inventaris", "ladder", "reeksen", "studie-2005")
RUNS = 5
_YEAR = re.compile(r"\b20(\d\d)\b")
Figures = dict[str, float]


def main(amounts: list[int], same: bool, profile: bool) -> None:
    """Print the medians for each amount, with their ratios to those for none in the same round."""
    with Store(STORE).open() as reader, tempfile.TemporaryDirectory() as base:
        catalogue, plan = load_catalogue(cache_folder()), read_plan(PLAN)
        plans = [PLAN, *(PLAN.with_name(f"vraag-{name}.toml") for name in OTHERS)]
        records = [dict(draft(read_plan(one), reader, catalogue, made=MADE).record) for one in plans]
        folders = {amount: Path(base, str(amount)) for amount in sorted({0, *amounts})}
        for amount, folder in folders.items():
            _fill(folder, records, range(amount), same)
        once = partial(_round, plan, reader, catalogue, extra=records[0])
        rounds = [{amount: once(folder) for amount, folder in folders.items()} for _ in range(RUNS)]
        for amount in folders:
            _print(amount, rounds)
        if profile:
            _profile(plan, reader, catalogue, folders[max(folders)])


def _print(amount: int, rounds: list[dict[int, Figures]]) -> None:
    for name in rounds[0][amount]:
        found = statistics.median(one[amount][name] for one in rounds)
        ratio = statistics.median(one[amount][name] / one[0][name] for one in rounds)
        print(f"{amount} goedgekeurd: {name} {found:.2f}, {ratio:.1f} keer")


def _round(
    plan: Plan, reader: Reader, catalogue: Catalogue, folder: Path, extra: dict[str, object]
) -> Figures:
    made = partial(draft, plan, reader, catalogue, made=MADE, approved=folder)
    command = [sys.executable, "-m", "bench.approved", "--new", str(folder)]
    new = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    made()
    found = {"new (s)": new["total"], "new (MB)": new["rss_mb"], "next (s)": _seconds(made)}
    # Under a number that it never had, so that nothing is known of it yet.
    added = _approve(folder, extra, time.monotonic_ns())
    found["after (s)"] = _seconds(made)
    shutil.rmtree(added)
    return found | {"reading (s)": _seconds(partial(_read, reader, folder))}


def _read(reader: Reader, folder: Path) -> None:
    read_past(read_ledger(reader, folder), folder)
    read_asked(folder)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _new(folder: Path) -> None:
    with Store(STORE).open() as reader:
        draft(read_plan(PLAN), reader, load_catalogue(cache_folder()), made=MADE, approved=folder)
    print(json.dumps({"total": time.process_time(), "rss_mb": _peak_megabytes()}))


def _fill(folder: Path, records: list[dict[str, object]], numbers: range, same: bool) -> None:
    folder.mkdir()
    for number in numbers:
        record = records[number % len(records)]
        moved = not same and number % (10 * len(records)) >= len(records)
        _approve(folder, _of_years(record, 30 + number % 60) if moved else record, 1000 + number)


def _approve(folder: Path, record: Mapping[str, Any], number: int) -> Path:
    question = {**record["vraag"], "nummer": str(number), "datum": f"2020-{number % 12 + 1:02}-01"}
    place = folder / str(number)
    place.mkdir()
    told = json.dumps({**record, "vraag": question}, ensure_ascii=False)
    (place / "answer.json").write_text(told, encoding="utf-8")
    return place


def _of_years(record: dict[str, object], century: int) -> dict[str, object]:
    """Return the record about the same years of another century: its keys only, the counts stay."""
    told = json.loads(json.dumps(record))
    for cell in _cells(told):
        cell["sleutel"] = _YEAR.sub(rf"{century}\g<1>", cell["sleutel"])
    return dict(told)


def _cells(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    return (cell for table in record["tabellen"] for cell in table["cellen"])


def _profile(plan: Plan, reader: Reader, catalogue: Catalogue, approved: Path) -> None:
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(draft, plan, reader, catalogue, made=MADE, approved=approved)
    pstats.Stats(profiler).sort_stats("cumtime").print_stats("pq_answers", 40)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    if "--new" in sys.argv:
        _new(Path(words[0]))
    else:
        main([int(word) for word in words] or [20, 200], "--same" in sys.argv, "--profile" in sys.argv)
