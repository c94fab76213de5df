"""What Jinja says in English about a template of the house style, in Dutch."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"'([^'\n]{1,60})'")


def template_problem(error: Exception) -> str:
    """Return in Dutch what is wrong with a template; never a text of the document."""
    from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

    names = [f"«{name}»" for name in _QUOTED.findall(str(error))]
    near = f" bij {names[-1]}" if names else ""
    if isinstance(error, SecurityError):
        return "het vraagt iets dat een sjabloon niet mag"
    if isinstance(error, UndefinedError):
        return f"een naam bestaat niet{near}"
    if isinstance(error, TemplateSyntaxError):
        return f"een haakje of een opdracht klopt niet{near}"
    if isinstance(error, UnicodeDecodeError):
        return "het is niet bewaard als UTF-8"
    return "het kan niet ingevuld worden" if isinstance(error, TemplateError) else "het bestand is beschadigd"
