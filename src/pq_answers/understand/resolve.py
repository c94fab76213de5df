"""What a sub-question means in its place: its own words, what it refers to, what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pq_answers.understand.breakdowns import find_filters
from pq_answers.understand.leaves import Leaf, closing_sentences
from pq_answers.understand.own import DATA, EXPLANATION, OTHER, OUTSIDE, Own, event_after, event_in, read_own
from pq_answers.understand.parts import read_parts
from pq_answers.understand.periods import Period
from pq_answers.understand.sentences import Sentence, sentences
from pq_answers.understand.signals import said
from pq_answers.understand.tree import Tree
from pq_answers.understand.vocabulary import Hit, fold, vocabulary, words_of

_RANGE = re.compile(r"(?:deel)?vragen\s+(\d{1,2})\s*(?:tot en met|t/m|tem|tot|-|–)\s*(\d{1,2})")
_LISTED = re.compile(r"(?:deel)?vra(?:ag|gen)\s+((?:\d{1,2}(?:\.?[a-z])?(?:\s*(?:,|en)\s*)?)+)")
_OPEN_END = re.compile(r"\b(?:naar|per|volgens|op basis van|opgedeeld|opgesplitst|uitgesplitst)$")
_SCOPES = frozenset(
    {"provincie", "gemeente", "centrumstad", "arrondissement", "gewest", "nationaliteit", "herkomst"}
)
_MEASURE = "maatregel"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that led to one choice, and where they stand in the tidied text."""

    what: str
    code: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one part of a leaf means; `doubts` name the choices that its own words do not settle."""

    label: str
    text: str
    kind: str
    indicator: str = OTHER
    measures: tuple[str, ...] = ()
    period: Period | None = None
    breakdowns: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[str, ...] = ()
    moment: bool = False
    named: tuple[str, ...] = ()


@dataclass
class Context:
    """What holds for the whole question: its title, what its opening and closing ask for all parts."""

    day: date | None
    title: Own | None = None
    opening: list[Own] = field(default_factory=list)
    closing: list[Own] = field(default_factory=list)
    root_stem: Own | None = None
    filters: list[str] = field(default_factory=list)
    fragments: bool = False
    siblings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    outside: bool = False

    @classmethod
    def of(cls, tree: Tree, leaves: Sequence[Leaf], title: str, day: date | None) -> Context:
        """Return the context of a tree; `title` is its first line or that of its header."""
        asked = {sentence.start for leaf in leaves for sentence in leaf.sentences}
        found = cls(day, _title(title, day) if title else None)
        found.filters = [hit.code for hit in find_filters(fold(title)) if hit.code in _SCOPES]
        opening = [s for text, start in tree.opening for s in sentences(text, start)]
        found.opening = [read_own(s, day) for s in opening if s.start not in asked]
        found.closing = [read_own(s, day) for s in closing_sentences(tree) if s.start not in asked]
        found.fragments = any(leaf.continues for leaf in leaves if "." not in leaf.label)
        found.siblings = _for_siblings(leaves, day)
        found.outside = _elsewhere([fold(title), *(own.folded for own in found.opening)])
        if opening and opening[-1].text.rstrip().endswith(":"):
            found.root_stem = found.opening[-1] if found.opening else None
        return found


def _for_siblings(leaves: Sequence[Leaf], day: date | None) -> dict[str, tuple[str, ...]]:
    """Return, by the label above, what "Graag telkens naar leeftijd" asks for all letters."""
    found: dict[str, tuple[str, ...]] = {}
    for leaf in leaves:
        for sentence in leaf.sentences[1:]:
            if "." in leaf.label and re.match(
                r"(?:graag )?(?:telkens|voor elk|alles|dit alles)\b", fold(sentence.text)
            ):
                found[leaf.label.rpartition(".")[0]] = read_own(sentence, day).breakdown_codes
    return found


def _elsewhere(texts: Sequence[str]) -> bool:
    """Whether the whole question is about another region's policy."""
    text = " ".join(texts)
    regions = [concept for concept in vocabulary("bevoegdheid") if concept.code in {"brussel", "wallonie"}]
    named = any(words_of(concept.words, concept.code, text) for concept in regions)
    return named and not re.search(r"\bvlaa?m|\bvlaanderen", text)


def _title(title: str, day: date | None) -> Own:
    """Return what a title says; "Individueel maatwerk - Overgang vanuit LDE" is about what stands first."""
    whole = read_own(Sentence(title, 0), day)
    first = read_own(Sentence(re.split(r"\s+[-–—:]\s+", title)[0], 0), day)
    return replace(whole, measures=first.measures or whole.measures)


