"""The pages of the administrator: accounts, tokens, the log, and what is in force."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from pq_answers.errors import InputError
from pq_answers.web.inforce import in_force
from pq_answers.web.pages import back, page
from pq_answers.web.visitor import Id, Posted, Visiting
from pq_answers.workflow import Right, Role, accounts, log
from pq_answers.workflow.accounts import Account

_PAGE = 100


def managing(visitor: Visiting) -> None:
    """Refuse who may not manage."""
    visitor.act.need(Right.MANAGE)


router = APIRouter(prefix="/beheer", dependencies=[Depends(managing)])


@router.get("")
def people_page(request: Request, visitor: Visiting) -> Response:
    """Show all accounts."""
    with visitor.office.database.reading() as connection:
        known = accounts.all_accounts(connection)
    return page(
        request,
        "beheer",
        visitor,
        blad="accounts",
        accounts=known,
        wijze=visitor.office.source,
        alle=list(Role),
    )


@router.get("/accounts/{user:int}")
def account_page(request: Request, user: Id, visitor: Visiting) -> Response:
    """Show one account, with what can be changed."""
    with visitor.office.database.reading() as connection:
        found = accounts.account_of(connection, user)
    return page(
        request,
        "beheer_account",
        visitor,
        blad="accounts",
        account=found,
        wijze=visitor.office.source,
        rollen=[(role, WHAT[role]) for role in Role],
    )


WHAT = {
    Role.READER: "alles lezen",
    Role.DRAFTER: "dossiers maken, plan en tekst wijzigen, voorleggen",
    Role.REVIEWER: "opmerken, goedkeuren en terugsturen",
    Role.ADMIN: "lezen, accounts en tokens beheren",
}


@router.post("/accounts/{user:int}/rollen")
def change_roles(user: Id, visitor: Visiting, form: Posted) -> Response:
    """Give an account other roles."""
    with visitor.office.database.writing() as connection:
        accounts.change_roles(connection, visitor.act, user, _roles(form.texts("rol")))
    return back(f"/beheer/accounts/{user}", "bewaard")


def _roles(names: list[str]) -> set[Role]:
    known = {role.value: role for role in Role}
    if not set(names) <= set(known):
        raise InputError("Deze rol bestaat niet.", fix=f"Kies uit: {', '.join(known)}.")
    return {known[name] for name in names}


@router.post("/accounts/{user:int}/{step}")
def change_account(user: Id, step: str, visitor: Visiting, form: Posted) -> Response:
    """Close an account, open it again, or let its roles follow the sign-in."""
    del form
    steps = {"afsluiten": accounts.close, "openen": accounts.reopen, "volgen": accounts.follow}
    if step not in steps:
        raise InputError("Dit kan niet met een account.", fix="Gebruik de knoppen op de pagina.")
    with visitor.office.database.writing() as connection:
        changed: Account = steps[step](connection, visitor.act, user)
    # Who closes their own account is signed out by it.
    own = changed.closed is not None and user == visitor.user.id
    return back("/aanmelden" if own else f"/beheer/accounts/{user}", "" if own else _DONE[step])


_DONE = {"afsluiten": "afgesloten", "openen": "geopend", "volgen": "volgt"}


@router.get("/tokens")
def tokens_page(request: Request, visitor: Visiting) -> Response:
    """Show the tokens of everybody."""
    with visitor.office.database.reading() as connection:
        known = accounts.all_tokens(connection)
    return page(request, "beheer_tokens", visitor, blad="tokens", tokens=known, nu=visitor.office.now)


@router.post("/tokens/{token:int}/intrekken")
def revoke_token(token: Id, visitor: Visiting, form: Posted) -> Response:
    """Make anybody's token useless."""
    del form
    with visitor.office.database.writing() as connection:
        accounts.revoke_token(connection, visitor.act, token)
    return back("/beheer/tokens", "ingetrokken")


@router.get("/logboek")
def log_page(
    request: Request,
    visitor: Visiting,
    dossier: Annotated[str, Query(max_length=9)] = "",
    persoon: Annotated[str, Query(max_length=80)] = "",
    voor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Show the log, by dossier and person; `voor` goes on where a page ended."""
    number = _number(dossier.strip())
    with visitor.office.database.reading() as connection:
        found = log.find(connection, dossier=number, person=persoon, before=voor, limit=_PAGE + 1)
        names = [one.user.name for one in accounts.all_accounts(connection)]
    return page(
        request,
        "beheer_logboek",
        visitor,
        blad="logboek",
        regels=found[:_PAGE],
        verder=found[_PAGE - 1].id if len(found) > _PAGE else None,
        dossier=dossier.strip(),
        persoon=persoon,
        namen=sorted(names),
    )


def _number(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal()):
        raise InputError(
            "Dit dossiernummer is geen getal.", fix="Neem het getal uit het adres van het dossier."
        )
    return int(text) if text else None


@router.get("/instellingen")
def settings_page(request: Request, visitor: Visiting) -> Response:
    """Show what is in force."""
    return page(request, "beheer_instellingen", visitor, blad="instellingen", delen=in_force(visitor.office))
