"""What work on a dossier needs besides the database: understanding, plans and drafts, each made once."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

from pq_answers.answer import Draft, draft
from pq_answers.errors import InputError, UserError
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.ledger import Asked, ledger_digest, read_asked
from pq_answers.plan import Part, Plan, parse_plan
from pq_answers.store import Store
from pq_answers.understand import Header, Memory, Understood, draft_plan, read_memory, remember, understand
from pq_answers.workflow.kinds import Dossier, Head

T = TypeVar("T")
PAGE = ("txt",)
"""What is rendered for a page: the plain text, on which the digest of an approval stands."""

_FILE = "plan.toml"
_KEPT, _PAGES = 24, 64
_TO_FILL = "In te vullen door de opsteller."
_NOBODY = ""


class _Once:
    """Keeps the latest results of costly work that always gives the same for the same key."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result for `key`, made now where it is not kept; who asks the same meanwhile waits."""
        with self._lock:
            if key in self._kept:
                return cast("T", self._found(key))
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return cast("T", self._found(key))
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > self._size:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return made

    def has(self, key: Hashable) -> bool:
        """Whether the result for `key` is kept."""
        with self._lock:
            return key in self._kept

    def _found(self, key: Hashable) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key]


def _unheard(_error: UserError | None) -> None:
    """Do nothing with how a draft went."""


