"""What the interface takes and gives about snapshots and work in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from pq_answers.answer import Comparison
from pq_answers.store import SnapshotInfo
from pq_answers.web.api.models import Strict
from pq_answers.workflow.jobs import Job

SnapshotId = Annotated[str, Field(pattern=r"^s[0-9a-f]{12}$", examples=["s0123456789ab"])]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80, examples=["contingent"])]


class ComparisonIn(Strict):
    """Which snapshots are compared, for which items; none named: all."""

    van: SnapshotId
    naar: SnapshotId
    vragen: Annotated[list[Name], Field(max_length=200)] = []


class SnapshotIn(Strict):
    """Which snapshot becomes the current one."""

    id: SnapshotId


class SnapshotOut(BaseModel):
    """A snapshot."""

    id: str
    huidige: bool
    naam: str
    soort: str
    producent: str
    volledig_tot: str
    geladen: datetime
    levering_sha256: str
    rijen: dict[str, int]

    @classmethod
    def of(cls, one: SnapshotInfo, current: str) -> SnapshotOut:
        """Return what programs see of a snapshot."""
        return cls(
            id=one.id,
            huidige=one.id == current,
            naam=one.name,
            soort=one.kind,
            producent=one.producer,
            volledig_tot=one.complete_until,
            geladen=datetime.fromisoformat(one.loaded_at),
            levering_sha256=one.delivery_sha256,
            rijen=dict(one.rows),
        )


class JobOut(BaseModel):
    """A piece of work: how far it is, and what it gave."""

    id: int
    soort: Annotated[str, Field(examples=["levering"])]
    wat: str
    stand: Annotated[str, Field(examples=["bezig"])]
    stap: str
    gedaan: int
    totaal: int
    pogingen: int
    wie: str
    gevraagd: datetime
    begonnen: datetime | None
    geeindigd: datetime | None
    uitkomst: dict[str, Any]

    @classmethod
    def of(cls, one: Job) -> JobOut:
        """Return what programs see of a job."""
        return cls(
            id=one.id,
            soort=one.kind.value,
            wat=one.title,
            stand=one.state.value,
            stap=one.step,
            gedaan=one.done,
            totaal=one.total,
            pogingen=one.attempts,
            wie=one.user,
            gevraagd=one.made,
            begonnen=one.started,
            geeindigd=one.ended,
            uitkomst=dict(one.outcome),
        )


class JobPage(BaseModel):
    """Some of the jobs, the newest first, and how many there are."""

    taken: list[JobOut]
    totaal: int
    vanaf: int
    aantal: int


class MovedOut(BaseModel):
    """A figure that moved: its key, and how it reads in each; never one that either hides."""

    cel: str
    was: str
    wordt: str
    plaatsen: list[str]


class MovedListOut(BaseModel):
    """What moved between two answers; `verborgen` are the keys that either hides."""

    momentopname: str
    huidige: str
    cijfers: list[MovedOut]
    gelijk: int
    verborgen: list[str]
    weggelaten: list[str]

    @classmethod
    def of(cls, one: Comparison, old: str, new: str) -> MovedListOut:
        """Return what programs see of a comparison."""
        return cls(momentopname=old, huidige=new, **moved_values(one))


def moved_values(one: Comparison) -> dict[str, Any]:
    """Return the figures of a comparison as values."""
    rows = [MovedOut(cel=m.key, was=m.was, wordt=m.now, plaatsen=list(m.places)) for m in one.moved]
    shared = {"verborgen": list(one.hidden), "weggelaten": list(one.withheld)}
    return {"cijfers": rows, "gelijk": one.same, **shared}
