"""Unpack a ZIP that somebody handed over: only plain files, inside one folder, no more than it may become."""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pq_answers.errors import InputError

MOST_FILES = 200
MOST_UNPACKED = 500_000_000
_MOST_RATIO, _SMALL = 200, 5_000_000
_MOST_INSIDE = 200_000_000
_CHUNK = 1 << 20
_NAME = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]{1,120}\Z")
# What zip programs add by themselves; nobody means to hand it over.
_ADDED = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_AGAIN = "Maak de zip opnieuw, met alleen de bestanden zelf."


def unpack(data: bytes, folder: Path, endings: Sequence[str]) -> tuple[Path, ...]:
    """Unpack `data` into the empty `folder` and return the files; those in one folder inside come without it.

    Raises `InputError` for what is no ZIP, leads outside, links, is locked or unpacks to too much.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = [
                one for one in archive.infolist() if not one.is_dir() and not _ADDED.search(one.filename)
            ]
            _refuse_size(entries)
            for entry in entries:
                _refuse_entry(entry, endings)
            names = _plain_names(entries)
            return tuple(
                _written(archive, entry, folder / name) for entry, name in zip(entries, names, strict=True)
            )
    except InputError:
        raise
    except _UNREADABLE as error:
        raise InputError("Dit bestand is geen leesbare zip.", fix=_AGAIN) from error


def _refuse_size(entries: Sequence[ZipInfo]) -> None:
    if not entries:
        raise InputError("Deze zip is leeg.", fix="Zet de bestanden erin.")
    if len(entries) > MOST_FILES:
        raise InputError(f"Deze zip telt meer dan {MOST_FILES} bestanden.", fix="Splits ze in meer zips.")
    # Reading an entry stops at the size that it states, so the stated sizes may be trusted as a limit.
    size, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if size > MOST_UNPACKED or (size > _SMALL and size > _MOST_RATIO * max(packed, 1)):
        raise InputError("Deze zip is uitgepakt te groot.", fix="Lever minder bestanden tegelijk.")


def _refuse_entry(entry: ZipInfo, endings: Sequence[str]) -> None:
    if entry.flag_bits & 1:
        raise InputError("Deze zip is met een wachtwoord beveiligd.", fix="Maak ze zonder wachtwoord.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise InputError("In deze zip staat een koppeling of een bijzonder bestand.", fix=_AGAIN)
    path = PurePosixPath(entry.filename)
    safe = all(_NAME.match(part) and part.strip(". ") for part in entry.filename.split("/"))
    if path.is_absolute() or ".." in path.parts or not safe or len(path.parts) > 3:
        raise InputError("In deze zip staat een bestand met een pad of een naam die niet mag.", fix=_AGAIN)
    if path.suffix.lower() not in endings:
        fix = f"Toegelaten: {', '.join(endings)}."
        raise InputError("In deze zip staat een bestand van een soort die niet gelezen wordt.", fix=fix)
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise InputError("Deze zip is op een ongewone manier gecomprimeerd.", fix=_AGAIN)


def _plain_names(entries: Sequence[ZipInfo]) -> list[str]:
    """Return the names without the folder that all files share; refuse two that a disk may hold for one."""
    paths = [PurePosixPath(one.filename) for one in entries]
    shared = {path.parts[0] for path in paths if len(path.parts) > 1}
    inside = len(shared) == 1 and all(len(path.parts) > 1 for path in paths)
    names = [str(PurePosixPath(*path.parts[1:]) if inside else path) for path in paths]
    if len({name.casefold() for name in names}) < len(names):
        raise InputError("In deze zip staat een bestand twee keer.", fix="Laat er een van weg.")
    return names


def _written(archive: ZipFile, entry: ZipInfo, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as source, path.open("xb") as target:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise BadZipFile
            target.write(chunk)
    if path.suffix.lower() in {".xlsx", ".docx"}:
        _refuse_inside(path)
    return path


def _refuse_inside(path: Path) -> None:
    """Refuse a workbook that is small here and unpacks to far more when it is read."""
    try:
        with ZipFile(path) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except _UNREADABLE:
        return  # whoever reads it says so, with its name
    if size > _MOST_INSIDE:
        raise InputError("Een bestand in deze zip is uitgepakt te groot.", fix="Lever Parquet of CSV.")
