"""The log: who did what, when, with what was before and after. Lines are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pq_answers.workflow.kinds import Act, LogEntry
from pq_answers.workflow.schema import log, users


def write(
    connection: Connection,
    act: Act,
    action: str,
    dossier: int | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add a line in the same transaction as the change itself."""
    row = {
        "at": act.at,
        "user_id": act.user.id,
        "action": action,
        "dossier_id": dossier,
        "before": _text(before),
        "after": _text(after),
    }
    connection.execute(insert(log).values(**row))


def entries(connection: Connection, dossier: int | None = None, limit: int = 200) -> tuple[LogEntry, ...]:
    """Return the lines about a dossier, or about everything, the newest first."""
    return find(connection, dossier=dossier, limit=limit)


def find(
    connection: Connection,
    *,
    dossier: int | None = None,
    person: str = "",
    before: int | None = None,
    limit: int = 200,
) -> tuple[LogEntry, ...]:
    """Return the lines about a dossier or by a person, the newest first, from before the line `before`."""
    query = select(log, users.c.name).join(users, users.c.id == log.c.user_id)
    if dossier is not None:
        query = query.where(log.c.dossier_id == dossier)
    if person:
        query = query.where(users.c.name == person)
    if before is not None:
        query = query.where(log.c.id < before)
    return tuple(map(_entry, connection.execute(query.order_by(log.c.id.desc()).limit(limit))))


def _entry(row: Row[tuple[Any, ...]]) -> LogEntry:
    told = json.loads(row.before), json.loads(row.after)
    return LogEntry(row.id, row.at, row.name, row.action, row.dossier_id, *told)


def _text(values: Mapping[str, Any] | None) -> str:
    return json.dumps(values or {}, ensure_ascii=False, default=str, sort_keys=True)
