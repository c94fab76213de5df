"""What is known about a snapshot (momentopname): the small TOML file beside each database file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pq_answers.errors import StoreError

ID = re.compile(r"s[0-9a-f]{12}")
DEMONSTRATION = "demonstratie"
_RELOAD = "Laad de levering opnieuw: pq-answers load LEVERING."


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """One snapshot: who delivered it, what it holds, and the size and sha256 that its file must have."""

    id: str
    producer: str
    kind: str
    name: str
    complete_until: str
    last_complete_year: int
    rows: Mapping[str, int]
    delivery_sha256: str
    tool_version: str
    factor: Decimal
    loaded_at: str
    file_sha256: str
    file_size: int

    @property
    def is_demonstration(self) -> bool:
        """Whether every document made from it must carry the mark «demonstratiegegevens»."""
        return self.kind == DEMONSTRATION


def write_info(info: SnapshotInfo, path: Path) -> None:
    """Write the metadata of a snapshot as TOML."""
    pairs: dict[str, str | int] = {
        "id": info.id,
        "producent": info.producer,
        "soort": info.kind,
        "naam": info.name,
        "volledig_tot": info.complete_until,
        "laatste_jaar": info.last_complete_year,
        "levering_sha256": info.delivery_sha256,
        "versie": info.tool_version,
        "factor": str(info.factor),
        "geladen_op": info.loaded_at,
        "bestand_sha256": info.file_sha256,
        "bestand_bytes": info.file_size,
    }
    lines = [f"{key} = {_value(value)}" for key, value in pairs.items()]
    lines += ["", "[rijen]", *(f"{table} = {count}" for table, count in info.rows.items()), ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _value(value: str | int) -> str:
    # JSON's strings are TOML's, but for the one control character that JSON leaves bare.
    return (
        str(value)
        if isinstance(value, int)
        else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    )


def read_info(path: Path) -> SnapshotInfo:
    """Return the metadata in `path`; raise `StoreError` where it is missing or broken."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        info = SnapshotInfo(
            data["id"],
            data["producent"],
            data["soort"],
            data["naam"],
            data["volledig_tot"],
            int(data["laatste_jaar"]),
            {str(table): int(count) for table, count in data["rijen"].items()},
            data["levering_sha256"],
            data["versie"],
            Decimal(data["factor"]),
            data["geladen_op"],
            data["bestand_sha256"],
            int(data["bestand_bytes"]),
        )
    except FileNotFoundError as error:
        raise StoreError(
            "De beschrijving van deze momentopname ontbreekt.", where=str(path), fix=_RELOAD
        ) from error
    except (OSError, ArithmeticError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            "De beschrijving van deze momentopname is onleesbaar.", where=str(path), fix=_RELOAD
        ) from error
    if info.id != path.stem:
        raise StoreError("Deze beschrijving hoort bij een andere momentopname.", where=str(path), fix=_RELOAD)
    return info
