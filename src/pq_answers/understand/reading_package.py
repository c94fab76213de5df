"""The XML parts of a Word file, read within limits: no outside entities, no more than it may unpack to."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from pq_answers.errors import InputError

_MOST_UNPACKED = 200_000_000
_MOST_OF_PART = 40_000_000
_MOST_PARTS = 5_000
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_LOCKED_NAME = "EncryptedPackage".encode("utf-16-le")
_UNREADABLE = (
    BadZipFile,
    etree.XMLSyntaxError,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    ValueError,
)


class Package:
    """A Word file; `main`, `styles` and `numbering` are the roots of its parts, or None without one."""

    def __init__(self, data: bytes) -> None:
        """Raises `InputError` for a file that is locked, broken, too large or no Word file."""
        _refuse_old(data)
        try:
            with ZipFile(BytesIO(data)) as archive:
                _refuse_contents(archive)
                name = _related(archive, "", "officeDocument") or "word/document.xml"
                self.main = _part(archive, name)
                self.styles = _part(archive, _related(archive, name, "styles"))
                self.numbering = _part(archive, _related(archive, name, "numbering"))
        except (*_UNREADABLE, RuntimeError, OSError) as error:
            raise broken() from error


def broken() -> InputError:
    """Return the error for a Word file that is damaged or none at all."""
    return InputError(
        "Dit Word-bestand is beschadigd.", fix="Open het in Word en bewaar het opnieuw als .docx."
    )


def _refuse_old(data: bytes) -> None:
    if not data.startswith(_OLD_WORD):
        return
    if _LOCKED_NAME in data:
        raise _locked()
    raise InputError(
        "Dit is een Word-bestand van voor 2007.", fix="Open het in Word en bewaar het als .docx."
    )


def _locked() -> InputError:
    return InputError(
        "Dit Word-bestand is met een wachtwoord beveiligd.", fix="Bewaar het zonder wachtwoord."
    )


def _refuse_contents(archive: ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _locked()
    # Reading an entry stops at the size that it states, so the stated sizes may be trusted as a limit.
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise InputError("Dit Word-bestand is uitgepakt te groot.", fix="Bewaar enkel de tekst van de vraag.")


def _related(archive: ZipFile, name: str, kind: str) -> str:
    """Return the name of the part that the part `name` ("" for the whole) relates to, or ""."""
    folder, _, file = name.rpartition("/")
    relations = _part(archive, f"{folder}/_rels/{file}.rels".lstrip("/"))
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith(f"/{kind}"):
            return posixpath.join("/", folder, relation.get("Target", "")).lstrip("/")
    return ""


def _part(archive: ZipFile, name: str) -> Any:
    if name not in archive.namelist():
        return None
    if archive.getinfo(name).file_size > _MOST_OF_PART:
        raise InputError("Dit Word-bestand is uitgepakt te groot.", fix="Bewaar enkel de tekst van de vraag.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def local(node: Any) -> str:
    """Return the name of an element without its namespace, which Word has two of; "" for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def named(node: Any, *names: str) -> Iterator[Any]:
    """Yield the direct children of these names."""
    return (child for child in node if local(child) in names)


def child(node: Any, *path: str) -> Any:
    """Return the first descendant along a path of names, or None."""
    for name in path:
        node = next(named(node, name), None) if node is not None else None
    return node


def attribute(node: Any, name: str = "val") -> str | None:
    """Return an attribute whatever its namespace, or None where it or the element is not there."""
    items = node.items() if node is not None else ()
    return next((value for key, value in items if key.rpartition("}")[2] == name), None)
