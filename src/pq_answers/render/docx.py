"""The Word answer: an editable template in the house style, filled with generated paragraphs and tables."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any

from pq_answers.document import Document
from pq_answers.errors import InputError, suggest
from pq_answers.render import package
from pq_answers.render.docx_blocks import Composer
from pq_answers.render.docx_pages import pages, placed, slot
from pq_answers.render.docx_picture import pictures
from pq_answers.render.docx_xml import NAMESPACE
from pq_answers.render.faults import template_problem
from pq_answers.render.inline import clean
from pq_answers.resources import find_file

TEMPLATE = "templates/huisstijl/antwoord.docx"
REQUIRED = frozenset(
    {"naam", "titel", "kop", "regels", "merk", "vooraf", "antwoorden", "bijlagenkop", "bijlagen"}
)
KNOWN = REQUIRED | {"documenttitel", "onderwerp"}
STYLES = (
    "Antwoord", "Antwoordtabel", "Bijlage", "Open", "Open gedeelte", "Opmerking", "Opsomming", "Regel",
    "Tabelcel", "Tabeleenheid", "Tabelgetal", "Tabelkop", "Tabelnoot", "Tabeltitel", "Vraaglabel",
    "Vraagnummer",
)  # fmt: skip
_W = f"{{{NAMESPACE}}}"
_PROPERTIES = {
    "auteur": "author",
    "author": "author",
    "trefwoorden": "keywords",
    "keywords": "keywords",
    "categorie": "category",
    "category": "category",
    "opmerkingen": "comments",
    "comments": "comments",
}


def render(document: Document) -> bytes:
    """Return the answer in the house style; raise `InputError` where the template cannot carry it."""
    path = find_file(TEMPLATE)
    data = path.read_bytes()
    _check(str(path), data)
    return _filled(document, str(path), data)


def _filled(document: Document, path: str, data: bytes) -> bytes:
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    template = DocxTemplate(BytesIO(data))
    word = template.get_docx()
    layout = pages(word)
    composer = Composer(_style_ids(word, path), layout, pictures(word))
    fragments = _fragments(document, composer)
    try:
        template.render(_context(document, fragments), _environment(), autoescape=True)
    except TemplateError as error:
        raise _broken(path, error) from error
    fill = placed(template.docx, fragments, layout, path)
    _properties(template.docx, document)
    target = BytesIO()
    template.save(target)
    return package.stable(target.getvalue(), {template.docx.part.partname.lstrip("/"): fill})


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _fragments(document: Document, composer: Composer) -> dict[str, str]:
    return {
        "regels": composer.lines(document),
        "vooraf": "".join(composer.blocks(document.preliminary)),
        "antwoorden": composer.sections(document.sections),
        "bijlagen": composer.annexes(document.annexes),
    }


def _context(document: Document, fragments: dict[str, str]) -> dict[str, object]:
    from markupsafe import Markup

    words = {
        "naam": document.letterhead.name,
        "titel": document.letterhead.title,
        "kop": document.letterhead.heading,
        "merk": document.mark,
        "bijlagenkop": document.annex_heading,
        "documenttitel": document.title,
        "onderwerp": document.subject,
    }
    # Only a mark of the place passes docxtpl, which rewrites text and mends XML as it sees fit.
    slots = {name: Markup(slot(name)) if xml else "" for name, xml in fragments.items()}  # noqa: S704 - fixed
    return {**{name: _literal(text) for name, text in words.items()}, **slots}


def _literal(text: str) -> Any:
    """Return text that docxtpl leaves alone: it rewrites braces such as "{_{" in what it has rendered."""
    from markupsafe import Markup

    return Markup(escape(clean(text)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped


def _properties(word: Any, document: Document) -> None:
    core = word.core_properties
    core.title, core.subject = clean(document.title)[:255], clean(document.subject)[:255]
    core.language = document.language
    core.created = core.modified = package.moment(document.made)
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.revision = 1
    for name, value in document.properties:
        if name.casefold() in _PROPERTIES:
            setattr(core, _PROPERTIES[name.casefold()], clean(value)[:255])
    for language in word.styles.element.iter(f"{_W}lang"):
        language.set(f"{_W}val", document.language)


def _style_ids(word: Any, where: str) -> dict[str, str]:
    """Return the ids of the styles by name: Word renames ids freely, never the names of own styles."""
    ids = {style.name: style.style_id for style in word.styles}
    missing = [name for name in STYLES if name not in ids]
    if missing:
        raise InputError(
            f"Het Word-sjabloon mist de stijl «{missing[0]}».",
            where=where,
            fix="Voeg de stijl met deze naam toe, of begin opnieuw van het meegeleverde sjabloon.",
        )
    return ids


@lru_cache(maxsize=8)
def _check(where: str, data: bytes) -> None:
    """Refuse a template that is no Word file, uses an unknown name, or leaves a part of the answer out."""
    from docxtpl import DocxTemplate

    try:
        used = DocxTemplate(BytesIO(data)).get_undeclared_template_variables(_environment())
    except Exception as error:  # a damaged package fails anywhere between zip, XML and Jinja
        raise _broken(where, error) from error
    unknown = sorted(used - KNOWN)
    if unknown:
        raise InputError(
            f"Het Word-sjabloon gebruikt een onbekende naam: «{unknown[0]}».",
            where=where,
            fix=suggest(unknown[0], sorted(KNOWN)),
        )
    if missing := sorted(REQUIRED - used):
        raise InputError(
            f"Het Word-sjabloon heeft geen plaats voor: {', '.join(missing)}.",
            where=where,
            fix=f"Voeg {{{{ {missing[0]} }}}} toe, of begin opnieuw van het meegeleverde sjabloon.",
        )


def _broken(where: str, error: Exception) -> InputError:
    return InputError(
        f"Het Word-sjabloon is niet bruikbaar: {template_problem(error)}.",
        where=where,
        fix="Herstel het in Word en bewaar het als .docx, of zet het meegeleverde sjabloon terug.",
    )
