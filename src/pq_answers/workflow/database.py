"""The database of the workflow: SQLite by default, PostgreSQL by its URL; each change is one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from pq_answers.errors import StoreError, UsageError
from pq_answers.workflow import schema

if TYPE_CHECKING:
    from alembic.config import Config

_SQLITE = "sqlite"
_WRITES = "pq_writes"
# How long one waits for another's change, which may be an approval with all its checks.
_PATIENCE = 60
_APPROVING = "goedkeuren"
_HANDING_OUT = "taken"


class Database:
    """The connections to one database; readers never wait, writers wait for each other."""

    def __init__(self, url: str) -> None:
        """Take the URL of a database; raises `UsageError` for one that cannot be used."""
        self._url = _checked(url)
        sqlite = self._url.get_backend_name() == _SQLITE
        options = {"timeout": _PATIENCE} if sqlite else {}
        try:
            self.engine = create_engine(self._url, connect_args=options, pool_pre_ping=not sqlite)
        except (ModuleNotFoundError, NoSuchModuleError, ArgumentError) as error:
            fix = "Installeer pq-answers[postgres], of laat de databank weg."
            raise UsageError("Deze databank kan niet gebruikt worden.", fix=fix) from error
        if sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)

    def migrate(self) -> None:
        """Bring the tables to the newest form; does nothing where they are."""
        with self.writing() as connection:
            migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def frozen(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment over all its queries, whatever others change meanwhile."""
        sqlite = self._url.get_backend_name() == _SQLITE
        level = {} if sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._told(), self.engine.execution_options(**level).connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are all kept at the end, or none."""
        with self._told(), self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    @property
    def file(self) -> Path | None:
        """The file of a database in SQLite, None for another."""
        name = self._url.database if self._url.get_backend_name() == _SQLITE else None
        return Path(name) if name and name != ":memory:" else None

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreError(
                "De databank is niet bereikbaar of bezet.", fix="Probeer het zo meteen opnieuw."
            ) from error


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a form: the newest, or that of a backup."""
    from alembic import command

    config = _alembic()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revision_of(connection: Connection) -> str:
    """Return which form the tables have, empty where there are none."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision() or ""


def known_revisions() -> frozenset[str]:
    """Return every form of the tables that this version can bring to the newest."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_alembic())
    return frozenset(one.revision for one in script.walk_revisions())


def _alembic() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "pq_answers.workflow:migrations")
    return config


def take_approving_lock(connection: Connection) -> None:
    """Wait until nobody else approves; the lock is held until the transaction ends."""
    _take(connection, _APPROVING)


def take_queue_lock(connection: Connection) -> None:
    """Wait until nobody else adds or takes work; the lock is held until the transaction ends."""
    _take(connection, _HANDING_OUT)


def _take(connection: Connection, name: str) -> None:
    connection.execute(update(schema.locks).where(schema.locks.c.name == name).values(taken=None))


def is_ready(database: Database) -> bool:
    """Whether the database answers and has its tables."""
    try:
        with database.reading() as connection:
            connection.execute(select(schema.locks.c.name)).all()
    except (StoreError, SQLAlchemyError):
        return False
    return True


def _checked(url: str) -> URL:
    try:
        found = make_url(url)
    except ArgumentError as error:
        # The URL itself may hold a password and is not repeated.
        fix = "Schrijf sqlite:///pad/naar/bestand of postgresql+psycopg://gebruiker@machine/naam."
        raise UsageError("De URL van de databank is niet leesbaar.", fix=fix) from error
    return found.set(drivername="postgresql+psycopg") if found.drivername == "postgresql" else found


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its place at once: one that began by reading could lose it to another and fail.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
