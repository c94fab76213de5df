"""Accounts of the organisation, and what an administrator does with all accounts and tokens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from pq_answers.errors import InputError
from pq_answers.workflow import log
from pq_answers.workflow.kinds import Act, ForbiddenError, Right, Role, Source, StateError, UnknownError, User
from pq_answers.workflow.people import end_sessions, joined, user_of
from pq_answers.workflow.schema import tokens, users

_NAME = re.compile(r"[\w.@'’-]([\w.@'’ -]{0,78}[\w.@'’-])?\Z")
_UNKNOWN = "Dit account bestaat niet."


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody whom another party vouches for: `key` never changes for them there, the name may."""

    source: Source
    key: str
    name: str
    roles: frozenset[Role]

    @property
    def subject(self) -> str:
        """Who they are, as a digest: the database need not know more."""
        return hashlib.sha256(f"{self.source}\n{self.key}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Account:
    """An account as an administrator sees it."""

    user: User
    source: Source
    pinned: bool
    closed: datetime | None
    seen: datetime | None

    @property
    def follows(self) -> bool:
        """Whether signing in sets its roles."""
        return self.source is not Source.TRIAL and not self.pinned


@dataclass(frozen=True, slots=True)
class OwnedToken:
    """A token for programs and whose it is, without its secret."""

    id: int
    owner: str
    name: str
    made: datetime
    expires: datetime
    revoked: datetime | None


# Coming in from outside


def admit(connection: Connection, who: Outsider, now: datetime) -> User | None:
    """Return the account of somebody who proved outside who they are; None where they have no role here.

    It is made at the first time; afterwards name and roles follow those outside, but for roles that an
    administrator set here. Raises `ForbiddenError` for a closed account, `StateError` for a taken name.
    """
    row = connection.execute(select(users).where(users.c.subject == who.subject)).one_or_none()
    if row is None:
        return _made(connection, who, now) if who.roles else None
    if row.closed:
        raise ForbiddenError("Dit account is afgesloten.", fix="Vraag het aan de beheerder.")
    return _followed(connection, row, who, now)


def _made(connection: Connection, who: Outsider, now: datetime) -> User:
    if not _NAME.match(who.name):
        fix = "Vraag de beheerder welke naam de aanmelding doorgeeft: hoogstens 80 letters of cijfers."
        raise InputError("De aanmelding gaf een naam door die niet kan.", fix=fix)
    _refuse_taken(connection, who.name)
    values = {"name": who.name, "roles": joined(who.roles), "password": "", "source": who.source}
    try:
        connection.execute(insert(users).values(**values, subject=who.subject))
    except IntegrityError as error:
        # The same person, or another of that name, came in at the same moment.
        raise StateError("Uw account wordt net gemaakt.", fix="Meld u opnieuw aan.") from error
    user = user_of(connection.execute(select(users).where(users.c.subject == who.subject)).one())
    log.write(connection, Act(user, now), "account gemaakt", after=_told(user.name, user.roles))
    return user


def _refuse_taken(connection: Connection, name: str) -> None:
    if connection.execute(select(users.c.id).where(users.c.name == name)).one_or_none():
        fix = "Vraag de beheerder om na te gaan van wie het is."
        raise StateError("Er bestaat al een ander account met uw naam.", fix=fix)


def _followed(connection: Connection, row: Row[Any], who: Outsider, now: datetime) -> User | None:
    """Let an account have the name and the roles that it has outside."""
    old = user_of(row)
    roles = old.roles if row.pinned else who.roles
    name = old.name if who.name == old.name or not _is_free(connection, who.name) else who.name
    if (name, roles) == (old.name, old.roles):
        return old if roles else None
    connection.execute(update(users).where(users.c.id == row.id).values(name=name, roles=joined(roles)))
    user = User(row.id, name, roles)
    before, after = _told(old.name, old.roles), {**_told(name, roles), "door": "aanmelding"}
    log.write(connection, Act(user, now), "account gewijzigd", before=before, after=after)
    return user if roles else None


def _is_free(connection: Connection, name: str) -> bool:
    return (
        bool(_NAME.match(name))
        and not connection.execute(select(users.c.id).where(users.c.name == name)).one_or_none()
    )


def _told(name: str, roles: Iterable[Role]) -> dict[str, str]:
    return {"account": name, "rollen": ", ".join(sorted(roles))}


# What an administrator does


def all_accounts(connection: Connection) -> tuple[Account, ...]:
    """Return all accounts by name, the closed ones last."""
    rows = connection.execute(select(users).order_by(users.c.name))
    return tuple(sorted(map(_account, rows), key=lambda one: one.closed is not None))


def account_of(connection: Connection, user: int) -> Account:
    """Return an account; raises `UnknownError` for none."""
    row = connection.execute(select(users).where(users.c.id == user)).one_or_none()
    if row is None:
        raise UnknownError(_UNKNOWN)
    return _account(row)


def change_roles(connection: Connection, act: Act, user: int, roles: Iterable[Role]) -> Account:
    """Give an account these roles, which signing in then leaves as they are."""
    found, wanted = _taken(connection, act, user), frozenset(roles)
    if not wanted:
        fix = "Kies minstens één rol, of sluit het account af."
        raise InputError("Een account zonder rol kan niets.", fix=fix)
    pinned = int(found.source is not Source.TRIAL)
    values = {"roles": joined(wanted), "pinned": pinned}
    before, after = _told(found.user.name, found.user.roles), _told(found.user.name, wanted)
    return _changed(connection, act, found, "rollen gewijzigd", values, before, after)


def follow(connection: Connection, act: Act, user: int) -> Account:
    """Let signing in set the roles of an account again, from the next time on."""
    found = _taken(connection, act, user)
    if not found.pinned:
        raise StateError("De rollen van dit account volgen de aanmelding al.")
    end_sessions(connection, user)
    told = {"account": found.user.name}
    return _changed(connection, act, found, "rollen volgen de aanmelding", {"pinned": 0}, {}, told)


def close(connection: Connection, act: Act, user: int) -> Account:
    """Close an account: its sessions and tokens end now."""
    found = _taken(connection, act, user)
    if found.closed:
        raise StateError("Dit account is al afgesloten.")
    end_sessions(connection, user)
    own = (tokens.c.user_id == user) & tokens.c.revoked.is_(None)
    ended = connection.execute(update(tokens).where(own).values(revoked=act.at)).rowcount
    told = {"account": found.user.name, "tokens ingetrokken": ended}
    return _changed(connection, act, found, "account afgesloten", {"closed": act.at}, {}, told)


def reopen(connection: Connection, act: Act, user: int) -> Account:
    """Open a closed account again; its tokens stay revoked."""
    found = _taken(connection, act, user)
    if not found.closed:
        raise StateError("Dit account is niet afgesloten.")
    told = {"account": found.user.name}
    return _changed(connection, act, found, "account geopend", {"closed": None}, {}, told)


def all_tokens(connection: Connection) -> tuple[OwnedToken, ...]:
    """Return the tokens of everybody, the newest first."""
    query = select(tokens, users.c.name.label("owner")).join(users, users.c.id == tokens.c.user_id)
    return tuple(map(_token, connection.execute(query.order_by(tokens.c.id.desc()))))


def revoke_token(connection: Connection, act: Act, token: int) -> OwnedToken:
    """Make anybody's token useless; raises `UnknownError` for one that is not valid."""
    act.need(Right.MANAGE)
    query = select(tokens, users.c.name.label("owner")).join(users, users.c.id == tokens.c.user_id)
    row = connection.execute(query.where(tokens.c.id == token)).one_or_none()
    valid = (tokens.c.id == token) & tokens.c.revoked.is_(None)
    if row is None or not connection.execute(update(tokens).where(valid).values(revoked=act.at)).rowcount:
        raise UnknownError("Dit token bestaat niet of is al ingetrokken.")
    told = {"token": token, "naam": row.name, "account": row.owner}
    log.write(connection, act, "token ingetrokken", after=told)
    return replace(_token(row), revoked=act.at)


def _taken(connection: Connection, act: Act, user: int) -> Account:
    """Return an account to change; other administrators wait, so that two cannot switch each other off."""
    act.need(Right.MANAGE)
    connection.execute(select(users.c.id).order_by(users.c.id).with_for_update()).all()
    return account_of(connection, user)


def _changed(
    connection: Connection,
    act: Act,
    found: Account,
    action: str,
    values: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
) -> Account:
    connection.execute(update(users).where(users.c.id == found.user.id).values(**values))
    _keep_an_administrator(connection, act)
    log.write(connection, act, action, before=before, after=after)
    return account_of(connection, found.user.id)


def _keep_an_administrator(connection: Connection, act: Act) -> None:
    """Refuse a change after which nobody could manage accounts any more in the way that is in force."""
    source = select(users.c.source).where(users.c.id == act.user.id).scalar_subquery()
    open_ones = select(users).where(users.c.source == source, users.c.closed.is_(None))
    if not any(user_of(row).may(Right.MANAGE) for row in connection.execute(open_ones)):
        fix = "Geef eerst iemand anders de rol «beheerder»."
        raise StateError("Zo blijft er geen beheerder over.", fix=fix)


def _account(row: Row[Any]) -> Account:
    return Account(user_of(row), Source(row.source), bool(row.pinned), row.closed, row.seen)


def _token(row: Row[Any]) -> OwnedToken:
    return OwnedToken(row.id, row.owner, row.name, row.made, row.expires, row.revoked)
