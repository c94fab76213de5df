"""Beginning a new item: three files that work at once, to be changed step by step."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from pq_answers.errors import InputError, OutputError, UsageError
from pq_answers.items.catalogue import load_catalogue
from pq_answers.resources import find_file

_NAME = re.compile(r"^[a-z][a-z0-9_]{2,59}$")
_FILES = {
    "data/nieuw/item.sql": "queries/{name}.sql",
    "data/nieuw/item.md.j2": "templates/{name}.md.j2",
    "data/nieuw/item.toml": "tests/items/{name}.toml",
}


def scaffold(name: str, folder: Path) -> tuple[Path, ...]:
    """Write a new item's query, template and example into `folder`; nothing that exists is overwritten."""
    if not _NAME.match(name):
        raise UsageError(
            f"«{name}» is geen naam voor een vraag.",
            fix="Gebruik kleine letters, cijfers en _: aantal_vestigingen.",
        )
    if name in load_catalogue().items:
        raise InputError(f"De vraag «{name}» bestaat al.", fix="Kies een andere naam.")
    targets = {source: folder / target.format(name=name) for source, target in _FILES.items()}
    for path in targets.values():
        if path.exists():
            raise InputError("Dit bestand bestaat al.", where=str(path), fix="Kies een andere naam.")
    _copy(targets, folder)
    return tuple(targets.values())


def _copy(targets: Mapping[str, Path], folder: Path) -> None:
    try:
        for source, path in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(find_file(source), path)
    except OSError as error:
        # Half an item would make the whole catalogue unusable.
        for path in targets.values():
            with contextlib.suppress(OSError):
                path.unlink()
        raise OutputError(
            "De bestanden zijn niet te schrijven.",
            where=str(folder),
            fix="Kies een map waarin u mag schrijven.",
        ) from error