@dataclass(frozen=True)
class Desk:
    """The store, the folders, and what was worked out lately.

    `approved` holds the frozen answers and is what the ledger reads; `withdrawn` those that were taken back.
    `heard` is told of every draft that is worked out, with the error where one stops it.
    """

    store: Store
    approved: Path
    withdrawn: Path
    memory: Path
    stamps: Path
    heard: Callable[[UserError | None], None] = _unheard
    _once: _Once = field(default_factory=_Once, repr=False)
    _pages: _Once = field(default_factory=lambda: _Once(_PAGES), repr=False)
    _force: _Once = field(default_factory=lambda: _Once(1), repr=False)
    # Apart, so that many words or figures of a moment do not push the drafts of dossiers out.
    _alone: _Once = field(default_factory=_Once, repr=False)
    _loose: _Once = field(default_factory=_Once, repr=False)

    @property
    def jobs_folder(self) -> Path:
        """Where work that was stopped finds what it had already done."""
        return self.approved.parent / ".taken"

    def prepare(self) -> None:
        """Make the folders that are not there yet."""
        for folder in (self.approved, self.withdrawn, self.memory):
            folder.mkdir(parents=True, exist_ok=True)

    def catalogue(self) -> Catalogue:
        """Return the catalogue in force."""
        return load_catalogue(self.stamps)

    def understood(self, text: str, day: date | None) -> Understood:
        """Return what a question asks."""
        catalogue = self.catalogue()
        return self.once(
            ("begrepen", text, day, catalogue.sha256), lambda: understand(text, catalogue, day=day)
        )

    def head_of(self, text: str) -> Head:
        """Return the head in the text of a question; raises `InputError` where nothing is asked."""
        header = self.understood(text, None).header
        return Head(header.number, header.day, header.asker, header.title)

    def first_plan(self, dossier: Dossier) -> Plan:
        """Return the plan that is proposed for a dossier, under the head that people may have corrected."""
        head = dossier.head
        if head.day is None:
            fix = "Vul de datum in: welke jaren en vaste teksten gelden, hangt ervan af."
            raise InputError("De vraag heeft nog geen datum.", fix=fix)
        understood = self.understood(dossier.text, head.day)
        header = Header(head.number, head.day, head.asker, head.title)
        return draft_plan(
            replace(understood, header=header), self.catalogue(), file=_FILE, memory=self.read_memory()
        )

    def by_rule(self, dossier: Dossier) -> Plan:
        """Return the plan that the program proposes by itself, whatever people chose before."""
        header, catalogue = Header(_NOBODY, dossier.head.day, _NOBODY, _NOBODY), self.catalogue()

        def made() -> Plan:
            understood = self.understood(dossier.text, dossier.head.day)
            return draft_plan(replace(understood, header=header), catalogue, file=_FILE)

        return self.once(("regels", dossier.text, dossier.head.day, catalogue.sha256), made)

    def proposed(self, words: str, day: date | None) -> tuple[Part, ...]:
        """Return what is proposed to answer one sub-question by itself; a gap where nothing is understood."""
        understood = self.alone(words, day)
        if understood is None or day is None:
            return (Part("1", 0, gap=_TO_FILL, question=words),)
        header = Header(_NOBODY, day, _NOBODY, _NOBODY)
        plan = draft_plan(
            replace(understood, header=header), self.catalogue(), file=_FILE, memory=self.read_memory()
        )
        return tuple(replace(part, question=words, annex=None, see="") for part in plan.parts)

    def alone(self, words: str, day: date | None) -> Understood | None:
        """Return what the words of one sub-question ask by themselves, None where they ask nothing."""
        catalogue, text = self.catalogue(), f"1. {' '.join(words.split())}"

        def read() -> Understood | None:
            try:
                return understand(text, catalogue, day=day)
            except InputError:
                return None

        return self._alone.get((text, day, catalogue.sha256), read)

    def read_memory(self) -> Memory | None:
        """Return the remembered plans."""
        return read_memory(self.memory if self.memory.is_dir() else None)

    def remember(self, plan: Plan) -> None:
        """Keep a plan that a person looked over, to be proposed again."""
        remember(plan, self.memory)

    def asked_before(self) -> tuple[Asked, ...]:
        """Return the sub-questions of the approved answers."""
        return read_asked(self.approved)

    def draft(self, dossier: Dossier, formats: Iterable[str] = PAGE) -> Draft:
        """Return the draft of a dossier on its snapshot, worked out once for the same everything."""
        wanted = tuple(sorted(set(formats)))
        return self.once(self._draft_key(dossier, wanted), lambda: self.fresh_draft(dossier, wanted))

    def has_draft(self, dossier: Dossier) -> bool:
        """Whether the draft of a dossier is worked out already."""
        return self._once.has(self._draft_key(dossier, tuple(PAGE)))

    def _draft_key(self, dossier: Dossier, wanted: tuple[str, ...]) -> Hashable:
        return ("ontwerp", wanted, *self._state_of(dossier))

    def draft_of(self, plan: Plan, made: str, formats: Iterable[str] = PAGE) -> Draft:
        """Return the draft of a plan without a dossier, on the current snapshot; worked out once."""
        wanted, snapshot = tuple(sorted(set(formats))), self.store.current().id
        key = (
            wanted,
            plan.text,
            snapshot,
            self.catalogue().sha256,
            ledger_digest(self.approved),
            made,
        )
        return self._loose.get(key, lambda: self._drafted(plan, snapshot, made, wanted))

    def view(self, dossier: Dossier, make: Callable[[Draft], T]) -> T:
        """Return what `make` shows of the draft of a dossier, worked out once for the same draft."""
        key = ("blad", dossier.id, *self._state_of(dossier))
        return self.once(key, lambda: make(self.draft(dossier)))

    def _state_of(self, dossier: Dossier) -> tuple[Hashable, ...]:
        """Return everything that a draft depends on."""
        ledger = ledger_digest(self.approved)
        return dossier.plan, dossier.snapshot, self.catalogue().sha256, ledger, dossier.changed

    def in_force(self, now: datetime) -> Hashable:
        """Return what every draft depends on besides its dossier: catalogue, ledger and current snapshot.

        It is looked at once a second. That is for showing: what is handed in or approved is worked out anew.
        """
        return self._force.get(
            now.replace(microsecond=0),
            lambda: (self.catalogue().sha256, ledger_digest(self.approved), self.store.current().id),
        )

    def has_page(self, key: Hashable) -> bool:
        """Whether the page for `key` is kept."""
        return self._pages.has(key)

    def page(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the page that `make` gives for `key`, made once."""
        return self._pages.get(key, make)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives for `key`, worked out once."""
        return self._once.get(key, make)

    def fresh_draft(self, dossier: Dossier, formats: Iterable[str]) -> Draft:
        """Return the draft of a dossier with every check, the protection and the audit run now."""
        made = dossier.changed.isoformat(timespec="seconds")
        try:
            found = self._drafted(plan_of(dossier), dossier.snapshot, made, formats)
        except UserError as error:
            self.heard(error)
            raise
        self.heard(None)
        return found

    def _drafted(self, plan: Plan, snapshot: str, made: str, formats: Iterable[str]) -> Draft:
        with self.store.open(snapshot or None) as reader:
            return draft(plan, reader, self.catalogue(), made=made, formats=formats, approved=self.approved)


def plan_of(dossier: Dossier) -> Plan:
    """Return the plan of a dossier; raises `InputError` where it has none yet."""
    if not dossier.plan:
        raise InputError("Dit dossier heeft nog geen plan.", fix="Kijk de kop na en maak het plan.")
    return parse_plan(dossier.plan, where=_FILE, file=_FILE)


def content_digest(made: Draft) -> str:
    """Return the digest of all words and figures of a draft: what somebody who approves has read.

    Not of the moment at which it was made, nor of how a format lays it out.
    """
    record = made.record
    told = {name: record[name] for name in ("vraag", "momentopname", "tabellen", "getallen")}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode() + b"\0" + made.files["antwoord.txt"]).hexdigest()
