"""Prints how well questions are understood: scores per annotated set, and how far confidence can be trusted.

Usage: .venv/bin/python tools/begrip.py [--sets a b c] [--verschillen] [--zonder-eigen-woorden]

A set is a folder of tests/understanding with questions (*.txt) and what they mean (gold.jsonl). The rules are
in tests/understanding/README.md; tests/unit/test_understand_scores.py holds the floors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pq_answers.errors import InputError
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.understand import understand, understood_record
from pq_answers.understand import vocabulary as words
from pq_answers.understand.learned import Learned

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "understanding"
SENTENCES = FOLDER / "zinnen.jsonl"
# The sets on which the reading was developed and from which the weights are learned.
DEVELOPED = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "q")
METRICS = ("recall", "precision", "kind", "indicator", "measures", "period", "breakdowns", "exact")
HEADS = ("gevonden", "juist", "soort", "indicator", "maatregel", "periode", "opsplits.", "alles")
# The last bin is the one above which a drafter need not look: "zeker".
SURE = 0.9
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
# A word of a list; what stands right behind "= " is the code or a name.
_LISTED = re.compile(r'(?<!= )"([^"\n]*)",?')
Record = Mapping[str, Any]


@dataclass
class Score:
    """What was counted over one set; each share is held against all that is annotated, so a miss is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    breakdown: float = 0.0
    judged: list[tuple[float, bool]] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, float]:
        """Return each metric as a share from 0 to 1."""
        n = self.counts
        data = max(1, n["gold_data"])
        found = {"recall": n["hit"] / max(1, n["gold"]), "precision": n["hit"] / max(1, n["pred"])}
        found |= {"kind": n["kind"] / max(1, n["gold"]), "breakdowns": self.breakdown / data}
        found |= {name: n[name] / data for name in ("indicator", "measures", "period", "exact")}
        return {name: found[name] for name in METRICS}

    def sure(self) -> tuple[float, float]:
        """Return which share of the annotated parts is sure, and which share of those is right."""
        right = [ok for confidence, ok in self.judged if confidence >= SURE]
        return len(right) / max(1, self.counts["gold"]), sum(right) / max(1, len(right))

    def reliability(self) -> list[tuple[float, float, int, float]]:
        """Return for each bin of confidence: from, to, how many parts, which share of them is right."""
        rows = []
        for low, high in pairwise(_BINS):
            right = [ok for confidence, ok in self.judged if low <= confidence < high]
            rows.append((low, min(high, 1.0), len(right), sum(right) / max(1, len(right))))
        return rows


def read_question(path: Path) -> str:
    """Return the text of an annotated question as it would be given, with its day above it."""
    head, _, rest = path.read_text(encoding="utf-8").partition("=== VRAAG ===")
    body = rest.partition("=== ANTWOORD ===")[0].strip("\n")
    days = [line.split(":", 1)[1] for line in head.splitlines() if line.startswith("# datum")]
    day = days[0].partition("(")[0].strip() if days else ""
    return (f"Datum: {day}\n\n" if day else "") + body + "\n"


def questions_of(folder: Path) -> dict[str, str]:
    """Return the questions of a set, by the name of their file."""
    return {path.name: read_question(path) for path in sorted(folder.glob("*.txt"))}


def gold_of(folder: Path) -> dict[str, list[Record]]:
    """Return what the questions of a set mean, by the name of their file."""
    found: dict[str, list[Record]] = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found[entry["question"]].append(entry)
    return found


def predicted(text: str, catalogue: Catalogue, learned: Learned | None = None) -> list[Record]:
    """Return the parts that are read in a question; none where it is refused."""
    try:
        return list(understood_record(understand(text, catalogue, learned))["vragen"])
    except InputError:
        return []


def score_set(folder: Path, catalogue: Catalogue) -> Score:
    """Return the score of one set."""
    score, gold = Score(), gold_of(folder)
    for name, text in questions_of(folder).items():
        score_question(score, name, predicted(text, catalogue), gold[name])
    return score


def score_question(score: Score, name: str, found: Sequence[Record], wanted: Sequence[Record]) -> None:
    """Add one question: each annotated part is held against the likeliest part of the same label."""
    score.counts["pred"] += len(found)
    score.counts["hit"] += (Counter(p["label"] for p in found) & Counter(g["label"] for g in wanted)).total()
    pool = list(found)
    for gold in wanted:
        score.counts["gold"] += 1
        score.counts["gold_data"] += gold["kind"] == "data"
        same = [part for part in pool if part["label"] == gold["label"]]
        if not same:
            score.differences.append(f"{name} {gold['label']}: gemist")
            continue
        part = max(same, key=lambda p: _likeness(p, gold))
        pool.remove(part)
        _hold(score, part, gold, f"{name} {gold['label']}")


def _likeness(part: Record, gold: Record) -> int:
    same_kind, same_indicator = part["soort"] == gold["kind"], part["indicator"] == gold["indicator"]
    return 2 * bool(same_kind) + bool(same_indicator)


