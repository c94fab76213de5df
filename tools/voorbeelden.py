"""Writes the examples of the second reading from the annotated questions of our own.

Usage: .venv/bin/python tools/voorbeelden.py a b c d

The words are those of tests/understanding. The question that each comes from stands with it, so that a
question can be scored without its own examples.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from pq_answers.items import Catalogue, load_catalogue
from pq_answers.understand import SubQuestion, understand

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "data" / "begrippen" / "voorbeelden.jsonl"


def _scores() -> ModuleType:
    path = Path(__file__).with_name("begrip.py")
    loader = SourceFileLoader("begrip", str(path))
    module = ModuleType("begrip")
    module.__file__ = str(path)
    sys.modules["begrip"] = module
    loader.exec_module(module)
    return module


def examples(folder: Path, catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """Yield the annotated sub-questions that are found under their label, with the words above them."""
    scores = _scores()
    gold = scores.gold_of(folder)
    for name, text in scores.questions_of(folder).items():
        parts = list(understand(text, catalogue).parts)
        for wanted in gold.get(name, ()):
            part = _taken(parts, wanted)
            if part is not None:
                words = f"{part.above} {part.meaning.text}".strip()
                kind = wanted["kind"]
                indicator = {"indicator": wanted["indicator"]} if kind == "data" else {}
                yield {"vraag": name, "tekst": words, "soort": kind, **indicator}


def _taken(parts: list[SubQuestion], wanted: Mapping[str, Any]) -> SubQuestion | None:
    """Take the part with the label and the words of an annotation."""
    start = " ".join(str(wanted["text_start"]).split())[:20]
    same = [part for part in parts if part.meaning.label == wanted["label"]]
    found = sorted(same, key=lambda part: start not in part.meaning.text)
    if not found:
        return None
    parts.remove(found[0])
    return found[0]


def main(names: Sequence[str]) -> None:
    """Write the examples of the named sets."""
    catalogue = load_catalogue()
    folders = [ROOT / "tests" / "understanding" / name for name in names]
    lines = [json.dumps(e, ensure_ascii=False) for folder in folders for e in examples(folder, catalogue)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} voorbeelden in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
