"""The leaves of a tree: the elements that ask something themselves, with the words that stand above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pq_answers.understand.sentences import Sentence, sentences
from pq_answers.understand.signals import opens, said
from pq_answers.understand.tree import Element, Tree
from pq_answers.understand.vocabulary import fold, vocabulary, words_of

# "Graag vernam ik ook hoeveel …" asks something new, as "graag ook per provincie" does not.
_LEARN = re.compile(r"graag (?:vernam|verneem|kreeg|ontving|had|vernemen) (?:ik|wij|we)\b")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sub-question: its label as printed, its sentences, the elements above it (outermost first)."""

    label: str
    sentences: tuple[Sentence, ...]
    above: tuple[Element, ...] = ()
    parent_asks: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def continues(self) -> bool:
        """Whether it goes on the sentence above it: "per provincie;", "LDE-ondernemingen;"."""
        first = self.sentences[0].text
        listed = bool(self.above) and self.above[-1].text.rstrip().endswith(":") and not first.endswith("?")
        return first[:1].islower() or first[:1] == "#" or (listed and first[:2].isupper())


def read_leaves(tree: Tree) -> tuple[Leaf, ...]:
    """Return the leaves in reading order.

    Without numbers every question sentence is one (q1, q2, …); so are the questions behind the last number.
    """
    if not tree.elements:
        return tuple(_unnumbered([*tree.opening, *tree.closing], requests=True))
    return (*_numbered(tree), *_unnumbered(tree.closing, requests=False))


def asks(element: Element) -> bool:
    """Whether an element asks something itself, beside what its children ask."""
    text = element.text.strip()
    if not text or (element.children and not text.endswith((".", "?", "!", ";"))):
        return False
    return not element.children or "?" in text or _requests(fold(text))


def _numbered(tree: Tree) -> Iterator[Leaf]:
    for element, above in tree.walk():
        if asks(element):
            own = [s for s in sentences(element.text, element.start) if not is_courtesy(s.text)]
            if own:
                yield Leaf(element.label, tuple(own), above, bool(above) and asks(above[-1]))


def is_courtesy(text: str) -> bool:
    """Whether a sentence closes the letter and asks nothing: "Deze vraag werd ook gesteld aan …"."""
    return opens("beleefdheid", fold(text))


def _unnumbered(texts: Sequence[tuple[str, int]], *, requests: bool) -> Iterator[Leaf]:
    """Yield the question sentences; "Graag ook per arrondissement" belongs to the question before it."""
    groups: list[list[Sentence]] = []
    for sentence in (s for text, start in texts for s in sentences(text, start)):
        if is_courtesy(sentence.text):
            continue
        if not requests and said("voor_alle", fold(sentence.text)):
            # "Kan de minister bij alle cijfers de evolutie geven?" asks it of all numbers above.
            continue
        if sentence.asks and not _adds(sentence):
            groups.append([sentence])
        elif groups and (_adds(sentence) or (_is_request(sentence) and not _counts_anew(sentence))):
            groups[-1].append(sentence)
        elif requests and _is_request(sentence):
            groups.append([sentence])
    for number, group in enumerate(groups, start=1):
        yield Leaf(f"q{number}", tuple(group))


def _adds(sentence: Sentence) -> bool:
    """Whether a sentence goes on the question before it: "Zo neen, waarom niet?"."""
    folded = fold(sentence.text)
    more = opens("aanvulling", folded) and said("dat_cijfer", folded)
    anew = _LEARN.match(folded) and "hoeveel" in folded
    adds = re.match(r"(?:graag|gelieve|liefst)\b", folded) and not anew
    return bool(opens("vervolg", folded) or adds or more)


def _counts_anew(sentence: Sentence) -> bool:
    """Whether "verder verneem ik graag hoeveel …" asks something new, though it adds to what was asked."""
    return bool(said("telt", fold(sentence.text)))


def _requests(folded: str) -> bool:
    return bool(said("telt", folded) or said("hetzelfde", folded) or said("vraagt", folded))


def _is_request(sentence: Sentence) -> bool:
    folded = fold(sentence.text)
    return opens("wens", folded) and any(words_of(c.words, c.code, folded) for c in vocabulary("soort"))


def closing_sentences(tree: Tree) -> Sequence[Sentence]:
    """Return what stands behind the last element: words that may hold for all."""
    return [s for text, start in tree.closing for s in sentences(text, start) if not is_courtesy(s.text)]
