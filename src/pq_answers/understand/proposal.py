"""What is proposed to answer each sub-question: an item, a standing passage, or a gap for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pq_answers import nl
from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.items import Catalogue, Item, ParamKind, load_passages, measure_column
from pq_answers.items import Passage as StandingPassage
from pq_answers.plan import Part
from pq_answers.understand.asking import parameters
from pq_answers.understand.choose import likeness
from pq_answers.understand.counted import OTHER
from pq_answers.understand.meaning import Meaning
from pq_answers.understand.memory import Memory
from pq_answers.understand.own import DATA, EXPLANATION, OUTSIDE, POLICY
from pq_answers.understand.reader import SubQuestion, Understood
from pq_answers.understand.vocabulary import fold, vocabulary, words_of

# Below this a sub-question is left to a person, with the nearest candidates beside it.
THRESHOLD = 0.5
_FITTING = 0.8
_ANNEXED = 2
_FROM_TEXT = (ParamKind.YEARS, ParamKind.BREAKDOWNS)
_MOST_NAMED = 3
_OPEN = {
    POLICY: "Beleidsvraag: in te vullen door de opsteller.",
    EXPLANATION: "Vraag om uitleg: in te vullen door de opsteller.",
    DATA: "Geen passende catalogusvraag: in te vullen door de opsteller.",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposed answer; exactly one of `item`, `passage` and `gap` is filled.

    `see` is the label of an earlier answer with the same figures; `offered` are passages that may help a
    person who fills a gap; `memory` is where a person chose the same before.
    """

    part: SubQuestion
    item: str = ""
    asked: Mapping[str, object] = field(default_factory=dict)
    passage: str = ""
    gap: str = ""
    annex: int | None = None
    see: str = ""
    offered: tuple[str, ...] = ()
    memory: str = ""

    @property
    def label(self) -> str:
        """The sub-question's label as printed."""
        return self.part.meaning.label


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed answers in order, and the titles of the annexes that hold their long tables."""

    answers: tuple[Proposed, ...]
    annexes: tuple[str, ...]


def propose(
    understood: Understood, catalogue: Catalogue, day: date, memory: Memory | None = None
) -> Proposal:
    """Return what answers each part of an understood question, asked on `day`.

    What a person chose before for a sub-question like it goes before what the rules would choose.
    """
    proposer = _Proposer(catalogue, day, memory)
    for part in understood.parts:
        proposer.answers += list(proposer.answer(part))
    return _annexed(proposer.answers, catalogue)


class _Proposer:
    """Proposes one answer after another; knows what has been said before, so that nothing is said twice."""

    def __init__(self, catalogue: Catalogue, day: date, memory: Memory | None) -> None:
        self.catalogue, self.day, self.memory = catalogue, day, memory
        self.answers: list[Proposed] = []
        self.told: set[str] = set()

    def answer(self, part: SubQuestion) -> Iterator[Proposed]:
        """Yield the answers to one part; there is always at least one, be it a gap."""
        known = [answer for answer in self._remembered(part) if answer is not None]
        yield from known or self._by_rule(part)

    def _remembered(self, part: SubQuestion) -> Iterator[Proposed | None]:
        """Yield what a person chose for a sub-question like it, with this one's measures and years."""
        for known in self.memory.recall(part.meaning) if self.memory else ():
            answer = self._again(part, known.part)
            yield answer and replace(answer, memory=known.place)

    def _again(self, part: SubQuestion, known: Part) -> Proposed | None:
        if known.item in self.catalogue.items:
            return self._item_again(part, known)
        if known.passage and known.passage in {p.name for p in _in_force(part.meaning, self.day)}:
            return Proposed(part, passage=known.passage)
        return None

    def _item_again(self, part: SubQuestion, known: Part) -> Proposed | None:
        """Return the item with the measures of this question, or of the earlier one where it has none."""
        item = self.catalogue.get(known.item)
        before = tuple(_listed(known.asked.get(measure_column(item), [])))
        meanings = (replace(part.meaning, kind=DATA, measures=m) for m in (part.meaning.measures, before))
        asked = next((a for m in meanings if (a := parameters(m, item, self.day)) is not None), None)
        if asked is None:
            return None
        fixed = {param.name for param in item.params.values() if param.kind in _FROM_TEXT}
        kept = {name: value for name, value in known.asked.items() if name not in fixed}
        return Proposed(part, item=item.name, asked={**kept, **asked})

    def _by_rule(self, part: SubQuestion) -> Iterator[Proposed]:
        meaning = part.meaning
        fitting = fitting_passages(part, self.day)
        first = [passage for passage in fitting if passage.manner == "voorrang"]
        if meaning.kind == DATA and first:
            yield from (self._passage(part, passage) for passage in first)
            return
        figures = self._figures(part)
        if figures is not None:
            yield figures
            yield from self._explained(part)
        elif meaning.kind == DATA and fitting:
            yield from (self._passage(part, passage) for passage in fitting)
        else:
            yield Proposed(part, gap=_gap(meaning), offered=tuple(passage.name for passage in fitting))

    def _figures(self, part: SubQuestion) -> Proposed | None:
        """Return the item with its parameters, unless none fits or too little is sure."""
        if part.meaning.kind != DATA or not part.choice.item or part.confidence < THRESHOLD:
            return None
        item = self.catalogue.get(part.choice.item)
        asked = parameters(part.meaning, item, self.day)
        if asked is None:
            return None
        column = measure_column(item)
        asked[column] = self._untold(item, asked[column])
        return Proposed(part, item=item.name, asked=asked, see=self._seen(item, asked))

    def _untold(self, item: Item, measures: object) -> list[str]:
        """Return the measures without those of which the same passage said before that there is nothing."""
        names = [str(name) for name in measures] if isinstance(measures, list) else []
        reasons = {name: item.availability[name].passage for name in names}
        left = [name for name in names if not reasons[name] or reasons[name] not in self.told]
        self.told |= {reason for reason in reasons.values() if reason}
        return left or names

    def _seen(self, item: Item, asked: Mapping[str, object]) -> str:
        """Return where the same figures stand without a breakdown: "zie het antwoord op 4"."""
        if "opsplitsing" not in asked:
            return ""
        column = measure_column(item)
        for earlier in self.answers:
            if earlier.item == item.name and "opsplitsing" not in earlier.asked:
                rest = {name: value for name, value in asked.items() if name not in {column, "opsplitsing"}}
                same = all(earlier.asked.get(name) == value for name, value in rest.items())
                if same and set(_listed(asked[column])) <= set(_listed(earlier.asked[column])):
                    return earlier.label
        return ""

    def _passage(self, part: SubQuestion, passage: StandingPassage) -> Proposed:
        return Proposed(part, passage=passage.name, see=self._figures_of(part, passage))

    def _figures_of(self, part: SubQuestion, passage: StandingPassage) -> str:
        """Return the label of the figures that hold for the passage, where it says that they do."""
        if not passage.refers:
            return ""
        for earlier in self.answers:
            meaning = earlier.part.meaning
            same = earlier.item and meaning.indicator == part.meaning.indicator
            if same and earlier.label != part.meaning.label and meaning.measures == passage.measures:
                return earlier.label
        return ""

    def _explained(self, part: SubQuestion) -> Iterator[Proposed]:
        """Yield the passages that explain figures on this indicator and measure, each once in an answer."""
        for passage in _in_force(part.meaning, self.day):
            if passage.manner == "toelichting" and passage.name not in self.told:
                self.told.add(passage.name)
                yield Proposed(part, passage=passage.name)


