"""Load a delivery: check it, build a new snapshot beside the others, and only then make it current."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pq_answers.deliveries import (
    Delivery,
    FaultReport,
    Staging,
    read_delivery,
    sha256_of,
    stage,
    summary,
    validate,
    write_report,
)
from pq_answers.errors import InputError, StoreError, os_problem
from pq_answers.resources import tool_version
from pq_answers.store.build import Progress, build, connect_for_building
from pq_answers.store.failures import is_full
from pq_answers.store.snapshot import SnapshotInfo, read_info, write_info
from pq_answers.store.sources import Sources, delivery_sha256, snapshot_id
from pq_answers.store.workspace import Workspace, sync


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: the snapshot, and whether it is new."""

    info: SnapshotInfo
    new: bool


class DeliveryRejectedError(InputError):
    """The delivery has faults: nothing was loaded. `csv_path` and `json_path` hold all of them."""

    def __init__(self, delivery: Delivery, report: FaultReport, csv_path: Path, json_path: Path) -> None:
        self.report, self.csv_path, self.json_path = report, csv_path, json_path
        lines = "\n".join(f"- {line}" for line in summary(report))
        noun = "fout" if report.count == 1 else "fouten"
        super().__init__(
            f"De levering heeft {report.count} {noun}; er is niets geladen.\n{lines}\n",
            where=str(delivery.folder),
            fix=f"Het volledige verslag staat in {csv_path}.",
        )


def load(
    workspace: Workspace, folder: Path, sources: Sources, say: Progress, *, switch: bool = True
) -> LoadReport:
    """Load the delivery in `folder`; the old snapshot stays the current one until the new one is whole.

    Without `switch` it stays so afterwards too, unless there is none.
    """
    with _disk_errors(workspace):
        workspace.prepare()
        with workspace.locked():
            workspace.remove_stale()
            try:
                say("Levering lezen")
                delivery = read_delivery(folder, sources.schema)
                identifier = snapshot_id(delivery, sources)
                new = not is_whole(workspace, identifier)
                if new:
                    _make(workspace, identifier, delivery, sources, say)
                if switch or not workspace.pointer.exists():
                    workspace.point_to(identifier)
            finally:
                workspace.remove_stale()
    info = read_info(workspace.database(identifier).with_suffix(".toml"))
    return LoadReport(info, new)


def is_whole(workspace: Workspace, identifier: str) -> bool:
    """Whether the snapshot exists and its file still is, byte for byte, what the load wrote."""
    path = workspace.database(identifier)
    try:
        info = read_info(path.with_suffix(".toml"))
        return path.stat().st_size == info.file_size and sha256_of(path) == info.file_sha256
    except (StoreError, OSError):
        return False


def _make(workspace: Workspace, identifier: str, delivery: Delivery, sources: Sources, say: Progress) -> None:
    database, description = workspace.building(".duckdb"), workspace.building(".toml")
    identity = {"id": identifier, "sha256": delivery_sha256(delivery), "version": tool_version()}
    with connect_for_building(database, workspace.building(".tijdelijk")) as con:
        _check(con, workspace, identifier, delivery, sources, say)
        rows = build(con, delivery, identity, sources, say)
    say("Momentopname wegschrijven")
    database.chmod(0o440)
    write_info(_describe(database, identity, delivery, rows), description)
    _publish(workspace, identifier, database, description)


def _check(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    identifier: str,
    delivery: Delivery,
    sources: Sources,
    say: Progress,
) -> None:
    staging: Staging = stage(con, delivery, sources.schema)
    say("Levering controleren")
    report = validate(con, delivery, sources.schema, staging)
    if report:
        paths = write_report(con, sources.schema, staging, report, workspace.reports / identifier)
        raise DeliveryRejectedError(delivery, report, *paths)


def _describe(
    database: Path, identity: dict[str, str], delivery: Delivery, rows: dict[str, int]
) -> SnapshotInfo:
    return SnapshotInfo(
        identity["id"],
        delivery.producer,
        delivery.kind,
        delivery.name,
        delivery.complete_until,
        delivery.last_complete_year,
        rows,
        identity["sha256"],
        identity["version"],
        delivery.factor,
        dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        sha256_of(database),
        database.stat().st_size,
    )


def _publish(workspace: Workspace, identifier: str, database: Path, description: Path) -> None:
    """Give the two files their names; the database last, because that is what makes a snapshot visible."""
    target = workspace.database(identifier)
    for path in (database, description):
        sync(path)
    description.replace(target.with_suffix(".toml"))
    database.replace(target)
    sync(workspace.snapshots)


@contextmanager
def _disk_errors(workspace: Workspace) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.Error) as error:
        where = str(workspace.root)
        if is_full(error):
            raise StoreError(
                "De schijf is vol; er is niets geladen.", where=where, fix="Maak plaats vrij."
            ) from None
        if isinstance(error, duckdb.OutOfMemoryException):
            raise StoreError(
                "Er is te weinig geheugen om te laden.", where=where, fix="Sluit programma's."
            ) from None
        reason = os_problem(error) if isinstance(error, OSError) else "de databank weigert"
        raise StoreError(
            f"Het laden is mislukt ({reason}); er is niets geladen.",
            where=where,
            fix="Controleer schijf en rechten.",
        ) from None
