"""Dossiers: making, finding and changing them. Every change names the version that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, or_, select, update

from pq_answers.errors import InputError
from pq_answers.plan import Plan, Question, parse_plan
from pq_answers.planwrite import write_plan
from pq_answers.workflow import log
from pq_answers.workflow.calendar import Calendar, Pause, deadline
from pq_answers.workflow.kinds import (
    Act,
    Dossier,
    Head,
    Right,
    StaleError,
    State,
    StateError,
    Stop,
    UnknownError,
    Version,
)
from pq_answers.workflow.schema import approvals, dossiers, stops, users, versions

_LONGEST_TEXT = 200_000
_LONGEST = {"number": 40, "asker": 200, "title": 500}
_WORDS = {"number": "het nummer", "asker": "de steller", "title": "de titel"}
# What the log tells, as people call it.
_TOLD = {
    "state": "staat",
    "number": "nummer",
    "day": "datum",
    "asker": "steller",
    "title": "titel",
    "received": "ontvangen",
    "snapshot": "momentopname",
    "due": "uiterlijk",
    "plan": "plan",
}
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dossiers are looked for; what is empty does not matter."""

    state: State | None = None
    words: str = ""
    owner: str = ""
    due_until: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of dossiers, and how many there are in all."""

    dossiers: tuple[Dossier, ...]
    total: int


def create(connection: Connection, act: Act, text: str, head: Head, calendar: Calendar) -> Dossier:
    """Make a dossier of the text of a question; the term begins on the day of the question."""
    act.need(Right.DRAFT)
    if not text.strip():
        raise InputError("De tekst van de vraag is leeg.", fix="Plak de tekst, of kies een bestand.")
    if len(text) > _LONGEST_TEXT:
        fix = "Plak alleen de vraag zelf."
        raise InputError(f"De tekst is langer dan {_LONGEST_TEXT // 1000}.000 tekens.", fix=fix)
    received = head.day or act.at.date()
    values = _head_values(head) | {
        "version": 1,
        "state": State.NEW,
        "text": text,
        "plan": "",
        "snapshot": "",
        "owner_id": act.user.id,
        "received": received,
        "due": deadline(received, (), calendar),
        "changed": act.at,
    }
    made = connection.execute(insert(dossiers).values(**values)).inserted_primary_key
    identifier = int(made[0]) if made else 0
    _keep_version(connection, act, identifier, 1, values, written=True)
    log.write(connection, act, "dossier gemaakt", identifier, after=_told(values, _TOLD))
    return get(connection, identifier)


def get(connection: Connection, identifier: int) -> Dossier:
    """Return a dossier; raises `UnknownError` where there is none, or none any more."""
    row = connection.execute(_ONE, {"dossier": identifier}).one_or_none()
    if row is None:
        raise UnknownError("Dit dossier bestaat niet.", fix="Zoek het in de lijst van dossiers.")
    if row.state == State.REMOVED:
        raise UnknownError("Dit dossier is verwijderd.", fix="Zoek een ander in de lijst van dossiers.")
    return _whole(connection, row)


def _whole(connection: Connection, row: Row[Any]) -> Dossier:
    rows = connection.execute(_STOPS, {"dossier": row.id})
    return _dossier(row, tuple(Stop(r.id, Pause(r.first, r.last), r.reason) for r in rows))


def read_at(connection: Connection, identifier: int, version: int) -> Dossier:
    """Return a dossier that should still be this version; raises `StaleError` where it is not."""
    dossier = get(connection, identifier)
    if dossier.version != version:
        raise StaleError(dossier.version)
    return dossier


def find(connection: Connection, wanted: Wanted, *, offset: int = 0, limit: int = PAGE_SIZE) -> Found:
    """Return one page of the dossiers that are looked for, those that are due first on top."""
    chosen = _chosen(wanted)
    total = connection.execute(
        select(func.count())
        .select_from(dossiers.join(users, users.c.id == dossiers.c.owner_id))
        .where(chosen)
    ).scalar_one()
    done = dossiers.c.state == State.APPROVED
    # Without a date behind those with one, in every database alike.
    order = (done, dossiers.c.due.is_(None), dossiers.c.due, dossiers.c.id)
    rows = connection.execute(_selected().where(chosen).order_by(*order).offset(offset).limit(limit))
    return Found(tuple(_dossier(row, ()) for row in rows), total)


def _selected() -> Select[Any]:
    return select(dossiers, users.c.name.label("owner")).join(users, users.c.id == dossiers.c.owner_id)


# Made once: every page begins with these two.
_ONE = _selected().where(dossiers.c.id == bindparam("dossier"))
_STOPS = select(stops).where(stops.c.dossier_id == bindparam("dossier")).order_by(stops.c.id)


def _chosen(wanted: Wanted) -> Any:
    rules: list[Any] = [dossiers.c.state != State.REMOVED]
    if wanted.state:
        rules.append(dossiers.c.state == wanted.state)
    if wanted.owner:
        rules.append(users.c.name == wanted.owner)
    if wanted.due_until:
        rules += [dossiers.c.due <= wanted.due_until, dossiers.c.state != State.APPROVED]
    for word in wanted.words.split()[:10]:
        columns = (dossiers.c.number, dossiers.c.title, dossiers.c.asker, dossiers.c.text)
        rules.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return and_(True, *rules)


def _dossier(row: Row[Any], paused: tuple[Stop, ...]) -> Dossier:
    return Dossier(
        row.id,
        row.version,
        State(row.state),
        Head(row.number, row.day, row.asker, row.title),
        row.text,
        row.plan,
        row.snapshot,
        row.owner,
        row.received,
        row.due,
        row.changed,
        paused,
    )


def set_head(
    connection: Connection, act: Act, dossier: Dossier, head: Head, received: date, calendar: Calendar
) -> Dossier:
    """Correct what stands above the question, and when it was received; not once it is in review."""
    act.need(Right.DRAFT)
    if not (dossier.is_open or dossier.state is State.NEW):
        raise not_now(dossier)
    due = deadline(received, [stop.pause for stop in dossier.stops], calendar)
    values = _head_values(head) | {"received": received, "due": due, "plan": _plan_under(head, dossier.plan)}
    return change(connection, act, dossier, "kop gewijzigd", written=True, **values)


def _plan_under(head: Head, text: str) -> str:
    """Return a plan under another head, which is what stands above the answer; raises where it cannot."""
    if not text:
        return text
    if head.day is None:
        raise InputError("De vraag heeft geen datum meer.", fix="Vul de datum in.")
    plan = parse_plan(text)
    question = Question(head.number.strip(), head.day, head.asker.strip(), head.title.strip())
    if question == plan.question:
        return text
    return write_plan(question, plan.parts, plan.annexes, plan.edits, rounded=plan.rounded).text


def set_plan(connection: Connection, act: Act, dossier: Dossier, plan: Plan, what: str) -> Dossier:
    """Keep a plan, with the words that are in it; a new dossier gets its first plan so."""
    act.need(Right.DRAFT)
    if not (dossier.is_open or dossier.state is State.NEW):
        raise not_now(dossier)
    question = plan.question
    head = Head(question.number, question.day, question.asker, question.title)
    state = State.PLAN if dossier.state is State.NEW else dossier.state
    values = _head_values(head) | {"plan": plan.text, "state": state}
    return change(connection, act, dossier, what, written=True, **values)


def stop_clock(
    connection: Connection, act: Act, dossier: Dossier, pause: Pause, reason: str, calendar: Calendar
) -> Dossier:
    """Let the term stand still for some days, or until further notice."""
    act.need(Right.DRAFT)
    if dossier.state is State.APPROVED:
        raise not_now(dossier)
    if not reason.strip() or len(reason) > 500:
        raise InputError("Zeg in hoogstens 500 tekens waarom de termijn stilstaat.")
    if pause.last and pause.last < pause.first:
        raise InputError("De termijn kan niet eindigen met stilstaan voor ze ermee begint.")
    values = {"first": pause.first, "last": pause.last, "reason": reason.strip()}
    connection.execute(insert(stops).values(dossier_id=dossier.id, **values))
    return _due_again(connection, act, dossier, "termijn stilgezet", calendar, values)


def end_stop(
    connection: Connection, act: Act, dossier: Dossier, stop: int, last: date, calendar: Calendar
) -> Dossier:
    """Let the term run again after the day `last`."""
    act.need(Right.DRAFT)
    known = next((one for one in dossier.stops if one.id == stop), None)
    if known is None:
        raise UnknownError("Deze onderbreking van de termijn bestaat niet.")
    if last < known.pause.first:
        raise InputError("De termijn kan niet eindigen met stilstaan voor ze ermee begint.")
    connection.execute(update(stops).where(stops.c.id == stop).values(last=last))
    return _due_again(connection, act, dossier, "termijn loopt weer", calendar, {"last": last})


def _due_again(
    connection: Connection, act: Act, dossier: Dossier, what: str, calendar: Calendar, told: dict[str, Any]
) -> Dossier:
    now = get(connection, dossier.id)
    due = deadline(dossier.received, [stop.pause for stop in now.stops], calendar)
    log.write(connection, act, what, dossier.id, after=told)
    return change(connection, act, dossier, what, written=False, due=due)


def refresh_deadlines(connection: Connection, calendar: Calendar) -> None:
    """Work the deadlines of unfinished dossiers out again: the calendar may have changed."""
    done = dossiers.c.state.in_([State.APPROVED, State.REMOVED])
    rows = connection.execute(select(dossiers.c.id).where(~done)).scalars()
    for identifier in tuple(rows):
        dossier = get(connection, identifier)
        due = deadline(dossier.received, [stop.pause for stop in dossier.stops], calendar)
        if due != dossier.due:
            connection.execute(update(dossiers).where(dossiers.c.id == identifier).values(due=due))


def change(
    connection: Connection, act: Act, dossier: Dossier, action: str, *, written: bool, **values: Any
) -> Dossier:
    """Change a dossier, if it still is the version `dossier`; keep the new version and a line in the log.

    `written` says that words or figures may change: an approval then falls, and who did it may not approve.
    Raises `StaleError` where somebody was first.
    """
    number = dossier.version + 1
    same = (dossiers.c.id == dossier.id) & (dossiers.c.version == dossier.version)
    before = connection.execute(select(dossiers).where(dossiers.c.id == dossier.id)).one()._asdict()
    done = connection.execute(update(dossiers).where(same).values(version=number, changed=act.at, **values))
    if not done.rowcount:
        raise StaleError(int(before["version"]))
    after = {**before, **values}
    _keep_version(connection, act, dossier.id, number, after, written=written)
    if written:
        drop_approvals(connection, act, dossier.id)
    moved = [name for name in _TOLD if after[name] != before[name]]
    told = {**_told(after, moved), "versie": number}
    log.write(connection, act, action, dossier.id, before=_told(before, moved), after=told)
    return _whole(connection, connection.execute(_ONE, {"dossier": dossier.id}).one())


def _told(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {_TOLD[name]: values[name] for name in names if values[name] not in (None, "")}


def _keep_version(
    connection: Connection, act: Act, identifier: int, number: int, values: dict[str, Any], *, written: bool
) -> None:
    kept = {name: values[name] for name in ("state", "plan", "snapshot")}
    row = {"dossier_id": identifier, "number": number, "user_id": act.user.id, "at": act.at}
    connection.execute(insert(versions).values(**row, **kept, written=int(written)))


def drop_approvals(connection: Connection, act: Act, identifier: int) -> None:
    """Let the standing approval of a dossier fall."""
    standing = (approvals.c.dossier_id == identifier) & approvals.c.fallen.is_(None)
    if connection.execute(update(approvals).where(standing).values(fallen=act.at)).rowcount:
        log.write(connection, act, "goedkeuring vervallen", identifier)


def versions_of(connection: Connection, identifier: int) -> tuple[Version, ...]:
    """Return all versions of a dossier, the newest first."""
    query = select(versions, users.c.name).join(users, users.c.id == versions.c.user_id)
    rows = connection.execute(
        query.where(versions.c.dossier_id == identifier).order_by(versions.c.number.desc())
    )
    return tuple(
        Version(row.number, State(row.state), row.plan, row.snapshot, row.name, row.at) for row in rows
    )


def writers_of(connection: Connection, identifier: int) -> frozenset[int]:
    """Return the ids of everybody who wrote words or chose figures of a dossier."""
    own = (versions.c.dossier_id == identifier) & (versions.c.written == 1)
    return frozenset(connection.execute(select(versions.c.user_id).where(own)).scalars())


def not_now(dossier: Dossier) -> StateError:
    """Return the error that says that a dossier is not in the right state."""
    fix = {
        State.NEW: "Maak eerst het plan.",
        State.REVIEW: "Laat de nalezer het terugsturen, of haal het terug uit de nalezing.",
        State.APPROVED: "Heropen het dossier als er iets aan moet veranderen.",
    }.get(dossier.state, "Maak eerst het ontwerp en leg het voor.")
    return StateError(f"Dit kan niet: het dossier is in de staat «{dossier.state}».", fix=fix)


def _head_values(head: Head) -> dict[str, Any]:
    values = {"number": head.number.strip(), "asker": head.asker.strip(), "title": head.title.strip()}
    for name, value in values.items():
        if len(value) > _LONGEST[name] or any(ord(char) < 32 for char in value):
            fix = f"Hoogstens {_LONGEST[name]} gewone tekens, op één regel."
            raise InputError(f"In de kop kan {_WORDS[name]} zo niet.", fix=fix)
    return {**values, "day": head.day}
