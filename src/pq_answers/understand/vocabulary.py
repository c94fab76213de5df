"""The vocabulary of questions, from `data/begrippen/*.toml`: words that staff can extend without any code."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, toml_problem
from pq_answers.resources import locate, read_text

_FOLDER = "data/begrippen"
_LISTS = ("woorden", "filters", "reeks")
_GAP = r"(?:\s+[^\s.?!;:]+){0,7}?\s+"
_NUMBER = r"\d{1,3}"
_HASH = "#"


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that was found: for which code, and where in the text."""

    code: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One code with its words; `together` are groups of which each must have a word in the same sentence.

    `core` words count only where they are what is asked for; `filters` count anywhere; of the
    `listed` words at least two must stand together.
    """

    code: str
    words: re.Pattern[str] | None
    filters: re.Pattern[str] | None
    listed: re.Pattern[str] | None
    together: tuple[tuple[re.Pattern[str], ...], ...]
    core: bool
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts of one file, in its order; `written` are all its words as they stand there, folded."""

    concepts: tuple[Concept, ...]
    written: frozenset[str] = frozenset()
    _by_code: Mapping[str, Concept] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {c.code: c for c in reversed(self.concepts)})

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def find(self, folded: str) -> list[Hit]:
        """Return the words of all concepts in a folded text, by place; of overlapping words the longest."""
        hits = [hit for concept in self.concepts for hit in words_of(concept.words, concept.code, folded)]
        return longest(hits)

    def get(self, code: str) -> Concept:
        """Return the concept of `code`; raise `KeyError` where there is none."""
        return self._by_code[code]


def fold(text: str) -> str:
    """Return `text` in lower case without accents, letter for letter, so that places stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or " " for char in text)


def words_of(pattern: re.Pattern[str] | None, code: str, folded: str) -> list[Hit]:
    """Return every place where `pattern` stands."""
    return [Hit(code, m.start(), m.end(), m[0]) for m in pattern.finditer(folded)] if pattern else []


def blanked(folded: str, pattern: re.Pattern[str]) -> str:
    """Return a text with what `pattern` finds as spaces, so that places stay the same."""
    return pattern.sub(lambda match: " " * len(match[0]), folded)


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits without those that lie inside a longer one, by place."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-(hit.end - hit.start), hit.start)):
        if not any(other.start < hit.end and hit.start < other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def compiled(words: Sequence[str]) -> re.Pattern[str] | None:
    """Return one pattern for all `words`; "*" is the rest of a word, ".." up to seven, "#" a number."""
    if not words:
        return None
    alternatives = "|".join(_one(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'-])(?:{alternatives})(?![\w-]*\w)")


def _one(word: str) -> str:
    pattern, gap = "", False
    for part in fold(word).split():
        if part == "..":
            gap = True
            continue
        pattern += (_GAP if gap else r"\s+" if pattern else "") + _escaped(part)
        gap = False
    return pattern


def _escaped(part: str) -> str:
    if part == _HASH * 2:
        return re.escape(_HASH)
    return re.escape(part).replace(r"\*", r"[\w'-]*").replace(r"\#", _NUMBER)


_HELD: ContextVar[dict[str, Vocabulary] | None] = ContextVar("_HELD", default=None)


@lru_cache(maxsize=16)
def _load(paths: tuple[tuple[Path, int], ...]) -> Vocabulary:
    entries: list[dict[str, Any]] = []
    for path, _ in paths:
        known = list(entries)
        entries += [dict(entry) for entry in _entries(path) if not _added(entry, known)]
    lists = [entry.get(name, ()) for entry in entries for name in _LISTS]
    lists += [group for entry in entries for group in entry.get("samen", ())]
    written = frozenset(fold(word) for words in lists for word in words)
    return Vocabulary(tuple(_concept(entry) for entry in entries), written)


def _added(entry: Mapping[str, Any], known: Sequence[dict[str, Any]]) -> bool:
    """Add the words of an overlay to the package's entry of that code; return False where it has none."""
    alike = (k for k in known if k["code"] == entry["code"] and k.get("kern") == entry.get("kern"))
    base = next(alike, None)
    if base is None or "samen" in entry:
        return False
    for name in _LISTS:
        base[name] = [*base.get(name, ()), *entry.get(name, ())]
    return True


def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary `name`; words of an overlay's file come behind the package's own.

    Raises `InputError` with file and line for a file that is not TOML or an entry that is not whole.
    """
    held = _HELD.get()
    if held is not None and name in held:
        return held[name]
    paths = locate(f"{_FOLDER}/{name}.toml")
    if not paths:
        raise InputError("Deze begrippenlijst ontbreekt.", where=f"{_FOLDER}/{name}.toml")
    found = _load(tuple((path, path.stat().st_mtime_ns) for path in paths))
    if held is not None:
        held[name] = found
    return found


@contextmanager
def one_vocabulary() -> Iterator[None]:
    """Look once for each file of words while a question is read: the same words for all of it, and faster."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


def _entries(path: Path) -> list[Mapping[str, Any]]:
    text = read_text(path)
    try:
        entries = tomllib.loads(text).get("begrip", [])
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(
            f"De begrippen zijn geen geldige TOML: {problem}.", where=f"{path}:{line}"
        ) from error
    for entry in entries:
        if not isinstance(entry.get("code"), str) or not isinstance(entry.get("woorden"), list):
            raise InputError(
                "Een begrip is niet volledig.", where=str(path), fix='Geef code = "…" en woorden = ["…"].'
            )
    return list(entries)


def _concept(entry: Mapping[str, Any]) -> Concept:
    groups = entry.get("samen", ())
    together = tuple(pattern for group in groups if (pattern := compiled(group)))
    return Concept(
        entry["code"],
        compiled(entry["woorden"]),
        compiled(entry.get("filters", ())),
        compiled(entry.get("reeks", ())),
        (together,) if together else (),
        bool(entry.get("kern", False)),
        {name: text for name, text in entry.items() if isinstance(text, str)},
    )
