"""Accounts, passwords, sessions and tokens. Secrets are kept as digests only."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from pq_answers.errors import InputError
from pq_answers.workflow import log
from pq_answers.workflow.kinds import Act, Right, Role, Source, StateError, UnknownError, User
from pq_answers.workflow.schema import sessions, tokens, users

SESSION_HOURS = 10
TOKEN_DAYS = 365
_NAME = re.compile(r"[\w.@-]{2,80}\Z")
_SHORTEST = 10
# What one try costs: 16 MB and some 50 ms, so that guessing is slow.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_PREFIX = "pqa_"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in, and the token that their forms must carry.

    `subject` is who they are to the way of signing in; `pinned` says that their roles were set here.
    """

    user: User
    csrf: str
    subject: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A token for programs, without its secret."""

    id: int
    name: str
    made: datetime
    expires: datetime
    revoked: datetime | None


def add_user(connection: Connection, name: str, roles: Iterable[Role], password: str) -> User:
    """Make an account, or give an existing one these roles and this password."""
    if not _NAME.match(name):
        fix = "Gebruik letters, cijfers, punt, @, _ en -."
        raise InputError("Deze accountnaam kan niet.", fix=fix)
    if len(password) < _SHORTEST:
        raise InputError(f"Het wachtwoord is korter dan {_SHORTEST} tekens.", fix="Kies een langer.")
    values = {"roles": joined(roles), "password": _hashed(password, secrets.token_bytes(16)), "closed": None}
    own = (users.c.name == name) & (users.c.source == Source.TRIAL)
    if not connection.execute(update(users).where(own).values(**values)).rowcount:
        if connection.execute(select(users.c.id).where(users.c.name == name)).one_or_none():
            fix = "Gebruik voor het proberen een eigen databank."
            raise StateError("Deze naam hoort bij een account van de organisatie.", fix=fix)
        connection.execute(insert(users).values(name=name, source=Source.TRIAL, **values))
    row = connection.execute(select(users).where(own)).one()
    end_sessions(connection, row.id)
    return user_of(row)


def all_users(connection: Connection) -> tuple[User, ...]:
    """Return everybody with an account, by name."""
    return tuple(map(user_of, connection.execute(select(users).order_by(users.c.name))))


def sign_in(connection: Connection, name: str, password: str, now: datetime) -> str | None:
    """Return the secret of a new session; None where name or password is wrong, taking as long either way."""
    own = (users.c.name == name) & (users.c.source == Source.TRIAL) & users.c.closed.is_(None)
    row = connection.execute(select(users).where(own)).one_or_none()
    known = row.password if row else _hashed("", b"0" * 16)
    if not hmac.compare_digest(_hashed(password, bytes.fromhex(known.partition("$")[0])), known) or not row:
        return None
    return open_session(connection, user_of(row), now)


def open_session(connection: Connection, user: User, now: datetime) -> str:
    """Return the secret of a new session of somebody who proved who they are."""
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires = now + timedelta(hours=SESSION_HOURS)
    connection.execute(delete(sessions).where(sessions.c.expires < now))
    values = {"digest": _digest(secret), "user_id": user.id, "csrf": csrf, "expires": expires}
    connection.execute(insert(sessions).values(**values))
    connection.execute(update(users).where(users.c.id == user.id).values(seen=now))
    log.write(connection, Act(user, now), "aangemeld")
    return secret


def session_of(
    connection: Connection, secret: str, now: datetime, source: Source = Source.TRIAL
) -> Session | None:
    """Return the session of a secret while it lasts, of an account that the way of signing in knows."""
    query = select(users, sessions.c.csrf).join(sessions, sessions.c.user_id == users.c.id)
    lasting = (sessions.c.digest == _digest(secret)) & (sessions.c.expires > now)
    row = connection.execute(query.where(lasting, *_open(source))).one_or_none()
    return Session(user_of(row), row.csrf, row.subject or "", bool(row.pinned)) if row else None


def _open(source: Source) -> tuple[ColumnElement[bool], ...]:
    """Return what must hold of an account before it opens anything."""
    return users.c.source == source, users.c.closed.is_(None), users.c.roles != ""


def end_sessions(connection: Connection, user: int) -> None:
    """End all sessions of a person."""
    connection.execute(delete(sessions).where(sessions.c.user_id == user))


def sign_out(connection: Connection, secret: str) -> None:
    """End the session of a secret."""
    connection.execute(delete(sessions).where(sessions.c.digest == _digest(secret)))


def make_token(connection: Connection, act: Act, name: str, days: int = 90) -> str:
    """Return the secret of a new token for programs; it is shown once and cannot be read again."""
    act.need(Right.READ)
    if not name.strip() or len(name) > 80 or not 1 <= days <= TOKEN_DAYS:
        fix = f"Geef een naam van hoogstens 80 tekens, en 1 tot {TOKEN_DAYS} dagen."
        raise InputError("Dit token kan niet gemaakt worden.", fix=fix)
    secret = _PREFIX + secrets.token_urlsafe(32)
    values = {"user_id": act.user.id, "name": name.strip(), "digest": _digest(secret), "made": act.at}
    connection.execute(insert(tokens).values(**values, expires=act.at + timedelta(days=days)))
    log.write(connection, act, "token gemaakt", after={"naam": name.strip(), "dagen": days})
    return secret


def tokens_of(connection: Connection, user: User) -> tuple[Token, ...]:
    """Return the tokens of a person, the newest first."""
    rows = connection.execute(select(tokens).where(tokens.c.user_id == user.id).order_by(tokens.c.id.desc()))
    return tuple(Token(row.id, row.name, row.made, row.expires, row.revoked) for row in rows)


def revoke_token(connection: Connection, act: Act, token: int) -> None:
    """Make one of one's own tokens useless; raises `UnknownError` for another's."""
    own = (tokens.c.id == token) & (tokens.c.user_id == act.user.id) & tokens.c.revoked.is_(None)
    if not connection.execute(update(tokens).where(own).values(revoked=act.at)).rowcount:
        raise UnknownError("Dit token bestaat niet.")
    log.write(connection, act, "token ingetrokken", after={"token": token})


def user_of_token(
    connection: Connection, secret: str, now: datetime, source: Source = Source.TRIAL
) -> User | None:
    """Return whose token this is, while it is valid and its account is open."""
    query = select(users).join(tokens, tokens.c.user_id == users.c.id)
    valid = (tokens.c.digest == _digest(secret)) & (tokens.c.expires > now) & tokens.c.revoked.is_(None)
    row = connection.execute(query.where(valid, *_open(source))).one_or_none()
    return user_of(row) if row else None


def joined(roles: Iterable[Role]) -> str:
    """Return roles as they are kept."""
    return " ".join(sorted(set(roles)))


def user_of(row: Row[tuple[object, ...]]) -> User:
    """Return the person of a row of `users`."""
    return User(row.id, row.name, frozenset(map(Role, row.roles.split())))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _hashed(password: str, salt: bytes) -> str:
    made = hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32
    )
    return f"{salt.hex()}${made.hex()}"
