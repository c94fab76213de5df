"""The cards of the plan page: each answer, how its sub-question was understood, and what else fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pq_answers.errors import UserError
from pq_answers.items import Catalogue
from pq_answers.plan import Part, Plan
from pq_answers.understand import Understood
from pq_answers.web import planform, planinput, planshape
from pq_answers.web.planstate import Line, Standing, overview, standing
from pq_answers.web.reading import Reading, readings, stems_before
from pq_answers.web.visitor import Form
from pq_answers.workflow import Desk, Dossier


@dataclass(frozen=True, slots=True)
class Card:
    """One part of a plan as the page shows it.

    `first` says that its sub-question begins here, `asks` that it has words of its own; `words` and `label`
    are those of the whole sub-question, `stems` the sentences above it that it completes, `fault` is what
    is wrong with what somebody typed.
    """

    index: int
    part: Part
    state: Standing
    stems: tuple[tuple[str, str], ...]
    reading: Reading | None
    choice: str
    groups: tuple[planform.Group, ...]
    fields: tuple[planform.Field, ...]
    passage: str
    others: tuple[planform.Offer, ...]
    first: bool
    asks: bool
    up: bool
    down: bool
    words: str
    label: str
    fault: UserError | None = None
    typed_words: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody sent about one part that could not be kept, and why; -1 is a new sub-question."""

    number: int
    form: Form
    fault: UserError


@dataclass(frozen=True, slots=True)
class Cards:
    """What all cards of one plan share."""

    catalogue: Catalogue
    last_year: int
    plan: Plan
    understood: Understood
    known: Sequence[Reading | None]
    proposed: Sequence[Part]

    @classmethod
    def of(cls, desk: Desk, dossier: Dossier, plan: Plan) -> Cards:
        """Return the cards of a dossier's plan."""
        day = dossier.head.day
        understood = desk.understood(dossier.text, day)
        known = readings(understood, plan.parts, lambda words: desk.alone(words, day))
        last_year = desk.store.current().last_complete_year
        proposed = _proposed(desk, dossier, plan)
        return cls(desk.catalogue(), last_year, plan, understood, known, proposed)

    @property
    def labels(self) -> list[str]:
        """The labels of the sub-questions, in order."""
        return list(dict.fromkeys(part.label for part in self.plan.parts))

    @property
    def overview(self) -> tuple[Line, ...]:
        """Every sub-question on a line, with what answers it or what is still to do."""
        parts = self.plan.parts
        states = [self._standing(number) for number in range(len(parts))]
        return overview(parts, states, self.catalogue)

    def _standing(self, number: int, *, unkept: bool = False) -> Standing:
        return standing(self.plan.parts[number], self.known[number], self.proposed, unkept=unkept)

    @property
    def _stems(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        return stems_before([one.read if one else None for one in self.known])

    def card(self, number: int, choice: str = "") -> Card:
        """Return a card, with the fields of another choice where one is named."""
        plan, part, reading = self.plan, self.plan.parts[number], self.known[number]
        choice = choice or planform.choice_of(part)
        near = (reading.candidates, reading.offered) if reading else ((), ())
        before = plan.parts[number - 1] if number else None
        first = before is None or before.label != part.label
        return Card(
            index=number,
            part=part,
            state=self._standing(number, unkept=choice != planform.choice_of(part)),
            stems=self._stems[number] if first else (),
            reading=reading,
            choice=choice,
            groups=planform.choices(choice, self.catalogue, *near),
            fields=planform.fields(choice, part, plan, self.catalogue, self.last_year),
            passage=planform.passage_text(choice),
            others=planform.offers(choice, self.catalogue, *near),
            first=first,
            asks=first or before is None or before.question != part.question,
            up=planshape.can_move(plan, number, -1),
            down=planshape.can_move(plan, number, 1),
            words=planshape.words_of(plan, number),
            label=part.label,
        )

    def given_back(self, typed: Typed) -> Card:
        """Return a card with what somebody typed in it, and what is wrong with that."""
        form, number = typed.form, typed.number
        part = self.plan.parts[number]
        if form.has("keuze"):
            part = planinput.typed_part(form, part, self.catalogue)
        parts = (*self.plan.parts[:number], part, *self.plan.parts[number + 1 :])
        choice = planform.known_choice(form.text("keuze"), self.catalogue)
        card = replace(self, plan=replace(self.plan, parts=parts)).card(number, choice)
        card = replace(card, state=self._standing(number, unkept=True))
        if not form.has("deelvraag"):
            return replace(card, fault=typed.fault)
        words, label = form.text("deelvraag"), form.text("label")
        changed = (words, label) != (card.words, card.label)
        return replace(card, fault=typed.fault, words=words, label=label, typed_words=changed)


def _proposed(desk: Desk, dossier: Dossier, plan: Plan) -> tuple[Part, ...]:
    """Return what the program proposes for the question, and for sub-questions that a person worded."""
    by_rule = desk.by_rule(dossier).parts
    asked = {part.question for part in by_rule}
    other = dict.fromkeys(part.question for part in plan.parts if part.question not in asked)
    day = dossier.head.day
    return (*by_rule, *(part for words in other if words for part in desk.proposed(words, day)))
