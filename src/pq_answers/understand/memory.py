"""What people decided before: plans that a person mended, proposed again for sub-questions like theirs.

The memory is a folder of plans, which anybody can read, copy and take away; without the folder there is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from pq_answers.errors import InputError, OutputError, os_problem
from pq_answers.plan import Part, Plan, parse_plan, read_plan
from pq_answers.understand.meaning import Meaning
from pq_answers.understand.vocabulary import fold

# How alike two sub-questions are, from 0 to 100, before the choice for one is proposed for the other.
_ALIKE = 85.0
_NUMBERS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z'-]+")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A sub-question of before with what a person let answer it, and the question it comes from."""

    part: Part
    number: str
    likeness: float

    @property
    def place(self) -> str:
        """Where it comes from: "274, deelvraag 1.a"."""
        return f"{self.number or 'zonder nummer'}, deelvraag {self.part.label}"


@dataclass(frozen=True, slots=True)
class Memory:
    """The plans that are remembered, in the order of their files."""

    plans: tuple[Plan, ...]

    def recall(self, meaning: Meaning) -> tuple[Remembered, ...]:
        """Return the parts that answered the sub-question most like this one; none where none is like it.

        Years do not count for being alike: the same question comes back every year.
        """
        text = _compared(meaning.text)
        scores = {
            (number, label): fuzz.token_sort_ratio(text, _compared(words))
            for number, label, words in self._asked()
        }
        if not scores or max(scores.values()) < _ALIKE:
            return ()
        best = max(scores.values())
        place = next(place for place, score in scores.items() if score == best)
        plan = self.plans[place[0]]
        parts = (part for part in plan.parts if part.label == place[1])
        return tuple(Remembered(part, plan.question.number, best) for part in parts)

    def _asked(self) -> Iterable[tuple[int, str, str]]:
        for number, plan in enumerate(self.plans):
            yield from ((number, part.label, part.question) for part in plan.parts if part.question)


def _compared(text: str) -> str:
    return " ".join(_WORD.findall(_NUMBERS.sub(" ", fold(text))))


def read_memory(folder: Path | None) -> Memory | None:
    """Return the memory in `folder`, None without a folder; raises `InputError` for a plan that is wrong."""
    if folder is None:
        return None
    if not folder.is_dir():
        fix = "Maak de map, of laat --geheugen weg."
        raise InputError("Deze map met onthouden plannen bestaat niet.", where=str(folder), fix=fix)
    return Memory(tuple(read_plan(path) for path in sorted(folder.glob("*.toml"))))


def remember(plan: Plan, folder: Path) -> Path:
    """Keep a plan that a person mended in `folder` and return its file; the same plan again is one file.

    Raises `InputError` where the plan says no words of a sub-question: there is nothing to compare with then.
    """
    parse_plan(plan.text, where=plan.file)
    if not any(part.question for part in plan.parts):
        raise InputError(
            "Dit plan bevat geen woorden van deelvragen.",
            where=plan.file,
            fix='Maak het met pq-answers plan, of zet bij elk antwoord vraag = "…".',
        )
    path = folder / f"{_file_name(plan)}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(plan.text, encoding="utf-8", newline="\n")
    except OSError as error:
        what = f"Het plan kan niet bewaard worden ({os_problem(error)})."
        raise OutputError(what, where=str(path), fix="Kies een andere map.") from error
    return path


def _file_name(plan: Plan) -> str:
    question = plan.question
    if question.number:
        return re.sub(r"[^\w-]+", "-", f"{question.number}-{question.day.isoformat()}")
    # Two questions of one day that have no number yet are still two.
    asked = "\n".join(part.question for part in plan.parts)
    return f"zonder-nummer-{question.day.isoformat()}-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"
