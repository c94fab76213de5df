"""What the interface takes and gives; the names are those of the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from pq_answers.ledger import Asked
from pq_answers.workflow import Approval, Comment, Dossier, LogEntry, User

Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f]*$")]


_QUESTION = (
    "Schriftelijke vraag nr. 12\ndatum: 26 januari 2022\n\n1. Wat is het contingent van de LDE in 2021?"
)


class Strict(BaseModel):
    """Takes the fields that it names and no other."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong (RFC 9457): in a sentence, and how to mend it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class NewDossier(Strict):
    """The text of a question."""

    tekst: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200_000,
            examples=[_QUESTION],
        ),
    ]


class HeadIn(Strict):
    """What stands above a question."""

    nummer: Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
    datum: date
    steller: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
    titel: Line
    ontvangen: date | None = None


class PlanIn(Strict):
    """A plan, as the guide for the drafter describes it (TOML)."""

    tekst: Annotated[str, Field(max_length=500_000)]


class Reason(Strict):
    """Why."""

    reden: Annotated[str, Field(min_length=1, max_length=5000)]


class CommentIn(Strict):
    """What somebody says about a place."""

    plaats: Line = "algemeen"
    tekst: Annotated[str, Field(min_length=1, max_length=5000)]


class ApprovalIn(Strict):
    """What was read, by its digest."""

    inhoud_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DossierOut(BaseModel):
    """A dossier."""

    id: int
    versie: int
    staat: str
    nummer: str
    datum: date | None
    steller: str
    titel: str
    opsteller: str
    ontvangen: date
    uiterlijk: date | None
    momentopname: str
    gewijzigd: datetime

    @classmethod
    def of(cls, one: Dossier) -> DossierOut:
        """Return what programs see of a dossier."""
        head = one.head
        return cls(
            id=one.id,
            versie=one.version,
            staat=one.state.value,
            nummer=head.number,
            datum=head.day,
            steller=head.asker,
            titel=head.title,
            opsteller=one.owner,
            ontvangen=one.received,
            uiterlijk=one.due,
            momentopname=one.snapshot,
            gewijzigd=one.changed,
        )


class DossierPage(BaseModel):
    """Some of the dossiers, and how many there are."""

    dossiers: list[DossierOut]
    totaal: int
    vanaf: int
    aantal: int


class QuestionOut(BaseModel):
    """A question's text, and what was understood of it."""

    tekst: str
    begrepen: dict[str, Any]


class PlanOut(BaseModel):
    """A plan as text."""

    tekst: str


class DraftOut(BaseModel):
    """A draft: its record, and the digest that an approval names."""

    inhoud_sha256: str
    verslag: dict[str, Any]
    bestanden: list[str]


class CommentOut(BaseModel):
    """A comment."""

    id: int
    plaats: str
    tekst: str
    wie: str
    wanneer: datetime
    versie: int
    afgehandeld: datetime | None

    @classmethod
    def of(cls, one: Comment) -> CommentOut:
        """Return what programs see of a comment."""
        return cls(
            id=one.id,
            plaats=one.place,
            tekst=one.text,
            wie=one.user,
            wanneer=one.at,
            versie=one.version,
            afgehandeld=one.resolved,
        )


class ApprovalOut(BaseModel):
    """An approval that holds."""

    versie: int
    inhoud_sha256: str
    nalezer: str
    wanneer: datetime
    map: str

    @classmethod
    def of(cls, one: Approval) -> ApprovalOut:
        """Return what programs see of an approval."""
        return cls(
            versie=one.version,
            inhoud_sha256=one.digest,
            nalezer=one.reviewer,
            wanneer=one.at,
            map=one.folder,
        )


class LogOut(BaseModel):
    """A line of the log."""

    wanneer: datetime
    wie: str
    wat: str
    voor: dict[str, Any]
    na: dict[str, Any]

    @classmethod
    def of(cls, one: LogEntry) -> LogOut:
        """Return what programs see of a line."""
        return cls(wanneer=one.at, wie=one.user, wat=one.action, voor=dict(one.before), na=dict(one.after))


class ItemOut(BaseModel):
    """An item of the catalogue, in short."""

    naam: str
    titel: str
    omschrijving: str


class AskedOut(BaseModel):
    """A sub-question that was answered before."""

    nummer: str
    datum: date
    label: str
    vraag: str
    antwoord: str

    @classmethod
    def of(cls, one: Asked) -> AskedOut:
        """Return what programs see of it."""
        return cls(nummer=one.number, datum=one.day, label=one.label, vraag=one.text, antwoord=one.answer)


class MeOut(BaseModel):
    """Whose token this is."""

    naam: str
    rollen: list[str]

    @classmethod
    def of(cls, user: User) -> MeOut:
        """Return what programs see of a person."""
        return cls(naam=user.name, rollen=sorted(role.value for role in user.roles))
