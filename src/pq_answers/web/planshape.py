"""The shape of a plan: its sub-questions in another order, split, merged, renamed, and their annexes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from pq_answers.errors import InputError
from pq_answers.items import Catalogue
from pq_answers.plan import Part, Plan, PlannedAnnex
from pq_answers.planwrite import write_plan

TO_FILL = "In te vullen door de opsteller."
NEW_ANNEX = "nieuw"
_LABEL = re.compile(r"[0-9A-Za-z]{1,6}(\.[0-9A-Za-z]{1,6}){0,5}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST = 20_000
_MOST_PIECES = 12
_ROMAN = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
)


def tidied(plan: Plan, parts: Sequence[Part], annexes: Sequence[PlannedAnnex]) -> Plan:
    """Return the plan with these parts, its annexes numbered on without those that nothing is left for."""
    used = [annex for annex in annexes if any(part.annex == annex.number for part in parts)]
    numbers = {annex.number: number for number, annex in enumerate(used, start=1)}
    moved_on = [replace(part, annex=numbers.get(part.annex or 0)) for part in parts]
    kept = [replace(annex, number=numbers[annex.number]) for annex in used]
    return write_plan(plan.question, moved_on, kept, plan.edits, file=plan.file, rounded=plan.rounded)


def with_part(plan: Plan, index: int, part: Part, annex: str, catalogue: Catalogue) -> Plan:
    """Return the plan with another part, its tables in the annex that is asked for."""
    annexes = list(plan.annexes)
    if annex == NEW_ANNEX:
        annexes.append(PlannedAnnex(len(annexes) + 1, annex_title(part, catalogue)))
        annex = str(len(annexes))
    placed = replace(part, annex=int(annex) if _is_number(annex) and part.item else None)
    parts = [placed if number == index else one for number, one in enumerate(plan.parts)]
    return tidied(plan, parts, annexes)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4


def annex_title(part: Part, catalogue: Catalogue) -> str:
    """Return a title for the annex of a part; it may hold no figure that traces to nothing."""
    title = catalogue.get(part.item).title if part.item else "Bijlage"
    return title if not any(char.isnumeric() for char in title) else "Tabellen"


def with_new_part(plan: Plan, index: int) -> Plan:
    """Return the plan with one more, still open, answer to the same sub-question."""
    before = plan.parts[index]
    new = Part(before.label, 0, gap=TO_FILL, question=before.question, understood=before.understood)
    return tidied(plan, [*plan.parts[: index + 1], new, *plan.parts[index + 1 :]], plan.annexes)


def without_part(plan: Plan, index: int) -> Plan:
    """Return the plan without a part; raises `InputError` for the last one."""
    if len(plan.parts) == 1:
        raise InputError("Een plan heeft minstens één antwoord.", fix="Kies voor deze deelvraag iets anders.")
    gone = plan.parts[index].label
    parts = [one for number, one in enumerate(plan.parts) if number != index]
    left = {one.label for one in parts}
    parts = [replace(one, see="") if one.see == gone and gone not in left else one for one in parts]
    return tidied(plan, parts, plan.annexes)


# Sub-questions: the parts with one label, in a row


def _groups(plan: Plan) -> list[list[Part]]:
    return [list(group) for _, group in groupby(plan.parts, key=lambda part: part.label)]


def _group_of(plan: Plan, index: int) -> int:
    """Return which sub-question, counted from 0, the part at `index` belongs to."""
    return sum(one.label != other.label for one, other in pairwise(plan.parts[: index + 1]))


def _flat(groups: Sequence[Sequence[Part]]) -> list[Part]:
    return [part for group in groups for part in group]


def can_move(plan: Plan, index: int, step: int) -> bool:
    """Whether there is anything before (-1) or behind (1) a part."""
    return 0 <= index + step < len(plan.parts)


def moved(plan: Plan, index: int, step: int) -> Plan:
    """Return the plan with a part one place up (-1) or down (1); at the edge its sub-question moves whole.

    A label is printed once, so an answer never leaves the other answers to its sub-question.
    """
    if not can_move(plan, index, step):
        where = "hoger" if step < 0 else "lager"
        raise InputError(f"Deze deelvraag kan niet {where}.", fix="Laad het plan opnieuw.")
    parts, groups = list(plan.parts), _groups(plan)
    if parts[index].label == parts[index + step].label:
        parts[index], parts[index + step] = parts[index + step], parts[index]
        return tidied(plan, parts, plan.annexes)
    own = _group_of(plan, index)
    groups[own], groups[own + step] = groups[own + step], groups[own]
    return tidied(plan, _flat(groups), plan.annexes)


def merged(plan: Plan, index: int) -> Plan:
    """Return the plan with a sub-question and the one before it as one; every answer of both stays."""
    groups, own = _groups(plan), _group_of(plan, index)
    if own == 0:
        raise InputError("Voor deze deelvraag staat er geen andere.", fix="Laad het plan opnieuw.")
    before, after = groups[own - 1], groups[own]
    label, gone = before[0].label, after[0].label
    groups[own - 1 : own + 1] = [[*before, *(replace(part, label=label) for part in after)]]
    return _relabelled(plan, _flat(groups), {gone: label})


def words_of(plan: Plan, index: int) -> str:
    """Return the words of a sub-question, with an empty line between what is asked in it."""
    return "\n\n".join(_asked(_groups(plan)[_group_of(plan, index)]))


def _asked(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(part.question for part in parts if part.question))


def renamed(plan: Plan, index: int, label: str, text: str) -> Plan:
    """Return the plan with another label and other words for a sub-question."""
    name, pieces = checked_label(label), _pieces(text)
    groups, own = _groups(plan), _group_of(plan, index)
    before, asked = groups[own][0].label, _asked(groups[own])
    if len(pieces) > 1 and len(pieces) != len(asked):
        fix = "Kies «Splits» om de stukken apart te beantwoorden, of haal de lege regels weg."
        raise InputError(f"Deze tekst staat in {len(pieces)} stukken.", fix=fix)
    words = dict(zip(asked, pieces, strict=True)) if len(pieces) == len(asked) else {}
    other = "" if words or not pieces else pieces[0]
    groups[own] = [
        replace(part, label=name, question=words.get(part.question, other)) for part in groups[own]
    ]
    return _relabelled(plan, _flat(groups), {before: name})


def split(plan: Plan, index: int, pieces: Sequence[str], propose: Callable[[str], Sequence[Part]]) -> Plan:
    """Return the plan with a sub-question in pieces, each with the answers it had, else those proposed."""
    groups, own = _groups(plan), _group_of(plan, index)
    label = groups[own][0].label
    labels = _labels_below(label, {part.label for part in plan.parts}, len(pieces))
    homes = _homes(_asked(groups[own]), pieces)
    answers: list[list[Part]] = [[] for _ in pieces]
    for part in groups[own]:
        answers[homes.get(part.question, 0)].append(part)
    groups[own : own + 1] = [
        [replace(part, label=name, question=piece) for part in parts or propose(piece)]
        for name, piece, parts in zip(labels, pieces, answers, strict=True)
    ]
    return _relabelled(plan, _flat(groups), {label: labels[0]})


def _homes(asked: Sequence[str], pieces: Sequence[str]) -> dict[str, int]:
    """Return the piece that each question goes on in: its own words, or else the next one free."""
    same = {words: pieces.index(words) for words in asked if words in pieces}
    free = [place for place in range(len(pieces)) if place not in same.values()] or [len(pieces) - 1]
    others = [words for words in asked if words not in same]
    return same | {words: free[min(place, len(free) - 1)] for place, words in enumerate(others)}


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a sub-question, with an empty line between them; raises for fewer than two."""
    pieces = _pieces(text)
    if len(pieces) < 2:
        fix = "Zet een lege regel op elke plaats waar de deelvraag gesplitst wordt."
        raise InputError("Deze deelvraag is niet in stukken verdeeld.", fix=fix)
    if len(pieces) > _MOST_PIECES:
        raise InputError(f"Een deelvraag wordt in hoogstens {_MOST_PIECES} stukken gesplitst.")
    return pieces


