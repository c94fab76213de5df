"""What a person hands in to be answered: a plan, a list of items, or the text of a question."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from pq_answers.errors import InputError
from pq_answers.itemlist import SUFFIX, parse_any
from pq_answers.items import Catalogue
from pq_answers.plan import Plan, read_plan, read_source
from pq_answers.understand import ENDINGS, Memory, Understood, draft_plan, read_question, understand

PLAN = ".toml"


class Kind(Enum):
    """What a file is, as its ending tells; of one name a plan goes before a list, a list before a text."""

    PLAN = "plan"
    LIST = "lijst"
    QUESTION = "vraag"


def kind_of(path: Path) -> Kind | None:
    """Return what the file `path` is by its ending, or None for a file that is not answered."""
    ending = path.suffix.lower()
    if ending == PLAN:
        return Kind.PLAN
    if ending == SUFFIX:
        return Kind.LIST
    return Kind.QUESTION if ending in ENDINGS else None


def plan_beside(path: Path) -> Path | None:
    """Return the plan of the same name beside a question, which a person made or mended; or None."""
    beside = (other for other in sorted(path.parent.glob("*")) if other.stem == path.stem)
    return next((other for other in beside if kind_of(other) is Kind.PLAN), None)


def read_input(path: Path, catalogue: Catalogue, memory: Memory | None = None) -> Plan:
    """Return the plan of a file: the plan or list itself, the plan beside a question, or what is understood.

    Raises `InputError` where the file cannot be read, holds no question, or does not say its date.
    """
    kind = kind_of(path)
    if kind is not Kind.QUESTION:
        return parse_any(read_source(path), f"{path.stem}{path.suffix.lower()}", where=str(path))
    made = plan_beside(path)
    if made is not None:
        return read_plan(made)
    return plan_of(understand(read_question(path), catalogue), catalogue, memory, where=path)


def plan_of(understood: Understood, catalogue: Catalogue, memory: Memory | None, *, where: Path) -> Plan:
    """Return the plan of an understood question from the file `where`, which an `InputError` names."""
    try:
        return draft_plan(understood, catalogue, file=f"{where.stem}{PLAN}", memory=memory)
    except InputError as error:
        raise InputError(error.what, where=error.where or str(where), fix=error.fix) from error
