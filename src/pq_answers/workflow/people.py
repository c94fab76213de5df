"""Accounts, passwords, sessions and tokens. Secrets are kept as digests only."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select, update

from pq_answers.errors import InputError
from pq_answers.workflow import log
from pq_answers.workflow.kinds import Act, Right, Role, UnknownError, User
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
    """Somebody who is signed in, and the token that their forms must carry."""

    user: User
    csrf: str


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
    values = {"roles": " ".join(sorted(set(roles))), "password": _hashed(password, secrets.token_bytes(16))}
    known = connection.execute(update(users).where(users.c.name == name).values(**values))
    if not known.rowcount:
        connection.execute(insert(users).values(name=name, **values))
    row = connection.execute(select(users).where(users.c.name == name)).one()
    connection.execute(delete(sessions).where(sessions.c.user_id == row.id))
    return _user(row)


def all_users(connection: Connection) -> tuple[User, ...]:
    """Return everybody with an account, by name."""
    return tuple(map(_user, connection.execute(select(users).order_by(users.c.name))))


def sign_in(connection: Connection, name: str, password: str, now: datetime) -> str | None:
    """Return the secret of a new session; None where name or password is wrong, taking as long either way."""
    row = connection.execute(select(users).where(users.c.name == name)).one_or_none()
    known = row.password if row else _hashed("", b"0" * 16)
    if not hmac.compare_digest(_hashed(password, bytes.fromhex(known.partition("$")[0])), known) or not row:
        return None
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires = now + timedelta(hours=SESSION_HOURS)
    connection.execute(delete(sessions).where(sessions.c.expires < now))
    values = {"digest": _digest(secret), "user_id": row.id, "csrf": csrf, "expires": expires}
    connection.execute(insert(sessions).values(**values))
    log.write(connection, Act(_user(row), now), "aangemeld")
    return secret


def session_of(connection: Connection, secret: str, now: datetime) -> Session | None:
    """Return the session of a secret while it lasts."""
    query = select(users, sessions.c.csrf).join(sessions, sessions.c.user_id == users.c.id)
    row = connection.execute(
        query.where(sessions.c.digest == _digest(secret), sessions.c.expires > now)
    ).one_or_none()
    return Session(_user(row), row.csrf) if row else None


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


def user_of_token(connection: Connection, secret: str, now: datetime) -> User | None:
    """Return whose token this is, while it is valid."""
    query = select(users).join(tokens, tokens.c.user_id == users.c.id)
    valid = (tokens.c.digest == _digest(secret)) & (tokens.c.expires > now) & tokens.c.revoked.is_(None)
    row = connection.execute(query.where(valid)).one_or_none()
    return _user(row) if row else None


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(row.id, row.name, frozenset(map(Role, row.roles.split())))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _hashed(password: str, salt: bytes) -> str:
    made = hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32
    )
    return f"{salt.hex()}${made.hex()}"