def _hold(score: Score, part: Record, gold: Record, place: str) -> None:
    right = {"kind": part["soort"] == gold["kind"]}
    if gold["kind"] == "data":
        right["indicator"] = part["indicator"] == gold["indicator"]
        right["measures"] = set(part["maatregelen"]) == set(gold["measures"])
        right["period"] = _years(part["periode"], "van", "tot") == _years(gold["period"], "from", "to")
        both = set(part["opsplitsingen"]), set(gold["breakdowns"])
        score.breakdown += _f1(*both)
        score.judged.append((part["vertrouwen"], all(right.values())))
        right["exact"] = all(right.values()) and both[0] == both[1]
    else:
        score.judged.append((part["vertrouwen"], right["kind"]))
    score.counts.update(name for name, ok in right.items() if ok)
    wrong = [name for name, ok in right.items() if not ok]
    if wrong:
        score.differences.append(f"{place}: {', '.join(wrong)}")


def _years(period: Record | None, first: str, last: str) -> tuple[int | None, int | None] | None:
    return (period[first], period[last]) if period else None


def _f1(found: set[str], wanted: set[str]) -> float:
    if not found and not wanted:
        return 1.0
    return 2 * len(found & wanted) / (len(found) + len(wanted))


def own_words(names: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return for each set the words of the vocabulary that stand in its questions and in no other set's."""
    texts = {name: words.fold("\n".join(questions_of(FOLDER / name).values())) for name in names}
    stands = {
        word: {name for name, text in texts.items() if (p := words.compiled([word])) and p.search(text)}
        for file in (ROOT / "data" / "begrippen").glob("*.toml")
        for word in _strings(tomllib.loads(file.read_text(encoding="utf-8")))
    }
    return {name: frozenset(w for w, sets in stands.items() if sets == {name}) for name in names}


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner) if isinstance(inner, list | dict) and key != "code" else ()
    elif isinstance(value, list):
        for inner in value:
            yield from [inner] if isinstance(inner, str) else _strings(inner)


@contextmanager
def without(dropped: frozenset[str]) -> Iterator[None]:
    """Read the vocabulary without the words in `dropped`: what a new kind of question meets."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (ROOT / "data" / "begrippen").glob("*.toml"):
            text = file.read_text(encoding="utf-8")
            kept = _LISTED.sub(lambda m: "" if m[1] in dropped else m[0], text)
            Path(folder, file.name).write_text(kept, encoding="utf-8")
        with patch.object(words, "locate", lambda relative: (Path(folder, Path(relative).name),)):
            yield


def score_without(name: str, dropped: frozenset[str], catalogue: Catalogue) -> Score:
    """Return the score of a set with a vocabulary that lacks `dropped`."""
    with without(dropped):
        return score_set(FOLDER / name, catalogue)


def examples_hash(names: Iterable[str]) -> str:
    """Return the hash of all examples of the sets, by which a test sees that the weights are theirs."""
    digest = hashlib.sha256(SENTENCES.read_bytes())
    for name in sorted(names):
        for file in sorted((FOLDER / name).iterdir()):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Hoe goed vragen begrepen worden.")
    names = sorted(path.parent.name for path in FOLDER.glob("*/gold.jsonl"))
    parser.add_argument("--sets", nargs="+", default=names, choices=names)
    parser.add_argument("--verschillen", action="store_true", help="noem wat anders gelezen wordt")
    parser.add_argument("--zonder-eigen-woorden", action="store_true", help="laat woorden van één set weg")
    args = parser.parse_args(arguments)
    catalogue = load_catalogue()
    scores = {name: score_set(FOLDER / name, catalogue) for name in args.sets}
    show(scores)
    if args.zonder_eigen_woorden:
        for name, dropped in own_words(args.sets).items():
            less = score_without(name, dropped, catalogue)
            _row(f"{name}, zonder zijn {len(dropped)} eigen woorden", less, len(questions_of(FOLDER / name)))
    if args.verschillen:
        print("", *(line for score in scores.values() for line in score.differences), sep="\n")


def show(scores: Mapping[str, Score]) -> None:
    """Print the tables of scores and of reliability."""
    print("| set | vragen | deelvragen |", *(f"{head} |" for head in HEADS), "zeker | zeker juist |")
    print("|---|---|---|" + "---|" * (len(HEADS) + 2))
    for name, score in scores.items():
        _row(name, score, len(questions_of(FOLDER / name)))
    _reliability(scores)


def _row(name: str, score: Score, files: int) -> None:
    shares = (*score.shares().values(), *score.sure())
    print(f"| {name} | {files} | {score.counts['gold']} |", *(f"{100 * share:.0f} |" for share in shares))


def _reliability(scores: Mapping[str, Score]) -> None:
    print("\n| vertrouwen |", *(f"{name}: aantal | juist |" for name in scores))
    print("|---|" + "---|" * (2 * len(scores)))
    for rows in zip(*(score.reliability() for score in scores.values()), strict=True):
        low, high = rows[0][:2]
        cells = (f"{n} | {100 * share:.0f} |" if n else "0 | |" for _, _, n, share in rows)
        print(f"| {low:.2f} tot {high:.2f} |".replace(".", ","), *cells)


if __name__ == "__main__":
    main()
