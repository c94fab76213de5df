"""The standing passages as administrators keep them: read, changed, and logged with what was before.

A shipped passage never changes: a ministry's own catalogue holds the one that replaces it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from pq_answers.errors import InputError, OutputError
from pq_answers.items import Passage, load_passages
from pq_answers.items.passages import own_passage_file, parse_passage, passage_files
from pq_answers.resources import read_text
from pq_answers.workflow import log
from pq_answers.workflow.kinds import Act, Right, StateError, UnknownError

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LONGEST_NAME, _LONGEST = 60, 20_000


@dataclass(frozen=True, slots=True)
class Text:
    """A standing passage with its file: `content` is the whole of it, `version` its digest.

    `own` says that it stands in the ministry's own catalogue.
    """

    passage: Passage
    content: str
    version: str
    own: bool

    @property
    def name(self) -> str:
        """The name by which plans call it."""
        return self.passage.name

    @property
    def to_change(self) -> str:
        """The content to begin a change with: a shipped text says that it will be replaced."""
        return self.content if self.own else self.content.replace("+++\n", "+++\nvervangt = true\n", 1)


def all_texts() -> list[Text]:
    """Return all passages, by title."""
    return sorted(map(_text, load_passages().values()), key=lambda text: (text.passage.title, text.name))


def text_of(name: str) -> Text:
    """Return a passage; raises `UnknownError` where there is none of that name."""
    found = load_passages().get(name)
    if found is None:
        raise UnknownError(f"De tekst «{name}» bestaat niet.", fix="Kies een tekst uit de lijst.")
    return _text(found)


def change_text(connection: Connection, act: Act, name: str, content: str, version: str) -> Text:
    """Put a passage in the ministry's own catalogue, and return it as it is now.

    `version` is that of the text which was changed, empty for a new one. The connection's transaction keeps
    two changes apart. Raises `ForbiddenError`, `StateError`, and `InputError` for what is no passage.
    """
    act.need(Right.MANAGE)
    _refuse_name(name)
    path, shipped = own_passage_file(name), passage_files(name)
    before = _text(load_passages()[name]) if shipped else None
    if version != (before.version if before else ""):
        raise StateError(
            "Iemand anders heeft deze tekst intussen gewijzigd." if version else "Deze naam bestaat al.",
            fix="Open de tekst opnieuw en neem uw wijziging over.",
        )
    content = f"{content.strip()}\n"
    _refuse_long(content)
    parse_passage((*(one for one in shipped if one != path), path), content)
    told = {"tekst": name, "inhoud": before.content if before else ""}
    log.write(connection, act, "tekst gewijzigd", before=told, after={"tekst": name, "inhoud": content})
    _replace(path, content)
    return text_of(name)


def _text(passage: Passage) -> Text:
    content = read_text(passage.path)
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    with suppress(InputError):  # without a catalogue of its own a ministry has no text of its own
        return Text(passage, content, version, own=passage.path == own_passage_file(passage.name))
    return Text(passage, content, version, own=False)


def _refuse_name(name: str) -> None:
    if not _NAME.match(name) or len(name) > _LONGEST_NAME:
        raise InputError(
            "Deze naam kan niet.",
            fix=f"Gebruik kleine letters, cijfers en streepjes, hoogstens {_LONGEST_NAME} tekens.",
        )


def _refuse_long(content: str) -> None:
    if len(content) > _LONGEST:
        raise InputError("Deze tekst is te lang.", fix=f"Hou ze onder {_LONGEST} tekens.")


def _replace(path: Path, content: str) -> None:
    """Write the file whole or not at all: another process may read it meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            "Deze tekst kan niet bewaard worden.",
            where=str(path),
            fix="Geef de toepassing schrijfrecht in de eigen catalogus.",
        ) from error
