"""A template is strict: no unknown name, no default, no arithmetic, no raw figure in its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pq_answers.errors import InputError, suggest

CONTEXT = ("r", "tabel", "passage", "zie")
"""The names that a template may use; `compose` provides exactly these."""

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

_BANNED_TESTS = {"defined", "undefined", "none"}


def check_template(text: str, path: Path) -> None:
    """Refuse a template with an undefined name, a forbidden construct or a figure written out."""
    from jinja2 import Environment, TemplateSyntaxError, meta, nodes

    environment = Environment(autoescape=True)
    environment.filters.update(dict.fromkeys(FILTERS, str))
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        raise _fault(path, error.lineno, f"Het sjabloon is niet leesbaar: {error.message}") from error
    for name in sorted(meta.find_undeclared_variables(tree) - set(CONTEXT)):
        raise _fault(
            path,
            _line_with(text, name),
            f"Het sjabloon gebruikt een onbekende naam: «{name}».",
            fix=suggest(name, CONTEXT) or f"Mogelijk: {', '.join(CONTEXT)}.",
        )
    for test in tree.find_all(nodes.Test):
        if test.name in _BANNED_TESTS:
            raise _fault(path, test.lineno, f"«is {test.name}» verbergt een ontbrekende naam.")
    for used in tree.find_all(nodes.Filter):
        _check_filter(path, used)
    for sum_ in tree.find_all(nodes.BinExpr):
        if not isinstance(sum_, (nodes.And, nodes.Or)):
            raise _fault(path, sum_.lineno, "In een sjabloon wordt niet gerekend.", fix="Reken in de SQL.")
    for line, digits in _figures(tree):
        raise _fault(
            path,
            line,
            f"Hier staat een getal in de tekst («{digits}»).",
            fix="Laat het uit het resultaat komen.",
        )


def _check_filter(path: Path, used: object) -> None:
    name, line = str(getattr(used, "name", "")), int(getattr(used, "lineno", 1))
    if name not in FILTERS:
        raise _fault(path, line, f"De filter «{name}» bestaat hier niet.", fix=suggest(name, FILTERS))


def _figures(tree: object) -> Iterator[tuple[int, str]]:
    from jinja2 import nodes

    if not isinstance(tree, nodes.Template):
        return
    for data in tree.find_all(nodes.TemplateData):
        if match := re.search(r"\d+", data.data):
            yield data.lineno + data.data[: match.start()].count("\n"), match[0]


def _line_with(text: str, name: str) -> int:
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)), 1)


def _fault(path: Path, line: int, what: str, *, fix: str = "Verbeter het sjabloon.") -> InputError:
    return InputError(what, where=f"{path}:{line}", fix=fix)
