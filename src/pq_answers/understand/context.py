"""What holds for a whole question: its title, and what its opening and closing ask of all parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pq_answers.understand.breakdowns import find_filters
from pq_answers.understand.leaves import Leaf, closing_sentences
from pq_answers.understand.own import Own, read_own
from pq_answers.understand.sentences import Sentence, sentences
from pq_answers.understand.signals import said
from pq_answers.understand.tree import Tree
from pq_answers.understand.vocabulary import fold, vocabulary, words_of

_SCOPES = frozenset({"provincie", "gemeente", "arrondissement", "gewest", "nationaliteit"})
_RANGE = re.compile(
    r"(?:deel)?vra(?:ag|gen)\s+(\d{1,2})\s*(?:tot en met|t/m|t\.?e\.?m\.?|tot|-|–)\s*(\d{1,2})"
)
_LISTED = re.compile(r"(?:deel)?vra(?:ag|gen)\s+((?:\d{1,2}(?:\.?[a-z])?(?:\s*(?:,|en)\s*)?)+)")
_SECTIONS = re.compile(
    r"(?:onder)?(?:delen|deel|luiken|luik|punten|rubrieken)\s+((?:[a-h]\b(?:\s*(?:,|en)\s*)?)+)"
)
_ALWAYS = frozenset({"maatregel", "jaar", "kwartaal", "maand"})
_REGIONS = frozenset({"brussel", "wallonie", "nederland"})
_GOVERNMENTS = _REGIONS | {"federaal_werk", "federaal_altijd"}
_FEW = 1
# "… gesteld aan de ministers Jan Jambon (188), Hilde Crevits (301)": a name with the number of its question.
_ADDRESSEE = re.compile(r"[a-z'-]+ \(\d{1,4}\)(?=[,.;]| en\b|$)")
_SEVERAL = 4
_EACH = re.compile(r"(?:graag )?(?:telkens|voor elk|alles|dit alles)\b")
_DASH = re.compile(r"\s+[-–—:]\s+")


@dataclass
class Context:
    """What holds for the whole question; `root_stem` is the one of the opening that ends with a colon.

    `outside` is a question about another region, `foreign` one whose title and opening are mostly about
    another government, `to_others` one to a minister of another government, and
    `to_all` one to all ministers at once, about their own administrations.
    """

    day: date | None
    text: str = ""
    title: Own | None = None
    opening: list[Own] = field(default_factory=list)
    closing: list[Own] = field(default_factory=list)
    root_stem: Own | None = None
    later_stems: list[Own] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    fragments: bool = False
    siblings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    read: dict[int, Own] = field(default_factory=dict)
    outside: bool = False
    foreign: bool = False
    to_others: bool = False
    to_all: bool = False

    @classmethod
    def of(cls, tree: Tree, leaves: Sequence[Leaf], title: str, day: date | None) -> Context:
        """Return the context of a tree; `title` is its first line or that of its header."""
        asked = {sentence.start for leaf in leaves for sentence in leaf.sentences}
        found = cls(day, tree.text, _title(title, day) if title else None)
        found.filters = [hit.code for hit in find_filters(fold(title)) if hit.code in _SCOPES]
        opening = [s for text, start in tree.opening for s in sentences(text, start)]
        found.opening = [read_own(s, day) for s in opening if s.start not in asked]
        closing = [read_own(s, day) for s in closing_sentences(tree) if s.start not in asked]
        last = max((leaf.sentences[0].start for leaf in leaves), default=0)
        found.later_stems = [own for own in closing if _introduces(own, last)]
        found.closing = [own for own in closing if own not in found.later_stems]
        found.fragments = any(leaf.continues for leaf in leaves if "." not in leaf.label)
        found.siblings = _for_siblings(leaves, day)
        found.outside = _elsewhere([fold(title), *(own.folded for own in found.opening)])
        found.foreign = _foreign([own for own in (found.title, *found.opening) if own])
        whole = fold(tree.text)
        found.to_others = bool(said("andere_minister", whole))
        several = said("alle_ministers", whole) or len(_ADDRESSEE.findall(whole)) >= _SEVERAL
        ours = any(own.measures for own in (found.title, *found.opening) if own)
        found.to_all = bool(several) and not ours
        if opening and opening[-1].text.rstrip().endswith(":"):
            found.root_stem = found.opening[-1] if found.opening else None
        for own in found.later_stems:
            if own.same_period and own.period is None and found.root_stem:
                own.period = found.root_stem.period
        return found

    def stem(self, text: str, start: int) -> Own:
        """Return what the words of an element say by themselves, read once for all that stands below it."""
        if start not in self.read:
            self.read[start] = read_own(Sentence(text, start), self.day)
        return self.read[start]

    def over(self, leaf: Leaf) -> Own | None:
        """Return the sentence that closes the opening with a colon, where the leaf goes on it.

        Where all of them are whole questions, it introduces all; where some go on it, only those.
        """
        later = self.introduced(leaf)
        if later:
            return later
        if not self.fragments:
            return self.root_stem
        top = leaf.above[0].text if leaf.above else leaf.sentences[0].text
        goes_on = top[:1].islower() or top[:1] == "#" or not top.rstrip().endswith("?")
        return self.root_stem if goes_on else None

    def introduced(self, leaf: Leaf) -> Own | None:
        """Return the introduction halfway that a leaf stands under: "Voor dezelfde jaren:"."""
        later = [own for own in self.later_stems if own.start < leaf.sentences[0].start]
        return later[-1] if later else None

    def about(self, leaf: Leaf, own: Own) -> bool:
        """Whether words for all parts hold for this one: "voor deelvragen 1 tot en met 6"."""
        number = re.match(r"\d+", leaf.label)
        found = _RANGE.search(own.folded)
        if found and number:
            return int(found[1]) <= int(number[0]) <= int(found[2])
        listed = _LISTED.search(own.folded)
        if listed and number:
            return number[0] in re.findall(r"\d+", listed[1])
        lettered = _SECTIONS.search(own.folded)
        if lettered and leaf.label[:1].isupper():
            return leaf.label[0].lower() in re.findall(r"\b[a-h]\b", lettered[1])
        return own is not self.root_stem or own is self.over(leaf)

    def for_all(self, leaf: Leaf) -> Iterator[str]:
        """Yield the breakdowns the opening and the closing ask of every part: "telkens per provincie"."""
        yield from self.siblings.get(leaf.label.rpartition(".")[0], ())
        for own in self.closing:
            if self.about(leaf, own):
                yield from own.breakdown_codes
        for own in self.opening:
            asked = said("voor_alle", own.folded) and said("vraagt", own.folded)
            if asked and own is not self.root_stem and self.about(leaf, own):
                named = own.named | _ALWAYS
                yield from (code for code in own.breakdown_codes if code in named)


def _introduces(own: Own, last: int) -> bool:
    """Whether a sentence between the questions introduces those behind it: "Voor dezelfde jaren:"."""
    return own.text.rstrip().endswith(":") and own.start < last


def _for_siblings(leaves: Sequence[Leaf], day: date | None) -> dict[str, tuple[str, ...]]:
    """Return, by the label above, what "Graag telkens naar leeftijd" asks for all letters."""
    found: dict[str, tuple[str, ...]] = {}
    for leaf in leaves:
        for sentence in leaf.sentences[1:]:
            if "." in leaf.label and _EACH.match(fold(sentence.text)):
                found[leaf.label.rpartition(".")[0]] = read_own(sentence, day).breakdown_codes
    return found


def _elsewhere(texts: Sequence[str]) -> bool:
    """Whether the whole question is about another region's policy."""
    text = " ".join(texts)
    named = any(words_of(c.words, c.code, text) for c in vocabulary("bevoegdheid") if c.code in _REGIONS)
    return named and not said("ons_bestuur", text)


def _foreign(told: Sequence[Own]) -> bool:
    """Whether title and opening name another government more often than measures of our own."""
    concepts = [concept for concept in vocabulary("bevoegdheid") if concept.code in _GOVERNMENTS]
    # One place may name two of them: "ziekenfonds" is counted once.
    named = {
        (own.start, hit.start)
        for own in told
        for concept in concepts
        for hit in words_of(concept.words, concept.code, own.folded)
    }
    ours = any(said("ons_bestuur", own.folded) for own in told)
    return not ours and len(named) > max(_FEW, sum(len(own.measures) for own in told))


def _title(title: str, day: date | None) -> Own:
    """Return what a title says; "Individueel maatwerk - Overgang vanuit LDE" is about what stands first."""
    whole = read_own(Sentence(title, 0), day)
    first = read_own(Sentence(_DASH.split(title)[0], 0), day)
    return replace(whole, measures=first.measures or whole.measures)
