"""Rendering an item's template: strict, sandboxed, with filters that record where each number came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pq_answers import nl
from pq_answers.compose.sentences import Sentences
from pq_answers.compose.tables import state_text
from pq_answers.compose.trace import Tracer
from pq_answers.compose.view import measure_text
from pq_answers.document import Origin, Source
from pq_answers.errors import InputError, UserError
from pq_answers.items import Item
from pq_answers.tables import VALUED, Cell, State

if TYPE_CHECKING:
    from jinja2 import Environment


def render_prose(item: Item, context: dict[str, Any], tracer: Tracer, sentences: Sentences) -> str:
    """Return the Markdown of `item`'s template; raise `InputError` with file and line for a fault in it."""
    environment = _environment(tracer, sentences)
    try:
        return environment.from_string(item.template).render(context)
    except UserError as error:
        where = error.where or str(item.template_path)
        raise type(error)(error.what, where=where, fix=error.fix) from error
    except Exception as error:
        # Whatever a template asks of its values, from a missing name to a filter on the wrong thing.
        raise InputError(
            f"Het sjabloon kan niet ingevuld worden ({type(error).__name__}).",
            where=f"{item.template_path}:{_line(error)}",
            fix="Verbeter de naam, de filter of de functie op deze regel.",
        ) from error


def _line(error: Exception) -> int:
    """Return the template's line where `error` came up: Jinja puts it in the traceback."""
    frames = extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == "<template>"), 1)


def _environment(tracer: Tracer, sentences: Sentences) -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize(tracer),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters = dict(_filters(tracer, sentences))
    environment.globals.clear()
    return environment


def _finalize(tracer: Tracer) -> Callable[[object], Markup]:
    """Let only traced texts through: plain words become tokens too, so data never turns into Markdown."""

    def finalize(value: object) -> Markup:
        if isinstance(value, Markup):
            return value
        if isinstance(value, str):
            return tracer.text(value)
        raise InputError(
            "Een sjabloon drukt alleen woorden af, geen cijfer of lijst zonder filter.",
            fix="Zet er een filter achter: «| getal», «| jaren» of «| opsomming».",
        )

    return finalize


def _filters(tracer: Tracer, sentences: Sentences) -> dict[str, Callable[..., Any]]:
    def figure(cell: Cell) -> Markup:
        source = Source(Origin.CELL, str(cell.key), cell.key)
        if cell.state is State.SUPPRESSED:
            return tracer.token(sentences.fill("document.onbekend_geheim"), source)
        if cell.state in VALUED and cell.value is not None:
            return tracer.token(nl.number(cell.value, cell.decimals), source)
        return tracer.token(state_text(cell.state), source)

    def years(values: Sequence[int]) -> Markup:
        return tracer.number(nl.years(values), Origin.PARAMETER, "jaren")

    def years_in_words(values: Sequence[int]) -> Markup:
        return tracer.number(nl.years_in_words(values), Origin.PARAMETER, "jaren")

    return {
        "getal": figure,
        "jaren": years,
        "jaren_voluit": years_in_words,
        "maatregel": measure_text,
        "de_maatregel": lambda code: measure_text(code, "met_lidwoord"),
        "deelnemers": lambda code: measure_text(code, "deelnemers"),
        "ondernemingen": lambda code: measure_text(code, "ondernemingen"),
        "hoofdletter": nl.capital,
        "opsomming": nl.listing,
    }
