"""Whether requests can be answered: the database, the store and the ledger are there."""

from __future__ import annotations

import os

from pq_answers.errors import StoreError
from pq_answers.web.office import Office
from pq_answers.workflow import is_ready


def what_is_missing(office: Office) -> str:
    """Return what keeps requests from being answered, empty where nothing does."""
    try:
        office.desk.store.current()
    except StoreError:
        return "geen momentopname"
    if not is_ready(office.database):
        return "geen databank"
    approved = office.desk.approved
    if not approved.is_dir() or not os.access(approved, os.R_OK | os.W_OK | os.X_OK):
        return "geen map van goedgekeurde antwoorden"
    return ""
