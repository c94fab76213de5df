"""Every exception, its exit code and its Dutch message: what is wrong, where, and how to mend it."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """One exit code per kind of error."""

    DONE = 0
    BLOCKED = 1
    USAGE = 2
    BAD_INPUT = 3
    STORE = 4
    INTERNAL = 5


class UserError(Exception):
    """An error that a person can mend: Dutch text, place and remedy; never a row's values."""

    exit_code = ExitCode.BAD_INPUT
    kind = "invoer"
    """What sort of error it is, for who counts them."""

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what, where, fix)
        self.what, self.where, self.fix = what, where, fix

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.fix}" if self.fix else ""
        return f"{place}{self.what}{remedy}"


class BlockedError(UserError):
    """Findings that block: an untraceable number, a failed check, an unprotected cell."""

    exit_code = ExitCode.BLOCKED
    kind = "blokkade"


class ChecksError(BlockedError):
    """A check of the figures failed."""

    kind = "controles"


class UnprotectedError(BlockedError):
    """Figures about persons could not be protected."""

    kind = "bescherming"


class UntracedError(BlockedError):
    """A number does not trace to where it comes from."""

    kind = "getallencontrole"


class UsageError(UserError):
    """The command line's words are off: an unknown item, parameter or measure."""

    exit_code = ExitCode.USAGE


class InputError(UserError):
    """A file that was handed over is wrong: a plan, a delivery, an item, a template."""

    exit_code = ExitCode.BAD_INPUT


class NoFiguresError(InputError):
    """An item has no figures for what is asked of it."""


class StoreError(UserError):
    """The store is missing, broken, busy or over its limits."""

    exit_code = ExitCode.STORE
    kind = "opslag"


class OutputError(UserError):
    """The result cannot be written: no permission, a full disk."""

    exit_code = ExitCode.STORE
    kind = "schijf"


def suggest(name: str, known: Sequence[str], *, limit: int = 3) -> str:
    """Return the sentence that offers the known names nearest to `name`, or lists them all when few."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=limit, cutoff=0.55)
    if near:
        return f"Bedoelde u {' of '.join(f'«{n}»' for n in near)}?"
    if 0 < len(known) <= 12:
        return f"Mogelijk: {', '.join(sorted(known))}."
    return ""


_TOML_PROBLEMS = (
    ("Cannot overwrite", "deze naam staat er twee keer"),
    ("Cannot declare", "deze tabel staat er twee keer"),
    ("Unclosed", "een haakje is niet gesloten"),
    ("Unterminated", "een tekst is niet afgesloten"),
    ("Unescaped", "een \\ in een tekst staat dubbel: \\\\"),
    ("Illegal character", "een teken of een regeleinde mag hier niet staan"),
    ("Invalid value", "een waarde ontbreekt, of een tekst staat niet tussen aanhalingstekens"),
    ("Expected", "hier ontbreekt een teken, zoals = of een aanhalingsteken"),
)


def toml_problem(error: Exception, text: str) -> tuple[int, str]:
    """Return the line and the Dutch description of what the TOML parser stumbled over in `text`."""
    match = re.search(r"line (\d+)", str(error))
    line = int(match[1]) if match else max(1, len(text.splitlines()))
    what = next((dutch for start, dutch in _TOML_PROBLEMS if str(error).startswith(start)), "")
    return line, what or "de schrijfwijze klopt niet"


_SYSTEM = {
    errno.EACCES: "geen toegang",
    errno.EPERM: "niet toegelaten",
    errno.EROFS: "de schijf laat alleen lezen toe",
    errno.ENOENT: "het bestaat niet",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EISDIR: "het is een map",
    errno.EEXIST: "het bestaat al",
    errno.ELOOP: "de koppelingen verwijzen naar elkaar",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw deel van de schijf is vol",
    errno.EFBIG: "het bestand wordt te groot",
    errno.EIO: "de schijf geeft een fout",
    errno.EBUSY: "het is in gebruik",
    errno.EMFILE: "er staan te veel bestanden open",
    errno.ENFILE: "er staan te veel bestanden open",
    errno.ESTALE: "de netwerkschijf is weggevallen",
}


def os_problem(error: OSError) -> str:
    """Return in Dutch why the system refused; an unusual reason keeps its number only."""
    return _SYSTEM.get(error.errno or 0, f"systeemfout {error.errno or 'zonder nummer'}")
