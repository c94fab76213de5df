"""What the TOML parser says in English, in Dutch."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pq_answers.errors import InputError, toml_problem


def bad_toml(error: tomllib.TOMLDecodeError | UnicodeDecodeError, path: Path) -> InputError:
    """Return the error of a file that is no TOML, with the line and the problem in Dutch."""
    if isinstance(error, UnicodeDecodeError):
        return InputError("Dit bestand is geen tekst.", where=str(path), fix="Bewaar het als UTF-8.")
    line, problem = toml_problem(error, path.read_text(encoding="utf-8-sig"))
    fix = "Verbeter deze regel."
    return InputError(f"Dit is geen geldige TOML: {problem}.", where=f"{path}:{line}", fix=fix)
