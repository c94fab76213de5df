"""Where a part stands: the stems above it, the question that it refers to, the whole around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pq_answers.understand.context import Context
from pq_answers.understand.leaves import Leaf
from pq_answers.understand.meaning import Meaning
from pq_answers.understand.own import DATA, Own, before_own_count, read_own
from pq_answers.understand.sentences import Sentence
from pq_answers.understand.signals import said

_OPEN_END = re.compile(r"\b(?:naar|per|volgens|op basis van|opgedeeld|opgesplitst|uitgesplitst)$")
_PER = "per "
_OF_THEM = re.compile(r"\b(?:daarvan|hiervan|ervan|van hen|onder hen|van wie|van (?:al )?(?:die|deze))\b")
# By what a group of persons can be singled out that "van hen" goes on to mean.
OF_PERSONS = frozenset(
    {
        "leeftijd", "geslacht", "herkomst", "nationaliteit", "opleidingsniveau", "talenkennis",
        "werkloosheidsduur", "statuut", "doelgroep", "functie", "activiteit",
    }
)  # fmt: skip


class Place:
    """One part of a leaf among the others; sees the meanings before it and notes what stays in doubt."""

    def __init__(self, leaf: Leaf, own: Own, before: Sequence[Meaning], context: Context) -> None:
        self.leaf, self.own, self.before, self.context = leaf, own, before, context
        self.stems = [context.stem(e.text, e.start) for e in reversed(leaf.above) if e.text]
        self.doubts: dict[str, None] = {}
        self.sibling = next((m for m in before if m.label == leaf.label and m.kind == DATA), None)
        self.previous = self._antecedent()
        self._read_list()

    def doubt(self, *names: str) -> None:
        """Note that a choice is open; once is enough."""
        self.doubts.update(dict.fromkeys(names))

    def beside(self, meaning: Meaning) -> bool:
        """Whether a meaning stands under the same element as the part."""
        return meaning.label.rpartition(".")[0] == self.leaf.label.rpartition(".")[0]

    def like(self) -> Meaning | None:
        """Return the question whose breakdown is asked again: "dezelfde opdeling als in vraag 3"."""
        found = [m for label in self.own.like for m in _named(self.before, label) if m.kind == DATA]
        return found[-1] if found else None

    @property
    def refers(self) -> bool:
        """Whether the part or a stem above it goes on an earlier question."""
        own = self.own
        return own.same or own.back or own.those or any(stem.back or stem.same for stem in self.stems)

    @property
    def group(self) -> tuple[str, ...]:
        """The dimensions of the group that "van hen" means: of 55-plussers, their age."""
        goes_on = _OF_THEM.search(before_own_count(self.own.folded)) and not self.own.same and self.previous
        return self.previous.group if goes_on and self.previous else ()

    @property
    def fragment(self) -> bool:
        """Whether the part is no whole question."""
        return self.leaf.continues or not self.own.text.rstrip().endswith("?")

    def all_stems(self) -> Iterator[Own]:
        """Yield the sentences that the part goes on, the nearest first."""
        yield from self.stems
        root = self.context.over(self.leaf)
        if root is not None:
            yield root

    @property
    def outer(self) -> Meaning | None:
        """Return the question that the stem of a letter goes on: "4. Hoeveel van die trajecten: b) …"."""
        if not any(stem.back for stem in self.stems):
            return None
        data = [m for m in self.before if m.kind == DATA and not self.beside(m)]
        return data[-1] if data else None

    def _antecedent(self) -> Meaning | None:
        """Return the data question that "idem" or "daarvan" means: "idem" one of the same depth, if any."""
        data = [m for m in self.before if m.kind == DATA and m.label != self.leaf.label]
        parent = self.leaf.label.rpartition(".")[0]
        beside = [f"{parent}.{label}" for label in self.own.labels if parent and label.isalpha()]
        labels = beside or self.own.labels
        named = [meaning for label in labels for meaning in _named(data, label)]
        if named:
            return named[-1] if len(named) == 1 else replace(named[-1], measures=measures_of_all(named))
        if data and any(said("alle_samen", own.folded) for own in (self.own, *self.stems)):
            return _group(data)
        deeper = data and data[-1].label.count(".") > self.leaf.label.count(".")
        if self.own.same_breakdown and deeper:
            return _group(data)
        if self.own.same:
            depth = self.leaf.label.count(".")
            level = [meaning for meaning in data if meaning.label.count(".") == depth]
            return _group(data) if not level and data else (level[-1] if level else None)
        return data[-1] if data else None

    def _read_list(self) -> None:
        """Read "geslacht;" under "… verder opdelen naar:" as the breakdown that it is."""
        stem = self.stems[0].folded.rstrip(" :") if self.stems else ""
        if self.leaf.continues and _OPEN_END.search(stem):
            sentence = Sentence(_PER + self.own.text, self.own.start - len(_PER))
            listed = read_own(sentence, self.context.day).breakdowns
            self.own.breakdowns = [
                replace(hit, start=hit.start - len(_PER), end=hit.end - len(_PER)) for hit in listed
            ]


def _group(meanings: Sequence[Meaning]) -> Meaning:
    """Return the last of several letters with what all of them ask: "2. Zelfde gegevens voor 2021"."""
    last = meanings[-1]
    parent = last.label.rpartition(".")[0]
    group = [m for m in _under(meanings, parent) if m.indicator == last.indicator]
    codes = dict.fromkeys(code for meaning in group for code in meaning.breakdowns)
    return replace(last, measures=measures_of_all(group), breakdowns=tuple(codes))


def _under(meanings: Sequence[Meaning], label: str) -> list[Meaning]:
    """Return the meanings of the sub-question `label` and of those below it."""
    return [m for m in meanings if f"{m.label.lower()}.".startswith(f"{label.lower()}.")]


def _named(meanings: Sequence[Meaning], label: str) -> list[Meaning]:
    """Return the meanings of the sub-question `label` itself, or of those below it where it asks nothing."""
    found = _under(meanings, label)
    return [meaning for meaning in found if meaning.label.lower() == label.lower()] or found


def measures_of_all(meanings: Sequence[Meaning]) -> tuple[str, ...]:
    """Return the measures of several meanings, each once."""
    return tuple(dict.fromkeys(code for meaning in meanings for code in meaning.measures))
