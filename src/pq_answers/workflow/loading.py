"""Loading a delivery in a process of its own: a file that fells the reader of it does not fell the server.

The process also gives back the memory that a build takes, and ends at once where somebody cancels.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, StoreError, UserError
from pq_answers.store import DeliveryRejectedError, Store, StoreBusyError

SHOWN_FAULTS = 300
_PATIENCE = 2.0
_STEP, _DONE, _FAULTS, _BUSY, _WRONG = "stap", "klaar", "fouten", "bezig", "mis"
Say = Callable[[str], None]


class RejectedError(InputError):
    """The delivery has faults; `faults` are the first of them, `count` says how many, `csv` holds all."""

    def __init__(self, told: dict[str, Any], csv: bytes) -> None:
        self.told, self.csv = told, csv
        count = told["aantal"]
        what = f"De levering heeft {count} {'fout' if count == 1 else 'fouten'}; er is niets geladen."
        super().__init__(what, fix="Verbeter de bestanden en lever opnieuw.")


def load_apart(root: Path, folder: Path, say: Say) -> dict[str, Any]:
    """Load the delivery in `folder` into the store at `root`, not as the current one; return what came of it.

    Whatever `say` raises ends the process. Raises `RejectedError` for faults, `StoreBusyError` where another
    load is going on, `UserError` for the rest; messages name no folder.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_load, args=(root, folder, sender), name="laden", daemon=True)
    process.start()
    sender.close()
    try:
        return _followed(receiver, say)
    finally:
        process.terminate()
        process.join()
        receiver.close()


def _followed(receiver: Connection, say: Say) -> dict[str, Any]:
    step = "Levering laden"
    while True:
        # Also while a step takes long: somebody may have cancelled.
        say(step)
        try:
            if not receiver.poll(_PATIENCE):
                continue
            kind, *values = receiver.recv()
        except EOFError as error:
            fix = "Kijk de bestanden na; misschien is er te weinig geheugen, of is er een beschadigd."
            raise StoreError("Het laden viel stil; er is niets geladen.", fix=fix) from error
        if kind == _STEP:
            step = str(values[0])
        elif kind == _DONE:
            told: dict[str, Any] = values[0]
            return told
        else:
            raise _error(kind, values)


def _error(kind: str, values: list[Any]) -> UserError:
    if kind == _FAULTS:
        return RejectedError(*values)
    if kind == _BUSY:
        return StoreBusyError("Er wordt al een levering geladen.", fix="Wacht tot dat klaar is.")
    return InputError(values[0], fix=values[1])


def _load(root: Path, folder: Path, sender: Connection) -> None:
    """Load in the process itself, and send what happens as plain values."""
    try:
        report = Store(root).load(folder, lambda step: sender.send((_STEP, step)), switch=False)
    except DeliveryRejectedError as error:
        sender.send((_FAULTS, _faults(error), error.csv_path.read_bytes()))
    except StoreBusyError:
        sender.send((_BUSY,))
    except UserError as error:
        sender.send((_WRONG, f"{_inside(error.where, folder)}{error.what}", error.fix))
    except Exception:
        # No traceback: the text of an exception may hold what stands in a row.
        fix = "Probeer het opnieuw; meld het aan de beheerder als het zo blijft."
        sender.send((_WRONG, "Er ging intern iets mis bij het laden.", fix))
    else:
        info = report.info
        told = {"momentopname": info.id, "nieuw": report.new, "naam": info.name, "rijen": dict(info.rows)}
        sender.send((_DONE, told))


def _faults(error: DeliveryRejectedError) -> dict[str, Any]:
    shown = [
        {"bestand": one.file, "rij": one.row, "kolom": one.column, "wat": one.what, "oplossing": one.fix}
        for one in error.report.faults[:SHOWN_FAULTS]
    ]
    return {"aantal": error.report.count, "fouten": shown}


def _inside(where: str, folder: Path) -> str:
    """Return the place of a fault below the folder, which is nobody's business itself."""
    place = where.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")
    return f"{place}: " if place and not place.startswith("/") else ""
