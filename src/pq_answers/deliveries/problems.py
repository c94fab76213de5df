"""What the system and the TOML parser say in English, in Dutch."""

from __future__ import annotations

import errno
import tomllib
from pathlib import Path

from pq_answers.errors import InputError, toml_problem

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


def bad_toml(error: tomllib.TOMLDecodeError | UnicodeDecodeError, path: Path) -> InputError:
    """Return the error of a file that is no TOML, with the line and the problem in Dutch."""
    if isinstance(error, UnicodeDecodeError):
        return InputError("Dit bestand is geen tekst.", where=str(path), fix="Bewaar het als UTF-8.")
    line, problem = toml_problem(error, path.read_text(encoding="utf-8-sig"))
    fix = "Verbeter deze regel."
    return InputError(f"Dit is geen geldige TOML: {problem}.", where=f"{path}:{line}", fix=fix)
