"""The bands of a snapshot must be those of the catalogue: the marts were put in bands when it was loaded."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.errors import StoreError
from pq_answers.store.reader import Reader
from pq_answers.store.sources import CODELIJST

Bounds = tuple[Decimal | None, Decimal | None]
# One row, whatever the reader's limits are.
_BANDED = f"""SELECT list({{'lijst': lijst, 'code': code, 'van': van, 'tot': tot}}) FROM {CODELIJST}
    WHERE lijst IN (SELECT lijst FROM {CODELIJST} WHERE van IS NOT NULL OR tot IS NOT NULL)"""


def check_bands(reader: Reader) -> None:
    """Raise `StoreError` where the catalogue has changed or dropped a code of a list with bands.

    Lists and codes that only one of the two has do no harm: no mart was banded by them. A changed band does:
    its label would stand beside a count of other people.
    """
    loaded: dict[str, dict[str, Bounds]] = defaultdict(dict)
    [(banded,)] = reader.run(_BANDED).rows
    for row in banded or ():
        loaded[row["lijst"]][row["code"]] = (row["van"], row["tot"])
    known = set(codelist_names())
    for name, codes in sorted(loaded.items()):
        if name in known and _differs(name, codes):
            raise StoreError(
                f"De codelijst «{name}» is gewijzigd sinds deze momentopname.",
                where=f"data/codelists/{name}.toml",
                fix="Laad de levering opnieuw: pq-answers load LEVERING.",
            )


def _differs(name: str, codes: dict[str, Bounds]) -> bool:
    now = {entry.code: (entry.start, entry.end) for entry in load_codelist(name)}
    return any(code not in now or now[code] != bounds for code, bounds in codes.items())
