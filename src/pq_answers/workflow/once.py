"""Making a dossier once, however often a program asks: by the key that it gives with its request."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from pq_answers.workflow import dossiers
from pq_answers.workflow.calendar import Calendar
from pq_answers.workflow.kinds import Act, Dossier, Head, StateError
from pq_answers.workflow.schema import requests


def create_once(
    connection: Connection, act: Act, text: str, head: Head, calendar: Calendar, key: str | None
) -> Dossier:
    """Make a dossier, or return the one that the same person made of the same text with this key."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    own = (requests.c.user_id == act.user.id) & (requests.c.key == key)
    known = connection.execute(select(requests).where(own)).one_or_none() if key else None
    if known and known.digest != digest:
        what = "Deze sleutel is al gebruikt voor een andere vraag."
        raise StateError(what, fix="Gebruik een nieuwe sleutel.")
    if known:
        return dossiers.get(connection, known.dossier_id)
    made = dossiers.create(connection, act, text, head, calendar)
    if key:
        row = {"user_id": act.user.id, "key": key, "digest": digest, "dossier_id": made.id}
        try:
            connection.execute(insert(requests).values(**row))
        except IntegrityError as error:
            what = "Deze vraag wordt al verwerkt."
            raise StateError(what, fix="Stuur ze zo meteen opnieuw.") from error
    return made