def _listed(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else [str(value)]


def _in_force(meaning: Meaning, day: date) -> Iterator[StandingPassage]:
    """Yield the passages that are valid on `day` and about the indicator and a measure of a meaning."""
    for _, passage in sorted(load_passages().items()):
        valid = passage.valid_from <= day and (passage.valid_to is None or day <= passage.valid_to)
        about = meaning.indicator in passage.indicators and passage.place == "antwoord"
        if valid and about and (not passage.measures or set(passage.measures) & set(meaning.measures)):
            yield passage


def fitting_passages(part: SubQuestion, day: date) -> list[StandingPassage]:
    """Return the passages in force of which a keyword stands in the question, the nearest to it first."""
    text = f"{part.above} {part.meaning.text}"
    found = [(likeness(text, passage.keywords), passage) for passage in _in_force(part.meaning, day)]
    kept = [(score, p) for score, p in found if score >= _FITTING and p.manner != "toelichting"]
    return [passage for _, passage in sorted(kept, key=lambda found: (-found[0], found[1].name))]


def related_passages(part: SubQuestion, day: date) -> list[StandingPassage]:
    """Return the passages that a person may want to see: those that fit, then others on the same figures."""
    fitting = fitting_passages(part, day)
    if part.meaning.indicator == OTHER:
        return fitting
    return [*fitting, *(passage for passage in _in_force(part.meaning, day) if passage not in fitting)]


def _gap(meaning: Meaning) -> str:
    if meaning.kind != OUTSIDE:
        return _OPEN[meaning.kind]
    lead = "Deze deelvraag valt buiten de bevoegdheid van de minister."
    return f"{lead} Bevoegd is wellicht {competent(meaning)}."


def competent(meaning: Meaning) -> str:
    """Return who is likely competent for a sub-question that the minister is not."""
    folded = fold(meaning.text)
    for concept in vocabulary("bevoegdheid"):
        if words_of(concept.words, concept.code, folded):
            return concept.texts.get("bevoegd", "een andere minister")
    return "een andere minister of een ander bestuursniveau"


def _annexed(answers: Sequence[Proposed], catalogue: Catalogue) -> Proposal:
    """Move tables with several breakdowns to annexes: the same breakdowns of one item share an annex."""
    numbers: dict[tuple[object, ...], int] = {}
    titles: list[str] = []
    placed: list[Proposed] = []
    for answer in answers:
        names = _listed(answer.asked.get("opsplitsing", []))
        if not answer.item or len(names) < _ANNEXED:
            placed.append(answer)
            continue
        item = catalogue.get(answer.item)
        key = (item.name, tuple(names), *(answer.asked.get(p) for p in _filtered(item)))
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            titles.append(_title(item, answer, names))
        placed.append(replace(answer, annex=numbers[key]))
    return Proposal(tuple(placed), tuple(titles))


def _filtered(item: Item) -> Iterable[str]:
    return (param.name for param in item.params.values() if param.filters)


def _title(item: Item, answer: Proposed, names: Sequence[str]) -> str:
    """Return an annex's title: what, which group, and by what it is broken down."""
    groups = [
        load_codelist(param.codelist).label(str(answer.asked[param.name]))
        for param in item.params.values()
        if param.filters and param.name in answer.asked
    ]
    group = f" ({nl.listing(groups)})" if groups else ""
    each = [dimension_name(item.columns[name].codelist or name) for name in names]
    kinds = nl.listing(each)
    what, _, by = item.title.partition(" naar ")
    what = what if by in {*each, kinds} else item.title  # no breakdown is named twice
    return f"{what}{group} naar {kinds if len(names) <= _MOST_NAMED else 'persoonskenmerken'}"
