"""Click in Dutch: its own texts all pass through gettext, so a small catalogue translates them.

Importing click through this module binds the translation, also where a web server imported click before. No
locale is set or asked: the command line is Dutch on every machine.
"""

from __future__ import annotations

import gettext
import sys

_DUTCH = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Opdrachten",
    "Positional arguments": "Argumenten",
    "Show this message and exit.": "Toon deze hulp en stop.",
    "Show the version and exit.": "Toon de versie en stop.",
    "%(prog)s, version %(version)s": "%(prog)s, versie %(version)s",
    "default: {default}": "standaard: {default}",
    "env var: {var}": "omgevingsvariabele: {var}",
    "required": "verplicht",
    "(dynamic)": "(berekend)",
    "Aborted!": "Afgebroken.",
    "Error: {message}": "Fout: {message}",
    "Missing command.": "Geef een opdracht.",
    "No such command {name!r}.": "De opdracht {name!r} bestaat niet.",
    "No such option {name!r}.": "De optie {name!r} bestaat niet.",
    "Did you mean {possibility}?": "Bedoelde u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelde u een van: {possibilities}?)",
    "Try '{command} {option}' for help.": "Hulp: '{command} {option}'.",
    "Missing argument": "Er ontbreekt een argument",
    "Missing option": "Er ontbreekt een optie",
    "Missing parameter": "Er ontbreekt een parameter",
    "Missing parameter: {param_name}": "Er ontbreekt een parameter: {param_name}",
    "Missing {param_type}": "Er ontbreekt: {param_type}",
    "Invalid value: {message}": "Ongeldige waarde: {message}",
    "Invalid value for {param_hint}: {message}": "Ongeldige waarde voor {param_hint}: {message}",
    "Got unexpected extra argument ({args})": "Dit argument is te veel: {args}",
    "Got unexpected extra arguments ({args})": "Deze argumenten zijn te veel: {args}",
    "Option {name!r} requires an argument.": "De optie {name!r} heeft een waarde nodig.",
    "Option {name!r} requires {nargs} arguments.": "De optie {name!r} heeft {nargs} waarden nodig.",
    "Option {name!r} does not take a value.": "De optie {name!r} neemt geen waarde.",
    "Argument {name!r} takes {nargs} values.": "Het argument {name!r} neemt {nargs} waarden.",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "{value!r} is not one of {choices}.": "{value!r} is geen van {choices}.",
    "{value!r} is not {choice}.": "{value!r} is niet {choice}.",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen {number_type}.",
    "{value} is not in the range {range}.": "{value} kan niet; mogelijk: {range}.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} bestaat niet.",
    "{name} {filename!r} is a file.": "{name} {filename!r} is een bestand.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} is een map.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} is niet leesbaar.",
    "{name} {filename!r} is not writable.": "In {name} {filename!r} kan niet geschreven worden.",
    "Could not open file {filename!r}: {message}": "{filename!r} kan niet geopend worden: {message}",
    "file": "Bestand",
    "directory": "Map",
    "path": "Pad",
    "unknown error": "onbekende fout",
}


def _translate(message: str) -> str:
    return _DUTCH.get(message, message)


def _translate_plural(msgid1: str, msgid2: str, n: int) -> str:
    return _translate(msgid1 if n == 1 else msgid2)


# By hand: unittest.mock takes longer to import than everything else that the help needs.
_own = gettext.gettext, gettext.ngettext
gettext.gettext, gettext.ngettext = _translate, _translate_plural
try:
    import click
finally:
    gettext.gettext, gettext.ngettext = _own
for _name, _module in list(sys.modules.items()):
    if _name.startswith("click.") and hasattr(_module, "_"):
        vars(_module)["_"] = _translate
        if hasattr(_module, "ngettext"):
            vars(_module)["ngettext"] = _translate_plural


class WholeNumber(click.IntRange):
    """A whole number between bounds, in Dutch: click writes its names and ranges of numbers untranslated."""

    name = "geheel getal"

    def _describe_range(self) -> str:
        return f"{self.min} tot en met {self.max}" if self.max is not None else f"vanaf {self.min}"


__all__ = ["WholeNumber", "click"]
