"""The store: snapshots of deliveries, loading them, and reading them within limits."""

from pq_answers.store.guard import check_select
from pq_answers.store.load import DeliveryRejectedError, LoadReport
from pq_answers.store.reader import Limits, Reader, Rows
from pq_answers.store.snapshot import SnapshotInfo
from pq_answers.store.sources import Sources
from pq_answers.store.store import Store
from pq_answers.store.workspace import DRAWING, StoreBusyError

__all__ = [
    "DRAWING",
    "DeliveryRejectedError",
    "Limits",
    "LoadReport",
    "Reader",
    "Rows",
    "SnapshotInfo",
    "Sources",
    "Store",
    "StoreBusyError",
    "check_select",
]
