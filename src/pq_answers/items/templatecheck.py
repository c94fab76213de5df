"""A template is strict: no unknown name, no default, no arithmetic, no raw figure in its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.errors import InputError, suggest

if TYPE_CHECKING:
    from jinja2 import nodes

Fault = tuple[int, str, str]
"""The line, what is wrong there, and the remedy."""

CONTEXT = ("r", "tabel", "passage")
"""The names that a template may use; `compose` provides exactly these."""

RESULT = (
    "titel",
    "maatregelen",
    "maatregel",
    "jaren",
    "jaren_cijfer",
    "heeft_tabel",
    "opgesplitst",
    "filter",
    "waarde",
)
"""What a template may ask of the result `r`; `compose` provides exactly these."""

FILTERS = (
    "jaren",
    "jaren_voluit",
    "getal",
    "deelnemers",
    "ondernemingen",
    "maatregel",
    "de_maatregel",
    "hoofdletter",
    "opsomming",
)
"""The filters that a template may use; each that prints a number records where it came from."""

_TESTS = {"eq", "ne", "in"}
_NO_SIGN = "In een sjabloon wordt niet gerekend."


def check_template(text: str, path: Path) -> None:
    """Refuse a template with an undefined name, a forbidden construct or a figure written out."""
    for line, what, fix in _faults(_parsed(text, path), text):
        raise InputError(what, where=f"{path}:{line}", fix=fix or "Verbeter het sjabloon.")


def _parsed(text: str, path: Path) -> nodes.Template:
    from jinja2 import Environment, TemplateSyntaxError

    environment = Environment(autoescape=True)
    environment.filters.update(dict.fromkeys(FILTERS, str))
    try:
        return environment.parse(text)
    except TemplateSyntaxError as error:
        raise InputError(
            "Het sjabloon is niet leesbaar: de schrijfwijze van {{ … }} of {% … %} klopt niet.",
            where=f"{path}:{error.lineno}",
            fix="Verbeter deze regel; een filter heet zoals in de lijst van filters.",
        ) from error


def _faults(tree: nodes.Template, text: str) -> Iterator[Fault]:
    # Jinja's own search for names breaks off at an unknown filter or test, so those come first.
    yield from _constructs(tree)
    yield from _unknown_names(tree, text)
    yield from _unknown_attributes(tree)
    yield from _figures(tree)


def _unknown_names(tree: nodes.Template, text: str) -> Iterator[Fault]:
    from jinja2 import meta

    for name in sorted(meta.find_undeclared_variables(tree) - set(CONTEXT)):
        fix = suggest(name, CONTEXT) or f"Mogelijk: {', '.join(CONTEXT)}."
        yield _line_with(text, name), f"Het sjabloon gebruikt een onbekende naam: «{name}».", fix


def _unknown_attributes(tree: nodes.Template) -> Iterator[Fault]:
    from jinja2 import nodes

    for used in tree.find_all(nodes.Getattr):
        if not isinstance(used.node, nodes.Name) or used.node.name != "r" or used.attr not in RESULT:
            fix = suggest(used.attr, RESULT) or f"Het resultaat r heeft: {', '.join(RESULT)}."
            yield used.lineno, f"«{used.attr}» bestaat hier niet.", fix


def _constructs(tree: nodes.Template) -> Iterator[Fault]:
    from jinja2 import nodes

    for test in tree.find_all(nodes.Test):
        if test.name not in _TESTS:
            what = f"De test «is {test.name}» bestaat hier niet, of verbergt een ontbrekende naam."
            yield test.lineno, what, "Haal de test weg."
    for used in tree.find_all(nodes.Filter):
        if used.name not in FILTERS:
            fix = suggest(used.name, FILTERS) or f"Mogelijk: {', '.join(FILTERS)}."
            yield used.lineno, f"De filter «{used.name}» bestaat hier niet.", fix
    signs = (
        nodes.Add,
        nodes.Sub,
        nodes.Mul,
        nodes.Div,
        nodes.FloorDiv,
        nodes.Mod,
        nodes.Pow,
        nodes.Neg,
        nodes.Pos,
    )
    for sign in tree.find_all(signs):
        yield sign.lineno, _NO_SIGN, "Reken in de SQL."
    for other in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        yield other.lineno, "Een sjabloon leest geen ander sjabloon.", "Neem de tekst zelf op."


def _figures(tree: nodes.Template) -> Iterator[Fault]:
    """Find the figures in prose, and the literals that would be printed."""
    from jinja2 import nodes

    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            for line, text in _printed(node):
                place = next((i for i, char in enumerate(text) if char.isnumeric()), None)
                if place is not None:
                    figure = text[place:].split()[0]
                    what = f"Hier staat een getal in de tekst («{figure}»)."
                    yield line + text[:place].count("\n"), what, "Laat het uit het resultaat komen."


def _printed(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Yield the texts that a node prints as they are written; arguments and keys only select."""
    from jinja2 import nodes

    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data
    elif isinstance(node, nodes.Const):
        yield node.lineno, str(node.value)
    elif not isinstance(node, (nodes.Call, nodes.Getitem, nodes.Compare)):
        for child in node.iter_child_nodes():
            yield from _printed(child)


def _line_with(text: str, name: str) -> int:
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)), 1)
