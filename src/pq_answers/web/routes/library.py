"""The catalogue, and what was answered before."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.items import Catalogue, Item, describe_item
from pq_answers.ledger import Asked, Entry, read_ledger
from pq_answers.web.office import Office
from pq_answers.web.pages import page
from pq_answers.web.visitor import Visiting
from pq_answers.workflow import UnknownError

router = APIRouter()
_MOST = 50


@router.get("/catalogus")
def catalogue(request: Request, visitor: Visiting, q: str = "") -> Response:
    """Show all items, or those that a few words are about."""
    known = visitor.office.desk.catalogue()
    return page(request, "catalogus", visitor, vragen=matching(known, q[:200]), q=q[:200])


def matching(known: Catalogue, words: str) -> list[Item]:
    """Return the items in which all words stand."""
    wanted = words.casefold().split()[:10]

    def text(item: Item) -> str:
        return " ".join((item.name, item.title, item.description, *item.keywords)).casefold()

    return [item for item in known if all(word in text(item) for word in wanted)]


@router.get("/catalogus/{name}")
def item(request: Request, name: str, visitor: Visiting) -> Response:
    """Show one item: what it counts, how, and since when."""
    known = visitor.office.desk.catalogue()
    if name not in known.items:
        raise UnknownError("Deze catalogusvraag bestaat niet.", fix="Zoek ze in de catalogus.")
    found = known.get(name)
    tables = tables_read(found.sql)
    return page(
        request, "catalogusvraag", visitor, vraag=describe_item(found), sql=found.sql, tabellen=tables
    )


def tables_read(sql: str) -> list[str]:
    """Return the tables that a query reads, by name."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return sorted({table.name for table in tree.find_all(exp.Table) if table.name} - own)


@router.get("/eerdere-antwoorden")
def earlier(request: Request, visitor: Visiting, q: str = "") -> Response:
    """Search in the approved answers by words, and in all published figures by figure or words."""
    words = q[:200].split()[:10]
    asked = list(_asked(visitor.office, words)) if words else []
    figures = list(_figures(visitor.office, words)) if words else []
    return page(
        request,
        "eerder",
        visitor,
        q=q[:200],
        vragen=asked[:_MOST],
        cijfers=figures[:_MOST],
        meer=max(len(asked), len(figures)) > _MOST,
    )


def _asked(office: Office, words: list[str]) -> Iterator[Asked]:
    for one in office.desk.asked_before():
        text = f"{one.number} {one.text} {one.answer}".casefold()
        if all(word.casefold() in text for word in words):
            yield one


def _figures(office: Office, words: list[str]) -> Iterator[Entry]:
    with office.desk.store.open() as reader:
        ledger = read_ledger(reader, office.desk.approved)
    for entry in ledger.entries:
        text = f"{entry.printed} {entry.table} {entry.title} {entry.key.period}".casefold()
        if all(word.casefold() in text for word in words):
            yield entry
