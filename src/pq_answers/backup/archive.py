"""The file of a backup: a zip whose manifest knows the size and the sha256 of every member."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, OutputError, os_problem
from pq_answers.resources import tool_version
from pq_answers.store import DRAWING

FORMAT = 1
MANIFEST = "inhoud.json"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_MOST_MANIFEST = 256 << 20
_PACKED = frozenset({"docx", "xlsx", "zip"})
_PART = re.compile(r"[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]*\Z")
_STATE = re.compile(r"staat/[a-z][a-z0-9_]*\.jsonl\Z")
_STORE = re.compile(rf"opslag/(current|{re.escape(DRAWING)}|snapshots/s[0-9a-f]{{12}}\.(duckdb|toml))\Z")
_FOLDERS = ("goedgekeurd/", "ingetrokken/", "geheugen/")
_DAMAGED = "Gebruik een andere reservekopie."


class ArchiveError(InputError):
    """A file is no backup, is damaged, or is of another version; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Member:
    """What a member must be."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made, by which version, which tables, and the members."""

    made: str
    version: str
    revision: str
    members: Mapping[str, Member]


class Writer:
    """Writes the members of a new backup and, at the end, the manifest."""

    def __init__(self, stream: zipfile.ZipFile) -> None:
        self._zip = stream
        self._members: dict[str, Member] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a member; raises `InputError` for a name that could not be restored."""
        if not is_safe(name) or name in self._members:
            fix = "Hernoem of verplaats dit bestand."
            raise InputError("Een bestand met deze naam kan niet in een reservekopie.", where=name, fix=fix)
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_info(name), "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._members[name] = Member(size, digest.hexdigest())

    def finish(self, made: str, revision: str) -> None:
        """Write the manifest."""
        members = {name: {"bytes": one.size, "sha256": one.sha256} for name, one in self._members.items()}
        told = {
            "formaat": FORMAT,
            "gemaakt": made,
            "versie": tool_version(),
            "tabellen": revision,
            "bestanden": members,
        }
        self._zip.writestr(_info(MANIFEST), json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EARLIEST)
    packed = name.rpartition(".")[2] in _PACKED
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Yield the writer of a new backup, which appears whole under its name or not at all.

    Only its owner may read it. Raises `OutputError` where the name is taken or the disk refuses.
    """
    if path.exists():
        fix = "Kies een andere naam, bijvoorbeeld met de datum erin."
        raise OutputError("Dit bestand bestaat al.", where=str(path), fix=fix)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", compresslevel=1) as archive:
                yield Writer(archive)
            stream.flush()
            os.fsync(stream.fileno())
        # A link refuses a name that was taken meanwhile; a rename would replace it.
        path.hardlink_to(half)
    except OSError as error:
        what = f"De reservekopie kan niet geschreven worden ({os_problem(error)})."
        raise OutputError(what, where=str(path), fix="Kies een andere plaats, of maak ruimte.") from error
    finally:
        half.unlink(missing_ok=True)


class Archive:
    """A backup that is open for reading."""

    def __init__(self, stream: zipfile.ZipFile, where: str) -> None:
        self._zip, self._where = stream, where
        self.manifest = self._read_manifest()

    def names(self, folder: str) -> Iterator[str]:
        """Yield the members below a folder."""
        return (name for name in self.manifest.members if name.startswith(f"{folder}/"))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield what a member holds; raises `ArchiveError` at its end where that is not what was written."""
        member = self.manifest.members.get(name)
        if member is None:
            raise self._fault(f"«{name}» ontbreekt.")
        digest, left = hashlib.sha256(), member.size
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        break
                    digest.update(chunk)
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise self._fault(f"«{name}» is beschadigd.") from error
        if left or digest.hexdigest() != member.sha256:
            raise self._fault(f"«{name}» is niet meer wat er bewaard werd.")

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def verify(self) -> None:
        """Read everything; raises `ArchiveError` for any name or byte that is not as the manifest says."""
        found = [info.filename for info in self._zip.infolist()]
        known = {*self.manifest.members, MANIFEST}
        if len(found) != len(set(found)) or set(found) != known:
            raise self._fault("De lijst van bestanden klopt niet met wat erin zit.")
        for name in self.manifest.members:
            if not is_safe(name):
                raise self._fault("Er zit een bestand in met een naam die niet kan.")
            for _ in self.chunks(name):
                pass

    def _read_manifest(self) -> Manifest:
        try:
            if self._zip.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
                raise self._fault("De lijst van bestanden is te groot.")
            told = json.loads(self._zip.read(MANIFEST))
            if isinstance(told, dict) and told.get("formaat") != FORMAT:
                raise ArchiveError(
                    "Deze reservekopie is van een andere versie van het programma.",
                    where=self._where,
                    fix="Zet ze terug met de versie die ze maakte.",
                )
            return _manifest(told)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise self._fault("Dit is geen reservekopie van pq-answers.") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise self._fault("De reservekopie is beschadigd.") from error

    def _fault(self, what: str) -> ArchiveError:
        return ArchiveError(what, where=self._where, fix=_DAMAGED)


def _manifest(told: Any) -> Manifest:
    members = {
        str(name): Member(int(one["bytes"]), str(one["sha256"])) for name, one in told["bestanden"].items()
    }
    if any(member.size < 0 for member in members.values()):
        raise ValueError(MANIFEST)
    return Manifest(str(told["gemaakt"]), str(told["versie"]), str(told["tabellen"]), members)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Yield a backup for reading; raises `ArchiveError` where the file is none, or only half of one."""
    try:
        stream = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError) as error:
        what = "Dit is geen hele reservekopie van pq-answers."
        raise ArchiveError(what, where=str(path), fix=_DAMAGED) from error
    except OSError as error:
        what = f"De reservekopie is niet te lezen ({os_problem(error)})."
        raise ArchiveError(what, where=str(path), fix="Controleer naam en rechten.") from error
    with stream:
        yield Archive(stream, str(path))


def is_safe(name: str) -> bool:
    """Whether a member has its place in an installation, and its name leads nowhere else."""
    if name.startswith("staat/"):
        return bool(_STATE.match(name))
    if name.startswith("opslag/"):
        return bool(_STORE.match(name))
    parts = name.split("/")
    short = all(len(part.encode("utf-8", "surrogatepass")) <= 255 for part in parts)
    return name.startswith(_FOLDERS) and short and all(_PART.match(part) for part in parts)
