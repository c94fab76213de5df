"""Moving a finished answer into place: every file or none, and the record last."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pq_answers.errors import OutputError, os_problem

RECORD = "answer.json"


def place_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write `files` into `folder` and return their paths; raise `OutputError` with nothing half written.

    They are written in a hidden folder first, and moved from there. With a record among them, the files that
    an earlier answer left and this one does not have are removed; nothing else is touched.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".antwoord-", dir=folder))
    except OSError as error:
        raise _fault(folder, error) from error
    try:
        for name, data in files.items():
            _write(staging / name, data)
        stale = (_earlier(folder) or set()) - set(files) if RECORD in files else set()
        if RECORD in files:
            # Without its record a half-replaced answer is nobody's: it can never pass for the old or the new.
            (folder / RECORD).unlink(missing_ok=True)
        for name in sorted(files, key=lambda name: name == RECORD):
            (staging / name).replace(folder / name)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise _fault(folder, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return tuple(folder / name for name in files)


def remove_earlier(folder: Path) -> bool:
    """Remove the answer in `folder`, its record first, and nothing else; return whether there was one."""
    names = _earlier(folder)
    if names is None:
        return False
    for name in (RECORD, *sorted(names)):
        (folder / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
    return True


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _earlier(folder: Path) -> set[str] | None:
    """Return the files that the earlier answer in `folder` says it wrote; None where none lies there."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        names = json.loads((folder / RECORD).read_text(encoding="utf-8"))["bestanden"]
        return {str(name) for name in names if Path(str(name)).name == str(name)}
    return None


def _fault(folder: Path, error: OSError) -> OutputError:
    if error.errno == errno.ENOSPC:
        return OutputError("De schijf is vol.", where=str(folder), fix="Maak plaats en probeer opnieuw.")
    return OutputError(
        f"In deze map kan niet geschreven worden ({os_problem(error)}).",
        where=str(folder),
        fix="Kies een andere map of pas de rechten aan.",
    )