def resolve(leaves: Sequence[Leaf], context: Context) -> tuple[Meaning, ...]:
    """Return the meaning of every part of every leaf, in order."""
    found: list[Meaning] = []
    for leaf in leaves:
        for part in read_parts(leaf.sentences, context.day):
            found += _Resolver(leaf, part, found, context).meanings()
    return tuple(found)


class _Resolver:
    """Resolves one part; sees the meanings before it."""

    def __init__(self, leaf: Leaf, own: Own, before: Sequence[Meaning], context: Context) -> None:
        self.leaf, self.own, self.before, self.context = leaf, own, before, context
        self.stems = [
            read_own(Sentence(e.text, e.start), context.day) for e in reversed(leaf.above) if e.text
        ]
        self.doubts: list[str] = []
        self.stem_refers = any(stem.back or stem.same for stem in self.stems)
        self.sibling = next((m for m in self.before if m.label == leaf.label and m.kind == DATA), None)
        self.previous = self._antecedent()
        self._read_list()

    def _antecedent(self) -> Meaning | None:
        """Return the data question that "idem" or "daarvan" means: "idem" one of the same depth, if any."""
        data = [
            meaning for meaning in self.before if meaning.kind == DATA and meaning.label != self.leaf.label
        ]
        named = [meaning for label in self.own.labels for meaning in _under(data, label)]
        if named:
            return named[-1] if len(named) == 1 else replace(named[-1], measures=_measures_of(named))
        if self.own.same:
            depth = self.leaf.label.count(".")
            level = [meaning for meaning in data if meaning.label.count(".") == depth]
            data = level or data
        return data[-1] if data else None

    def _read_list(self) -> None:
        """Read "geslacht;" under "… verder opdelen naar:" as the breakdown that it is."""
        stem = self.stems[0].folded.rstrip(" :") if self.stems else ""
        if self.leaf.continues and _OPEN_END.search(stem):
            listed = read_own(
                Sentence(f"per {self.own.text}", self.own.start - len("per ")), self.context.day
            )
            self.own.breakdowns = listed.breakdowns

    def meanings(self) -> Iterator[Meaning]:
        kind = self.kind()
        if kind != DATA:
            yield Meaning(
                self.leaf.label,
                self.own.text,
                kind,
                evidence=self.evidence(),
                doubts=tuple(self.doubts),
                named=self.own.measure_codes,
            )
            return
        if self.own.same and len(self.own.labels) > 1:
            yield from self.each_named()
            return
        if self.own.those and self.own.breakdowns and not self.own.indicator and self.previous:
            yield from self.all_before()
            return
        yield Meaning(
            self.leaf.label,
            self.own.text,
            DATA,
            self.indicator(),
            self.measures(),
            self.period(),
            self.breakdowns(),
            self.evidence(),
            tuple(self.doubts),
            self.own.moment,
        )

    def kind(self) -> str:
        own = self.own
        if self.context.outside:
            return OUTSIDE
        if own.same and self.before:
            return own.kind if own.kind not in {"", EXPLANATION} else self.before[-1].kind
        if own.kind and (own.strong or not self.fragment):
            return OUTSIDE if self._goes_on_outside() else own.kind
        return self._kind_of_stem() or own.kind or self._kind_by_default()

    def _goes_on_outside(self) -> bool:
        """Whether "hoeveel van hen" goes on a question that is another minister's."""
        refers = self.own.back and self.own.kind == DATA and not self.own.measures
        return bool(refers and self.before and self.before[-1].kind == OUTSIDE)

    def _kind_of_stem(self) -> str:
        stem = next((stem.kind for stem in self.all_stems() if stem.kind), "")
        counted = self.fragment and any(stem.indicator for stem in self.all_stems())
        return stem or (DATA if counted else "")

    def _kind_by_default(self) -> str:
        if self.own.indicator and not self.own.text.rstrip().endswith("?"):
            return DATA
        self.doubts.append("soort")
        return DATA if self.own.indicator and self.own.breakdowns else EXPLANATION

    @property
    def fragment(self) -> bool:
        return self.leaf.continues or not self.own.text.rstrip().endswith("?")

    def all_stems(self) -> Iterator[Own]:
        yield from self.stems
        if self.context.root_stem is not None and self.under_root():
            yield self.context.root_stem

    def under_root(self) -> bool:
        """Whether the leaf goes on the sentence that closes the opening with a colon.

        Where all of them are whole questions, it introduces all; where some go on it, only those.
        """
        if not self.context.fragments:
            return True
        top = self.leaf.above[0].text if self.leaf.above else self.leaf.sentences[0].text
        return top[:1].islower() or top[:1] == "#" or not top.rstrip().endswith("?")

    def indicator(self) -> str:
        together = self._with_stem() or self._of_stem()
        if together:
            return together
        if self.own.indicator:
            sized = self.own.indicator == "ondernemingen" and "grootteklasse" in self.own.breakdown_codes
            return "ondernemingen_grootteklasse" if sized else self.own.indicator
        if self.refers and self.previous:
            self.doubts.append("indicator")
            return event_after(self.own, self.previous.indicator) or self.previous.indicator
        stem = next((stem.indicator for stem in self.all_stems() if stem.indicator), "")
        self.doubts.append("indicator")
        if stem:
            return stem
        if self.fragment and self.leaf.continues and self.previous:
            return self.previous.indicator
        title = self.context.title.indicator if self.fragment and self.context.title else ""
        return title or OTHER

    def _with_stem(self) -> str:
        """Return the event of a fragment with its stem: "hoeveel werkzoekenden: hebben een advies"."""
        if not (self.leaf.continues and self.stems) or self.own.indicator not in {
            "",
            OTHER,
            "doelgroepwerknemers",
        }:
            return ""
        text = f"{self.stems[0].folded.rstrip(' :')} {self.own.folded}"
        return event_in(text)

    def _of_stem(self) -> str:
        """Return what the stem counts where a fragment only names a place: "de beschutte werkplaatsen;"."""
        stem = self.stems[0].indicator if self.stems else ""
        counts = re.search(r"\b(?:aantal|hoeveel)\b|#", self.own.folded)
        plain = self.own.indicator in {"ondernemingen", "doelgroepwerknemers"}
        return stem if self.leaf.continues and plain and not counts else ""

    @property
    def refers(self) -> bool:
        return self.own.same or self.own.back or self.stem_refers

    def measures(self) -> tuple[str, ...]:
        own = self.own.measure_codes or self._own_section()
        if own:
            return own
        if self.sibling and not self.own.labels:
            return self.sibling.measures
        if self.refers and self.previous and self.previous.measures:
            return self.previous.measures
        if self.refers and not self.previous and self.before and self.before[-1].named:
            return self.before[-1].named
        stem = next((stem.measure_codes for stem in self.all_stems() if stem.measure_codes), ())
        return stem or self._measures_of_title()

    def _measures_of_title(self) -> tuple[str, ...]:
        self.doubts.append("maatregelen")
        title = self.context.title
        if title:
            return title.measure_codes
        codes = [code for own in self.context.opening for code in own.measure_codes]
        return tuple(dict.fromkeys(codes))[:1]

    def _own_section(self) -> tuple[str, ...]:
        """Return the measures of a heading that the antecedent does not stand under: "II. Arbeidszorg"."""
        before = self.previous.label.split(".") if self.previous else []
        for element, stem in zip(reversed(self.leaf.above), self.stems, strict=False):
            if stem.measure_codes and list(element.path) != before[: len(element.path)]:
                return stem.measure_codes
        return ()

    def period(self) -> Period | None:
        own = self.own
        if own.period:
            return own.period
        if said("sinds_de_start", own.folded):
            return self._since_start()
        stem_period = next((stem.period for stem in self.stems if stem.period), None)
        if stem_period and self.leaf.continues:
            return stem_period
        if self.sibling and self.sibling.period and not self.own.labels:
            return self.sibling.period
        same_period = own.same_period or any(stem.same_period for stem in self.stems)
        if self.previous and (same_period or own.those or self.refers):
            inherited = self.previous.period
            other_event = self.indicator() != self.previous.indicator
            if inherited and not (self.previous.moment and other_event and not same_period):
                return inherited
            if self.previous.moment:
                return None
        return stem_period or self.general_period()

    def _since_start(self) -> Period | None:
        """Return "sinds de start van het stelsel": from the first year that the opening tells."""
        years = [o.period.first for o in self.context.opening if o.period]
        return Period(years[0], None) if years else None

    def general_period(self) -> Period | None:
        """Return the period that the opening or the closing asks for this part, or that the title names."""
        for own in (*self.context.closing, *reversed(self.context.opening)):
            if own.period and said("vraagt", own.folded) and self.in_scope(own):
                return own.period
        title = self.context.title
        return title.period if title else None

    def in_scope(self, own: Own) -> bool:
        """Whether words for all parts hold for this one: "voor deelvragen 1 tot en met 6"."""
        number = re.match(r"\d+", self.leaf.label)
        found = _RANGE.search(own.folded)
        if found and number:
            return int(found[1]) <= int(number[0]) <= int(found[2])
        listed = _LISTED.search(own.folded)
        if listed and number:
            return number[0] in re.findall(r"\d+", listed[1])
        return own is not self.context.root_stem or self.under_root()

    def breakdowns(self) -> tuple[str, ...]:
        codes = list(self.own.breakdown_codes)
        if self.own.same and self.previous and not self.own.only:
            codes = [*self.previous.breakdowns, *codes]
            if len(self.own.measure_codes) == 1 and _MEASURE not in self.own.breakdown_codes:
                codes = [code for code in codes if code != _MEASURE]
        if self.own.same_breakdown and self.previous:
            codes = [*self.previous.breakdowns, *codes]
        if not self.leaf.parent_asks:
            codes += [code for stem in self.stems for code in stem.breakdown_codes]
        if self.context.root_stem is not None and self.under_root():
            codes = [*self.context.root_stem.breakdown_codes, *codes]
        codes += self.context.siblings.get(self._parent(), ())
        codes += [c for own in self.context.closing if self.in_scope(own) for c in own.breakdown_codes]
        codes += [c for own in self.context.opening if self.for_all(own) for c in own.breakdown_codes]
        codes += self.context.filters
        indicator = self.indicator()
        if len(self.own.measure_codes) > 0 and _MEASURE not in self.own.breakdown_codes:
            codes = [code for code in codes if code != _MEASURE or self.own.same]
        return tuple(dict.fromkeys(code for code in codes if self._holds(code, indicator)))

    def _holds(self, code: str, indicator: str) -> bool:
        """Whether a group that is singled out is a breakdown of this indicator: "loonpremies" of a budget."""
        if code == "grootteklasse" and not indicator.startswith("ondernemingen"):
            sized = [hit.text for hit in self.own.breakdowns if hit.code == code]
            return any("groot" in text or "omvang" in text or "minder dan" in text for text in sized)
        if code == "type_onderneming" and not indicator.startswith("ondernemingen"):
            return any(hit.text not in {"type", "soort"} for hit in self.own.breakdowns if hit.code == code)
        concept = vocabulary("opsplitsing").find_code(code)
        only = concept.texts.get("alleen_bij", "") if concept else ""
        return not only or only == indicator or code not in self.own.singled_out

    def _parent(self) -> str:
        return self.leaf.label.rpartition(".")[0]

    def for_all(self, own: Own) -> bool:
        """Whether a sentence of the opening asks something of every part: "telkens per provincie"."""
        asked = said("voor_alle", own.folded) and said("vraagt", own.folded)
        return bool(asked) and own is not self.context.root_stem and self.in_scope(own)

    def all_before(self) -> Iterator[Meaning]:
        """Yield "die cijfers ook per provincie": every quantity asked before, each once."""
        groups: dict[str, list[Meaning]] = {}
        for meaning in self.before:
            if meaning.kind == DATA:
                groups.setdefault(meaning.indicator, []).append(meaning)
        for indicator, group in groups.items():
            measures = tuple(dict.fromkeys(code for meaning in group for code in meaning.measures))
            yield Meaning(
                self.leaf.label,
                self.own.text,
                DATA,
                indicator,
                measures,
                group[-1].period,
                self.own.breakdown_codes,
                self.evidence(),
                ("verwijzing",),
            )

    def each_named(self) -> Iterator[Meaning]:
        """Yield "dezelfde gegevens als in vraag 1, b) en c)": one meaning for each label."""
        labels = self.own.labels
        for label in labels:
            self.own.labels = (label,)
            self.previous = self._antecedent()
            yield from self.meanings()

    def evidence(self) -> tuple[Evidence, ...]:
        own = self.own
        hits = [
            *own.hits,
            *(("maatregelen", h) for h in own.measures),
            *(("opsplitsingen", h) for h in own.breakdowns),
        ]
        return tuple(_evidence(what, hit, own) for what, hit in hits)


def _under(meanings: Sequence[Meaning], label: str) -> list[Meaning]:
    """Return the meanings of the sub-question `label` and of those below it."""
    return [m for m in meanings if f"{m.label.lower()}.".startswith(f"{label}.")]


def _measures_of(meanings: Sequence[Meaning]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for meaning in meanings for code in meaning.measures))


def _evidence(what: str, hit: Hit, own: Own) -> Evidence:
    return Evidence(what, hit.code, own.start + hit.start, own.start + hit.end, hit.text)
