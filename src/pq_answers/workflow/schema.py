"""The tables of the workflow. The migrations make them; a test holds the two against each other."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """A moment as ISO text in UTC: sorts as it should, and means the same in every database."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text that is stored."""
        del dialect
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the moment of a stored text."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("roles", String(80), nullable=False),
    Column("password", String(200), nullable=False),
    # Which way of signing in the account belongs to; it opens nothing where another way is in force.
    Column("source", String(10), nullable=False, server_default="proef"),
    # Who somebody is to that way, as a digest; names may change there.
    Column("subject", String(64)),
    # Whether an administrator set the roles, so that signing in leaves them.
    Column("pinned", Integer, nullable=False, server_default="0"),
    Column("closed", Moment),
    Column("seen", Moment),
    Index("uq_users_subject", "subject", unique=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires", Moment, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("revoked", Moment),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("number", String(40), nullable=False),
    Column("day", Date),
    Column("asker", String(200), nullable=False),
    Column("title", String(500), nullable=False),
    Column("text", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("snapshot", String(40), nullable=False),
    Column("owner_id", ForeignKey("users.id"), nullable=False),
    Column("received", Date, nullable=False),
    Column("due", Date),
    Column("changed", Moment, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("plan", Text, nullable=False),
    Column("snapshot", String(40), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("at", Moment, nullable=False),
    # Whether the words or figures changed: who did that may not approve them.
    Column("written", Integer, nullable=False),
    UniqueConstraint("dossier_id", "number"),
)

stops = Table(
    "stops",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("reason", String(500), nullable=False),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("place", String(500), nullable=False),
    Column("text", Text, nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("resolved", Moment),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("folder", String(200), nullable=False),
    Column("fallen", Moment),
)

log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("action", String(40), nullable=False),
    Column("dossier_id", ForeignKey("dossiers.id")),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("ix_log_dossier_id", "dossier_id"),
)

requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("key", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    UniqueConstraint("user_id", "key"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("made", Moment, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("input", Text, nullable=False),
    # Of kind, input and file: the same work is not put in the queue twice.
    Column("digest", String(64), nullable=False, index=True),
    # Who works on it, until when that holds without a sign of life, and how often somebody began.
    Column("worker", String(80), nullable=False),
    Column("lease", Moment),
    Column("attempts", Integer, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    Column("cancelled", Moment),
    Column("step", String(200), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
)

job_files = Table(
    "job_files",
    metadata,
    Column("job_id", ForeignKey("jobs.id"), primary_key=True),
    Column("role", String(10), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("data", LargeBinary, nullable=False),
)

rates = Table(
    "rates",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("times", Integer, nullable=False),
)

locks = Table("locks", metadata, Column("name", String(40), primary_key=True), Column("taken", Moment))
