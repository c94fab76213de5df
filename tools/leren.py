"""Learns the weights of the learned reading from annotated sub-questions, and says how good that is.

Usage: .venv/bin/python tools/leren.py [--sets a b c] [--meten]

The examples are the annotated questions of tests/understanding and the single sub-questions of its
zinnen.jsonl. What the rules make of a question of a set is read without the words that stand in that set
only, for they were added after looking at it: on a new question the rules do worse. With --meten nothing is
written: every question is judged by weights that were learned without it (leave one question out, in
groups).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import begrip
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pq_answers.errors import InputError
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.understand import understand
from pq_answers.understand.features import features
from pq_answers.understand.learned import Learned, Likely, Weights
from pq_answers.understand.place import Place

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "data" / "begrippen" / "gewichten.json"
FOLDS = 10
# How strongly weights are held back, and below which they are left out.
STRENGTH = 1.0
LEAST = 3


@dataclass(frozen=True)
class Taught:
    """One annotated sub-question: the features of it, and what a reader makes of it."""

    group: str
    kind_features: Mapping[str, float]
    indicator_features: Mapping[str, float]
    kind: str
    indicator: str


class Recorder(Learned):
    """Chooses what the rules choose, and notes the features of every part in order."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, Mapping[str, float], Mapping[str, float]]] = []

    def kind(self, place: Place, ruled: str) -> Likely:
        """Note the features that the kind is chosen by."""
        seen = features(place, ruled, place.own.indicator)
        self.seen.append(
            (place.leaf.label, place.own.text, seen, features(place, "data", place.own.indicator))
        )
        return Likely(ruled, 1.0)

    def indicator(self, place: Place, kind: str, ruled: str) -> Likely:
        """Note the features that the indicator is chosen by."""
        label, text, seen, _ = self.seen[-1]
        self.seen[-1] = (label, text, seen, features(place, kind, ruled))
        return Likely(ruled, 1.0)


def taught(names: Sequence[str], catalogue: Catalogue) -> Iterator[Taught]:
    """Yield the sub-questions of the sets and of the single sentences."""
    own = begrip.own_words(begrip.DEVELOPED)
    for name in names:
        with begrip.without(own[name]):
            yield from _of_set(name, catalogue)
    yield from _of_sentences(catalogue)


def _of_set(name: str, catalogue: Catalogue) -> Iterator[Taught]:
    gold = begrip.gold_of(begrip.FOLDER / name)
    for question, text in begrip.questions_of(begrip.FOLDER / name).items():
        seen = _seen(text, catalogue)
        for wanted in gold[question]:
            start = " ".join(str(wanted["text_start"]).split())[:20]
            same = sorted((s for s in seen if s[0] == wanted["label"]), key=lambda s: start not in s[1])
            if same:
                seen.remove(same[0])
                yield Taught(
                    f"{name}/{question}", same[0][2], same[0][3], wanted["kind"], wanted["indicator"]
                )


def _of_sentences(catalogue: Catalogue) -> Iterator[Taught]:
    lines = begrip.SENTENCES.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        entry = json.loads(line)
        above = entry.get("boven", "").strip()
        goes_on = above.endswith(":")
        text = f"1. {above}\na) {entry['tekst']}" if goes_on else f"1. {above}\n\n2. {entry['tekst']}"
        text = text if above else f"1. {entry['tekst']}"
        label = "1.a" if goes_on else "2" if above else "1"
        seen = [one for one in _seen(text, catalogue) if one[0] == label]
        if len(seen) == 1:
            yield Taught(
                f"zin {number}", seen[0][2], seen[0][3], entry["soort"], entry.get("indicator", "andere")
            )


def _seen(text: str, catalogue: Catalogue) -> list[tuple[str, str, Mapping[str, float], Mapping[str, float]]]:
    recorder = Recorder()
    try:
        understand(text, catalogue, recorder)
    except InputError:
        return []
    return recorder.seen


def learn(rows: Sequence[Mapping[str, float]], classes: Sequence[str]) -> Weights:
    """Return the weights that tell the classes apart."""
    table = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(table.fit_transform(rows), classes)
    names = table.get_feature_names_out()
    columns = {
        str(name): tuple(round(100 * float(weight)) for weight in model.coef_[:, place])
        for place, name in enumerate(names)
    }
    kept = {name: column for name, column in sorted(columns.items()) if max(map(abs, column)) >= LEAST}
    return Weights(tuple(model.classes_), tuple(round(100 * float(b)) for b in model.intercept_), kept)


def learn_both(examples: Sequence[Taught]) -> tuple[Weights, Weights]:
    """Return the weights for the kind, and those for the indicator of a data question."""
    data = [one for one in examples if one.kind == "data"]
    kinds = learn([one.kind_features for one in examples], [one.kind for one in examples])
    return kinds, learn([one.indicator_features for one in data], [one.indicator for one in data])


def folds(examples: Sequence[Taught]) -> Iterable[tuple[list[Taught], set[str]]]:
    """Yield the examples to learn from, and the questions that were left out of them."""
    groups = [one.group for one in examples]
    for learned, left in GroupKFold(FOLDS).split(examples, groups=groups):
        yield [examples[i] for i in learned], {groups[i] for i in left}


def measure(
    examples: Sequence[Taught], names: Sequence[str], catalogue: Catalogue
) -> dict[str, begrip.Score]:
    """Return the score of each set, every question judged by weights learned without it."""
    scores = {name: begrip.Score() for name in names}
    own = begrip.own_words(begrip.DEVELOPED)
    for learned_from, left in folds(examples):
        learned = Learned(*learn_both(learned_from))
        for name in names:
            folder = begrip.FOLDER / name
            gold, texts = begrip.gold_of(folder), begrip.questions_of(folder)
            with begrip.without(own[name]):
                for question in sorted(q for q in texts if f"{name}/{q}" in left):
                    found = begrip.predicted(texts[question], catalogue, learned)
                    begrip.score_question(scores[name], question, found, gold[question])
    return scores


def write(kinds: Weights, indicators: Weights, examples: str) -> None:
    """Write the weights, with the examples that they come from by their hash."""
    parts = [
        f'"{title}":{{"klassen":{json.dumps(w.classes)},"begin":{json.dumps(w.bias)},"gewichten":{{\n'
        + ",\n".join(
            f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(column, separators=(',', ':'))}"
            for name, column in w.table.items()
        )
        + "}}"
        for title, w in (("soort", kinds), ("indicator", indicators))
    ]
    TARGET.write_text(f'{{"voorbeelden":"{examples}",\n' + ",\n".join(parts) + "}\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write, or measure."""
    parser = argparse.ArgumentParser(description="Leert de gewichten van de geleerde lezing.")
    parser.add_argument("--sets", nargs="+", default=begrip.DEVELOPED, choices=begrip.DEVELOPED)
    parser.add_argument(
        "--meten", action="store_true", help="schrijf niets, maar meet elke vraag zonder haarzelf"
    )
    args = parser.parse_args(arguments)
    catalogue = load_catalogue()
    examples = list(taught(args.sets, catalogue))
    if args.meten:
        begrip.show(measure(examples, args.sets, catalogue))
        return
    write(*learn_both(examples), begrip.examples_hash(args.sets))
    print(f"{len(examples)} voorbeelden in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
