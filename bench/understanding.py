"""Understanding questions: the time that one of two pages takes, and the memory that a thousand take.

Run by `python -m bench.understanding`; the figures are written to docs/prestaties.md by hand.
"""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path

SETS = Path("tests/understanding")
TWO_PAGES = 6000
RUNS, MANY = 30, 1000


def main() -> None:
    """Print every figure with the limit that it is held against."""
    start = time.process_time()
    from pq_answers.items import load_catalogue
    from pq_answers.understand import understand, understood_record

    catalogue, texts = load_catalogue(), _questions()
    text = _two_pages(texts)
    parts = len(understand(text, catalogue).parts)
    _line("eerste vraag, met het laden van catalogus en begrippen (s CPU)", time.process_time() - start, "")
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        understood_record(understand(text, catalogue))
        times.append(time.process_time() - begun)
    _line(
        f"vraag van {len(text)} tekens, {parts} deelvragen: mediaan (s CPU)",
        statistics.median(times),
        "<= 0.15",
    )
    _line("  traagste", max(times), "")
    before = _megabytes()
    _line("geheugen na die vragen (MB)", before, "")
    for turn in range(2):
        begun = time.process_time()
        for place in range(MANY):
            understand(_varied(texts, turn * MANY + place), catalogue)
        _line(f"{MANY} {'verdere ' * turn}verschillende vragen (s CPU)", time.process_time() - begun, "")
        _line("  groei van het geheugen (MB)", _megabytes() - before, "<= 5" if turn else "")
        before = _megabytes()


def _questions() -> list[str]:
    found = []
    for path in sorted(SETS.glob("[abc]/*.txt")):
        text = path.read_text(encoding="utf-8").partition("=== VRAAG ===")[2]
        found.append(text.partition("=== ANTWOORD ===")[0].strip())
    return found


def _two_pages(texts: list[str]) -> str:
    """Return the longest question with others behind it, as far as two pages reach."""
    taken = ["Datum: 14-03-2021"]
    for text in sorted(texts, key=len, reverse=True):
        if sum(map(len, taken)) + len(text) <= TWO_PAGES:
            taken.append(text)
    return "\n\n".join(taken)


def _varied(texts: list[str], place: int) -> str:
    """Return a question that was not read before: its years are others."""
    shift = place // len(texts)
    text = texts[place % len(texts)]
    moved = re.sub(r"\b20(\d\d)\b", lambda match: f"20{(int(match[1]) + shift) % 100:02}", text)
    return f"Datum: {place % 28 + 1}-03-2021\n\n{moved}"


def _megabytes() -> float:
    """Return the memory that this process holds now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else float("nan")


def _line(what: str, value: float, limit: str) -> None:
    print(f"{what:72} {value:8.3f}  {limit}")


if __name__ == "__main__":
    main()
