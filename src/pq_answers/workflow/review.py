"""From draft to approved answer: handing in, comments, sending back, approving, reopening."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pq_answers.answer import ALL_FORMATS, RECORD, Draft, dump_record, place_files, remove_earlier
from pq_answers.errors import BlockedError, InputError, OutputError, os_problem
from pq_answers.workflow import log
from pq_answers.workflow.database import Database, take_approving_lock
from pq_answers.workflow.desk import Desk, content_digest
from pq_answers.workflow.dossiers import change, drop_approvals, get, not_now, writers_of
from pq_answers.workflow.kinds import (
    Act,
    Approval,
    Comment,
    Dossier,
    ForbiddenError,
    Right,
    StaleError,
    State,
    StateError,
    UnknownError,
)
from pq_answers.workflow.schema import approvals, comments, users

APPROVAL = "goedkeuring.json"
_LONGEST_COMMENT = 5_000


def start_draft(connection: Connection, act: Act, dossier: Dossier, desk: Desk) -> Dossier:
    """Go from plan to draft: on the snapshot that is current now, or on the one that it had before."""
    act.need(Right.DRAFT)
    if not dossier.is_open:
        raise not_now(dossier)
    snapshot = dossier.snapshot or desk.store.current().id
    return _on_snapshot(connection, act, dossier, snapshot, "ontwerp gemaakt")


def renew_snapshot(connection: Connection, act: Act, dossier: Dossier, desk: Desk) -> Dossier:
    """Take the current snapshot instead of the one that the draft was made on."""
    act.need(Right.DRAFT)
    if not dossier.is_open or not dossier.snapshot:
        raise not_now(dossier)
    return _on_snapshot(connection, act, dossier, desk.store.current().id, "nieuwe momentopname")


def _on_snapshot(connection: Connection, act: Act, dossier: Dossier, snapshot: str, what: str) -> Dossier:
    return change(connection, act, dossier, what, written=True, state=State.DRAFT, snapshot=snapshot)


def submit(connection: Connection, act: Act, dossier: Dossier, desk: Desk) -> Dossier:
    """Hand a draft in for review; raises `StateError` while a sub-question is still open."""
    act.need(Right.DRAFT)
    if dossier.state not in {State.DRAFT, State.RETURNED} or not dossier.snapshot:
        raise not_now(dossier)
    _refuse_gaps(desk.draft(dossier))
    return change(connection, act, dossier, "voorgelegd", written=False, state=State.REVIEW)


def _refuse_gaps(made: Draft) -> None:
    open_labels = [entry["label"] for entry in made.record["antwoorden"] if entry["stand"] == "open"]
    if open_labels:
        raise StateError(
            f"Nog niet ingevuld: deelvraag {', '.join(dict.fromkeys(open_labels))}.",
            fix="Kies in het plan een vaste tekst of een catalogusvraag, of schrijf zelf een antwoord.",
        )


def take_back(connection: Connection, act: Act, dossier: Dossier) -> Dossier:
    """Take a draft back out of review, to go on writing."""
    act.need(Right.DRAFT)
    if dossier.state is not State.REVIEW:
        raise not_now(dossier)
    return change(connection, act, dossier, "teruggehaald", written=False, state=State.DRAFT)


def send_back(connection: Connection, act: Act, dossier: Dossier, reason: str) -> Dossier:
    """Send a draft back to who wrote it, with the reason as a comment."""
    act.need(Right.REVIEW)
    if dossier.state is not State.REVIEW:
        raise not_now(dossier)
    add_comment(connection, act, dossier, "algemeen", reason)
    return change(connection, act, dossier, "teruggestuurd", written=False, state=State.RETURNED)


def approve(database: Database, act: Act, identifier: int, version: int, digest: str, desk: Desk) -> Dossier:
    """Approve exactly the words and figures with this digest, and freeze them in the ledger.

    Everything is worked out, checked, protected and audited again, against all that was approved until now;
    nobody else can approve meanwhile. Raises `ForbiddenError` for who wrote it, `StaleError` and `StateError`
    where it is not what was read.
    """
    act.need(Right.REVIEW)
    placed: Path | None = None
    try:
        with database.writing() as connection:
            take_approving_lock(connection)
            dossier = _approvable(connection, act, identifier, version)
            made = _as_read(desk.fresh_draft(dossier, ALL_FORMATS), digest)
            placed = desk.approved / folder_name(dossier)
            _freeze(placed, act, dossier, made, digest)
            values = {"version": version + 1, "digest": digest, "user_id": act.user.id, "at": act.at}
            row = {"dossier_id": identifier, "folder": placed.name}
            connection.execute(insert(approvals).values(**row, **values))
            return change(connection, act, dossier, "goedgekeurd", written=False, state=State.APPROVED)
    except BaseException:
        # An answer that is not approved in the database may not be found in the ledger.
        if placed is not None:
            remove_earlier(placed)
        raise


def _approvable(connection: Connection, act: Act, identifier: int, version: int) -> Dossier:
    dossier = get(connection, identifier)
    if dossier.version != version:
        raise StaleError(dossier.version)
    if dossier.state is not State.REVIEW:
        raise not_now(dossier)
    if act.user.id in writers_of(connection, identifier):
        raise ForbiddenError(
            "U werkte zelf aan dit antwoord en kunt het daarom niet goedkeuren.",
            fix="Laat een andere nalezer het goedkeuren.",
        )
    return dossier


def _as_read(made: Draft, digest: str) -> Draft:
    _refuse_gaps(made)
    if content_digest(made) != digest:
        raise StateError(
            "De tekst of de cijfers zijn niet meer wat u gelezen hebt.",
            fix="Lees het ontwerp opnieuw en keur het dan goed.",
        )
    return made


def _freeze(folder: Path, act: Act, dossier: Dossier, made: Draft, digest: str) -> None:
    if folder.exists():
        raise BlockedError(
            "Er ligt al een bevroren antwoord voor dit dossier.", fix="Meld dit aan de beheerder."
        )
    approval = {
        "dossier": dossier.id,
        "versie": dossier.version,
        "opsteller": dossier.owner,
        "nalezer": act.user.name,
        "wanneer": act.at.isoformat(),
        "inhoud_sha256": digest,
    }
    told = (json.dumps(approval, ensure_ascii=False, indent=1) + "\n").encode()
    place_files(folder, {**made.files, APPROVAL: told, RECORD: dump_record(made.record)})


def folder_name(dossier: Dossier) -> str:
    """Return the name of the folder of a frozen answer; nothing of it can lead out of the ledger."""
    number = re.sub(r"[^0-9A-Za-z]+", "-", dossier.head.number).strip("-") or "zonder-nummer"
    day = dossier.head.day.isoformat() if dossier.head.day else "zonder-datum"
    return f"{number}-{day}-dossier-{dossier.id}"


def reopen(database: Database, act: Act, dossier: Dossier, reason: str, desk: Desk) -> Dossier:
    """Open an approved dossier again: its approval falls and its frozen answer leaves the ledger."""
    act.need(Right.DRAFT)
    with database.writing() as connection:
        take_approving_lock(connection)
        approval = approval_of(connection, dossier.id)
        if dossier.state is not State.APPROVED or approval is None:
            raise not_now(dossier)
        add_comment(connection, act, dossier, "algemeen", reason)
        drop_approvals(connection, act, dossier.id)
        opened = change(connection, act, dossier, "heropend", written=False, state=State.DRAFT)
        _withdraw(desk, approval)
        return opened


def _withdraw(desk: Desk, approval: Approval) -> None:
    source, target = desk.approved / approval.folder, desk.withdrawn / f"{approval.folder}-{approval.id}"
    try:
        shutil.move(source, target)
    except OSError as error:
        what = f"Het bevroren antwoord kan niet uit de map gehaald worden ({os_problem(error)})."
        raise OutputError(what, fix="Meld dit aan de beheerder.") from error


def approval_of(connection: Connection, identifier: int) -> Approval | None:
    """Return the approval of a dossier that holds, or None."""
    query = select(approvals, users.c.name).join(users, users.c.id == approvals.c.user_id)
    standing = (approvals.c.dossier_id == identifier) & approvals.c.fallen.is_(None)
    row = connection.execute(query.where(standing)).one_or_none()
    if row is None:
        return None
    return Approval(row.id, row.version, row.digest, row.name, row.at, row.folder, row.fallen)


def frozen_file(desk: Desk, approval: Approval, name: str) -> bytes | None:
    """Return a file of a frozen answer; None where it has no file of that name."""
    folder = desk.approved / approval.folder
    with suppress(OSError):
        known = {path.name: path for path in folder.iterdir() if path.is_file()}
        return known[name].read_bytes() if name in known else None
    return None


def frozen_record(desk: Desk, approval: Approval) -> dict[str, Any]:
    """Return the record of a frozen answer; raises `BlockedError` where it is gone or damaged."""
    try:
        found: dict[str, Any] = json.loads(frozen_file(desk, approval, RECORD) or b"")
    except ValueError as error:
        fix = "Zet de map terug uit de reservekopie."
        raise BlockedError(
            "Het bevroren antwoord is niet leesbaar.", where=approval.folder, fix=fix
        ) from error
    return found


def add_comment(connection: Connection, act: Act, dossier: Dossier, place: str, text: str) -> int:
    """Say something about a place in the draft and return the comment's number."""
    if not (act.user.may(Right.REVIEW) or act.user.may(Right.DRAFT)):
        act.need(Right.REVIEW)
    if not text.strip() or len(text) > _LONGEST_COMMENT or len(place) > 500:
        fix = f"Schrijf 1 tot {_LONGEST_COMMENT} tekens."
        raise InputError("Deze opmerking is leeg of te lang.", fix=fix)
    values = {"place": place or "algemeen", "text": text.strip(), "user_id": act.user.id, "at": act.at}
    made = connection.execute(
        insert(comments).values(dossier_id=dossier.id, version=dossier.version, **values)
    ).inserted_primary_key
    log.write(connection, act, "opmerking", dossier.id, after={"plaats": place, "tekst": text.strip()})
    return int(made[0]) if made else 0


def resolve_comment(connection: Connection, act: Act, dossier: Dossier, comment: int) -> None:
    """Say that a comment is dealt with."""
    if not (act.user.may(Right.REVIEW) or act.user.may(Right.DRAFT)):
        act.need(Right.REVIEW)
    own = (comments.c.id == comment) & (comments.c.dossier_id == dossier.id) & comments.c.resolved.is_(None)
    if not connection.execute(update(comments).where(own).values(resolved=act.at)).rowcount:
        raise UnknownError("Deze opmerking bestaat niet, of is al afgehandeld.")
    log.write(connection, act, "opmerking afgehandeld", dossier.id, after={"opmerking": comment})


def comments_of(connection: Connection, identifier: int) -> tuple[Comment, ...]:
    """Return the comments on a dossier, the oldest first."""
    query = select(comments, users.c.name).join(users, users.c.id == comments.c.user_id)
    rows = connection.execute(query.where(comments.c.dossier_id == identifier).order_by(comments.c.id))
    return tuple(
        Comment(row.id, row.place, row.text, row.name, row.at, row.version, row.resolved) for row in rows
    )
