"""The pages of the standing passages: which there are, what each says, and changing one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from pq_answers.errors import UserError
from pq_answers.web.pages import back, page
from pq_answers.web.problems import status_of
from pq_answers.web.routes.manage import managing
from pq_answers.web.visitor import Form, Posted, Visiting, Visitor
from pq_answers.workflow.texts import all_texts, change_text, text_of

_LIST = "/beheer/teksten"
_NEW = '+++\ntitel = ""\ngeldig = {{ van = {day} }}\nrechtsgrond = ""\nindicatoren = []\n+++\n'

router = APIRouter(prefix=_LIST, dependencies=[Depends(managing)])


@router.get("")
def texts_page(request: Request, visitor: Visiting) -> Response:
    """Show all standing passages, and the form for a new one."""
    return _list(request, visitor)


@router.post("")
def add_text(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Add a passage of the ministry's own."""
    name = form.text("naam").strip()
    try:
        _change(visitor, name, form)
    except UserError as error:
        return _list(request, visitor, status_of(error), naam=name, inhoud=form.text("inhoud"), fout=error)
    return back(f"{_LIST}/{name}", "bewaard")


@router.get("/{name}")
def text_page(request: Request, name: str, visitor: Visiting) -> Response:
    """Show one passage, as it is printed and as a text to change."""
    return _one(request, visitor, name)


@router.post("/{name}")
def save_text(request: Request, name: str, visitor: Visiting, form: Posted) -> Response:
    """Change a passage; what was typed stays where it cannot be kept."""
    text_of(name)
    try:
        _change(visitor, name, form)
    except UserError as error:
        return _one(request, visitor, name, status_of(error), inhoud=form.text("inhoud"), fout=error)
    return back(f"{_LIST}/{name}", "bewaard")


def _change(visitor: Visitor, name: str, form: Form) -> None:
    with visitor.office.database.writing() as connection:
        change_text(connection, visitor.act, name, form.text("inhoud"), form.text("versie"))


def _list(request: Request, visitor: Visitor, status: int = 200, **typed: Any) -> Response:
    new = _NEW.format(day=visitor.office.today.isoformat())
    shown = {"naam": "", "inhoud": new, "fout": None, **typed}
    return page(request, "beheer_teksten", visitor, status, blad="teksten", teksten=all_texts(), **shown)


def _one(request: Request, visitor: Visitor, name: str, status: int = 200, **typed: Any) -> Response:
    text = text_of(name)
    printed = text.passage.filled(lambda _, value: value).split("\n\n")
    shown = {"inhoud": text.to_change, "fout": None, "gedrukt": printed, **typed}
    return page(request, "beheer_tekst", visitor, status, blad="teksten", tekst=text, **shown)