def _pieces(text: str) -> list[str]:
    return [checked_text(piece) for piece in re.split(r"\n[ \t]*\n", text) if piece.strip()]


def added(plan: Plan, after: str, label: str, made: Sequence[Part]) -> Plan:
    """Return the plan with a new sub-question behind the one labelled `after`, or else at the end."""
    groups = _groups(plan)
    labels = [group[0].label for group in groups]
    if after and after not in labels:
        raise InputError(f"Er is geen deelvraag «{after[:40]}».", fix="Kies er een uit de lijst.")
    place = labels.index(after) + 1 if after else len(groups)
    name = checked_label(label) if label.strip() else _next_label(labels)
    if name in labels:
        raise InputError(f"Er is al een deelvraag «{name}».", fix="Kies een ander label.")
    groups.insert(place, [replace(part, label=name) for part in made])
    return tidied(plan, _flat(groups), plan.annexes)


def checked_label(label: str) -> str:
    """Return a label as a plan writes it; raises `InputError` for what is none."""
    bare = label.strip().rstrip(".)")
    if not _LABEL.match(bare):
        fix = "Schrijf cijfers en letters met punten ertussen, zoals 3, 3.a of 7.f.ii."
        raise InputError(f"«{label.strip()[:40]}» is geen label.", fix=fix)
    return bare


def checked_text(text: str) -> str:
    """Return the words of a sub-question on one line; raises `InputError` where there are too many."""
    bare = " ".join(printable(text).split())
    if len(bare) > _LONGEST:
        fix = f"Schrijf hoogstens {_LONGEST // 1000}.000 tekens."
        raise InputError("De tekst van deze deelvraag is te lang.", fix=fix)
    return bare


def printable(text: str) -> str:
    """Return a text without the characters that no document can hold; line ends and tabs stay."""
    return _CONTROL.sub(" ", text)


def _next_label(labels: Sequence[str]) -> str:
    """Return the number after the highest one that a sub-question begins with."""
    first = [label.partition(".")[0] for label in labels]
    return str(max((int(name) for name in first if name.isdecimal()), default=0) + 1)


def _labels_below(label: str, known: set[str], count: int) -> list[str]:
    """Return labels for the pieces: one level deeper, or behind the ones that are there already."""
    free = (name for end in _endings(label) if (name := f"{label}.{end}") not in known)
    nested = any(name.startswith(f"{label}.") for name in known)
    found = [label] if nested else []
    return [*found, *(next(free) for _ in range(count - len(found)))]


def _endings(label: str) -> Iterator[str]:
    """Yield how labels one level deeper end: 1.a, 1.b; then 1.a.i, 1.a.ii; then numbers."""
    depth = label.count(".")
    if depth < 2:
        yield from "abcdefghijklmnopqrstuvwxyz" if depth == 0 else _ROMAN
    yield from map(str, range(1, 1000))


def _relabelled(plan: Plan, parts: Sequence[Part], names: Mapping[str, str]) -> Plan:
    """Return the plan with these parts; what refers to a label that changed refers to the new one."""

    def seen(part: Part) -> str:
        name = names.get(part.see, part.see)
        return "" if name == part.label else name

    edits = [replace(edit, label=names.get(edit.label, edit.label)) for edit in plan.edits]
    return tidied(replace(plan, edits=tuple(edits)), [replace(p, see=seen(p)) for p in parts], plan.annexes)
