"""The log as lines of JSON, to the standard error or to a file; without anything of people in it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

from pq_answers.errors import OutputError, os_problem

_OWN = ("pq_answers", "uvicorn")
_LEVELS = {"DEBUG": "fijn", "INFO": "melding", "WARNING": "waarschuwing", "ERROR": "fout", "CRITICAL": "fout"}


class JsonLines(logging.Formatter):
    """Writes one record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: when, how serious, and what; of an exception only its kind."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"tijd": moment, "niveau": _LEVELS.get(record.levelname, "melding")}
        told |= getattr(record, "pq", None) or {"bron": record.name, "bericht": _message(record)}
        return json.dumps(told, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    if record.exc_info and record.exc_info[0]:
        # What an exception says may be what somebody typed, and so may the values in its trace.
        return record.exc_info[0].__name__
    # What other libraries write is not known beforehand.
    return record.getMessage() if record.name.startswith(_OWN) else ""


def start_log(target: str) -> None:
    """Write the log to a file, or for "-" to the standard error; raises `OutputError` where that cannot be.

    A file that is moved away by `logrotate` is begun anew.
    """
    handler = logging.StreamHandler() if target == "-" else _file(Path(target))
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("pq_answers").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)


def _file(path: Path) -> logging.Handler:
    try:
        path.touch(mode=0o640)
        return WatchedFileHandler(path, encoding="utf-8")
    except OSError as error:
        what = f"Het logbestand kan niet geschreven worden ({os_problem(error)})."
        raise OutputError(what, where=str(path), fix="Kies een ander bestand met --log.") from error
