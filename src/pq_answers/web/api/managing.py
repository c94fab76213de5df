"""The calls of the administrator: accounts, tokens, the log, and what is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from pq_answers.web.api.access import Caller, problems
from pq_answers.web.api.models import Strict
from pq_answers.web.inforce import in_force
from pq_answers.web.visitor import Id
from pq_answers.workflow import LogEntry, Right, Role, accounts, log
from pq_answers.workflow.accounts import Account, OwnedToken

_MOST = 200
_EXAMPLE_ACCOUNT: JsonDict = {
    "id": 4,
    "naam": "an.peeters",
    "rollen": ["nalezer"],
    "wijze": "openid",
    "vastgezet": False,
    "afgesloten": None,
    "laatst_aangemeld": "2026-11-27T09:00:00Z",
}


class AccountOut(BaseModel):
    """An account."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_ACCOUNT]})

    id: int
    naam: str
    rollen: list[str]
    wijze: str
    vastgezet: bool
    afgesloten: datetime | None
    laatst_aangemeld: datetime | None

    @classmethod
    def of(cls, one: Account) -> AccountOut:
        """Return what programs see of an account."""
        return cls(
            id=one.user.id,
            naam=one.user.name,
            rollen=sorted(role.value for role in one.user.roles),
            wijze=one.source.value,
            vastgezet=one.pinned,
            afgesloten=one.closed,
            laatst_aangemeld=one.seen,
        )


class RolesIn(Strict):
    """The roles of an account, instead of those that it has."""

    rollen: Annotated[list[Role], Field(min_length=1, max_length=4, examples=[["opsteller", "nalezer"]])]


class OwnedTokenOut(BaseModel):
    """A token of somebody, without its secret."""

    id: Annotated[int, Field(examples=[7])]
    account: Annotated[str, Field(examples=["an.peeters"])]
    naam: Annotated[str, Field(examples=["nachtelijk script"])]
    gemaakt: datetime
    vervalt: datetime
    ingetrokken: datetime | None

    @classmethod
    def of(cls, one: OwnedToken) -> OwnedTokenOut:
        """Return what programs see of a token."""
        return cls(
            id=one.id,
            account=one.owner,
            naam=one.name,
            gemaakt=one.made,
            vervalt=one.expires,
            ingetrokken=one.revoked,
        )


class LoggedOut(BaseModel):
    """A line of the log, with the dossier that it is about."""

    id: Annotated[int, Field(examples=[120])]
    wanneer: datetime
    wie: Annotated[str, Field(examples=["an.peeters"])]
    wat: Annotated[str, Field(examples=["rollen gewijzigd"])]
    dossier: int | None
    voor: dict[str, object]
    na: dict[str, object]

    @classmethod
    def of(cls, one: LogEntry) -> LoggedOut:
        """Return what programs see of a line."""
        return cls(
            id=one.id,
            wanneer=one.at,
            wie=one.user,
            wat=one.action,
            dossier=one.dossier,
            voor=dict(one.before),
            na=dict(one.after),
        )


def managing(caller: Caller) -> None:
    """Refuse who may not manage."""
    caller.act.need(Right.MANAGE)


router = APIRouter(prefix="/beheer", dependencies=[Depends(managing)], tags=["beheer"])


@router.get("/accounts", responses=problems())
def all_accounts(caller: Caller) -> list[AccountOut]:
    """De accounts, op naam; wat afgesloten is staat achteraan."""
    with caller.office.database.reading() as connection:
        return [AccountOut.of(one) for one in accounts.all_accounts(connection)]


@router.put("/accounts/{identifier}/rollen", responses=problems(404, 409))
def change_roles(caller: Caller, identifier: Id, body: RolesIn) -> AccountOut:
    """Een account andere rollen geven; de aanmelding wijzigt ze dan niet meer."""
    with caller.office.database.writing() as connection:
        return AccountOut.of(accounts.change_roles(connection, caller.act, identifier, body.rollen))


@router.post("/accounts/{identifier}/volgen", responses=problems(404, 409))
def follow(caller: Caller, identifier: Id) -> AccountOut:
    """De rollen van een account weer de aanmelding laten volgen."""
    with caller.office.database.writing() as connection:
        return AccountOut.of(accounts.follow(connection, caller.act, identifier))


@router.post("/accounts/{identifier}/afsluiten", responses=problems(404, 409))
def close(caller: Caller, identifier: Id) -> AccountOut:
    """Een account afsluiten: zijn sessies en tokens eindigen meteen."""
    with caller.office.database.writing() as connection:
        return AccountOut.of(accounts.close(connection, caller.act, identifier))


@router.post("/accounts/{identifier}/openen", responses=problems(404, 409))
def reopen(caller: Caller, identifier: Id) -> AccountOut:
    """Een afgesloten account weer openen; zijn tokens blijven ingetrokken."""
    with caller.office.database.writing() as connection:
        return AccountOut.of(accounts.reopen(connection, caller.act, identifier))


@router.get("/tokens", responses=problems())
def all_tokens(caller: Caller) -> list[OwnedTokenOut]:
    """De tokens van iedereen, het nieuwste eerst."""
    with caller.office.database.reading() as connection:
        return [OwnedTokenOut.of(one) for one in accounts.all_tokens(connection)]


@router.post("/tokens/{identifier}/intrekken", responses=problems(404))
def revoke_token(caller: Caller, identifier: Id) -> OwnedTokenOut:
    """Een token van om het even wie intrekken."""
    with caller.office.database.writing() as connection:
        return OwnedTokenOut.of(accounts.revoke_token(connection, caller.act, identifier))


@router.get("/logboek", responses=problems())
def find(
    caller: Caller,
    dossier: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    persoon: Annotated[str, Query(max_length=80)] = "",
    voor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    aantal: Annotated[int, Query(ge=1, le=_MOST)] = _MOST,
) -> list[LoggedOut]:
    """Het logboek, het nieuwste eerst; `voor` gaat verder na de laatste regel die u kreeg."""
    with caller.office.database.reading() as connection:
        found = log.find(connection, dossier=dossier, person=persoon, before=voor, limit=aantal)
    return [LoggedOut.of(one) for one in found]


@router.get("/instellingen", responses=problems())
def settings(caller: Caller) -> dict[str, dict[str, str]]:
    """Wat in werking is, zonder geheimen."""
    return {name: dict(facts) for name, facts in in_force(caller.office).items()}
