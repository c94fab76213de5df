"""The log: who did what, when, with what was before and after. Lines are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

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
    query = select(log, users.c.name).join(users, users.c.id == log.c.user_id)
    if dossier is not None:
        query = query.where(log.c.dossier_id == dossier)
    rows = connection.execute(query.order_by(log.c.id.desc()).limit(limit))
    return tuple(
        LogEntry(
            row.id,
            row.at,
            row.name,
            row.action,
            row.dossier_id,
            json.loads(row.before),
            json.loads(row.after),
        )
        for row in rows
    )


def _text(values: Mapping[str, Any] | None) -> str:
    return json.dumps(values or {}, ensure_ascii=False, default=str, sort_keys=True)
