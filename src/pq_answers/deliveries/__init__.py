"""Deliveries (leveringen): reading and validating what data owners hand over."""

from pq_answers.deliveries.faults import Fault, FaultReport, Rule, Tally, summary
from pq_answers.deliveries.read import StagedFile, Staging, stage
from pq_answers.deliveries.schema import Column, Schema, Table, Validity, load_schema
from pq_answers.deliveries.sidecar import FORMATS, SIDECAR, DeliveredFile, Delivery, read_delivery, sha256_of
from pq_answers.deliveries.unpack import unpack
from pq_answers.deliveries.validate import validate, write_report

__all__ = [
    "FORMATS",
    "SIDECAR",
    "Column",
    "DeliveredFile",
    "Delivery",
    "Fault",
    "FaultReport",
    "Rule",
    "Schema",
    "StagedFile",
    "Staging",
    "Table",
    "Tally",
    "Validity",
    "load_schema",
    "read_delivery",
    "sha256_of",
    "stage",
    "summary",
    "unpack",
    "validate",
    "write_report",
]
