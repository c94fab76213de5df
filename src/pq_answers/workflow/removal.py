"""Removing a dossier that was made by mistake: it goes out of sight, the log keeps that it was there."""

from __future__ import annotations

from sqlalchemy import Connection, select

from pq_answers.workflow.dossiers import change
from pq_answers.workflow.kinds import Act, Dossier, ForbiddenError, Right, State, StateError
from pq_answers.workflow.schema import versions

_EARLY = frozenset({State.NEW, State.PLAN, State.DRAFT})
_HANDED_IN = (State.REVIEW, State.APPROVED, State.RETURNED)


def may_remove(act: Act, dossier: Dossier) -> bool:
    """Whether somebody may remove a dossier: its own drafter may, and who manages."""
    own = act.user.may(Right.DRAFT) and act.user.name == dossier.owner
    return own or act.user.may(Right.MANAGE)


def is_removable(connection: Connection, dossier: Dossier) -> bool:
    """Whether a dossier never left the hands of its drafter: what somebody reviewed stays."""
    handed_in = (versions.c.dossier_id == dossier.id) & versions.c.state.in_(_HANDED_IN)
    known = connection.execute(select(versions.c.id).where(handed_in).limit(1)).first()
    return dossier.state in _EARLY and known is None


def remove(connection: Connection, act: Act, dossier: Dossier) -> None:
    """Take a dossier out of sight for everybody.

    Raises `ForbiddenError` for who may not, `StateError` for one that was handed in, `StaleError` where
    somebody changed it meanwhile.
    """
    if not may_remove(act, dossier):
        fix = "Vraag het aan wie het dossier maakte, of aan de beheerder."
        raise ForbiddenError("Alleen de eigen opsteller of een beheerder verwijdert een dossier.", fix=fix)
    if not is_removable(connection, dossier):
        what = "Dit dossier lag al voor ter nalezing en kan niet meer verwijderd worden."
        raise StateError(what, fix="Laat het staan: wat nagelezen is, blijft bewaard.")
    change(connection, act, dossier, "dossier verwijderd", written=False, state=State.REMOVED)
