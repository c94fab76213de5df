"""Zip packages (DOCX, XLSX) whose bytes depend on their content only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def stable(data: bytes, edits: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """Return the package with a fixed order and date of its entries, each part in `edits` changed."""
    edits = edits or {}
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w") as out:
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 0, 0
            content = edits.get(name, bytes)(source.read(name))
            out.writestr(entry, content, ZIP_DEFLATED, compresslevel=6)
    return target.getvalue()


def moment(made: str) -> datetime:
    """Return the declared timestamp as the naive UTC that Office files hold."""
    when = datetime.fromisoformat(made)
    return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
