"""`python -m bench.approved [AMOUNT...]`: how much longer an answer takes beside many approved ones.

The approved answers are those of the demonstration plans under numbers of their own. One in ten says what the
new answer to 274 says too, or what has nothing to do with it; the others say the same of years of their own.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.one_answer import MADE
from pq_answers.answer import draft
from pq_answers.cli.session import cache_folder
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.plan import Plan, read_plan
from pq_answers.store import Reader, Store

STORE, PLAN = Path("var/opslag"), Path("data/demo/vraag-274.toml")
OTHERS = ("inventaris", "ladder", "reeksen", "studie-2005")
RUNS = 5
_YEAR = re.compile(r"\b20(\d\d)\b")


def main(amounts: list[int], profile: bool) -> None:
    """Print the seconds of CPU of a first and of a later answer for each amount, and the ratio to none."""
    catalogue, plan = load_catalogue(cache_folder()), read_plan(PLAN)
    with Store(STORE).open() as reader, tempfile.TemporaryDirectory() as base:
        plans = [PLAN, *(PLAN.with_name(f"vraag-{name}.toml") for name in OTHERS)]
        records = [_record(one, reader, catalogue) for one in plans]
        seconds(plan, reader, catalogue, None)  # imports and the catalogue's memory
        none = statistics.median(seconds(plan, reader, catalogue, None) for _ in range(RUNS))
        for amount in amounts:
            folder = Path(base, str(amount))
            folder.mkdir()
            _fill(folder, records, amount)
            first = seconds(plan, reader, catalogue, folder)
            later = statistics.median(seconds(plan, reader, catalogue, folder) for _ in range(RUNS))
            ratio = f"{later / none:.1f} keer"
            print(f"{amount} goedgekeurd: eerste {first:.2f} s, volgende {later:.2f} s, {ratio}")
            if profile:
                _profile(plan, reader, catalogue, folder)


def seconds(plan: Plan, reader: Reader, catalogue: Catalogue, approved: Path | None) -> float:
    """Return the seconds of CPU of one answer in all formats."""
    start = time.process_time()
    draft(plan, reader, catalogue, made=MADE, approved=approved)
    return time.process_time() - start


def _record(plan: Path, reader: Reader, catalogue: Catalogue) -> dict[str, object]:
    return dict(draft(read_plan(plan), reader, catalogue, made=MADE).record)


def _fill(folder: Path, records: list[dict[str, object]], amount: int) -> None:
    for number in range(amount):
        told = json.dumps(records[number % len(records)], ensure_ascii=False)
        if number % (10 * len(records)) >= len(records):
            told = _YEAR.sub(rf"{30 + number % 60}\g<1>", told)
        record = json.loads(told)
        record["vraag"] |= {"nummer": str(1000 + number), "datum": f"2020-{number % 12 + 1:02}-01"}
        place = folder / f"{1000 + number}"
        place.mkdir(parents=True)
        (place / "answer.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _profile(plan: Plan, reader: Reader, catalogue: Catalogue, approved: Path) -> None:
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(draft, plan, reader, catalogue, made=MADE, approved=approved)
    pstats.Stats(profiler).sort_stats("cumtime").print_stats("pq_answers", 40)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    main([int(word) for word in words] or [0, 20, 200], "--profile" in sys.argv)
